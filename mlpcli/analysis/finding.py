"""What came out of an analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Finding:
    """Numbers by name, a table whose rows have the same columns, and the arrays that a picture needs.

    `details` are for JSON alone: too long for a screen. `notes` say what limits the numbers.
    """

    facts: Mapping[str, Any]
    table: Sequence[Mapping[str, Any]] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    drawn: Any = None
