"""The points of a sweep as a table: what each changes, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array
from mlpcli.plot import style
from mlpcli.plot.histories import leaves
from mlpcli.plot.subject import MisfitError, Sweep
from mlpcli.report.sweep.names import short_names, value
from mlpcli.sweep.ranking import direction_of, rank
from mlpcli.sweep.standing import varied

ABSENT = "–"
"""Stands for the value of a point that does not have the axis."""


@dataclass(frozen=True, eq=False)
class Scale:
    """An axis of the space: the places of the N points on it, and ticks with their names.

    Numbers stand where they are (on a logarithmic scale where they are far apart), others at 0, 1, 2, ….
    """

    name: str
    places: Array
    ticks: Array
    labels: tuple[str, ...]
    logarithmic: bool = False
    discrete: bool = True


@dataclass(frozen=True, eq=False)
class Points:
    """Axes by key, the means of the objective of the N points that rank, and whether less is better."""

    axes: Mapping[str, Scale]
    means: Array
    objective: str
    less: bool


def points(sweep: Sweep, few: int = 12) -> Points:
    """The points that rank and the axes that vary; of at most `few` different numbers each is a tick.

    Raises MisfitError where nothing ranks or varies.
    """
    direction = direction_of(sweep.objective)
    standings = rank(sweep.results, sweep.objective, direction, seeds=sweep.seeds).standings
    rows = [leaves(point.overrides) for point in standings]
    keys = varied(rows)
    if not keys:
        raise MisfitError("no two points of this sweep that rank differ")
    names = short_names(keys)
    axes = {key: scale(names[key], key, [row.get(key, ABSENT) for row in rows], few) for key in keys}
    means = np.array([point.mean for point in standings])
    return Points(axes, means, sweep.objective.replace("_", " "), direction == "min")


def scale(name: str, key: str, values: Sequence[object], few: int = 12) -> Scale:
    """The axis on which these values stand."""
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    label = style.plain(name, 28)
    distinct = sorted(set(numbers))
    if len(numbers) == len(values) and len(distinct) > few:
        places = np.array(values, dtype=np.float64)
        ends = np.array([distinct[0], distinct[-1]], dtype=np.float64)
        shown = tuple(style.plain(value(float(end), key), 12) for end in ends)
        return Scale(label, places, ends, shown, style.spread(places), discrete=False)
    texts = [ABSENT if v == ABSENT else value(v, key) for v in values]
    size = {value(v, key): float(v) for v in numbers}
    ordered = sorted(set(texts), key=lambda text: (size.get(text, np.inf), text))
    places = np.array([ordered.index(text) for text in texts], dtype=np.float64)
    return Scale(label, places, np.arange(len(ordered)), tuple(style.plain(t, 16) for t in ordered))


def chosen(axes: Mapping[str, Scale], wanted: str) -> str:
    """The key of an axis, which may be given by the name that the picture shows. Raises MisfitError."""
    for key, own in axes.items():
        if wanted in (key, own.name):
            return key
    raise MisfitError(f"this sweep has no axis {wanted!r}; it has {', '.join(axes)}")
