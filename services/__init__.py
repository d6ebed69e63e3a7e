"""The rules: what the union does, in the union's words. Knows no chat, no web framework and no scheduler."""
