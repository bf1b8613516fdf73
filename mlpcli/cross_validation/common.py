"""What the folds predict, said in one way: each has fitted its target on training rows of its own.

| target | differs by fold | in common |
|---|---|---|
| numbers | mean and deviation | the data's units; their means for the loss |
| classes, lists of labels | which there are; the threshold | all that a fold has; the thresholds' mean |
| counts, shares, labels in columns | nothing | the same |
"""

from __future__ import annotations

from collections.abc import Sequence
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
from mlpcli.loss import Loss
from mlpcli.loss.multiple import Multiple
from mlpcli.loss.single import usual_loss


def common_target(targets: Sequence[TargetCoding]) -> TargetCoding:
    """The coding in which the predictions of all can be said. Raises ValueError where there is none."""
    first = targets[0]
    if len({type(target) for target in targets}) > 1:
        raise ValueError("their targets are not of one kind")
    match first:
        case ClassTarget():
            own = cast(Sequence[ClassTarget], targets)
            classes = tuple(sorted({c for target in own for c in target.classes}))
            return replace(
                first, classes=classes, threshold=float(np.mean([target.threshold for target in own]))
            )
        case LabelListTarget():
            lists = cast(Sequence[LabelListTarget], targets)
            return replace(first, labels=tuple(sorted({label for t in lists for label in t.labels})))
        case NumberTarget():
            numbers = cast(Sequence[NumberTarget], targets)
            if len({(target.columns, target.transforms) for target in numbers}) > 1:
                raise ValueError("their targets have other columns or transforms")
            shift, scale = (np.mean(each, axis=0) for each in zip(*(t.units for t in numbers), strict=True))
            return replace(first, shift=shift, scale=scale)
        case SeveralTarget():
            several = cast(Sequence[SeveralTarget], targets)
            if len({target.names for target in several}) > 1:
                raise ValueError("their targets have other columns")
            return replace(
                first, parts=tuple(map(common_target, zip(*(t.parts for t in several), strict=True)))
            )
        case _:
            if len({target.width for target in targets}) > 1:
                raise ValueError("their targets have other columns")
            return first


def common_loss(losses: Sequence[Loss], targets: Sequence[TargetCoding], common: TargetCoding) -> Loss:
    """The loss of predictions in the common coding: that of a fold which has all classes."""
    if isinstance(common, SeveralTarget):
        several, parts = cast(Sequence[Multiple], losses), cast(Sequence[SeveralTarget], targets)
        outputs = {}
        for i, (name, part) in enumerate(zip(common.names, common.parts, strict=True)):
            own = [_of_output(loss, name) for loss in several]
            loss = common_loss(own, [target.parts[i] for target in parts], part)
            output = several[0].outputs[name]
            outputs[name] = output.model_copy(update={"loss": loss, "width": part.width})
        return several[0].model_copy(update={"outputs": outputs})
    known = zip(losses, targets, strict=True)
    return next((loss for loss, own in known if own.task == common.task), usual_loss(common.task))


def in_common(z: Array, loss: Loss, own: TargetCoding, common: TargetCoding) -> Array:
    """z: (..., N, O) of a fold, before its loss's link -> that of the common coding in double precision.

    Numbers come in the data's units. A class that the fold does not have is one of probability 0.
    """
    match own, common:
        case SeveralTarget(), SeveralTarget():
            assert isinstance(loss, Multiple), "the spec is resolved"
            parts, start = [], 0
            for name, part, other in zip(own.names, own.parts, common.parts, strict=True):
                here = slice(start, start := start + part.width)
                parts.append(in_common(z[..., here], _of_output(loss, name), part, other))
            return np.concatenate(parts, axis=-1)
        case ClassTarget(), ClassTarget() if own.classes != common.classes:
            return _placed(_of_each_class(z, loss, own), loss, own.classes, common.classes)
        case LabelListTarget(), LabelListTarget():
            return _placed(z.astype(np.float64), loss, own.labels, common.labels)
        case NumberTarget(), _:
            shift, scale = own.units
            return np.asarray(own.unwarp(z * scale + shift))
        case _:
            return z.astype(np.float64)


def coded(values: Array, common: TargetCoding) -> Array:
    """What `in_common` gives, numbers now as the common coding has them: (..., N, O)."""
    match common:
        case SeveralTarget():
            ends = np.cumsum([part.width for part in common.parts])[:-1]
            parts = zip(np.split(values, ends, axis=-1), common.parts, strict=True)
            return np.concatenate([coded(own, part) for own, part in parts], axis=-1)
        case NumberTarget():
            widths = [int(np.prod(shape)) for _, shape in common.columns]
            columns = np.split(values, np.cumsum(widths)[:-1], axis=-1)
            warped = [TRANSFORMS[t].apply(c) for t, c in zip(common.transforms, columns, strict=True)]
            return np.asarray((np.concatenate(warped, axis=-1) - common.shift) / common.scale)
        case _:
            return values


def _of_each_class(z: Array, loss: Loss, own: ClassTarget) -> Array:
    """A column for each class, of two as well, fit for the loss of more than two: log p, or p itself."""
    z = z.astype(np.float64)
    if own.width > 1:
        return z
    if not loss.probabilities:
        return np.concatenate([1 - z, z], axis=-1)
    p = loss.predict(z)
    return np.asarray(np.log(np.concatenate([1 - p, p], axis=-1)))


def _placed(z: Array, loss: Loss, own: Sequence[object], common: Sequence[object]) -> Array:
    """The columns of z at the places of their classes; the others have no probability."""
    placed = np.full((*z.shape[:-1], len(common)), -np.inf if loss.probabilities else 0.0)
    placed[..., [common.index(name) for name in own]] = z
    return placed


def _of_output(loss: Multiple, name: str) -> Loss:
    own = loss.outputs[name].loss
    assert own is not None, "the spec is resolved"
    return own
