"""Keeping: who keeps which door, whether it stays open at noon, what it gives away."""
