"""Broadcasts: what staff announce to many, from the draft to accounts that add up."""
