"""What an unquoted scalar means: the core schema of YAML 1.2, in which `no` is text and `1e-3` a number.

| text | value |
|---|---|
| `null` `~` and nothing | None |
| `true` `True` `TRUE` `false` … | a boolean; `yes` `no` `on` `off` are text |
| `12` `-7` `010` | decimal whole numbers (010 is ten) |
| `0o17` `0x1F` | octal, hexadecimal |
| `0.5` `.5` `5.` `1e-3` `1E5` | numbers |
| `.inf` `-.inf` `.nan` | numbers, which the models refuse |
| all else, as `1:30` `1_000` `2024-05-01` | text |

*Source:* YAML 1.2.2, section 10.3.2.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

LONGEST = 4_096
LONGEST_NUMBER = 100
"""Characters of a number; far more digits than a float holds, far fewer than take time to convert."""

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What an escape in double quotes can make, and neither a file name nor UTF-8 can hold."""


def value_of(text: str, quoted: bool) -> Scalar:
    """The value of a scalar; in quotes it is text. ValueError if it is too long or cannot be stored."""
    if len(text) > LONGEST:
        raise ValueError(f"a value of {len(text):,} characters; at most {LONGEST:,} are read")
    if quoted and _UNSTORABLE.search(text):
        raise ValueError("the text holds a character that cannot be stored")
    return text if quoted else resolve(text)


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar; ValueError for a number too long to be one.

    >>> [resolve(text) for text in ("1e-3", "010", "0x1f", "no", "True", "~", "1:30")]
    [0.001, 10, 31, 'no', True, None, '1:30']
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or not (_DECIMAL.fullmatch(text) or _BASED.fullmatch(text)):
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text):,} characters; at most {LONGEST_NUMBER} are read")
    if _WHOLE.fullmatch(text):
        return int(text)
    return int(text, 0) if _BASED.fullmatch(text) else float(text)
