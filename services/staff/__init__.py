"""Unions, the people who work for them, and what each of them may do."""
