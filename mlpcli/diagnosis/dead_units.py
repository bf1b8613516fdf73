"""Units of a rectifying layer that are never active.

A unit is dead if |h| ≤ ε on every row: ε = 0 for relu, 0.01 for its smooth relatives gelu and silu, which
come close to 0 where they hardly let anything through. No gradient passes a dead unit, so it stays dead. The
number is the share of dead units in the layer; told from 40 % on.

*Source:* Lepetit (rectified linear units: no gradient where they are not active); Maas, Hannun, Ng 2013.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding

LEAST = {"relu": 0.0, "gelu": 0.01, "gelu_tanh": 0.01, "silu": 0.01}
SHARE = 0.4


def find(evidence: Evidence) -> Iterator[Finding]:
    """A finding a layer."""
    for units in evidence.units:
        least = LEAST.get(units.activation.kind)
        if least is None or not len(units.h):
            continue
        dead = np.abs(units.h).max(axis=0) <= least
        if dead.mean() >= SHARE:
            others = "identity" if units.key == "architecture.output.activation" else "leaky_relu"
            advice = (
                f"{dead.sum()} of {dead.size} units are never active and cannot learn any more; "
                "let some gradient through, or lower the learning rate"
            )
            yield Finding("dead_units", float(dead.mean()), units.layer, advice, f"{units.key}: {others}")
