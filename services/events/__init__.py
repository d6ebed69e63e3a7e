"""Meals and other events: by which rule they take place, when they do, and who is told."""
