"""The shipped specs of the lectures, and their training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.arrays import Array
from mlpcli.config.experiment import document_at, load
from mlpcli.errors import UsageError
from mlpcli.experiment import Experiment
from mlpcli.regularization.l1 import L1
from mlpcli.regularization.l2 import L2
from mlpcli.store.begin import begin
from mlpcli.sweep.reading import load_sweep
from mlpcli.sweep.space import points, trials
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session

SWEEP = "_sweep"
"""How the names of sweep files end."""


def configs_folder() -> Path:
    """The folder of the shipped specs: inside an installed package, beside it in a source tree."""
    package = Path(__file__).parents[1]
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / "lectures").is_dir():
            return folder
    raise UsageError(
        "the specs of the lectures are missing from this installation of mlpcli; install it again"
    )


def path_of(spec: str) -> Path:
    """The file of a lecture's spec or sweep."""
    return configs_folder() / "lectures" / f"{spec}.yaml"


def begun(spec: str, *overrides: str) -> Session:
    """The training that a shipped spec describes, before its first step."""
    return begin(load(path_of(spec), overrides))


def trained(spec: str, *overrides: str) -> Session:
    """The same after its last step."""
    return finished(begun(spec, *overrides))


def finished(session: Session) -> Session:
    """Trains to the end."""
    for _ in session.fit():
        pass
    return session


def followed(session: Session) -> list[Array]:
    """Trains to the end: θ before the first epoch and after each."""
    thetas = [session.state.theta.copy()]
    thetas += [session.state.theta.copy() for event in session.fit() if isinstance(event, EpochEnd)]
    return thetas


@dataclass(frozen=True, eq=False)
class Member:
    """A trained point of a sweep: what it changes in the base spec, its seed, and its training."""

    overrides: Mapping[str, Any]
    seed: int
    session: Session


def members(sweep: str) -> list[tuple[Mapping[str, Any], int, Experiment]]:
    """The experiments of a shipped sweep, with what each changes and its seed."""
    path = path_of(sweep + SWEEP)
    spec = load_sweep(path)
    base = spec.base_path(path)
    found = trials(document_at(base), base, points(spec), spec.seeds)
    return [(trial.point.overrides, trial.seed, trial.experiment) for trial in found]


def swept(sweep: str, *, seeds: int | None = None) -> list[Member]:
    """Every point of a shipped sweep, trained alone, as `mlp train` trains it; `seeds` limits the repeats."""
    experiments = members(sweep)
    first = min(seed for _, seed, _ in experiments)
    return [
        Member(overrides, seed, finished(begin(experiment)))
        for overrides, seed, experiment in experiments
        if seeds is None or seed < first + seeds
    ]


def weights(session: Session) -> dict[str, Array]:
    """The arrays of the network as training left it, by name: "0_dense/W"."""
    return session.state.network.named(session.model("last").theta)


def strength_of(session: Session) -> float:
    """λ of the spec's only penalty."""
    (penalty,) = session.experiment.regularization
    assert isinstance(penalty, L1 | L2)
    return penalty.strength
