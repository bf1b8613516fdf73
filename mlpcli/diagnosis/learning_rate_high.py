"""A learning rate that is too large: the training loss jumps about, or shot up.

Told if either the training loss of some epoch was more than twice the largest of the loss before training
and that of zero outputs (the number is how many times), or in the second half of at least 6 epochs the loss
rose as much as it fell, Σ max(ΔJ, 0) / Σ |ΔJ| ≥ 0.3, by steps of 3 % of the loss of zero outputs in the mean
(the number is that share).

*Source:* Rudi-Gaillard 2.3 (a constant rate ends in a ball around the optimum whose size grows with it);
Lepetit (learning rates that are too large).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.diagnosis.course import rising_share
from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding
from mlpcli.training.rates import change_of_rate

TIMES, SHARE, STEP, FEWEST = 2.0, 0.3, 0.03, 6


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    optimizer, J = evidence.experiment.optimizer, evidence.J
    if not len(J) or not evidence.ratios or not evidence.guess > 0:
        return
    top = TIMES * max(evidence.guess, evidence.initial or 0.0)
    if evidence.initial is not None and J.max() > top:
        epoch, number = int(J.argmax()) + 1, float(J.max() / (top / TIMES))
        advice = f"the training loss shot up to {J.max():.3g}: the learning rate is too large"
        change = change_of_rate(optimizer, 0.1)
        yield Finding("learning_rate_high", number, f"epoch {epoch}", advice, change)
        return
    half = J[len(J) // 2 :]
    if len(J) >= FEWEST and np.abs(np.diff(half)).mean() >= STEP * evidence.guess:
        share = rising_share(half)
        if share >= SHARE:
            advice = "the training loss jumps up and down instead of falling: the learning rate is too large"
            change = change_of_rate(optimizer, 0.3)
            yield Finding("learning_rate_high", share, "training_loss", advice, change)
