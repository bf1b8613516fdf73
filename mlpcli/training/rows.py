"""What a training learns from, and what it is judged by."""

from __future__ import annotations

from typing import Protocol

from mlpcli.arrays import Array


class Rows(Protocol):
    """Rows to learn from or to judge by: x: (N, I), y: (N, O), weights: (N,) or None.

    Those that each replica of a stack has of its own have its axis in front (`training.own_rows`).
    """

    @property
    def x(self) -> Array:
        """Coded features."""

    @property
    def y(self) -> Array:
        """Coded targets."""

    @property
    def weights(self) -> Array | None:
        """How much each row counts in the loss; None: all the same."""
