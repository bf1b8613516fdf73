"""What a command line, or a sweep's folder, asks for: the sweep, its base, the trials to begin with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mlpcli.config import Document, dump, load_document, override
from mlpcli.config.dump import flow
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.config.reader import read
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.sweep.ledger import read_manifest
from mlpcli.sweep.reading import axes_document, sweep_in
from mlpcli.sweep.space import points, trials
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.train import prepared
from mlpcli.sweep.trial import Trial


@dataclass(frozen=True)
class Wishes:
    """The command line's wishes."""

    spec: str
    axes: tuple[str, ...]
    overrides: tuple[str, ...]
    seeds: int | None
    folds: int | None


@dataclass(frozen=True)
class Plan:
    """A sweep with its base spec and the trials that its method begins with.

    `limit` is the number of points that the budget leaves of a grid, None if it leaves all.
    """

    spec: SweepSpec
    base: Document
    base_path: str
    trials: list[Trial]
    limit: int | None = None
    left_out: int = 0

    @property
    def manifest(self) -> dict[str, str]:
        """What the results of the sweep belong to (the spec that varies, its data), and what was asked."""
        experiment = experiment_in(self.base, self.base_path)
        return {
            "base": dump(experiment.model_copy(update={"name": None})),
            "data": prepared(experiment).fingerprint,
            "folder": experiment.folder.resolve().as_posix(),
            "spec": flow(self.base.value),
            "path": Path(self.base_path).as_posix(),
            "sweep": dump(self.spec),
        }


def plan_of(wishes: Wishes) -> Plan:
    """Reads the sweep and its base, and validates every point as a full spec."""
    if wishes.axes:
        document, base_path = axes_document(wishes.axes), wishes.spec
    else:
        document = load_document(wishes.spec)
        base_path = os.path.normpath(sweep_in(document).base_path(wishes.spec))
    wanted = {"seeds": wishes.seeds, "folds": wishes.folds}
    settings = [f"{key}={value}" for key, value in wanted.items() if value is not None]
    if settings:
        document = override(document, settings)
    return _planned(document, document_at(base_path, wishes.overrides), base_path)


def plan_in(folder: Path) -> Plan:
    """The sweep of a folder, as it was asked for last. Raises CheckpointError if there is none."""
    manifest = read_manifest(folder)
    try:
        document = read(manifest["sweep"], f"{folder}: sweep")
        base = read(manifest["spec"], f"{folder}: spec")
        base_path = str(Path(manifest["folder"]) / Path(manifest["path"]).name)
    except KeyError as error:
        raise CheckpointError(f"{folder} does not say what to train: it has no {error}") from None
    return _planned(document, base, base_path)


def _planned(document: Document, base: Document, base_path: str) -> Plan:
    spec = sweep_in(document)
    found = trials(base, base_path, points(spec), spec.seeds, document, folds=spec.folds)
    limit = spec.budget.trials
    if limit is None or spec.method.adapts or len(found) <= limit:
        return Plan(spec, base, base_path, found)
    if limit < spec.repeats:
        raise UsageError(f"budget.trials is {limit}, less than the {spec.repeats} trials of one point")
    kept = limit // spec.repeats
    return Plan(spec, base, base_path, found[: kept * spec.repeats], kept, len(found) - kept * spec.repeats)
