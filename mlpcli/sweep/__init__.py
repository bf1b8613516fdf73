"""Sweeps: many trials of one spec, packed into stacks of replicas, spread over processes, ranked honestly."""
