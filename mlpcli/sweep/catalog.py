"""The trials of a sweep's points, each made once and known by its identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlpcli.architecture import Shape
from mlpcli.config import Document
from mlpcli.data.split.fractions import Fractions
from mlpcli.errors import DataError, SpecError
from mlpcli.experiment import Experiment
from mlpcli.sweep.identity import identity
from mlpcli.sweep.space import trials
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.train import prepared
from mlpcli.sweep.trial import Point, Trial


@dataclass(frozen=True)
class Facts:
    """What is known of the data of an experiment: which files, the shape of a row, and the outputs."""

    fingerprint: str
    shape: Shape
    outputs: int


class Catalog:
    """Trials by point. `begin` is given the trials that are validated already.

    Points that a method asks for later may turn out wrong: their trials are `unusable`, with the reason.
    """

    def __init__(self, base: Document, base_path: str, spec: SweepSpec, begin: Sequence[Trial] = ()):
        self._base, self._base_path, self._spec = base, base_path, spec
        self._trials: dict[int, list[Trial]] = {}
        self._facts: dict[str, Facts | str] = {}
        self._identities: dict[str, str] = {}
        self.named: dict[str, Trial] = {}
        self.unusable: dict[int, str] = {}
        for trial in begin:
            self._trials.setdefault(trial.point.number, []).append(trial)
            self.named[trial.name] = trial

    def of(self, point: Point) -> list[Trial]:
        """The point's trials; none if it is unusable."""
        if point.number not in self._trials:
            try:
                found = trials(self._base, self._base_path, [point], self._spec.seeds, folds=self._spec.folds)
            except SpecError as error:
                self.unusable[point.number] = str(error)
                found = []
            self._trials[point.number] = found
            self.named |= {trial.name: trial for trial in found}
        return self._trials[point.number]

    def facts(self, trial: Trial) -> Facts | str:
        """Of the trial's data, read once; why they cannot be read, if so."""
        if trial.data_key not in self._facts:
            self._facts[trial.data_key] = _facts(_first_fold(trial.experiment))
        return self._facts[trial.data_key]

    def identity(self, trial: Trial) -> str:
        """The trial's identity; "" where its data cannot be read."""
        if trial.name not in self._identities:
            facts = self.facts(trial)
            self._identities[trial.name] = (
                "" if isinstance(facts, str) else identity(trial.experiment, facts.fingerprint)
            )
        return self._identities[trial.name]


def _facts(experiment: Experiment) -> Facts | str:
    try:
        data = prepared(experiment)
    except (DataError, SpecError) as error:
        return str(error)
    return Facts(data.fingerprint, data.coding.input_shape, data.coding.outputs)


def _first_fold(experiment: Experiment) -> Experiment:
    """All folds are of the same files: reading one tells of all."""
    data = experiment.data
    if isinstance(data.split, Fractions) and data.split.fold:
        split = data.split.model_copy(update={"fold": 0})
        return experiment.model_copy(update={"data": data.model_copy(update={"split": split})}).at(
            experiment.folder
        )
    return experiment
