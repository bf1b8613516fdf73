"""Whether two runs have been asked about the same cells."""

from __future__ import annotations

import numpy as np

from mlpcli.comparison.outcomes import Outcome

NUMBERS = np.array([[1.0], [250.0], [-3.0]])


def outcome(truth: object, target: str = "y") -> Outcome:
    return Outcome(target, np.asarray(truth), np.zeros(3))


def test_the_same_cells() -> None:
    assert outcome(NUMBERS).same_truth(outcome(NUMBERS.astype(np.float32) * np.float32(1 + 1e-6)))
    assert outcome(["a", "b", "b"]).same_truth(outcome(["a", "b", "b"]))


def test_other_cells() -> None:
    assert not outcome(NUMBERS).same_truth(outcome(NUMBERS[::-1]))
    assert not outcome(NUMBERS).same_truth(outcome(NUMBERS + 1))
    assert not outcome(NUMBERS).same_truth(outcome(NUMBERS[:2]))
    assert not outcome(NUMBERS).same_truth(outcome(NUMBERS, "z"))
    assert not outcome(["a", "b", "b"]).same_truth(outcome(["a", "b", "c"]))
    assert not outcome(NUMBERS).same_truth(outcome([["a"], ["b"], ["c"]]))
