"""The plain mean of probabilities."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.mean.base import Mean


class Arithmetic(Mean):
    """p = 1/k Σ p_i: the probability that a member drawn at random gives.

    Computed as max + log 1/k Σ e^(log p_i - max), so nothing overflows and the largest term is never lost.

    *Source:* Lepetit (bagging, prediction by 1/k Σ p_i); Breiman 1996.

    >>> np.exp(Arithmetic().of_logs(np.log([[0.9, 0.1], [0.3, 0.7]]))).round(6).tolist()
    [0.6, 0.4]
    """

    kind: Literal["arithmetic"] = "arithmetic"

    def of_logs(self, log_p: Array) -> Array:
        """Log 1/k Σ p_i."""
        largest = log_p.max(axis=0)
        mean: Array = largest + np.log(np.exp(log_p - largest).mean(axis=0))
        return mean
