"""Which parts of a network allow the complex step: tried out, so that it holds for every kind there is.

At random numbers, away from kinks, the derivative of each part's gradient by the complex step must be that by
central differences. abs and sign of a complex number are no analytic functions, and fail.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array
from mlpcli.loss import Loss
from mlpcli.regularization import Penalty
from mlpcli.run import Run
from mlpcli.training.objective import IMAGINARY

ROWS, STEP, AGREE = 5, 1e-6, 1e-4


def refused(network: Network, loss: Loss, penalties: Sequence[Penalty]) -> str | None:
    """The first part of the objective that does not allow the complex step, as the spec calls it."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, int(np.prod(network.input_shape))))
    for count, (name, layer) in enumerate(zip(network.names, network.layers, strict=True), start=1):
        part = replace(network, layers=network.layers[:count])
        if not _allows(_layers_gradient(part, x, rng), _theta(part, rng), rng):
            activation = getattr(layer, "activation", None)
            return f"layer {name}" + (f" ({activation.kind})" if activation is not None else "")
    outputs = network.shapes[-1][-1]
    y = np.eye(outputs)[np.arange(ROWS) % outputs] if outputs > 1 else (np.arange(ROWS) % 2.0)[:, None]
    if not _allows(_loss_gradient(loss, y), rng.normal(size=y.shape), rng):
        return f"loss {loss.kind}"
    for penalty in penalties:
        if not _allows(_penalty_gradient(penalty), rng.normal(size=20), rng):
            return f"regularization {penalty.kind}"
    return None


def draws(network: Network) -> str | None:
    """The first layer that draws random numbers while training, by name."""
    x = np.zeros((ROWS, int(np.prod(network.input_shape))))
    theta = network.initial(np.random.default_rng(0), "float64")
    for count, name in enumerate(network.names, start=1):
        part, noise = replace(network, layers=network.layers[:count]), np.random.default_rng(0)
        before = noise.bit_generator.state
        runs = part.runs(training=True, generators=[noise])
        with np.errstate(all="ignore"):
            part.forward(part.views(theta[: part.size].copy()), x, runs)
        if noise.bit_generator.state != before:
            return name
    return None


def _allows(gradient: Callable[[Array], Array], at: Array, rng: np.random.Generator) -> bool:
    d = rng.normal(size=at.shape)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            exact = gradient(at + 1j * IMAGINARY * d).imag / IMAGINARY
    except (TypeError, ValueError, np.exceptions.ComplexWarning):
        return False
    numeric = (gradient(at + STEP * d).copy() - gradient(at - STEP * d)) / (2 * STEP)
    return bool(np.abs(exact - numeric).max(initial=0.0) <= AGREE * (1 + np.abs(numeric).max(initial=0.0)))


def _theta(network: Network, rng: np.random.Generator) -> Array:
    theta = network.initial(rng, "float64")
    for s in network.learned:
        theta[s] += 0.3 * rng.normal(size=s.stop - s.start)
    return theta


def _layers_gradient(network: Network, x: Array, rng: np.random.Generator) -> Callable[[Array], Array]:
    """∂(Σ r ⊙ z)/∂θ for random factors r of the output z."""
    r = rng.normal(size=(ROWS, int(np.prod(network.shapes[-1]))))

    def gradient(theta: Array) -> Array:
        g, theta = np.zeros_like(theta), theta.copy()
        runs = network.runs(training=True, generators=[np.random.default_rng(0)])
        _, backwards = network.forward(network.views(theta), x, runs)
        network.backward(r.astype(theta.dtype), backwards, network.views(g))
        return g

    return gradient


def _loss_gradient(loss: Loss, y: Array) -> Callable[[Array], Array]:
    def gradient(z: Array) -> Array:
        return loss.value_and_gradient(z, y, Run(training=True))[1]

    return gradient


def _penalty_gradient(penalty: Penalty) -> Callable[[Array], Array]:
    def gradient(w: Array) -> Array:
        g = np.zeros_like(w)
        penalty.add_gradient(w, g, np.empty_like(w))
        return g

    return gradient
