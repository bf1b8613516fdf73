"""Finds what a dotted key names in the models, whether or not any document has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mlpcli.config.keys import split
from mlpcli.config.shape import Shape, shape_of
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError


@dataclass(frozen=True)
class Found:
    """A place in the models: its key, its shape, the field it is, and the kind that has the field."""

    key: str
    shape: Shape
    info: FieldInfo | None = None
    owner: str = ""


def look_up(model: type[BaseModel], key: str) -> list[Found]:
    """All that `key` names, one for each kind that has such a key, the default kind first.

    Raises UsageError where nothing has that name, or things that have nothing to do with each other.
    """
    root = Found("", shape_of(model))
    try:
        names = [part.text for part in split(key)]
    except ValueError as error:
        raise UsageError(f"{key!r} is not a key: {error}") from None
    places = _step(root, names[0]) or _anywhere(root, names[0])
    if not places:
        raise UsageError(_nothing(key, "", names[0], {*_names(root), *_all_names(root)}))
    for name in names[1:]:
        below = [found for place in places for found in _step(place, name)]
        if not below:
            known = {known for place in places for known in _names(place)}
            raise UsageError(_nothing(key, f"{places[0].key}.", name, known))
        places = below
    return places


def _step(place: Found, name: str) -> list[Found]:
    """What `name` may be, seen from a place: a key, a kind, an index, a key of any kind."""
    shape = place.shape
    if name in shape.fields:
        key = f"{place.key}.{name}" if place.key else name
        return [Found(key, shape.fields[name], shape.info[name], shape.kind)]
    if name in shape.kinds:
        return [Found(f"{place.key}.{name}", shape.kinds[name])]
    if shape.items and name.isdecimal() and len(name) < 9:
        return [Found(f"{place.key}.{name}", shape.child(int(name)))]
    if shape.values is not None and name not in _names(replace(place, shape=shape.values)):
        return [Found(f"{place.key}.{name}", shape.values)]
    return [found for inner in _inside(place) for found in _step(inner, name)]


def _inside(place: Found) -> list[Found]:
    """What a key may be of without saying so: any kind (the default first), any alternative, any entry."""
    shape = place.shape
    default = type(place.info.default) if place.info else None
    kinds = sorted(shape.kinds.values(), key=lambda kind: kind.model is not default)
    values = [shape.values] if shape.values else []
    return [replace(place, shape=inner) for inner in (*kinds, *shape.branches, *shape.items[:1], *values)]


def _names(place: Found) -> set[str]:
    inner = {name for found in _inside(place) for name in _names(found)}
    return {*place.shape.fields, *place.shape.kinds, *inner}


def _walk(place: Found, seen: frozenset[type[BaseModel] | None] = frozenset()) -> Iterator[Found]:
    """Every key and kind below; no component inside itself."""
    shape = place.shape
    if shape.model is not None and shape.model in seen:
        return
    for name in shape.fields:
        for found in _step(place, name):
            yield found
            yield from _walk(found, seen | {shape.model})
    for name in shape.kinds:
        yield from _step(place, name)
    for inner in _inside(place):
        yield from _walk(inner, seen)


def _anywhere(root: Found, name: str) -> list[Found]:
    """The one thing of that name, wherever it is; UsageError if the name means several things."""
    found = sorted(
        (place for place in _walk(root) if _last(place) == name), key=lambda place: place.key.count(".")
    )
    first = {_meaning(place): place.key for place in reversed(found)}
    keys = sorted(set(first.values()))
    if len(keys) > 1:
        raise UsageError(f"'{name}' may mean: {', '.join(keys)}; write one of them")
    return [place for place in found if place.key in keys]


def _meaning(place: Found) -> int:
    """The same for a component's field wherever the component may stand."""
    return id(place.info or place.shape.model)


def _last(place: Found) -> str:
    return place.key.rpartition(".")[2]


def _all_names(root: Found) -> set[str]:
    return {_last(place) for place in _walk(root)}


def _nothing(key: str, before: str, name: str, known: set[str]) -> str:
    near = nearest(name, sorted(known))
    if near:
        return f"{key}: no such key; did you mean '{before}{near}'?"
    listed = ", ".join(sorted(known)[:30])
    return f"{key}: no such key" + (f"; the keys and kinds there are: {listed}" if listed else "")
