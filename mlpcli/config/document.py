"""A YAML text as values that remember where they stand: what every message about a spec points at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from mlpcli.errors import Problem

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a value: keys of mappings, indices of lists."""

_SHOWN = 80
"""Characters of a line shown behind a caret."""


class Place(NamedTuple):
    """A stretch of one line; `line` and `column` count from 1, `text` is the whole line."""

    file: str
    line: int
    column: int
    length: int
    text: str

    def problem(self, key: str, message: str) -> Problem:
        """What is wrong here; of a very long line not much more is shown than leads up to it."""
        end = max(self.column + _SHOWN, 2 * _SHOWN)
        text, length = visible(self.text[:end]), min(self.length, end - self.column)
        key, message = visible(key[: 2 * _SHOWN]), visible(message)
        return Problem(key, message, self.file, self.line, self.column, length, text)


def visible(text: str) -> str:
    """The text with a blank for each tab and the like, so that a caret below stands right."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


class Entry(NamedTuple):
    """A child: where its key stands (in a list: where the value stands), and the value."""

    key: Place
    node: Node


@dataclass(slots=True)
class Node:
    """A value and its place.

    `entries` are the children of a mapping or a list; `written` is a scalar as the text has it, so that a
    message quotes 1e-3 and not 0.001; `size` counts the values here and below, `height` the levels below.
    """

    value: Any
    place: Place
    entries: dict[str | int, Entry] = field(default_factory=dict)
    written: str = ""
    quoted: bool = False
    size: int = 1
    height: int = 0

    def adopt(self, name: str | int, entry: Entry) -> None:
        """Takes a child: under a new key, or as the next entry of a list."""
        self.entries[name] = entry
        if isinstance(self.value, list):
            self.value.append(entry.node.value)
        else:
            self.value[name] = entry.node.value
        self.size += entry.node.size
        self.height = max(self.height, entry.node.height + 1)


@dataclass(frozen=True)
class Document:
    """A spec as read: `source` is its text as written, `overrides` the `--set` arguments applied to it.

    `problems` are faults that did not hinder reading (a repeated key, a tag); `validate` reports them
    together with its own, so that nothing can be built from a document that has any.
    """

    file: str
    source: str
    root: Node
    overrides: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def value(self) -> Any:
        """Plain dicts, lists, strings, numbers, booleans and None."""
        return self.root.value

    def nearest(self, path: Sequence[str | int]) -> tuple[Path, Entry]:
        """The deepest value on the way along `path` that the text has; the root in any case."""
        entry = Entry(self.root.place, self.root)
        for depth, part in enumerate(path):
            child = entry.node.entries.get(part)
            if child is None:
                return tuple(path[:depth]), entry
            entry = child
        return tuple(path), entry
