"""The events of members as those of one training."""

from __future__ import annotations

from typing import Any

import pytest

from mlpcli.experiment import Experiment
from mlpcli.training.events import EpochEnd, Event, Stopped
from mlpcli.training.session import Session
from mlpcli.training.together import Together, means, overall


def events(session: Session, **fit: Any) -> tuple[list[Event], list[Event]]:
    """As they come, and as of one."""
    together = Together(session.state.replicas)
    own = list(session.fit(**fit))
    return own, [told for event in own for told in together.take(event)]


def session(members: int | None, **sections: Any) -> Session:
    ensemble = None if members is None else {"kind": "seeds", "members": members}
    spec = {"data": {"source": "iris"}, "training": {"epochs": 6}, "ensemble": ensemble, **sections}
    return Session.begin(Experiment.model_validate(spec))


@pytest.mark.parametrize("members", [None, 1])
def test_those_of_one_network_stay(members: int | None) -> None:
    own, told = events(session(members))
    assert told == own


def test_an_epoch_is_told_once_with_the_mean_of_those_that_were_there() -> None:
    stopping = {"patience": 1, "min_delta": 0.2}
    whole = session(4, early_stopping=stopping)
    own, told = events(whole)
    ends = [event for event in told if isinstance(event, EpochEnd)]
    assert len({len(replica.history) for replica in whole.state.replicas}) > 1
    assert ends == means(whole.state.replicas)
    for epoch, end in enumerate(ends, start=1):
        losses = [e.training_loss for e in own if isinstance(e, EpochEnd) and e.epoch == epoch]
        assert (end.epoch, end.training_loss) == (epoch, pytest.approx(sum(losses) / len(losses)))
    assert isinstance(told[-1], Stopped)
    assert [event for event in told if isinstance(event, Stopped)] == [overall(whole.state.replicas)]


def test_an_interruption_is_told_once(after: Any) -> None:
    whole = session(3)
    _, told = events(whole, interrupt=after(20))
    assert [event.reason for event in told if isinstance(event, Stopped)] == ["interrupted"]
    assert overall(whole.state.replicas) is None


def test_one_that_diverges_is_named() -> None:
    _, told = events(session(3, optimizer={"kind": "sgd", "learning_rate": 1e30}))
    assert isinstance(told[-1], Stopped)
    assert told[-1].reason == "diverged"
    assert told[-1].detail.startswith("member 0: ")
    assert len(told) == 1
