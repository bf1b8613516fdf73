"""`mlp predict` in pipes: every format in and out, columns kept, portions, nothing silently wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import duckdb
import h5py
import numpy as np
import pytest

import mlpcli.data.frame
import mlpcli.data.source.base

FORMATS = ("csv", "tsv", "parquet", "npz", "jsonl")


@pytest.fixture
def codes(world, table, done):
    """A run on customers with codes such as 0007, and classes 1, 2, 7."""
    rows = [[f"{i:04d}", i / 7 if i % 5 else "", "abc"[i % 3], (1, 2, 7)[i % 3]] for i in range(60)]
    table(world / "t.csv", [["code", "size", "plan", "y"], *rows])
    spec = "data: {source: t.csv, target: y, columns: {code: drop}}\ntraining: {epochs: 2}\n"
    (world / "t.yaml").write_text(spec, encoding="utf-8")
    done("train", "t.yaml", "--quiet")
    return world


@pytest.fixture
def stdin(monkeypatch):
    """stdin(bytes): what the next command reads from its standard input."""
    return lambda content: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_in_and_out(codes, done, stdin, rows, name):
    expected = rows(done("predict", "runs/t", "t.csv", "--keep", "size,plan").out)
    done("predict", "runs/t", "t.csv", "--keep", "size,plan", "-o", f"p.{name}")
    again = done("predict", "runs/t", f"p.{name}", "--keep", "none")
    stdin((codes / f"p.{name}").read_bytes())
    assert done("predict", "runs/t", "-", "--format", name, "--keep", "none", "-o", "piped.csv").out == ""
    assert (codes / "piped.csv").read_text() == again.out
    assert [row["y"] for row in rows(again.out)] == [row["y"] for row in expected]


def test_types_are_those_of_the_training_file(codes, done):
    lines = done("predict", "runs/t", "t.csv", "--format", "jsonl", "--keep", "y").out.splitlines()
    first = json.loads(lines[0])
    assert (first["code"], first["y_given"]) == ("0000", 1)
    assert all(type(json.loads(line)["y"]) is int for line in lines)
    done("predict", "runs/t", "t.csv", "-o", "p.parquet")
    kinds = {name: kind for name, kind, *_ in duckdb.sql("DESCRIBE FROM 'p.parquet'").fetchall()}
    assert kinds == {"code": "VARCHAR", "y": "BIGINT"}


def test_codes_keep_their_zeros(codes, done, rows):
    assert [row["code"] for row in rows(done("predict", "runs/t", "t.csv").out)][7] == "0007"


def test_keep(codes, done, rows, refused):
    assert list(rows(done("predict", "runs/t", "t.csv", "--keep", "none").out)[0]) == ["y"]
    found = rows(done("predict", "runs/t", "t.csv", "--keep", "plan").out)[0]
    assert list(found) == ["code", "plan", "y"]
    assert "no column 'plam' (--keep); did you mean 'plan'?" in refused(
        4, "predict", "runs/t", "t.csv", "--keep", "plam"
    )


def test_portions_are_the_whole(codes, done, monkeypatch):
    whole = done("predict", "runs/t", "t.csv", "--probabilities")
    monkeypatch.setattr(mlpcli.data.frame, "PORTION", 40)
    for large in (mlpcli.data.source.base.LARGE, 0):
        monkeypatch.setattr(mlpcli.data.source.base, "LARGE", large)
        portioned = done("predict", "runs/t", "t.csv", "--probabilities")
        assert portioned.err == whole.err  # counted over all portions
        assert "size: 12 of 60 cells empty" in portioned.err
        ours, theirs = (np.genfromtxt(io.StringIO(e.out), delimiter=",")[1:] for e in (whole, portioned))
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
        for name in FORMATS:
            done("predict", "runs/t", "t.csv", "-o", f"q.{name}")
    with np.load(codes / "q.npz") as archive:
        assert archive["code"].tolist() == [f"{i:04d}" for i in range(60)]


def test_json_counts_what_was_decided(codes, done):
    told = done("predict", "runs/t", "t.csv", "--json", "-o", "p.csv").json
    assert [(f["column"], f["count"], f["rows"]) for f in told["findings"]] == [("size", 12, 60)]


def test_a_failure_leaves_the_old_file(codes, done, refused, table):
    (codes / "p.csv").write_text("old")
    table(codes / "bad.csv", [["size", "plan"], [1, "a"], ["1e999", "b"]])
    assert "bad.csv, row 2, column size" in refused(4, "predict", "runs/t", "bad.csv", "-o", "p.csv")
    assert (codes / "p.csv").read_text() == "old"
    assert not list(codes.glob(".p*"))


def test_an_empty_pipe(codes, stdin, refused):
    stdin(b"")
    assert "stdin.csv: is empty" in refused(4, "predict", "runs/t", "-")


def test_weights_that_are_not_finite_are_refused(codes, done, refused, monkeypatch):
    import mlpcli.store.trained as trained

    model = trained.Trained.model

    def spoiled(self, which="best"):
        found = model(self, which)
        found.theta[3] = np.nan
        return found

    monkeypatch.setattr(trained.Trained, "model", spoiled)
    for command in ("predict", "eval"):
        said = refused(6, command, "runs/t", "t.csv")
        assert "weights are not finite (array 0_dense/W)" in said


def test_predictions_that_overflow_are_told(codes, done, table):
    table(codes / "far.csv", [["size", "plan"], [1, "a"]])
    import mlpcli.training.model as model

    class Lost:
        def __get__(self, instance, owner):
            return lambda *_: np.full((1, 3), np.nan)

    before = model.Model.pooled
    try:
        model.Model.pooled = Lost()
        assert "1 of 1 predictions are not finite" in done("predict", "runs/t", "far.csv").err
    finally:
        model.Model.pooled = before


def test_a_table_without_a_header_has_the_names_of_the_spec(world, table, done, rows):
    lines = [[i / 7, "abc"[i % 3], i % 2] for i in range(40)]
    table(world / "bare.csv", lines)
    spec = "data: {source: {kind: table, path: bare.csv, columns: [size, plan, y]}, target: y}\n"
    (world / "bare.yaml").write_text(spec + "training: {epochs: 1}\n", encoding="utf-8")
    done("train", "bare.yaml", "--quiet")
    assert len(rows(done("predict", "runs/bare", "bare.csv").out)) == 40
    table(world / "named.csv", [["plan", "size"], ["a", 1], ["b", 2]])
    assert len(rows(done("predict", "runs/bare", "named.csv").out)) == 2


def test_a_reader_that_leaves_early(codes, program):
    command = [*program, "predict", "runs/t", "t.csv", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=codes) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) in (0, 1)


def test_a_checkpoint_is_not_touched(codes, done):
    before = (codes / "runs" / "t" / "checkpoint.h5").read_bytes()
    done("predict", "runs/t", "t.csv")
    assert (codes / "runs" / "t" / "checkpoint.h5").read_bytes() == before
    with h5py.File(codes / "runs" / "t" / "checkpoint.h5") as file:
        assert "weights" in file
