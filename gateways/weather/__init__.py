"""The weather: services and feeds that know of heat; whatever goes wrong with one of them is its silence."""
