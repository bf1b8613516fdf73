"""Pydantic's errors sorted into the tree of the spec: which place, what may stand there, what went wrong.

An error's `loc` names, besides keys and indices, the kinds and the alternatives of unions it went through.
Walking it along the shapes tells them apart. Of a union only one alternative is kept, the one that the value
was meant for; where none fits better than the others, one fault names them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, get_args

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from mlpcli.config.document import Path
from mlpcli.config.shape import ANYTHING, Shape

_MISMATCHES = frozenset(get_args(ErrorType)) - {"value_error", "assertion_error"}

Errors: TypeAlias = Sequence[tuple[tuple[str | int, ...], ErrorDetails]]
"""Errors, each with what is left of its loc."""


class Fault(NamedTuple):
    """One thing wrong. `what` is "missing", "unknown", "no kind", "mismatch", or "said" by a validator.

    For a missing or unknown key, `shape` is the component and `name` the key; otherwise `shape` is what may
    stand at `path`. `value` is what the validator saw, and `message` what it said.
    """

    what: str
    path: Path
    shape: Shape
    value: Any
    name: str = ""
    message: str = ""


def faults(errors: Sequence[ErrorDetails], shape: Shape) -> list[Fault]:
    """The faults behind a ValidationError's errors; `shape` is the root's."""
    return list(_faults(shape, (), [(error["loc"], error) for error in errors]))


def _faults(shape: Shape, path: Path, errors: Errors) -> Iterator[Fault]:
    if shape.type == "union" and all(rest for rest, _ in errors):
        yield from _alternative(shape, path, errors)
        return
    below: dict[str | int, list[tuple[tuple[str | int, ...], ErrorDetails]]] = {}
    for rest, error in errors:
        if len(rest) == 0 or rest[1:2] == ("[key]",):
            yield _here(shape, path, error)
        elif len(rest) == 1 and error["type"] in ("missing", "extra_forbidden") and shape.type == "model":
            what = "missing" if error["type"] == "missing" else "unknown"
            yield Fault(what, path, shape, error["input"], str(rest[0]))
        elif len(rest) == 1 and error["type"] == "missing":
            yield Fault("mismatch", path, shape, error["input"])
        else:
            below.setdefault(rest[0], []).append((rest[1:], error))
    for key, inner in below.items():
        if shape.type == "tagged-union":
            yield from _faults(shape.choices.get(str(key), ANYTHING), path, inner)
        else:
            yield from _faults(shape.child(key), (*path, key), inner)


def _here(shape: Shape, path: Path, error: ErrorDetails) -> Fault:
    if error["type"] == "union_tag_not_found" and isinstance(error["input"], dict):
        return Fault("no kind", path, shape, error["input"])
    if error["type"] in _MISMATCHES and shape is not ANYTHING:
        return Fault("mismatch", path, shape, error["input"])
    raised = error.get("ctx", {}).get("error")
    return Fault("said", path, shape, error["input"], message=str(raised) if raised else error["msg"])


def _alternative(shape: Shape, path: Path, errors: Errors) -> Iterator[Fault]:
    by_label: dict[str | int, list[tuple[tuple[str | int, ...], ErrorDetails]]] = {}
    for rest, error in errors:
        by_label.setdefault(rest[0], []).append((rest[1:], error))
    branches = shape.branches  # pydantic tries them in this order, and all have failed
    found = [
        list(_faults(branch, path, inner))
        for branch, inner in zip(branches, by_label.values(), strict=len(branches) == len(by_label))
    ]
    meant = [part for part in found if any(f.path != path or f.what != "mismatch" for f in part)]
    if meant:
        yield from max(meant, key=lambda part: (max(len(f.path) for f in part), -len(part)))
    else:
        yield Fault("mismatch", path, shape, errors[0][1]["input"])
