"""The house rule that finds everything: the YAML key is the folder, `kind` is the file, the union the list.

What is checked is read from the packages and their unions, so a new kind is covered as soon as it exists.
"""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import mlpcli
from mlpcli import families
from mlpcli.component import Component
from mlpcli.kinds import kinds

PROMISED = {
    "activation",
    "architecture",
    "data.source",
    "data.split",
    "initialization",
    "loss",
    "metric",
    "optimizer",
    "regularization",
    "sampling",
    "schedule",
}
"""Families that must be found, lest the search below finds nothing and everything passes."""


def modules() -> Iterator[ModuleType]:
    """Every module of the program, the one that would start it left out."""
    for found in pkgutil.walk_packages(mlpcli.__path__, "mlpcli."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def found_families() -> Iterator[tuple[ModuleType, Any]]:
    """(package, union) of each family: what a package calls Any..., of kinds that live in its own folder."""
    for package in modules():
        if not hasattr(package, "__path__"):
            continue
        for name, union in list(vars(package).items()):
            if name.startswith("Any") and any(home(cls) == package.__name__ for cls in members(union)):
                yield package, union


def members(union: Any) -> list[type[Component]]:
    """The classes of a union that have a kind; empty for anything that is no such union."""
    try:
        return list(kinds(union).values())
    except (KeyError, TypeError):
        return []


def home(cls: type[Component]) -> str:
    return cls.__module__.rpartition(".")[0]


FAMILIES = {package.__name__.removeprefix("mlpcli."): (package, union) for package, union in found_families()}
KINDS = [
    pytest.param(package, kind, cls, id=f"{name}/{kind}")
    for name, (package, union) in FAMILIES.items()
    for kind, cls in kinds(union).items()
]
COMPONENTS = sorted(
    {
        value
        for module in modules()
        for value in list(vars(module).values())
        if isinstance(value, type) and issubclass(value, Component)
    },
    key=lambda cls: (cls.__module__, cls.__name__),
)

of_every_kind = pytest.mark.parametrize(("package", "kind", "cls"), KINDS)
of_every_family = pytest.mark.parametrize("family", FAMILIES)


def test_the_promised_families_are_found() -> None:
    assert set(FAMILIES) >= PROMISED


def test_the_list_of_families_is_complete() -> None:
    listed = {family.package: kinds(family.union) for family in families.FAMILIES.values()}
    assert listed == {package.__name__: kinds(union) for package, union in FAMILIES.values()}


@of_every_kind
def test_file_is_named_like_the_kind(package: ModuleType, kind: str, cls: type[Component]) -> None:
    assert cls.__module__ == f"{package.__name__}.{kind}"


@of_every_kind
def test_kind_has_a_row_in_the_table(package: ModuleType, kind: str, cls: type[Component]) -> None:
    assert f"\n| {kind} |" in (package.__doc__ or "")


@of_every_kind
def test_kind_explains_itself(package: ModuleType, kind: str, cls: type[Component]) -> None:
    own = vars(cls).get("__doc__") or ""
    examples = [example for test in doctest.DocTestFinder().find(cls, globs={}) for example in test.examples]
    assert examples, "a doctest that a reader can redo"
    if not package.__name__.startswith("mlpcli.data"):  # reading files is not in the course notes
        assert "*Source:*" in own


@of_every_family
def test_union_holds_every_kind_of_its_folder(family: str) -> None:
    package, union = FAMILIES[family]
    written = {cls for cls in COMPONENTS if home(cls) == package.__name__ and isinstance(kind_of(cls), str)}
    assert written == set(kinds(union).values())


def kind_of(cls: type[Component]) -> Any:
    """The name in `kind`; nothing for a base class, which has none."""
    field = cls.model_fields.get("kind")
    return field.default if field else None


@of_every_family
def test_no_kind_derives_from_another(family: str) -> None:
    classes = set(kinds(FAMILIES[family][1]).values())
    for cls in classes:
        assert not classes & set(cls.__mro__[1:])


@pytest.mark.parametrize("cls", COMPONENTS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_every_field_says_what_it_means(cls: type[Component]) -> None:
    silent = [name for name, field in cls.model_fields.items() if name != "kind" and not field.description]
    assert not silent
