"""The words people read, looked at as words."""
