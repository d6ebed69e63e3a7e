"""The world outside: what we do not run. Errors of others become ours here."""
