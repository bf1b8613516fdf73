"""What is said about each fault, and where the caret points.

Unknown keys are underlined themselves; wrong values too; for a missing key it is the parent's key. A value
that a short form turned into something longer is shown as the user wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mlpcli.config.document import Document, Entry, Path
from mlpcli.config.faults import Fault
from mlpcli.config.hints import hint
from mlpcli.config.keys import join, split
from mlpcli.config.shape import Shape
from mlpcli.config.suggest import elsewhere, nearest
from mlpcli.config.words import expected, found, names
from mlpcli.errors import Problem

_LEADING_KEY = re.compile(r"([a-z_][\w.]*): (.+)", re.DOTALL)
_MOST_KEYS = 20
_MOST_SEARCHED = 1_000


def problem_of(fault: Fault, document: Document, root: Shape) -> Problem:
    """The fault as the user reads it; `root` is the shape of the whole spec."""
    if fault.what == "unknown":
        path, entry = document.nearest((*fault.path, fault.name))
        return entry.key.problem(join(path), _unknown(fault, root))
    path, entry = document.nearest(fault.path)
    if fault.what == "missing":
        return entry.key.problem(join(path), f"missing key '{fault.name}'")
    if fault.what == "no kind":
        kinds = ", ".join(sorted(fault.shape.kinds))
        return entry.key.problem(join(path), f"missing key '{fault.shape.tag}'; expected one of: {kinds}")
    if fault.what == "said":
        return said(document, path, fault.message)
    return _mismatch(fault, path, entry)


def said(document: Document, base: Path, message: str) -> Problem:
    """A validator's message; if it begins with a key of the spec (seen from `base`), it points there."""
    leading = _LEADING_KEY.fullmatch(message)
    path, rest = base, message
    if leading is not None:
        inner = (*base, *(int(p.text) if p.text.isdecimal() else p.text for p in split(leading[1])))
        if len(document.nearest(inner)[0]) > len(base):
            path, rest = (
                document.nearest(inner)[0],
                leading[2] if document.nearest(inner)[0] == inner else message,
            )
    entry = document.nearest(path)[1]
    place = entry.key if entry.node.entries else entry.node.place
    return place.problem(join(path), rest)


def _mismatch(fault: Fault, path: Path, entry: Entry) -> Problem:
    family = next((part for part in (fault.shape, *fault.shape.branches) if part.tag), None)
    if family is not None and family.tag in entry.node.entries:
        path, entry = (*path, family.tag), entry.node.entries[family.tag]
        choices = sorted(family.kinds)
        wanted = "one of: " + ", ".join(choices)
    else:
        if path != fault.path:
            path, entry = _holder(path, entry, fault.value)
        wanted, choices = expected(fault.shape), names(fault.shape)
    node = entry.node
    what = found(node)
    if choices and isinstance(node.value, str) and not wanted.startswith("a"):
        what = what.removesuffix(" (text)")
    separator = "; found" if ", " in wanted else ", found"
    near = nearest(node.value, choices) if isinstance(node.value, str) else None
    more = f"; did you mean '{near}'?" if near else hint(fault.shape, node)
    return node.place.problem(join(path), f"expected {wanted}{separator} {what}{more}")


def _holder(path: Path, entry: Entry, value: Any) -> tuple[Path, Entry]:
    """Where a value stands that a short form has moved: at or below `entry`; `entry` if it is nowhere."""
    near = _below(path, entry) if entry.node.size < _MOST_SEARCHED else iter(())
    same = (pair for pair in near if type(pair[1].node.value) is type(value) and pair[1].node.value == value)
    return next(same, (path, entry))


def _below(path: Path, entry: Entry) -> Iterator[tuple[Path, Entry]]:
    yield path, entry
    for key, child in entry.node.entries.items():
        yield from _below((*path, key), child)


def _unknown(fault: Fault, root: Shape) -> str:
    keys, family = list(fault.shape.fields), fault.shape.family
    near = nearest(fault.name, keys, likeness=0.75)
    if near:
        return f"unknown key; did you mean '{near}'?"
    owners = [kind for kind, shape in family.kinds.items() if fault.name in shape.fields] if family else []
    if owners:
        return f"unknown key of {fault.shape.kind}; it belongs to {_kinds(owners)}"
    other = elsewhere(root, fault.name) or nearest(fault.name, keys)
    if other in root.fields and fault.path:
        return f"unknown key; '{other}' belongs to the top level of the spec"
    if other:
        return f"unknown key; did you mean '{other}'?"
    return "unknown key; the keys here are: " + ", ".join(keys[:_MOST_KEYS])


def _kinds(owners: list[str]) -> str:
    return " and ".join([", ".join(owners[:-1]), owners[-1]] if owners[1:] else owners)
