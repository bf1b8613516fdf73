"""A small classification and a small regression, and experiments on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.training.events import Event
from mlpcli.training.fit import fit
from mlpcli.training.state import State, start


@dataclass
class Samples:
    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray | None = None


class Problem:
    """Rows to learn from, rows to watch, and the experiments that go with them."""

    def __init__(self, task: str, rows: int = 90, watched: int = 40, inputs: int = 5, outputs: int = 3):
        rng = np.random.default_rng(11)
        x = rng.normal(size=(rows + watched, inputs))
        z = np.tanh(x @ rng.normal(size=(inputs, outputs))) + 0.3 * rng.normal(size=(rows + watched, outputs))
        y = z if task == "regression" else np.eye(outputs)[z.argmax(axis=-1)]
        self.task, self.rows, self.inputs, self.outputs = task, rows, inputs, outputs
        self._x, self._y = x, y

    def samples(self, precision: str) -> tuple[Samples, Samples]:
        x, y = self._x.astype(precision), self._y.astype(precision)
        return Samples(x[: self.rows], y[: self.rows]), Samples(x[self.rows :], y[self.rows :])

    def experiment(self, **sections: Any) -> Experiment:
        spec = {"data": {"source": "iris"}, "architecture": {"hidden": [7]}, **sections}
        spec["training"] = {"batch_size": 32, **sections.get("training", {})}
        experiment = Experiment.model_validate(spec)
        return experiment.resolve(experiment.data, self.task, rows=self.rows, has_validation=True)

    def train(self, *experiments: Experiment, **options: Any) -> tuple[State, list[Event]]:
        train, validation = self.samples(experiments[0].training.precision)
        state = start(experiments, (self.inputs,), self.outputs, has_validation=True)
        return state, list(fit(state, train, validation, **options))


@pytest.fixture
def problem() -> Callable[..., Problem]:
    return Problem
