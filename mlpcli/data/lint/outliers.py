"""Numbers so far from all others that they set the scale of the column, and the others become one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.arrays import different
from mlpcli.data.columns import Number
from mlpcli.data.lint.base import Advice, View

FAR = 20.0
"""Robust deviations from the median."""

FAR_OF_FEW = 10.0
"""Deviations, where half of the cells are equal and only those that differ tell the spread."""

NORMAL = 1.349
"""Interquartile range of a normal distribution, in deviations."""

FEW = 0.02
"""Share of the rows up to which numbers are outliers; more are a second group."""

STEPS = 10
"""Different numbers that a column has at least: fewer are codes or grades."""


def advice(view: View) -> Iterator[Advice]:
    """The interquartile range is the measure; where it is 0, the deviation of all cells."""
    for name, values in view.numbers.items():
        spec = view.columns[name]
        if isinstance(spec, Number) and spec.scale.kind in ("log1p", "quantile"):  # which see to them
            continue
        low, middle, high = _quartiles(values)
        spread, most = ((high - low) / NORMAL, FAR) if high > low else (float(np.nanstd(values)), FAR_OF_FEW)
        if not spread > 0:
            continue
        distance = np.abs(values - middle) / spread
        far = distance > most
        if not 0 < far.sum() <= max(FEW * len(values), 1) or len(different(values)) < STEPS:
            continue
        i = int(np.nanargmax(distance))
        said = (
            f"{int(far.sum()):,} of {len(values):,} training rows lie more than {most:g} deviations from the "
            f"median {middle:g}; the furthest is {values[i]:g} (row {view.row('train', i):,})"
        )
        scale = "log1p" if np.nanmin(values) >= 0 else "quantile"
        yield Advice("outliers", name, said, ("data", "columns", name), {"type": "number", "scale": scale})


def _quartiles(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return 0.0, 0.0, 0.0
    low, middle, high = (float(known[int(q * (len(known) - 1))]) for q in (0.25, 0.5, 0.75))
    return low, middle, high
