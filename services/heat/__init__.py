"""Heat: warnings as they stand, what a day's maximum asks of employers, which cool doors are open."""
