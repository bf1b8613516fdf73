"""A learning rate that is too small: the training loss falls, but hardly, and as on a straight line.

Told if after 3 epochs or more the training loss is above half of that of zero outputs, no array of weights
moves by more than 3e-4 of its length in an update, and either the last quarter of the epochs still brought
15 % of all that was gained (0.25 is a straight line), or less than 1 % of the loss of zero outputs was gained
in all. The number is the largest ratio ‖Δθ‖ / ‖θ‖.

*Source:* Lepetit (learning rates that are too small); Karpathy, CS231n notes (ratio of updates, about 1e-3).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.diagnosis.course import still_falling
from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding
from mlpcli.training.rates import change_of_rate

FEWEST, UNSOLVED, RATIO, STRAIGHT, NOTHING = 3, 0.5, 3e-4, 0.15, 0.01


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    J = evidence.J
    if len(J) < FEWEST or not evidence.ratios:
        return
    ratio = max(evidence.ratios.values())
    slow = still_falling(J) >= STRAIGHT or J[0] - J[-1] < NOTHING * evidence.guess
    if J[-1] > UNSOLVED * evidence.guess and 0 < ratio < RATIO and slow:
        advice = f"the training loss came from {J[0]:.3g} to {J[-1]:.3g} alone: larger steps would go faster"
        factor = min(max(1e-3 / ratio, 3.0), 1e4)
        change = change_of_rate(evidence.experiment.optimizer, factor)
        yield Finding("learning_rate_low", ratio, "training_loss", advice, change)
