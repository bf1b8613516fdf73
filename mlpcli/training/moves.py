"""The optimizer's rule over all of θ: in blocks that the cache likes, or shared out among threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mlpcli.arrays import Array, Scalar
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
    """A stretch of the arrays, from start to stop, and the factor of its learning rate."""

    theta: Array
    gradient: Array
    addends: tuple[Array, ...]
    slots: dict[str, Array]
    work: Array
    factor: Scalar
    start: int
    stop: int


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
        self.blocks = [
            Block(
                theta[..., s],
                gradient[..., s],
                tuple(addend[..., s] for addend in addends),
                {name: slot[..., s] for name, slot in slots.items()},
                work[..., s],
                factor,
                s.start,
                s.stop,
            )
            for s, factor in _stretches(paces, theta, _size(theta.size, shares))
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
        self._crew([partial(self._move, share, t, rate) for share in self.shares])

    def _move(self, blocks: Sequence[Block], t: int, rate: Scalar) -> None:
        update = self.optimizer.update
        for theta, g, addends, slots, work, factor, _, _ in blocks:
            for addend in addends:
                np.add(g, addend, out=g)
            update(theta, g, slots, t, rate * factor, work)


def _size(numbers: int, shares: int) -> int:
    """Numbers of a block: as many as the cache likes; with threads, the same for each."""
    if shares == 1:
        return BLOCK
    rounds = -(-numbers // (shares * SHARED * BLOCK))
    return -(-numbers // (shares * rounds))


def _stretches(
    paces: Sequence[tuple[slice, Scalar]], theta: Array, size: int
) -> Iterator[tuple[slice, Scalar]]:
    """Stretches of the last axis, so short that a block of all replicas fits the cache, and the factors of
    their learning rates: columns of a layer meet samples, (R, 1, 1), these meet parameters, (R, 1).
    """
    replicas = theta.shape[0] if theta.ndim == 2 else 1
    length = max(size // replicas, 1024)
    for stretch, factor in paces:
        for start in range(stretch.start, stretch.stop, length):
            own = factor[..., 0] if isinstance(factor, np.ndarray) else factor
            yield slice(start, min(start + length, stretch.stop)), own
