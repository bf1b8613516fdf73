"""Splits by groups, time, a column, a hash, files of row numbers: what they keep and refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlpcli.data import Data, Frame, prepare
from mlpcli.data.split import AnySplit, Partition, Split
from mlpcli.data.split.dealing import dealt
from mlpcli.data.split.group import Group
from mlpcli.data.split.hash import Hash
from mlpcli.data.split.random import Random
from mlpcli.data.split.stratified import Stratified
from mlpcli.data.split.stratified_group import StratifiedGroup
from mlpcli.data.split.time import Time
from mlpcli.errors import DataError

SPLITS: TypeAdapter[Split] = TypeAdapter(AnySplit)
Build = Callable[..., Any]
few = settings(max_examples=40, deadline=None)
rng = np.random.default_rng(0)


def whole(parts: Partition) -> list[int]:
    return sorted(np.concatenate([parts.train, parts.validation, parts.test]).tolist())


@few
@given(sizes=st.lists(st.integers(1, 9), min_size=4, max_size=30), seed=st.integers(0, 99))
def test_groups_stay_together_and_no_row_is_lost(sizes: list[int], seed: int) -> None:
    groups = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    parts = Group(column="g", seed=seed).rows(len(groups), None, groups)
    assert whole(parts) == list(range(len(groups)))
    found = [set(groups[rows]) for rows in parts.by_part().values()]
    assert all(found)
    assert sum(map(len, found)) == len(sizes)
    other = Group(column="g", seed=seed, validation=0.4).rows(len(groups), None, groups)
    assert np.array_equal(other.test, parts.test)


def test_groups_of_one_row_meet_the_shares() -> None:
    parts = Group(column="g").rows(100, None, np.arange(100))
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (70, 15, 15)


def test_dealing_by_hand() -> None:
    # Two classes in four groups: with a half each, the second part lacks class 1 when the last group comes.
    counts = np.array([[2, 0], [2, 0], [0, 2], [0, 2]])
    assert dealt(counts, [0.5, 0.5], np.arange(4), [1, 1]).tolist() == [0, 1, 0, 1]
    # Of three groups two are kept for the parts that would come out empty.
    assert dealt(np.array([[1], [1], [1]]), [0.8, 0.1, 0.1], np.arange(3), [1, 1, 1]).tolist() == [0, 1, 2]


def test_stratified_groups_hold_the_classes_in_their_shares() -> None:
    groups = np.repeat(np.arange(60), 5)
    labels = np.repeat(rng.random(60) < 0.3, 5).astype(np.intp)
    share = labels.mean()
    for fold in range(3):
        parts = StratifiedGroup(column="g", folds=3, fold=fold).rows(300, labels, groups)
        for rows in parts.by_part().values():
            assert abs(labels[rows].sum() - share * len(rows)) <= 5  # a group
            assert not set(groups[rows]) & set(groups[np.setdiff1d(np.arange(300), rows)])


@pytest.mark.parametrize("test", [0.0, 0.2])
@pytest.mark.parametrize("kind", [Random, Stratified, Group, StratifiedGroup, Hash])
def test_each_row_but_the_test_rows_is_watched_in_one_fold(kind: Any, test: float) -> None:
    column = {} if kind in (Random, Stratified) else {"column": "g"}
    labels, groups = np.arange(240) % 3, np.arange(240) // 4
    parts = [kind(**column, test=test, folds=4, fold=i).rows(240, labels, groups) for i in range(4)]
    watched = np.concatenate([part.validation for part in parts])
    assert sorted([*watched, *parts[0].test]) == list(range(240))
    assert all(whole(part) == list(range(240)) for part in parts)
    if kind is not Hash:
        assert max(len(p.validation) for p in parts) - min(len(p.validation) for p in parts) <= 4


def test_time_goes_from_the_past_to_the_future() -> None:
    days = rng.permutation(100) * 0.5
    parts = Time(column="day").rows(100, None, days)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (70, 15, 15)
    assert days[parts.train].max() < days[parts.validation].min()
    assert days[parts.validation].max() < days[parts.test].min()
    folds = [Time(column="day", test=0, folds=3, fold=i).rows(100, None, days) for i in range(3)]
    assert [(len(f.train), len(f.validation)) for f in folds] == [(25, 25), (50, 25), (75, 25)]
    assert all(days[f.train].max() < days[f.validation].min() for f in folds)


@few
@given(n=st.integers(60, 300), seed=st.integers(0, 2**63 - 1))
def test_a_hash_keeps_rows_where_they_are(n: int, seed: int) -> None:
    ids = np.array([f"customer {i}" for i in range(400)], dtype=object)
    small, large = (Hash(column="id", seed=seed).rows(m, None, ids[:m]) for m in (n, 400))
    for part, rows in small.by_part().items():
        assert np.array_equal(rows, large.by_part()[part][large.by_part()[part] < n])


def test_a_hash_does_not_depend_on_the_spelling_nor_on_the_program() -> None:
    keys = [np.arange(50), np.arange(50.0), np.arange(50).astype(str).astype(object)]
    tests = [Hash(column="id").rows(50, None, key).test.tolist() for key in keys]
    assert tests[0] == tests[1] == tests[2]
    # With hashlib alone: blake2b(str(i), digest_size=16, salt=bytes(8)), 8 bytes as a number / 2^64 < 0.15.
    assert tests[0] == [0, 16, 17, 18, 19, 22, 31, 36, 38]


def section(f: Frame, data: Build, split: dict[str, Any], **more: Any) -> Data:
    made: Data = data(f, target="y", split=split, **more)
    return made


def table(frame: Build, n: int = 20, **columns: Any) -> Frame:
    made: Frame = frame(**{"x": np.linspace(0, 1, n), "y": np.linspace(1, 3, n) ** 2, **columns})
    return made


def test_a_column_names_the_parts_and_is_no_feature(frame: Build, data: Build, tmp_path: Path) -> None:
    names = (["train"] * 3 + ["val"] + ["test"]) * 4
    split = {"kind": "column", "column": "part", "validation": "val"}
    prepared = prepare(section(table(frame, part=names), data, split), tmp_path)
    assert prepared.validation.rows.tolist() == [3, 8, 13, 18]
    assert prepared.test.rows.tolist() == [4, 9, 14, 19]
    assert prepared.coding.input_shape == (1,)
    assert any("part: left out, data.split divides" in note for note in prepared.notes)
    declared = section(table(frame, part=names), data, split, columns={"part": "category"})
    assert prepare(declared, tmp_path).coding.input_shape[0] > 1


def test_a_column_of_two_parts_and_a_share_for_validation(frame: Build, data: Build, tmp_path: Path) -> None:
    split = {"kind": "column", "column": "part", "train": "0", "test": "1", "validation": 0.2}
    prepared = prepare(section(table(frame, part=[0, 0, 0, 1] * 5), data, split), tmp_path)
    assert prepared.test.rows.tolist() == [3, 7, 11, 15, 19]
    assert len(prepared.validation) == 3
    assert whole(prepared.partition) == list(range(20))


@pytest.mark.parametrize("first", [0, 1])
def test_files_of_row_numbers(frame: Build, data: Build, tmp_path: Path, first: int) -> None:
    (tmp_path / "train.txt").write_text("\n".join(str(i + first) for i in range(12)))
    (tmp_path / "test.txt").write_text(" ".join(f"{i + first}.0" for i in (19, 17)))
    split = {"kind": "index", "train": "train.txt", "test": "test.txt", "validation": 0.25, "first": first}
    prepared = prepare(section(table(frame), data, split), tmp_path)
    assert prepared.test.rows.tolist() == [17, 19]
    assert sorted([*prepared.train.rows, *prepared.validation.rows]) == list(range(12))
    assert len(prepared.validation) == 3
    others = prepare(section(table(frame), data, split | {"train": None, "validation": 0.0}), tmp_path)
    assert len(others.train) == 18
    (tmp_path / "test.txt").write_text(str(18))
    moved = prepare(section(table(frame), data, split), tmp_path)
    assert moved.fingerprint != prepared.fingerprint


@pytest.mark.parametrize(
    ("split", "message"),
    [
        ({"kind": "group", "column": "patint"}, "no column 'patint'.*did you mean 'patient'"),
        ({"kind": "group", "column": "gaps"}, "row 3, column 'gaps': empty"),
        ({"kind": "group", "column": "patient"}, "'patient' has 2 different cells, too few for 3 parts"),
        ({"kind": "time", "column": "word"}, "row 1, column 'word': found 'a', expected a number or a date"),
        ({"kind": "column", "column": "word"}, "row 1, column 'word': a names no part; expected train, val"),
        (
            {"kind": "hash", "column": "patient", "validation": 0.0, "test": 1e-6},
            "sends none of 2 different cells to test",
        ),
        ({"kind": "index", "test": "far.txt"}, "there is no row 20: .* 20 rows, numbered 0 to 19"),
        ({"kind": "index", "test": "word.txt"}, "word.txt: expected row numbers"),
        ({"kind": "index", "test": "none.txt"}, "no such file: none.txt"),
        ({"kind": "index", "test": "two.txt", "train": "two.txt"}, "row 2 is in another file"),
    ],
)
def test_what_cannot_be_divided(
    frame: Build, data: Build, tmp_path: Path, split: dict[str, Any], message: str
) -> None:
    for name, text in (("far", "3 20"), ("word", "three"), ("two", "2 5")):
        (tmp_path / f"{name}.txt").write_text(text)
    f = table(frame, patient=[1, 2] * 10, gaps=["a", "b", None, "d"] * 5, word=["a", "b"] * 10)
    with pytest.raises(DataError, match=message):
        prepare(section(f, data, split), tmp_path)


def test_two_parts_of_one_name() -> None:
    with pytest.raises(ValidationError, match="two parts have one name"):
        SPLITS.validate_python({"kind": "column", "column": "p", "train": "a", "test": "a"})
