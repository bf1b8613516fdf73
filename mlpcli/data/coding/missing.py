"""Empty cells: what says that one was there, and what is refused."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

SHARE = 0.05
"""Of the training rows; where at least so many are empty, `indicator: auto` has an input for it."""


def often(missing: NDArray[np.bool_]) -> bool:
    """Whether so many cells are empty that it deserves an input.

    >>> often(np.array([True] + [False] * 19)), often(np.array([True] + [False] * 20))
    (True, False)
    """
    return bool(missing.any()) and bool(missing.mean() >= SHARE)


def with_indicator(shift: Array, scale: Array, indicator: bool) -> tuple[Array, Array]:
    """Shift and scale with those of the indicator, 0 and 1, behind them."""
    if not indicator:
        return shift, scale
    return np.append(shift, 0.0), np.append(scale, 1.0)


def named(names: tuple[str, ...], name: str, indicator: bool) -> tuple[str, ...]:
    """The inputs' names, and `column=(empty)` for the indicator."""
    return (*names, f"{name}=(empty)") if indicator else names


def refuse(frame: Frame, rows: Rows, name: str, missing: NDArray[np.bool_]) -> NoReturn:
    """Raises DataError with the place of the first empty cell, for a column that must have none."""
    raise DataError(
        f"{frame.cell(rows[missing.argmax()], name)}: is empty ({missing.sum():,} in all), and the spec says "
        "`missing: error`; fill it, or declare what to fill it with"
    )


def nothing(frame: Frame, name: str, missing: Any) -> NoReturn:
    """Raises DataError for a column whose training rows have nothing to take the fill from."""
    raise DataError(
        f"{frame.origin}, column {name}: is empty in all training rows and has no {missing}; drop it, or "
        "declare what to fill it with"
    )
