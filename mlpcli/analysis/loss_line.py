"""The loss along the straight line between two networks, or from first weights to trained ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.analysis.directions import ROWS, check_alike, losses
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.gradients import first_weights
from mlpcli.analysis.subject import Runs
from mlpcli.arrays import Array
from mlpcli.errors import UsageError
from mlpcli.training.session import PARTS


@dataclass(frozen=True, eq=False)
class Line:
    """Losses by part at the places t: (T,), 0 and 1 being the ends, whose names these are."""

    t: Array
    losses: dict[str, Array]
    ends: tuple[str, str]


def check(runs: Runs) -> None:
    """One run, or two with the same network and data."""
    check_alike(runs, 2)


def analyze(
    runs: Runs, points: int = 51, reach: tuple[float, float] = (-0.5, 1.5), rows: int = ROWS
) -> Finding:
    """`points` between the two ends of `reach`: 0 is the first run (or first weights), 1 the other.

    θ(t) = (1 - t) θ_0 + t θ_1, running statistics too. Losses are without penalties, in evaluation.

    *Source:* Goodfellow, Vinyals, Saxe 2015 (arXiv:1412.6544).
    """
    if points < 2 or rows < 1 or not reach[0] < reach[1]:
        raise UsageError("loss_line: expected points 2 or more, rows 1 or more, reach from less to more")
    last = runs[-1]
    start = runs[0].theta if len(runs) == 2 else first_weights(last)
    names = (runs[0].name if len(runs) == 2 else "first weights", last.name)
    t = np.linspace(*reach, points)
    thetas = [(1 - s) * start + s * last.theta for s in t]
    held = [part for part in PARTS if len(last.trained.checkpoint.data.partition[part])]
    found: dict[str, Array] = {part: losses(last, last.some(part, rows), thetas) for part in held}
    ends = {part: losses(last, last.some(part, rows), [start, last.theta]) for part in held}
    inside = (t >= 0) & (t <= 1)
    facts = {"from": names[0], "to": names[1], "distance": float(np.linalg.norm(last.theta - start))}
    for part in held:
        facts[f"{part}_loss_from"], facts[f"{part}_loss_to"] = map(float, ends[part])
        barrier = found[part][inside] - ((1 - t) * ends[part][0] + t * ends[part][1])[inside]
        facts[f"{part}_barrier"] = max(float(barrier.max(initial=0.0)), 0.0)
    table = [
        {"t": float(s), **{f"{part}_loss": float(own[i]) for part, own in found.items()}}
        for i, s in enumerate(t)
    ]
    notes = ("barrier: how far the loss rises above the straight line between its values at the ends",)
    return Finding(facts, table, notes=notes, drawn=Line(t, found, names))
