"""Values as they stand in a spec: when two are the same, and what one says about the keys below it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from mlpcli.config.keys import split

ABSENT: Any = object()
"""What stands at a key that nobody sets."""


def canonical(value: Any) -> Hashable:
    """Equal for values that mean the same: 1 and 1.0, mappings in any order; but not for 1 and true.

    >>> canonical({"a": 1, "b": [True]}) == canonical({"b": [True], "a": 1.0})
    True
    >>> canonical(1) == canonical(True)
    False
    """
    if isinstance(value, Mapping):
        return "mapping", frozenset((key, canonical(entry)) for key, entry in value.items())
    if isinstance(value, list | tuple):
        return "list", tuple(canonical(entry) for entry in value)
    if isinstance(value, bool):
        return "boolean", value
    return "scalar", value


@lru_cache(maxsize=4096)
def parts(key: str) -> tuple[str, ...]:
    """The parts of a whole dotted key. Raises ValueError for a text that is none.

    >>> parts("data.columns.'alcohol.content'")
    ('data', 'columns', 'alcohol.content')
    """
    found = split(key)
    if found[-1].end != len(key):
        raise ValueError(f"a key ends before '=', found {key!r}")
    return tuple(part.text for part in found)


def begins(path: Sequence[str], start: Sequence[str]) -> bool:
    """Whether `start` is `path` or leads to it."""
    return tuple(path[: len(start)]) == tuple(start)


def below(value: Any, path: Sequence[str]) -> Any:
    """What stands under a value, ABSENT if it does not say. A bare name is {kind: name}.

    >>> below("adam", ["kind"]), below({"kind": "adam"}, ["beta1"]) is ABSENT, below([16, 8], ["1"])
    ('adam', True, 8)
    """
    for part in path:
        value = _child(value, part)
        if value is ABSENT:
            return ABSENT
    return value


def settles(value: Any, path: Sequence[str]) -> bool:
    """Whether a value says what stands at a path below it, so that nothing else may.

    Mappings and bare names leave the keys open that they do not mention; all else says everything.

    >>> settles("adam", ["beta1"]), settles("adam", ["kind"]), settles(None, ["patience"])
    (False, True, True)
    """
    for part in path:
        child = _child(value, part)
        if child is ABSENT:
            return not isinstance(value, Mapping | str)
        value = child
    return True


def value_at(overrides: Mapping[str, Any], path: Sequence[str]) -> Any:
    """What the overrides put at a path, inner keys over outer ones; ABSENT if nothing."""
    above = [(parts(key), value) for key, value in overrides.items() if begins(path, parts(key))]
    for start, value in sorted(above, key=lambda pair: -len(pair[0])):
        found = below(value, path[len(start) :])
        if found is not ABSENT:
            return found
    return ABSENT


def holds(when: Mapping[str, Any], overrides: Mapping[str, Any]) -> bool:
    """Whether the overrides set every key of `when` to its value, or to one of the values of its list.

    >>> holds({"optimizer.kind": ["adam", "sgd"]}, {"optimizer": "sgd"})
    True
    """
    return all(is_one_of(value_at(overrides, parts(key)), wanted) for key, wanted in when.items())


def is_one_of(value: Any, wanted: Any) -> bool:
    """Whether a value is the wanted one, or among those of a list."""
    if value is ABSENT:
        return False
    return canonical(value) in [canonical(w) for w in (wanted if isinstance(wanted, list) else [wanted])]


def _child(value: Any, part: str) -> Any:
    if isinstance(value, str):
        value = {"kind": value}
    if isinstance(value, Mapping):
        return value.get(part, ABSENT)
    if isinstance(value, list | tuple) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return ABSENT
