"""What the kernels can do of a network, as the numbers that they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.architecture import Network
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.arrays import Scalar
from mlpcli.loss import Loss

ACTIVATIONS = ("identity", "relu", "leaky_relu", "tanh", "sigmoid", "hard_tanh")
LOSSES = ("mse", "half_squared_error", "binary_cross_entropy", "cross_entropy")
"""By their codes in the kernels."""


@dataclass(frozen=True)
class Plan:
    """A row of `table` for each dense layer (the columns are the kernels'), and what may differ in a stack.

    slopes, rates: one number or column a layer; `masks` has each dropout layer's number in the network, the
    place of its masked inputs, and their width. Places in memory are for one sample.
    """

    table: NDArray[np.int64]
    slopes: tuple[Scalar, ...]
    rates: tuple[Scalar, ...]
    masks: tuple[tuple[int, int, int], ...]
    memory: int
    loss: int


def plan(network: Network, loss: Loss) -> Plan | None:
    """The network in the kernels' terms; None where it has something that they do not know."""
    smoothing = getattr(loss, "label_smoothing", 0.0)
    if loss.kind not in LOSSES or isinstance(smoothing, np.ndarray) or smoothing:
        return None
    rows: list[list[int]] = []
    slopes: list[Scalar] = []
    rates: list[Scalar] = []
    masks: list[tuple[int, int, int]] = []
    memory, waiting = 0, None
    places = {(place.layer, place.parameter.name): place for place in network.places}
    for i, (layer, shape) in enumerate(
        zip(network.layers, (network.input_shape, *network.shapes), strict=False)
    ):
        if type(layer) is Dropout and waiting is None and len(shape) == 1:
            waiting = i
            continue
        if type(layer) is not Dense or not _known(network, layer):
            return None
        assert layer.activation is not None
        I, O = shape[0], layer.units
        drop_at = -1
        rate: Scalar = 0.0
        if waiting is not None:
            drop_at, memory = memory, memory + I
            rate = network.layers[waiting].rate  # type: ignore[attr-defined]
            masks.append((waiting, drop_at, I))
            waiting = None
        b = places.get((i, "b"))
        z_at, memory = memory, memory + O
        code = ACTIVATIONS.index(layer.activation.kind)
        rows.append([places[i, "W"].start, b.start if b else -1, I, O, code, z_at, drop_at])
        slopes.append(getattr(layer.activation, "alpha", 0.0))
        rates.append(rate)
    if waiting is not None or not rows:
        return None
    table = np.array(rows, dtype=np.int64)
    return Plan(table, tuple(slopes), tuple(rates), tuple(masks), memory, LOSSES.index(loss.kind))


def _known(network: Network, layer: Dense) -> bool:
    return layer.activation is not None and layer.activation.kind in ACTIVATIONS


def columns(scalars: Sequence[Scalar], replicas: int, dtype: Any) -> NDArray[Any]:
    """(R, L): one number for all networks, or each network's own."""
    wide = [np.broadcast_to(np.ravel(np.asarray(s, dtype=np.float64)), (replicas,)) for s in scalars]
    return np.ascontiguousarray(np.stack(wide, axis=-1), dtype=dtype)
