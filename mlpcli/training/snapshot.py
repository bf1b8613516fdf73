"""A copy of what an update changes, from which updates can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mlpcli.arrays import Array


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state of all active replicas before the update `step` + 1, which is batch `batch` + 1 of its epoch.

    `order` and `noise` are the states of their generators: when the epoch began, and now.
    """

    theta: Array
    slots: dict[str, Array]
    order: Sequence[Any]
    noise: Sequence[Any]
    step: int
    epoch: int
    batch: int

    def of(self, rows: Sequence[int]) -> Snapshot:
        """That of these rows of a stack alone, which the others have left."""
        return replace(
            self,
            theta=self.theta[rows],
            slots={name: slot[rows] for name, slot in self.slots.items()},
            order=[self.order[row] for row in rows],
            noise=[self.noise[row] for row in rows],
        )
