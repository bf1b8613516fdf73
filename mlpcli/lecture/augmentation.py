"""Dataset augmentation by noise and by geometric transforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import bars, halves, titled
from mlpcli.lecture.training import swept
from mlpcli.regularization import Augmentation as Rule
from mlpcli.run import Run
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = {0: "nothing", 1: "noise", 3: "affine"}
"""By the number of rules in the sweep's points."""


class Augmentation(Lecture):
    """The loss on digits that were not learned from, with training on what the few others could have been."""

    name = "augmentation"
    title = "Dataset augmentation"
    note = "Lepetit (dataset augmentation)"
    claim = "Noise and affine transforms of the training images lower the test error."
    specs = ("augmentation", "augmentation_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Two seeds of each, with `full` three."""
        losses: dict[str, list[float]] = {}
        wrong: dict[str, list[float]] = {}
        pictured: list[Session] = []
        for member in swept("augmentation", seeds=None if full else 2):
            name = NAMES[len(member.overrides["regularization"])]
            scores = member.session.scores("test", "last")
            losses.setdefault(name, []).append(scores["loss"])
            wrong.setdefault(name, []).append(1 - scores["accuracy"])
            pictured.append(member.session)
        loss, error = ({name: float(np.mean(v)) for name, v in of.items()} for of in (losses, wrong))
        rows = [{"augmentation": name, "test loss": loss[name], "test error": error[name]} for name in loss]

        def draw(figure: Figure) -> None:
            left, right = halves(figure)
            bars(left.subplots(), list(error), {"": list(error.values())}, "share of wrong test digits")
            images = _examples(pictured[-1])
            for ax, image in zip(right.subplots(3, 4).ravel(), images, strict=True):
                ax.imshow(image, cmap="Greys")
                ax.set_axis_off()
            titled(right.axes[0], "a digit, and what is made of it")

        turned, noisy = error["affine"] / error["nothing"], loss["noise"] / loss["nothing"]
        checks = (
            Check("test error with affine transforms, in parts of that without", turned, "<=", 0.95),
            Check("test loss with noise, in parts of that without", noisy, "<=", 1.0),
        )
        return Outcome(checks, rows, draw)


def _examples(session: Session) -> list[Array]:
    """Three training digits, each as it is and as the rules change it three times."""
    samples, features = session.prepared.train, session.prepared.coding.features
    images: list[Array] = []
    generator = np.random.default_rng(0)
    for row in range(3):
        x = np.repeat(samples.x[row : row + 1], 4, axis=0)
        changed, y = x.copy(), np.repeat(samples.y[row : row + 1], 4, axis=0)
        for rule in session.experiment.regularization:
            if isinstance(rule, Rule):
                changed, _ = rule.fitted((64,)).apply(changed, y, Run(training=True, generators=(generator,)))
        shown = np.concatenate([x[:1], changed[1:]]) * features.scale + features.shift
        images += list(shown.reshape(-1, 8, 8))
    return images
