"""A target that is read as numbers and looks like classes, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.data.lint.base import Advice, View
from mlpcli.data.survey.profile import counted
from mlpcli.data.survey.target import target_of
from mlpcli.errors import DataError

FEW = 10
"""Different numbers up to which a target of numbers looks like classes."""


def advice(view: View) -> Iterator[Advice]:
    """What `mlp init` would take it for, where the spec takes it for the other."""
    if len(view.data.targets) != 1 or view.data.task not in ("classification", "regression"):
        return
    name = view.data.targets[0]
    cells = view.cells(name)
    if cells.ndim > 1 or not len(cells):
        return
    profile = counted(name, cells)
    try:
        found = target_of(profile, "")
    except DataError:  # what cannot be predicted has been said
        return
    if found.task == view.data.task or (found.task == "classification" and profile.distinct > FEW):
        return
    said = f"read as {'classes' if view.data.task == 'classification' else 'numbers'}, but {found.reason}"
    yield Advice("target_type", name, said, ("data", "task"), found.task)
