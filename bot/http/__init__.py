"""What is asked of us over HTTP: the door, how we are, and what an operator counts."""
