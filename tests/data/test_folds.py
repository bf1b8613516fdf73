"""Folds: every row but the test rows is watched exactly once, and the classes have their shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.data.prepare import prepare
from mlpcli.data.source.builtin import datasets_folder
from mlpcli.data.spec import Data
from mlpcli.data.split import Auto, Random, Stratified
from mlpcli.errors import DataError

LABELS = np.array([0] * 40 + [1] * 20 + [2] * 11)


@pytest.mark.parametrize("split", [Random, Stratified, Auto])
@pytest.mark.parametrize("folds", [2, 5])
def test_each_row_is_watched_once_and_the_test_rows_never(split: Any, folds: int) -> None:
    parts = [split(folds=folds, fold=i, test=0.2).rows(71, LABELS) for i in range(folds)]
    for part in parts:
        assert part.test.tolist() == split(test=0.2).rows(71, LABELS).test.tolist()
        assert sorted([*part.train, *part.validation, *part.test]) == list(range(71))
    watched = np.concatenate([part.validation for part in parts])
    assert len(watched) == len(set(watched)) == 71 - len(parts[0].test)
    sizes = [len(part.validation) for part in parts]
    assert max(sizes) - min(sizes) <= 1


def test_stratified_folds_have_the_classes_in_equal_shares() -> None:
    parts = [Stratified(folds=4, fold=i, test=0).rows(71, LABELS) for i in range(4)]
    counts = np.array([np.bincount(LABELS[part.validation], minlength=3) for part in parts])
    assert (counts.max(axis=0) - counts.min(axis=0) <= 1).all()


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"fold": 1}, "needs 'folds'"), ({"folds": 3, "fold": 3}, "expected 0 to 2"), ({"folds": 1}, "greater")],
)
def test_a_fold_that_there_is_not_is_refused(fields: dict[str, int], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Random(**fields)


def test_validation_does_not_count_where_there_are_folds() -> None:
    assert len(Random(validation=0.9, test=0.2, folds=2).rows(10, None).train) == 4
    with pytest.raises(DataError, match="too few for 9 folds"):
        Random(test=0.2, folds=9).rows(10, None)


def test_without_a_kind_the_split_follows_the_task() -> None:
    data = Data.model_validate({"source": "iris.csv", "target": "species", "split": {"folds": 3, "fold": 2}})
    ready = prepare(data, datasets_folder())
    assert ready.data.split == Stratified(folds=3, fold=2)
    assert len(ready.validation) == 42
