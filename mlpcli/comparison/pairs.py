"""Each run against the first, on rows that both predict and neither has learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from mlpcli.comparison.contender import Contender
from mlpcli.comparison.likeness import Likeness, parts_of
from mlpcli.comparison.mcnemar import McNemar
from mlpcli.comparison.outcomes import Outcome, outcomes
from mlpcli.comparison.paired_t import PairedT
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.errors import MlpError
from mlpcli.evaluation.folds import OUT_OF_FOLD


@dataclass(frozen=True)
class Pair:
    """Two by name, the rows, and a test for each target; or the reason why there is none, as a clause."""

    one: str
    other: str
    data: str = "test"
    tests: dict[str, McNemar | PairedT] = field(default_factory=dict)
    reason: str = ""

    def told(self) -> list[dict[str, Any]]:
        """For JSON, an entry a target."""
        names = {"one": self.one, "other": self.other}
        if self.reason:
            return [{**names, "reason": self.reason}]
        return [
            {**names, "data": self.data, **({"target": target} if target else {}), **test.told()}
            for target, test in self.tests.items()
        ]


def pairs(runs: Sequence[Contender]) -> list[Pair]:
    """The first with each of the others.

    Not all with all: with ten runs, two of the 45 pairs would differ by luck alone at p < 0.05.
    """
    first, *others = runs

    @cache
    def of(run: Contender, data: str) -> list[Outcome]:
        return outcomes(run.run, data)

    found = []
    for other in others:
        data, reason = _rows(first, other)
        try:
            tests = {} if reason else _tests(of(first, data), of(other, data))
            reason = reason or ("" if tests else "what they predict for these rows is not the same")
        except MlpError as error:
            tests, reason = {}, str(error)
        found.append(Pair(first.name, other.name, data, tests, reason))
    return found


def _rows(one: Contender, other: Contender) -> tuple[str, str]:
    """Which rows serve, or why none do: the test rows, or for two cross-validations without any all."""
    like = Likeness.of([one.run, other.run])
    if not like.data:
        return "test", "they do not have the same data"
    if not like.target:
        return "test", "they do not predict the same"
    if not like.rows["test"]:
        return "test", "they do not have the same test rows"
    if len(parts_of(one.run, "test")[0]):
        return "test", ""
    folds = isinstance(one.run, CrossValidated) and isinstance(other.run, CrossValidated)
    if folds and like.rows["validation"]:
        return OUT_OF_FOLD, ""
    return "test", "they have no test rows"


def _tests(one: Sequence[Outcome], other: Sequence[Outcome]) -> dict[str, McNemar | PairedT]:
    """By target; none where the two are not about the same."""
    if len(one) != len(other) or not all(map(Outcome.same_truth, one, other)):
        return {}
    return {a.target: _test(a, b) for a, b in zip(one, other, strict=True)}


def _test(one: Outcome, other: Outcome) -> McNemar | PairedT:
    if one.values.dtype == np.bool_:
        return McNemar.of(one.values, other.values)
    return PairedT.of(one.values, other.values)
