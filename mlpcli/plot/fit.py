"""The fitted curve over one feature, with the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlpcli.arrays import Array
from mlpcli.metric import Task
from mlpcli.plot import style
from mlpcli.plot.grid import predicted, widened
from mlpcli.plot.subject import Run, Subject
from mlpcli.training.session import PARTS

TASKS: tuple[Task, ...] = ("regression", "counts", "binary")

LABELS = {"train": "training"}

STEPS = 600


@dataclass(frozen=True, eq=False)
class Line:
    """y: (T,) over x: (T,), and the same of each member of an ensemble: (k, T)."""

    x: Array
    y: Array
    members: Array | None = None
    label: str = "network"


@dataclass(frozen=True, eq=False)
class Points:
    """Data x, y: (N,), and what they are."""

    x: Array
    y: Array
    label: str = "training rows"


def check(subject: Subject) -> None:
    """One run with one feature that is a number, and a target that is one too."""
    run = subject.run
    run.head(TASKS)
    run.inputs(1)


def picture(
    subject: Subject, width: float, target: str | None = None, window: tuple[float, float] | None = None
) -> Figure:
    """`window` is the range of the feature, [from, to]; by default a little more than the data takes."""
    run = subject.run
    points, line = gather(run, target, window)
    figure = style.figure(width)
    axes = style.panel(figure)
    draw(axes, [line], points, run.inputs(1).names[0], _label(run, target))
    style.title(axes, run.name)
    return figure


def gather(
    run: Run, target: str | None = None, window: tuple[float, float] | None = None
) -> tuple[list[Points], Line]:
    """The rows of all parts, and the curve; of several numbers in one target the first."""
    head, inputs, points = run.head(TASKS, target), run.inputs(1), []
    for part in PARTS:
        if len(run.trained.checkpoint.data.partition[part]):
            samples = run.samples(part)
            y = run.judged(head, part)[1][:, 0]
            points.append(
                Points(inputs.values(samples.x)[:, 0], y.astype(np.float64), f"{LABELS.get(part, part)} rows")
            )
    x = np.linspace(*(window or widened(np.concatenate([own.x for own in points]))), STEPS)
    model, members = run.model, None
    if model.theta.ndim == 2:
        each = [replace(model, theta=theta) for theta in model.theta]
        members = np.stack([predicted(run, own, inputs, x[:, None], head)[:, 0] for own in each])
    return points, Line(x, predicted(run, model, inputs, x[:, None], head)[:, 0], members)


def _label(run: Run, target: str | None) -> str:
    head = run.head(TASKS, target)
    name = head.name or ", ".join(run.trained.experiment.data.targets)
    return f"probability of {head.classes[1]}" if head.task == "binary" else name


@style.styled
def draw(
    axes: Axes, lines: Sequence[Line], points: Sequence[Points] = (), xlabel: str = "x", ylabel: str = "y"
) -> None:
    """Curves over points; the range of an ensemble's members is a band."""
    shades = ("#999999", style.look(1).colour, style.look(2).colour)
    for i, own in enumerate(points):
        axes.plot(
            own.x,
            own.y,
            linestyle="",
            marker=style.MARKERS[i % len(style.MARKERS)],
            color=shades[i % len(shades)],
            markerfacecolor=shades[0] if i == 0 else "white",
            markeredgewidth=0.4 if i == 0 else 1.0,
            label=own.label,
            zorder=2,
        )
    for i, line in enumerate(lines):
        colour, dashes, _ = style.look(i)
        axes.plot(line.x, line.y, color=colour, linestyle=dashes, linewidth=2.2, label=line.label, zorder=3)
        if line.members is not None:
            low, high = line.members.min(axis=0), line.members.max(axis=0)
            label = f"range of {len(line.members)} members"
            axes.fill_between(line.x, low, high, color=colour, alpha=0.22, linewidth=0, label=label)
    axes.set(xlabel=style.plain(xlabel), ylabel=style.plain(ylabel))
    style.legend(axes)
