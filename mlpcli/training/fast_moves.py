"""The optimizer's rule over all of θ by the compiled kernels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.fast.optimizers import UPDATES
from mlpcli.fast.plan import columns
from mlpcli.optimizer import StepRule
from mlpcli.training.moves import Moves


class FastMoves(Moves):
    """The same updates in one pass over each stretch; a rule that has no kernel is NumPy's."""

    def __init__(
        self,
        optimizer: StepRule,
        paces: Sequence[tuple[slice, Scalar]],
        theta: Array,
        gradient: Array,
        slots: dict[str, Array],
        work: Array,
        threads: int = 1,
    ):
        super().__init__(optimizer, paces, theta, gradient, slots, work, threads)
        self._rule, self._stretches = UPDATES.get(optimizer.kind), [stretch for stretch, _ in paces]
        own = (slots[name] for name in optimizer.slots)
        self._arrays = [np.atleast_2d(a) for a in (theta, gradient, *own)]

    def move(self) -> None:
        """The update whose numbers are set."""
        if self._rule is None:
            super().move()
            return
        replicas = len(self._arrays[0])
        for stretch, numbers in zip(self._stretches, self.numbers, strict=True):
            s = columns(numbers.arrays, replicas, self._arrays[0].dtype)
            self._rule(*self._arrays, stretch.start, stretch.stop, s)
