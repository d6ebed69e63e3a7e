"""A union's list of stations: in, out, and what is wrong with it."""
