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

    >>> described(Dropout(rate=0.2))
    'rate 0.2'
    """
    if isinstance(layer, Dense) and layer.activation is not None:
        return layer.activation.kind + ("" if layer.bias else ", no bias")
    return f"rate {layer.rate:g}" if isinstance(layer, Dropout) else ""
