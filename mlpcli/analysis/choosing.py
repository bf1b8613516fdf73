"""What can be chosen about a kind: the parameters of its function, by their types."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any

from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError


def parameters(function: Callable[..., Any], besides: Collection[str]) -> dict[str, Any]:
    """The parameters of a function `besides` those that are no options, as names and types."""
    hints = typing.get_type_hints(function)
    return {name: hints[name] for name in inspect.signature(function).parameters if name not in besides}


def checked(kind: str, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the kind takes them. Raises UsageError."""
    from pydantic import TypeAdapter, ValidationError

    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(known) or 'none'}"
            raise UsageError(f"{kind} has no option {name!r}; {hint}")
        try:
            found[name] = TypeAdapter(known[name]).validate_python(value)
        except ValidationError as error:
            raise UsageError(f"{kind}: {name}: {error.errors()[0]['msg']}; found {value!r}") from None
    return found
