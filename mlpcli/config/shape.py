"""What may stand at a place of a spec, read from the models' own validation schema.

Pydantic compiles every model to a tree of plain dicts (its core schema) and validates by it. Reading the same
tree gives the words of an error message, the keys to suggest and the answers of `mlp explain`, for every
component there is or will be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mlpcli.kinds import Kinds, schema_of

Schema = dict[str, Any]


class Shape:
    """One place: its `type` ("int", "model", "tagged-union", "union", "list", …) and what stands below.

    `optional` says that null may stand here; `shorts` are the JSON Schemas of its short forms, `words` the
    fixed words among them (`auto`) and what they stand for; `family` is the union that a kind was reached
    through, and `kind` its name there.
    """

    def __init__(
        self, schema: Schema, definitions: dict[str, Schema], family: Shape | None = None, kind: str = ""
    ):
        self.definitions = definitions
        self.family, self.kind = family, kind
        self.model: type[BaseModel] | None = None
        self.optional = False
        self.shorts: list[Schema] = []
        self.words: dict[str, Any] = {}
        self.listed: Kinds | None = None
        self.node = self._unwrapped(schema)
        self.type: str = "model" if self.node["type"] == "model-fields" else self.node["type"]

    def _unwrapped(self, schema: Schema) -> Schema:
        while True:
            kind = schema["type"]
            if kind == "definitions":
                self.definitions = {d["ref"]: d for d in schema["definitions"]}
            elif kind == "definition-ref":
                schema = self.definitions[schema["schema_ref"]]
                continue
            elif kind == "model":
                self.model = schema["cls"]
            elif kind == "nullable":
                self.optional = True
            elif "kinds" in (schema.get("metadata") or {}):
                self.listed = schema["metadata"]["kinds"]
                self.shorts += self.listed.shorts
                return {"type": "tagged-union", "discriminator": "kind"}
            elif kind not in ("default", "function-before", "function-after", "function-wrap"):
                return schema
            for short in (schema.get("metadata") or {}).get("short_schema", []):
                self.shorts.append(short)
                if "const" in short:
                    self.words[short["const"]] = schema["function"]["function"](short["const"])
            schema = schema["schema"]

    def _shape(self, schema: Schema) -> Shape:
        return Shape(schema, self.definitions)

    @cached_property
    def fields(self) -> dict[str, Shape]:
        """The keys of a component."""
        if self.type != "model":
            return {}
        return {name: self._shape(field["schema"]) for name, field in self.node["fields"].items()}

    @property
    def info(self) -> dict[str, FieldInfo]:
        """Default and description of each key of a component."""
        return self.model.model_fields if self.model else {}

    @property
    def tag(self) -> str:
        """The key that tells the kinds of a family apart: `kind`, or what stands for it."""
        key = self.node.get("discriminator")
        return key if isinstance(key, str) else ""

    @cached_property
    def choices(self) -> Mapping[str, Shape]:
        """The alternatives of a union that something tells apart, by what tells them."""
        if self.type != "tagged-union":
            return {}
        if self.listed is not None:
            return _Choices(self.listed, self)
        pairs = ((str(tag), choice) for tag, choice in self.node["choices"].items())
        return {tag: Shape(choice, self.definitions, self, tag) for tag, choice in pairs}

    @property
    def kinds(self) -> Mapping[str, Shape]:
        """The components of a family by name."""
        return self.choices if self.tag else {}

    @cached_property
    def branches(self) -> list[Shape]:
        """The alternatives of a union that no key tells apart."""
        if self.type == "union":
            choices = self.node["choices"]
            return [self._shape(choice[0] if isinstance(choice, tuple) else choice) for choice in choices]
        return [] if self.tag else list(self.choices.values())

    @cached_property
    def items(self) -> list[Shape]:
        """What a list holds: one shape for all entries, or one for each of a fixed number."""
        if self.type == "tuple":
            return [self._shape(item) for item in self.node["items_schema"]]
        if self.type in ("list", "set", "frozenset") and "items_schema" in self.node:
            return [self._shape(self.node["items_schema"])]
        return []

    @property
    def fixed_length(self) -> bool:
        """Whether a list has one shape for each of its entries."""
        return self.type == "tuple" and "variadic_item_index" not in self.node

    @cached_property
    def values(self) -> Shape | None:
        """What a mapping of names holds."""
        schema = self.node.get("values_schema") if self.type == "dict" else None
        return self._shape(schema) if schema else None

    def child(self, key: str | int) -> Shape:
        """What stands under a key or an index; anything, where the models say nothing."""
        found: Shape | None = None
        if self.type == "model":
            found = self.fields.get(str(key))
        elif isinstance(key, int) and self.items:
            found = self.items[min(key, len(self.items) - 1)]
        elif self.type == "dict":
            found = self.values
        return found or ANYTHING


class _Choices(Mapping[str, Shape]):
    """The kinds of a family, each imported when its shape is asked for."""

    def __init__(self, listed: Kinds, family: Shape):
        self.listed, self.family = listed, family
        self.known: dict[str, Shape] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __contains__(self, kind: object) -> bool:
        return kind in self.listed

    def __getitem__(self, kind: str) -> Shape:
        if kind not in self.known:
            schema = dict(schema_of(self.listed[kind]))
            self.known[kind] = Shape(schema, {}, self.family, kind)
        return self.known[kind]


ANYTHING = Shape({"type": "any"}, {})


def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a whole document that describes `model`.

    >>> from mlpcli.component import Component
    >>> class Training(Component):
    ...     epochs: int = 100
    >>> list(shape_of(Training).fields), shape_of(Training).fields["epochs"].type
    (['epochs'], 'int')
    """
    model.model_rebuild()
    return Shape(dict(model.__pydantic_core_schema__), {})
