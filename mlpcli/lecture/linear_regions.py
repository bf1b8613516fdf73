"""ReLU networks are continuous and piecewise affine: their regions, counted and looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.analysis.cutting import Region
from mlpcli.analysis.plane import Plane
from mlpcli.analysis.polygons import affine
from mlpcli.analysis.regions import analyze
from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.lecture.analysing import run_of
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import titled
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLACES = 20
"""Random places in each region at which the network is asked for its gradient."""


class LinearRegions(Lecture):
    """Regions from cutting the plane; gradients and values from the network's own passes, to compare."""

    name = "linear-regions"
    title = "A ReLU network is continuous and piecewise affine"
    note = "Lepetit (a two-layer network; deep networks)"
    claim = (
        "A ReLU network is continuous, and affine on each of at most 1 + n + n(n-1)/2 regions for n units."
    )
    specs = ("linear_regions", "linear_regions_deep")

    def run(self, *, full: bool = False) -> Outcome:
        """One hidden layer, and two; with `full` four times as wide."""
        wide = [["architecture.hidden=[48]"], ["architecture.hidden=[32,32]"]] if full else [[], []]
        rows, drawn, changes, jumps = [], [], [], []
        for spec, overrides in zip(self.specs, wide, strict=True):
            run = run_of(trained(spec, *overrides), spec)
            found = analyze((run,))
            plane, regions = found.drawn
            change = gradient_change(run.model.network, run.theta, plane, regions)
            jump = border_jump(run.model.network, run.theta, plane, regions)
            hidden = [layer.units for layer in run.model.network.layers[:-1]]  # type: ignore[attr-defined]
            rows.append(
                {
                    "hidden units": " + ".join(map(str, hidden)),
                    "regions": len(regions),
                    "linear regions": found.facts["linear_regions"],
                    "at most": math.prod(1 + n + math.comb(n, 2) for n in hidden),
                    "largest change of the gradient inside": change,
                    "largest jump at a border": jump,
                }
            )
            drawn.append((plane, regions))
            changes.append(change)
            jumps.append(jump)

        def draw(figure: Figure) -> None:
            from mlpcli.plot.regions import draw as picture

            for ax, (plane, regions), row in zip(figure.subplots(1, 2), drawn, rows, strict=True):
                picture(ax, plane, regions, decides=True)
                titled(ax, f"{row['hidden units']} units: {row['regions']} regions")

        one = rows[0]
        checks = (
            Check("largest change of the gradient inside a region", max(changes), "<=", 1e-9),
            Check("largest jump at a border between regions", max(jumps), "<=", 1e-9),
            Check(f"regions by {one['hidden units']} units", one["regions"], "<=", one["at most"]),
            Check("the same from below: the network is not affine", one["linear regions"], ">=", 10),
        )
        return Outcome(checks, rows, draw)


def gradient_change(network: Network, theta: Array, plane: Plane, regions: Sequence[Region]) -> float:
    """The largest entry of ∂y/∂x - its mean over random places in a region, of all regions.

    ∂y/∂x is that of back-propagation, which knows nothing of regions.
    """
    generator, largest = np.random.default_rng(0), 0.0
    for region in regions:
        shares = generator.dirichlet(np.ones(len(region.polygon)), size=PLACES)
        slopes = gradients(network, theta, affine(plane.corners, shares @ region.polygon))
        largest = max(largest, float(np.abs(slopes - slopes.mean(axis=0)).max()))
    return largest


def gradients(network: Network, theta: Array, x: Array) -> Array:
    """∂y/∂x: (N, I), y the sum of the outputs (here there is one), by the chain rule."""
    views, runs = network.views(theta), network.runs(training=False, inputs=True)
    y, backwards = network.forward(views, x, runs)
    return network.input_gradient(np.ones_like(y), backwards, network.views(np.zeros_like(theta))).copy()


def border_jump(network: Network, theta: Array, plane: Plane, regions: Sequence[Region]) -> float:
    """How far any piece, on the border of its region, is from the network itself, which has one value there.

    Where all pieces that meet have this value there is no jump.
    """
    views, runs, largest = network.views(theta), network.runs(training=False), 0.0
    for region in regions:
        middles = (region.polygon + np.roll(region.polygon, 1, axis=0)) / 2
        border = np.concatenate([region.polygon, middles])
        y = network.forward(views, affine(plane.corners, border), runs)[0]
        largest = max(largest, float(np.abs(affine(region.values, border) - y).max()))
    return largest
