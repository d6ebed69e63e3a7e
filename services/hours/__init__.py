"""When a door is open: reading what people write, and the days that differ."""
