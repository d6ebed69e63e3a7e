"""Sources of the weather: samples of what they say are made up, in the shapes that they document."""
