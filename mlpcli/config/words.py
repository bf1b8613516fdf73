"""Shapes and values in words: "a whole number >= 1, or auto", "'abc' (text)"."""

from __future__ import annotations

from typing import Any

from mlpcli.config.document import Node, visible
from mlpcli.config.shape import Schema, Shape

_BOUNDS = (("gt", ">"), ("ge", ">="), ("lt", "<"), ("le", "<="))
_JSON_BOUNDS = {"exclusiveMinimum": "gt", "minimum": "ge", "exclusiveMaximum": "lt", "maximum": "le"}
_NOUNS = {
    "int": ("a whole number", "whole numbers"),
    "float": ("a number", "numbers"),
    "str": ("text", "texts"),
}
_SINGULAR = {"entries": "entry", "characters": "character"}
_MOST_NAMES = 30
LONGEST = 60


def expected(shape: Shape) -> str:
    """What may stand here.

    >>> from mlpcli.config.shape import shape_of
    >>> from mlpcli.component import Component
    >>> from pydantic import Field
    >>> class Training(Component):
    ...     epochs: int = Field(100, ge=1)
    ...     rows: tuple[float, ...] | None = None
    >>> [expected(shape) for shape in shape_of(Training).fields.values()]
    ['a whole number >= 1', 'a list of numbers, or null']
    """
    parts, words = list(dict.fromkeys(phrases(shape))), names(shape) + ["null"] * shape.optional
    if words:
        parts.append(words[0] if len(words) == 1 else "one of: " + _listed(words))
    return ", or ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]


def names(shape: Shape) -> list[str]:
    """The words that may stand here: kinds that need no more than their name, and fixed words as `auto`."""
    found = list(shape.words)
    if shape.type == "literal":
        found += [spelled(value) for value in shape.node["expected"]]
    if takes_name(shape):
        found += sorted(shape.kinds)
    for branch in shape.branches:
        found += names(branch)
    return list(dict.fromkeys(found))


def takes_name(shape: Shape) -> bool:
    """Whether the bare name of a kind may stand for the kind with its defaults."""
    return any("enum" in short for short in shape.shorts)


def phrases(shape: Shape) -> list[str]:
    """What may stand here besides fixed words, one phrase for each alternative."""
    found = [_short(short) for short in shape.shorts if "type" in short]
    if shape.branches:
        return found + [phrase for branch in shape.branches for phrase in phrases(branch)]
    if shape.type == "literal" or takes_name(shape):
        return found
    return [*found, _phrase(shape)]


def _phrase(shape: Shape) -> str:
    if shape.type in _NOUNS:
        return _NOUNS[shape.type][0] + limits(shape.node)
    if shape.type == "bool":
        return "true or false"
    if shape.type == "model":
        return "a mapping with the keys " + _listed(list(shape.fields))
    if shape.type == "tagged-union":
        return f"a mapping whose {shape.tag} is one of: " + _listed(sorted(shape.kinds))
    if shape.type == "dict":
        return "a mapping of names" + (f", each to {expected(shape.values)}" if shape.values else "")
    return _list_phrase(shape) if shape.items else "a value"


def _list_phrase(shape: Shape) -> str:
    items = shape.items
    if shape.fixed_length:
        return f"a list of {len(items)}: " + ", ".join(expected(item) for item in items)
    item, length = items[0], _length(shape.node, "entries")
    if item.type in _NOUNS and not item.optional:
        return "a list of " + _NOUNS[item.type][1] + limits(item.node) + (f",{length}" if length else "")
    return f"a list{length}, each entry {expected(item)}"


def limits(node: Schema) -> str:
    """The range of a number or the length of a text, to stand behind the noun."""
    parts = [f"{sign} {spelled(node[name])}" for name, sign in _BOUNDS if node.get(name) is not None]
    parts += [f"a multiple of {node['multiple_of']}"] if node.get("multiple_of") else []
    pattern = f" that matches {node['pattern']}" if node.get("pattern") else ""
    return (" " + " and ".join(parts) if parts else "") + _length(node, "characters") + pattern


def _length(node: Schema, unit: str) -> str:
    least, most = node.get("min_length"), node.get("max_length")
    if least and most:
        return f" of {least} to {most} {unit}"
    if least == 1:
        return f" of at least one {_SINGULAR[unit]}"
    return f" of at least {least} {unit}" if least else f" of at most {most} {unit}" if most else ""


def _short(short: Schema) -> str:
    noun = {"number": "a number", "integer": "a whole number"}.get(short["type"])
    bounds = {ours: short[theirs] for theirs, ours in _JSON_BOUNDS.items() if theirs in short}
    return noun + limits(bounds) if noun else str(short.get("description", short["type"]))


def _listed(words: list[str]) -> str:
    more = len(words) - _MOST_NAMES
    return ", ".join(words[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def spelled(value: Any) -> str:
    """A scalar as YAML writes it.

    >>> [spelled(value) for value in (True, None, 0.5, 2**63, "auto")]
    ['true', 'null', '0.5', '2^63', 'auto']
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float) and abs(value) < 1e300 and value == int(value):
        whole = int(value)
        return f"2^{whole.bit_length() - 1}" if whole >= 2**31 and whole & (whole - 1) == 0 else str(whole)
    return str(value)


def found(node: Node) -> str:
    """What stands in the document, as it is written there."""
    value = node.value
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, str):
        return f"{_clipped(repr(value))} (text)"
    return node.written or ("nothing" if value is None else spelled(value))


def _clipped(text: str) -> str:
    return visible(text if len(text) <= LONGEST else text[: LONGEST - 2] + "…'")
