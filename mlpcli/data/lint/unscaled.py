"""Inputs that are much larger than the others: one learning rate cannot suit both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.data.coding.cells import empty
from mlpcli.data.lint.base import Advice, View

LARGE = 10.0
"""Root mean square of a column as the network sees it; a standardized one has 1."""


def advice(view: View) -> Iterator[Advice]:
    """Columns as they are coded, by their root mean square in the training rows."""
    for feature in view.coding.features.codings:
        name = feature.name
        if name not in view.columns or view.columns[name].type == "index" or not len(view.rows["train"]):
            continue
        if not view.is_number(name):
            continue
        x = np.empty((len(view.rows["train"]), feature.width))
        feature.write(view.frames["train"], view.rows["train"], x)
        size = float(np.sqrt(np.square(x).mean()))
        if size > LARGE:
            cells = view.as_numbers(name)
            known = cells[~empty(cells)]
            said = f"values from {known.min():g} to {known.max():g} reach the network at a size of {size:.3g}"
            key = ("data", "columns", name)
            yield Advice("unscaled", name, said, key, {"type": "number", "scale": "standard"})
