"""A class with too few rows to be learned, or to be judged by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.data.coding.cells import positions
from mlpcli.data.lint.base import Advice, View

FEW = 10
"""Training rows that a class needs."""

IMBALANCED = 0.05
"""Share of the training rows below which a class is drowned by the others."""


def advice(view: View) -> Iterator[Advice]:
    """Counted in all rows, not in a sample: the coding knows the classes."""
    if view.data.task != "classification" or view.data.class_weights is not None:
        return
    target, classes = view.data.targets[0], view.coding.classes
    counts = {
        part: np.bincount(positions(view.cells(target, part), classes).clip(0), minlength=len(classes))
        for part in ("train", "validation", "test")
    }
    total = max(int(counts["train"].sum()), 1)
    for i, level in enumerate(classes):
        own = {part: int(number[i]) for part, number in counts.items()}
        if own["train"] < FEW or own["train"] < IMBALANCED * total:
            said = f"class {level!s} has {own['train']:,} of {total:,} training rows"
            said += f", {own['validation']:,} for validation and {own['test']:,} for the test"
            yield Advice("rare_class", target, said, ("data", "class_weights"), "balanced")
