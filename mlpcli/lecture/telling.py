"""A lecture and what came out of it, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mlpcli.lecture.base import Lecture, Outcome


@dataclass(frozen=True, eq=False)
class Shown:
    """A lecture that was run, what came out, and how long it took."""

    lecture: Lecture
    outcome: Outcome
    seconds: float


def facts(lecture: Lecture) -> dict[str, Any]:
    """What is known before it runs."""
    return {
        "name": lecture.name,
        "title": lecture.title,
        "claim": lecture.claim,
        "note": lecture.note,
        "specs": [f"{spec}.yaml" for spec in lecture.specs],
    }


def told(one: Shown) -> dict[str, Any]:
    """The same, and what came out; number and bound are the first check's."""
    first, outcome = one.outcome.checks[0], one.outcome
    return {
        **facts(one.lecture),
        "holds": outcome.holds,
        "measured": first.measured,
        "number": float(first.number),
        "relation": first.relation,
        "bound": float(first.bound),
        "checks": [
            {**asdict(check), "number": float(check.number), "holds": check.holds} for check in outcome.checks
        ],
        "table": [dict(row) for row in outcome.table],
        "seconds": one.seconds,
    }
