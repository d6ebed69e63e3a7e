"""The clock's way in: what is due when."""
