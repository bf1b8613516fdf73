"""How far a file's tree may reach."""

DEEPEST = 16
"""Names in a path, at most."""
