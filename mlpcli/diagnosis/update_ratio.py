"""How far an update moves the weights, ‖Δθ‖ / ‖θ‖ for each array of weights.

About 1e-3 is usual. The update is one more, on a batch of the training rows, at the largest rate that an
epoch ended with. Told for the array with the largest ratio if that is above 0.1; and if all are below 1e-5
while the loss is still above half of what zero outputs give: then nothing has been learned nor will be soon.

*Source:* Karpathy, CS231n notes (ratio of weight updates to weights); beside Lepetit (learning rates).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding
from mlpcli.training.rates import change_of_rate

HIGHEST, LOWEST, USUAL = 0.1, 1e-5, 1e-3
UNSOLVED = 0.5


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    if not evidence.ratios or not evidence.history:
        return
    name, ratio = max(evidence.ratios.items(), key=lambda item: item[1])
    unsolved = evidence.J[-1] > UNSOLVED * evidence.guess
    if ratio > HIGHEST or (ratio < LOWEST and unsolved):
        how = "tear the weights about" if ratio > HIGHEST else "hardly move the weights"
        advice = f"updates {how}: they change {ratio:.1g} of them, where 1e-3 is usual"
        factor = min(max(USUAL / ratio, 1e-2), 1e3) if ratio > 0 else 1e3
        yield Finding(
            "update_ratio", ratio, name, advice, change_of_rate(evidence.experiment.optimizer, factor)
        )
