"""The base of everything that a spec describes: frozen, validated, and able to compute.

A component's fields are its hyper-parameters and its methods the mathematics; what changes while training is
passed in. A family (the kinds that one YAML key may name) is a union of components, told apart by `kind`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, Union

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Component(BaseModel):
    """A part of the spec.

    `axes` says how many trailing axes the arrays have that its numbers scale: 1 for parameter vectors
    (R, P), 2 for samples (R, N, U). `structural` names the numbers that shape arrays (units, batch size);
    replicas in a stack must agree on those, and on everything that is not a number. `apart` names fields
    that have done their work before a stack exists (initializations); there replicas may differ freely.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    axes: ClassVar[int] = 1
    structural: ClassVar[frozenset[str]] = frozenset()
    apart: ClassVar[frozenset[str]] = frozenset()


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


def bare_name_or(usual: str) -> _Shorthand:
    """As `bare_name`, and a mapping that names no kind is of the usual one: {learning_rate: 0.01}."""

    def expand(value: Any) -> Any:
        value = by_name(value)
        return {"kind": usual, **value} if isinstance(value, dict) and "kind" not in value else value

    def short(full: dict[str, Any]) -> dict[str, Any]:
        mapping = full.get("discriminator", {}).get("mapping", {})
        return {"anyOf": [_names(full), {"$ref": mapping[usual]}]} if usual in mapping else _names(full)

    return _Shorthand(expand, short)


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
    >>> list(kinds(AnyOptimizer))[:2]
    ['sgd', 'momentum']
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
