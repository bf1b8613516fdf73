"""What a command line asks of `mlp sweep`, and the trials that this means."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mlpcli.config import Document, dump, load_document, override
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.errors import UsageError
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
    jobs: int | None
    name: str | None
    runs: Path
    resume: bool
    force: bool
    dry_run: bool


@dataclass(frozen=True)
class Plan:
    """A sweep with its base spec and all its trials."""

    spec: SweepSpec
    base: Document
    base_path: str
    trials: list[Trial]
    left_out: int = 0

    @property
    def manifest(self) -> dict[str, str]:
        """What the results of the sweep belong to: the spec that varies, and its data."""
        experiment = experiment_in(self.base, self.base_path)
        return {
            "base": dump(experiment.model_copy(update={"name": None})),
            "data": prepared(experiment).fingerprint,
            "folder": experiment.folder.resolve().as_posix(),
        }


def plan_of(wishes: Wishes) -> Plan:
    """Reads the sweep and its base, and validates every point as a full spec."""
    if wishes.axes:
        document, base_path = axes_document(wishes.axes), wishes.spec
    else:
        document = load_document(wishes.spec)
        base_path = os.path.normpath(sweep_in(document).base_path(wishes.spec))
    settings = [] if wishes.seeds is None else [f"seeds={wishes.seeds}"]
    spec = sweep_in(override(document, settings) if settings else document)
    base = document_at(base_path, wishes.overrides)
    found = trials(base, base_path, points(spec), spec.seeds, document)
    kept = _affordable(found, spec)
    return Plan(spec, base, base_path, kept, left_out=len(found) - len(kept))


def _affordable(found: list[Trial], spec: SweepSpec) -> list[Trial]:
    """The trials that the budget allows, whole points only; of a grid the first in its order."""
    limit = spec.budget.trials
    if limit is None or len(found) <= limit:
        return found
    if limit < spec.seeds:
        raise UsageError(f"budget.trials is {limit}, less than the {spec.seeds} seeds of one point")
    return found[: limit - limit % spec.seeds]
