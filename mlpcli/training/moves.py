"""The optimizer's rule over all of θ: in blocks that the cache likes, or shared out among threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer import StepRule

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

BLOCK = 65_536
"""Numbers that the optimizer moves at a time: its few arrays of this size stay in the cache."""

SHARED = 4
"""How many times as large they are where threads share the work, since these meet between two operations."""

WORTH_SHARING = 500_000
"""Numbers from which on a second thread pays: Adam on 235,000, 500,000, 1,000,000 and 1,860,000 took 0.30,
0.62, 1.5 and 3.5 ms on one core, 0.31, 0.41, 0.85 and 2.3 ms on two.
"""


class Block(NamedTuple):
    """A stretch of the arrays, and the scalars of its updates."""

    theta: Array
    gradient: Array
    slots: dict[str, Array]
    work: Array
    scalars: tuple[Array, ...]


class Numbers:
    """Where a rule finds its scalars: arrays of no axes, or columns (R, 1) where replicas may differ, of θ's
    type. Their memory stays what it is from update to update.
    """

    def __init__(self, optimizer: StepRule, factor: Scalar, theta: Array):
        self.optimizer, self.factor = optimizer, factor
        column = np.ones((*theta.shape[:-1], 1))
        kinds = optimizer.scalars(1, column if theta.ndim == 2 else 1.0)
        shapes = [column.shape if isinstance(kind, np.ndarray) else () for kind in kinds]
        self.arrays = tuple(np.empty(shape, theta.dtype) for shape in shapes)

    def set(self, t: int, rate: Scalar) -> None:
        """Those of the t-th update."""
        for array, scalar in zip(self.arrays, self.optimizer.scalars(t, rate * self.factor), strict=True):
            array[()] = scalar


class Moves:
    """The updates of θ, bound to its blocks.

    A rule never mixes entries of θ, so that blocks and threads change none of the bits.
    """

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
        self.optimizer = optimizer
        shares = threads if theta.size >= WORTH_SHARING else 1
        size = BLOCK * (SHARED if shares > 1 else 1)
        self.numbers, self.blocks = [], []
        for stretch, factor in paces:
            # Columns of a layer meet samples, (R, 1, 1), these meet parameters, (R, 1).
            own = factor[..., 0] if isinstance(factor, np.ndarray) else factor
            numbers = Numbers(optimizer, own, theta)
            self.numbers.append(numbers)
            self.blocks += [
                Block(
                    theta[..., s],
                    gradient[..., s],
                    {name: slot[..., s] for name, slot in slots.items()},
                    work[..., s],
                    numbers.arrays,
                )
                for s in _pieces(stretch, theta, size)
            ]
        bounds = [len(self.blocks) * i // shares for i in range(shares + 1)]
        self._own, *others = [self.blocks[a:b] for a, b in pairwise(bounds)]
        self._others = others
        self._pool: ThreadPoolExecutor | None = None
        if others:
            from concurrent.futures import ThreadPoolExecutor  # takes as long to load as some commands' work

            self._pool = ThreadPoolExecutor(len(others))

    def look_ahead(self) -> None:
        """Moves θ to where the gradient is to be taken, if the rule takes it elsewhere."""
        for block in self.blocks if self.optimizer.looks_ahead else ():
            self.optimizer.look_ahead(block.theta, block.slots, block.work)

    def __call__(self, t: int, rate: Scalar) -> None:
        """The t-th update."""
        for numbers in self.numbers:
            numbers.set(t, rate)
        self.move()

    def move(self) -> None:
        """The update whose numbers are set."""
        if self._pool is None:
            self._move(self._own)
            return
        others = [self._pool.submit(self._move_aside, share) for share in self._others]
        self._move(self._own)
        for other in others:
            other.result()

    def _move(self, blocks: Sequence[Block]) -> None:
        move = self.optimizer.move
        for theta, g, slots, work, scalars in blocks:
            move(theta, g, slots, scalars, work)

    @np.errstate(all="ignore")  # a thread begins without the caller's
    def _move_aside(self, blocks: Sequence[Block]) -> None:
        self._move(blocks)


def _pieces(stretch: slice, theta: Array, size: int) -> Iterator[slice]:
    """A stretch of the last axis in pieces so short that one of all replicas fits the cache."""
    replicas = theta.shape[0] if theta.ndim == 2 else 1
    length = max(size // replicas, 1024)
    for start in range(stretch.start, stretch.stop, length):
        yield slice(start, min(start + length, stretch.stop))
