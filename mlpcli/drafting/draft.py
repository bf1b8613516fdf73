"""From a data file to the entries of a spec: what is predicted, from which columns, by what network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpcli.data.frame import Frame
from mlpcli.data.source import Source
from mlpcli.data.source.builtin import Builtin
from mlpcli.data.source.table import Table
from mlpcli.data.survey import Target, profiles, target_of
from mlpcli.drafting.columns import Feature, entries, features
from mlpcli.drafting.companion import Companion, beside, companion
from mlpcli.drafting.sizes import sized
from mlpcli.drafting.source import named, source_of, target_in
from mlpcli.drafting.template import schema_line
from mlpcli.drafting.text import Entry, written
from mlpcli.errors import DataError, UsageError

SHARE = 0.15
"""Of the rows for validation, and for the test."""

FEW = 100
"""Rows below which the parts are larger: a handful of rows judges nothing."""


@dataclass(frozen=True)
class Draft:
    """A drafted spec: its text, and what it says about the data. `notes` tell what was left out."""

    text: str
    target: Target
    features: tuple[Feature, ...]
    notes: tuple[str, ...] = ()


def drafted(
    data: str,
    target: str | None,
    folder: Path,
    *,
    columns: Sequence[str] | None = None,
    test: str | None = None,
) -> Draft:
    """A spec in `folder` for a data file. Raises UsageError for the target, DataError for the data."""
    source = source_of(data, columns)
    frame = source.read(Path())
    name = target_in(frame, target)
    found = profiles(frame)
    if len(found) < 2:
        raise DataError(f"{frame.origin}: has one column, the target; nothing is left to learn from")
    aim = target_of(found[name], frame.origin)
    chosen = features(frame, found, aim)
    if all(feature.spec == "drop" for feature in chosen):
        left = "; ".join(f"{feature.name}: {feature.reason}" for feature in chosen[:5])
        raise DataError(f"{frame.origin}: no column is left to learn from ({left})")
    other, notes = _companion(data, source, frame, name, test)
    rows = round(len(frame) * (1 - (SHARE if other else 2 * _share(len(frame)))))
    inputs = sum(feature.inputs for feature in chosen)
    header = [
        schema_line().removeprefix("# "),
        f"A first spec for {Path(data).name}, by mlp init. Every choice has its reason beside it and may be "
        "changed;",
        "mlp explain KEY tells what a key means, mlp check finds what is wrong with spec and data.",
    ]
    below = [
        _source(source, data, folder, frame),
        Entry("target", name, aim.reason),
        Entry("task", aim.task, "a class for each row" if aim.classes else "a number for each row"),
        *_target_options(aim),
        *_columns(chosen),
        _split(aim, len(frame), other, source, folder, name),
    ]
    body = [Entry("data", below=tuple(below)), *sized(rows, inputs, aim)]
    return Draft(written(header, body), aim, tuple(chosen), tuple(notes))


def _target_options(aim: Target) -> list[Entry]:
    """What else a spec may say of the target, where this one asks for it."""
    if aim.skewed:
        reason = "few are far larger than the rest; undone in predictions and metrics"
        return [Entry("target_transform", "log" if aim.positive else "log1p", reason)]
    if aim.imbalanced:
        reason = "chosen on the validation rows: above 0.5 the rare class is hardly ever predicted"
        return [Entry("threshold", {"metric": "f1"}, reason)]
    return []


def _columns(chosen: list[Feature]) -> list[Entry]:
    below = tuple(entries(chosen))
    if not below:
        return []
    silent = sum(feature.role.kind != "array" for feature in chosen) - len(below)
    return [Entry("columns", reason=f"and {silent:,} columns of numbers" if silent else "", below=below)]


def _share(rows: int) -> float:
    return SHARE if rows >= FEW else 0.2


def _source(source: Source, data: str, folder: Path, frame: Frame) -> Entry:
    reason = f"{len(frame):,} rows, {len(frame.columns):,} columns"
    if all(name == f"column_{i}" for i, name in enumerate(frame.columns, 1)):
        reason += ", no header: columns are called by their places"
    return Entry("source", named(source, data, folder), reason)


def _companion(
    data: str, source: Source, frame: Frame, target: str, test: str | None
) -> tuple[Companion | None, list[str]]:
    """The given test file, or the one beside the data if it fits."""
    path = Path(test) if test is not None else None if isinstance(source, Builtin) else beside(Path(data))
    if path is None or not isinstance(source, Table):
        if test is not None:
            raise UsageError("--test goes with a table; write other sources into the spec")
        return None, []
    try:
        found = companion(path, Table(path=str(path), columns=source.columns), frame, target)
    except DataError as error:
        if test is not None:
            raise DataError(f"{path}: {error}") from None
        return None, [f"{path} is not used for the test: {error}"]
    return found, [] if test is not None else [f"test rows are those of {path}, which lies beside"]


def _split(
    aim: Target, rows: int, other: Companion | None, source: Source, folder: Path, target: str
) -> Entry:
    if other is not None:
        spelled = {target: other.spellings} if other.spellings else None
        test = named(source, str(other.path), folder, spelled)
        how = f"; {', '.join(other.spellings)} are the classes without the dot" if other.spellings else ""
        reason = f"{other.rows:,} test rows are given in a file{how}"
        return Entry("split", {"kind": "files", "test": test, "validation": SHARE}, reason)
    share = _share(rows)
    parts = {"validation": share, "test": share}
    if aim.task == "classification":
        return Entry("split", {"kind": "stratified", **parts}, "every part has each class in the same share")
    return Entry("split", {"kind": "random", **parts}, "rows in no order that matters; by date write time")
