"""Too little learned: the training loss itself stays high.

The number is J / J(zero outputs) of the best weights on the training rows. Told from 0.8 on, if there were 3
epochs or more: little more than a constant was learned. Told from 0.3 on, if the loss was still falling: the
last quarter of the epochs brought 10 % of all that was gained, and the training ended for want of epochs.

*Source:* Lepetit (underfitting: the training error is high); Laurent (bias and variance).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.diagnosis.course import still_falling
from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding

FEWEST, CONSTANT, UNSOLVED, FALLING = 3, 0.8, 0.3, 0.1


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    J = evidence.J
    if len(J) < FEWEST or not evidence.guess > 0:
        return
    number = evidence.scores.get("train", float(J[-1])) / evidence.guess
    epochs = evidence.experiment.training.epochs
    if evidence.reason == "epochs" and number >= UNSOLVED and still_falling(J) >= FALLING:
        advice = f"the training loss was still falling when the {epochs} epochs were over: train longer"
        yield Finding("underfitting", number, "training_loss", advice, f"training.epochs: {2 * epochs}")
    elif number >= CONSTANT:
        advice = "little more than a constant was learned: a larger network, other features, or another task"
        yield Finding("underfitting", number, "training_loss", advice, _larger(evidence))


def _larger(evidence: Evidence) -> str:
    hidden = evidence.asked.architecture.hidden
    if hidden is None:
        return ""
    return f"architecture.hidden: {[2 * units for units in hidden] or [16]}"
