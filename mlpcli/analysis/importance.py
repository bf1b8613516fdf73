"""How much worse the predictions get when one column of the data is shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import Run, Runs, alone
from mlpcli.config.suggest import nearest
from mlpcli.data.coded import Samples
from mlpcli.data.split import Part
from mlpcli.errors import UsageError
from mlpcli.metric import measures


@dataclass(frozen=True)
class Column:
    """A column of the file, and where its inputs stand in x."""

    name: str
    place: slice


@dataclass(frozen=True)
class Importance:
    """How much worse a score is without a column: the mean over the shuffles, and their deviation."""

    column: str
    mean: float
    deviation: float


def check(runs: Runs) -> None:
    """One run."""
    alone(runs)


def analyze(
    runs: Runs, part: Part | None = None, metric: str = "loss", repeats: int = 10, seed: int = 0
) -> Finding:
    """`metric` is loss or a metric of the run; every column is shuffled `repeats` times."""
    run = alone(runs)
    if repeats < 1 or seed < 0:
        raise UsageError("importance: expected repeats 1 or more, seed 0 or more")
    chosen = run.part(part)
    samples = run.samples(chosen)
    baseline, found = importances(run, samples, metric, repeats, seed)
    facts = {"part": chosen, "rows": len(samples), "metric": metric, "value": baseline, "repeats": repeats}
    table = [{"column": i.column, "importance": i.mean, "deviation": i.deviation} for i in found]
    return Finding(facts, table, drawn=(metric, found))


def importances(
    run: Run, samples: Samples, metric: str = "loss", repeats: int = 10, seed: int = 0
) -> tuple[float, list[Importance]]:
    """The score as it is, and by column how much worse it gets, the most important first.

    A column is shuffled as a whole, a category with all its inputs: what it has in common with the target is
    gone, its distribution stays. Columns that say the same stand in for each other, and then matter little.
    The deviation is that over the shuffles (divided by k), not that of another sample of rows.

    *Source:* Breiman 2001 (Random forests, section 10); scikit-learn's permutation_importance.
    """
    sign = _sign(run, metric)
    metrics = run.trained.experiment.metrics or ()
    baseline = run.model.scores(samples, metrics)[metric]
    found = []
    for k, column in enumerate(columns_of(run)):
        generator = np.random.default_rng([seed, k])
        worse = []
        for _ in range(repeats):
            x = samples.x.copy()
            x[:, column.place] = x[generator.permutation(len(x)), column.place]
            worse.append(sign * (run.model.scores(replace(samples, x=x), metrics)[metric] - baseline))
        found.append(Importance(column.name, float(np.mean(worse)), float(np.std(worse))))
    return baseline, sorted(found, key=lambda i: -i.mean)


def columns_of(run: Run) -> list[Column]:
    """The columns that the network sees."""
    codings = run.trained.coding.features.codings
    ends = np.cumsum([coding.width for coding in codings]).tolist()
    return [
        Column(coding.name, slice(end - coding.width, end)) for coding, end in zip(codings, ends, strict=True)
    ]


def column_of(run: Run, name: str) -> Column:
    """The column of this name. Raises UsageError."""
    columns = {column.name: column for column in columns_of(run)}
    if name not in columns:
        near = nearest(name, columns)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(list(columns)[:20])}"
        raise UsageError(f"there is no column {name!r}; {hint}")
    return columns[name]


def _sign(run: Run, metric: str) -> int:
    """1 where more is worse. Raises UsageError for a metric that the run does not have."""
    known = {"loss": 1}
    scalar = [m for m in run.trained.experiment.metrics or () if m.scalar]
    for measure in measures(scalar, run.heads):
        known[measure.name] = 1 if measure.metric.direction == "min" else -1
    if metric not in known:
        raise UsageError(f"metric: this run has no {metric!r}; it has {', '.join(known)}")
    return known[metric]


def names(found: Sequence[Importance]) -> list[str]:
    """The columns by name."""
    return [i.column for i in found]
