"""The file that a draft is for: how it is read, which column is meant, and how the spec calls it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlpcli.data.frame import Frame
from mlpcli.data.lookup import suggestion
from mlpcli.data.source import Source, source_for
from mlpcli.data.source.builtin import Builtin
from mlpcli.data.source.table import Table
from mlpcli.data.survey import profiles, role_of
from mlpcli.errors import DataError, UsageError


def source_of(data: str, columns: Sequence[str] | None) -> Source:
    """What a path on the command line names; a file of an unknown extension is taken for a text table."""
    try:
        source = source_for(data)
    except DataError:
        if not Path(data).is_file():
            raise
        source = Table(path=data)
    if columns is None:
        return source
    if not isinstance(source, Table):
        raise UsageError(f"--columns names the columns of a text table; {data} is none")
    return Table(path=source.path, columns=tuple(columns))


def target_in(frame: Frame, asked: str | None) -> str:
    """The column that --target means: a name, or a place counted from 1. Raises UsageError."""
    names = list(frame.columns)
    if asked is None:
        if frame.target is not None:
            return frame.target
        raise UsageError(f"{frame.origin}: say which column to predict, with --target\n{listed(frame)}")
    if asked in frame.columns:
        return asked
    if asked.isdecimal():
        if 1 <= int(asked) <= len(names):
            return names[int(asked) - 1]
        raise UsageError(f"--target {asked}: {frame.origin} has {len(names)} columns")
    raise UsageError(f"--target: no column {asked!r} in {frame.origin}; {suggestion(asked, names)}")


def listed(frame: Frame, most: int = 40) -> str:
    """The columns with their places and what they are, a line each."""
    found = profiles(Frame(dict(list(frame.columns.items())[:most]), frame.origin))
    width = max(len(name) for name in found)
    lines = []
    for place, (name, profile) in enumerate(found.items(), 1):
        role = role_of(profile)
        lines.append(f"  {place:>3}  {name:<{width}}  {role.kind}: {role.reason}")
    more = len(frame.columns) - most
    return "\n".join([*lines, *([f"  and {more} more"] if more > 0 else [])])


def named(source: Source, data: str, folder: Path, spellings: Mapping[str, Any] | None = None) -> Any:
    """The source as the spec writes it: short where that says it all."""
    if isinstance(source, Builtin):
        return data
    path = relative(data, folder)
    extra: dict[str, Any] = {}
    if isinstance(source, Table) and source.columns is not None:
        extra["columns"] = list(source.columns)
    if spellings:
        extra["replace"] = dict(spellings)
    try:
        source_for(path)
    except DataError:
        return {"kind": "table", "path": path, **extra}
    return {"kind": "table", "path": path, **extra} if extra else path


def relative(data: str, folder: Path) -> str:
    """The path seen from the spec's folder; absolute where there is no way between them."""
    try:
        return Path(os.path.relpath(data, folder)).as_posix()
    except ValueError:  # another drive
        return Path(data).absolute().as_posix()
