"""The tree-structured Parzen estimator: points like the good ones so far, unlike the bad ones."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mlpcli.errors import UsageError
from mlpcli.sweep.dimension import Dimension, Space
from mlpcli.sweep.method.base import Ask, Scores
from mlpcli.sweep.method.draws import Draws
from mlpcli.sweep.ranges import DIGITS, Integer, LogUniform, Uniform
from mlpcli.sweep.trial import Point
from mlpcli.sweep.value import canonical

if TYPE_CHECKING:
    import optuna

_PATIENCE = 20
"""Rounds in a row that bring no new point, after which the space is taken as drawn out."""


class Tpe(Draws):
    """Draws the next points where l(x)/g(x) is large: l and g are densities fitted to good and bad points.

    Optuna's sampler, used by ask and tell. Points are asked for in rounds of `together`; a round is asked
    for when all scores of the one before are known, so the same points come with any number of workers and
    after any restart: then the rounds are played through again. `startup` points are drawn at random first.
    Needs the extra `tune` (pip install "mlpcli[tune]").

    *Source:* Bergstra, Bardenet, Bengio, Kégl 2011 (algorithms for hyper-parameter optimization), NeurIPS;
    Optuna (`TPESampler`).

    >>> space = Space((Dimension(Uniform(uniform=(0.0, 1.0)), ("axes", "a"), "a"),))
    >>> method = Tpe(trials=10, together=2)
    >>> [ask.point.number for ask in method.asks(space, {})]  # the first round
    [0, 1]
    >>> [ask.point.number for ask in method.asks(space, {(0, 0): 0.5, (1, 0): 0.3})]
    [0, 1, 2, 3]
    """

    adapts: ClassVar[bool] = True

    kind: Literal["tpe"] = "tpe"
    startup: int = Field(10, ge=1, description="points drawn at random before the densities are fitted")
    together: int = Field(4, ge=1, le=1000, description="points of a round, which may train at the same time")

    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> list[Ask]:
        """The rounds up to the first that is not done."""
        study, wanted = _study(self.seed, self.startup), self.wanted(affordable)
        points: list[Point] = []
        known: dict[Hashable, Point] = {}
        idle = 0
        while len(points) < wanted and idle < _PATIENCE:
            before, told = len(points), []
            for _ in range(min(self.together, wanted - before)):
                trial = study.ask()
                overrides = space.overrides([_suggested(trial, d) for d in space.dimensions])
                point = known.setdefault(canonical(overrides), Point(len(points), overrides))
                if point.number == len(points):
                    points.append(point)
                told.append((trial, point.number))
            if any((number, 0) not in scores for _, number in told):
                break
            for trial, number in told:
                _tell(study, trial, scores[number, 0])
            idle = idle + 1 if len(points) == before else 0
        return [Ask(point) for point in points]


def _study(seed: int, startup: int) -> optuna.Study:
    """A study in memory. Raises UsageError where Optuna is not installed."""
    try:
        import optuna
    except ModuleNotFoundError:
        raise UsageError('the method tpe needs Optuna: pip install "mlpcli[tune]"') from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    # Optuna takes seeds of 32 bits.
    sampler = optuna.samplers.TPESampler(seed=seed % 2**32, n_startup_trials=startup)
    return optuna.create_study(sampler=sampler)


def _suggested(trial: optuna.Trial, dimension: Dimension) -> Any:
    axis, name = dimension.axis, "/".join(map(str, dimension.path))
    if isinstance(axis, Uniform):
        return trial.suggest_float(name, *axis.uniform)
    if isinstance(axis, LogUniform):
        a, b = axis.log_uniform
        return min(max(float(f"{trial.suggest_float(name, a, b, log=True):.{DIGITS}g}"), a), b)
    if isinstance(axis, Integer):
        return trial.suggest_int(name, *axis.integer)
    values: Sequence[Any] = axis.values_in_order
    return values[trial.suggest_categorical(name, range(len(values)))]


def _tell(study: optuna.Study, trial: optuna.Trial, score: float) -> None:
    from optuna.trial import TrialState

    if math.isfinite(score):
        study.tell(trial, score)
    else:
        study.tell(trial, state=TrialState.FAIL)
