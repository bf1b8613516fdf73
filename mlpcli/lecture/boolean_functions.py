"""Every Boolean function by one hidden layer."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.config.experiment import load
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.training import path_of, trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class BooleanFunctions(Lecture):
    """The spec's hidden layer with every one of the 2^(2^n) truth tables as its output weights, n = 1, 2, 3.

    For fewer inputs than three, the weights are those of the same construction, put into the spec.
    """

    name = "boolean-functions"
    title = "Every Boolean function of n inputs"
    note = "Desassis (a first theorem on the capacity)"
    claim = "One hidden layer has every function from {0,1}^n to {0,1}; with a unit a row its width is 2^n."
    specs = ("boolean_functions",)

    def run(self, *, full: bool = False) -> Outcome:
        """All functions of 3 bits, with `full` also 4,096 drawn from those of 4 bits."""
        rows, wrong = [], 0
        for n in (1, 2, 3, 4) if full else (1, 2, 3):
            tried, own = self._functions(n, full)
            wrong += own
            rows.append(
                {"inputs n": n, "hidden units": 2**n, "functions": 2 ** (2**n), "tried": tried, "wrong": own}
            )

        def draw(figure: Figure) -> None:
            n = np.arange(1, 7)
            curves(
                figure.subplots(),
                {"hidden units, 2^n": (n, 2.0**n), "functions, 2^(2^n)": (n, 2.0 ** (2.0**n))},
                "inputs n",
                "number",
                log="y",
                marked=True,
            )

        parity = trained("boolean_functions").scores("train", "last")["accuracy"]
        checks = (
            Check("functions with a wrong answer", wrong, "<=", 0),
            Check("accuracy of the spec as it stands, parity", parity, ">=", 1),
        )
        return Outcome(checks, rows, draw)

    def _functions(self, n: int, full: bool) -> tuple[int, int]:
        """How many functions were tried, and how many of them came out wrong."""
        table = np.array(list(product((0, 1), repeat=n)), np.float64)
        network = load(path_of("boolean_functions"), [] if n == 3 else _weights(table)).network((n,), 1)
        theta = network.initial(np.random.default_rng(0), "float64")
        count = 2**n
        if count <= 8:
            functions = np.array(list(product((0.0, 1.0), repeat=count)))
        else:
            functions = np.random.default_rng(0).integers(0, 2, (4096, count)).astype(np.float64)
        wrong, output = 0, network.named(theta)["1_dense/W"]
        for truth in functions:
            output[:, 0] = truth
            z, _ = network.forward(network.views(theta), table, network.runs(training=False))
            wrong += int(((z[:, 0] > 0) != (truth > 0.5)).any())
        return len(functions), wrong


def _weights(table: Array) -> list[str]:
    """The spec's construction for the rows of another truth table, as overrides."""
    W, b = 2 * table.T - 1, 0.5 - table.sum(axis=1)
    return [
        f"architecture.layers.0.units={len(table)}",
        f"architecture.layers.0.initialization.values={W.tolist()}",
        f"architecture.layers.0.bias_initialization.values={b.tolist()}",
        f"architecture.output.initialization.values={[[0]] * len(table)}",
    ]
