"""Dealing whole groups of rows to parts, so that each part gets its share of every class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Owners = NDArray[np.intp]


def dealt(
    counts: NDArray[np.intp], shares: Sequence[float], order: NDArray[np.intp], least: Sequence[int]
) -> Owners:
    """The part that each group goes to: (G,). counts: (G, C) are the rows of each class in each group.

    Group after group, in this order, goes where it leaves the least Σ_p Σ_c (a_pc - s_p)² / s_p, with s_p the
    share that part p should have and a_pc what it has so far of the rows of class c; of equal parts to the
    first. `least` says how many groups a part needs: the last ones go where these are missing.

    >>> counts = np.array([[4], [3], [2], [1]])
    >>> dealt(counts, [0.5, 0.5], np.arange(4), [1, 1]).tolist()
    [0, 1, 1, 0]
    """
    sizes = counts / np.maximum(counts.sum(axis=0), 1)
    wanted, missing = np.array(shares, dtype=np.float64), np.array(least)
    have = np.zeros((len(shares), counts.shape[1]))
    owners = np.zeros(len(counts), np.intp)
    for place, group in enumerate(order):
        x = sizes[group]
        costs = (x * (2 * (have - wanted[:, None]) + x)).sum(axis=1) / wanted
        if missing.sum() >= len(order) - place:
            costs[missing <= 0] = np.inf
        part = int(costs.argmin())
        owners[group] = part
        have[part] += x
        missing[part] = max(missing[part] - 1, 0)
    return owners


def by_size(counts: NDArray[np.intp], order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The groups from the largest to the smallest, those of equal size in the given order."""
    return order[np.argsort(-counts.sum(axis=1)[order], kind="stable")]
