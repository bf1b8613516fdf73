"""How columns are read that the spec does not declare: by their type, and by the training rows alone."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from mlpcli.data.coding.cells import distinct, empty, is_text
from mlpcli.data.columns import ArrayColumn, Category, Column, Drop, Number
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.spec import Data
from mlpcli.data.split import Rows
from mlpcli.errors import DataError, SpecError

FEW_LEVELS = 20
"""Levels up to which text is a category, however few the rows are."""


def resolved_columns(data: Data, frame: Frame, rows: Rows) -> tuple[dict[str, Column], list[str]]:
    """Every feature column with its spec, no auto left, and notes on those that are left out.

    Raises DataError where a declared column is not there, or no feature is left.
    """
    if data.weight is not None:
        find(frame, data.weight, "data.weight")
        if data.weight in data.columns or data.weight in data.targets:
            use = "a feature (data.columns)" if data.weight in data.columns else "the target"
            raise SpecError(f"data.weight: {data.weight!r} is {use} too; a column can be one of them")
    for name in data.columns:
        find(frame, name, f"data.columns.{name}")
    columns: dict[str, Column] = {}
    notes = []
    for name, cells in frame.columns.items():
        if name in data.targets or name == data.weight:
            continue
        if name in data.columns:
            columns[name] = _without_auto(data.columns[name], cells)
        elif not data.targets and name == frame.target:
            columns[name] = Drop()
            notes.append(f"{name}: left out, {frame.origin} calls it the target; declare a type to use it")
        elif name == data.split.reads:
            columns[name] = Drop()
            notes.append(f"{name}: left out, data.split divides the rows by it; declare a type to use it")
        else:
            columns[name], reason = _detected(cells, rows)
            notes += [f"{name}: left out, {reason}"] if reason else []
    if all(isinstance(spec, Drop) for spec in columns.values()):
        left = "; ".join(notes) or "all columns are targets or dropped"
        raise DataError(f"{frame.origin}: no feature is left to learn from ({left})")
    return columns, notes


def _without_auto(spec: Column, column: NDArray[Any]) -> Column:
    if not isinstance(spec, ArrayColumn) or spec.scale != "auto":
        return spec
    scale = {"u": "unit", "b": "none"}.get(column.dtype.kind) if column.dtype.itemsize == 1 else None
    return spec.model_copy(update={"scale": scale or "standard"})


def _detected(column: NDArray[Any], rows: Rows) -> tuple[Column, str]:
    """The spec of a column, and why it is left out if it is."""
    if column.ndim > 1 and is_text(column):
        return Drop(), "arrays of text cannot be coded"
    if column.ndim > 1:
        return _without_auto(ArrayColumn(), column), ""
    return _text(column[rows]) if is_text(column) else _number(column[rows])


def _text(cells: NDArray[Any]) -> tuple[Column, str]:
    levels = distinct(cells)
    if not levels:
        return Drop(), "empty in all training rows"
    if len(levels) == 1 and not empty(cells).any():
        return Drop(), f"{levels[0]!r} in all training rows"
    if len(levels) > FEW_LEVELS and len(levels) > len(cells) / 2:
        return Drop(), (
            f"text that differs in nearly every row ({len(levels):,} in {len(cells):,} training rows); "
            "declare it a category to use it"
        )
    return Category(), ""


def _number(cells: NDArray[Any]) -> tuple[Column, str]:
    """A number that never changes stays: it does no harm, and images keep all their inputs."""
    return (Drop(), "empty in all training rows") if empty(cells).all() else (Number(), "")
