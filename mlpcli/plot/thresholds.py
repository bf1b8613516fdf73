"""What happens at every threshold on a probability: right and wrong positives, and their rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.metric import Head, Task
from mlpcli.plot.subject import Run

TASKS: tuple[Task, ...] = ("binary", "multiclass", "multilabel")

MOST = 10
"""Classes that have a curve each."""


class Ranked(NamedTuple):
    """Positives of a class at falling thresholds, starting with none: true ones and false ones, (T,)."""

    name: str
    true: Array
    false: Array

    @property
    def is_defined(self) -> bool:
        """Whether there are rows of the class, and others."""
        return bool(self.true[-1] > 0 and self.false[-1] > 0)


def ranked(name: str, probability: Array, target: Array) -> Ranked:
    """From probabilities (N,) and targets (N,), 1 for rows of the class; equal probabilities are one step.

    >>> ranked("", np.array([0.1, 0.4, 0.4, 0.8]), np.array([0, 0, 1, 1])).true.tolist()
    [0.0, 1.0, 2.0, 2.0]
    """
    order = np.argsort(-probability, kind="stable")
    p, y = probability[order], target[order].astype(np.float64)
    last = np.append(p[1:] != p[:-1], [True] * bool(len(p))).astype(bool)
    true, false = np.cumsum(y)[last], np.cumsum(1 - y)[last]
    return Ranked(name, np.append(0.0, true), np.append(0.0, false))


def gather(run: Run, head: Head, part: Part) -> list[Ranked]:
    """The second of two classes, each of more against the rest, or each label; the most frequent ones."""
    p, y = run.judged(head, part)
    if head.task == "binary":
        return [ranked(str(head.classes[1]), p[:, 0], y[:, 0])]
    names = head.classes or run.trained.experiment.data.targets
    every = [ranked(str(name), p[:, c], y[:, c]) for c, name in enumerate(names)]
    frequent = sorted(range(len(every)), key=lambda c: -every[c].true[-1])[:MOST]
    return [every[c] for c in sorted(frequent)]
