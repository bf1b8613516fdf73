"""What a continuation keeps besides the arrays: the threads, and which members of an ensemble are lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from mlpcli.experiment import Experiment
from mlpcli.store.environment import changes, compiler, environment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session
from mlpcli.training.state import copied


def begun(**sections: Any) -> Session:
    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": [6]},
        "training": {"epochs": 4},
        **sections,
    }
    return Session.begin(Experiment.model_validate(spec))


def used() -> int:
    """Threads of NumPy's matrix products at this moment."""
    return max(lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas")


def test_the_threads_are_kept(tmp_path: Path, after: Any) -> None:
    session = begun()
    session.state.threads = 3  # as if `auto` had found this many cores
    list(session.fit(interrupt=after(40)))
    save(session, tmp_path / "checkpoint.h5")
    trained = open_checkpoint(tmp_path)
    assert trained.checkpoint.environment["threads"] == 3
    again = trained.session()
    assert again.state.threads == 3
    assert {used() for _ in again.fit()} == {3}
    assert again.continued[0].inexact == ()


def test_a_new_training_chooses_its_threads() -> None:
    session = begun(training={"threads": 2, "epochs": 1})
    assert {used() for _ in session.fit()} == {2}
    assert session.state.threads == 2


@pytest.mark.parametrize("what", ["mlpcli", "numpy", "scipy", "system", "machine", "simd", "blas"])
def test_a_change_is_told(what: str) -> None:
    assert changes({**environment(), "threads": 1}) == ()
    assert changes({**environment(), "python": "2.7", "cores": 999}) == (), "these change no number"
    assert changes({**environment(), what: "other"}) == (f"{what} was other and is {environment()[what]}",)


def test_a_change_of_the_compiler_is_told_where_it_was_used() -> None:
    assert changes({**environment(), **compiler(), "threads": 1}) == ()
    told = f"numba was 0.1 and is {compiler()['numba']}"
    assert changes({**environment(), "numba": "0.1", "threads": 1}) == (told,)


def test_a_library_without_threads_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpcli.training.threads.threadpool_info", list)
    environment.cache_clear()
    try:
        assert changes({"threads": 1}) == (
            "the library behind NumPy's matrix products cannot be told its number of threads",
        )
    finally:
        environment.cache_clear()


def test_a_member_lost_in_an_epoch_stays_lost(tmp_path: Path, after: Any) -> None:
    """It ends with the epoch, whether or not the training was laid down in between."""

    def broken_off(batches: int) -> Session:
        session = begun(ensemble={"kind": "seeds", "members": 2})
        list(session.fit(interrupt=after(30)))
        lost = session.state.replicas[1]
        lost.weights, lost.detail = copied(session.state.weights(lost)), "the loss is not finite"
        list(session.fit(interrupt=after(batches)))
        return session

    whole, session = broken_off(10_000), broken_off(5)
    save(session, tmp_path / "checkpoint.h5")
    again = open_checkpoint(tmp_path).session()
    list(again.fit())
    for one, other in zip(again.state.replicas, whole.state.replicas, strict=True):
        assert (one.reason, one.detail, len(one.history)) == (other.reason, other.detail, len(other.history))
        mine, own = again.state.weights(one), whole.state.weights(other)
        np.testing.assert_array_equal(mine.last, own.last)
        np.testing.assert_array_equal(mine.best, own.best)
    assert [replica.reason for replica in again.state.replicas] == ["epochs", "diverged"]
