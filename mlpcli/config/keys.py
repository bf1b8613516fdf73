"""Dotted keys, `regularization.0.strength`: how a place in a spec is named in messages and in `--set`.

A name that holds a dot, or is a number or empty, stands in quotes: `data.columns.'alcohol.content'`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_PART = re.compile(r"""'(?P<single>(?:[^']|'')*)'|"(?P<double>[^"]*)"|(?P<bare>[^.'"=][^.=]*)""")


class Part(NamedTuple):
    """One name of a dotted key: its text, whether it was quoted, and where it stands in the key."""

    text: str
    quoted: bool
    start: int
    end: int


def join(path: Sequence[str | int]) -> str:
    """The dotted key of a path.

    >>> join(("regularization", 0, "strength")), join(("columns", "alcohol.content"))
    ('regularization.0.strength', "columns.'alcohol.content'")
    """
    return ".".join(str(part) if isinstance(part, int) else _quoted(part) for part in path)


def _quoted(name: str) -> str:
    plain = _PART.fullmatch(name)
    if plain and plain["bare"] is not None and not name.isdecimal():
        return name
    return "'" + name.replace("'", "''") + "'"


def split(text: str) -> tuple[Part, ...]:
    """The parts of a dotted key; `end` of the last is where the key stopped (at a '=' perhaps).

    Raises ValueError where a name is missing or a quote is not closed.

    >>> [part.text for part in split("columns.'alcohol.content'.type=number")]
    ['columns', 'alcohol.content', 'type']
    """
    parts: list[Part] = []
    at = 0
    while True:
        match = _PART.match(text, at)
        if match is None:
            raise ValueError(f"expected a name at character {at + 1} of {text!r}")
        quoted = match["bare"] is None
        name = match["bare"] if not quoted else _unquoted(match)
        parts.append(Part(name, quoted, match.start(), match.end()))
        at = match.end()
        if text[at : at + 1] != ".":
            return tuple(parts)
        at += 1


def _unquoted(match: re.Match[str]) -> str:
    return match["double"] if match["single"] is None else match["single"].replace("''", "'")
