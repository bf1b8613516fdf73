"""From a sweep to its trials: the points that its method proposes, each as a full experiment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mlpcli.config.document import Document
from mlpcli.config.dump import flow
from mlpcli.config.experiment import experiment_in
from mlpcli.config.keys import join
from mlpcli.config.overrides import override
from mlpcli.errors import Problem, SpecError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.sweep.blame import Blame, words
from mlpcli.sweep.consistency import faults
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.trial import Point, Trial

_DIGITS = 4
_SEEDS = 2**63

FOLDS, FOLD = "data.split.folds", "data.split.fold"


def points(spec: SweepSpec) -> list[Point]:
    """The points that the method begins with, numbered from 0. Raises SpecError for a sweep that is none.

    The budget does not shorten a grid: what part of it is tried is for those to decide who run it.
    """
    found = faults(spec)
    if found:
        raise SpecError([Problem(join(path), message) for path, message in found])
    affordable = affordable_points(spec)
    return list(dict.fromkeys(ask.point for ask in spec.method.asks(spec.space, {}, affordable)))


def affordable_points(spec: SweepSpec) -> int | None:
    """How many points the budget is meant for, a last one in part; None if it does not say."""
    return spec.budget.trials and -(-spec.budget.trials // spec.repeats)


def trials(
    document: Document,
    spec_path: str | Path,
    points: Sequence[Point],
    seeds: int = 1,
    sweep: Document | None = None,
    *,
    folds: int | None = None,
) -> list[Trial]:
    """Every point applied to the base document, once for every seed and fold.

    With more than one seed, trial k of a point has the seed of its experiment plus k, and says so in its
    overrides; likewise of the folds. Raises SpecError with all that is wrong in any point, pointing into the
    `sweep` document if it is given; and where two points are the same experiment.
    """
    blame = Blame(document, sweep, len(points))
    experiments: list[list[Experiment]] = []
    for point in points:
        try:
            changed = override(document, [f"{key}={flow(value)}" for key, value in point.overrides.items()])
            whole = experiment_in(changed, spec_path)
            _last_seed_fits(whole, seeds)
            _is_one_network(whole)
            by_fold = [experiment_in(override(changed, fold), spec_path) for fold in _folds(folds)]
            experiments.append(by_fold or [whole])
        except SpecError as error:
            blame.add(point, error.problems)
        except UsageError as error:
            blame.add(point, [Problem("", str(error))])
    if blame.problems:
        raise SpecError(blame.problems)
    _check_differ(points, [by_fold[0] for by_fold in experiments])
    width = max(_DIGITS, len(str(max((point.number for point in points), default=0))))
    return [
        trial
        for point, by_fold in zip(points, experiments, strict=True)
        for trial in _repeated(point, by_fold, seeds, f"{point.number:0{width}}", folds)
    ]


def _repeated(
    point: Point, by_fold: Sequence[Experiment], seeds: int, name: str, folds: int | None
) -> Iterator[Trial]:
    """A trial for each seed and fold; names and overrides tell of those that vary."""
    for k in range(seeds):
        for fold, experiment in enumerate(by_fold):
            seed = experiment.seed + k
            overrides = dict(point.overrides)
            if seeds > 1:
                overrides["seed"] = seed
                experiment = experiment.model_copy(update={"seed": seed})
            if folds:
                overrides |= {FOLDS: folds, FOLD: fold}
            suffix = (f"-s{k}" if seeds > 1 else "") + (f"-f{fold}" if folds else "")
            yield Trial(name + suffix, point, seed, overrides, experiment)


def _folds(folds: int | None) -> list[list[str]]:
    """The settings of each fold."""
    return [[f"{FOLDS}={folds}", f"{FOLD}={fold}"] for fold in range(folds or 0)]


def _last_seed_fits(experiment: Experiment, seeds: int) -> None:
    if experiment.seed + seeds > _SEEDS:
        raise SpecError(f"seed: {experiment.seed} leaves no room for {seeds} seeds below 2^63")


def _is_one_network(experiment: Experiment) -> None:
    if len(experiment.members) > 1:
        raise SpecError(
            "ensemble: a trial of a sweep is one network; sweep with ensemble.members: 1, and train the best "
            "spec as an ensemble"
        )


def _check_differ(points: Sequence[Point], experiments: Sequence[Experiment]) -> None:
    """Two points of one spec would train the same network twice and rank it twice."""
    first: dict[str, Point] = {}
    pairs: list[tuple[Point, Point]] = []
    for point, experiment in zip(points, experiments, strict=True):
        same = first.setdefault(experiment.model_copy(update={"name": None}).model_dump_json(), point)
        if same is not point:
            pairs.append((same, point))
    if pairs:
        one, other = pairs[0]
        more = f" (and {len(pairs) - 1} more such points)" if pairs[1:] else ""
        raise SpecError(
            f"two points are the same experiment: {words(one)}; and {words(other)}{more}; "
            "remove what does not change the spec"
        )
