"""Whether a coding that was read from a file is one that `fit` could have made."""

from __future__ import annotations

import math
import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from mlpcli.data.coding.base import FeatureCoding
from mlpcli.data.coding.coding import Coding


def checked(coding: Coding) -> Coding:
    """The coding itself. Raises ValueError where a field is not what its annotation says, or has no sense.

    Whoever writes a file can put a text where a number belongs, and the coding would notice it at the first
    cell only.
    """
    _check(coding, "the coding")
    return coding


def _check(part: Any, name: str) -> None:
    hints = _hints(type(part))
    for field in fields(part):
        value, where = getattr(part, field.name), f"{field.name} of {name}"
        if isinstance(value, np.ndarray):
            _check_numbers(value, where, positive=field.name == "scale")
        elif not _fits(value, hints[field.name]):
            raise ValueError(f"{where} is {value!r:.60}")
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner):
                _check(inner, getattr(inner, "name", name))
    if isinstance(part, FeatureCoding) and not len(part.shift) == len(part.scale) == len(part.names):
        raise ValueError(f"{name} has {len(part.names)} inputs, numbers for {len(part.shift)}")


_known: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    """The fields' types: texts that have to be compiled, though a table's columns are of few kinds."""
    if kind not in _known:
        _known[kind] = get_type_hints(kind)
    return _known[kind]


def _check_numbers(array: Any, where: str, *, positive: bool) -> None:
    if array.ndim != 1 or array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ValueError(f"{where} is no list of finite numbers")
    if positive and not (array > 0).all():
        raise ValueError(f"{where} is not positive")


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of an annotated type: classes, unions, and tuples of these.

    >>> _fits((("x", (2, 3)),), tuple[tuple[str, tuple[int, ...]], ...]), _fits(True, int)
    (True, False)
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if inner[-1] is Ellipsis:
            return all(_fits(entry, inner[0]) for entry in value)
        return len(value) == len(inner) and all(map(_fits, value, inner))
    if origin is not None or hint is Any:
        return True
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return type(value) is hint or (is_dataclass(value) and isinstance(value, hint))
