"""What a test of two runs on the same rows has found, in a line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mlpcli.report.wording import count, number

LEVEL = 0.05
"""Below this p-value luck is called unlikely."""


def pair_line(told: Mapping[str, Any]) -> str:
    """The rows, what they say, and whether that can be luck.

    >>> counts = {"rows": 10, "both": 2, "only_one": 5, "only_other": 1, "neither": 2, "p_value": 0.21875}
    >>> print(pair_line({"one": "a", "other": "b", "data": "test", "test": "mcnemar", **counts}))
    b against a, 10 test rows: 2 right in both, 1 only in b, 5 only in a; p = 0.2188 (McNemar, exact): this
    can be luck
    """
    who = f"{told['other']} against {told['one']}"
    if "reason" in told:
        return f"{who}: no test, since {told['reason']}"
    of = f", {told['target']}" if "target" in told else ""
    rows = f"{count(told['rows'])} {str(told['data']).replace('_', '-')} rows"
    if told["test"] == "mcnemar" and not told["only_one"] + told["only_other"]:
        return f"{who}{of}, {rows}: right in the same {count(told['both'])}, so nothing tells them apart"
    found, how = _mcnemar(told) if told["test"] == "mcnemar" else _paired_t(told)
    return f"{who}{of}, {rows}: {found}; {_verdict(told['p_value'], how)}"


def caution(tests: int) -> str:
    """What the tests do not say."""
    several = ""
    if tests > 1:
        several = (
            f" Of {tests} tests take only p below {number(LEVEL / tests)} for more than luck (Bonferroni)."
        )
    return (
        "p: how often luck alone gives a difference as large, were the two networks equally good. It says "
        f"nothing about other seeds: mlp sweep --seeds trains those.{several}"
    )


def _mcnemar(told: Mapping[str, Any]) -> tuple[str, str]:
    one, other = told["one"], told["other"]
    return (
        f"{count(told['both'])} right in both, {count(told['only_other'])} only in {other}, "
        f"{count(told['only_one'])} only in {one}"
    ), "McNemar, exact"


def _paired_t(told: Mapping[str, Any]) -> tuple[str, str]:
    return (
        f"mean squared error {number(told['other_mean'])} against {number(told['one_mean'])}, difference "
        f"{number(told['difference'])} ± {number(told['standard_error'])}"
    ), "paired t"


def _verdict(p: float, how: str) -> str:
    if math.isnan(p):
        return "no p (too few rows, or errors that are not finite)"
    said = "this can be luck" if p >= LEVEL else "luck alone seldom does this"
    return f"p {_p(p)} ({how}): {said}"


def _p(p: float) -> str:
    """Four digits of a small p would say more than it knows."""
    return f"= {number(p)}" if p >= 1e-4 else "< 0.0001"
