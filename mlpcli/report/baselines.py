"""What a guess and a straight line reach, beside what the network reaches, in one line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mlpcli.report import wording


def comparison(baselines: Mapping[str, Any], scores: Mapping[str, Mapping[str, float]]) -> str:
    """The first metric, or the loss where there is none, of constant guess, linear model and network.

    >>> told = {"part": "test", "constant": {"loss": 0.66, "accuracy": 0.62}, "linear": None}
    >>> comparison(told, {"test": {"loss": 0.08, "accuracy": 0.97}})
    'test accuracy: constant guess 0.6200, this network 0.9700'
    """
    constant, linear = baselines.get("constant"), baselines.get("linear")
    skipped = baselines.get("skipped", "")
    if not constant:
        return f"no baselines: {skipped}"
    part = baselines["part"]
    name = next((name for name in constant if name != "loss"), "loss")
    reached = [("constant guess", constant), ("linear model", linear), ("this network", scores.get(part))]
    words = [f"{who} {_number(values[name])}" for who, values in reached if values and name in values]
    label = name.replace("_", " ")
    return f"{part} {label}: {', '.join(words)}" + (f" ({skipped})" if skipped else "")


def _number(value: float | None) -> str:
    """As JSON has it: null where it is not finite."""
    return wording.number(math.nan if value is None else value)
