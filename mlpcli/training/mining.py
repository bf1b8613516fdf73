"""Choosing a batch among its candidates by the losses that the network has on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Params
from mlpcli.loss import Loss
from mlpcli.run import Run
from mlpcli.sampling import Sampling


class Mining:
    """Lets the network judge candidates as it would judge new rows: nothing is dropped out, no noise."""

    def __init__(self, network: Network, loss: Loss, sampling: Sampling, params: Sequence[Params]):
        self.network, self.loss, self.sampling, self.params = network, loss, sampling, params
        self.runs, self.own = network.runs(training=False), Run()

    def __call__(self, x: Array, y: Array, weights: Array | None) -> tuple[Array, Array, Array | None]:
        """x: (..., k·m, I), y: (..., k·m, O), weights: (..., k·m) -> the chosen m of each.

        How hard a row is has nothing to do with its weight.
        """
        z, _ = self.network.forward(self.params, x, self.runs)
        losses = self.loss.sample_values(z, y)
        rows = self.sampling.chosen(losses, x.shape[-2] // self.sampling.draws)
        if weights is not None:
            weights = self._taken("weights", weights[..., None], rows)[..., 0]
        return self._taken("x", x, rows), self._taken("y", y, rows), weights

    def _taken(self, name: str, a: Array, rows: Array) -> Array:
        shape = (*rows.shape, a.shape[-1])
        out = self.own.buffer(name, shape, a.dtype)
        many = (-1, *a.shape[-2:]), (-1, rows.shape[-1]), (-1, *shape[-2:])
        old, index, new = (b.reshape(s) for b, s in zip((a, rows, out), many, strict=True))
        for one, own, taken in zip(old, index, new, strict=True):
            np.take(one, own, axis=0, out=taken, mode="clip")
        return out
