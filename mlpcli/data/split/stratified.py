"""Rows divided at random within each class, so that every part has the classes in equal shares."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.split.base import Partition, folded, sizes
from mlpcli.data.split.drawn import Drawn
from mlpcli.errors import DataError


class Stratified(Drawn):
    """Each class gives its share to each part, and keeps at least one row for training.

    The sizes of the parts are those of `random`. A class of n_c of the n rows gives n_c · T / n rows to a
    part of T rows, rounded down; the rows still missing come from the classes with the largest remainders,
    of equal ones from the first (largest remainder method). Only when classes are so small that their last
    row would go does a part come out smaller. Folds are dealt class after class, so each has its share.

    >>> labels = np.array([0] * 6 + [1] * 4)
    >>> parts = Stratified(validation=0, test=0.5).rows(10, labels)
    >>> labels[parts.test].tolist()  # 6 · 5/10 and 4 · 5/10
    [0, 0, 0, 1, 1]
    """

    by_class: ClassVar[bool] = True

    kind: Literal["stratified"] = "stratified"

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """labels: (n,), numbers of the classes from 0 on."""
        if labels is None:
            raise ValueError("a stratified split needs classes")
        validation, test = sizes(n, self.watched, self.test)
        order = np.random.default_rng(self.seed).permutation(n)
        counts = np.bincount(labels)
        members = np.split(order[np.argsort(labels[order], kind="stable")], counts.cumsum()[:-1])
        tests = shares(counts, test, counts - 1)
        validations = shares(counts, validation, counts - 1 - tests)
        for name, wanted, given in (("test", test, tests), ("validation", validation, validations)):
            if wanted and not given.any():
                raise DataError(
                    f"no class has a row to spare for {name}: of {n} rows in {len(counts)} classes each "
                    f"keeps one for training; give {name}: 0, or remove the rarest classes"
                )
        parts = [np.split(rows, [t, t + v]) for rows, t, v in zip(members, tests, validations, strict=True)]
        tested, watched, learned = (np.concatenate(part) for part in zip(*parts, strict=True))
        if self.folds:
            learned, watched = folded(learned, self.fold, self.folds)
        return Partition(train=np.sort(learned), validation=np.sort(watched), test=np.sort(tested))


def shares(counts: NDArray[np.intp], total: int, limits: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many rows each class gives to a part of `total` rows: in proportion to counts, within limits.

    >>> shares(np.array([5, 4, 1]), 3, np.array([4, 3, 0])).tolist()  # quotas 1.5, 1.2, 0.3
    [2, 1, 0]
    """
    quotas = counts * total / counts.sum()
    given: NDArray[np.intp] = np.minimum(quotas.astype(np.intp), limits)
    by_remainder = np.argsort(given - quotas, kind="stable")
    while given.sum() < total and (given < limits).any():
        for c in by_remainder[(given < limits)[by_remainder]][: total - given.sum()]:
            given[c] += 1
    return given
