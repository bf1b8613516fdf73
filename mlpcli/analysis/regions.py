"""The linear regions of a network in a plane, counted exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpcli.analysis.cutting import Region, refused, regions
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.plane import Window, plane_of
from mlpcli.analysis.polygons import NEAR, area, shared
from mlpcli.analysis.subject import MisfitError, Runs, alone
from mlpcli.arrays import Array


def check(runs: Runs) -> None:
    """One run whose layers are piecewise linear."""
    run = alone(runs)
    why = refused(run.model.network)
    if why:
        raise MisfitError(f"it needs a piecewise linear network, and {why}")
    if run.trained.coding.features.width < 2:
        raise MisfitError("it needs two features, and this run has one")


def analyze(
    runs: Runs,
    window: Window | None = None,
    columns: tuple[str, str] | None = None,
    points: tuple[int, int, int] | None = None,
) -> Finding:
    """`columns` are the two features that vary, others stay at their mean; or the plane through three rows.

    `window` is [x from, x to, y from, y to], in the units of the columns, by default a little more than the
    data; with `points`, rows of the training part, (0, 0), (1, 0), (0, 1) are these three.
    """
    run = alone(runs)
    plane = plane_of(run, window, columns, points)
    found, after = regions(run.model.network, run.theta, plane.corners)
    areas = np.array([area(region.polygon) for region in found])
    joined = merged(found)
    facts = {
        "regions": len(found),
        "linear_regions": int(joined.max()) + 1,
        "x": plane.names[0],
        "y": plane.names[1],
        "window": list(plane.window),
        "largest_share": float(areas.max() / areas.sum()),
    }
    rows = [
        {"layer": name, "regions": count} for name, count in zip(run.model.network.names, after, strict=True)
    ]
    polygons = [
        {
            "corners": plane.places(region.polygon).tolist(),
            "gradient": plane.per_unit(region.gradient).tolist(),
            "linear_region": int(joined[i]),
        }
        for i, region in enumerate(found)
    ]
    return Finding(facts, rows, {"polygons": polygons}, drawn=(plane, found))


def merged(found: Sequence[Region]) -> Array:
    """The number of the linear region that each region is a part of: (R,).

    Neighbours on which the network is the same affine function are one: a unit that passes a bend does not
    show where nobody listens to it.
    """
    parent = list(range(len(found)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    values = np.stack([region.values.ravel() for region in found])
    scale = np.abs(values).max() or 1.0
    keys = np.unique(np.round(values / scale, 9), axis=0, return_inverse=True)[1].ravel()
    for key in np.unique(keys):
        group = np.flatnonzero(keys == key).tolist()
        for n, i in enumerate(group):
            for j in group[n + 1 :]:
                if root(i) != root(j) and shared(found[i].polygon, found[j].polygon) > 10 * NEAR:
                    parent[root(j)] = root(i)
    roots = [root(i) for i in range(len(found))]
    return np.asarray(np.unique(roots, return_inverse=True)[1])
