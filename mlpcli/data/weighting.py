"""How much each row counts in the loss: by a column of weights, by its class, by both (their product)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array, Precision
from mlpcli.data.coding import Coding
from mlpcli.data.coding.cells import empty, numbers
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find, suggestion
from mlpcli.data.spec import Data
from mlpcli.data.split import Rows
from mlpcli.errors import DataError, SpecError

PIECE = 65_536
"""Rows whose classes are looked at together."""


def resolved_class_weights(data: Data, coding: Coding, y: Array) -> dict[str, float] | None:
    """A weight for every class; y: (N, O) are the coded targets of the training rows.

    balanced: N / (C N_c), so that all classes together count the same, as in scikit-learn. A class that a
    mapping does not name has the weight 1. Raises SpecError where there are no classes, or not those.
    """
    if data.class_weights is None:
        return None
    if not coding.classes:
        raise SpecError(f"data.class_weights: needs a target of classes; this is a {coding.task} target")
    names = class_names(coding)
    if data.class_weights == "balanced":
        counts = np.bincount(_labels(y), minlength=len(names)).tolist()
        return {name: len(y) / (len(names) * count) for name, count in zip(names, counts, strict=True)}
    for name in data.class_weights:
        if name not in names:
            raise SpecError(f"data.class_weights: no class {name!r}; {suggestion(name, names)}")
    return {name: data.class_weights.get(name, 1.0) for name in names}


def class_names(coding: Coding) -> list[str]:
    """The classes as a spec names them: as text, truth values in small letters."""
    return [str(c).lower() if isinstance(c, bool) else str(c) for c in coding.classes]


def row_weights(
    data: Data, coding: Coding, frame: Frame, rows: Rows, y: Array, precision: Precision
) -> Array | None:
    """Weights of these rows with the coded target y: (n,), their mean 1; None where all rows count the same.

    data is resolved. Raises DataError where the column holds what is no weight.
    """
    if data.weight is None and data.class_weights is None:
        return None
    weights = np.ones(len(rows)) if data.weight is None else _column(data.weight, frame, rows)
    if isinstance(data.class_weights, dict):
        by_class = np.array([data.class_weights[name] for name in class_names(coding)])
        weights = weights * by_class[_labels(y)]
    if len(rows) and not weights.any():
        raise DataError(f"{frame.origin}: the weights of all {len(rows):,} rows are 0 ({data.weight!r})")
    return (weights / weights.mean()).astype(precision) if len(rows) else weights.astype(precision)


def _column(name: str, frame: Frame, rows: Rows) -> Array:
    """The weights that stand in the data: (n,), double precision."""
    cells = find(frame, name, "data.weight")
    if math.prod(cells.shape[1:]) != 1:
        raise DataError(f"{frame.origin}: {name!r} (data.weight) holds arrays; expected one weight a row")
    cells = cells.reshape(-1)[rows]
    weights = numbers(frame, name, cells, rows, "name another column in data.weight").astype(np.float64)
    wrong = empty(weights) | (weights < 0)
    if wrong.any():
        i = int(wrong.argmax())
        found = "empty" if np.isnan(weights[i]) else f"{weights[i]:g}"
        raise DataError(f"{frame.cell(rows[i], name)}: the weight is {found}; expected a number, 0 or more")
    return weights


def _labels(y: Array) -> NDArray[np.intp]:
    """The numbers of the classes: (N, 1) or (N, C) -> (N,). The rows may be on disk."""
    pieces = (y[start : start + PIECE] for start in range(0, max(len(y), 1), PIECE))
    found = [(p[:, 0] > 0.5).astype(np.intp) if p.shape[1] == 1 else p.argmax(axis=-1) for p in pieces]
    return np.concatenate(found)
