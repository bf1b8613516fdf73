"""What the user may have meant by a value of the wrong type: quotes, a missing space, a missing bracket."""

from __future__ import annotations

import math
import re

from mlpcli.config.document import Node
from mlpcli.config.scalars import resolve
from mlpcli.config.shape import Shape
from mlpcli.config.words import LONGEST, phrases

_WORD = re.compile(r"[\w.+-]{1,40}")
_BOOLEANS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def hint(shape: Shape, node: Node) -> str:
    """What to write instead, to stand behind a message (so it begins with "; "); perhaps nothing."""
    advice = ""
    if node.value is None and not node.written:
        advice = "write a value, or remove the key"
    elif isinstance(node.value, str):
        advice = _for_text(shape, node.value, node.quoted)
    elif isinstance(node.value, int | float):
        advice = _for_number(shape, node.value, node.written)
    if not advice and shape.items and not shape.fixed_length and _WORD.fullmatch(node.written):
        advice = f"write [{node.written}]"
    return f"; {advice}" if advice else ""


def _for_text(shape: Shape, text: str, quoted: bool) -> str:
    wanted = phrases(shape)
    if any(phrase.startswith(("a number", "a whole number")) for phrase in wanted):
        return _plain_number(text, quoted)
    if "true or false" in wanted:
        return f"write {_BOOLEANS[text.lower()]}" if text.lower() in _BOOLEANS else ""
    if shape.optional and text.lower() in ("none", "nil"):
        return "write null"
    return "write a space after the ':'" if shape.type == "model" and re.match(r"\w+:\S", text) else ""


def _plain_number(text: str, quoted: bool) -> str:
    """`'1e-3'`, `1_000` and `0,5` as numbers."""
    for plain in (text.strip(), text.strip().replace("_", ""), text.strip().replace(",", ".")):
        number = 0 < len(plain) < LONGEST and resolve(plain)
        if isinstance(number, int | float) and not isinstance(number, bool):
            return "without the quotes it is a number" if quoted and plain == text else f"write {plain}"
    return ""


def _for_number(shape: Shape, number: float, written: str) -> str:
    types = {part.type for part in (shape, *shape.branches)}
    if types & {"int", "float"}:
        if math.isinf(number):
            return "too large for a number" if "inf" not in written.lower() else ""
        whole = isinstance(number, float) and number.is_integer() and abs(number) < 1e15
        return f"write {int(number)}" if whole and "int" in types else ""
    return "in quotes it is text" if "str" in types else ""
