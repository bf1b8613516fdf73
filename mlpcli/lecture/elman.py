"""A recurrent network on a small sequence task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, look
from mlpcli.lecture.training import trained
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LENGTHS = (4, 8, 16, 24, 48)


class Elman(Lecture):
    """The same weights on sequences of other lengths, drawn as the data set was."""

    name = "elman"
    title = "A recurrent network remembers"
    note = "Laurent (recurrent neural networks)"
    claim = "A layer fed back its output, trained on eight steps, answers for sequences of other lengths."
    specs = ("elman",)

    def run(self, *, full: bool = False) -> Outcome:
        """1,000 sequences of each length, with `full` 20,000."""
        session = trained("elman")
        accuracy = {}
        for T in LENGTHS:
            x, y = sequences(T, 20_000 if full else 1000)
            accuracy[T] = float(((answers(session, x) > 0.5) == (y > 0.5)).mean())
        rows = [{"steps": T, "accuracy": value} for T, value in accuracy.items()]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2, width_ratios=[2, 1])
            x, _ = sequences(24, 1)
            seen = [float(answers(session, x[:, :t])[0]) for t in range(1, 25)]
            left.vlines(range(1, 25), 0, x[0], color="0.6")
            left.scatter(range(1, 25), x[0], color="0.4", marker="s", s=14, label="input")
            left.plot(range(1, 25), seen, color=look(0).colour, marker="o", label="p(the last was 1)")
            left.set_xlabel("step")
            left.set_ylim(-1.7, 1.1)
            left.legend(fontsize="small", loc="lower left")
            curves(right, {"": (LENGTHS, list(accuracy.values()))}, "steps", "accuracy", log="x", marked=True)
            right.set_ylim(0, 1.05)

        test = session.scores("test", "last")["accuracy"]
        checks = (
            Check("accuracy on sequences three times as long", accuracy[24], ">=", 0.98),
            Check("accuracy on the test rows, eight steps", test, ">=", 0.98),
        )
        return Outcome(checks, rows, draw)


def sequences(T: int, count: int) -> tuple[Array, Array]:
    """X: (N, T) of 1, -1 and 0, y: (N) whether the last that is not 0 is 1; see datasets/SOURCES.md."""
    x = np.random.default_rng(T).choice([-1.0, 0.0, 1.0], p=[0.2, 0.6, 0.2], size=(count, T))
    x[~x.any(axis=1), 0] = 1.0
    last = T - 1 - (x[:, ::-1] != 0).argmax(axis=1)
    return x, (x[np.arange(count), last] > 0).astype(np.float64)


def answers(session: Session, x: Array) -> Array:
    """P for sequences of any length x: (N, T): the same layers and weights, reshaped to T steps."""
    T = x.shape[1]
    spec = session.experiment.architecture
    assert spec.layers is not None
    reshape, elman = spec.layers
    longer = spec.model_copy(update={"layers": (reshape.model_copy(update={"shape": (T, 1)}), elman)})
    network = session.experiment.model_copy(update={"architecture": longer}).network((T,), 1)
    model = session.model("last")
    z, _ = network.forward(
        network.views(model.theta), x.astype(model.theta.dtype), network.runs(training=False)
    )
    return model.loss.predict(z)[:, 0]
