"""Learning by heart: the validation loss rises while the training loss falls, or lies far above it.

First, without early stopping: the last validation loss V against the lowest. Told if V_last > 1.2 V_best, by
more than 5 % of the loss of zero outputs, and the training loss has fallen since; the number is the
quotient V_last / V_best.
Otherwise, of the best weights: the gap (V - J) / J(zero outputs), told from 0.3 on, the number being the gap.

*Source:* Lepetit (overfitting, early stopping); Laurent (bias and variance); Prechelt 1998 (generalization
loss).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding

TIMES, RISE, GAP = 1.2, 0.05, 0.3


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    V, J, guess = evidence.V, evidence.J, evidence.guess
    if not len(V) or not guess > 0:
        return
    best = int(np.nanargmin(V)) if np.isfinite(V).any() else 0
    rise = V[-1] - V[best]
    stops = evidence.experiment.early_stopping is not None
    if not stops and V[best] > 0 and V[-1] > TIMES * V[best] and rise > RISE * guess and J[-1] < J[best]:
        advice = (
            f"validation_loss was lowest in epoch {best + 1} ({V[best]:.3g}) and has risen to {V[-1]:.3g}: "
            "stop early, or regularize"
        )
        patience = min(max(len(V) // 10, 5), 20)
        change = f"early_stopping: {{patience: {patience}}}"
        yield Finding("overfitting", float(V[-1] / V[best]), f"since epoch {best + 1}", advice, change)
        return
    if not {"train", "validation"} <= set(evidence.scores):
        return
    gap = (evidence.scores["validation"] - evidence.scores["train"]) / guess
    if gap >= GAP:
        advice = (
            f"the loss is {evidence.scores['train']:.3g} on the training rows and "
            f"{evidence.scores['validation']:.3g} on the validation rows: regularize, or get more rows"
        )
        yield Finding("overfitting", gap, "validation_loss", advice, _regularized(evidence))


def _regularized(evidence: Evidence) -> str:
    """A stronger rule where there is one, else one more."""
    rules = evidence.asked.regularization
    for i, rule in enumerate(rules):
        strength = getattr(rule, "strength", None)
        if isinstance(strength, float) and strength > 0:
            return f"regularization.{i}.strength: {strength * 10:g}"
    return (
        f"regularization.{len(rules)}: {{kind: l2, strength: 1e-3}}"
        if rules
        else "regularization: [{kind: l2, strength: 1e-3}]"
    )
