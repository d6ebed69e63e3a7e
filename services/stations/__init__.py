"""Finding a door that will be open on arrival, from memory."""
