"""Data larger than memory: columns and coded rows on disk are those that memory would hold."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import h5py
import numpy as np
import pytest

import mlpcli.data.frame
import mlpcli.data.memory
import mlpcli.data.source.base
import mlpcli.data.source.tabular.database
from mlpcli.data import Data, prepare
from mlpcli.data.frame import Stored
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch
from mlpcli.data.source import source_for
from mlpcli.errors import DataError

FILES = ("t.csv", "t.jsonl", "t.parquet", "t.csv.gz", "t.npz", "t.h5")
N = 1200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same kind of table in every format: text, gaps, dates; and arrays."""
    place = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(0)
    words = ["x", "y", "z", ""]
    rows = [
        f"p{i},{rng.random() if i % 7 else 'NA'},{i % 9 if i % 11 else ''},{words[rng.integers(4)]},"
        f"2024-01-{1 + i % 28:02d},{'yes' if rng.random() < 0.5 else 'no'}"
        for i in range(N)
    ]
    (place / "t.csv").write_text("\n".join(["id,a,b,c,d,y", *rows]), encoding="utf-8")
    with duckdb.connect() as connection:
        for name, how in (("t.jsonl", "json"), ("t.parquet", "parquet"), ("t.csv.gz", "csv")):
            connection.execute(f"COPY (FROM '{place / 't.csv'}') TO '{place / name}' (FORMAT {how})")
    x = rng.normal(size=(N, 4, 5)).astype(np.float32)
    np.savez(place / "t.npz", x=x, s=np.arange(N) / 3, y=np.arange(N) % 3)
    with h5py.File(place / "t.h5", "w") as file:
        file["x"], file["y"] = x, [b"no", b"yes"] * (N // 2)
        file.create_dataset("u", data=np.arange(2 * N, dtype=np.uint8).reshape(N, 2), compression="gzip")
    return place


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.data.source.base, "LARGE", 0)
    monkeypatch.setattr(mlpcli.data.frame, "PORTION", 700)


@pytest.mark.parametrize("name", FILES)
def test_columns_on_disk_are_those_in_memory(folder, name, everything_is_large):
    read, opened = source_for(name).read(folder), source_for(name).open(folder)
    assert isinstance(opened.columns, Stored)
    assert len(opened) == len(read) == N
    assert list(opened.columns) == list(read.columns)
    portions = list(opened.portions())
    assert len(portions) > 5
    assert portions[3].where(0) == f"{name}, row {portions[3].first + 1}"
    for column, cells in read.columns.items():
        stored = np.asarray(opened.columns[column])
        assert stored.dtype == cells.dtype
        np.testing.assert_array_equal(stored, cells)
        parts = [portion.columns[column] for portion in portions]
        assert {part.dtype for part in parts} == {cells.dtype}
        np.testing.assert_array_equal(np.concatenate(parts), cells)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("memory", ["all", "bounded"])
def test_coded_rows_are_the_same(folder, name, memory, monkeypatch):
    section = {"source": name, "target": "y"}
    plain = prepare(Data.model_validate(section), folder)
    monkeypatch.setattr(mlpcli.data.source.base, "LARGE", 0)
    monkeypatch.setattr(mlpcli.data.frame, "PORTION", 700)
    other = prepare(Data.model_validate({**section, "memory": memory}), folder)
    assert plain.data.memory == "all"
    assert other.data.memory == memory
    assert other.notes[: len(plain.notes)] == plain.notes
    for part in ("train", "validation", "test"):
        expected, found = getattr(plain, part), getattr(other, part)
        assert isinstance(found.x, OnDisk) == (memory == "bounded")
        np.testing.assert_array_equal(found.rows, expected.rows)
        np.testing.assert_array_equal(np.asarray(found.x), expected.x)
        np.testing.assert_array_equal(np.asarray(found.y), expected.y)


def test_weights_are_the_same(folder):
    section = {"source": "t.csv", "target": "y", "class_weights": "balanced", "weight": "a"}
    (folder / "w.csv").write_text((folder / "t.csv").read_text().replace("NA", "1"), encoding="utf-8")
    one, other = (
        prepare(Data.model_validate({**section, "source": "w.csv", "memory": memory}), folder).train.weights
        for memory in ("all", "bounded")
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("free", "memory"), [(10**6, "all"), (10_000, "bounded"), (None, "all")])
def test_auto_follows_the_memory_that_is_free(folder, monkeypatch, free, memory):
    monkeypatch.setattr(mlpcli.data.memory, "available", lambda: free)
    prepared = prepare(Data.model_validate({"source": "t.csv", "target": "y"}), folder)
    assert prepared.data.memory == memory
    assert ("stay on disk" in prepared.notes[-1]) == (memory == "bounded")


def test_errors_name_the_row_of_the_file(folder, everything_is_large):
    rows = (folder / "t.csv").read_text(encoding="utf-8").splitlines()
    rows[900] = rows[900].replace(rows[900].split(",")[1], "1e999", 1)
    (folder / "bad.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DataError, match=r"bad.csv, row 900, column a:"):
        prepare(Data.model_validate({"source": "bad.csv", "target": "y", "memory": "bounded"}), folder)


def test_nothing_is_left_on_disk(folder, everything_is_large, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for name in FILES:
        opened = source_for(name).open(folder)
        prepared = prepare(Data.model_validate({"source": name, "target": "y", "memory": "bounded"}), folder)
        if os.name == "posix":  # a killed program leaves nothing either
            assert list(tmp_path.iterdir()) == []
        assert len(opened) == N
        assert len(prepared.train.x[3:5]) == 2


def test_a_full_disk_is_said(monkeypatch):
    scratch = Scratch()

    class Full:
        def seek(self, place: int) -> None:
            raise OSError(28, "No space left on device")

    scratch.file.close()
    monkeypatch.setattr(scratch, "file", Full())
    with pytest.raises(DataError, match=r"No space left on device.*TMPDIR"):
        scratch.append(np.zeros(3))


def test_rows_on_disk_can_be_asked_for_as_an_array_can():
    scratch, values = Scratch(), np.arange(60.0).reshape(10, 3, 2)
    rows = OnDisk(scratch, scratch.append(values), values.shape, values.dtype)
    for key in (3, -1, slice(2, 5), slice(None), slice(8, 3), np.array([9, 0, 4]), np.array([], dtype=int)):
        np.testing.assert_array_equal(rows[key], values[key])
    np.testing.assert_array_equal(rows[values[:, 0, 0] > 20], values[values[:, 0, 0] > 20])
    flat = rows.reshape(10, -1)
    np.testing.assert_array_equal(flat[..., 2:4, :], values.reshape(10, -1)[2:4])
    assert (rows.shape, rows.size, rows.nbytes, len(rows)) == ((10, 3, 2), 60, 480, 10)


@pytest.mark.parametrize("name", ["t.parquet", "t.csv.gz", "t.jsonl"])
def test_more_columns_than_the_database_can_hold_are_read_at_once(tmp_path, name, monkeypatch):
    monkeypatch.setattr(mlpcli.data.source.base, "LARGE", 0)
    monkeypatch.setitem(mlpcli.data.source.tabular.database._BOUNDED, "memory_limit", "16MiB")
    columns = ", ".join(f"i * {k} AS c{k}" for k in range(150))
    how = {"t.parquet": "parquet", "t.csv.gz": "csv", "t.jsonl": "json"}[name]
    duckdb.execute(f"COPY (SELECT {columns} FROM range(3000) t(i)) TO '{tmp_path / name}' (FORMAT {how})")
    opened = source_for(name).open(tmp_path)
    assert len(opened) == 3000
    assert opened.columns["c149"].tolist() == [149 * i for i in range(3000)]


@pytest.mark.long
def test_a_large_text_table_of_many_columns(tmp_path):
    rows = np.random.default_rng(0).integers(0, 256, (18_000, 785))
    lines = "\n".join(",".join(map(str, row)) for row in rows.tolist())
    (tmp_path / "t.csv").write_text(",".join(f"p{i}" for i in range(785)) + "\n" + lines, encoding="utf-8")
    opened = source_for("t.csv").open(tmp_path)
    assert isinstance(opened.columns, Stored)
    np.testing.assert_array_equal(opened.columns["p784"], rows[:, 784])
