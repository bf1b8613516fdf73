"""Training: a state, a step, and the loop that yields events."""
