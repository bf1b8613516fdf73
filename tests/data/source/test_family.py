"""What a bare path means, and what the family says of one that it does not know."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from mlpcli.config.schema import json_schema
from mlpcli.data import source
from mlpcli.data.source import AnySource, Builtin, Hdf5, Idx, Npz, Table, read_table, source_for
from mlpcli.data.split.files import Files
from mlpcli.errors import DataError
from mlpcli.kinds import kinds

any_source: TypeAdapter[Any] = TypeAdapter(AnySource)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", Table(path="a.csv")),
        ("a.tsv", Table(path="a.tsv")),
        ("a.txt.gz", Table(path="a.txt.gz")),
        ("sub.folder/A.CSV.ZST", Table(path="sub.folder/A.CSV.ZST")),
        ("iris.data", Table(path="iris.data")),
        ("a.json", Table(path="a.json")),
        ("a.jsonl.gz", Table(path="a.jsonl.gz")),
        ("a.ndjson", Table(path="a.ndjson")),
        ("a.parquet", Table(path="a.parquet")),
        ("a.npz", Npz(path="a.npz")),
        ("a.h5", Hdf5(path="a.h5")),
        ("a.hdf5", Hdf5(path="a.hdf5")),
        ("a.idx", Idx(images="a.idx")),
        ("a.idx.gz", Idx(images="a.idx.gz")),
        ("t10k-labels-idx1-ubyte", Idx(images="t10k-labels-idx1-ubyte")),
        (
            "d/train-images-idx3-ubyte.gz",
            Idx(images="d/train-images-idx3-ubyte.gz", labels="d/train-labels-idx1-ubyte.gz"),
        ),
        (
            "train-images.idx3-ubyte",
            Idx(images="train-images.idx3-ubyte", labels="train-labels.idx1-ubyte"),
        ),
        ("iris", Builtin(name="iris")),
    ],
)
def test_a_bare_path_is_picked_by_its_extension(path: str, expected: Any) -> None:
    assert any_source.validate_python(path) == expected
    assert source_for(path) == expected


@pytest.mark.parametrize(
    "path", ["a.xlsx", "a", "", "a.npz.gz", "a.h5.gz", "a.parquet.gz", "iriss", ".csv/a"]
)
def test_an_unknown_extension_lists_the_known_ones(path: str) -> None:
    with pytest.raises(ValidationError, match=r"known are \.csv .*\.parquet .*-ubyte .*breast_cancer"):
        any_source.validate_python(path)
    with pytest.raises(DataError, match=r"known are \.csv"):
        source_for(path)


def test_the_long_form_names_a_kind() -> None:
    assert any_source.validate_python({"kind": "table", "path": "a.dat"}) == Table(path="a.dat")
    with pytest.raises(ValidationError, match="kind"):
        any_source.validate_python({"kind": "excel", "path": "a.xlsx"})


def test_lists_of_yaml_become_tuples() -> None:
    found = any_source.validate_python({"kind": "npz", "path": "a.npz", "arrays": ["x", "y"]})
    assert found.arrays == ("x", "y")


def test_the_json_schema_allows_the_short_form() -> None:
    schema = json_schema(Files)
    forms = schema["properties"]["test"]["anyOf"]
    assert forms[0]["type"] == "string"
    assert len(schema["$defs"][forms[1]["$ref"].removeprefix("#/$defs/")]["oneOf"]) == len(kinds(AnySource))


def test_every_builtin_name_has_a_file_and_the_other_way_round() -> None:
    names = get_args(Builtin.model_fields["name"].annotation)
    assert list(names) == list(source.TARGETS)


def test_the_docstring_compares_every_kind() -> None:
    for kind in kinds(AnySource):
        assert f"\n| {kind} |" in inspect.getdoc(source)  # type: ignore[operator]


def test_libraries_are_imported_when_a_file_is_read() -> None:
    """In a process of its own, as other tests have imported them here."""
    program = "import sys, mlpcli.data.source; print({'duckdb', 'h5py'} & set(sys.modules))"
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"


def test_read_table_starts_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    monkeypatch.chdir(tmp_path)
    assert read_table("a.csv").columns["y"].tolist() == [2]
    assert read_table(Path("a.csv")).origin == "a.csv"
