"""The base of everything that a spec describes: frozen, validated, and able to compute.

A component's fields are its hyper-parameters and its methods the mathematics; what changes while training is
passed in. A family (the kinds that one YAML key may name) is a union of components, told apart by `kind`.

Annotations are no texts here: pydantic would compile those of `Component` once for every component.
"""

from collections.abc import Callable
from typing import Any, ClassVar

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
    """Lets a type be written short: the function turns what stands in the YAML into the full form.

    `short_schema` is the short form's JSON Schema.
    """

    def __init__(self, expand: Callable[[Any], Any], short_schema: dict[str, Any]):
        self.expand = expand
        self.short_schema = short_schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            self.expand, handler(source), metadata={"short_schema": [self.short_schema]}
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [self.short_schema, handler(schema)]}


def shorthand(expand: Callable[[Any], Any], short_schema: dict[str, Any]) -> _Shorthand:
    """What to put behind a type, in Annotated, that has a short form besides."""
    return _Shorthand(expand, short_schema)


auto = shorthand(lambda value: None if value == "auto" else value, {"const": "auto"})
"""Behind an optional type: with `auto` or null the program chooses; `mlp check --resolved` tells what."""
