"""No more progress: the training loss has stopped moving, well above nothing.

The number is what the last quarter of the epochs gained on the quarter before, (J̄₃ - J̄₄) / J(zero outputs),
both means. Told after 12 epochs or more if it is below 0.5 % either way, with a loss above 0.3 of that of
zero outputs, in a training that nothing but the number of epochs has ended.

*Source:* Lepetit (plateaus and saddle points); Laurent (learning rates that decay).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.diagnosis.course import quarter
from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding
from mlpcli.optimizer import StepRule
from mlpcli.schedule.constant import Constant
from mlpcli.training.rates import written

FEWEST, SMALL, UNSOLVED = 12, 0.005, 0.3


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    J = evidence.J
    if len(J) < FEWEST or evidence.reason != "epochs" or not evidence.guess > 0:
        return
    q = quarter(J)
    number = float((J[-2 * q : -q].mean() - J[-q:].mean()) / evidence.guess)
    if abs(number) < SMALL and J[-1] > UNSOLVED * evidence.guess:
        advice = f"the last {2 * q} epochs have brought nothing: lower the rate as you go, or stop early"
        yield Finding("plateau", number, f"since epoch {len(J) - 2 * q + 1}", advice, _change(evidence))


def _change(evidence: Evidence) -> str:
    optimizer = evidence.experiment.optimizer
    if isinstance(optimizer, StepRule) and isinstance(optimizer.learning_rate, Constant):
        rate = written(optimizer.learning_rate.rate)
        return f"optimizer.learning_rate: {{kind: reduce_on_plateau, start: {rate}}}"
    return "" if evidence.experiment.early_stopping else "early_stopping: {patience: 10}"
