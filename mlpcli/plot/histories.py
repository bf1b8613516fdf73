"""The histories of runs and of a sweep's points, those that differ in the seed alone taken together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array
from mlpcli.errors import UsageError
from mlpcli.plot.subject import MisfitError, Run, Subject, Sweep
from mlpcli.report.sweep.names import in_words
from mlpcli.store.record import AVERAGED, MEMBER, VALIDATION
from mlpcli.sweep.ranking import direction_of, rank
from mlpcli.sweep.standing import varied
from mlpcli.sweep.trial import Overrides

MOST_POINTS = 6
"""Points of a sweep that are drawn, the best ones."""


@dataclass(frozen=True, eq=False)
class History:
    """Columns (S, T) of S repeats by name, over the epochs (T,); NaN where a repeat has ended.

    `best_epoch` is that of a single repeat, else 0.
    """

    label: str
    epochs: Array
    columns: Mapping[str, Array]
    best_epoch: int = 0


def histories(subject: Subject) -> list[History]:
    """One for each run, or group of runs that differ in the seed alone, or good point of a sweep.

    Raises MisfitError where nothing was trained.
    """
    found = _of_sweep(subject.swept) if subject.swept else _of_runs(subject.runs)
    if not found:
        raise MisfitError("no epoch was trained")
    return found


def measured(history: History, metric: str) -> Iterator[tuple[str, Array]]:
    """What the history has of a loss, a metric or a column: the part it is of, and its values (S, T).

    Raises UsageError where there is nothing of it.
    """
    names = {
        "training": f"training_{metric}",
        "validation": f"{VALIDATION}{metric}",
        "averaged iterates": f"{AVERAGED}{metric}",
    }
    there = {part: name for part, name in names.items() if name in history.columns}
    if not there and metric in history.columns:
        there = {"training": metric}
    if not there:
        known = [name.removeprefix(VALIDATION) for name in history.columns if name != "epoch"]
        known = list(dict.fromkeys("loss" if name == "training_loss" else name for name in known))
        raise UsageError(
            f"metric: the history of {history.label} has no {metric!r}; it has {', '.join(known)}"
        )
    for part, name in there.items():
        yield part, history.columns[name]


def _of_runs(runs: Sequence[Run]) -> list[History]:
    labels = _labels(runs)
    groups: dict[str, list[int]] = {}
    for i, run in enumerate(runs):
        if len(run.trained.checkpoint.history.get("epoch", ())):
            groups.setdefault(_but_for_the_seed(run), []).append(i)
    found = []
    for members in groups.values():
        tables = [table for i in members for table in _members(runs[i].trained.checkpoint.history)]
        label = labels[members[0]] + (f" ({len(members)} seeds)" if len(members) > 1 else "")
        best = runs[members[0]].trained.checkpoint.state.get("best", {}).get("epoch", 0)
        found.append(_together(label, tables, int(best or 0)))
    return found


def _labels(runs: Sequence[Run]) -> list[str]:
    names = [run.name for run in runs]
    if len(set(names)) == len(names):
        return names
    return [run.trained.path.parent.as_posix() for run in runs]


def _but_for_the_seed(run: Run) -> str:
    spec = run.trained.experiment.model_dump(mode="json", exclude={"seed", "name"})
    return json.dumps([spec, str(run.trained.experiment.folder)], default=str)


def _members(history: Mapping[str, Array]) -> list[dict[str, Array]]:
    if MEMBER not in history:
        return [dict(history)]
    rows = [history[MEMBER] == member for member in np.unique(history[MEMBER])]
    return [{k: column[own] for k, column in history.items() if k != MEMBER} for own in rows]


def _of_sweep(sweep: Sweep) -> list[History]:
    ranking = rank(sweep.results, sweep.objective, direction_of(sweep.objective), seeds=sweep.seeds)
    standings = ranking.standings[:MOST_POINTS]
    flat = {point.point: leaves(point.overrides) for point in ranking.standings}
    keys = set(varied(flat.values()))
    found = []
    for point in standings:
        tables = [dict(result.history) for result in point.trials if len(result.history.get("epoch", ()))]
        if tables:
            own = {key: value for key, value in flat[point.point].items() if key in keys}
            found.append(_together(in_words(own) or f"point {point.point}", tables, point.best.best_epoch))
    return found


def leaves(overrides: Overrides) -> dict[str, object]:
    """Overrides key by key, those inside of components too.

    >>> leaves({"optimizer": {"kind": "sgd", "momentum": 0.9}, "architecture.hidden": [64, 32]})
    {'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, 'architecture.hidden': [64, 32]}
    >>> leaves({"regularization": [{"kind": "l2", "strength": 0.1}]})
    {'regularization.0.kind': 'l2', 'regularization.0.strength': 0.1}
    """
    found: dict[str, object] = {}
    for key, value in overrides.items():
        if isinstance(value, Mapping) and value:
            found |= leaves({f"{key}.{name}": entry for name, entry in value.items()})
        elif isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
            found |= leaves({f"{key}.{i}": entry for i, entry in enumerate(value)})
        else:
            found[key] = value
    return found


def _together(label: str, tables: Sequence[Mapping[str, Array]], best: int) -> History:
    epochs = np.unique(np.concatenate([table["epoch"] for table in tables]))
    columns = {}
    for name in dict.fromkeys(name for table in tables for name in table):
        columns[name] = np.full((len(tables), len(epochs)), np.nan)
        for row, table in zip(columns[name], tables, strict=True):
            if name in table:
                row[np.searchsorted(epochs, table["epoch"])] = table[name]
    return History(label, epochs, columns, best if len(tables) == 1 else 0)
