"""Findings about the data as lines of a table and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mlpcli.config.dump import flow
from mlpcli.config.keys import join
from mlpcli.data.lint import Advice

SHOWN = 5
"""Findings of one code that the table shows; JSON has them all."""


def as_json(advice: Sequence[Advice]) -> list[dict[str, Any]]:
    """Each with its change in two forms: a piece of YAML to put into the spec, and the words behind --set.

    >>> as_json([Advice("constant", "a", "0 in all 9 rows", ("data", "columns", "a"), "drop")])[0]["set"]
    'data.columns.a=drop'
    """
    return [
        {"code": one.code, "column": one.column or None, "evidence": one.evidence, "change": change(one)}
        | ({"set": f"{join(one.key)}={flow(one.value)}"} if one.key else {})
        for one in advice
    ]


def change(advice: Advice) -> str:
    """What to do: a piece of YAML, or words where the spec cannot do it.

    >>> change(Advice("missing", "a", "90 % empty", ("data", "columns", "a"), "drop"))
    'data: {columns: {a: drop}}'
    """
    if not advice.key:
        return str(advice.value)
    return ", ".join(f"{flow(key)}: {flow(value)}" for key, value in advice.nested().items())


def lines(advice: Sequence[Advice]) -> list[dict[str, object]]:
    """The rows of the table; of many findings of a kind the first."""
    counts: Counter[str] = Counter()
    found: list[dict[str, object]] = []
    for one in advice:
        counts[one.code] += 1
        if counts[one.code] <= SHOWN:
            cells = (one.code.replace("_", " "), one.column, one.evidence, change(one))
            found.append(dict(zip(("finding", "column", "evidence", "change"), cells, strict=True)))
    more = {code: count - SHOWN for code, count in counts.items() if count > SHOWN}
    for code, count in more.items():
        found.append(
            {"finding": code.replace("_", " "), "evidence": f"and {count:,} more (--json has them all)"}
        )
    return found
