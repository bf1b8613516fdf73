"""Hostile tables: (name, bytes, what has to become of it).

What has to become of a table is 0 (it trains and predicts), or a pattern that the message of a DataError
has to match, or None where both are right and only a traceback is wrong.
"""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np

Table: TypeAlias = tuple[str, bytes, "int | str | None"]

ROWS = [[f"{i * 0.5 + 0.25}", "red" if i % 3 else "blue", "yes" if i % 2 else "no"] for i in range(24)]
HEADER = ["a", "b", "y"]


def text(rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER, sep: str = ",") -> str:
    """A table with a row a line."""
    return "".join(sep.join(row) + "\n" for row in [header, *rows])


def with_cell(cell: str, row: int = 11, column: int = 0) -> str:
    """The plain table with another cell."""
    rows = [list(r) for r in ROWS]
    rows[row][column] = cell
    return text(rows)


def layouts() -> Iterator[Table]:
    """Every separator, end of line, mark and quote that programs write."""
    for sep in ",;\t|":
        for end in ("\n", "\r\n", "\r"):
            for mark in ("", "\ufeff"):
                for quote in ("", '"') if end == "\n" else ("",):
                    rows = [[f"{quote}{c}{quote}" for c in row] for row in [HEADER, *ROWS]]
                    lines = mark + "".join(sep.join(row) + end for row in rows)
                    name = (
                        f"layout-{ord(sep)}-{'-'.join(map(str, end.encode()))}-{len(mark)}-{len(quote)}.csv"
                    )
                    yield name, lines.encode(), 0


def encodings() -> Iterator[Table]:
    """Text that is not UTF-8."""
    umlauts = text([[a, "größe" if b == "red" else b, y] for a, b, y in ROWS])
    for name in ("latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "cp437", "mac-roman"):
        yield f"in-{name}.csv", umlauts.encode(name), r"UTF-8|NUL|control|text table"
    yield "in-utf-8.csv", umlauts.encode(), 0
    for place in (1, 12, 24):
        lines = umlauts.encode().splitlines(keepends=True)
        lines[place] = lines[place].replace(b"\xc3\xb6", b"\xf6").replace(b"blue", b"bl\xfce")
        yield f"mixed-{place}.csv", b"".join(lines), r"UTF-8"


def ragged() -> Iterator[Table]:
    """A line with more cells, or fewer."""
    for sep in ",;\t|":
        lines = text(sep=sep).splitlines()
        for place in (1, 12, 24):
            for change in (-1, 1, 5):
                cells = lines[place].split(sep)
                cells = cells[:change] if change < 0 else cells + ["more"] * change
                odd = [*lines[:place], sep.join(cells), *lines[place + 1 :]]
                body = ("\n".join(odd) + "\n").encode()
                name = f"ragged-{ord(sep)}-{place}-{change}.csv"
                yield name, body, rf"line {place + 1} has \d cells? where"


MISSING = ("NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?", "", "  ", '""', "-nan", "NAN", "+NaN")
INFINITE = ("inf", "-inf", "Infinity", "+Inf", "INF", "1e999", "-1e999", "9" * 400)
NUMBERS = ("1e308", "-1e308", "1e-400", "+5", ".5", "5.", "007", "1E5", "9" * 18, "9" * 30, "-0", "0" * 300)
WORDS = (
    "-", "None", "n.a.", "na", "1.#QNAN", "0x1F", "1_000", "$5", "5%", "１２", "१२", "1e", "--5", "1 000",
    "1\u00a0000", "½", "5,", "3.4.5", "12:30", "2024-02-30", "2024-01-01", "99999-01-01", "2024-01-01T25:00",
    "1/2", "5e5e5", "TRUE", "NaN%", "\u200b5", "−5", "=1+1", "@SUM(A1)", "'5", "\\N", "#REF!", "1,5",
)  # fmt: skip
LENIENT = ("1_000", "１２", "१२")
"""Numbers for Python, where a column is declared to be of numbers."""


def cells() -> Iterator[Table]:
    """One odd cell among numbers: in the middle of the rows, and in all of them."""
    for i, word in enumerate(MISSING):
        yield f"missing-{i}.csv", with_cell(word).encode(), 0
        if i < 5:
            yield f"all-missing-{i}.csv", text([[word, b, y] for _, b, y in ROWS]).encode(), 0
    for i, word in enumerate(INFINITE):
        where = rf"infinite-{i}.csv, row 12, column a:.*infinite"
        yield f"infinite-{i}.csv", with_cell(word).encode(), where
    for i, word in enumerate(NUMBERS):
        yield f"number-{i}.csv", with_cell(word).encode(), None
    for i, word in enumerate(WORDS):
        cell = f'"{word}"' if "," in word else word
        yield f"word-{i}.csv", with_cell(cell).encode(), 0  # a column of text
        if i < 20:
            declared = None if word in LENIENT else r"row 12, column a: .* is not a number"
            yield f"declared-word-{i}.csv", with_cell(cell).encode(), declared


def headers() -> Iterator[Table]:
    """Names of columns."""
    odd = [
        "ä", "列", "🙂", "\u202eabc", "e\u0301", "a b", "a/b", "a.b", "a'b", "a:b", "x" * 1000, "{}", "#",
        "%s", "none", "auto", "\\", "SELECT", "c0", "rowid", "select * from", "--", "$(x)", "`", "a;b",
    ]  # fmt: skip
    for i, name in enumerate(odd):
        yield f"header-{i}.csv", text(header=[name, "b", "y"]).encode(), 0
    yield "header-quoted.csv", text(header=['"a,1"', '"b""2"', "y"]).encode(), 0
    yield "header-line.csv", text(header=['"a\n1"', "b", "y"]).encode(), None
    yield "header-twice.csv", text(header=["a", "a", "y"]).encode(), "columns 1 and 2 are both called 'a'"
    yield "header-target-twice.csv", text(header=["y", "b", "y"]).encode(), "both called 'y'"
    yield "header-empty.csv", text(header=["", "b", "y"]).encode(), 0
    yield "header-case.csv", text(header=["b", "B", "y"]).encode(), 0
    yield "header-none.csv", text()[6:].encode(), "no column 'y'"
    yield "header-number.csv", text(header=["1", "2", "y"]).encode(), None


def structures() -> Iterator[Table]:
    """Files that are hardly tables."""
    plain = text()
    lines = plain.splitlines()
    yield "empty.csv", b"", "is empty"
    yield "blank.csv", b"\n\n\n", "is empty"
    yield "mark.csv", b"\xef\xbb\xbf", "empty"
    yield "only-header.csv", b"a,b,y\n", "no rows|no column"
    yield "only-header-and-blanks.csv", b"a,b,y\n\n\n", "no rows|no column"
    yield "one-row.csv", b"a,b,y\n1,red,no\n", "."
    yield "two-rows.csv", b"a,b,y\n1,red,no\n2,red,yes\n", "."
    yield "one-class.csv", text([[a, b, "no"] for a, b, _ in ROWS]).encode(), "'no' in all rows"
    yield "empty-target.csv", with_cell("", 11, 2).encode(), "row 12, column y: the target is empty"
    yield "all-empty.csv", b"a,b,y\n" + b",,\n" * 20, "."
    yield "separators.csv", b",,\n" * 20, "."
    yield "blank-lines.csv", plain.replace("\n", "\n\n").encode(), 0
    yield "trailing.csv", plain.replace("\n", ",\n").encode(), None
    yield "no-last-newline.csv", plain.rstrip("\n").encode(), 0
    yield "comment.csv", ("# made by hand\n" + plain).encode(), "line"
    yield "excel.csv", ("sep=;\n" + text(sep=";")).encode(), None
    yield "mixed-ends.csv", "\r\n".join(lines[:9]).encode() + b"\n" + "\n".join(lines[9:]).encode(), None
    yield "aligned.csv", text(sep="   ").encode(), 0
    yield "page.csv", b"<!DOCTYPE html><html><body>404</body></html>", "."
    yield "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "."
    yield "packed.csv", gzip.compress(plain.encode()), "."
    yield "archive.csv", b"PK\x03\x04" + bytes(200), "."
    for place in (0, 3, 40, 200, len(plain) - 1):
        yield f"nul-{place}.csv", (plain[:place] + "\0" + plain[place:]).encode(), "."
        yield f"bell-{place}.csv", (plain[:place] + "\x07" + plain[place:]).encode(), None
        yield f"quote-{place}.csv", (plain[:place] + '"' + plain[place:]).encode(), None
        yield f"unit-{place}.csv", (plain[:place] + "\x1f" + plain[place:]).encode(), None
    yield "long-cell.csv", with_cell("x" * 1_000_000, 11, 1).encode(), 0
    yield "long-quoted-cell.csv", with_cell('"' + "x,\n" * 300_000 + '"', 11, 1).encode(), None
    yield "long-number.csv", with_cell("1" * 1_000_000).encode(), None
    yield "too-long-cell.csv", with_cell("x" * 3_000_000, 11, 1).encode(), "longer than"
    names = ",".join(f"x{i}" for i in range(10_000))
    wide = "".join(",".join(["0.5"] * 10_000) + f",{'yes' if i % 2 else 'no'}\n" for i in range(12))
    yield "wide.csv", (names + ",y\n" + wide).encode(), 0


def packed() -> Iterator[Table]:
    """Compressed files that are not whole."""
    whole = gzip.compress(text().encode(), mtime=0)
    yield "whole.csv.gz", whole, 0
    for size in (0, 1, 5, 10, 30, len(whole) - 8, len(whole) - 1):
        yield f"cut-{size}.csv.gz", whole[:size], "damaged|empty"
    yield "checksum.csv.gz", whole[:-8] + bytes(8), "damaged"
    yield "garbage.csv.gz", whole + b"garbage", None
    yield "plain.csv.gz", text().encode(), "damaged"
    yield "twice.csv.gz", gzip.compress(whole), "."
    yield "nothing.csv.gz", gzip.compress(b""), "empty"
    for size in (0, 3, 4, 9, 60):
        yield f"cut-{size}.csv.zst", (b"\x28\xb5\x2f\xfd" + bytes(60))[:size], "."


def objects() -> Iterator[Table]:
    """JSON lines."""
    rows = [{"a": float(a), "b": b, "y": y} for a, b, y in ROWS]
    lines = [json.dumps(row) for row in rows]

    def put(line: str, place: int = 11) -> bytes:
        return "\n".join([*lines[:place], line, *lines[place + 1 :]]).encode()

    yield "plain.jsonl", "\n".join(lines).encode(), 0
    yield "array.json", json.dumps(rows).encode(), 0
    yield "less.jsonl", put('{"a": 1, "y": "no"}'), 0
    yield "more.jsonl", put('{"a": 1, "y": "no", "z": 3}'), 0
    yield "null.jsonl", put('{"a": null, "b": null, "y": "no"}'), 0
    yield "object.jsonl", put('{"a": {"b": 1}, "y": "no"}'), "row 12, column a: is an object or a list"
    yield "list.jsonl", put('{"a": [1, 2], "y": "no"}'), "row 12, column a"
    yield "number.jsonl", put("5"), "."
    yield "text.jsonl", put('"a"'), "."
    yield "nan.jsonl", put('{"a": NaN, "b": "red", "y": "no"}'), None
    yield "huge.jsonl", put('{"a": 1e999, "b": "red", "y": "no"}'), None
    yield "long.jsonl", put('{"a": ' + "9" * 400 + ', "b": "red", "y": "no"}'), None
    yield "twice.jsonl", put('{"a": 1, "a": 2, "b": "red", "y": "no"}'), None
    yield "broken.jsonl", put('{"a": 1, "b": "red", "y": "no"'), "."
    yield "comma.jsonl", put('{"a": 1, "b": "red", "y": "no"},'), None
    yield "deep.jsonl", put('{"a": ' + "[" * 5000 + "]" * 5000 + "}"), "."
    yield "escape.jsonl", put('{"a": 1, "b": "\\ud800", "y": "no"}'), None
    yield "latin.jsonl", "\n".join(lines).replace("red", "gr\xfcn").encode("latin-1"), "."
    yield "mark.jsonl", b"\xef\xbb\xbf" + "\n".join(lines).encode(), None
    yield "strings.jsonl", put('{"a": "much", "b": "red", "y": "no"}'), 0
    for name in ("empty", "brackets", "braces", "word"):
        body = {"empty": b"", "brackets": b"[]", "braces": b"{}", "word": b"nothing"}[name]
        yield f"{name}.jsonl", body, "."


def binaries() -> Iterator[Table]:
    """Parquet, NPZ and HDF5 that are something else, or not whole."""
    stream = io.BytesIO()
    np.savez(stream, a=np.arange(24.0), y=np.arange(24) % 2)
    whole = stream.getvalue()
    yield "whole.npz", whole, 0
    for size in (0, 4, 50, len(whole) // 2, len(whole) - 1):
        yield f"cut-{size}.npz", whole[:size], "."
    for suffix in ("parquet", "npz", "h5"):
        yield f"text.{suffix}", text().encode(), "."
        yield f"nothing.{suffix}", b"", "."
        yield f"zeros.{suffix}", bytes(1000), "."
    yield "magic.parquet", b"PAR1" + bytes(100) + b"PAR1", "."
    yield "magic.h5", b"\x89HDF\r\n\x1a\n" + bytes(500), "."


def mutations() -> Iterator[Table]:
    """The plain table with bytes changed, taken out and put in at random."""
    for seed in range(20):
        rng = random.Random(seed)
        body = bytearray(text().encode())
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(body))
            what = rng.randrange(3)
            if what == 0:
                body[place] = rng.randrange(256)
            elif what == 1:
                del body[place : place + rng.randint(1, 5)]
            else:
                body[place:place] = rng.choice([b'"', b"\r", b"\n", b",", b";", b"\0", b"\xff", b"'", b"\\"])
        yield f"mutation-{seed}.csv", bytes(body), None


def tables() -> list[Table]:
    """All of them."""
    groups = (layouts, encodings, ragged, cells, headers, structures, packed, objects, binaries, mutations)
    return [table for group in groups for table in group()]
