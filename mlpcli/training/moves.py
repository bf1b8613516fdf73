"""The optimizer's rule over all of θ: in blocks that the cache likes, or shared out among threads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mlpcli.arrays import LINE, Array, Scalar
from mlpcli.optimizer import StepRule
from mlpcli.training.crew import ALONE, Crew

BLOCK = 65_536
"""Numbers that the optimizer moves at a time: its few arrays of this size stay in the cache."""

SHARED = 4
"""How many times as large they are where threads share the work, since these meet between two operations."""

WORTH_SHARING = 130_000
"""Numbers from which on a second thread pays: Adam on 100,000, 150,000, 235,000 and 1,900,000 took 138, 214,
330 and 3340 µs on one core, 155, 180, 228 and 2020 µs on two.
"""


class Block(NamedTuple):
    """A stretch of the arrays, with the scalars of its updates; `pace` is the number of those among all."""

    theta: Array
    gradient: Array
    addends: tuple[Array, ...]
    slots: dict[str, Array]
    work: Array
    scalars: tuple[Array, ...]
    place: slice
    pace: int


class Numbers:
    """Where a rule finds its scalars, of θ's type: `arrays` of no axes, or columns (R, 1) where replicas may
    differ. All stand in one `matrix`, a row a replica, whose memory stays what it is from update to update.
    """

    def __init__(self, optimizer: StepRule, factor: Scalar, theta: Array):
        self.optimizer, self.factor = optimizer, factor
        replicas = theta.shape[0] if theta.ndim == 2 else 1
        kinds = optimizer.scalars(1, np.ones((replicas, 1)) if theta.ndim == 2 else 1.0)
        self.matrix = np.empty((replicas, len(kinds)), theta.dtype)
        differ = [isinstance(kind, np.ndarray) for kind in kinds]
        self.arrays = tuple(
            self.matrix[:, k : k + 1] if own else self.matrix[0, k, ...] for k, own in enumerate(differ)
        )
        alone = theta.ndim == 1
        self._places = self.arrays if alone else [self.matrix[:, k : k + 1] for k in range(len(kinds))]
        self._latest = [math.nan] * len(kinds)

    def set(self, t: int, rate: Scalar) -> None:
        """Those of the t-th update."""
        latest = self._latest
        for k, scalar in enumerate(self.optimizer.scalars(t, rate * self.factor)):
            number = scalar if type(scalar) is float else math.nan  # a column is always written
            if number != latest[k]:  # most numbers never change, and writing takes time
                latest[k] = number
                self._places[k][...] = scalar


class Moves:
    """The updates of θ, bound to its blocks. Before a block is moved, the addends are added to its gradient.

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
        crew: Crew = ALONE,
        addends: Sequence[Array] = (),
    ):
        self.optimizer, self._crew = optimizer, crew
        shares = crew.size if theta.size >= self.worth_sharing() else 1
        size = _size(theta.size, shares)
        self.numbers, self.blocks = list[Numbers](), list[Block]()
        for pace, (stretch, factor) in enumerate(paces):
            # Columns of a layer meet samples, (R, 1, 1), these meet parameters, (R, 1).
            own = factor[..., 0] if isinstance(factor, np.ndarray) else factor
            numbers = Numbers(optimizer, own, theta)
            self.numbers.append(numbers)
            self.blocks += [
                Block(
                    theta[..., s],
                    gradient[..., s],
                    tuple(addend[..., s] for addend in addends),
                    {name: slot[..., s] for name, slot in slots.items()},
                    work[..., s],
                    numbers.arrays,
                    s,
                    pace,
                )
                for s in _pieces(stretch, theta, size)
            ]
        bounds = [len(self.blocks) * i // shares for i in range(shares + 1)]
        self.shares = [self.blocks[a:b] for a, b in pairwise(bounds)]

    def worth_sharing(self) -> int:
        """Numbers from which on threads share the work."""
        return WORTH_SHARING

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
        if len(self.shares) == 1:
            self._move(self.shares[0])
        else:
            self._crew([partial(self._move, share) for share in self.shares])

    def _move(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            for addend in block.addends:
                np.add(block.gradient, addend, out=block.gradient)
            self._apply(block)

    def _apply(self, block: Block) -> None:
        """The rule on one block, whose gradient is whole."""
        self.optimizer.move(block.theta, block.gradient, block.slots, block.scalars, block.work)


def _size(numbers: int, shares: int) -> int:
    """Numbers of a block: as many as the cache likes; for threads the same for each, in whole cache lines."""
    if shares == 1:
        return BLOCK
    rounds = -(-numbers // (shares * SHARED * BLOCK))
    return -(-numbers // (shares * rounds * LINE)) * LINE


def _pieces(stretch: slice, theta: Array, size: int) -> Iterator[slice]:
    """A stretch of the last axis in pieces so short that one of all replicas fits the cache."""
    replicas = theta.shape[0] if theta.ndim == 2 else 1
    length = max(size // replicas, 1024)
    for start in range(stretch.start, stretch.stop, length):
        yield slice(start, min(start + length, stretch.stop))
