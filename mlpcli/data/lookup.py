"""Finding a column by its name, and saying which was meant when it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from numpy.typing import NDArray

from mlpcli.data.frame import Frame
from mlpcli.errors import DataError


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest one, or all of them if they are few.

    >>> suggestion("specis", ["species", "island"])
    "did you mean 'species'?"
    >>> suggestion("x", ["species", "island"])
    'there are species, island'
    """
    names = list(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    shown = ", ".join(names[:10])
    return f"there are {shown}" + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def find(frame: Frame, name: str, role: str) -> NDArray[Any]:
    """The column of this name: (N,) or (N, d, ...). Raises DataError, with `role` in it, if there is none."""
    if name not in frame.columns:
        raise DataError(f"{frame.origin}: no column {name!r} ({role}); {suggestion(name, frame.columns)}")
    return frame.columns[name]
