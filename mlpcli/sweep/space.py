"""From a sweep to its trials: the points that its method proposes, each as a full experiment."""

from __future__ import annotations

from collections.abc import Sequence
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


def points(spec: SweepSpec) -> list[Point]:
    """The points of a grid or a random search, numbered from 0. Raises SpecError for a sweep that is none.

    The budget does not shorten a grid: what part of it is tried is for those to decide who run it.
    """
    found = faults(spec)
    if found:
        raise SpecError([Problem(join(path), message) for path, message in found])
    affordable = spec.budget.trials and -(-spec.budget.trials // spec.seeds)
    return [Point(i, o) for i, o in enumerate(spec.method.proposals(spec.space, affordable))]


def trials(
    document: Document,
    spec_path: str | Path,
    points: Sequence[Point],
    seeds: int = 1,
    sweep: Document | None = None,
) -> list[Trial]:
    """Every point applied to the base document, and once for every seed.

    With more than one seed, trial k of a point has the seed of its experiment plus k, and says so in its
    overrides. Raises SpecError with all that is wrong in any point, pointing into the `sweep` document if
    it is given; and where two points are the same experiment.
    """
    blame = Blame(document, sweep, len(points))
    experiments: list[Experiment] = []
    for point in points:
        try:
            changed = override(document, [f"{key}={flow(value)}" for key, value in point.overrides.items()])
            experiments.append(_last_seed_fits(experiment_in(changed, spec_path), seeds))
        except SpecError as error:
            blame.add(point, error.problems)
        except UsageError as error:
            blame.add(point, [Problem("", str(error))])
    if blame.problems:
        raise SpecError(blame.problems)
    _check_differ(points, experiments)
    width = max(_DIGITS, len(str(max((point.number for point in points), default=0))))
    return [
        trial
        for point, experiment in zip(points, experiments, strict=True)
        for trial in _seeded(point, experiment, seeds, width)
    ]


def _seeded(point: Point, experiment: Experiment, seeds: int, width: int) -> list[Trial]:
    name = f"{point.number:0{width}}"
    if seeds == 1:
        return [Trial(name, point, experiment.seed, point.overrides, experiment)]
    return [
        Trial(
            f"{name}-s{k}",
            point,
            experiment.seed + k,
            {**point.overrides, "seed": experiment.seed + k},
            experiment.model_copy(update={"seed": experiment.seed + k}),
        )
        for k in range(seeds)
    ]


def _last_seed_fits(experiment: Experiment, seeds: int) -> Experiment:
    if experiment.seed + seeds > _SEEDS:
        raise SpecError(f"seed: {experiment.seed} leaves no room for {seeds} seeds below 2^63")
    return experiment


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
