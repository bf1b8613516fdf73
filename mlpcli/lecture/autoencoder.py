"""Autoencoders, bent and linear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import halves, look, titled
from mlpcli.lecture.training import trained, weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Autoencoder(Lecture):
    """The code's plane against that of the principal components; and what bent units add."""

    name = "autoencoder"
    title = "Autoencoders and principal components"
    note = "Desassis (auto-encoders)"
    claim = "A linear autoencoder spans the subspace of the principal components; a bent one errs less."
    specs = ("autoencoder", "autoencoder_linear")

    def run(self, *, full: bool = False) -> Outcome:
        """Wine, a code of 2, linear; digits, a code of 6, by ReLU, with `full` five times as long."""
        linear = trained("autoencoder_linear")
        x, decoder = linear.prepared.train.x, weights(linear)["1_dense/W"]
        components = _components(x, len(decoder))
        ours = np.linalg.qr(decoder.T)[0]
        cosines = np.linalg.svd(ours.T @ components.T)[1]
        angle = float(np.degrees(np.arccos(np.clip(cosines.min(), 0, 1))))
        least = _left(x, x, components)
        bent = trained("autoencoder", *(["training.epochs=300"] if full else []))
        train, test = bent.prepared.train.x.astype(np.float64), bent.prepared.test.x.astype(np.float64)
        restored = bent.model("last").outputs(bent.prepared.test.x)
        errors = (
            linear.scores("train", "last")["loss"],
            float(np.square(restored - test).sum(axis=1).mean()),
        )
        known = (least, _left(train, test, _components(train, 6)))
        rows = [
            {"autoencoder": name, "code": size, "reconstruction error": error, "principal components": pca}
            for name, size, error, pca in zip(
                ("linear, wine", "ReLU, digits, test rows"), (2, 6), errors, known, strict=True
            )
        ]
        features = bent.prepared.coding.features

        def draw(figure: Figure) -> None:
            left, right = halves(figure)
            ax = left.subplots()
            for i, (name, basis) in enumerate((("principal components", components), ("code", ours.T))):
                placed = (x - x.mean(axis=0)) @ (basis @ components.T @ components).T @ basis @ components.T
                ax.scatter(
                    placed[:, 0],
                    placed[:, 1],
                    color=look(i).colour,
                    marker=("o", "+")[i],
                    s=(36, 60)[i],
                    label=name,
                )
            ax.legend(fontsize="small")
            ax.set_xlabel("first component")
            ax.set_ylabel("second component")
            for column, of in zip(right.subplots(5, 2), zip(test, restored, strict=False), strict=False):
                for ax, image, title in zip(column, of, ("digit", "restored"), strict=True):
                    ax.imshow(
                        (image * features.scale + features.shift).reshape(8, 8), cmap="Greys", vmin=0, vmax=16
                    )
                    ax.set_axis_off()
                    titled(ax, title if ax is right.axes[0] or ax is right.axes[1] else "")

        less = errors[1] / known[1]
        checks = (
            Check("largest angle between the two planes, in degrees", angle, "<=", 0.1),
            Check("error of the linear one above the least", errors[0] / known[0] - 1, "<=", 1e-6),
            Check("error of the bent one, in parts of that of six components", less, "<=", 0.9),
        )
        return Outcome(checks, rows, draw)


def _components(x: Array, count: int) -> Array:
    """The first principal directions, from the singular vectors of the centred rows: (count, I)."""
    first: Array = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)[2][:count]
    return first


def _left(learned: Array, x: Array, components: Array) -> float:
    """The mean of ‖x - its projection‖² onto the components through the mean of the learned rows."""
    centred = x - learned.mean(axis=0)
    return float(np.square(centred - centred @ components.T @ components).sum(axis=1).mean())
