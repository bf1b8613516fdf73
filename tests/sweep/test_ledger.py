"""The ledger: what is finished is on disk, whole or not at all, and belongs to one base and one data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.trained import open_checkpoint
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.results import read_results, write_results
from mlpcli.sweep.train import train_stack
from mlpcli.sweep.trial import Result, Trial

MANIFEST = {"base": "seed: 1\nname: a", "data": "abc"}


@pytest.fixture
def outcome(make_trials: Callable[..., list[Trial]], make_stack: Callable[..., Stack]):
    return train_stack(make_stack(make_trials([0.1, 0.01])), "validation_loss", 1)


def assert_equal(one: Result, other: Result) -> None:
    for field in fields(Result):
        if field.name != "history":
            assert getattr(one, field.name) == getattr(other, field.name)
    assert one.history.keys() == other.history.keys()
    for name, column in one.history.items():
        np.testing.assert_array_equal(column, other.history[name])


def test_results_come_back_as_they_were(tmp_path: Path, outcome) -> None:
    ledger = Ledger(tmp_path, MANIFEST)
    ledger.add(outcome)
    ledger = Ledger(tmp_path, MANIFEST)
    again = {result.identity: result for result in ledger.refresh()}
    assert set(again) == {result.identity for result in outcome.results}
    assert ledger.refresh() == []
    for result in outcome.results:
        assert_equal(again[result.identity], result)
    assert open_checkpoint(ledger.candidate(outcome.best)).checkpoint.state["reason"] == "epochs"


def test_scores_that_are_not_finite_and_empty_histories_come_back(tmp_path: Path, outcome) -> None:
    lost = replace(
        outcome.results[0], scores={"validation_loss": float("inf")}, history={}, status="diverged"
    )
    write_results(tmp_path / "a.h5", [lost])
    assert_equal(read_results(tmp_path / "a.h5")[0], lost)


def test_a_damaged_file_counts_as_not_there(tmp_path: Path, outcome) -> None:
    ledger = Ledger(tmp_path, MANIFEST)
    ledger.add(outcome)
    file = next((tmp_path / "results").glob("*.h5"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert Ledger(tmp_path, MANIFEST).refresh() == []
    with pytest.raises(CheckpointError, match="damaged"):
        read_results(file)


@pytest.mark.parametrize("key", ["base", "data"])
def test_another_base_or_other_data_is_refused_with_the_difference(tmp_path: Path, key: str) -> None:
    Ledger(tmp_path, MANIFEST)
    with pytest.raises(UsageError, match=rf"(?s)whose {key} was another:.*\+ other"):
        Ledger(tmp_path, MANIFEST | {key: "other"})
    Ledger(tmp_path, MANIFEST)
