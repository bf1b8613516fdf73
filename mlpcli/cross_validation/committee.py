"""The networks of all folds as one model, which predicts the mean of what they predict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpcli.arrays import Array
from mlpcli.cross_validation.common import coded, in_common
from mlpcli.data.coding import Coding, Finding
from mlpcli.data.coding.base import Need
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.frame import Frame
from mlpcli.loss import Loss
from mlpcli.mean.arithmetic import Arithmetic
from mlpcli.metric import Metric
from mlpcli.training.deviation import deviations
from mlpcli.training.model import Model, Prediction, units_of
from mlpcli.training.score import Scorer


@dataclass(frozen=True, eq=False)
class Committee:
    """Each network codes the rows as it has learned to; then 1/K Σ of their K predictions is taken.

    Of probabilities it is the mean, of numbers the mean in the data's units. `coding` is the one in which all
    can say what they predict (`common`).

    *Source:* Lepetit (bagging, prediction by 1/k Σ p_i), on the networks of a cross-validation; Breiman 1996.
    """

    models: tuple[Model, ...]
    coding: Coding

    @property
    def loss(self) -> Loss:
        """That of the folds."""
        return self.models[0].loss

    def seeded(self, more: int) -> Committee:
        """With other draws for passes with dropout."""
        return replace(self, models=tuple(model.seeded(more) for model in self.models))

    @np.errstate(all="ignore")
    def predict(self, frame: Frame) -> Prediction:
        """Predictions for every row, in order; see `Model.predict`. Deviations are over all passes of all."""
        said, passes, found = [], [], []
        for model in self.models:
            x, findings = model.coding.encode(frame, None, model.theta.dtype)
            z = model.passes(x)
            said.append(self._in_common(model, model.pooled(z)))
            passes += [self._in_common(model, z)] if model.samples else []
            found.append(findings)
        predicted = self.loss.predict(self.joined(said))
        lost = len(predicted) - int(np.isfinite(predicted).all(axis=-1).sum())
        columns = self.coding.decode(predicted)
        if passes:
            every = coded(np.concatenate(passes), _target(self.coding))
            columns |= deviations(self.coding, columns, self.loss.predict(every))
        dtype = self.models[0].theta.dtype
        columns = {n: c.astype(dtype) if c.dtype.kind == "f" else c for n, c in columns.items()}
        return Prediction(columns, as_one(found), lost)

    @np.errstate(all="ignore")
    def said(self, number: int, x: Array) -> Array:
        """What network `number`, from 0, says about rows x: (N, I) in its coding; for `joined`: (N, O)."""
        model = self.models[number]
        return self._in_common(model, model.logits(x))

    @np.errstate(all="ignore")
    def joined(self, said: Sequence[Array]) -> Array:
        """The z: (N, O) whose prediction is the mean of what some have said, in the common coding."""
        return coded(self.loss.pooled(np.stack(said), Arithmetic()), _target(self.coding))

    @np.errstate(all="ignore")
    def judged(
        self, z: Array, y: Array, weights: Array | None, metrics: Sequence[Metric]
    ) -> dict[str, Array]:
        """Loss and metrics of z: (N, O) against y: (N, O), both in the common coding."""
        network = self.models[0].network
        scorer = Scorer(network, self.loss, metrics, units_of(self.coding), self.coding.heads)
        return scorer.judge(lambda rows: z[rows], y, weights)

    def _in_common(self, model: Model, z: Array) -> Array:
        return in_common(z, _target(model.coding), _target(self.coding))


def _target(coding: Coding) -> TargetCoding:
    assert coding.target is not None, "autoencoders form no committee"
    return coding.target


def as_one(found: Sequence[Sequence[Finding]]) -> tuple[Finding, ...]:
    """The findings of all codings about the same cells: each once, with the most cells that one counted.

    >>> filled = [[Finding("age", f"empty, filled with {v}", 2, 10)] for v in (28, 30)]
    >>> print(*as_one(filled))
    age: 2 of 10 cells empty, filled with 28; each fold has its own, this is that of fold 1
    """
    by_need: dict[tuple[str, Need, int], list[tuple[int, Finding]]] = {}
    for fold, findings in enumerate(found, start=1):
        counted: dict[tuple[str, Need], int] = {}
        for finding in findings:
            key = finding.column, finding.need
            counted[key] = counted.get(key, 0) + 1
            by_need.setdefault((*key, counted[key]), []).append((fold, finding))
    return tuple(map(_merged, by_need.values()))


def _merged(same: Sequence[tuple[int, Finding]]) -> Finding:
    fold, most = max(same, key=lambda one: one[1].count)
    if len({finding.decision for _, finding in same}) == 1:
        return most
    return replace(most, decision=f"{most.decision}; each fold has its own, this is that of fold {fold}")
