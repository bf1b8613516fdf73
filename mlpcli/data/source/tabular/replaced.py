"""Cells of text that another text stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.lookup import suggestion
from mlpcli.errors import DataError


def replaced(
    columns: Mapping[str, NDArray[Any]], spellings: Mapping[str, Mapping[str, str | None]], origin: str
) -> dict[str, NDArray[Any]]:
    """The columns, each text that `spellings` has for its column replaced; None makes the cell a missing one.

    >>> cells = np.array(["yes.", "no", None], dtype=object)
    >>> replaced({"a": cells}, {"a": {"yes.": "yes", "no": None}}, "a.csv")["a"].tolist()
    ['yes', None, None]

    Raises DataError where there is no such column, or it holds no text.
    """
    found = dict(columns)
    for name, texts in spellings.items():
        if name not in columns:
            raise DataError(f"{origin}: no column {name!r} (replace); {suggestion(name, columns)}")
        if columns[name].dtype != object:
            raise DataError(
                f"{origin}: replace is for columns of text, and {name!r} holds numbers or dates; "
                "list a spelling of missing cells in `missing`"
            )
        found[name] = np.array([texts.get(cell, cell) for cell in columns[name].tolist()], dtype=object)
    return found
