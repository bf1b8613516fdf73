"""A column that is different in validation or test: the parts are not drawn from the same rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.cells import EMPTY, distinct, positions
from mlpcli.data.lint.base import Advice, View, dropped
from mlpcli.data.split import Part

EFFECT = 0.1
"""Distance of the distributions, from 0 to 1, below which no difference matters, however sure it is."""

CHANCE = 1e-3
"""Probability that any column of a part seems to differ where none does."""

FEWEST = 20
PARTS: tuple[Part, ...] = ("validation", "test")


def advice(view: View) -> Iterator[Advice]:
    """Numbers by the distance of their cumulative shares, categories by that of their shares."""
    tests = max(len(view.columns), 1)
    for name in view.columns:
        for part in PARTS:
            if min(len(view.rows["train"]), len(view.rows[part])) < FEWEST:
                continue
            if view.is_number(name):
                told = _numbers(view.as_numbers(name), view.as_numbers(name, part))
            elif name in view.categories:
                told = _levels(view.cells(name), view.cells(name, part))
            else:
                continue
            effect, chance, said = told
            if effect >= EFFECT and chance < CHANCE / tests:
                yield dropped("drift", name, f"train and {part} rows differ: {said} {effect:.2f}")
                break


def _numbers(one: Array, other: Array) -> tuple[float, float, str]:
    """Kolmogorov-Smirnov: D = max |F₁ - F₂| and, about, P(D) = 2 exp(-2 D² n m / (n + m))."""
    one, other = np.sort(one[~np.isnan(one)]), np.sort(other[~np.isnan(other)])
    if not len(one) or not len(other):
        return 0.0, 1.0, ""
    every = np.concatenate([one, other])
    shares = [np.searchsorted(part, every, side="right") / len(part) for part in (one, other)]
    D = float(np.abs(shares[0] - shares[1]).max())
    size = len(one) * len(other) / (len(one) + len(other))
    medians = [float(part[len(part) // 2]) for part in (one, other)]
    said = f"medians {medians[0]:g} and {medians[1]:g}, largest distance of the cumulative shares"
    return D, min(1.0, 2 * math.exp(-2 * D * D * size)), said


def _levels(one: NDArray[Any], other: NDArray[Any]) -> tuple[float, float, str]:
    """Total variation ½ Σ |p - q|, and the tail of χ² with L - 1 degrees (Wilson, Hilferty 1931)."""
    levels = distinct(one)
    if not levels:
        return 0.0, 1.0, ""
    counts = [
        np.bincount(positions(cells, levels) - EMPTY, minlength=len(levels) + 2).astype(float)
        for cells in (one, other)
    ]
    p, q = (count / count.sum() for count in counts)
    pooled = (counts[0] + counts[1]) / (counts[0].sum() + counts[1].sum())
    used = pooled > 0
    chi = sum(
        float(((count - count.sum() * pooled)[used] ** 2 / (count.sum() * pooled[used])).sum())
        for count in counts
    )
    k = max(int(used.sum()) - 1, 1)
    z = ((chi / k) ** (1 / 3) - (1 - 2 / (9 * k))) / math.sqrt(2 / (9 * k))
    chance = 0.5 * math.erfc(z / math.sqrt(2))
    moved = int(np.abs(p - q).argmax())
    names = ["(empty)", "(others)", *map(str, levels)]
    said = f"{names[moved]} has {100 * p[moved]:.1f} % and {100 * q[moved]:.1f} %, total variation"
    return float(np.abs(p - q).sum() / 2), chance, said
