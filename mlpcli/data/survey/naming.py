"""What the name of a column says about it, where its cells alone leave a doubt."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_IDENTIFIER = frozenset(
    (
        "id",
        "ids",
        "uuid",
        "guid",
        "identifier",
        "key",
        "rownames",
        "index",
        "rowid",
        "ssn",
        "passport",
        "unnamed",
    )
)
_NUMBERED = frozenset(["number", "no", "nr", "num"])
_CODE = frozenset(
    ("code", "zip", "postcode", "postal", "plz", "region", "district", "branch", "department", "type")
)


def parts(name: str) -> list[str]:
    """The words of a name, in small letters.

    >>> parts("customerID"), parts("zip_code")
    (['customer', 'id'], ['zip', 'code'])
    """
    return [part.lower() for part in _PARTS.findall(name)]


def names_identifier(name: str) -> bool:
    """Whether the name is one of those that tell rows apart: id, customer_id, row key.

    >>> names_identifier("customerID"), names_identifier("hospital_number"), names_identifier("width")
    (True, True, False)
    """
    words = parts(name)
    return bool(words) and (
        bool(_IDENTIFIER & {words[0], words[-1]}) or (len(words) > 1 and words[-1] in _NUMBERED)
    )


def names_code(name: str) -> bool:
    """Whether the name speaks of codes: zip_code, region.

    >>> names_code("zip_code"), names_code("size")
    (True, False)
    """
    return bool(_CODE & set(parts(name)))
