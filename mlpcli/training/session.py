"""One training of one experiment, from its data to its trained model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from mlpcli.data.coded import Samples
from mlpcli.data.decision import Tuned
from mlpcli.data.prepare import Prepared, Watch, prepare
from mlpcli.data.split import Part
from mlpcli.errors import UsageError
from mlpcli.experiment import Experiment
from mlpcli.fast.choice import choose
from mlpcli.training.averager import AVERAGE
from mlpcli.training.bounded import check_bounded
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.events import Event
from mlpcli.training.fit import fit
from mlpcli.training.inputs import Inputs
from mlpcli.training.loop import Interrupt
from mlpcli.training.model import Model, units_of
from mlpcli.training.state import Replica, State, start
from mlpcli.training.threads import Threads, limited
from mlpcli.training.threshold import chosen
from mlpcli.training.transfer import Reader, transfer

PARTS: tuple[Part, ...] = ("train", "validation", "test")

Which = Literal["best", "last", "averaged"]
"""Which weights: of the best epoch, the latest, or the mean of the iterates (where one is kept)."""

NO_AVERAGE = "--weights averaged: this training keeps no average; its spec has no optimizer.averaging"


def on_data(experiment: Experiment, prepared: Prepared) -> Experiment:
    """The experiment with every `auto` filled in by what its data has told. Raises DataError, SpecError."""
    check_bounded(experiment, prepared.data)
    resolved = experiment.resolve(
        prepared.data,
        prepared.coding.task,
        rows=len(prepared.train),
        has_validation=len(prepared.validation) > 0,
        vocabularies=prepared.coding.vocabularies,
        heads=prepared.coding.heads,
    )
    network = resolved.network(prepared.coding.input_shape, prepared.coding.outputs)
    kernels = choose(resolved, network, len(prepared.train))
    training = resolved.training.model_copy(update={"kernels": kernels})
    return resolved.model_copy(update={"training": training}).at(resolved.folder)


def start_on(experiments: Sequence[Experiment], prepared: Prepared) -> State:
    """The state before the first update of experiments that are resolved on these data."""
    watched = len(prepared.validation) > 0
    return start(experiments, prepared.coding.input_shape, prepared.coding.outputs, has_validation=watched)


def inputs_of(prepared: Prepared) -> Inputs:
    """How the inputs are called and what their numbers stand for."""
    features = prepared.coding.features
    columns = tuple(coding.name for coding in features.codings for _ in range(coding.width))
    return Inputs(features.names, columns, features.shift, features.scale, prepared.train.rows)


@dataclass(frozen=True)
class Continuation:
    """Where a stored training was taken up, and how many epochs it had planned until then; `inexact` says why
    the bits may be others than those of a training that was never stopped.
    """

    step: int
    epoch: int
    batch: int
    epochs: int
    inexact: tuple[str, ...] = ()


@dataclass(eq=False)
class Session:
    """An experiment with its data read and its network in training.

    `asked` is the experiment as given, `experiment` the same with every `auto` filled in. `notes` say what
    was decided about the data and taken from checkpoints when it began. `continued` are the places where it
    was taken up again, `taken_from` the file (and its hash) that the first weights are from, if any, and
    `diagnosis` is what was noticed when it had ended (see `mlpcli.diagnosis`); `decision` says, then, which
    threshold was chosen.

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
    diagnosis: Sequence[Mapping[str, Any]] = ()
    continued: tuple[Continuation, ...] = ()
    taken_from: dict[str, str] | None = None
    decision: str = ""

    @classmethod
    def begin(cls, experiment: Experiment, read: Reader | None = None, watch: Watch | None = None) -> Session:
        """Reads the data, resolves the experiment, draws the first weights or takes them from checkpoints.

        `read` gives the arrays in a checkpoint; store.begin has one. `watch` sees the data as read. Raises
        DataError, SpecError, CheckpointError.
        """
        prepared = prepare(experiment.data, experiment.folder, experiment.training.precision, watch)
        resolved = on_data(experiment, prepared)
        state = start_on(resolved.members, prepared)
        notes = (*prepared.notes, *transfer(state, read))
        if resolved.training.kernels == "fast":
            notes += ("steps are computed by compiled loops (training.kernels: fast)",)
        return cls(experiment, resolved, prepared, state, notes)

    @property
    def replica(self) -> Replica:
        """The only network there is; of an ensemble the first."""
        return self.state.replicas[0]

    @property
    def inexact(self) -> list[str]:
        """Why it may not have the bits of a training that was never stopped; [] if it has."""
        return [why for one in self.continued for why in one.inexact]

    def fit(
        self,
        *,
        interrupt: Interrupt | None = None,
        progress_every: float = math.inf,
        batches_every: int | None = None,
    ) -> Iterator[Event]:
        """Trains, from where it stands to the end or to an interruption; see `training.fit`."""
        prepared = self.prepared
        yield from fit(
            self.state,
            prepared.train,
            prepared.validation,
            units=units_of(prepared.coding),
            heads=prepared.coding.heads,
            inputs=inputs_of(prepared),
            interrupt=interrupt,
            progress_every=progress_every,
            batches_every=batches_every,
        )
        self.decide()

    def decide(self) -> None:
        """Chooses the threshold of two classes by the best weights, if the spec leaves it to a metric.

        From then on metrics, predictions and the checkpoint have it.
        """
        tuned = self.prepared.data.threshold
        if not isinstance(tuned, Tuned):
            return
        rows = self.prepared.validation
        metric = tuned.metric
        choice = chosen(metric, self.model().outputs(rows.x), np.asarray(rows.y))
        coding = self.prepared.coding.with_threshold(choice.threshold if choice else 0.5)
        self.prepared = replace(self.prepared, coding=coding)
        second = coding.classes[1]
        if choice is None:
            self.decision = "threshold 0.5: the validation rows have one class only, so none could be chosen"
        else:
            self.decision = (
                f"threshold {choice.threshold:.4g}: {second} is predicted above it; {metric.kind} on the "
                f"validation rows {choice.value:.4g}, at 0.5 {choice.at_half:.4g}"
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

    @property
    def threads(self) -> Threads:
        """What it trains with; before it has begun, what it would."""
        state, batch = self.state, self.experiment.training.batch_of(len(self.prepared.train))
        return Threads.of(
            state.replicas[0].experiment, state.network, batch, state.threads, len(state.active)
        )

    def samples(self, part: Part) -> Samples:
        """The coded rows of a part: train, validation or test."""
        return {
            "train": self.prepared.train,
            "validation": self.prepared.validation,
            "test": self.prepared.test,
        }[part]

    def scores(self, part: Part = "test", which: Which = "best", crew: Crew = ALONE) -> dict[str, float]:
        """Loss and metrics on a part; {} where it has no rows."""
        samples = self.samples(part)
        return self.model(which).scores(samples, crew=crew) if len(samples) else {}

    def all_scores(self) -> dict[str, dict[str, float]]:
        """Of every part that has rows; "averaged_<part>" with the mean of the iterates, where one is kept."""
        parts = [part for part in PARTS if len(self.samples(part))]
        threads = self.threads
        with limited(threads.products), Crew(threads.judges) as crew:
            scores: dict[str, dict[str, float]] = {part: self.scores(part, crew=crew) for part in parts}
            if AVERAGE in self.state.slots:
                scores |= {f"averaged_{part}": self.scores(part, "averaged", crew) for part in parts}
        return scores
