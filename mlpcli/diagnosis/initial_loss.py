"""The loss before the first update against that of a guess which knows nothing.

Outputs that are all zero give every class the same probability, so J = ln C; of a standardized number they
are the mean, so J = 1. A network that starts with J far above is sure of what it cannot know. The number is
J₀ / J(zero outputs); told from 4 on.

*Source:* Lepetit (initialization); Glorot, Bengio 2010; Karpathy, CS231n notes (look for correct loss at
chance performance).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding

TIMES = 4.0


def find(evidence: Evidence) -> Iterator[Finding]:
    """At most one."""
    if evidence.initial is None or not 0 < evidence.guess < math.inf:
        return
    number = evidence.initial / evidence.guess
    if number >= TIMES or not math.isfinite(number):
        C = (
            round(math.exp(evidence.guess))
            if evidence.experiment.loss is not None and evidence.experiment.loss.probabilities
            else 0
        )
        guess = f"ln {C} = {evidence.guess:.3g}" if C > 1 else f"{evidence.guess:.3g}"
        advice = (
            f"the first loss was {evidence.initial:.3g}, a guess that knows nothing has {guess}: "
            "the network starts with weights, or inputs, that are too large"
        )
        yield Finding(
            "initial_loss", min(number, 1e300), "before the first update", advice, _change(evidence)
        )


def _change(evidence: Evidence) -> str:
    for name, column in evidence.experiment.data.columns.items():
        scale = getattr(column, "scale", "")
        if getattr(scale, "kind", scale) == "none":
            return f"data.columns.{name}.scale: standard"
    if evidence.asked.architecture.output.initialization is not None:
        return "architecture.output.initialization: glorot_normal"
    return "" if evidence.asked.initialization is None else "initialization: auto"
