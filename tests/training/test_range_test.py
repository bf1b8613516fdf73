"""The range test: a suggestion that trains, never a NaN, and nothing of the training touched."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import UsageError
from mlpcli.experiment import Experiment
from mlpcli.report.range_test import range_lines
from mlpcli.training.range_test import RangeTest, range_test
from mlpcli.training.session import Session


def session(**sections: Any) -> Session:
    spec = {"data": {"source": "moons"}, "architecture": {"hidden": [16]}, **sections}
    return Session.begin(Experiment.model_validate(spec))


def found(**sections: Any) -> RangeTest:
    begun = session(**sections)
    return range_test(begun.state, begun.prepared.train)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adam", "rmsprop", "lion", "adagrad"])
def test_the_suggestion_trains_well(optimizer: str) -> None:
    test = found(optimizer=optimizer)
    rate = {"kind": optimizer, "learning_rate": test.suggestion}
    begun = session(optimizer=rate, training={"epochs": 40})
    list(begun.fit())
    assert begun.scores("train")["loss"] < 0.35
    assert test.falls
    assert test.suggestion == pytest.approx(test.minimum / 10, rel=0.06)


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"optimizer": {"kind": "sgd", "learning_rate": 1e30}},
        {"optimizer": {"kind": "sgd", "learning_rate": {"kind": "one_cycle", "peak": 0.3}}},
        {"initialization": {"kind": "normal", "deviation": 1e15}},
        {"initialization": "zeros"},
        {"training": {"batch_size": 1}},
        {"training": {"batch_size": "all", "precision": "float64"}},
        {"training": {"sampling": {"kind": "hard_examples"}}},
        {"regularization": [{"kind": "dropout", "rate": 0.5}, {"kind": "mixup"}]},
        {"data": {"source": "sine"}},
        {"ensemble": {"kind": "bagging", "members": 3}},
    ],
)
def test_all_numbers_are_finite(sections: dict[str, Any]) -> None:
    test = found(**sections)
    numbers = [*test.rates, *test.losses, *test.smoothed, test.minimum, test.steepest, test.suggestion]
    assert all(map(math.isfinite, numbers))
    assert test.suggestion > 0
    assert len(test.rates) == len(test.losses) == len(test.smoothed)
    assert list(test.rates) == sorted(test.rates)
    lines = list(range_lines(test))
    assert all(len(line) <= 110 for line in lines)


def test_the_rates_grow_by_one_factor_and_the_smoothing_is_the_formula() -> None:
    test = found()
    factors = np.array(test.rates[1:]) / np.array(test.rates[:-1])
    np.testing.assert_allclose(factors, (10 / 1e-7) ** (1 / 199))
    m, expected = 0.0, []
    for k, J in enumerate(test.losses, start=1):
        m = 0.9 * m + 0.1 * J
        expected.append(m / (1 - 0.9**k))
    np.testing.assert_allclose(test.smoothed, expected)
    assert test.ending == "end" or test.smoothed[-1] > 4 * min(test.smoothed)


def test_the_training_is_left_as_it_was() -> None:
    begun, other = session(), session()
    range_test(begun.state, begun.prepared.train)
    list(begun.fit())
    list(other.fit())
    np.testing.assert_array_equal(begun.state.theta, other.state.theta)


def test_a_loss_that_never_falls_keeps_the_rate_of_the_spec() -> None:
    test = found(initialization="zeros", data={"source": "xor"}, training={"batch_size": "all"})
    assert not test.falls
    assert test.suggestion == 0.001
    assert any("fell at none" in line for line in range_lines(test))


def test_a_first_loss_that_is_not_finite_is_said() -> None:
    with pytest.raises(UsageError, match="first loss is not finite"):
        found(initialization={"kind": "normal", "deviation": 1e35})


@pytest.mark.parametrize("optimizer", ["newton", "l_bfgs"])
def test_optimizers_without_a_rate_are_refused(optimizer: str) -> None:
    with pytest.raises(UsageError, match=f"the optimizer {optimizer} has none to find"):
        found(optimizer=optimizer, architecture={"hidden": [3]}, activation="tanh")
