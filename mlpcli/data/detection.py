"""How columns are read that the spec does not declare: by their type, and by the training rows alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.boolean import PAIRS
from mlpcli.data.coding.cells import distinct, empty, is_date, is_text, shown, single
from mlpcli.data.coding.dates import is_iso, moments, part
from mlpcli.data.coding.missing import often
from mlpcli.data.columns import ArrayColumn, Boolean, Category, Column, Date, Drop, Number, Ordered
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
    for name in frame.columns:
        if name in data.targets or name == data.weight:
            continue
        if name in data.columns:
            columns[name] = _without_auto(data.columns[name], frame, name, rows)
        elif not data.targets and name == frame.target:
            columns[name] = Drop()
            notes.append(f"{name}: left out, {frame.origin} calls it the target; declare a type to use it")
        elif name == data.split.reads:
            columns[name] = Drop()
            notes.append(f"{name}: left out, data.split divides the rows by it; declare a type to use it")
        else:
            spec, reason = _detected(frame, name, rows)
            columns[name] = _without_auto(spec, frame, name, rows)
            notes += [f"{name}: left out, {reason}"] if reason else []
    if all(isinstance(spec, Drop) for spec in columns.values()):
        left = "; ".join(notes) or "all columns are targets or dropped"
        raise DataError(f"{frame.origin}: no feature is left to learn from ({left})")
    return columns, notes


def _without_auto(spec: Column, frame: Frame, name: str, rows: Rows) -> Column:
    """The spec with what these rows tell filled in."""
    column = frame.columns[name]
    if isinstance(spec, ArrayColumn) and spec.scale == "auto":
        scale = {"u": "unit", "b": "none"}.get(column.dtype.kind) if column.dtype.itemsize == 1 else None
        return spec.model_copy(update={"scale": scale or "standard"})
    if isinstance(spec, Number | Ordered | Boolean | Date) and spec.indicator == "auto":
        spec = spec.model_copy(update={"indicator": often(empty(single(frame, name)[rows]))})
    if isinstance(spec, Date) and spec.parts == "auto":
        found = moments(frame, name, rows, spec.format)
        there = found[~empty(found)]
        parts = ("month", "day", "weekday", "hour", "minute", "second")
        moving = (each for each in parts if len(np.unique(part(there, each))) > 1)
        return spec.model_copy(update={"parts": ("elapsed", *moving)})
    return spec


def _detected(frame: Frame, name: str, rows: Rows) -> tuple[Column, str]:
    """The spec of a column, and why it is left out if it is."""
    column = frame.columns[name]
    if column.ndim > 1 and column.dtype.kind not in "biuf":
        return Drop(), "arrays of text or dates cannot be coded"
    if column.ndim > 1:
        return ArrayColumn(), ""
    if empty(column[rows]).all():
        return Drop(), "empty in all training rows"
    if is_date(column):
        return Date(), ""
    if column.dtype.kind == "b":
        return Boolean(), ""
    # A number that never changes stays: it does no harm, and images keep all their inputs.
    return _text(column[rows]) if is_text(column) else (Number(), "")


def _text(cells: NDArray[Any]) -> tuple[Column, str]:
    levels = distinct(cells)
    if len(levels) == 1 and not empty(cells).any():
        return Drop(), f"{shown(levels[0])} in all training rows"
    if any(sorted(level.lower() for level in levels) == list(pair) for pair in PAIRS):
        return Boolean(), ""
    if all(map(is_iso, levels)):
        return Date(), ""
    if len(levels) > FEW_LEVELS and len(levels) > len(cells) / 2:
        return Drop(), (
            f"text that differs in nearly every row ({len(levels):,} in {len(cells):,} training rows); "
            "declare it drop, or {type: category, hash: 64} to use it"
        )
    return Category(), ""
