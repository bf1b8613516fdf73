"""One training of one experiment, from its data to its trained model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mlpcli.data.prepare import Prepared, Samples, prepare
from mlpcli.data.split import Part
from mlpcli.experiment import Experiment
from mlpcli.training.events import Event
from mlpcli.training.fit import fit
from mlpcli.training.loop import Interrupt
from mlpcli.training.model import Model, units_of
from mlpcli.training.state import Replica, State, start

PARTS: tuple[Part, ...] = ("train", "validation", "test")

Which = Literal["best", "last"]
"""Which weights: of the best epoch, or the latest."""


@dataclass(eq=False)
class Session:
    """An experiment with its data read and its network in training.

    `asked` is the experiment as given, `experiment` the same with every `auto` filled in.

    >>> session = Session.begin(Experiment.model_validate({"data": {"source": "iris"}}))
    >>> events = list(session.fit())
    >>> session.scores("test")["accuracy"] > 0.8
    True
    """

    asked: Experiment
    experiment: Experiment
    prepared: Prepared
    state: State

    @classmethod
    def begin(cls, experiment: Experiment) -> Session:
        """Reads the data, resolves the experiment, draws the first weights. Raises DataError, SpecError."""
        prepared = prepare(experiment.data, experiment.folder, experiment.training.precision)
        watched = len(prepared.validation) > 0
        resolved = experiment.resolve(
            prepared.data,
            prepared.coding.task,
            rows=len(prepared.train),
            has_validation=watched,
            heads=prepared.coding.heads,
        )
        shape = prepared.train.x.shape[1:]
        state = start([resolved], shape, prepared.coding.outputs, has_validation=watched)
        return cls(experiment, resolved, prepared, state)

    @property
    def replica(self) -> Replica:
        """The only network there is."""
        return self.state.replicas[0]

    def fit(self, *, interrupt: Interrupt | None = None, progress_every: float = math.inf) -> Iterator[Event]:
        """Trains, from where it stands to the end or to an interruption; see `training.fit`."""
        prepared = self.prepared
        return fit(
            self.state,
            prepared.train,
            prepared.validation,
            units=units_of(prepared.coding),
            heads=prepared.coding.heads,
            interrupt=interrupt,
            progress_every=progress_every,
        )

    def model(self, which: Which = "best") -> Model:
        """The network as it stands, or as it was in its best epoch."""
        weights = self.state.weights(self.replica)
        theta = (weights.best if which == "best" else weights.last).copy()
        return Model(self.experiment, self.prepared.coding, self.state.network, theta)

    def samples(self, part: Part) -> Samples:
        """The coded rows of a part: train, validation or test."""
        return {
            "train": self.prepared.train,
            "validation": self.prepared.validation,
            "test": self.prepared.test,
        }[part]

    def scores(self, part: Part = "test", which: Which = "best") -> dict[str, float]:
        """Loss and metrics on a part; {} where it has no rows."""
        samples = self.samples(part)
        return self.model(which).scores(samples) if len(samples) else {}
