"""Entries of a spec as YAML, each with the reason for it beside it, or above it where the line is full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlpcli.config.dump import flow

WIDEST = 110
"""Characters of a line with its comment."""

FURTHEST = 48
"""Where the comments of a block begin at most; longer entries push their own further."""


@dataclass(frozen=True)
class Entry:
    """A key with its value, or with the entries below it, and why it is so."""

    key: str
    value: Any = None
    reason: str = ""
    below: tuple[Entry, ...] = ()


def written(header: Sequence[str], entries: Sequence[Entry]) -> str:
    """The YAML text; the header's lines are comments.

    >>> entry = Entry("data", below=(Entry("target", "y", "the last column"),))
    >>> print(written(["A draft."], [entry]), end="")
    # A draft.
    data:
      target: y  # the last column
    """
    lines = [f"# {line}" for line in header]
    return "".join(f"{line}\n" for line in [*lines, *_block(entries, 0)])


def _block(entries: Sequence[Entry], indent: int) -> Iterator[str]:
    entries = [_folded(entry, indent) for entry in entries]
    heads = [_head(entry, indent) for entry in entries]
    column = max((len(h) for h in heads if len(h) <= FURTHEST), default=0) + 2
    for entry, head in zip(entries, heads, strict=True):
        reason = " ".join(_printable(entry.reason).split())
        beside = f"{head:<{column}}# {reason}" if len(head) < column else f"{head}  # {reason}"
        if not reason:
            yield head
        elif len(beside) <= WIDEST:
            yield beside
        else:
            start = " " * indent
            for line in textwrap.wrap(reason, WIDEST - indent - 2, break_on_hyphens=False):
                yield f"{start}# {line}"
            yield head
        yield from _block(entry.below, indent + 2)


def _folded(entry: Entry, indent: int) -> Entry:
    """A mapping that is too long for a line as a block of its entries."""
    if not isinstance(entry.value, dict) or len(_head(entry, indent)) <= WIDEST:
        return entry
    return Entry(entry.key, None, entry.reason, tuple(Entry(key, item) for key, item in entry.value.items()))


def _head(entry: Entry, indent: int) -> str:
    key = flow(entry.key)
    if entry.below:
        return " " * indent + f"{key}:"
    head = " " * indent + f"{key}: {flow(entry.value)}"
    if len(head) <= WIDEST or not isinstance(entry.value, list):
        return head
    return _broken([flow(item) for item in entry.value], " " * indent + f"{key}: [", indent + 2)


def _broken(items: list[str], line: str, indent: int) -> str:
    """A list that is too long for a line, on several."""
    lines = []
    for item in items:
        if len(line) + len(item) > WIDEST:
            lines.append(line.rstrip())
            line = " " * indent
        line += f"{item}, "
    return "\n".join([*lines, line.removesuffix(", ") + "]"])


def _printable(text: str) -> str:
    """Names and cells are quoted in reasons: what they hold must not end the comment."""
    return "".join(c if c.isprintable() else " " for c in text)
