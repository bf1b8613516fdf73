"""A network as the lines of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.activation import Activation
from mlpcli.architecture import Layer, Network
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.residual import Residual
from mlpcli.report.tables import LayerLine

if TYPE_CHECKING:
    from mlpcli.architecture.conv2d import Conv2d
    from mlpcli.architecture.windows import Padding


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

    >>> from mlpcli.architecture import MaxPool
    >>> described(Dropout(rate=0.2)), described(MaxPool(size=3, stride=2))
    ('rate 0.2', '3×3, stride 2')
    """
    match layer:
        case Dense():
            words = [*(_activation(layer.activation) if layer.activation else ()), _bias(layer.bias)]
        case Dropout():
            words = [f"rate {layer.rate:g}"]
        case Residual():
            words = ["x + " + " → ".join(_named(one) for one in layer.layers)]
        case _:
            words = _rarer(layer)
    words.append("" if layer.trainable else "kept")
    return ", ".join(word for word in words if word)


def _activation(g: Activation) -> list[str]:
    """Its name and numbers.

    >>> from mlpcli.activation import Maxout
    >>> described(Dense(units=3, activation=Maxout(pieces=5)))
    'maxout, pieces 5'
    """
    numbers = [(name, value) for name, value in g if name != "kind"]
    return [g.kind, *(f"{name} {f'{v:g}' if isinstance(v, float) else v}" for name, v in numbers)]


def _bias(there: bool) -> str:
    return "" if there else "no bias"


def _rarer(layer: Layer) -> list[str]:
    """Of the kinds that are only imported for networks that have them."""
    if layer.kind == "conv2d":
        from mlpcli.architecture.conv2d import Conv2d

        assert isinstance(layer, Conv2d)
        own = _activation(layer.activation) if layer.activation else ()
        return [*_windows(layer), *own, _bias(layer.bias)]
    if layer.kind == "elman":
        from mlpcli.architecture.elman import Elman

        assert isinstance(layer, Elman)
        return [*_activation(layer.activation), layer.output]
    if layer.kind in ("max_pool", "average_pool"):
        from mlpcli.architecture.pool import Pool
        from mlpcli.architecture.windows import cross

        assert isinstance(layer, Pool)
        return [cross(layer.size), f"stride {_short(layer.stride or layer.size)}"]
    if layer.kind == "polynomial":
        from mlpcli.architecture.polynomial import Polynomial

        assert isinstance(layer, Polynomial)
        return [f"degree {layer.degree}"]
    return []


def _windows(layer: Conv2d) -> list[str]:
    from mlpcli.architecture.windows import cross

    words = [cross(layer.kernel), f"stride {_short(layer.stride)}"]
    if layer.padding != "valid":
        words.append("same" if layer.padding == "same" else f"padding {_short(layer.padding)}")
    return words if layer.dilation == 1 else [*words, f"dilation {_short(layer.dilation)}"]


def _named(layer: Layer) -> str:
    about = described(layer)
    return f"{layer.kind} ({about})" if about else layer.kind


def _short(size: Padding) -> str:
    """One number where both directions have the same."""
    if isinstance(size, tuple):
        from mlpcli.architecture.windows import cross

        return str(size[0]) if size[0] == size[1] else cross(size)
    return str(size)
