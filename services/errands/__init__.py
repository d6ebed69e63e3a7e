"""What needs the world outside before it can be answered: owed with the update, run after its commit, told once."""
