"""Stacks: R components as one whose numbers are columns, so that one formula computes R networks at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np

from mlpcli.component import Component

C = TypeVar("C", bound=Component)


class StructureError(ValueError):
    """Replicas differ in something that shapes the arrays, so they cannot share a stack."""


def stack(components: Sequence[C]) -> C:
    """One component for R replicas: fields that differ become columns of shape (R, 1, ...), `axes` ones.

    Columns are float64 whatever the precision of the run, so that arithmetic on hyper-parameters rounds as
    it does for one network; `numerics.like` rounds the result. Raises StructureError where replicas differ
    in anything but numbers.

    >>> from mlpcli.optimizer.sgd import Sgd
    >>> both = stack([Sgd(learning_rate=0.1), Sgd(learning_rate=0.3)])
    >>> both.learning_rate.rate.tolist()
    [[0.1], [0.3]]
    """
    first = components[0]
    if all(other == first for other in components[1:]):
        return first
    kind = type(first)
    if any(type(other) is not kind for other in components):
        raise StructureError(
            f"{kind.__name__} stands beside {sorted({type(c).__name__ for c in components})}"
        )
    fields = {
        name: _column(kind, name, [getattr(component, name) for component in components])
        for name in kind.model_fields
    }
    return cast(C, kind.model_construct(**fields))  # unvalidated: a column is no number


def _column(kind: type[Component], name: str, values: list[Any]) -> Any:
    first = values[0]
    if name in kind.apart or all(value == first for value in values[1:]):
        return first
    if all(isinstance(value, Component) for value in values):
        return stack(values)
    tuples = all(isinstance(value, tuple) and len(value) == len(first) for value in values)
    if tuples and name not in kind.structural:
        return tuple(_column(kind, name, list(entry)) for entry in zip(*values, strict=True))
    if all(isinstance(value, dict) and value.keys() == first.keys() for value in values):
        return {key: _column(kind, name, [value[key] for value in values]) for key in first}
    numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if not numeric or name in kind.structural:
        raise StructureError(f"replicas differ in {kind.__name__}.{name}: {first!r} stands beside others")
    return np.array(values, dtype=np.float64).reshape(len(values), *(1,) * kind.axes)


def structure(value: Any) -> Hashable:
    """What replicas must have in common: equal structures can be stacked, different ones cannot.

    >>> from mlpcli.optimizer.adam import Adam
    >>> structure(Adam(learning_rate=0.1)) == structure(Adam(learning_rate=0.2, beta1=0.5))
    True
    """
    if isinstance(value, Component):
        kind = type(value)
        return kind, tuple(
            getattr(value, name) if shapes else structure(getattr(value, name))
            for name, shapes in _compared(kind)
        )
    if isinstance(value, tuple):
        return tuple(structure(entry) for entry in value)
    if isinstance(value, dict):
        return tuple((key, structure(entry)) for key, entry in value.items())
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else value


@cache
def _compared(kind: type[Component]) -> tuple[tuple[str, bool], ...]:
    """The fields that replicas are compared in, and whether each is one that shapes arrays."""
    return tuple((name, name in kind.structural) for name in kind.model_fields if name not in kind.apart)
