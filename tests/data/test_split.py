"""Splits: sizes, that parts neither share nor lose rows, shares of classes, and what stays the same."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from mlpcli.data.split import AnySplit, Files, Partition, Random, Split, Stratified
from mlpcli.data.split.stratified import shares
from mlpcli.errors import DataError

SPLITS: TypeAdapter[Split] = TypeAdapter(AnySplit)

few = settings(max_examples=60, deadline=None)
class_sizes = st.lists(st.integers(1, 30), min_size=2, max_size=6).filter(lambda counts: sum(counts) >= 20)
seeds = st.integers(0, 2**63 - 1)


def whole(parts: Partition) -> list[int]:
    return sorted(np.concatenate([parts.train, parts.validation, parts.test]).tolist())


def in_order(rows: NDArray[np.intp]) -> bool:
    return bool((np.diff(rows) > 0).all())


def labels_of(counts: list[int]) -> NDArray[np.intp]:
    return np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))


@few
@given(n=st.integers(20, 500), validation=st.floats(0.05, 0.4), test=st.floats(0.05, 0.4), seed=seeds)
def test_random_parts_share_and_lose_no_row(n: int, validation: float, test: float, seed: int) -> None:
    parts = Random(validation=validation, test=test, seed=seed).rows(n, None)
    assert whole(parts) == list(range(n))
    assert len(parts.validation) == round(n * validation)
    assert len(parts.test) == round(n * test)
    assert all(map(in_order, parts.by_part().values()))


@few
@given(counts=class_sizes, validation=st.floats(0.1, 0.4), test=st.floats(0.1, 0.4), seed=seeds)
def test_stratified_parts_share_and_lose_no_row_and_training_has_all_classes(
    counts: list[int], validation: float, test: float, seed: int
) -> None:
    labels = labels_of(counts)
    n = len(labels)
    parts = Stratified(validation=validation, test=test, seed=seed).rows(n, labels)
    assert whole(parts) == list(range(n))
    assert set(labels[parts.train]) == set(range(len(counts)))
    assert len(parts.test) <= round(n * test)
    assert len(parts.validation) <= round(n * validation)
    assert all(map(in_order, parts.by_part().values()))


@few
@given(
    counts=st.lists(st.integers(20, 60), min_size=2, max_size=5),
    validation=st.floats(0.1, 0.4),
    test=st.floats(0.1, 0.4),
)
def test_stratified_gives_each_class_its_share(counts: list[int], validation: float, test: float) -> None:
    labels = labels_of(counts)
    n = len(labels)
    parts = Stratified(validation=validation, test=test).rows(n, labels)
    for rows, total in ((parts.validation, round(n * validation)), (parts.test, round(n * test))):
        assert len(rows) == total
        found = Counter(labels[rows].tolist())
        for c, count in enumerate(counts):
            assert abs(found[c] - count * total / n) < 1


@pytest.mark.parametrize("split", [Random(validation=0.1, test=0.1), Stratified(validation=0.1, test=0.1)])
def test_sizes_of_the_digits(split: Split) -> None:
    parts = split.rows(1797, np.arange(1797) % 10)  # 179.7 rows are 180; the issue asks for 1,437 to train
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (1437, 180, 180)


@pytest.mark.parametrize("kind", [Random, Stratified])
def test_what_moves_rows(kind: type[Random] | type[Stratified]) -> None:
    labels = np.arange(200) % 3
    base, again, other = (kind(seed=seed).rows(200, labels) for seed in (0, 0, 1))
    assert np.array_equal(base.train, again.train)
    assert not np.array_equal(base.test, other.test)
    less = kind(validation=0.3).rows(200, labels)
    assert np.array_equal(base.test, less.test)


def test_largest_remainders() -> None:
    # By hand: quotas 12·7/20 = 4.2, 5·7/20 = 1.75, 3·7/20 = 1.05; the one row left goes to the second.
    assert shares(np.array([12, 5, 3]), 7, np.array([11, 4, 2])).tolist() == [4, 2, 1]
    # The second class may give one only; its row comes from the next largest remainder, the first.
    assert shares(np.array([12, 5, 3]), 7, np.array([11, 1, 2])).tolist() == [5, 1, 1]


def test_a_class_of_one_row_is_learned_from() -> None:
    labels = np.array([0] * 10 + [1] * 9 + [2])
    for seed in range(20):
        parts = Stratified(validation=0.3, test=0.3, seed=seed).rows(20, labels)
        assert 19 in parts.train


@pytest.mark.parametrize("counts", [[2] * 10, [1] * 20 + [2] * 10])
def test_the_last_row_of_a_class_is_never_given_away(counts: list[int]) -> None:
    labels = labels_of(counts)
    parts = Stratified(validation=0.4, test=0.2).rows(len(labels), labels)
    assert whole(parts) == list(range(len(labels)))
    assert set(labels[parts.train]) == set(range(len(counts)))


def test_classes_without_a_row_to_spare() -> None:
    with pytest.raises(DataError, match="no class has a row to spare for test: of 10 rows in 10 classes"):
        Stratified().rows(10, np.arange(10))
    with pytest.raises(DataError, match="no class has a row to spare for validation"):
        Stratified(validation=0.4, test=0.2).rows(10, np.array([0, 0, 0, *range(1, 8)]))


def test_nothing_set_apart() -> None:
    parts = Random(validation=0, test=0).rows(4, None)
    assert parts.train.tolist() == [0, 1, 2, 3]
    assert len(parts.validation) == len(parts.test) == 0


@pytest.mark.parametrize(
    ("n", "validation", "test", "message"),
    [
        (4, 0.1, 0.0, "4 rows are too few to set 0.1 of them apart for validation.*validation: 0"),
        (4, 0.0, 0.1, "apart for test.*test: 0"),
        (2, 0.4, 0.4, "no row is left for training"),
    ],
)
def test_too_few_rows(n: int, validation: float, test: float, message: str) -> None:
    with pytest.raises(DataError, match=message):
        Random(validation=validation, test=test).rows(n, None)


@pytest.mark.parametrize("kind", ["random", "stratified"])
def test_fractions_must_leave_rows_to_train_on(kind: str) -> None:
    with pytest.raises(ValidationError, match="leave nothing to train on"):
        SPLITS.validate_python({"kind": kind, "validation": 0.5, "test": 0.5})
    for wrong in (1, -0.1, "0.1"):
        with pytest.raises(ValidationError):
            SPLITS.validate_python({"kind": kind, "validation": wrong})


def test_short_forms() -> None:
    assert SPLITS.validate_python("random") == Random()
    files = SPLITS.validate_python({"kind": "files", "test": "t.csv", "validation": "v.npz"})
    assert isinstance(files, Files)
    assert {part: source.model_dump()["kind"] for part, source in files.sources().items()} == {
        "validation": "npz",
        "test": "table",
    }


def test_files_leave_no_test_rows_in_the_source() -> None:
    fraction = Files.model_validate({"test": "t.csv", "validation": 0.25})
    parts = fraction.rows(8, None)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (6, 2, 0)
    own = Files.model_validate({"test": "t.csv", "validation": "v.csv"})
    assert own.rows(8, None).train.tolist() == list(range(8))
    with pytest.raises(ValidationError, match="less than 1"):
        Files.model_validate({"test": "t.csv", "validation": 1.5})
