"""What is wrong with the points of a sweep, each fault told once, with the points it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlpcli.config.document import Document, Node, Path
from mlpcli.config.dump import flow
from mlpcli.config.keys import split
from mlpcli.errors import Problem
from mlpcli.sweep.trial import Point
from mlpcli.sweep.value import canonical

_MOST = 50
_WIDEST = 160
_OPTION = "--set"


class Blame:
    """Gathers the problems of points; equal ones are folded into one that counts the points."""

    def __init__(self, document: Document, sweep: Document | None, points: int):
        self.document, self.sweep, self.points = document, sweep, points
        self._found: dict[Problem, list[Point]] = {}

    def add(self, point: Point, problems: Sequence[Problem]) -> None:
        """What was said about a point's overrides, which come after those of the document."""
        for problem in dict.fromkeys(self._moved(point, problem) for problem in problems):
            self._found.setdefault(problem, []).append(point)

    @property
    def problems(self) -> list[Problem]:
        """Each with the points it is in."""
        told = [
            replace(problem, message=f"{problem.message}{_advice(problem)}{self._where(problem, points)}")
            for problem, points in self._found.items()
        ]
        rest = len(told) - _MOST
        return told[:_MOST] + ([Problem("", f"and {rest} more problems")] if rest > 0 else [])

    def _where(self, problem: Problem, points: Sequence[Point]) -> str:
        if len(points) == self.points:
            of_base = problem.file == self.document.file or self.points == 1
            return "" if of_base else f" (in all {self.points} points)"
        if len(points) == 1:
            return f" (in the point {words(points[0])})"
        return f" (in {len(points)} of {self.points} points, e.g. {words(points[0])})"

    def _moved(self, point: Point, problem: Problem) -> Problem:
        """A problem of an override, placed where the value or the key stands in the sweep."""
        number = problem.line - len(self.document.overrides) - 1
        if problem.file != _OPTION or not 0 <= number < len(point.overrides):
            return problem
        key, value = list(point.overrides.items())[number]
        path = _path(self.sweep, key, value) if self.sweep else None
        if self.sweep is None or path is None:
            return Problem(problem.key, problem.message)
        if problem.column <= len(_OPTION) + 1 + len(key):  # the key is wrong, not the value
            place = self.sweep.nearest(("axes", key) if path[0] == "axes" else path)[1].key
        else:
            place = self.sweep.nearest((*path, *_below(key, problem.key)))[1].node.place
        return place.problem(problem.key, problem.message)


def words(point: Point) -> str:
    """The point's overrides in a few words.

    >>> words(Point(0, {"optimizer": "adam", "architecture.hidden": [64, 64]}))
    'optimizer=adam, architecture.hidden=[64, 64]'
    """
    text = ", ".join(f"{key}={flow(value)}" for key, value in point.overrides.items())
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _advice(problem: Problem) -> str:
    """What to write for a key that one kind has and another has not."""
    if not problem.message.startswith("unknown key of "):
        return ""
    parent = problem.key.rpartition(".")[0]
    return f"; for an axis that counts for some kinds only: {{when: {{{parent}.kind: …}}, values: […]}}"


def _path(sweep: Document, key: str, value: object) -> Path | None:
    """Where the sweep has a value of a key: in a list, as a distribution, or in an entry of `together`."""
    axis, together = sweep.nearest(("axes", key)), sweep.nearest(("together",))
    if axis[0] == ("axes", key):
        listed = next((n for n in ("values", "choice") if n in axis[1].node.entries), None)
        path: Path = (*axis[0], listed) if listed else axis[0]
        index = _index(sweep.nearest(path)[1].node, value)
        return path if index is None else (*path, index)
    for i, entry in together[1].node.entries.items() if together[0] else ():
        if key in entry.node.entries and canonical(entry.node.value[key]) == canonical(value):
            return ("together", i, key)
    return None


def _index(node: Node, value: object) -> int | None:
    if not isinstance(node.value, list):
        return None
    return next((i for i, other in enumerate(node.value) if canonical(other) == canonical(value)), None)


def _below(key: str, problem_key: str) -> Path:
    """The way from an axis's value to the place in it that a problem names."""
    try:
        parts = split(problem_key)[len(split(key)) :]
    except ValueError:  # a key that is shown shortened
        return ()
    return tuple(int(p.text) if p.text.isdecimal() and not p.quoted else p.text for p in parts)
