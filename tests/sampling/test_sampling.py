"""Which rows an epoch holds: each class as often, each row as often, the hardest first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.data import Batches
from mlpcli.kinds import kinds
from mlpcli.sampling import AnySampling, Balanced, HardExamples, Shuffled


def one_hot(counts: list[int], seed: int = 0) -> np.ndarray:
    labels = np.repeat(np.arange(len(counts)), counts)
    return np.eye(len(counts))[np.random.default_rng(seed).permutation(labels)]


@pytest.mark.parametrize("kind", kinds(AnySampling))
def test_an_order_follows_from_the_generator_and_has_only_rows(kind: str) -> None:
    sampling, y = kinds(AnySampling)[kind](), one_hot([10, 3, 7])
    a, b, c = (sampling.order(y, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert a.tolist() == b.tolist() != c.tolist()
    assert a.shape == (sampling.draws * 20,)
    assert set(a.tolist()) <= set(range(20))


@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.integers(1, 30), min_size=2, max_size=5), m=st.integers(1, 20))
def test_classes_are_balanced_in_every_batch_and_rows_within_a_class(counts: list[int], m: int) -> None:
    y, C = one_hot(counts), len(counts)
    N = len(y)
    order = Balanced().order(y, np.random.default_rng(N))
    labels = y[order].argmax(axis=-1)
    for start in range(0, N, m):
        batch = np.bincount(labels[start : start + m], minlength=C)
        assert np.abs(batch - len(labels[start : start + m]) / C).max() <= 2
    for label in range(C):
        times = np.bincount(order[labels == label], minlength=N)[y.argmax(axis=-1) == label]
        assert abs(int(times.sum()) - N / C) < 1
        assert times.max() - times.min() <= 1


def test_two_classes_in_one_column_and_a_class_without_rows() -> None:
    y = np.array([[0.0]] * 9 + [[1.0]])
    order = Balanced().order(y, np.random.default_rng(0))
    assert y[order].mean() == 0.5
    absent = np.eye(3)[[0, 0, 0, 2]]
    assert absent[Balanced().order(absent, np.random.default_rng(0))].sum(axis=0).tolist() == [2, 0, 2]


def test_rows_of_a_common_class_that_an_epoch_leaves_out_come_in_others() -> None:
    y, generator = one_hot([40, 4]), np.random.default_rng(0)
    seen = {row for _ in range(30) for row in Balanced().order(y, generator).tolist()}
    assert seen == set(range(44))


def test_the_hardest_and_the_first_others_by_hand() -> None:
    losses = np.array([[5.0, 1.0, 9.0, 2.0, 7.0, 3.0, 0.0, 8.0], [0.0, 1, 2, 3, 4, 5, 6, 7]])
    assert HardExamples(hard=0.5).chosen(losses, 4).tolist() == [[2, 7, 0, 1], [7, 6, 0, 1]]
    assert HardExamples(hard=1.0).chosen(losses, 2).tolist() == [[2, 7], [7, 6]]
    assert HardExamples(hard=0.0).chosen(losses, 3).tolist() == [[0, 1, 2], [0, 1, 2]]
    assert HardExamples(hard=0.5).chosen(np.zeros(4), 2).tolist() == [0, 1]


def test_losses_that_are_not_finite_choose_rows_all_the_same() -> None:
    losses = np.array([np.nan, 1e4, np.inf, -1e4, np.nan, 0.0])
    rows = HardExamples(hard=0.5).chosen(losses, 4)
    assert rows[:2].tolist() == [2, 1]
    assert len(set(rows.tolist())) == 4


def test_every_row_is_a_candidate_as_often_and_updates_are_as_many() -> None:
    x = np.arange(10.0)[:, None]
    rule = HardExamples(candidates=3)
    batches = Batches(x, x, 4, [np.random.default_rng(0)], sampling=rule)
    epoch = [b.copy() for b, _ in batches.epoch()]
    assert [len(b) for b in epoch] == [12, 12, 6]
    assert len(batches) == len(Batches(x, x, 4, [np.random.default_rng(0)]))
    assert np.bincount(np.concatenate(epoch)[:, 0].astype(int)).tolist() == [3] * 10


def test_all_rows_in_one_batch_are_drawn_only_where_there_is_something_to_draw() -> None:
    y = np.array([[0.0]] * 5 + [[1.0]])
    [(_, whole)] = Batches(y, y, "all", [np.random.default_rng(0)], sampling=Shuffled()).epoch()
    assert whole.tolist() == y.tolist()
    [(_, balanced)] = Batches(y, y, "all", [np.random.default_rng(0)], sampling=Balanced()).epoch()
    assert balanced.mean() == 0.5
