"""Mini-batches of rows that stay on disk: blocks of them shuffled, then rows within a buffer of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array, Generator
from mlpcli.data.ondisk import OnDisk

BUFFER = 64 << 20
"""Bytes of rows that are shuffled together."""

BLOCK = 128 << 10
"""Bytes of rows that are read from one place."""


class Blocks:
    """Every row once an epoch, in an order that reads the disk in pieces.

    The rows are cut into blocks of neighbours of 128 KiB. An epoch takes the blocks in random order, fills a
    buffer of 64 MiB with them, shuffles the rows in it, cuts them into batches of m, and goes on with the
    next buffer. So two rows meet in a batch with nearly the same chance whatever their places in the file;
    only rows of one block are a little more likely to, and then among the 500 blocks of a buffer. Data that
    fit into one buffer are shuffled completely.

    The interface is that of `Batches`. An epoch draws one permutation and one number from its generator, and
    everything else follows from these: it can be gone on with at any batch.

    *Source:* Lepetit (stochastic gradient descent); Bottou 2012 (shuffling; rows in the order of a file).
    """

    def __init__(
        self,
        x: OnDisk,
        y: OnDisk,
        batch_size: int,
        generators: Sequence[Generator],
        *,
        stacked: bool = False,
        weights: Array | None = None,
        buffer: int = BUFFER,
        block: int = BLOCK,
    ):
        self.generators, self._stacked, self._own_weights = tuple(generators), stacked, weights
        self._N, self._inputs, self._outputs = len(x), x.width, 0 if y is x else y.width
        self._records = OnDisk(x.scratch, x.place, (len(x), x.record), x.dtype)
        self.m = min(batch_size, self._N)
        row = x.record * x.dtype.itemsize
        self._block = max(block // row, 1)
        self._buffer = max(buffer // row // self.m, 1) * self.m
        self.weights: Array | None = None
        self._memory: list[Array] = []

    def __len__(self) -> int:
        """Batches an epoch."""
        return -(-self._N // self.m)

    def epoch(self, start: int = 0) -> Iterator[tuple[Array, Array]]:
        """The batches of one epoch from the start-th on, as (x, y); each is overwritten by the next."""
        if not self._memory:
            size = min(self._buffer, self._N), self._records.width
            self._memory = [np.empty(size, self._records.dtype) for _ in self.generators]
        orders = [
            self._order(g, memory, start) for g, memory in zip(self.generators, self._memory, strict=True)
        ]
        for taken in zip(*orders, strict=True):
            records, weights = zip(*taken, strict=True)
            batch = np.stack(records) if self._stacked else records[0]
            x = np.ascontiguousarray(batch[..., : self._inputs])
            y = np.ascontiguousarray(batch[..., self._inputs :]) if self._outputs else x
            if self._own_weights is not None:
                self.weights = np.stack(weights) if self._stacked else weights[0]
            yield x, y

    def _order(self, generator: Generator, memory: Array, start: int) -> Iterator[tuple[Array, Array | None]]:
        """The batches of one network: records (m, I + O), and weights (m,)."""
        blocks = generator.permutation(-(-self._N // self._block))
        seed = int(generator.integers(2**62))
        each = self._buffer // self.m
        for number in range(start // each, -(-self._N // self._buffer)):
            rows = self._fill(memory, blocks, number * self._buffer)
            shuffled = np.random.default_rng([seed, number]).permutation(len(rows))
            skipped = start - number * each if number == start // each else 0
            places = range(0, len(rows), self.m)
            for place in islice(places, skipped, None):
                chosen = shuffled[place : place + self.m]
                weights = None if self._own_weights is None else self._own_weights[rows[chosen]]
                yield memory[chosen], weights

    def _fill(self, memory: Array, blocks: NDArray[np.intp], first: int) -> NDArray[np.intp]:
        """Reads what stands from the first-th place on in the order of the blocks; the rows' numbers."""
        lengths = np.minimum(self._block, self._N - blocks * self._block)
        ends = lengths.cumsum()
        last = min(first + len(memory), self._N)
        rows = np.empty(last - first, np.intp)
        place = first
        while place < last:
            i = int(np.searchsorted(ends, place, side="right"))
            count = min(int(ends[i]), last) - place
            row = int(blocks[i] * self._block + place - (ends[i] - lengths[i]))
            at = place - first
            memory[at : at + count] = self._records[row : row + count]
            rows[at : at + count] = np.arange(row, row + count)
            place += count
        return rows
