"""A family of components, told apart by `kind`: one list of names, each imported when it is first needed.

A spec names a handful of the program's kinds. To import all of them costs more time than most commands take,
so a family knows its kinds by name, and a kind is the module of that name in the family's package.
"""

from __future__ import annotations

import importlib
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, SchemaValidator, core_schema

from mlpcli.component import Component

Schema = dict[str, Any]


class Kinds(Mapping[str, type[Component]]):
    """Behind a family's base class: Annotated[Optimizer, Kinds("mlpcli.optimizer", "sgd", "adam")].

    A bare name means the kind with its defaults. With `usual`, a mapping that names no kind is of that one.
    `expand` turns other short forms into the full one; `short_schema` is the JSON Schema of those.

    >>> from mlpcli.optimizer import AnyOptimizer
    >>> family = kinds(AnyOptimizer)
    >>> list(family)[:2], family["sgd"].__name__, family.usual
    (['sgd', 'momentum'], 'Sgd', 'adam')
    """

    def __init__(
        self,
        package: str,
        *names: str,
        usual: str = "",
        expand: Callable[[Any], Any] | None = None,
        short_schema: Schema | None = None,
    ):
        self.package, self.names, self.usual = package, names, usual
        self._expand, self._short_schema = expand, short_schema
        self._classes: dict[str, type[Component]] = {}
        self._validators: dict[str, SchemaValidator] = {}

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> type[Component]:
        """The class of a kind: the one in the module of that name."""
        if name not in self.names:
            raise KeyError(name)
        if name not in self._classes:
            module = importlib.import_module(f"{self.package}.{name}")
            own = (cls for cls in vars(module).values() if _is_kind(cls, name, module.__name__))
            self._classes[name] = next(own)
        return self._classes[name]

    @cached_property
    def classes(self) -> dict[str, str]:
        """The kinds by the usual name of their class."""
        return {_class_name(name): name for name in self.names}

    def attribute(self, name: str) -> type[Component]:
        """What the package's `__getattr__` answers: a kind by the name of its class."""
        if name not in self.classes:
            raise AttributeError(f"module {self.package!r} has no attribute {name!r}")
        return self[self.classes[name]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        short = [] if self._short_schema is None else [self._short_schema]
        if self._expand is None:
            short.append({"enum": []})
        return core_schema.no_info_plain_validator_function(
            self.validate, metadata={"kinds": self, "short_schema": short}
        )

    @property
    def shorts(self) -> list[Schema]:
        """The JSON Schemas of the short forms."""
        if self._short_schema is not None:
            return [self._short_schema]
        return [{"enum": sorted(self.names), "description": "the name of a kind, with its defaults"}]

    def full(self, value: Any) -> Any:
        """What stands in the YAML, in the full form: a mapping with `kind`."""
        if self._expand is not None:
            return self._expand(value)
        if isinstance(value, str):
            return {"kind": value}
        if self.usual and isinstance(value, dict) and "kind" not in value:
            return {"kind": self.usual, **value}
        return value

    def validate(self, value: Any) -> Component:
        """The component that stands in the YAML; errors are those of pydantic's tagged unions."""
        value = self.full(value)
        if isinstance(value, Component):
            name = getattr(value, "kind", None)
            if name in self.names and type(value) is self[name]:
                return value
        if not isinstance(value, dict):
            raise PydanticKnownError("model_attributes_type")
        if "kind" not in value:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": "'kind'"})
        name = value["kind"]
        if not isinstance(name, str) or name not in self.names:
            expected = ", ".join(f"'{known}'" for known in self.names)
            told = {"discriminator": "'kind'", "tag": str(name), "expected_tags": expected}
            raise PydanticKnownError("union_tag_invalid", told)
        validated: Component = self._validator(name).validate_python(value)
        return validated

    def _validator(self, name: str) -> SchemaValidator:
        """A union of one kind, so that errors say which one they are of."""
        if name not in self._validators:
            schema = core_schema.tagged_union_schema({name: schema_of(self[name])}, discriminator="kind")
            self._validators[name] = SchemaValidator(schema)
        return self._validators[name]


def _is_kind(cls: Any, name: str, module: str) -> bool:
    component = isinstance(cls, type) and issubclass(cls, Component) and cls.__module__ == module
    return component and "kind" in cls.model_fields and cls.model_fields["kind"].default == name


def schema_of(model: type[Component]) -> CoreSchema:
    """The schema that a component is validated by."""
    model.model_rebuild()
    return model.__pydantic_core_schema__


def _class_name(kind: str) -> str:
    """The usual name of a kind's class.

    >>> _class_name("l_bfgs"), _class_name("conv2d")
    ('LBfgs', 'Conv2d')
    """
    return "".join(part.capitalize() for part in kind.split("_"))


def kinds(family: Any) -> Kinds:
    """The list behind a family's annotation.

    >>> from mlpcli.optimizer import AnyOptimizer
    >>> list(kinds(AnyOptimizer))[:2]
    ['sgd', 'momentum']
    """
    if typing.get_origin(family) is Annotated:
        for part in typing.get_args(family)[1:]:
            if isinstance(part, Kinds):
                return part
    raise TypeError(f"{family} is no family of kinds")
