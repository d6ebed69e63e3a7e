"""Cases: what workers file with their union, who answers for it, what is said, and how it ends."""
