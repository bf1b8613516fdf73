"""The JSON Schema of a spec, for editors: completion, help on hover, and red lines under typing errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from mlpcli.kinds import Kinds

_LATER = "reference to a family"


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with helps as short as an editor's tooltip and kinds that must be named."""

    def __init__(self) -> None:
        super().__init__()
        self.families: list[Kinds] = []

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        json_schema = super().model_schema(schema)
        if "description" in json_schema:
            json_schema["description"] = summary(schema["cls"])
        return json_schema

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Every alternative requires its `kind`: without one the spec does not say what is meant."""
        json_schema = super().tagged_union_schema(schema)
        tag = schema["discriminator"]
        if isinstance(tag, str):
            json_schema["oneOf"] = [{**option, "required": [tag]} for option in json_schema["oneOf"]]
        return json_schema

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        """A family of kinds: its short forms, or a reference to the definition that `json_schema` adds."""
        family: Kinds = schema["metadata"]["kinds"]
        self.families.append(family)
        usual = [{_LATER: _reference(family, family.usual)}] if family.usual else []
        return {"anyOf": [*family.shorts, *usual, {_LATER: _reference(family)}]}


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the YAML files that describe `model`.

    >>> from mlpcli.component import Component
    >>> class Training(Component):
    ...     "How long."
    ...     epochs: int = 100
    >>> schema = json_schema(Training)
    >>> schema["properties"]["epochs"]["default"], schema["additionalProperties"]
    (100, False)
    """
    schema, definitions, families = _generated(model)
    while families:
        family = families.pop()
        if _name(family) in definitions:
            continue
        definitions[_name(family)] = _family(family)
        for kind in family:
            own, inner, more = _generated(family[kind])
            definitions |= {_name(family, kind): own, **inner}
            families += more
    ordered = {name: definitions[name] for name in sorted(definitions)}
    return {"$schema": _Generator.schema_dialect, **({"$defs": ordered} if ordered else {}), **schema}


def _generated(model: type[BaseModel]) -> tuple[dict[str, Any], dict[str, Any], list[Kinds]]:
    """The schema of one model, the definitions that it refers to, and the families."""
    generator = _Generator()
    model.model_rebuild()
    schema = _linked(generator.generate(model.__pydantic_core_schema__))
    return schema, schema.pop("$defs", {}), generator.families


def _linked(schema: Any) -> Any:
    """With real references to what pydantic does not know of."""
    if isinstance(schema, dict):
        return {"$ref" if key == _LATER else key: _linked(value) for key, value in schema.items()}
    return [_linked(value) for value in schema] if isinstance(schema, list) else schema


def _family(family: Kinds) -> dict[str, Any]:
    """Every kind must be named: without its `kind` the spec does not say what is meant."""
    references = {kind: _reference(family, kind) for kind in family}
    return {
        "discriminator": {"mapping": references, "propertyName": "kind"},
        "oneOf": [{"$ref": reference, "required": ["kind"]} for reference in references.values()],
    }


def _reference(family: Kinds, kind: str = "") -> str:
    return f"#/$defs/{_name(family, kind)}"


def _name(family: Kinds, kind: str = "") -> str:
    """The name of a definition: `loss.multiple`; lists of a family that differ have different names."""
    package = family.package.removeprefix("mlpcli.")
    return f"{package}.{kind}" if kind else f"{package}:{family.names[0]}..{family.names[-1]}"


def summary(model: type[BaseModel]) -> str:
    """The first paragraph of a component's docstring, on one line."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())
