"""The gradient of a batch's loss, its rows shared out among threads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator
from mlpcli.regularization import Regularization
from mlpcli.training.backprop import Backprop, Criterion
from mlpcli.training.crew import Crew
from mlpcli.training.moves import BLOCK


class SharedBackprop(Backprop):
    """J = Σ n_k/N J_k and ∂J/∂θ = Σ n_k/N ∂J_k/∂θ over as many portions of the rows as the crew has threads.

    Portion k of K takes the rows from ⌊N k / K⌋ to ⌊N (k+1) / K⌋, whatever N is. Each has a Backprop (an
    `each`) with memory of its own; random numbers are drawn for the whole batch first, so that they are those
    that it gets undivided. Layers must treat rows on their own (`Layer.mixes_rows`).
    """

    def __init__(
        self,
        network: Network,
        loss: Criterion,
        rules: Sequence[Regularization],
        theta: Array,
        noise: Sequence[Generator],
        *,
        crew: Crew,
        each: type[Backprop] = Backprop,
    ):
        super().__init__(network, loss, rules, theta, noise)
        self._crew, self._noise = crew, noise
        self._widths = network.draws
        self._numbers: dict[int, list[Array]] = {}
        self._handed = [[_Handed() for _ in noise] for _ in range(crew.size)]
        self._parts = [
            each(network, loss, rules, theta, cast(Sequence[Generator], handed), None if k else self.gradient)
            for k, handed in enumerate(self._handed)
        ]
        self.addends = tuple(part.gradient for part in self._parts[1:])
        self._losses: list[Array | float] = [0.0] * crew.size
        self._shares = [0.0] * crew.size

    def forward(self, x: Array, y: Array, weights: Array | None, whole: int = 0) -> Array:
        """The loss J: (...); the portions' gradients come with it."""
        N, K = x.shape[-2], self._crew.size
        bounds = [N * k // K for k in range(K + 1)]
        self._shares = [(end - start) / N for start, end in pairwise(bounds)]
        self._draw(N, bounds)
        self._crew(
            [
                partial(
                    self._portion,
                    k,
                    x[..., start:end, :],
                    y[..., start:end, :],
                    None if weights is None else weights[..., start:end],
                    N,
                )
                for k, (start, end) in enumerate(pairwise(bounds))
            ]
        )
        return np.asarray(sum(self._losses))

    def backward(self) -> None:
        """`gradient` and `addends` are there since `forward`; only together they are ∂J/∂θ."""

    def join(self) -> None:
        """Adds the addends to `gradient`."""
        P, K = self.gradient.shape[-1], self._crew.size
        self._crew([partial(self._sum, P * k // K, P * (k + 1) // K) for k in range(K)])

    def omega(self) -> Array | float:
        """The penalties on activity in the latest batch: (...)."""
        parts = zip(self._shares, self._parts, strict=True)
        return sum((share * part.omega() for share, part in parts if share), np.float64(0))

    def _portion(self, k: int, x: Array, y: Array, weights: Array | None, whole: int) -> None:
        part = self._parts[k]
        if x.shape[-2]:
            self._losses[k] = part.forward(x, y, weights, whole).astype(np.float64)
            part.backward()
        else:
            part.gradient[...] = self._losses[k] = 0.0

    def _sum(self, start: int, stop: int) -> None:
        length = max(BLOCK // (self.gradient.size // self.gradient.shape[-1]), 1024)
        for at in range(start, stop, length):
            own = slice(at, min(at + length, stop))
            total = self.gradient[..., own]
            for addend in self.addends:
                np.add(total, addend[..., own], out=total)

    def _draw(self, N: int, bounds: Sequence[int]) -> None:
        """The layers' random numbers, layer by layer, each replica's from its own generator."""
        if not self._widths:
            return
        if N not in self._numbers:
            dtype = self.gradient.dtype
            self._numbers[N] = [np.empty((len(self._noise), N, width), dtype) for width in self._widths]
        for numbers in self._numbers[N]:
            for generator, own in zip(self._noise, numbers, strict=True):
                generator.random(out=own, dtype=own.dtype.type)
        for handed, (start, end) in zip(self._handed, pairwise(bounds), strict=True):
            for row, replica in enumerate(handed):
                replica.rows = iter([numbers[row, start:end] for numbers in self._numbers[N]])


class _Handed:
    """In the place of a replica's generator: hands out a portion's rows of what was drawn for the batch."""

    def __init__(self) -> None:
        self.rows = iter(list[Array]())

    def random(self, *, out: Array, dtype: Any) -> None:
        """The next drawing's rows."""
        out[...] = next(self.rows).reshape(out.shape)
