"""What is predicted, and as what: target and task, found out where the spec leaves them open."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.cells import distinct, is_text
from mlpcli.data.coding.target import target_cells
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import suggestion
from mlpcli.data.spec import AUTO, NONE, Data
from mlpcli.errors import DataError, SpecError

MOST_CLASSES = 20
"""Different whole numbers up to which a target is taken for classes."""

Kind: TypeAlias = Literal["classification", "regression", "counts", "distribution", "multilabel"]


def resolved_target(data: Data, frame: Frame) -> str | tuple[str, ...] | None:
    """The target as the spec could write it, without auto. Raises DataError if it is not there."""
    if data.target is None:
        return None
    if data.target == AUTO:
        if frame.target is None:
            raise DataError(
                f"{frame.origin}: data.target is missing: name the column to predict, or write none for an "
                f"autoencoder; {suggestion('', frame.columns)}"
            )
        return written(frame.target)
    names = data.targets
    for name in names:
        if name not in frame.columns:
            raise DataError(
                f"{frame.origin}: no column {name!r} (data.target); {suggestion(name, frame.columns)}"
            )
        if name in data.columns:
            raise SpecError(f"data.columns.{name}: is the target; data.task says how that is read")
    if len(set(names)) < len(names):
        raise SpecError("data.target: names a column twice")
    return written(*names)


def written(*names: str) -> str | tuple[str, ...]:
    """The short form of the target where there is one.

    >>> written("price"), written("none"), written("a", "b")
    ('price', ('none',), ('a', 'b'))
    """
    return names[0] if len(names) == 1 and names[0] not in (AUTO, NONE) else names


def resolved_task(data: Data, frame: Frame) -> tuple[Kind, list[str]]:
    """The task, and a note where somebody could want another; data.target is resolved."""
    names = data.targets
    if not names and data.task not in ("auto", "regression"):
        needed = "one target" if data.task == "classification" else "a target"
        raise SpecError(f"data.task: {data.task} needs {needed}; there is no target")
    if len(names) > 1 and data.task == "classification":
        raise SpecError("data.task: classification needs one target; there are several")
    if data.task != "auto":
        return data.task, []
    if len(names) != 1:
        return "regression", _could_be_labels(names, frame)
    cells = target_cells(frame, names[0])
    if cells.ndim > 1:
        return "regression", []
    if is_text(cells) or cells.dtype.kind == "b":
        return "classification", []
    if not _whole(cells):
        return "regression", []
    values = distinct(cells)
    if len(values) > MOST_CLASSES:
        return "regression", []
    if values == [0, 1]:
        return "classification", []
    shown = ", ".join(map(str, values[:3])) + (", ..." if len(values) > 3 else "")
    note = (
        f"{names[0]}: {len(values)} different whole numbers ({shown}), taken for classes; for a "
        "regression set data.task: regression"
    )
    return "classification", [note]


def _could_be_labels(names: tuple[str, ...], frame: Frame) -> list[str]:
    """A note where several targets hold 0 and 1 alone."""
    cells = [target_cells(frame, name) for name in names]
    if not cells or any(is_text(c) or not ((c == 0) | (c == 1)).all() for c in cells):
        return []
    shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    return [f"{shown}: only 0 and 1, taken for numbers; for labels set data.task: multilabel"]


def _whole(cells: NDArray[Any]) -> bool:
    return cells.dtype.kind != "f" or bool((cells == np.rint(cells)).all())
