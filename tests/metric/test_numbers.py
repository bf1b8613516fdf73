"""Every metric against a number worked by hand or printed elsewhere; the origin stands with it."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest

from mlpcli.kinds import kinds
from mlpcli.metric import F1, Accuracy, AnyMetric, Metric

KINDS = cast("dict[str, type[Metric]]", kinds(AnyMetric))


def one_hot(classes: list[int], C: int) -> list[list[float]]:
    return [[float(c == k) for k in range(C)] for c in classes]


def column(numbers: list[float]) -> list[list[float]]:
    return [[number] for number in numbers]


THREE = one_hot([0, 2, 1, 0, 0, 1], 3), one_hot([0, 1, 2, 0, 1, 2], 3)
"""The six rows of the examples in scikit-learn's precision_score, recall_score and f1_score. By hand: class 0
is predicted 3 times, 2 of them rightly, and has 2 rows; classes 1 and 2 are never right."""

UNEVEN = one_hot([0, 1, 1, 1, 2, 2, 0], 4), one_hot([0, 1, 1, 2, 2, 1, 0], 4)
"""Classes of 2, 3, 2 and 0 rows; predicted 2, 3, 2 and 0 times; right 2, 2, 1 and 0 times."""

SPAM = column([0.9, 0.1, 0.2, 0.65]), column([1, 0, 0, 1])
"""The example of scikit-learn's log_loss."""

SKLEARN_REGRESSION = column([2.5, 0.0, 2, 8]), column([3, -0.5, 2, 7])
"""The example of scikit-learn's regression scores: errors -½, ½, 0, 1."""

NUMBERS: list[tuple[str, tuple[Any, Any], Any, str]] = [
    ("accuracy", THREE, 2 / 6, "by hand"),
    ("accuracy", UNEVEN, 5 / 7, "by hand"),
    ("accuracy", (column([0.5, 0.51]), column([0, 1])), 1.0, "by hand: at exactly 1/2 the first class"),
    ("accuracy", ([[0.4, 0.4, 0.2]], one_hot([0], 3)), 1.0, "by hand: on a tie the first class"),
    ("balanced_accuracy", (column([0, 1, 0, 0, 0, 1]), column([0, 1, 0, 0, 1, 0])), 0.625, "sklearn's docs"),
    ("balanced_accuracy", UNEVEN, (1 + 2 / 3 + 1 / 2) / 3, "by hand: class 3 is left out"),
    ("precision", THREE, (2 / 3 + 0 + 0) / 3, "by hand; sklearn's docs print 0.22"),
    ("precision", UNEVEN, (1 + 2 / 3 + 1 / 2 + 0) / 4, "by hand: class 3, never predicted, is 0"),
    ("recall", THREE, (1 + 0 + 0) / 3, "by hand; sklearn's docs print 0.33"),
    ("recall", UNEVEN, (1 + 2 / 3 + 1 / 2 + 0) / 4, "by hand: class 3, without rows, is 0"),
    ("f1", THREE, (4 / 5 + 0 + 0) / 3, "by hand; sklearn's docs print 0.26 or 0.27"),
    ("f1", UNEVEN, (1 + 4 / 6 + 2 / 4 + 0) / 4, "by hand"),
    ("f1", (column([0, 0, 1, 1]), column([0, 1, 0, 1])), 0.5, "by hand, both classes"),
    ("roc_auc", (column([0.1, 0.4, 0.35, 0.8]), column([0, 0, 1, 1])), 0.75, "sklearn's docs; 3 of 4 pairs"),
    ("roc_auc", (column([0.3, 0.3, 0.3]), column([0, 1, 1])), 0.5, "by hand: all ties"),
    ("roc_auc", (column([1, 2, 2, 2, 3]), column([0, 0, 1, 1, 1])), 5 / 6, "by hand: 4 pairs + 2 ties of 6"),
    (
        "roc_auc",
        ([[0.6, 0.3, 0.1], [0.5, 0.1, 0.4], [0.2, 0.5, 0.3], [0.7, 0.1, 0.2]], one_hot([0, 0, 1, 2], 3)),
        (2 / 4 + 1 + 1 / 3) / 3,
        "by hand: in order are 2 of 4 pairs for class 0, 3 of 3 for 1, 1 of 3 for 2",
    ),
    ("roc_auc", (column([0.1, 0.9]), column([1, 1])), math.nan, "by hand: one class only"),
    (
        "roc_auc",
        (np.full((4, 3), 1 / 3).tolist(), one_hot([0, 1, 0, 1], 3)),
        math.nan,
        "by hand: class 2 absent",
    ),
    ("log_loss", SPAM, -math.log(0.9 * 0.9 * 0.8 * 0.65) / 4, "by hand; sklearn's docs print 0.21616"),
    (
        "log_loss",
        ([[0.2, 0.3, 0.5], [0, 0.25, 0.75]], one_hot([1, 2], 3)),
        -math.log(0.3 * 0.75) / 2,
        "by hand",
    ),
    ("log_loss", (column([1e-10]), column([1])), 10 * math.log(10), "by hand: small p keep their digits"),
    ("log_loss", (column([0]), column([1])), -math.log(2**-52), "by hand: clipped at the spacing of doubles"),
    ("log_loss", (column([1.5]), column([0])), -math.log(2**-52), "by hand: clipped from outside of [0, 1]"),
    ("confusion_matrix", THREE, [[2, 0, 0], [1, 0, 1], [0, 2, 0]], "by hand"),
    (
        "confusion_matrix",
        (column([1, 1, 0, 1]), column([0, 1, 0, 0])),
        [[1, 2], [0, 1]],
        "sklearn's docs: 1 2 0 1",
    ),
    ("rmse", SKLEARN_REGRESSION, math.sqrt(1.5 / 4), "by hand; sklearn's docs print 0.612"),
    (
        "rmse",
        ([[3, 0], [4, 0]], [[0, 2], [0, 2]]),
        (math.sqrt(12.5) + 2) / 2,
        "by hand: the root for each output",
    ),
    ("mae", SKLEARN_REGRESSION, 0.5, "sklearn's docs; 2/4"),
    ("mae", ([[0, 2], [-1, 2], [8, -5]], [[0.5, 1], [-1, 1], [7, -6]]), 0.75, "sklearn's docs; (1/2 + 1)/2"),
    ("r2", SKLEARN_REGRESSION, 1 - 1.5 / 29.1875, "by hand; sklearn's docs print 0.948"),
    (
        "r2",
        ([[0, 2], [-1, 2], [8, -5]], [[0.5, 1], [-1, 1], [7, -6]]),
        0.9368,
        "sklearn's docs, uniform_average",
    ),
    ("r2", (column([3, 2, 1]), column([1, 2, 3])), -3.0, "sklearn's docs; 1 - 8/2"),
    ("r2", (column([0.1, 0.1, 0.1]), column([0.1, 0.1, 0.1])), 1.0, "by hand: constant and met"),
    ("r2", (column([0.1, 0.1, 0.2]), column([0.1, 0.1, 0.1])), 0.0, "by hand: constant and missed"),
    ("r2", (column([1]), column([1])), math.nan, "by hand: one row has no variance"),
]


@pytest.mark.parametrize(("kind", "rows", "expected", "origin"), NUMBERS)
def test_number(kind: str, rows: tuple[Any, Any], expected: Any, origin: str) -> None:
    prediction, target = (np.array(part, dtype=np.float64) for part in rows)
    value = KINDS[kind]().value(prediction, target)
    tolerance = 1e-4 if expected == 0.9368 else 1e-12
    np.testing.assert_allclose(value, expected, rtol=tolerance, err_msg=origin)


def test_every_kind_has_a_number() -> None:
    assert {kind for kind, *_ in NUMBERS} == set(KINDS)


def test_log_loss_is_clipped_by_the_precision_of_the_prediction() -> None:
    wrong = np.array([[0.0, 1.0]], dtype=np.float32)
    value = KINDS["log_loss"]().value(wrong, np.array([[1.0, 0.0]], dtype=np.float32))
    np.testing.assert_allclose(value, 23 * math.log(2), rtol=1e-6)  # float32 has 23 bits after the point


def test_several_labels_are_the_mean_of_binary_tasks() -> None:
    """Labels right in 3 of 4 and 2 of 4 rows; 1 - 5/8 is scikit-learn's hamming_loss."""
    prediction = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.6, 0.9]])
    target = np.array([[1, 1], [0, 1], [1, 0], [0, 0]])
    assert float(Accuracy().of("multilabel", prediction, target)) == 5 / 8
    both = [float(F1().value(prediction[:, [o]], target[:, [o]])) for o in range(2)]
    assert float(F1().of("multilabel", prediction, target)) == pytest.approx(sum(both) / 2)
    stack = F1().of("multilabel", np.stack([prediction, 1 - prediction]), target)
    assert stack[0] == F1().of("multilabel", prediction, target)
    assert stack.shape == (2,)
