"""The diagnosis of a training, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlpcli.report import wording
from mlpcli.report.divergence import as_setting

SHOWN = 3
"""Findings that the end of a training tells; `mlp show` has them all."""


def brief(diagnosis: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    r"""The first findings, a line each.

    >>> found = {"finding": "dead_units", "number": 0.5, "where": "0_dense", "advice": "they cannot learn",
    ...          "change": "activation: leaky_relu"}
    >>> print("\n".join(brief([found] * 5)))  # doctest: +ELLIPSIS
    noticed: dead units 0.5000 (0_dense): they cannot learn; try --set activation=leaky_relu
    ...
    noticed: 2 more, see mlp show
    """
    yield from (f"noticed: {_line(found)}" for found in diagnosis[:SHOWN])
    if len(diagnosis) > SHOWN:
        yield f"noticed: {len(diagnosis) - SHOWN} more, see mlp show"


def in_full(diagnosis: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """All findings, a line each."""
    yield from (f"noticed: {_line(found)}" for found in diagnosis)


def _line(found: Mapping[str, Any]) -> str:
    what = str(found["finding"]).replace("_", " ")
    change = f"; try --set {as_setting(found['change'])}" if found.get("change") else ""
    return f"{what} {wording.number(found['number'])} ({found['where']}): {found['advice']}{change}"
