"""The metrics beside scikit-learn's, on random rows with ties, rare and absent classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.arrays import Array
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric, Metric

KINDS = cast("dict[str, type[Metric]]", kinds(AnyMetric))

score = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")

C = 4
MACRO = {"labels": range(C), "average": "macro", "zero_division": 0}
BOTH = {"labels": [False, True], "average": "macro", "zero_division": 0}

LABELLED: dict[str, Callable[..., Any]] = {
    "accuracy": lambda y, guess, options: score.accuracy_score(y, guess),
    "balanced_accuracy": lambda y, guess, options: score.recall_score(
        y, guess, labels=np.unique(y), average="macro"
    ),
    "precision": lambda y, guess, options: score.precision_score(y, guess, **options),
    "recall": lambda y, guess, options: score.recall_score(y, guess, **options),
    "f1": lambda y, guess, options: score.f1_score(y, guess, **options),
    "confusion_matrix": lambda y, guess, options: score.confusion_matrix(y, guess, labels=options["labels"]),
}
OF_NUMBERS = {"rmse": "root_mean_squared_error", "mae": "mean_absolute_error", "r2": "r2_score"}
OF_PROBABILITIES = {"roc_auc", "log_loss"}

seeds = given(seed=st.integers(0, 2**32 - 1))
few = settings(max_examples=15, deadline=None)


def value(kind: str, prediction: Array, target: Array) -> Array:
    return KINDS[kind]().value(prediction, target)


def test_every_kind_is_compared() -> None:
    assert {*LABELLED, *OF_NUMBERS, *OF_PROBABILITIES} == set(KINDS)


@pytest.mark.parametrize("kind", LABELLED)
@seeds
@few
def test_multiclass(kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, rng.integers(2, C + 1), 15)  # sometimes the last classes have no rows
    prediction = rng.dirichlet(np.ones(C), 15)
    expected = LABELLED[kind](classes, prediction.argmax(axis=1), MACRO)
    np.testing.assert_allclose(value(kind, prediction, np.eye(C)[classes]), expected, rtol=1e-12)


@pytest.mark.parametrize("kind", LABELLED)
@seeds
@few
def test_binary(kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.random(15) < rng.random()
    p = rng.random(15)
    expected = LABELLED[kind](y, p > 0.5, BOTH)
    np.testing.assert_allclose(value(kind, p[:, np.newaxis], y[:, np.newaxis] * 1.0), expected, rtol=1e-12)


@pytest.mark.parametrize("kind", OF_NUMBERS)
@pytest.mark.parametrize("O", [1, 3])
@seeds
@few
def test_numbers(kind: str, O: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(rng.normal(0, 100), 1, (12, O))
    prediction = y + rng.normal(0, 0.5, (12, O))
    expected = getattr(score, OF_NUMBERS[kind])(y, prediction)
    np.testing.assert_allclose(value(kind, prediction, y), expected, rtol=1e-9)


@seeds
@few
def test_probabilities_of_two_classes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = np.concatenate([[0.0, 1.0], rng.integers(0, 2, 18)])
    p = rng.integers(0, 6, 20) / 5  # six different numbers: many ties, and 0 and 1 themselves
    auc, loss = (value(kind, p[:, np.newaxis], y[:, np.newaxis]) for kind in ("roc_auc", "log_loss"))
    np.testing.assert_allclose(auc, score.roc_auc_score(y, p), rtol=1e-12)
    np.testing.assert_allclose(loss, score.log_loss(y, p), rtol=1e-12)


@seeds
@few
def test_probabilities_of_more_classes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    classes = np.concatenate([np.arange(C), rng.integers(0, C, 16)])
    p = rng.dirichlet(np.ones(C), 5)[rng.integers(0, 5, 20)]  # five different rows: many ties
    auc, loss = (value(kind, p, np.eye(C)[classes]) for kind in ("roc_auc", "log_loss"))
    np.testing.assert_allclose(auc, score.roc_auc_score(classes, p, multi_class="ovr"), rtol=1e-12)
    np.testing.assert_allclose(loss, score.log_loss(classes, p, labels=range(C)), rtol=1e-12)
