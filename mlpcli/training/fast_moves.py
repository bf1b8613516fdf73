"""The optimizer's rule over all of θ by the compiled kernels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.fast.optimizers import UPDATES, scalars
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
        self._rule, self._paces = UPDATES.get(optimizer.kind), paces
        self._arrays = [
            np.atleast_2d(a) for a in (theta, gradient, *(slots[name] for name in optimizer.slots))
        ]
        self._alone = theta.ndim == 1

    def __call__(self, t: int, rate: Scalar) -> None:
        """The t-th update."""
        if self._rule is None:
            super().__call__(t, rate)
            return
        first = self._arrays[0]
        for stretch, factor in self._paces:
            own = rate * (factor[..., 0] if isinstance(factor, np.ndarray) else factor)
            numbers = scalars(self.optimizer, t, own)
            if self._alone:
                s = np.array([numbers], dtype=first.dtype)
            else:
                s = columns(numbers, len(first), first.dtype)
            self._rule(*self._arrays, stretch.start, stretch.stop, s)
