"""The law as a union's lawyer writes and signs it: deadlines, what to keep as evidence, who decides, whom to call."""
