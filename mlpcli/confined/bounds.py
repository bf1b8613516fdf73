"""How much a data file may hold."""

from __future__ import annotations

from pathlib import Path

from mlpcli.errors import DataError

FREE = 1 << 28
GROWTH = 20


def bounded(size: int, file: Path, origin: str) -> None:
    """Refuses a file that declares arrays of `size` bytes, if that is more than such a file may hold.

    A few kilobytes can claim, or unpack to, more than any memory. So the arrays may take 256 MiB, or 20
    times the file if that is more: compressed measurements and pictures shrink 2 to 10 times.
    """
    allowed = max(FREE, GROWTH * file.stat().st_size)
    if size > allowed:
        raise DataError(
            f"{origin}: declares {size:,} bytes of data, more than {allowed:,} (256 MiB, or {GROWTH} times "
            "the file); if it is no mistake, store the data without compression"
        )
