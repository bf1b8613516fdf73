"""Reading cells as moments, and moments as parts that come round again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.cells import is_date, is_text, shown, single
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError

ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


def is_iso(text: str) -> bool:
    """Whether a text is a date in ISO 8601's extended form.

    >>> is_iso("2024-03-01"), is_iso("2024-03-01T12:00+02:00"), is_iso("2024-13-01"), is_iso("1.3.2024")
    (True, True, False, False)
    """
    return bool(ISO.fullmatch(text)) and _parsed(text, None) is not None


def moments(frame: Frame, name: str, rows: Rows, format: str | None) -> NDArray[np.datetime64]:
    """The cells as datetime64 in microseconds, NaT where empty: (n,).

    Raises DataError with the place of the first that is no date.
    """
    cells = single(frame, name)[rows]
    if is_date(cells):
        return cells.astype("datetime64[us]")
    if not is_text(cells):
        raise DataError(
            f"{frame.origin}, column {name}: holds numbers; expected dates such as 2024-03-01, or declare "
            "the column a number"
        )
    values = np.full(len(cells), "NaT", dtype="datetime64[us]")
    known: dict[str, datetime | None] = {}
    for i, cell in enumerate(cells.tolist()):
        if cell is None:
            continue
        if cell not in known:
            known[cell] = _parsed(cell, format)
        if known[cell] is None:
            wanted = f"as {format}" if format else "such as 2024-03-01 (for others set `format`)"
            raise DataError(
                f"{frame.cell(rows[i], name)}: {shown(cell)} is not a date {wanted}; mend the cell, or "
                "declare the column a category"
            )
        values[i] = known[cell]
    return values


def _parsed(text: str, format: str | None) -> datetime | None:
    try:
        moment = datetime.strptime(text, format) if format else datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def part(moment: NDArray[np.datetime64], name: str) -> Array:
    """A part of each moment, none of which is NaT: (n,), float64.

    elapsed: days since 1970-01-01. The parts that come round count from 0: January, the first of the month
    and Monday are 0.

    >>> when = np.array(["2024-03-01T06:30"], dtype="datetime64[us]")  # a Friday
    >>> [float(part(when, name)[0]) for name in ("year", "month", "day", "weekday", "yearday", "hour")]
    [2024.0, 2.0, 0.0, 4.0, 60.0, 6.0]
    """
    day, month, year = (moment.astype(f"datetime64[{unit}]") for unit in "DMY")
    found: dict[str, Any] = {
        "elapsed": lambda: moment.astype(np.int64) / 86400e6,
        "year": lambda: year.astype(np.int64) + 1970,
        "month": lambda: month.astype(np.int64) % 12,
        "day": lambda: day - month.astype("datetime64[D]"),
        "weekday": lambda: (day.astype(np.int64) + 3) % 7,  # 1970-01-01 was a Thursday
        "yearday": lambda: day - year.astype("datetime64[D]"),
        "hour": lambda: (moment - day) // np.timedelta64(1, "h"),
        "minute": lambda: (moment - day) // np.timedelta64(1, "m") % 60,
        "second": lambda: (moment - day) // np.timedelta64(1, "s") % 60,
    }
    values: Array = np.asarray(found[name]()).astype(np.float64)
    return values
