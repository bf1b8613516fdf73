"""What two or more specs disagree on, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel


def differences(specs: Sequence[BaseModel]) -> dict[str, list[Any]]:
    """Each key that is not the same in all, with what it is in each, as JSON has it.

    A component whose kind is not the same in all stands there as a whole, as does a list whose length is
    not; a key that a spec lacks is None in it.

    >>> from mlpcli.optimizer import Adam, Sgd
    >>> from mlpcli.experiment import Experiment
    >>> adam = Experiment.model_validate({"data": {"source": "iris"}})
    >>> differences([adam, adam.model_copy(update={"seed": 3, "optimizer": Adam(beta1=0.8)}), adam])
    {'seed': [0, 3, 0], 'optimizer.beta1': [0.9, 0.8, 0.9]}
    >>> in_words(differences([adam, adam.model_copy(update={"seed": 3, "optimizer": Sgd()})]))
    ['seed: 0 -> 3', 'optimizer: adam -> sgd']
    """
    return dict(_differing([spec.model_dump(mode="json") for spec in specs], ""))


def in_words(found: Mapping[str, Sequence[Any]]) -> list[str]:
    """A line for each key, with what it is in one spec after the other; of components only the kinds."""
    return [f"{key}: {' -> '.join(map(short, values))}" for key, values in found.items()]


def short(value: Any) -> str:
    """The value in a word or a few: of components only the kind."""
    if isinstance(value, dict):
        return str(value.get("kind") or value.get("type") or "{" + ", ".join(value) + "}")
    if isinstance(value, list):
        return "[" + ", ".join(map(short, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _differing(values: Sequence[Any], key: str) -> Iterator[tuple[str, list[Any]]]:
    if all(isinstance(value, dict) and value.get("kind") == values[0].get("kind") for value in values):
        for name in dict.fromkeys(name for value in values for name in value):
            yield from _differing([value.get(name) for value in values], f"{key}.{name}" if key else name)
    elif all(isinstance(value, list) and len(value) == len(values[0]) for value in values):
        for index in range(len(values[0])):
            yield from _differing([value[index] for value in values], f"{key}.{index}")
    elif any(value != values[0] for value in values):
        yield key, list(values)
