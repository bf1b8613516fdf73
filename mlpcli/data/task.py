"""What is predicted, and as what: target and task, found out where the spec leaves them open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.coding.cells import distinct, is_date, is_text
from mlpcli.data.coding.target import target_cells
from mlpcli.data.decision import Tuned
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import suggestion
from mlpcli.data.spec import AUTO, NONE, Data, PartTask
from mlpcli.errors import DataError, SpecError
from mlpcli.metric import Head

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


def resolved_task(data: Data, frame: Frame) -> tuple[Kind | dict[str, PartTask], list[str]]:
    """The task, and a note where somebody could want another; data.target is resolved.

    Of several targets that are each read on their own: the task of each, by name.
    """
    names, task = data.targets, data.task
    if isinstance(task, dict) or task == "multiple":
        return _of_each(task if isinstance(task, dict) else {}, names, frame)
    if not names and task not in ("auto", "regression"):
        needed = "one target" if task == "classification" else "a target"
        raise SpecError(f"data.task: {task} needs {needed}; there is no target")
    if len(names) > 1 and task == "classification":
        raise SpecError(
            "data.task: classification needs one target; there are several; for a task each write multiple"
        )
    if task != "auto":
        return task, []
    if len(names) != 1:
        return "regression", _could_be_labels(names, frame)
    return _detected(names[0], frame)


def _of_each(
    asked: Mapping[str, PartTask], names: tuple[str, ...], frame: Frame
) -> tuple[dict[str, PartTask], list[str]]:
    """The task of each target, found out where it is left open."""
    if len(names) < 2:
        raise SpecError("data.task: multiple needs several targets; write a list in data.target")
    for name in asked:
        if name not in names:
            raise SpecError(f"data.task: {name!r} is not a target; {suggestion(name, names)}")
    for name in names:
        if "/" in name:
            raise SpecError(
                f"data.target: {name!r} has a '/', which a metric's name cannot; rename the column"
            )
    tasks: dict[str, PartTask] = {}
    notes = []
    for name in names:
        tasks[name] = asked.get(name, "auto")
        if tasks[name] == "auto":
            tasks[name], note = _detected(name, frame)
            notes += note
    return tasks, notes


def _detected(name: str, frame: Frame) -> tuple[Literal["classification", "regression"], list[str]]:
    """The task of one target, by its cells."""
    cells = target_cells(frame, name)
    if cells.ndim > 1:
        return "regression", []
    if is_text(cells) or cells.dtype.kind == "b":
        return "classification", []
    if is_date(cells):
        return "regression", [f"{name}: dates, predicted as days since 1970-01-01"]
    if not _whole(cells):
        return "regression", []
    values = distinct(cells)
    if len(values) > MOST_CLASSES:
        return "regression", []
    if values in ([0, 1], [-1, 1]):
        return "classification", []
    shown = ", ".join(map(str, values[:3])) + (", ..." if len(values) > 3 else "")
    note = (
        f"{name}: {len(values)} different whole numbers ({shown}), taken for classes; for a "
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


def check_rules(data: Data, heads: Sequence[Head], *, has_validation: bool) -> None:
    """Raises SpecError where `target_transform` or `threshold` are for other targets; data is resolved."""
    tasks = data.task if isinstance(data.task, dict) else dict.fromkeys(data.targets, data.task)
    for name, transform in data.transforms.items():
        if name not in tasks:
            raise SpecError(f"data.target_transform: {name!r} is not a target; {suggestion(name, tasks)}")
        if transform != "none" and tasks[name] != "regression":
            raise SpecError(
                f"data.target_transform: {transform} is for a regression; {name!r} is read as {tasks[name]}"
            )
    if not data.targets and data.target_transform not in ("none", {}):
        raise SpecError("data.target_transform: there is no target; scale the columns in data.columns")
    if data.threshold == 0.5:
        return
    if [head.task for head in heads] != ["binary"]:
        raise SpecError(
            "data.threshold: is for a target of two classes; this is "
            + " and ".join(dict.fromkeys(head.task for head in heads))
        )
    if isinstance(data.threshold, Tuned) and not has_validation:
        raise SpecError(
            "data.threshold: is chosen on the validation rows, and there are none; give "
            "data.split.validation a share, or data.threshold a number"
        )
