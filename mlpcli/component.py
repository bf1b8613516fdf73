"""The base of everything that a spec describes: frozen, validated, and able to compute.

A component's fields are its hyper-parameters and its methods the mathematics; what changes while training is
passed in. A family (the kinds that one YAML key may name) is a union of components, told apart by `kind`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, TypeVar, Union, cast

import numpy as np
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

C = TypeVar("C", bound="Component")


class StructureError(ValueError):
    """Replicas differ in something that shapes the arrays, so they cannot share a stack."""


class Component(BaseModel):
    """A part of the spec.

    `axes` says how many trailing axes the arrays have that its numbers scale: 1 for parameter vectors
    (R, P), 2 for samples (R, N, U). `structural` names the numbers that shape arrays (units, batch size);
    replicas in a stack must agree on those, and on everything that is not a number. `apart` names fields
    that have done their work before a stack exists (initializations); there replicas may differ freely.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    axes: ClassVar[int] = 1
    structural: ClassVar[frozenset[str]] = frozenset()
    apart: ClassVar[frozenset[str]] = frozenset()


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
    if all(isinstance(value, tuple) and len(value) == len(first) for value in values):
        return tuple(_column(kind, name, list(entry)) for entry in zip(*values, strict=True))
    numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if not numeric or name in kind.structural:
        raise StructureError(f"replicas differ in {kind.__name__}.{name}: {first!r} stands beside others")
    return np.array(values, dtype=np.float64).reshape(len(values), *(1,) * kind.axes)


class _Shorthand:
    """Lets a union be written short: the function turns what stands in the YAML into the full form.

    `short_schema` is the short form's JSON Schema, made from that of the full form.
    """

    def __init__(
        self, expand: Callable[[Any], Any], short_schema: Callable[[dict[str, Any]], dict[str, Any]]
    ):
        self.expand = expand
        self.short_schema = short_schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            self.expand, handler(source), metadata={"short_schema": [self.short_schema({})]}
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        full = handler(schema)
        return {"anyOf": [self.short_schema(full), full]}


def by_name(value: Any) -> Any:
    """`adam` means {kind: adam}."""
    return {"kind": value} if isinstance(value, str) else value


def _names(full: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a bare name: one of the union's kinds, as far as the full form tells them."""
    names = sorted(full.get("discriminator", {}).get("mapping", {}))
    return {"enum": names, "description": "the name of a kind, with its defaults"}


bare_name = _Shorthand(by_name, _names)
"""Put behind a union: Annotated[Union[...], Field(discriminator="kind"), bare_name]."""


def _auto(value: Any) -> Any:
    return None if value == "auto" else value


auto = _Shorthand(_auto, lambda _full: {"const": "auto"})
"""Behind an optional type: with `auto` or null the program chooses; `mlp check --resolved` tells what."""


def shorthand(expand: Callable[[Any], Any], short_schema: dict[str, Any]) -> _Shorthand:
    """As `bare_name`, with another short form; `short_schema` is its JSON Schema."""
    return _Shorthand(expand, lambda _full: short_schema)


def kinds(family: Any) -> dict[str, type[Component]]:
    """The kinds of a family by name, read from its union: the one list of names there is.

    >>> from mlpcli.optimizer import AnyOptimizer
    >>> sorted(kinds(AnyOptimizer))[:2]
    ['adam', 'momentum']
    """
    return {cls.model_fields["kind"].default: cls for cls in _members(family)}


def _members(family: Any) -> Iterator[type[Component]]:
    origin = typing.get_origin(family)
    if origin is Annotated:
        yield from _members(typing.get_args(family)[0])
    elif origin in (Union, types.UnionType):
        for member in typing.get_args(family):
            yield from _members(member)
    elif isinstance(family, type) and issubclass(family, Component):
        yield family
