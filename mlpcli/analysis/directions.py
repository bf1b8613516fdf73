"""Lines and planes in the space of a network's weights, and its loss along them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.analysis.subject import MisfitError, Run, Runs
from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator
from mlpcli.data.coded import Samples
from mlpcli.errors import UsageError
from mlpcli.training.score import Scorer

ROWS = 1000
"""Rows that a loss is measured on, at most."""


def check_alike(runs: Runs, most: int) -> None:
    """So many runs at most, with the same network and the same data. Raises MisfitError."""
    if not 1 <= len(runs) <= most:
        raise MisfitError(f"it is of at most {most} runs, and these are {len(runs)}")
    first = runs[0]
    for run in runs[1:]:
        if run.model.network.places != first.model.network.places:
            raise MisfitError(f"{run.name} is another network than {first.name}")
        if run.trained.checkpoint.data.fingerprint != first.trained.checkpoint.data.fingerprint:
            raise MisfitError(f"{run.name} has learned from other data than {first.name}")


def filter_normalized(network: Network, theta: Array, generator: Generator) -> Array:
    """A random direction d: (P,), the part of each unit's weights as long as these weights; 0 elsewhere.

    Since relu networks can scale a layer up and the next one down, only such directions make the width of
    one minimum comparable with that of another. Biases and statistics stay.

    *Source:* Li, Xu, Taylor, Studer, Goldstein 2018 (arXiv:1712.09913), section 4.
    """
    d = np.zeros_like(theta)
    directions, weights = network.views(d), network.views(theta)
    for place in network.places:
        if place.parameter.role != "weights" or not network.learns(place):
            continue
        own = directions[place.layer][place.parameter.name]
        W = weights[place.layer][place.parameter.name]
        own[...] = generator.normal(size=W.shape)
        over = tuple(range(W.ndim - 1)) if W.ndim > 1 else None
        size = np.sqrt((own**2).sum(axis=over, keepdims=True))
        own *= np.sqrt((W**2).sum(axis=over, keepdims=True)) / np.maximum(size, 1e-300)
    if not d.any():
        raise UsageError("every weight of this network is 0: no direction is as long as they are")
    return d


def losses(run: Run, samples: Samples, thetas: Sequence[Array]) -> Array:
    """The loss without penalties at each θ: (P,), in evaluation, on the samples: (n,)."""
    network = run.model.network
    scorer = Scorer(network, run.model.loss, ())
    x, y = samples.x.astype(np.float64), samples.y.astype(np.float64)
    weights = None if samples.weights is None else samples.weights.astype(np.float64)
    return np.array([float(scorer.score(network.views(t), x, y, weights)["loss"]) for t in thetas])
