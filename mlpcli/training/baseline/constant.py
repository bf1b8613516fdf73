"""The constant guess: the one output that fits all training rows best."""

from __future__ import annotations

import numpy as np

from mlpcli.arrays import Array
from mlpcli.loss import Loss, MarginLoss
from mlpcli.loss.base import smoothed
from mlpcli.run import Run
from mlpcli.training.baseline.linear import descended

HALVINGS = 60
SURE = 30.0
"""No output for a class goes beyond ±30: its probability is 1 to thirteen digits there."""

LEAST = 1e-12


def constant_output(loss: Loss, y: Array, weights: Array | None) -> Array:
    """The z: (O,) with the smallest mean loss over the rows y: (N, O), of weights (N,) or None.

    In closed form for squares (the mean) and cross-entropies (the classes' shares; of several labels each),
    by descent from the shares for the focal loss; for all others the place where the mean slope in z changes
    its sign, by halving an interval, output by output: a median, a quantile, the logarithm of a mean count.

    >>> y = np.array([[1.0], [2.0], [9.0]])
    >>> from mlpcli.loss import Mae, Mse
    >>> constant_output(Mse(), y, None).tolist(), constant_output(Mae(), y, None).round(6).tolist()
    ([4.0], [2.0])
    """
    y = y.astype(np.float64)
    w = None if weights is None else weights.astype(np.float64)
    mean = np.average(y, axis=0, weights=w)
    if loss.kind in ("mse", "half_squared_error"):
        return np.asarray(mean)
    if loss.kind == "focal":
        start = np.log(np.maximum(mean, LEAST))
        return descended(loss, np.zeros((len(y), 0)), y, w, start).b
    if loss.kind in ("cross_entropy", "kl"):
        return np.asarray(np.log(np.maximum(mean, LEAST)))
    if loss.kind == "binary_cross_entropy":
        from mlpcli.loss.binary_cross_entropy import BinaryCrossEntropy

        assert isinstance(loss, BinaryCrossEntropy)
        share = smoothed(mean, loss.label_smoothing, 2)
        odds = np.maximum(share, LEAST) / np.maximum(1 - share, LEAST)
        return np.asarray(np.clip(np.log(odds), -SURE, SURE))
    z = _level(loss, y, w)
    if isinstance(loss, MarginLoss):  # of which some are flat: the side of most rows then
        z += np.sign(mean - 0.5) * 1e-6
    return z


def _level(loss: Loss, y: Array, w: Array | None) -> Array:
    """Where the mean slope is 0: it rises with z."""
    low = np.minimum(y.min(axis=0), -SURE)
    high = np.maximum(y.max(axis=0), SURE)
    run = Run()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        slope = loss.of(np.broadcast_to(middle, y.shape).copy(), y, w, run)[1].sum(axis=0)
        high = np.where(slope > 0, middle, high)
        low = np.where(slope > 0, low, middle)
    return np.asarray((low + high) / 2)
