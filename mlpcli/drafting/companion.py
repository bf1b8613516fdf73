"""The test file that lies beside a training file: adult-train.csv, adult-test.csv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.data.coding.cells import distinct, is_text
from mlpcli.data.frame import Frame
from mlpcli.data.source import Source
from mlpcli.errors import DataError

_TRAIN = re.compile(r"(?<![a-z])(train|training)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Companion:
    """A file of test rows with the columns of the training file, and how its classes are written there."""

    path: Path
    rows: int
    spellings: dict[str, str]


def beside(path: Path) -> Path | None:
    """The file of the same name with test for train, if there is one.

    >>> beside(Path("strained.csv")) is None
    True
    """
    for found in reversed(list(_TRAIN.finditer(path.name))):
        word = "test" if found[0].islower() else "TEST" if found[0].isupper() else "Test"
        other = path.with_name(path.name[: found.start()] + word + path.name[found.end() :])
        if other.is_file():
            return other
    return None


def companion(path: Path, source: Source, train: Frame, target: str) -> Companion:
    """The file as test rows. Raises DataError, a clause about it, where it does not go with the training.

    Classes that differ from those of the training file in case or in a last dot alone are the same ones.
    """
    try:
        frame = source.read(Path())
    except DataError as error:
        raise DataError(f"it cannot be read ({error})") from None
    if list(frame.columns) != list(train.columns):
        missing = [name for name in train.columns if name not in frame.columns]
        raise DataError(
            f"it has other columns ({len(missing)} are missing)" if missing else "its columns differ"
        )
    cells, known = frame.columns[target], train.columns[target]
    if is_text(cells) != is_text(known) or cells.ndim != known.ndim:
        raise DataError(f"its {target!r} is of another type")
    return Companion(path, len(frame), _spellings(distinct(cells), distinct(known)) if is_text(cells) else {})


def _spellings(found: list[Any], known: list[Any]) -> dict[str, str]:
    by_heart = {_heart(level): level for level in known}
    spellings = {}
    for level in found:
        if level in known:
            continue
        if _heart(level) not in by_heart:
            raise DataError(f"its class {level!r} is not in the training file")
        spellings[level] = by_heart[_heart(level)]
    return spellings


def _heart(level: str) -> str:
    return level.strip().rstrip(".").strip().lower()
