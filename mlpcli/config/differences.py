"""What two specs disagree on, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel


def differences(one: BaseModel, other: BaseModel) -> list[str]:
    """A line for each key that differs: what it is in the one, and in the other.

    Of components of different kinds only the kinds are told.

    >>> from mlpcli.optimizer import Adam, Sgd
    >>> from mlpcli.experiment import Experiment
    >>> adam = Experiment.model_validate({"data": {"source": "iris"}})
    >>> differences(adam, adam.model_copy(update={"seed": 3, "optimizer": Adam(beta1=0.8)}))
    ['seed: 0 -> 3', 'optimizer.beta1: 0.9 -> 0.8']
    >>> differences(adam, adam.model_copy(update={"optimizer": Sgd()}))
    ['optimizer: adam -> sgd']
    """
    return list(_differing(one.model_dump(mode="json"), other.model_dump(mode="json"), ""))


def _differing(one: Any, other: Any, key: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.get("kind") == other.get("kind"):
        for name in one | other:
            yield from _differing(one.get(name), other.get(name), f"{key}.{name}" if key else name)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from _differing(first, second, f"{key}.{index}")
    elif one != other:
        yield f"{key}: {_short(one)} -> {_short(other)}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("kind") or value.get("type") or "{" + ", ".join(value) + "}")
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    return "null" if value is None else str(value)
