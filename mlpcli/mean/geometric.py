"""The normalised geometric mean of probabilities."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.mean.base import Mean


class Geometric(Mean):
    """p(c) = (Π p_i(c))^(1/k) / Σ_c' (Π p_i(c'))^(1/k): the mean of the logarithms, normalised again.

    For a softmax or a sigmoid it is the softmax or sigmoid of the mean of z. It is the mean that dropout
    takes over all masks at once: for a single linear layer, weight scaling gives it exactly.

    *Source:* Lepetit (dropout, normalized geometric mean); Hinton et al. 2012.

    >>> log_p = Geometric().of_logs(np.log([[0.9, 0.1], [0.5, 0.5]]))
    >>> p = np.exp(log_p) / np.exp(log_p).sum()
    >>> p.round(6).tolist()  # sqrt(0.45) = 3 sqrt(0.05)
    [0.75, 0.25]
    """

    kind: Literal["geometric"] = "geometric"

    def of_logs(self, log_p: Array) -> Array:
        """1/k Σ log p_i; the loss that they belong to normalises."""
        return np.asarray(log_p.mean(axis=0))
