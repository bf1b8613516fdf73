"""The metrics as they arrive: one JSON object a line, for whoever watches a training from outside.

Up to where the checkpoint was saved, the file says nothing that the checkpoint does not say too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from numpy.typing import NDArray

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import reason, replace

if TYPE_CHECKING:
    from typing import Self

Row: TypeAlias = Mapping[str, str | int | float | bool | None]
"""One epoch: {"epoch": 1, "training_loss": 0.5, ...}."""


class MetricsFile:
    """Starts a file with the rows given and takes more; each is in the file when `append` returns.

    with MetricsFile(path) as metrics:
        metrics.append({"epoch": 1, "training_loss": 0.5})

    Everything raises CheckpointError if the system refuses.
    """

    def __init__(self, path: Path, rows: Iterable[Row] = ()):
        self.path = path
        with _clearly(path):
            self._stream = path.open("wb", buffering=0)
        try:
            self._write(b"".join(map(_line, rows)))
        except BaseException:
            self._stream.close()
            raise

    def append(self, row: Row) -> None:
        """Writes a line, in a single call of the system: a reader sees it whole unless the disk is full."""
        self._write(_line(row))

    def move(self, path: Path) -> None:
        """Goes on under another name, in place of the file that has it. Windows moves closed files only."""
        self.close()
        with _clearly(path):
            try:
                replace(self.path, path)
                self.path = path
            finally:
                self._stream = self.path.open("ab", buffering=0)

    def close(self) -> None:
        """Ends the file; a second call does nothing."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        with _clearly(self.path):
            while data:  # a full disk takes a part first and says so at the next call
                data = data[self._stream.write(data) :]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """All rows of a file, which may be growing: an unfinished last line does not count. CheckpointError."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read: {reason(error)}") from None
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise CheckpointError(f"{path}:{number}: expected a JSON object; the file is damaged")
        rows.append(row)
    return rows


def rows_of(history: Mapping[str, NDArray[Any]]) -> Iterator[Row]:
    """The rows of a checkpoint's history.

    >>> import numpy as np
    >>> list(rows_of({"epoch": np.array([1, 2]), "loss": np.array([0.5, 0.25])}))
    [{'epoch': 1, 'loss': 0.5}, {'epoch': 2, 'loss': 0.25}]
    """
    for values in zip(*(column.tolist() for column in history.values()), strict=True):
        yield dict(zip(history, values, strict=True))


def _line(row: Row) -> bytes:
    """JSON has no word for numbers that are not finite; they become null. The checkpoint knows which."""
    known = {name: None if isinstance(v, float) and not math.isfinite(v) else v for name, v in row.items()}
    return json.dumps(known, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace") + b"\n"


@contextmanager
def _clearly(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be written: {reason(error)}") from None
