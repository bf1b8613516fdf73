"""From the spec's data section to arrays that a network can be trained on, and the same again later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from mlpcli.arrays import Precision
from mlpcli.data.coded import Samples, coded_parts
from mlpcli.data.coding import Coding
from mlpcli.data.coding.base import summed
from mlpcli.data.detection import resolved_columns
from mlpcli.data.division import Groups, divided
from mlpcli.data.frame import Frame
from mlpcli.data.memory import resolved
from mlpcli.data.source import Source
from mlpcli.data.spec import Data
from mlpcli.data.split import Part, Partition, Rows
from mlpcli.data.task import check_rules, resolved_target, resolved_task
from mlpcli.data.weighting import resolved_class_weights
from mlpcli.errors import DataError

PARTS: tuple[Part, ...] = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Prepared:
    """The three parts, coded as fitted on the training rows; validation and test may have no rows.

    `data` is the section with every auto filled in, `notes` say what was decided, `fingerprint` tells
    whether the files are still the same.
    """

    train: Samples
    validation: Samples
    test: Samples
    coding: Coding
    data: Data
    notes: tuple[str, ...]
    fingerprint: str

    @property
    def partition(self) -> Partition:
        """The rows of each part, to be stored."""
        return Partition(self.train.rows, self.validation.rows, self.test.rows)


Watch: TypeAlias = Callable[[Mapping[Part, Frame], Mapping[Part, Rows], Data, Coding], None]
"""Called once with the rows as they were read, how they are divided, read and coded, to look at them."""


def prepare(
    data: Data, folder: Path, precision: Precision = "float32", watch: Watch | None = None
) -> Prepared:
    """Reads, divides, fits and codes. Relative paths start in `folder`.

    Only the training rows are looked at in fitting. Raises DataError for what is wrong with the data,
    SpecError for what the section asks of it and cannot have.
    """
    frame = _read(data.source, folder)
    data = data.model_copy(update={"target": resolved_target(data, frame)})
    task, note = resolved_task(data, frame)
    groups = Groups.of(frame, data.targets[0]) if task == "classification" else None
    split = data.split.resolved(classes=groups is not None)
    partition = divided(split, frame, groups, folder)
    absent = groups.absent(partition) if groups else []
    del groups  # a number for each row
    columns, left_out = resolved_columns(data, frame, partition.train)
    data = data.model_copy(update={"task": task, "columns": columns, "split": split})
    coding = Coding.fit(frame, data, partition.train)

    frames, rows = dict.fromkeys(PARTS, frame), partition.by_part()
    for part, source in split.sources().items():
        frames[part] = _read(source, folder)
        rows[part] = np.arange(len(frames[part]))
    check_rules(data, coding.heads, has_validation=len(rows["validation"]) > 0)
    y = coding.encode_target(frame, partition.train, precision) if data.class_weights else None
    class_weights = None if y is None else resolved_class_weights(data, coding, y)
    data = data.model_copy(update={"class_weights": class_weights})
    width = coding.features.width + (coding.target.width if coding.target else 0)
    size = sum(map(len, rows.values())) * width * np.dtype(precision).itemsize
    memory, stays = resolved(data.memory, size)
    data = data.model_copy(update={"memory": memory})
    coded = coded_parts(data, coding, frames, rows, precision)
    if watch is not None:
        watch(frames, rows, data, coding)
    findings = summed((f for _, found in coded.values() for f in found), sum(map(len, rows.values())))
    return Prepared(
        train=coded["train"][0],
        validation=coded["validation"][0],
        test=coded["test"][0],
        coding=coding,
        data=data,
        notes=(*note, *absent, *left_out, *map(str, findings), *([stays] if stays else [])),
        fingerprint=fingerprint(data, folder),
    )


def reread(
    data: Data, folder: Path, coding: Coding, part: Part, rows: Rows, stored: str, precision: Precision
) -> Samples:
    """The samples of a part again, from its stored rows. data is resolved, `stored` the fingerprint.

    Raises DataError if the files have changed since.
    """
    frame = reopened(data, folder, part, stored)
    if len(rows) and rows.max() >= len(frame):
        raise DataError(
            f"{frame.origin}: has {len(frame):,} rows, and row {rows.max() + 1:,} is stored as one of the "
            f"{part} part; name a file on the command line"
        )
    return coded_parts(data, coding, {part: frame}, {part: rows}, precision)[part][0]


def reopened(data: Data, folder: Path, part: Part, stored: str) -> Frame:
    """The frame that has the rows of a part. Raises DataError if the files have changed since."""
    if fingerprint(data, folder) != stored:
        raise DataError(
            f"the data has changed since training ({', '.join(_names(data, folder))}): its stored rows "
            "cannot be found again; restore the file, or evaluate on a file named on the command line"
        )
    return _read(_sources(data).get(part, data.source), folder)


def fingerprint(data: Data, folder: Path) -> str:
    """64 hexadecimal digits that tell whether the files of all sources are the same, byte by byte."""
    prints = [source.fingerprint(folder) for source in _sources(data).values()]
    prints += [hashlib.sha256(path.read_bytes()).hexdigest() for path in data.split.files(folder)]
    return prints[0] if len(prints) == 1 else hashlib.sha256("".join(prints).encode()).hexdigest()


def _sources(data: Data) -> Mapping[Part, Source]:
    """The source of each part that has one of its own; that of "train" is also that of the others."""
    return {"train": data.source, **data.split.sources()}


def _names(data: Data, folder: Path) -> list[str]:
    files = [file for source in _sources(data).values() for file in source.files(folder)]
    return [file.name for file in (*files, *data.split.files(folder))]


def _read(source: Source, folder: Path) -> Frame:
    frame = source.open(folder)
    if not len(frame):
        raise DataError(f"{frame.origin}: no rows")
    return frame
