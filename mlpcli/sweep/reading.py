"""Sweeps as they are written: a file, or `--axis KEY=VALUES` on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlpcli.config.document import Document, Entry, Node, Place
from mlpcli.config.files import load_document
from mlpcli.config.keys import join, split
from mlpcli.config.lines import Lines
from mlpcli.config.reader import parse
from mlpcli.config.validate import validate
from mlpcli.errors import Problem, SpecError, UsageError
from mlpcli.sweep.axes import FORMS
from mlpcli.sweep.consistency import faults
from mlpcli.sweep.spec import SweepSpec

_OPTION = "--axis"


def load_sweep(path: str | Path) -> SweepSpec:
    """The sweep in a file (`-`: standard input). Raises SpecError with everything that is wrong with it."""
    return sweep_in(load_document(path))


def sweep_in(document: Document) -> SweepSpec:
    """The sweep that a document describes. Raises SpecError with everything that is wrong with it."""
    value = document.value
    if isinstance(value, dict) and "data" in value and "axes" not in value and "base" not in value:
        message = "a spec, not a sweep; name what varies: --axis optimizer.learning_rate=1e-3,1e-2"
        raise SpecError([document.root.entries["data"].key.problem("", message)])
    spec = validate(document, SweepSpec)
    found = faults(spec)
    if found:
        raise SpecError([_problem(document, *fault) for fault in found])
    return spec


def axes_from(texts: Sequence[str]) -> SweepSpec:
    """The sweep of a grid over axes written `key=value,value,...`, or `key={log_uniform: [a, b]}`.

    Options of the sweep are added to its document: sweep_in(override(axes_document(texts), ["seeds=3"])).

    >>> axes = axes_from(["optimizer.learning_rate=1e-4,1e-3", "architecture.hidden=[32],[64, 64]"]).axes
    >>> [axis.values_in_order for axis in axes.values()]
    [(0.0001, 0.001), ([32], [64, 64])]
    """
    return sweep_in(axes_document(texts))


def axes_document(texts: Sequence[str]) -> Document:
    """The document of a sweep file that has these axes. Raises UsageError, SpecError."""
    nowhere = Place(_OPTION, 0, 0, 1, "")
    axes = Node({}, nowhere)
    problems: list[Problem] = []
    for number, text in enumerate(texts, start=1):
        key = _key(text)
        if key in axes.entries:
            raise UsageError(f"{_OPTION} {key} is given twice; write all its values behind one '='")
        line = f"{_OPTION} {text}"
        start = len(_OPTION) + 1
        # "[" stands where "=" does, so that the values keep their columns.
        listed = " " * (start + len(key)) + "[" + text[len(key) + 1 :] + "]"
        try:
            values, misread = parse(listed, Lines(_OPTION, (line,), number))
        except SpecError as error:
            raise SpecError([_said_of_equals_sign(problem) for problem in error.problems]) from None
        problems += [replace(problem, key=key) for problem in misread]
        node = values or Node([], Place(_OPTION, number, start + 1, len(key), line))
        axes.adopt(key, Entry(Place(_OPTION, number, start + 1, len(key), line), _without_list(node)))
    root = Node({}, nowhere)
    root.adopt("axes", Entry(nowhere, axes))
    return Document(_OPTION, "", root, problems=tuple(problems))


def _key(text: str) -> str:
    example = f"{_OPTION} expects key=value,value,…, as in {_OPTION} optimizer.learning_rate=1e-3,1e-2"
    if len(text.splitlines()) > 1:
        raise UsageError(f"{example}, on one line; found {text!r}")
    try:
        end = split(text)[-1].end
    except ValueError as error:
        raise UsageError(f"{example}; {error}") from None
    if text[end : end + 1] != "=":
        raise UsageError(f"{example}; found {text!r}")
    return text[:end]


def _said_of_equals_sign(problem: Problem) -> Problem:
    """The bracket that we put in place of '=' is none that the user can close."""
    message = problem.message.replace(
        "this '=' is never closed", "a bracket or quote after it is never closed"
    )
    return replace(problem, message=message)


def _without_list(node: Node) -> Node:
    """A distribution stands for itself, not for a list with one mapping in it."""
    if len(node.entries) == 1:
        inner = node.entries[0].node
        if isinstance(inner.value, dict) and any(form in inner.value for form in FORMS):
            return inner
    return node


def _problem(document: Document, path: tuple[str | int, ...], message: str) -> Problem:
    known, entry = document.nearest(path)
    place = entry.key
    if known != path or place.line == 0:
        return Problem(join(path), message, document.file)
    return place.problem(join(path), message)
