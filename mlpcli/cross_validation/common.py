"""What the folds predict, said in one way: each has fitted its target on training rows of its own.

| target | differs by fold | in common |
|---|---|---|
| numbers | mean and deviation | the data's units; for the loss the means of both |
| classes | the threshold | the mean of the thresholds |
| lists of labels | which labels there are | all that a fold has |
| counts, shares, labels in columns | nothing | the same |
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.classes import ClassTarget
from mlpcli.data.coding.label_lists import LabelListTarget
from mlpcli.data.coding.quantities import NumberTarget
from mlpcli.data.coding.several import SeveralTarget
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.coding.transform import TRANSFORMS

SURE = 30.0
"""A label that a fold has never seen has the odds e⁻³⁰: 0 in a mean, and a loss that is finite."""


def common_target(targets: Sequence[TargetCoding]) -> TargetCoding:
    """The coding in which the predictions of all can be said. Raises ValueError where there is none."""
    first = targets[0]
    if len({_form(target) for target in targets}) > 1:
        raise ValueError("their targets have other classes or columns")
    match first:
        case ClassTarget():
            thresholds = [target.threshold for target in cast(Sequence[ClassTarget], targets)]
            return replace(first, threshold=float(np.mean(thresholds)))
        case LabelListTarget():
            labels = {label for target in cast(Sequence[LabelListTarget], targets) for label in target.labels}
            return replace(first, labels=tuple(sorted(labels)))
        case NumberTarget():
            units = [target.units for target in cast(Sequence[NumberTarget], targets)]
            shift, scale = (np.mean(each, axis=0) for each in zip(*units, strict=True))
            return replace(first, shift=shift, scale=scale)
        case SeveralTarget():
            parts = zip(*(target.parts for target in cast(Sequence[SeveralTarget], targets)), strict=True)
            return replace(first, parts=tuple(map(common_target, parts)))
        case _:
            return first


def in_common(z: Array, own: TargetCoding, common: TargetCoding) -> Array:
    """z: (..., N, O) of a fold, before its loss's link -> that of the common coding in double precision.

    Numbers come in the data's units.
    """
    match own, common:
        case SeveralTarget(), SeveralTarget():
            pieces = zip(_pieces(z, own), own.parts, common.parts, strict=True)
            return np.concatenate([in_common(*piece) for piece in pieces], axis=-1)
        case LabelListTarget(), LabelListTarget():
            placed = np.full((*z.shape[:-1], common.width), -SURE)
            placed[..., [common.labels.index(label) for label in own.labels]] = z
            return placed
        case NumberTarget(), _:
            shift, scale = own.units
            return np.asarray(own.unwarp(z * scale + shift))
        case _:
            return z.astype(np.float64)


def coded(values: Array, common: TargetCoding) -> Array:
    """What `in_common` gives, numbers now as the common coding has them: (..., N, O)."""
    match common:
        case SeveralTarget():
            pieces = zip(_pieces(values, common), common.parts, strict=True)
            return np.concatenate([coded(*piece) for piece in pieces], axis=-1)
        case NumberTarget():
            widths = [math.prod(shape) for _, shape in common.columns]
            columns = np.split(values, np.cumsum(widths)[:-1], axis=-1)
            warped = [TRANSFORMS[t].apply(c) for t, c in zip(common.transforms, columns, strict=True)]
            return np.asarray((np.concatenate(warped, axis=-1) - common.shift) / common.scale)
        case _:
            return values


def _pieces(z: Array, target: SeveralTarget) -> list[Array]:
    """The columns of each of several targets."""
    return np.split(z, np.cumsum([part.width for part in target.parts])[:-1], axis=-1)


def _form(target: TargetCoding) -> Hashable:
    """What the targets of all folds have to agree in."""
    match target:
        case ClassTarget():
            return target.type, target.classes
        case LabelListTarget():
            return target.type, target.separator
        case NumberTarget():
            return target.type, target.columns, target.transforms
        case SeveralTarget():
            return target.type, target.names, tuple(map(_form, target.parts))
        case _:
            return target.type, target.width
