"""How surprised the probabilities are by the true classes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import counting
from mlpcli.metric.base import Metric, Summary, Task


class LogLoss(Metric):
    """log loss = -1/N Σ log p(true class), in nats.

    Probabilities are clipped to [ε, 1 - ε], ε the spacing of floating-point numbers at 1 (1.2e-7 in
    float32, 2.2e-16 in float64), so one row costs at most -log ε (15.9 or 36.0) and the value stays finite.
    As training loss the cross-entropies do the same without clipping, from the network's outputs before
    sigmoid or softmax.

    *Source:* Good 1952 (logarithmic score); scikit-learn's log_loss, which clips alike.

    >>> import numpy as np
    >>> prediction = np.array([[0.5, 0.5], [0.75, 0.25]])
    >>> target = np.array([[1, 0], [0, 1]])
    >>> round(float(LogLoss().value(prediction, target)), 4)  # (log 2 + log 4) / 2
    1.0397
    """

    kind: Literal["log_loss"] = "log_loss"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "multiclass", "multilabel")
    direction: ClassVar[Literal["max", "min"]] = "min"

    def summary(self, prediction: Array, target: Array) -> Summary:
        """Σ -log p(true class): (...), and the rows."""
        if prediction.shape[-1] == 1:
            p = np.where(target > 0.5, prediction, 1 - prediction)[..., 0]
        else:
            p = np.add.reduce(prediction * target, axis=-1)
        epsilon = np.finfo(p.dtype).eps
        return counting.total(-np.log(np.clip(p, epsilon, 1 - epsilon)), -1)

    def concluded(self, summary: Summary) -> Array:
        """(...), from 0 up."""
        return counting.quotient(*summary)
