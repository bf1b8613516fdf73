"""Packed tables that are whole, and others."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from mlpcli.data.source.table import Table
from mlpcli.data.source.tabular.compressed import check_whole
from mlpcli.errors import DataError


def zstd(*blocks: bytes | tuple[bytes, int], start: str = "00 00", end: str = "") -> bytes:
    """A frame written down from RFC 8878: magic number, header, blocks, checksum.

    A block is as it is, or one byte and how many times it stands. `start` is the header: what it holds
    (20: content size instead of a window, 80: in four bytes, 04: a checksum at the end, 01: a dictionary),
    the window (00: 1 KiB), the dictionary (00: none), the content size.
    """
    frame = b"\x28\xb5\x2f\xfd" + bytes.fromhex(start)
    for i, block in enumerate(blocks):
        content, size, kind = (block, len(block), 0) if isinstance(block, bytes) else (*block, 1)
        last = i == len(blocks) - 1
        frame += (size << 3 | kind << 1 | last).to_bytes(3, "little") + content
    return frame + bytes.fromhex(end)


SKIPPABLE = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"aside"


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    """A .csv.zst of several blocks, as DuckDB writes it."""
    file = tmp_path / "written.csv.zst"
    duckdb.sql("SELECT i AS x, hash(i) AS y FROM range(30000) t(i)").write_csv(str(file), compression="zstd")
    return file.read_bytes()


def test_a_zst_file_is_read(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "t.csv.zst").write_bytes(packed)
    assert len(Table(path="t.csv.zst").read(tmp_path)) == 30000


@pytest.mark.parametrize(
    "content",
    [
        zstd(b"x,y\n", b"1,2\n"),
        zstd(b"x,y\n") + zstd(b"1,2\n"),
        SKIPPABLE + zstd(b"x,y\n1,2\n"),
        zstd(b"x,y\n1,2\n", start="20 08"),
        zstd(b"x,y\n1,2\n", start="a0 08000000"),
        zstd(b"x,y\n1,2\n", start="01 00 00"),
        zstd(b"", start="04 00", end="99e9d851") + zstd(b"x,y\n1,2\n"),  # XXH64 of nothing: ef46db37 51d8e999
        zstd(b"x,y\n1,", (b"2", 3), b"\n"),
    ],
)
def test_frames_written_by_hand_are_whole(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv.zst").write_bytes(content)
    assert Table(path="t.csv.zst").read(tmp_path).columns["y"].tolist() in ([2], [222])


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.9999])
def test_a_zst_file_cut_off_is_refused(tmp_path: Path, packed: bytes, share: float) -> None:
    """DuckDB reads the rows before the cut and says nothing."""
    (tmp_path / "t.csv.zst").write_bytes(packed[: int(len(packed) * share)])
    with pytest.raises(DataError, match=r"t\.csv\.zst: is damaged or not a \.zst file"):
        Table(path="t.csv.zst").read(tmp_path)


@pytest.mark.parametrize("content", [b"x,y\n1,2\n", b"\x28\xb5", zstd(b"x\n1\n") + b"tail", SKIPPABLE[:-1]])
def test_what_is_no_zst_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv.zst").write_bytes(content)
    with pytest.raises(DataError, match=r"is damaged or not a \.zst file"):
        check_whole(tmp_path / "t.csv.zst", "t.csv.zst")


@pytest.mark.parametrize("change", ["cut", "checksum", "tail", "text"])
def test_a_gz_file_that_is_not_whole_is_refused(tmp_path: Path, change: str) -> None:
    content = bytearray(gzip.compress(b"x,y\n" + b"1,2\n" * 1000))
    if change == "cut":
        del content[-20:]
    elif change == "checksum":
        content[-8] ^= 1
    elif change == "tail":
        content += b"tail"
    else:
        content = bytearray(b"x,y\n1,2\n")
    (tmp_path / "t.csv.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"t\.csv\.gz: is damaged or not a \.gz file"):
        Table(path="t.csv.gz").read(tmp_path)


def test_parts_of_a_gz_file_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"x,y\n1,2\n") + gzip.compress(b"3,4\n"))
    assert Table(path="t.csv.gz").read(tmp_path).columns["x"].tolist() == [1, 3]
