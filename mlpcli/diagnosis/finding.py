"""What every finding is: what was noticed, its number, where, what it means, and a change to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`change` is a line of a spec that can be pasted, `optimizer.learning_rate: 3e-4`; "" where none helps.

    >>> Finding("dead_units", 0.5, "0_dense", "half of its units are never active").told()["where"]
    '0_dense'
    """

    finding: str
    number: float
    where: str
    advice: str
    change: str = ""

    def told(self) -> Mapping[str, Any]:
        """As JSON can say it; four digits of the number are enough."""
        return {**asdict(self), "number": float(f"{self.number:.4g}")}
