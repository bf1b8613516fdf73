"""Every class equally often, however rare it is."""

from __future__ import annotations

from typing import Literal

import numpy as np

from mlpcli.arrays import Array, Generator
from mlpcli.sampling.base import Rows, Sampling


class Balanced(Sampling):
    """An epoch of N rows in rounds: a round has one row of each of the C classes, in random order.

    So each class comes N/C times (one more or less in the last round), and in any m rows on end m/C times,
    give or take two. A class hands out its rows shuffled, all of them before any comes again: rows of rare
    classes repeat within an epoch, of common ones a part comes, another each time. A class without training
    rows is left out.

    The network then learns as if classes were equally likely: its probabilities are for such a world, too
    high for rare classes in this one. Validation and test rows keep their shares, so look at
    `balanced_accuracy` or `f1`.

    *Source:* Lepetit (sampling a mini-batch); Shen, Lin, Huang 2016 (class-aware sampling).

    >>> y = np.array([[0.0], [0.0], [0.0], [0.0], [0.0], [1.0]])  # row 5 is the only one of its class
    >>> Balanced().order(y, np.random.default_rng(0)).tolist()
    [3, 5, 2, 5, 1, 5]
    """

    kind: Literal["balanced"] = "balanced"

    def check(self, task: str, batch_size: int | Literal["all", "auto"]) -> None:
        """Only classes can be balanced."""
        if task not in ("binary", "multiclass"):
            raise ValueError(f"is for classes; these targets are {task}")

    def order(self, y: Array, generator: Generator) -> Rows:
        """Round after round: (N,). y is one-hot, or one column of 0 and 1."""
        N = len(y)
        _, labels = np.unique(y.argmax(axis=-1) if y.shape[-1] > 1 else y[:, 0] > 0.5, return_inverse=True)
        classes = int(labels.max()) + 1
        rounds = np.tile(np.arange(classes), (-(-N // classes), 1))
        turns = generator.permuted(rounds, axis=1).ravel()[:N]
        order = np.empty(N, dtype=np.intp)
        for label in range(classes):
            own, places = np.flatnonzero(labels == label), np.flatnonzero(turns == label)
            decks = [generator.permutation(own) for _ in range(-(-len(places) // len(own)))]
            order[places] = np.concatenate(decks or [own])[: len(places)]
        return order
