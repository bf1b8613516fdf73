"""Files with bytes changed at random: read, or refused with one line; nothing else."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest

from mlpcli.data.source import source_for
from mlpcli.errors import DataError

ROWS = 40


def csv() -> bytes:
    return b"a,b,c,d\n" + b"".join(b'%d,%d.5,x%d,"q, %d"\n' % (i, i, i % 3, i) for i in range(ROWS))


def json_lines() -> bytes:
    return b"".join(b'{"a": %d, "b": "x%d", "c": null, "d": 1.5}\n' % (i, i % 3) for i in range(ROWS))


def aligned() -> bytes:
    return b"".join(b"  %d.5   -%de-3\n" % (i, i) for i in range(ROWS))


def by_duckdb(name: str) -> Callable[[], bytes]:
    """What DuckDB writes under this name; it runs in a folder for the test alone."""

    def content() -> bytes:
        query = f"SELECT i AS a, i * 1.5 AS b, 'x' || (i % 3) AS c FROM range({ROWS}) t(i)"
        duckdb.execute(f"COPY ({query}) TO '{name}'")
        return Path(name).read_bytes()

    return content


def npz(save: Callable[..., None]) -> Callable[[], bytes]:
    def content() -> bytes:
        file = io.BytesIO()
        save(file, x=np.arange(60.0).reshape(20, 3), y=np.array(["a", "b"] * 10))
        return file.getvalue()

    return content


def idx() -> bytes:
    shape = b"".join(n.to_bytes(4, "big") for n in (5, 4, 4))
    return b"\0\0\x08\x03" + shape + bytes(80)


def packed(content: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: gzip.compress(content(), mtime=0)


def changed(content: bytes, draw: random.Random) -> bytes:
    """Flipped bits, other characters, bytes taken out, put in twice, cut off."""
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        at = draw.randrange(max(len(changed), 1))
        what = draw.randrange(6)
        if what == 0 and changed:
            changed[at] ^= 1 << draw.randrange(8)
        elif what == 1 and changed:
            changed[at] = draw.choice(b"\x00\xff\n\r,;\t\"'|{}[]\x1f")
        elif what == 2:
            del changed[at : at + draw.randrange(1, 20)]
        elif what == 3:
            start = draw.randrange(max(len(changed), 1))
            changed[at:at] = changed[start : start + draw.randrange(1, 30)]
        elif what == 4 and draw.random() < 0.2:
            del changed[at:]
        else:
            changed[at : at + 4] = draw.randbytes(4)
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "content", "times"),
    [
        ("a.csv", csv, 20),
        ("a.csv.gz", packed(csv), 20),
        ("a.csv.zst", by_duckdb("written.csv.zst"), 20),
        ("a.data", aligned, 12),
        ("a.jsonl", json_lines, 15),
        ("a.parquet", by_duckdb("written.parquet"), 20),
        ("a.npz", npz(np.savez), 150),
        ("b.npz", npz(np.savez_compressed), 150),
        ("a.idx", idx, 150),
        ("a.idx.gz", packed(idx), 150),
    ],
)
def test_changed_files_are_read_or_refused(
    name: str, content: Callable[[], bytes], times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draw = random.Random(name)
    source = source_for(name)
    whole = content()
    (tmp_path / name).write_bytes(whole)
    assert len(source.read(tmp_path)) > 0
    messages = []
    for _ in range(times):
        (tmp_path / name).write_bytes(changed(whole, draw))
        try:
            frame = source.read(tmp_path)
        except DataError as error:
            messages.append(str(error))
        else:
            assert {len(column) for column in frame.columns.values()} == {len(frame)}
    assert len(messages) > times / 5
    for message in messages:
        assert message.startswith(name)
        assert "\n" not in message
