"""folds.json: written and read, and refused where it is damaged."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store.folds import FOLDS, read_folds, write_folds

METRICS = {"test": {"loss": 0.5, "roc_auc": math.nan}}
RESULT = {"fold": 1, "epochs": 3, "best_epoch": 2, "checkpoint": "fold-1/checkpoint.h5"}
FINDING = {"finding": "plateau", "number": 0.1, "where": "fold 1", "advice": "…", "folds": [1]}
FACTS: dict[str, Any] = {
    "folds": 2,
    **dict.fromkeys(("mean", "std", "standard_error"), METRICS),
    "results": [RESULT],
    "diagnosis": [FINDING],
    "baselines": {"part": "test", "constant": {"loss": 0.7}, "linear": None},
}


def test_what_is_not_finite_is_null(tmp_path: Path) -> None:
    write_folds(tmp_path, FACTS)
    read = read_folds(tmp_path)
    assert read["mean"] == {"test": {"loss": 0.5, "roc_auc": None}}
    assert read["results"] == [RESULT]


def test_one_that_has_not_ended(tmp_path: Path) -> None:
    write_folds(tmp_path, {"folds": 2})
    assert read_folds(tmp_path) == {"folds": 2}


@pytest.mark.parametrize(
    "changes",
    [
        {"folds": "2"},
        {"mean": [1]},
        {"mean": {"test": 3}},
        {"mean": {"test": {"loss": "low"}}},
        {"std": {}},
        {"results": {}},
        {"results": [3]},
        {"results": [{**RESULT, "epochs": "many"}]},
        {"results": [{"fold": 1}]},
        {"diagnosis": [{}]},
        {"baselines": 3},
        {"baselines": {"part": 3}},
        {"baselines": {"part": "test", "constant": {"loss": []}}},
    ],
)
def test_what_has_another_form_is_damaged(tmp_path: Path, changes: dict[str, Any]) -> None:
    (tmp_path / FOLDS).write_text(json.dumps({**FACTS, "mean": {}, "std": {}, "standard_error": {}}))
    read_folds(tmp_path)
    (tmp_path / FOLDS).write_text(json.dumps({**json.loads(json.dumps(FACTS)), **changes}))
    with pytest.raises(CheckpointError, match=r"folds\.json is damaged"):
        read_folds(tmp_path)


@pytest.mark.parametrize("text", ["", "[", "[]", "{}", '{"folds": 1', "[" * 100_000])
def test_what_is_no_such_json(tmp_path: Path, text: str) -> None:
    (tmp_path / FOLDS).write_text(text)
    with pytest.raises(CheckpointError, match=r"folds\.json is damaged"):
        read_folds(tmp_path)
