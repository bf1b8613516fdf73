"""How each column of a table is written in a spec, by what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.cells import distinct, positions
from mlpcli.data.columns import Category
from mlpcli.data.frame import Frame
from mlpcli.data.survey import Profile, Role, Target, power_over, role_of
from mlpcli.drafting.text import Entry

SAMPLE = 50_000
"""Rows by which the power of a column is measured."""

FEWEST = 30
"""Rows below which no column is blamed for telling the target: it may be chance."""

LISTED = 100
"""Columns up to which every one is written; of more, those that are not plainly numbers."""


@dataclass(frozen=True)
class Feature:
    """A column as it will be read: `spec` is what stands in the YAML, `inputs` what it gives the network."""

    name: str
    role: Role
    spec: Any
    reason: str
    inputs: int


def features(frame: Frame, profiles: Mapping[str, Profile], target: Target) -> list[Feature]:
    """Every column but the target."""
    rows = np.arange(len(frame))
    if len(frame) > SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(len(frame), SAMPLE, replace=False))
    y = _target(frame, target, rows)
    return [
        _feature(frame, profile, target, rows, y) for name, profile in profiles.items() if name != target.name
    ]


def _target(frame: Frame, target: Target, rows: Any) -> Array | None:
    cells = frame.columns[target.name]
    if cells.ndim > 1:
        return None
    if target.task == "classification":
        return positions(cells[rows], distinct(cells))
    numbers: Array = cells[rows].astype(np.float64)
    return numbers


def _feature(frame: Frame, profile: Profile, target: Target, rows: Any, y: Array | None) -> Feature:
    role = role_of(profile)
    spec, reason, inputs = _written(profile, role)
    if spec != "drop" and y is not None and len(rows) >= FEWEST and not profile.shape:
        classes = target.task == "classification"
        power = power_over(frame.columns[profile.name][rows], y, classes=classes)
        if power is not None and power.gives_away:
            return Feature(profile.name, role, "drop", f"gives the target away: {power}", 0)
    return Feature(profile.name, role, spec, reason, inputs)


def _written(profile: Profile, role: Role) -> tuple[Any, str, int]:
    """The spec of a column, why, and how many inputs it gives."""
    empty = f"{profile.missing:,} of {profile.rows:,} cells empty" if profile.missing else ""
    if role.kind in ("text", "identifier", "constant", "empty"):
        return "drop", role.reason, 0
    if role.kind == "array":
        return "array", role.reason, int(np.prod(profile.shape))
    if role.kind in ("code", "category", "ordered") or (role.kind == "boolean" and profile.text):
        levels = profile.distinct + bool(profile.missing)
        usual = Category.model_fields["max_levels"].default
        reason = _joined(role.reason, f"{empty}, a level of its own" if empty else "")
        if levels > usual:
            reason = _joined(reason, f"the rarest share one input beyond {usual}")
        return "category", reason, min(levels, usual)
    if empty:
        return {"type": "number", "missing": "median"}, _joined(role.reason, f"{empty}: get the median"), 1
    return "number", role.reason, 1


def _joined(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)


def entries(found: list[Feature]) -> Iterator[Entry]:
    """The entries of data.columns: all columns of a narrow table, of a wide one those that need a word."""
    for feature in found:
        if feature.role.kind == "array":
            continue
        if len(found) <= LISTED or feature.spec != "number":
            yield Entry(feature.name, feature.spec, feature.reason)
