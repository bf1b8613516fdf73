"""How far the predictions of several passes lie apart, as columns beside their mean."""

from __future__ import annotations

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding import Coding
from mlpcli.data.coding.base import Outputs

ENDING = "_deviation"


def deviations(coding: Coding, mean: Outputs, predictions: Array) -> Outputs:
    """predictions: (k, N, O) -> the standard deviation (divided by k) of each column of their mean.

    `<column>_deviation` of a number is in its units. Of a class, or a label, it is that of its probability:
    of the class that the mean chooses in `<target>_deviation`, of each in `probability_<class>_deviation`.
    """
    passes = [coding.decode(prediction) for prediction in predictions]
    chosen = _chosen(coding, mean)
    spreads: Outputs = {}
    for name, cells in mean.items():
        shares = chosen.get(name, [name])
        if name in chosen or cells.dtype.kind == "f":
            apart = np.stack([np.std([p[share] for p in passes], axis=0) for share in shares], axis=-1)
            best = np.stack([mean[share] for share in shares], axis=-1).argmax(axis=-1)
            spreads[name + ENDING] = np.take_along_axis(apart, best[..., None], axis=-1)[..., 0]
    return spreads


def _chosen(coding: Coding, mean: Outputs) -> dict[str, list[str]]:
    """By column of classes or labels, the columns of the probabilities that decide it."""
    said = [name for name in mean if name not in coding.probabilities]
    if coding.task == "multilabel" and len(said) < len(coding.probabilities):
        return {}  # lists of labels, in one cell
    if coding.task == "multilabel":
        return {name: [share] for name, share in zip(said, coding.probabilities, strict=True)}
    chosen: dict[str, list[str]] = {}
    target = ""
    for name in mean:  # a target's probabilities come right behind it
        target = target if name in coding.probabilities else name
        if name != target:
            chosen.setdefault(target, []).append(name)
    return chosen
