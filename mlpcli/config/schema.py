"""The JSON Schema of a spec, for editors: completion, help on hover, and red lines under typing errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with helps as short as an editor's tooltip and kinds that must be named."""

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
    return {"$schema": _Generator.schema_dialect, **model.model_json_schema(schema_generator=_Generator)}


def summary(model: type[BaseModel]) -> str:
    """The first paragraph of a component's docstring, on one line."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())
