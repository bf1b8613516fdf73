"""The objective of a run with its derivatives: gradient, Hessian, and products with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpcli.analysis.subject import Run
from mlpcli.architecture import Network
from mlpcli.architecture.base import Layer
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.residual import Residual
from mlpcli.arrays import Array
from mlpcli.regularization import Penalty
from mlpcli.training.analytic import refused
from mlpcli.training.objective import IMAGINARY, LearnedObjective

ROWS = 2000
"""Training rows that the objective is measured on, at most."""

STEP = 1e-5
"""Of central differences, where the complex step is not allowed."""


class Curvature:
    """J̃ of a run over its learned parameters: (K,), in double precision, dropout off, penalties included.

    With batch normalization it is that of training, by the statistics of the rows themselves.
    """

    def __init__(self, run: Run, rows: int = ROWS):
        network, loss = without_dropout(run.model.network), run.model.loss
        samples = run.some("train", rows)
        self.rows = len(samples)
        penalties = [rule for rule in run.trained.experiment.regularization if isinstance(rule, Penalty)]
        self.objective = LearnedObjective(
            network, loss, penalties, samples.x, samples.y, run.theta, samples.weights
        )
        self.theta = run.theta[self.objective.learned]
        self.analytic = refused(network, loss, penalties) is None

    def product(self, theta: Array, v: Array) -> Array:
        """H v: (K,), as Im ∇J̃(θ + ih v) / h, or by central differences of the gradient."""
        gradient, size = self.objective.gradient, float(np.abs(v).max(initial=0.0))
        if not size:
            return np.zeros_like(theta)
        if self.analytic:
            return np.asarray(gradient(theta + 1j * IMAGINARY * v).imag / IMAGINARY)
        step = STEP * (1 + np.abs(theta).max(initial=0.0)) / size
        return np.asarray((gradient(theta + step * v) - gradient(theta - step * v)) / (2 * step))

    def hessian(self, theta: Array) -> Array:
        """∂²J̃/∂θ²: (K, K)."""
        if self.analytic:
            return self.objective.hessian(theta)
        H = np.stack([self.product(theta, column) for column in np.eye(len(theta))])
        return np.asarray((H + H.T) / 2)


def without_dropout(network: Network) -> Network:
    """The network with layers that leave nothing out, its parameters where they were."""
    return replace(network, layers=tuple(map(_without, network.layers)))


def _without(layer: Layer) -> Layer:
    if isinstance(layer, Residual):
        return layer.model_copy(update={"layers": tuple(map(_without, layer.layers))})
    return layer.model_copy(update={"rate": 0.0}) if isinstance(layer, Dropout) else layer
