"""How each column of a table is written in a spec, by what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.cells import days, distinct, is_date, positions
from mlpcli.data.columns import Category
from mlpcli.data.frame import Frame
from mlpcli.data.lint.outliers import FAR, FAR_OF_FEW, STEPS
from mlpcli.data.survey import Profile, Role, Target, power_over, role_of
from mlpcli.drafting.text import Entry

SAMPLE = 50_000
"""Rows by which the power of a column is measured."""

FEWEST = 30
"""Rows below which no column is blamed for telling the target: it may be chance."""

RARE = 5
"""Rows that a level needs for an input of its own."""

ENOUGH = 200
"""Rows of a table in which levels can be rare."""

TOLD = 0.05
"""Share of empty cells from which an input tells where they are (`indicator: auto`)."""

LEAN = 1.2
"""The upper quartile of skewed numbers is so many times farther from the median than the lower one."""

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
    others = [profile for name, profile in profiles.items() if name != target.name]
    found = [_feature(frame, profile, target, rows, y) for profile in others]
    if all(feature.spec == "drop" for feature in found):  # better to learn the obvious than nothing
        kept = [_feature(frame, profile, target, rows, None) for profile in others]
        return [_admitted(strict, lax) for strict, lax in zip(found, kept, strict=True)]
    return found


def _admitted(strict: Feature, lax: Feature) -> Feature:
    """A column that was left out only for what it tells of the target."""
    if lax.spec == "drop":
        return strict
    return replace(lax, reason=f"{strict.reason}; there is no other column")


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
        cells = frame.columns[profile.name][rows]
        power = power_over(days(cells) if is_date(cells) else cells, y, classes=classes)
        if power is not None and power.gives_away:
            return Feature(profile.name, role, "drop", f"gives the target away: {power}", 0)
    return Feature(profile.name, role, spec, reason, inputs)


def _written(profile: Profile, role: Role) -> tuple[Any, str, int]:
    """The spec of a column, why, and how many inputs it gives."""
    empty = f"{profile.missing:,} of {profile.rows:,} cells empty" if profile.missing else ""
    match role.kind:
        case "text" | "identifier" | "constant" | "empty":
            return "drop", role.reason, 0
        case "array":
            return "array", role.reason, int(np.prod(profile.shape))
        case "code" | "category":
            return _category(profile, role, empty)
        case "ordered":
            filled = f"{empty}: get the median" if empty else ""
            spec = {"type": "ordered", "values": list(role.steps), "coding": "thermometer"}
            return spec, _joined(f"{role.reason}, an input for each", filled), len(role.steps) - 1
        case "boolean":
            return "boolean", _joined(role.reason, f"{empty}: get the mean" if empty else ""), 1
        case "date":
            return "date", _joined(f"{role.reason}: days, and the parts that come round", empty), 5
    return _number(profile, role, empty)


def _category(profile: Profile, role: Role, empty: str) -> tuple[Any, str, int]:
    """Rare levels share an input, as what is learned from a few rows is chance."""
    levels = profile.distinct + bool(profile.missing)
    usual = Category.model_fields["max_levels"].default
    reason = _joined(role.reason, f"{empty}, a level of its own" if empty else "")
    if levels > usual:
        return "category", _joined(reason, f"the rarest share one input beyond {usual}"), usual
    if profile.rows >= ENOUGH and profile.values[-1][1] < RARE:
        spec = {"type": "category", "min_count": RARE}
        return spec, _joined(reason, f"those with less than {RARE} rows share an input"), levels
    return "category", reason, levels


def _number(profile: Profile, role: Role, empty: str) -> tuple[Any, str, int]:
    """Numbers from 0 up of which few are very large go by their logarithm."""
    inputs = 1
    reason = role.reason
    if empty:
        told = profile.missing >= TOLD * profile.rows
        reason = _joined(reason, f"{empty}: get the median{', and an input tells where' if told else ''}")
        inputs += told
    spec: dict[str, Any] = {"type": "number"}
    if empty:
        spec["missing"] = "median"
    if _is_skewed(profile):
        spec["scale"] = "log1p"
        reason = _joined(reason, "few are far larger than the rest, so its logarithm counts")
    return (spec if len(spec) > 1 else "number"), reason, inputs


def _is_skewed(profile: Profile) -> bool:
    low, median, high = profile.quartiles
    if not profile.low >= 0 or profile.distinct < STEPS:
        return False
    spread = (high - low) / 1.349
    if spread > 0:
        leans = high - median > LEAN * (median - low)
        return leans and profile.high - median > FAR * spread
    return profile.high - median > FAR_OF_FEW * profile.deviation


def _joined(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)


def entries(found: list[Feature]) -> Iterator[Entry]:
    """The entries of data.columns: all columns of a narrow table, of a wide one those that need a word."""
    for feature in found:
        if feature.role.kind == "array":
            continue
        if len(found) <= LISTED or feature.spec != "number":
            yield Entry(feature.name, feature.spec, feature.reason)
