"""Counting plateaus: how often a monitored value has stood still so far."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class Plateau:
    """Counts reductions of one replica's learning rate, epoch by epoch.

    It follows from the values alone, so telling it the stored ones again restores it. The first `skip`
    epochs are not looked at. A value that is not a number is no improvement.

    >>> plateau = Plateau("training_loss", patience=2)
    >>> for value in (3.0, 2.0, 2.0, 2.5, 1.0, math.nan, 1.0):
    ...     plateau.take(value)
    >>> plateau.reductions
    2
    """

    monitor: str
    patience: int
    min_delta: float = 0.0
    cooldown: int = 0
    skip: float = 0.0
    epochs: int = 0
    best: float = math.inf
    waited: int = 0
    cooling: int = 0
    reductions: int = 0

    def take(self, value: float) -> None:
        """The value of one more epoch, of which less is better."""
        self.epochs += 1
        if self.epochs <= self.skip:
            return
        if value < self.best - self.min_delta:
            self.best, self.waited = value, 0
        else:
            self.waited += 1
        if self.cooling:
            self.cooling, self.waited = self.cooling - 1, 0
        if self.waited >= self.patience:
            self.reductions += 1
            self.cooling, self.waited = self.cooldown, 0
