"""A training that diverged, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlpcli.report import wording


def divergence_lines(told: Mapping[str, Any]) -> Iterator[str]:
    r"""The largest inputs, the likely cause, and what to try; `told` is as `training.divergence` draws it.

    >>> told = {"inputs": [{"row": 3, "column": "income", "value": 9e4, "coded": 9e4}],
    ...         "cause": "the learning rate 4 is too large", "change": "optimizer.learning_rate: 0.25",
    ...         "tried": {"learning_rate": 2.0, "finite": True, "loss": 1e9}}
    >>> print("\n".join(divergence_lines(told)))
    largest inputs of the batch: income = 90000 in row 3
    likely cause: the learning rate 4 is too large
    tried: with half of the learning rate, 2e+00, the same batches end with a loss of 1.000e+09
    try: --set optimizer.learning_rate=0.25
    """
    if told.get("inputs"):
        yield "largest inputs of the batch: " + ", ".join(map(_input, told["inputs"]))
    yield f"likely cause: {told.get('cause', 'unknown')}"
    tried = told.get("tried")
    if tried and tried.get("learning_rate"):
        half = wording.rate(tried["learning_rate"])
        outcome = f"end with a loss of {wording.number(tried['loss'])}" if tried["finite"] else "diverge too"
        yield f"tried: with half of the learning rate, {half}, the same batches {outcome}"
    if told.get("change"):
        yield f"try: --set {as_setting(told['change'])}"


def as_setting(change: str) -> str:
    """A change as `--set` takes it.

    >>> as_setting("optimizer.learning_rate: 3e-4"), as_setting("early_stopping: {patience: 10}")
    ('optimizer.learning_rate=3e-4', "'early_stopping={patience: 10}'")
    """
    import shlex

    key, _, value = change.partition(": ")
    return shlex.quote(f"{key}={value}")


def _input(entry: Mapping[str, Any]) -> str:
    value, coded = entry["value"], entry["coded"]
    seen = "" if abs(value - coded) <= 1e-6 * abs(value) else f" (coded {wording.number(coded)})"
    return f"{entry['column']} = {wording.number(value)}{seen} in row {entry['row']}"
