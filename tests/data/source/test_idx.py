"""IDX files: every type, packed or not, and headers that lie."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from mlpcli.data.source.idx import Idx
from mlpcli.errors import DataError


def idx(code: int, shape: tuple[int, ...], content: bytes) -> bytes:
    """A file written down from the description of the format."""
    return bytes([0, 0, code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + content


IMAGES = idx(0x08, (2, 2, 3), bytes(range(12)))
LABELS = idx(0x08, (2,), bytes([7, 3]))


@pytest.mark.parametrize("packed", [False, True])
def test_images_and_labels(tmp_path: Path, packed: bool) -> None:
    for name, content in (("images", IMAGES), ("labels", LABELS)):
        (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    frame = Idx(images="images", labels="labels").read(tmp_path)
    assert frame.columns["image"].tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]
    assert frame.columns["label"].tolist() == [7, 3]
    assert {column.dtype for column in frame.columns.values()} == {np.dtype(np.uint8)}
    assert frame.target == "label"
    assert frame.origin == "images"


def test_images_alone_have_no_target(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(IMAGES)
    frame = Idx(images="images").read(tmp_path)
    assert list(frame.columns) == ["image"]
    assert frame.target is None


@pytest.mark.parametrize(
    ("code", "format_", "dtype", "values"),
    [
        (0x08, "B", "uint8", [0, 255]),
        (0x09, "b", "int8", [-128, 127]),
        (0x0B, "h", "int16", [-32768, 258]),
        (0x0C, "i", "int32", [-(2**31), 16909060]),
        (0x0D, "f", "float32", [-1.5, 0.25]),
        (0x0E, "d", "float64", [0.1, -2.0]),
    ],
)
def test_every_type_of_number(
    tmp_path: Path, code: int, format_: str, dtype: str, values: list[float]
) -> None:
    (tmp_path / "x.idx").write_bytes(idx(code, (2,), struct.pack(f">2{format_}", *values)))
    column = Idx(images="x.idx").read(tmp_path).columns["image"]
    assert column.dtype == dtype
    assert column.dtype.isnative
    assert column.tolist() == values


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an IDX file"),
        (b"x,y\n1,2\n", "is not an IDX file (it begins with b'x,y\\n')"),
        (idx(0x0A, (2,), bytes(2)), "is not an IDX file"),
        (bytes([0, 0, 8, 0, 5]), "is not an IDX file"),
        (IMAGES[:10], "ends inside its header"),
        (IMAGES[:-1], "declares 12 bytes of numbers and holds 11"),
        (IMAGES + b"\0", "declares 12 bytes of numbers and holds more"),
        (idx(0x08, (2**32 - 1, 2**32 - 1), b""), "declares 18,446,744,065,119,617,025 bytes of data"),
        (idx(0x08, (0, 28, 28), b""), "has no rows"),
    ],
)
def test_headers_that_lie(tmp_path: Path, content: bytes, message: str, packed: bool) -> None:
    (tmp_path / "x.idx").write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataError) as caught:
        Idx(images="x.idx").read(tmp_path)
    assert str(caught.value).startswith(f"x.idx: {message}")


@pytest.mark.parametrize("cut", [3, 15, -9, -1])
def test_a_packed_file_cut_off_is_damaged(tmp_path: Path, cut: int) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(IMAGES)[:cut])
    with pytest.raises(DataError, match=r"x\.gz: is damaged"):
        Idx(images="x.gz").read(tmp_path)


def test_a_packed_file_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(IMAGES))
    content[-8] ^= 1
    (tmp_path / "x.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"x\.gz: is damaged"):
        Idx(images="x.gz").read(tmp_path)


def test_labels_go_with_the_images(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(IMAGES)
    (tmp_path / "labels").write_bytes(idx(0x08, (3,), bytes(3)))
    with pytest.raises(DataError, match="images: image has 2 rows, label has 3"):
        Idx(images="images", labels="labels").read(tmp_path)
    with pytest.raises(DataError, match="images: has 3 axes; labels have one"):
        Idx(images="images", labels="images").read(tmp_path)
