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
    """A stretch of the arrays, and the factor of its learning rate."""

    theta: Array
    gradient: Array
    slots: dict[str, Array]
    work: Array
    factor: Scalar


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
        self.blocks = [
            Block(
                theta[..., s],
                gradient[..., s],
                {name: slot[..., s] for name, slot in slots.items()},
                work[..., s],
                factor,
            )
            for s, factor in _stretches(paces, theta, BLOCK * (SHARED if shares > 1 else 1))
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
        if self._pool is None:
            self._move(self._own, t, rate)
            return
        others = [self._pool.submit(self._move_aside, share, t, rate) for share in self._others]
        self._move(self._own, t, rate)
        for other in others:
            other.result()

    def _move(self, blocks: Sequence[Block], t: int, rate: Scalar) -> None:
        update = self.optimizer.update
        for theta, g, slots, work, factor in blocks:
            update(theta, g, slots, t, rate * factor, work)

    @np.errstate(all="ignore")  # a thread begins without the caller's
    def _move_aside(self, blocks: Sequence[Block], t: int, rate: Scalar) -> None:
        self._move(blocks, t, rate)


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
