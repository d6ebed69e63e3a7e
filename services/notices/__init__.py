"""Who wants to hear of what, and when."""
