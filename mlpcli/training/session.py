"""One training of one experiment, from its data to its trained model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mlpcli.data.coded import Samples
from mlpcli.data.prepare import Prepared, prepare
from mlpcli.data.split import Part
from mlpcli.errors import UsageError
from mlpcli.experiment import Experiment
from mlpcli.training.averager import AVERAGE
from mlpcli.training.bounded import check_bounded
from mlpcli.training.events import Event
from mlpcli.training.fit import fit
from mlpcli.training.loop import Interrupt
from mlpcli.training.model import Model, units_of
from mlpcli.training.state import Replica, State, start
from mlpcli.training.transfer import Reader, transfer

PARTS: tuple[Part, ...] = ("train", "validation", "test")

Which = Literal["best", "last", "averaged"]
"""Which weights: of the best epoch, the latest, or the mean of the iterates (where one is kept)."""

NO_AVERAGE = "--weights averaged: this training keeps no average; its spec has no optimizer.averaging"


def on_data(experiment: Experiment, prepared: Prepared) -> Experiment:
    """The experiment with every `auto` filled in by what its data has told. Raises DataError, SpecError."""
    check_bounded(experiment, prepared.data)
    return experiment.resolve(
        prepared.data,
        prepared.coding.task,
        rows=len(prepared.train),
        has_validation=len(prepared.validation) > 0,
        vocabularies=prepared.coding.vocabularies,
        heads=prepared.coding.heads,
    )


def start_on(experiments: Sequence[Experiment], prepared: Prepared) -> State:
    """The state before the first update of experiments that are resolved on these data."""
    watched = len(prepared.validation) > 0
    return start(experiments, prepared.coding.input_shape, prepared.coding.outputs, has_validation=watched)


@dataclass(eq=False)
class Session:
    """An experiment with its data read and its network in training.

    `asked` is the experiment as given, `experiment` the same with every `auto` filled in. `notes` say what
    was decided about the data and taken from checkpoints when it began.

    >>> session = Session.begin(Experiment.model_validate({"data": {"source": "iris"}}))
    >>> events = list(session.fit())
    >>> session.scores("test")["accuracy"] > 0.8
    True
    """

    asked: Experiment
    experiment: Experiment
    prepared: Prepared
    state: State
    notes: tuple[str, ...] = ()

    @classmethod
    def begin(cls, experiment: Experiment, read: Reader | None = None) -> Session:
        """Reads the data, resolves the experiment, draws the first weights or takes them from checkpoints.

        `read` gives the arrays in a checkpoint; store.begin has one. Raises DataError, SpecError,
        CheckpointError.
        """
        prepared = prepare(experiment.data, experiment.folder, experiment.training.precision)
        resolved = on_data(experiment, prepared)
        state = start_on(resolved.members, prepared)
        return cls(experiment, resolved, prepared, state, (*prepared.notes, *transfer(state, read)))

    @property
    def replica(self) -> Replica:
        """The only network there is; of an ensemble the first."""
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
        """The network as it stands, as it was in its best epoch, or with the mean of its iterates.

        Of an ensemble all networks, each in its own best epoch.
        """
        weights = self.state.together()
        theta = {"best": weights.best, "last": weights.last, "averaged": weights.slots.get(AVERAGE)}[which]
        if theta is None:
            raise UsageError(NO_AVERAGE)
        return Model(self.experiment, self.prepared.coding, self.state.network, theta.copy())

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
