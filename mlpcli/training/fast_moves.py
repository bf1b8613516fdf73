"""The optimizer's rule over all of θ by the compiled kernels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.fast.optimizers import UPDATES, scalars
from mlpcli.fast.plan import columns
from mlpcli.optimizer import StepRule
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.moves import Block, Moves

WORTH_SHARING = 250_000
"""As for NumPy: 235,000, 500,000 and 1,900,000 with the gradient in two parts took 129, 287 and 1350 µs on
one core, 126, 200 and 900 µs on two.
"""


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
        crew: Crew = ALONE,
        addends: Sequence[Array] = (),
    ):
        super().__init__(optimizer, paces, theta, gradient, slots, work, crew, addends)
        self._rule, self._paces = UPDATES.get(optimizer.kind), paces
        self._arrays = [
            np.atleast_2d(a) for a in (theta, gradient, *(slots[name] for name in optimizer.slots))
        ]
        self._adds = bool(addends)
        self._alone = theta.ndim == 1

    def worth_sharing(self) -> int:
        """More than for NumPy."""
        return WORTH_SHARING

    def __call__(self, t: int, rate: Scalar) -> None:
        """The t-th update."""
        if self._rule is None or len(self.shares) > 1 or self._adds:
            super().__call__(t, rate)
            return
        for stretch, factor in self._paces:
            self._rule(*self._arrays, stretch.start, stretch.stop, self._scalars(t, rate, factor))

    def _move(self, blocks: Sequence[Block], t: int, rate: Scalar) -> None:
        if self._rule is None:
            super()._move(blocks, t, rate)
            return
        for block in blocks:
            for addend in block.addends:
                np.add(block.gradient, addend, out=block.gradient)
            self._rule(*self._arrays, block.start, block.stop, self._scalars(t, rate, block.factor))

    def _scalars(self, t: int, rate: Scalar, factor: Scalar) -> Array:
        first = self._arrays[0]
        own = rate * (factor[..., 0] if isinstance(factor, np.ndarray) and factor.ndim > 2 else factor)
        numbers = scalars(self.optimizer, t, own)
        if self._alone:
            return np.array([numbers], dtype=first.dtype)
        return columns(numbers, len(first), first.dtype)
