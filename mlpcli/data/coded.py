"""Rows coded for a network: a portion of the frame at a time, into memory or into scratch files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array, Precision
from mlpcli.data.coding import Coding, Finding
from mlpcli.data.coding.base import summed
from mlpcli.data.frame import Frame, Stored
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch
from mlpcli.data.spec import Data
from mlpcli.data.split import Part, Rows
from mlpcli.data.weighting import row_weights


@dataclass(frozen=True, eq=False)
class Samples:
    """Coded rows: x (N, I), y (N, O); `rows` (N,) are their numbers in the source they are from, rising.

    `weights` (N,), of mean 1, say how much each counts in the loss; None: all the same. Where the data stay
    on disk, x and y are `OnDisk`: rows of them can be read, and both stand in the same records.
    """

    x: Array
    y: Array
    rows: Rows
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.rows)


def coded_parts(
    data: Data,
    coding: Coding,
    frames: Mapping[Part, Frame],
    rows: Mapping[Part, Rows],
    precision: Precision,
) -> dict[Part, tuple[Samples, tuple[Finding, ...]]]:
    """These rows of each part's frame coded, and what had to be decided on the way; data is resolved.

    Parts of the same frame are coded in one pass over it.
    """
    coded: dict[Part, tuple[Samples, tuple[Finding, ...]]] = {}
    for frame in dict.fromkeys(map(_Same, frames.values())):
        together: list[Part] = [part for part, own in frames.items() if own is frame.frame]
        if data.memory != "bounded" and not isinstance(frame.frame.columns, Stored):
            coded |= {p: coded_rows(data, coding, frame.frame, rows[p], precision) for p in together}
            continue
        places = {part: _Place.of(data, coding, len(rows[part]), precision) for part in together}
        findings: dict[Part, list[Finding]] = {part: [] for part in together}
        for portion in frame.frame.portions():
            ends = portion.first, portion.first + len(portion)
            for part in together:
                start, stop = np.searchsorted(rows[part], ends).tolist()
                if start < stop:
                    own = rows[part][start:stop] - portion.first
                    findings[part] += places[part].write(coding, portion, own, start)
        for part in together:
            samples = places[part].samples(rows[part])
            weights = row_weights(data, coding, frame.frame, rows[part], samples.y, precision)
            samples = Samples(samples.x, samples.y, rows[part], weights)
            coded[part] = samples, tuple(summed(findings[part], len(rows[part])))
    return coded


def coded_rows(
    data: Data, coding: Coding, frame: Frame, rows: Rows, precision: Precision
) -> tuple[Samples, tuple[Finding, ...]]:
    """These rows of a frame that has the target too, coded at once; data is resolved."""
    x, findings = coding.encode(frame, rows, precision)
    y = coding.encode_target(frame, rows, precision) if coding.target else x
    findings = (*findings, *(coding.target.findings(frame, rows) if coding.target else ()))
    weights = row_weights(data, coding, frame, rows, y, precision)
    return Samples(x, y, rows, weights), findings


@dataclass(frozen=True)
class _Same:
    """A frame that is equal to itself alone."""

    frame: Frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.frame is self.frame


@dataclass(frozen=True, eq=False)
class _Place:
    """Where coded rows are gathered: arrays in memory, or a scratch file of records x, y.

    Without a target y is x.
    """

    x: Array | OnDisk
    y: Array | OnDisk
    scratch: Scratch | None

    @classmethod
    def of(cls, data: Data, coding: Coding, n: int, precision: Precision) -> _Place:
        inputs, outputs = coding.features.width, coding.target.width if coding.target else 0
        dtype = np.dtype(precision)
        if data.memory != "bounded":
            x = np.empty((n, inputs), dtype)
            return cls(x, np.empty((n, outputs), dtype) if outputs else x, None)
        scratch, record = Scratch(), inputs + outputs
        stored = OnDisk(scratch, 0, (n, inputs), dtype, record)
        targets = OnDisk(scratch, 0, (n, outputs), dtype, record, inputs) if outputs else stored
        return cls(stored, targets, scratch)

    def write(self, coding: Coding, portion: Frame, own: Rows, start: int) -> tuple[Finding, ...]:
        """Codes rows `own` of the portion; they are the start-th and following."""
        dtype, stop = self.x.dtype, start + len(own)
        x, findings = coding.encode(portion, own, dtype)
        y = coding.encode_target(portion, own, dtype) if coding.target else None
        if self.scratch is not None:
            records = x if y is None else np.concatenate([x, y], axis=-1)
            self.scratch.write(records, start * records.shape[-1] * dtype.itemsize)
        else:
            self.x[start:stop] = x  # type: ignore[index]
            if y is not None:
                self.y[start:stop] = y  # type: ignore[index]
        return (*findings, *(coding.target.findings(portion, own) if coding.target else ()))

    def samples(self, rows: Rows) -> Samples:
        return Samples(self.x, self.y, rows)  # type: ignore[arg-type]  # OnDisk stands for an array
