"""The order in which training sees its rows: drawn for every epoch, cut into batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array, Generator, room
from mlpcli.sampling import Sampling
from mlpcli.sampling.shuffled import Shuffled

SHUFFLED = Shuffled()


class Batches:
    """Mini-batches: an epoch is the order of rows that the sampling draws, cut into m at a time.

    The last batch holds the rows that are left, m or fewer. With batch_size "all" every epoch is one batch:
    shuffled, that is the whole set as it stands, and nothing is drawn. A sampling that chooses gets its k
    candidates for each place in a batch: what comes out is k·m rows at a time, as often as without.

    x: (N, I), y: (N, O) are shared by all networks, x: (R, N, I), y: (R, N, O) are each replica's own rows.
    A single network gets batches (m, I), (m, O), a `stacked` one (R, m, I), (R, m, O): one generator a
    replica, and each has the rows that it would get alone with the same generator.

    `own`: (N,) or (R, N) are the rows of a shared x that a network learns from instead, some perhaps
    repeatedly: it has the batches that it would have with x[own], y[own], and no copy of them is made.

    `weights`: (N,) or (R, N) are shuffled along with the rows. While a batch is out, `weights` are those of
    its rows, (m,) or (R, m); None where none were given.

    The generators should serve nothing else. An epoch's permutations depend only on their states when it
    begins, so training goes on inside an epoch by setting those and skipping what is done: `epoch(start=k)`.

    *Source:* Lepetit (stochastic gradient descent); Laurent (batches of size m without replacement).

    >>> x = np.arange(5.0).reshape(5, 1)
    >>> batches = Batches(x, x, 2, [np.random.default_rng(0)])
    >>> epoch = [row for a, b in batches.epoch() for row in a[:, 0].tolist()]
    >>> len(batches), sorted(epoch)
    (3, [0.0, 1.0, 2.0, 3.0, 4.0])
    """

    def __init__(
        self,
        x: Array,
        y: Array,
        batch_size: int | Literal["all"],
        generators: Sequence[Generator],
        *,
        stacked: bool = False,
        sampling: Sampling = SHUFFLED,
        weights: Array | None = None,
        own: NDArray[np.intp] | None = None,
    ):
        self.generators, self.sampling = tuple(generators), sampling
        N, replicas = x.shape[-2], (len(self.generators),) if stacked else ()
        arrays: tuple[Array, ...] = (x, y) if weights is None else (x, y, weights[..., None])
        self._drawn = batch_size != "all" or sampling != SHUFFLED
        if own is not None and not self._drawn:
            arrays, own = tuple(a[own] for a in arrays), None
        self._own = None if own is None else np.atleast_2d(own)
        wide = [np.broadcast_to(a, (*replicas, *a.shape[-2:])) for a in arrays]
        self._whole = wide[0], wide[1]
        chosen = arrays[1] if own is None else y[own]
        self._targets = np.broadcast_to(chosen, (len(self.generators), *y.shape[-2:]))
        self.weights = None if weights is None else wide[2][..., 0]
        m = sampling.draws * (N if batch_size == "all" else min(batch_size, N))
        length = sampling.draws * N
        self._order = np.empty((*replicas, length), dtype=np.intp)
        # Rows of replica r in x seen as one long list of rows.
        self._first = np.arange(x.shape[0])[:, None] * N if arrays[0].ndim == 3 else 0
        self._long = tuple(a.reshape(-1, a.shape[-1]) for a in arrays)
        # Views and memory are made once; an epoch then costs its gathers and little more.
        full, rest = (_memory(arrays, replicas, n) for n in (m, length % m))
        self._cuts = [
            (self._order[..., start : start + m], *(full if start + m <= length else rest))
            for start in range(0, length, m)
        ]

    def __len__(self) -> int:
        """Batches an epoch."""
        return len(self._cuts)

    def epoch(self, start: int = 0) -> Iterator[tuple[Array, Array]]:
        """The batches of one epoch from the start-th on, as (x, y); each is overwritten by the next."""
        if not self._drawn:
            yield self._whole
            return
        self._shuffle()
        x, y, *w = (a.take for a in self._long)
        for index, (bx, by, *bw), weights in self._cuts[start:]:
            x(index, 0, bx, "clip")  # with any other mode NumPy goes through a copy of `out`
            y(index, 0, by, "clip")
            if w:
                w[0](index, 0, bw[0], "clip")
                self.weights = weights
            yield bx, by

    def _shuffle(self) -> None:
        orders = np.atleast_2d(self._order)
        for order, y, generator in zip(orders, self._targets, self.generators, strict=True):
            order[:] = self.sampling.order(y, generator)
        if self._own is not None:
            orders[:] = np.take_along_axis(self._own, orders, axis=-1)
        self._order += self._first


def _memory(arrays: Sequence[Array], replicas: tuple[int, ...], n: int) -> tuple[list[Array], Array | None]:
    """Room for n rows of every array, and the weights among them as they are handed out."""
    places = [room((*replicas, n, a.shape[-1]), a.dtype) for a in arrays]
    return places, places[2][..., 0] if len(places) > 2 else None
