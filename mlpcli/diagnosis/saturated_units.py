"""Units of a squashing layer that stay where their slope is next to nothing.

A unit is saturated on a row if its slope g' is below 5 % of the steepest: for sigmoid h (1 - h) < 0.05 / 4,
for tanh 1 - h² < 0.05; likewise for their relatives, each at its own ends. A unit counts if that is so on
95 % of the rows. The number is the share of such units in the layer; told from 20 % on.

*Source:* Lepetit (sigmoidal units saturate); Laurent (vanishing gradient); Glorot, Bengio 2010.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.arrays import Array
from mlpcli.diagnosis.evidence import Evidence
from mlpcli.diagnosis.finding import Finding

FLAT = {
    "sigmoid": 0.0127,
    "probit": 0.0073,
    "hard_sigmoid": 0.0,
    "tanh": 0.0254,
    "softsign": 0.2237,
    "hard_tanh": 0.0,
}
"""How near to an end of its range, in parts of the range's unit, g' falls below 5 % of its largest."""
FROM_ZERO = frozenset({"sigmoid", "probit", "hard_sigmoid"})
ROWS, SHARE = 0.95, 0.2


def find(evidence: Evidence) -> Iterator[Finding]:
    """A finding a layer; the output layer's range may well be what the target has."""
    for units in evidence.units:
        flat = FLAT.get(units.activation.kind)
        if flat is None or units.key == "architecture.output.activation" or not len(units.h):
            continue
        saturated = _flat(units.h, units.activation.kind, flat).mean(axis=0) >= ROWS
        if saturated.mean() >= SHARE:
            advice = (
                f"{saturated.sum()} of {saturated.size} units sit at an end of {units.activation.kind}, "
                "where gradients vanish; start with smaller weights, or use relu"
            )
            plain = evidence.asked.initialization is None
            change = f"{units.key}: relu" if plain else "initialization: glorot_normal"
            yield Finding("saturated_units", float(saturated.mean()), units.layer, advice, change)


def _flat(h: Array, kind: str, flat: float) -> Array:
    low = 0.0 if kind in FROM_ZERO else -1.0
    near: Array = (h <= low + flat) | (h >= 1 - flat)
    return near
