"""How often something is done while training: every so many epochs, batches or seconds."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import Field, model_validator

from mlpcli.component import Component, shorthand

_UNITS = {
    "epochs": ("epochs", 1),
    "epoch": ("epochs", 1),
    "batches": ("batches", 1),
    "batch": ("batches", 1),
    "seconds": ("seconds", 1),
    "second": ("seconds", 1),
    "s": ("seconds", 1),
    "min": ("seconds", 60),
    "m": ("seconds", 60),
    "h": ("seconds", 3600),
}
_WRITTEN = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})")


class Interval(Component):
    """Due as soon as one of the three has passed since the last time; at least one must be given."""

    epochs: int | None = Field(None, ge=1, description="after so many epochs; null: not by epochs")
    batches: int | None = Field(
        None, ge=1, description="after so many batches, also inside an epoch; null: not by batches"
    )
    seconds: float | None = Field(None, gt=0, description="after so many seconds; null: not by time")

    @model_validator(mode="after")
    def _says_something(self) -> Interval:
        if self.epochs is None and self.batches is None and self.seconds is None:
            raise ValueError("expected epochs, batches or seconds")
        return self


def _spelled_out(value: Any) -> Any:
    return {"epochs": value} if isinstance(value, int) and not isinstance(value, bool) else value


def _parsed(value: Any) -> Any:
    """A text as its mapping.

    >>> _parsed("200 batches"), _parsed("30 s"), _parsed("2 min")
    ({'batches': 200}, {'seconds': 30.0}, {'seconds': 120.0})
    """
    if not isinstance(value, str):
        return value
    match = _WRITTEN.fullmatch(value.strip())
    unit, factor = _UNITS[match[2]] if match else ("", 0)
    if match is None or (unit != "seconds" and "." in match[1]):
        raise ValueError(
            f"expected an interval such as 5 (epochs), '200 batches', '30 s' or '10 min'; found {value!r}"
        )
    return {unit: float(match[1]) * factor if unit == "seconds" else int(match[1])}


Every: TypeAlias = Annotated[
    Interval,
    shorthand(_spelled_out, {"type": "integer", "minimum": 1, "description": "so many epochs"}),
    shorthand(_parsed, {"type": "string", "description": "a text as '5 epochs', '200 batches' or '30 s'"}),
]
"""An interval; a whole number counts epochs."""
