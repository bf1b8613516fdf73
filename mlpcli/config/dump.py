"""From a component to YAML: every field written out, so that reading it gives an equal component.

Mappings stand in block style; a list of scalars stands on one line where it fits, a matrix row by row. Text
that could be taken for something else is quoted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from mlpcli.config.scalars import resolve

_WIDEST = 90
_PLAIN = re.compile(r"(\.{0,2}/)?[^\W\d][\w./()%+-]*( [\w./()%+-]+)*")
"""Text that needs no quotes: words of letters, digits and harmless signs, as are most paths."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def dump(component: BaseModel) -> str:
    """The component as a YAML document.

    >>> from mlpcli.component import Component
    >>> class Training(Component):
    ...     precision: str = "no"
    ...     rate: float = 1e-5
    ...     hidden: tuple[int, ...] = (64, 32)
    >>> print(dump(Training()), end="")
    precision: no
    rate: 1e-05
    hidden: [64, 32]
    """
    return "".join(f"{line}\n" for line in _lines(component.model_dump(mode="json")))


def _lines(value: Any) -> Iterator[str]:
    """The lines of a value that stands on its own, unindented."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _entry(f"{_text(key)}:", item)
    elif isinstance(value, list) and value and not _fits(value):
        for item in value:
            yield from _item(item)
    else:
        yield flow(value)


def _entry(key: str, item: Any) -> Iterator[str]:
    if _is_block(item):
        yield key
        yield from (f"  {line}" for line in _lines(item))
    else:
        yield f"{key} {flow(item)}"


def _item(item: Any) -> Iterator[str]:
    """`- ` before the first line, the others aligned behind it."""
    for number, line in enumerate(_lines(item)):
        yield f"  {line}" if number else f"- {line}"


def _is_block(value: Any) -> bool:
    return bool(value) and (isinstance(value, dict) or (isinstance(value, list) and not _fits(value)))


def _fits(value: list[Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in value) and len(flow(value)) <= _WIDEST


def flow(value: Any) -> str:
    """The value on one line, as it may stand inside brackets.

    >>> flow({"kind": "l2", "strength": 1e-3, "on": ["weights", "null"]})
    '{kind: l2, strength: 0.001, on: [weights, "null"]}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _number(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and isinstance(resolve(text), str):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
