"""Cuts a window of a network's inputs into the parts on which it is affine, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.activation import Activation
from mlpcli.activation.identity import Identity
from mlpcli.activation.maxout import Maxout
from mlpcli.analysis.pieces import KINDS, pieces_of
from mlpcli.analysis.polygons import affine, crossed, distances, halves
from mlpcli.architecture import Network
from mlpcli.arrays import Array, Params
from mlpcli.errors import UsageError

AFFINE = ("dense", "conv2d", "batch_norm", "average_pool", "flatten", "reshape", "dropout")
"""Layers that are affine, what their activation does apart."""

MOST = 200_000
"""Regions at which the count is given up."""


@dataclass(frozen=True, eq=False)
class Region:
    """A convex polygon, corners (k, 2), on which every unit stays on one piece of its activation.

    values: (3, U) of the last layer's outputs, continued to the window's corners (0, 0), (1, 0), (0, 1).
    """

    polygon: Array
    values: Array

    @property
    def gradient(self) -> Array:
        """∂y/∂(u, v): (2, U), the same everywhere in the region."""
        return np.asarray(self.values[1:] - self.values[0])


def regions(network: Network, theta: Array, corners: Array) -> tuple[list[Region], list[int]]:
    """The regions of a window, and how many there are behind each layer.

    `corners`: (3, I) are the inputs at (0, 0), (1, 0), (0, 1) of the window, the unit square. Layer by layer
    every region is cut by the lines on which a unit passes a bend of its activation; the cuts are exact,
    nothing is sampled. A line that misses a corner by 1e-10 of the window goes through it. Behind one layer
    of n units in general position, whose lines all meet inside, there are 1 + n + n (n - 1) / 2 regions.

    *Source:* Lepetit (y(x) is piecewise affine); Montúfar, Pascanu, Cho, Bengio 2014; Hanin, Rolnick 2019.
    """
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    found, after = [Region(square, np.asarray(corners, dtype=np.float64))], []
    runs, views = network.runs(training=False), network.views(theta)
    for layer, params, run in zip(network.layers, views, runs, strict=True):
        activation: Activation = getattr(layer, "activation", None) or Identity()
        plain = layer
        if hasattr(layer, "activation"):
            plain = layer.model_copy(update={"activation": Identity()})
        cut: list[Region] = []
        for region in found:
            if isinstance(activation, Maxout):
                cut += _largest(region.polygon, _sums(params, region.values), activation)
            else:
                z = plain.forward(params, region.values.copy(), run)[0].copy()
                cut += _bent(region.polygon, z, activation, params)
            if len(cut) > MOST:
                raise UsageError(f"there are more than {MOST:,} regions; choose a smaller window")
        found = cut
        after.append(len(found))
    return found, after


def _bent(polygon: Array, z: Array, activation: Activation, params: Params) -> list[Region]:
    """The polygon cut where a unit passes a bend of g; z: (3, U)."""
    pieces = pieces_of(activation, params)
    parts = [polygon]
    for bend in pieces.bends:
        for unit in np.flatnonzero(crossed(distances(z - bend, polygon))):
            parts = _cut(parts, z[:, unit] - bend)
    return [Region(part, pieces.applied(z, _inside(z, part))) for part in parts]


def _largest(polygon: Array, z: Array, activation: Maxout) -> list[Region]:
    """Maxout: each part of the polygon where the same piece of every unit is the largest; z: (3, k U)."""
    k = activation.pieces
    by_unit = z.reshape(3, -1, k)
    parts = [polygon]
    for unit in range(by_unit.shape[1]):
        parts = [
            first for part in parts for a in range(k) for first in _where_first(part, by_unit[:, unit], a)
        ]
    found = []
    for part in parts:
        best = _inside(z, part).reshape(-1, k).argmax(axis=-1)
        found.append(Region(part, np.take_along_axis(by_unit, best[None, :, None], axis=-1)[..., 0]))
    return found


def _where_first(part: Array, z: Array, a: int) -> list[Array]:
    """The part of a polygon where z[a] is the largest of z: (3, k); of equal functions the first is."""
    for b in range(z.shape[1]):
        if b == a:
            continue
        gap = (z[:, a] - z[:, b])[:, None]
        if not gap.any():
            if b < a:
                return []
            continue
        distance = distances(gap, part)[:, 0]
        if crossed(distance):
            part = halves(part, distance)[1]
        elif distance[np.abs(distance).argmax()] < 0:
            return []
    return [part]


def _cut(parts: list[Array], z: Array) -> list[Array]:
    """All polygons, those that the zero line of z: (3,) divides in halves."""
    cut: list[Array] = []
    for part in parts:
        distance = distances(z[:, None], part)[:, 0]
        cut += halves(part, distance) if crossed(distance) else (part,)
    return cut


def _inside(values: Array, polygon: Array) -> Array:
    """The values of functions (3, U) in the middle of a polygon."""
    return np.asarray(affine(values, polygon.mean(axis=0)[None])[0])


def _sums(params: Params, x: Array) -> Array:
    return np.asarray(x @ params["W"] + params.get("b", 0.0))


def refused(network: Network) -> str:
    """Why a network is not piecewise linear, as a clause; empty where it is."""
    for name, layer in zip(network.names, network.layers, strict=True):
        activation = getattr(layer, "activation", None)
        if layer.kind not in AFFINE:
            return f"layer {name} is of another kind"
        if activation is not None and activation.kind == "maxout" and layer.kind == "dense":
            continue
        if activation is not None and activation.kind not in KINDS:
            return f"layer {name} ({activation.kind}) is not"
    return ""
