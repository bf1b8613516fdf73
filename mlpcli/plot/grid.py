"""A network evaluated over a line or a plane of its features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mlpcli.arrays import Array
from mlpcli.metric import Head
from mlpcli.plot.subject import Inputs, Run
from mlpcli.training.model import Model

Window: TypeAlias = tuple[float, float, float, float]
"""[x from, x to, y from, y to]"""

STEPS = 240
"""Points along each side of a plane."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Values z: (H, W) or (H, W, O) at the places x: (W,) across and y: (H,) up."""

    x: Array
    y: Array
    z: Array


def plane(run: Run, inputs: Inputs, data: Array, head: Head, window: Window | None = None) -> Grid:
    """The predictions z: (H, W, O) over a window of two features, by default a little more than the data."""
    x = np.linspace(*(window[:2] if window else widened(data[:, 0])), STEPS)
    y = np.linspace(*(window[2:] if window else widened(data[:, 1])), STEPS)
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return Grid(x, y, predicted(run, run.model, inputs, places, head).reshape(STEPS, STEPS, -1))


def predicted(run: Run, model: Model, inputs: Inputs, values: Array, head: Head) -> Array:
    """What a model says at values: (N, I) in the data's units; (N, O), numbers in their units too."""
    prediction = model.outputs(inputs.coded(values).astype(model.theta.dtype))
    units = run.trained.coding.units
    if units is not None:
        prediction = prediction * units[1] + units[0]
    return np.asarray(prediction[:, head.columns], dtype=np.float64)


def widened(values: Array, by: float = 0.08) -> tuple[float, float]:
    """The range of the values and a margin, which is 1 where they are all the same."""
    low, high = float(values.min()), float(values.max())
    margin = by * (high - low) or 1.0
    return low - margin, high + margin
