"""JSON lines and Parquet: types that stand in the file."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from mlpcli.data.frame import Frame
from mlpcli.data.source.table import Table
from mlpcli.errors import DataError

Reader = Callable[..., Frame]


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1, "b": "x", "c": 1.5}\n{"a": 2, "b": "y", "c": 2}\n',
        '[{"a": 1, "b": "x", "c": 1.5}, {"a": 2, "b": "y", "c": 2}]',
        '{"a": 1,\n "b": "x", "c": 1.5}\n\n{"c": 2, "b": "y", "a": 2}',
    ],
)
@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.ndjson.gz"])
def test_an_object_is_a_row(table: Reader, content: str, name: str) -> None:
    frame = table(content, name)
    assert {k: v.tolist() for k, v in frame.columns.items()} == {
        "a": [1, 2],
        "b": ["x", "y"],
        "c": [1.5, 2.0],
    }
    assert frame.columns["a"].dtype == "int64"


def test_null_and_absent_keys_are_missing(table: Reader) -> None:
    frame = table('{"a": 1, "b": "x"}\n{"b": null}\n{"a": null, "b": "NA", "c": 5}\n', "t.jsonl")
    a, b, c = frame.columns.values()
    assert a[0] == 1.0
    assert math.isnan(a[1])
    assert math.isnan(a[2])
    assert b.tolist() == ["x", None, None]
    assert math.isnan(c[0])
    assert c[2] == 5.0


def test_strings_are_text_whatever_they_spell(table: Reader) -> None:
    frame = table(
        '{"zip": "01234", "mixed": 1, "flag": true, "day": "1970-01-02", "n": 3}\n'
        '{"zip": "56789", "mixed": "x", "flag": false, "day": "1970-01-03", "n": "?"}\n',
        "t.jsonl",
    )
    assert frame.columns["zip"].tolist() == ["01234", "56789"]
    assert frame.columns["mixed"].tolist() == ["1", "x"]
    assert frame.columns["flag"].tolist() == ["true", "false"]
    assert frame.columns["day"].astype("int64").tolist() == [86400 * 10**6, 2 * 86400 * 10**6]
    assert frame.columns["n"][0] == 3.0
    assert math.isnan(frame.columns["n"][1])


def test_objects_of_many_keys_are_rows_too(table: Reader) -> None:
    row = "{" + ", ".join(f'"p{i}": {i}' for i in range(300)) + "}\n"
    frame = table(row * 3, "t.jsonl")
    assert len(frame.columns) == 300
    assert frame.columns["p299"].tolist() == [299] * 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 1}\n{"a": [1, 2]}\n', "t.jsonl, row 2, column a: is an object or a list"),
        ('{"a": 1, "b": {"c": 1}}\n', "t.jsonl, row 1, column b: is an object or a list"),
        ('{"a": 1}\n{"a": \n', "t.jsonl: cannot be read: Malformed JSON"),
        ("[1, 2]", "t.jsonl: expected objects, one a line"),
        ("{}", "t.jsonl: expected objects, one a line"),
        ("[]", "t.jsonl: expected objects, one a line"),
        ("a,b\n1,2\n", "t.jsonl: cannot be read: Malformed JSON"),
        ('{"a": 1, "a": 2}', "t.jsonl: cannot be read: JSON transform error"),
        ("[" * 100_000, "t.jsonl: cannot be read: Malformed JSON"),
        (b'{"a": "\xff"}', "t.jsonl: cannot be read: Malformed JSON"),
        (b"", "t.jsonl: is empty"),
    ],
)
def test_json_that_is_no_table(table: Reader, content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        table(content, "t.jsonl")
    assert str(caught.value).startswith(message)
    assert str(tmp_path) not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_keys_may_appear_late(table: Reader) -> None:
    frame = table('{"a": 1}\n' * 25_000 + '{"a": 1, "b": 2}\n', "t.jsonl")
    assert frame.columns["b"][-1] == 2.0


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[[str], Frame]:
    """parquet(query): writes the query's rows and reads them."""

    def read(query: str) -> Frame:
        duckdb.sql(query).write_parquet(str(tmp_path / "t.parquet"))
        return Table(path="t.parquet").read(tmp_path)

    return read


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        ("1::UTINYINT", "int64", 1),
        ("-5::BIGINT", "int64", -5),
        ("18446744073709551615::UBIGINT", "float64", 2.0**64),
        ("12.50::DECIMAL(10, 2)", "float64", 12.5),
        ("0.1::FLOAT", "float64", 0.10000000149011612),
        ("'01'", "object", "01"),
        ("' x '", "object", "x"),
        ("'?'", "object", None),
        ("true", "object", "true"),
        ("TIME '10:30:00'", "object", "10:30:00"),
        ("uuid '00000000-0000-0000-0000-000000000001'", "object", "00000000-0000-0000-0000-000000000001"),
        ("DATE '1970-01-11'", "datetime64[us]", datetime(1970, 1, 11)),
        ("TIMESTAMP '1970-01-01 18:00:00'", "datetime64[us]", datetime(1970, 1, 1, 18)),
        ("TIMESTAMP_NS '1970-01-01 18:00:00'", "datetime64[us]", datetime(1970, 1, 1, 18)),
        ("TIMESTAMPTZ '1970-01-01 20:00:00+02:00'", "datetime64[us]", datetime(1970, 1, 1, 18)),
    ],
)
def test_parquet_knows_its_types(
    parquet: Callable[[str], Frame], value: str, dtype: str, expected: object
) -> None:
    column = parquet(f'SELECT {value} AS "a @ ""x"""').columns['a @ "x"']
    assert column.dtype == dtype
    assert column.tolist() == [expected]


def test_times_with_a_zone_do_not_depend_on_where_we_are(
    parquet: Callable[[str], Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    frame = parquet("SELECT TIMESTAMPTZ '1970-01-01 20:00:00+02:00' AS a")
    assert frame.columns["a"].tolist() == [datetime(1970, 1, 1, 18)]


@pytest.mark.parametrize("extension", ["csv", "jsonl", "parquet"])
def test_a_folder_like_a_partition_adds_no_column(tmp_path: Path, extension: str) -> None:
    file = tmp_path / "lr=0.1" / f"t.{extension}"
    file.parent.mkdir()
    format_ = {"jsonl": "json"}.get(extension, extension)
    duckdb.sql(f"COPY (SELECT 7 AS x, 8 AS y) TO '{file}' (FORMAT {format_})")
    assert list(Table(path=str(file)).read(Path()).columns) == ["x", "y"]


def test_parquets_nulls_are_missing(parquet: Callable[[str], Frame]) -> None:
    frame = parquet("SELECT * FROM (VALUES (1, 'x', true), (NULL, NULL, NULL)) t(a, b, c)")
    a, b, c = frame.columns.values()
    assert a[0] == 1.0
    assert math.isnan(a[1])
    assert b.tolist() == ["x", None]
    assert c.tolist() == ["true", None]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT [1, 2] AS a", r"t\.parquet, column a: holds INTEGER\[\] values; expected numbers"),
        ("SELECT {'b': 1} AS a", r"t\.parquet, column a: holds STRUCT\(b INTEGER\) values"),
        ("SELECT 'x'::BLOB AS a", r"t\.parquet, column a: holds BLOB values"),
        ("SELECT 1 AS a WHERE false", r"t\.parquet: has no rows"),
    ],
)
def test_parquet_that_is_no_table(parquet: Callable[[str], Frame], query: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parquet(query)


@pytest.mark.parametrize("content", [b"x", b"PAR1" * 10, b"a,b\n1,2\n" * 10])
def test_what_is_no_parquet(table: Reader, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^t\.parquet: cannot be read: ") as caught:
        table(content, "t.parquet")
    assert str(tmp_path) not in str(caught.value)
