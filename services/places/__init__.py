"""Where things are: positions, datums, ways of getting there."""
