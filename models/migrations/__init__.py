"""The schema's history, beside the schema."""
