"""The loss over a plane of weights: around one network, or through two or three."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.analysis.directions import ROWS, check_alike, filter_normalized, losses
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import Runs
from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.errors import UsageError


@dataclass(frozen=True, eq=False)
class Plane:
    """loss: (V, U) at the places u: (U,) across and v: (V,) up; where the networks stand, by name."""

    u: Array
    v: Array
    loss: Array
    networks: dict[str, tuple[float, float]]
    names: tuple[str, str]


def check(runs: Runs) -> None:
    """One run, or up to three with the same network and data."""
    check_alike(runs, 3)


def analyze(
    runs: Runs,
    points: int = 25,
    reach: float | None = None,
    part: Part = "train",
    rows: int = ROWS,
    seed: int = 0,
) -> Finding:
    """`points` a side. One run stands in the middle, -`reach` to `reach` (1) along two random directions.

    Two runs stand at (0, 0) and (1, 0), three also at (0, 1); then `reach` (0.5) is how far the plane goes
    beyond them. Random directions are filter-normalized, and drawn from `seed`.

    *Source:* Li, Xu, Taylor, Studer, Goldstein 2018 (arXiv:1712.09913).
    """
    if points < 2 or rows < 1 or seed < 0 or (reach is not None and reach <= 0):
        raise UsageError("loss_plane: expected points 2 or more, rows 1 or more, reach above 0")
    first, generator = runs[0], np.random.default_rng(seed)
    network, origin = first.model.network, first.theta
    given = [run.theta - origin for run in runs[1:]]
    random = [filter_normalized(network, origin, generator) for _ in range(2 - len(given))]
    U, V = [*given, *random]
    if np.linalg.matrix_rank(np.stack([U, V])) < 2:
        raise UsageError("loss_plane: these networks are on one line")
    names = [f"towards {run.name}" for run in runs[1:]] + ["random direction"] * len(random)
    u, v = (np.linspace(*_ends(len(given) > axis, reach), points) for axis in (0, 1))
    samples = first.some(part, rows)
    thetas = [origin + a * U + b * V for b in v for a in u]
    loss = losses(first, samples, thetas).reshape(points, points)
    places = dict(zip((run.name for run in runs), ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)), strict=False))
    at = losses(first, samples, [run.theta for run in runs])
    i, j = np.unravel_index(int(np.nanargmin(loss)), loss.shape)
    facts = {
        "part": part,
        "rows": len(samples),
        "least": float(np.nanmin(loss)),
        "least_at": [float(u[j]), float(v[i])],
        "largest": float(np.nanmax(loss)),
    }
    table = [
        {"network": run.name, "u": places[run.name][0], "v": places[run.name][1], "loss": float(own)}
        for run, own in zip(runs, at, strict=True)
    ]
    details = {"u": u.tolist(), "v": v.tolist(), "losses": loss.tolist()}
    return Finding(facts, table, details, drawn=Plane(u, v, loss, places, (names[0], names[1])))


def _ends(given: bool, reach: float | None) -> tuple[float, float]:
    return (-(reach or 0.5), 1 + (reach or 0.5)) if given else (-(reach or 1.0), reach or 1.0)
