"""Durations as people write them: 90s, 10m, 1h30m."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from mlpcli.component import shorthand

_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_NUMBER = r"\d+(?:\.\d+)?"
_DURATION = re.compile("".join(rf"(?:({_NUMBER})\s*{unit}\s*)?" for unit in _SECONDS))


def seconds(text: str) -> float:
    """The seconds in a duration; days, hours, minutes and seconds in this order, each at most once.

    >>> seconds("90s"), seconds("10m"), seconds("1.5h"), seconds("1h30m")
    (90.0, 600.0, 5400.0, 5400.0)
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or not match[0]:
        raise ValueError(f"expected seconds, or a duration such as 90s, 10m or 1h30m; found {text!r}")
    return float(sum(float(n) * unit for n, unit in zip(match.groups(), _SECONDS.values(), strict=True) if n))


def _as_seconds(value: Any) -> Any:
    return seconds(value) if isinstance(value, str) else value


Duration: TypeAlias = Annotated[
    Annotated[float, Field(gt=0)],
    shorthand(_as_seconds, {"type": "string", "description": "a duration as 90s, 10m or 2h"}),
]
"""Seconds; written as a number or as a duration."""
