"""How activations and gradients fare on their way through a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.loss import Loss
from mlpcli.run import Run


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer at some weights, over rows and units.

    `activation`: Var(h) of its outputs h. `gradient`: Var(∂J/∂h), None where no gradient goes. `norm`:
    ‖∂J/∂W‖ over its weights, `each`: that divided by √(number of weights), both None where none learn.
    """

    name: str
    activation: float
    gradient: float | None
    norm: float | None
    each: float | None


@np.errstate(all="ignore")
def measured(network: Network, loss: Loss, theta: Array, x: Array, y: Array) -> list[Layer]:
    """Every layer at θ: (P,), in a training pass over the rows x: (N, I), y: (N, O); J without penalties.

    *Source:* Lepetit (Xavier initialization); Glorot, Bengio 2010 (figures 6 and 7).
    """
    theta = theta.copy()
    outputs: list[Array] = []
    runs = network.runs(training=True, generators=[np.random.default_rng(0)])
    z, backwards = network.forward(network.views(theta), x, runs, outputs)
    forward = [float(h.var()) for h in outputs]
    _, dy = loss.value_and_gradient(z, y, Run(training=True))
    gradient = np.zeros_like(theta)
    grads = network.views(gradient)
    backward: list[float | None] = [None] * len(outputs)
    for i in range(len(network.layers) - 1, network.first - 1, -1):
        backward[i] = float(dy.var())
        dy = backwards[i](dy, grads[i])
    norms: list[Array] = [np.empty(0) for _ in outputs]
    for place in network.places:
        if place.parameter.role == "weights" and network.learns(place):
            norms[place.layer] = np.append(norms[place.layer], gradient[place.start : place.stop])
    found = []
    for name, own, back, dW in zip(network.names, forward, backward, norms, strict=True):
        norm = float(np.linalg.norm(dW)) if dW.size else None
        found.append(Layer(name, own, back, norm, None if norm is None else norm / dW.size**0.5))
    return found
