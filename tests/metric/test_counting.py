"""Classes and counts out of probabilities."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.metric import counting


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
@settings(max_examples=30, deadline=None)
def test_confusion_counts_as_a_loop_does(pairs: list[tuple[int, int]]) -> None:
    expected = np.zeros((5, 5))
    for truth, guess in pairs:
        expected[truth, guess] += 1
    truths, guesses = np.eye(5)[[t for t, _ in pairs]], np.eye(5)[[g for _, g in pairs]]
    np.testing.assert_array_equal(counting.confusion(guesses, truths), expected)


def test_one_column_means_what_two_columns_mean() -> None:
    p = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    two = counting.labels(np.stack([1 - p, p], axis=-1))
    np.testing.assert_array_equal(counting.labels(p[:, np.newaxis]), two)


def test_mean_is_taken_in_double_precision() -> None:
    many = np.full((300_000, 1), 0.1, dtype=np.float32)
    np.testing.assert_allclose(counting.mean(np.repeat(many, 2, axis=1), -2), np.float32(0.1), rtol=1e-12)
