"""Sources: where rows come from.

| kind | files | columns | meant for |
|---|---|---|---|
| table | CSV, TSV, other text, JSON lines, Parquet; .gz, .zst | numbers or text, by the cells | tables |
| npz | NumPy's savez | one an array, (N, ...) | arrays made in Python |
| hdf5 | HDF5 | one a data set, (N, ...) | arrays made elsewhere |
| idx | MNIST and its kin; .gz | image (N, height, width), label | pictures |
| builtin | those in datasets/ | as table | first steps, tests |

A bare string is the path of a file, told by its extension, or the name of a built-in data set:
`source: iris.csv` means {kind: table, path: iris.csv}, `source: iris` means {kind: builtin, name: iris}.
"""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path, PurePath
from typing import Annotated, Any, TypeAlias

from pydantic import TypeAdapter

from mlpcli.data.frame import Frame
from mlpcli.data.source.base import Source
from mlpcli.data.source.builtin import TARGETS, datasets_folder
from mlpcli.data.source.table import JSON, PACKED, PARQUET
from mlpcli.errors import DataError
from mlpcli.kinds import Kinds

_TEXT = (".csv", ".tsv", ".txt", ".data")
_KNOWN = (
    f"{' '.join((*_TEXT, *JSON))} (each also with {' or '.join(PACKED)}) {' '.join(PARQUET)} .npz .h5 .hdf5 "
    f".idx -ubyte (both also with .gz), or a built-in data set: {' '.join(TARGETS)}"
)


def _by_path(value: Any) -> Any:
    """`iris.csv` means {kind: table, path: iris.csv}."""
    if not isinstance(value, str):
        return value
    if value in TARGETS:
        return {"kind": "builtin", "name": value}
    name = PurePath(value).name.lower()
    suffix = PurePath(name).suffix
    inner = PurePath(PurePath(name).stem).suffix if suffix in PACKED else suffix
    if inner in _TEXT + JSON or suffix in PARQUET:
        return {"kind": "table", "path": value}
    if suffix == ".npz":
        return {"kind": "npz", "path": value}
    if suffix in (".h5", ".hdf5"):
        return {"kind": "hdf5", "path": value}
    if name.removesuffix(".gz").endswith(("-ubyte", ".idx")):
        return {"kind": "idx", "images": value, "labels": _labels(value)}
    raise ValueError(f"{value!r}: this is no known kind of file; known are {_KNOWN}")


def _labels(images: str) -> str | None:
    """Where the MNIST family keeps the labels of these images.

    >>> _labels("data/train-images-idx3-ubyte.gz")
    'data/train-labels-idx1-ubyte.gz'
    """
    labels, found = re.subn(r"images([-.])idx3-ubyte(?=(\.gz)?$)", r"labels\1idx1-ubyte", images)
    return labels if found else None


KINDS = Kinds(
    "mlpcli.data.source",
    "table",
    "npz",
    "hdf5",
    "idx",
    "builtin",
    expand=_by_path,
    short_schema={"type": "string", "description": "path of a data file, or name of a built-in data set"},
)

AnySource: TypeAlias = Annotated[Source, KINDS]

__getattr__ = KINDS.attribute

_sources: TypeAdapter[Source] = TypeAdapter(AnySource)


def source_for(path: str) -> Source:
    """The source that a bare path or name means, as on the command line. Raises DataError for an unknown one.

    >>> source_for("moons.tsv.gz").kind, source_for("moons").kind
    ('table', 'builtin')
    """
    try:
        return _sources.validate_python(_by_path(path))
    except ValueError as error:
        raise DataError(str(error)) from None


def read_table(path: str | PathLike[str]) -> Frame:
    """The rows of a data file (or built-in data set) that `path` names, seen from the working folder.

    >>> read_table("xor").columns["class"].tolist()
    [0, 1, 1, 0]
    """
    return source_for(str(path)).read(Path())


__all__ = [
    "AnySource",
    "Source",
    "datasets_folder",
    "read_table",
    "source_for",
]
