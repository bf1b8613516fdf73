"""A generator and a discriminator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.errors import DivergedError
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves, halves, labelled, look, titled
from mlpcli.lecture.likeness import energy_distance, nearest_checks
from mlpcli.lecture.training import begun
from mlpcli.training.adversarial import Adversaries
from mlpcli.training.player import noise
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

SAMPLES = 2000
NEAR = 0.3
"""Three of the Gaussians' deviations: 0.989 of a Gaussian in the plane is nearer to its middle."""

CENTRES = np.array([[np.cos(angle), np.sin(angle)] for angle in np.arange(8) * np.pi / 4])


class GenerativeAdversarial(Lecture):
    """Samples of a mixture of eight Gaussians, from noise; with `full` also digits."""

    name = "generative-adversarial"
    title = "Generative adversarial network"
    note = "Desassis (generative adversarial networks, outline)"
    claim = "A generator trained against a discriminator makes samples that match a simple distribution."
    specs = (
        "generative_adversarial",
        "generative_adversarial_discriminator",
        "generative_adversarial_digits",
        "generative_adversarial_digits_discriminator",
    )

    def run(self, *, full: bool = False) -> Outcome:
        """2,000 samples against the mixture they should come from; with `full` 1,000 digits too."""
        generator, discriminator = adversaries("generative_adversarial")
        real = _of_class(discriminator, 1)
        found, start = samples(generator), samples(begun("generative_adversarial"))
        distances = np.linalg.norm(found[:, None] - CENTRES, axis=2)
        near = distances.min(axis=1) <= NEAR
        shares = np.bincount(distances.argmin(axis=1)[near], minlength=8) / SAMPLES
        rows = [
            {"Gaussian": f"at {45 * k}°", "share of the samples": float(share), "of the mixture": 1 / 8}
            for k, share in enumerate(shares)
        ]
        before, after = energy_distance(start, real), energy_distance(found, real)
        verdicts = discriminator.model("last").outputs(_coded(discriminator, np.concatenate([real, found])))
        right = np.mean(np.concatenate([verdicts[: len(real)] > 0.5, verdicts[len(real) :] <= 0.5])[:, 0])
        checks = [
            Check("share of the samples within 3 deviations of a Gaussian", float(near.mean()), ">=", 0.85),
            Check("share of the samples at the rarest of the eight", float(shares.min()), ">=", 0.05),
            Check(
                "energy distance to the real points, in parts of that of the untrained",
                after / before,
                "<=",
                0.1,
            ),
            Check("share that the discriminator tells right in the end", float(right), "<=", 0.65),
        ]
        networks = {"generator": generator, "discriminator": discriminator}
        made: list[Array] = []
        if full:
            writer, critic = adversaries("generative_adversarial_digits")
            made = [np.clip(samples(writer, 1000), 0, 16)]
            networks |= {"digits_generator": writer, "digits_discriminator": critic}
            checks += nearest_checks(made[0], _of_class(critic, 1), _of_class(critic, 0))

        def draw(figure: Figure) -> None:
            left, other = halves(figure)
            _draw_points(left.subplots(), real, found)
            if made:
                _draw_digits(other, made[0])
            else:
                _draw_losses(other.subplots(), generator, discriminator)

        return Outcome(tuple(checks), rows, draw, networks)


def adversaries(spec: str, *overrides: str) -> tuple[Session, Session]:
    """The generator and the discriminator of a shipped pair of specs, trained in turn."""
    generator, discriminator = begun(spec, *overrides), begun(f"{spec}_discriminator", *overrides)
    for _ in Adversaries(generator, discriminator).fit():
        pass
    for session in (generator, discriminator):
        if session.replica.reason == "diverged":
            raise DivergedError(session.replica.detail)
    return generator, discriminator


def samples(generator: Session, count: int = SAMPLES) -> Array:
    """What the mean of the generator's iterates makes, in the units of the data: (count, O)."""
    coding, model = generator.prepared.coding, generator.model("averaged")
    u = noise(np.random.default_rng(0), model.network, count, model.theta)
    assert coding.units is not None
    shift, scale = coding.units
    made: Array = model.outputs(u) * scale + shift
    return made


def _coded(session: Session, x: Array) -> Array:
    """Rows in the units of the data as the network takes them."""
    features = session.prepared.coding.features
    rows: Array = ((x - features.shift) / features.scale).astype(session.state.theta.dtype)
    return rows


def _of_class(session: Session, label: int) -> Array:
    """The training rows of a class, in the units of the data."""
    train, features = session.prepared.train, session.prepared.coding.features
    rows: Array = train.x[train.y[:, 0] == label] * features.scale + features.shift
    return rows


def _draw_points(ax: Axes, real: Array, found: Array) -> None:
    for i, (points, name) in enumerate(((real, "real"), (found[: len(real)], "made"))):
        colour, _, marker = look(i)
        ax.scatter(
            points[:, 0], points[:, 1], color=colour, marker=marker, s=9, linewidths=0, alpha=0.6, label=name
        )
    ax.set_aspect("equal")
    ax.set_xlim(-1.6, 1.6)
    ax.set_ylim(-1.6, 1.9)
    ax.legend(fontsize="small", loc="upper center", ncols=2, markerscale=2)
    labelled(ax, "x1", "x2")


def _draw_losses(ax: Axes, generator: Session, discriminator: Session) -> None:
    series = {
        name: ([e.epoch for e in session.replica.history], [e.training_loss for e in session.replica.history])
        for name, session in (("generator", generator), ("discriminator", discriminator))
    }
    ax.axhline(np.log(2), color="0.6", linewidth=1)
    ax.annotate(
        "log 2: it cannot tell",
        (0.99, np.log(2)),
        (0, -6),
        ("axes fraction", "data"),
        "offset points",
        ha="right",
        va="top",
        fontsize="small",
    )
    curves(ax, series, "epoch", "loss")


def _draw_digits(figure: SubFigure, made: Array) -> None:
    grid = figure.subplots(6, 6)
    for ax, image in zip(grid.ravel(), made, strict=False):
        ax.imshow(image.reshape(8, 8), cmap="Greys", vmin=0, vmax=16)
        ax.set_axis_off()
    titled(grid[0, 0], "made")
