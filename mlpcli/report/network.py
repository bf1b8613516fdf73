"""A network as the lines of a table."""

from __future__ import annotations

from mlpcli.architecture import Dense, Dropout, Layer, Network
from mlpcli.report.tables import LayerLine


def layer_lines(network: Network) -> list[LayerLine]:
    """A line for the input and for each layer: what it is, the shape that leaves it, its parameters."""
    sizes = [0] * len(network.layers)
    for place in network.places:
        sizes[place.layer] += place.stop - place.start
    lines = [LayerLine("input", "", network.input_shape, 0)]
    rows = zip(network.names, network.layers, network.shapes, sizes, strict=True)
    return lines + [LayerLine(name, described(layer), shape, size) for name, layer, shape, size in rows]


def described(layer: Layer) -> str:
    """A few words on a layer.

    >>> from mlpcli.activation import Maxout
    >>> described(Dropout(rate=0.2)), described(Dense(units=3, activation=Maxout(pieces=5)))
    ('rate 0.2', 'maxout, pieces 5')
    """
    if isinstance(layer, Dense) and layer.activation is not None:
        g = layer.activation
        numbers = [f"{name} {_short(value)}" for name, value in g if name != "kind"]
        return ", ".join([g.kind, *numbers, *([] if layer.bias else ["no bias"])])
    return f"rate {layer.rate:g}" if isinstance(layer, Dropout) else ""


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
