"""Transforms of a target of numbers, undone in predictions and metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

TransformName: TypeAlias = Literal["none", "log", "log1p"]


@dataclass(frozen=True)
class Transform:
    """`apply` is defined for values above `lowest`; `undo` is its inverse. Both keep the shape."""

    apply: Callable[[Array], NDArray[np.floating]]
    undo: Callable[[Array], NDArray[np.floating]]
    lowest: float


TRANSFORMS: dict[str, Transform] = {
    "none": Transform(np.asarray, np.asarray, -np.inf),
    "log": Transform(np.log, np.exp, 0.0),
    "log1p": Transform(np.log1p, np.expm1, -1.0),
}


def transformed(frame: Frame, name: str, rows: Rows, values: Array, transform: TransformName) -> Array:
    """values: (n, d) of these rows, float64. Raises DataError at the first that has no such logarithm."""
    rule = TRANSFORMS[transform]
    wrong = values <= rule.lowest
    if wrong.any():
        i, d = np.argwhere(wrong)[0]
        other = "log1p, which takes what is above -1" if values[i, d] > -1 and transform == "log" else "none"
        raise DataError(
            f"{frame.cell(rows[i], name)}: {values[i, d]:g} has no logarithm (data.target_transform: "
            f"{transform}, for numbers above {rule.lowest:g}); use {other}"
        )
    return np.asarray(rule.apply(values))
