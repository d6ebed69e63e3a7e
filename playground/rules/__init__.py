"""What Telegram allows and how it refuses: the specification, formats, limits, and the faults of a bad day."""
