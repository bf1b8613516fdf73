"""Small data files of every kind, specs that read them, and damage that their own checksums do not notice."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from damage import BYTES

ROWS = 40
SHARES = {"csv": 30, "npz": 30, "idx": 24, "parquet": 11, "h5": 5}
"""How many of a hundred cases: HDF5 takes a process of its own each."""


def write_all(folder: Path) -> None:
    """The files, whole, and a spec for each."""
    import duckdb
    import h5py

    x = np.random.default_rng(1).normal(size=(ROWS, 3))
    y = np.arange(ROWS) % 3
    cells = zip(x.round(3).tolist(), y.tolist(), strict=True)
    lines = [f'{a},"{b}",2024-01-0{i % 9 + 1},{"red" if c > 0 else ""},c{i}' for (a, b, c), i in cells]
    (folder / "whole.csv").write_text("\n".join(["a,b,when,colour,y", *lines, ""]), encoding="utf-8")
    np.savez(folder / "whole.npz", x=x, y=y, words=np.array(["p", "q"] * (ROWS // 2)))
    shape = b"".join(n.to_bytes(4, "big") for n in (ROWS, 2, 2))
    (folder / "whole.idx").write_bytes(b"\0\0\x08\x03" + shape + bytes(range(4 * ROWS)))
    with h5py.File(folder / "whole.h5", "w") as file:
        file["x"], file["y"] = x, y
        file["words"] = ["p", "q"] * (ROWS // 2)
        file.create_dataset(
            "packed", data=x, compression="gzip", chunks=(8, 3), shuffle=True, fletcher32=True
        )
    query = f"SELECT i AS a, i * 1.5 AS b, 'x' || (i % 3) AS y FROM range({ROWS}) t(i)"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{folder / 'whole.parquet'}'")
    for kind in SHARES:
        target = "image, task: regression" if kind == "idx" else "y"
        text = f"data: {{source: data.{kind}, target: {target}}}\narchitecture: {{hidden: [2]}}\n"
        (folder / f"{kind}.yaml").write_text(text, encoding="utf-8")


def damaged(kind: str, data: bytes, dice: random.Random) -> bytes:
    """Changed at random, for some kinds behind what guards them."""
    if kind == "npz" and dice.random() < 0.6:
        return _inside_the_archive(data, dice)
    if kind == "csv" and dice.random() < 0.5:
        return _characters(data, dice)
    if kind == "idx" and dice.random() < 0.4:
        return _header_of_idx(data, dice)
    return dice.choice(BYTES[:-1])(data, dice)


def _characters(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 10))):
        changed[dice.randrange(len(changed))] = dice.choice(b"\x00\xff\n\r,;\t\"'|{}[]\x1f0e-")
    return bytes(changed)


def _header_of_idx(data: bytes, dice: random.Random) -> bytes:
    at = dice.choice((2, 3, 4, 8, 12))
    number = struct.pack(">I", dice.choice((0, 1, 7, 255, 2**31, 2**32 - 1)))
    changed = data[:at] + (number[-1:] if at < 4 else number) + data[at + (1 if at < 4 else 4) :]
    return gzip.compress(changed) if dice.random() < 0.3 else changed


def _inside_the_archive(data: bytes, dice: random.Random) -> bytes:
    """Checksums fit: another shape or type in an array's header, other bytes, names twice or strange."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", dice.choice((0, 8))) as new:
        for name in old.namelist():
            content = old.read(name)
            if dice.random() < 0.5:
                content = dice.choice(INSIDE)(content, dice)
            new.writestr(dice.choice((name, name, name, "x.npy", "../x.npy", "y", "\u00e4.npy")), content)
    return result.getvalue()


def _other_header(content: bytes, dice: random.Random) -> bytes:
    size = int.from_bytes(content[8:10], "little")
    head, rest = content[10 : 10 + size], content[10 + size :]
    old, new = dice.choice(
        (
            (b"(40", b"(4000000000000"),
            (b"(40", b"(-40"),
            (b"(40", b"(41"),
            (b"(40", b"(" * 200 + b"(40"),
            (b"<f8", b"|O"),
            (b"<f8", b"<M8[D]"),
            (b"<f8", b"<V8"),
            (b"<i8", b"<c16"),
            (b"False", b"True"),
            (b"False", b"__import__('os').system('true')"),
            (b"{", b"{" * 90),
            (b"'descr'", b"'shape'"),
        )
    )
    head = head.replace(old, new).rstrip() + b"\n"
    return content[:8] + len(head).to_bytes(2, "little") + head + rest


INSIDE: tuple[Callable[[bytes, random.Random], bytes], ...] = (_other_header, _other_header, *BYTES[:-1])
