"""Small texts that stand for huge values, and huge texts that stand for nothing: refused within 0.3 s."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from mlpcli.config.experiment import load
from mlpcli.errors import SpecError

PLACE = re.compile(r"^[^\n]*spec\.yaml:[1-9]\d*:[1-9]\d*: ")
IN_TIME = 0.3
MB = 1_000_000


def laughs(levels: int, width: int, *, form: str = "[%s]") -> str:
    lines = ["a0: &a0 " + form % ", ".join(["x"] * width)]
    lines += [f"a{i}: &a{i} " + form % ", ".join([f"*a{i - 1}"] * width) for i in range(1, levels)]
    return "\n".join(lines)


BOMBS = {
    "aliases": laughs(12, 9),
    "aliases, wide": laughs(3, 1000),
    "aliases in one line": "a: [&a [x, x], &b [*a, *a], &c [*b, *b], " + ", ".join(["*c"] * 9000) + "]",
    "merge keys": "\n".join(
        ["a0: &a0 {k0: 1}"] + [f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], k{i}: 1}}" for i in range(1, 60)]
    ),
    "merge of itself": "a: &a {<<: *a}",
    "an anchor in itself": "a: &a [*a]",
    "depth of lists": "a: " + "[" * 10_000 + "]" * 10_000,
    "depth of lists, open": "a: " + "[" * 10_000,
    "depth of mappings": "{a: " * 10_000 + "1" + "}" * 10_000,
    "depth of blocks": "\n".join(" " * i + "a:" for i in range(10_000)),
    "depth of blocks, short": "\n".join(" " * i + "a:" for i in range(1_000)),
    "depth of dashes": "- " * 10_000 + "1",
    "depth of questions": "? " * 10_000 + "1",
    "a scalar of 1 MB": "name: " + "x" * MB,
    "a scalar of 1 MB in quotes": 'name: "' + "x" * MB + '"',
    "a scalar of 1 MB in lines": "name: |\n" + ("  " + "x" * 78 + "\n") * 12_500,
    "a folded scalar of 1 MB": "name: >\n" + ("  " + "x " * 39 + "\n") * 12_500,
    "a plain scalar over many lines": "name: x\n" + "  y\n" * 200_000,
    "a key of 1 MB": "x" * MB + ": 1",
    "a key of 1,500 characters": "x" * 1_500 + ": 1",
    "a number of 5,000 digits": "seed: " + "9" * 5_000,
    "a hexadecimal number of 5,000 digits": "seed: 0x" + "f" * 5_000,
    "a decimal of 5,000 digits": "seed: 0." + "9" * 5_000,
    "an exponent of 5,000 digits": "seed: 1e" + "9" * 5_000,
    "a number of 99 digits": "seed: " + "9" * 99,
    "a hundred thousand keys": "\n".join(f"k{i}: 1" for i in range(100_000)),
    "a hundred thousand equal keys": "a: 1\n" * 100_000,
    "a hundred thousand entries": "a: [" + "1, " * 100_000 + "]",
    "a hundred thousand lines of entries": "a:\n" + "- 1\n" * 100_000,
    "a hundred thousand anchors": "a:\n" + "".join(f"- &a{i} 1\n" for i in range(70_000)),
    "aliases of nothing": "a:\n" + "".join(f"- *a{i}\n" for i in range(70_000)),
    "an anchor of 60,000 characters": "a: &" + "x" * 60_000 + " 1",
    "tags": "a:\n" + "- !!python/object/apply:os.system [x]\n" * 20_000,
    "directives": "%TAG ! tag:x,2000:\n" * 40_000 + "--- 1",
    "documents": "--- 1\n" * 150_000,
    "comments": "# x\n" * 250_000,
    "blank lines": "\n" * MB,
    "carriage returns": "\r" * 60_000,
    "blanks": " " * 60_000 + "a",
    "tabs": "\t" * 60_000 + "a",
    "colons": "a" + ": " * 30_000,
    "quotes": "'" * 60_001,
    "escapes": 'name: "' + "\\x41" * 15_000 + '"',
    "braces": "{" * 60_000,
    "commas": "a: [" + "," * 60_000 + "]",
    "more than may be read": "a: 1\n" * 300_000,
    "emoji": "name: " + "😀" * 200_000,
    "layers inside layers": "data: {source: iris}\narchitecture: {layers: ["
    + "{kind: residual, layers: [" * 30 + "]}" * 30 + "]}",
    "many wrong kinds": "data: {source: iris}\nregularization: [" + "{kind: l3}, " * 4_000 + "]",
    "many wrong layers": "data: {source: iris}\narchitecture: {layers: ["
    + "{kind: dense, unit: 1}, " * 2_000 + "]}",
    "many columns": "data: {source: iris, columns: {"
    + ", ".join(f"c{i}: nonsense" for i in range(4_000)) + "}}",
}  # fmt: skip
"""By name; none of them is a spec."""


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_is_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(BOMBS[name], encoding="utf-8")
    load_safely(CONFIG)  # what is imported and built once is not counted
    taken = []
    for _ in range(3):  # the quickest counts: other processes slow this one down
        begin = time.process_time()
        with pytest.raises(SpecError) as refused:
            load(path)
        taken.append(time.process_time() - begin)
        if taken[-1] < IN_TIME:
            break
    assert min(taken) < IN_TIME, taken
    for problem in refused.value.problems:
        head, *rest = str(problem).splitlines()
        assert PLACE.match(head), head
        assert len(head) < 1500
        assert len(rest) == 2


CONFIG = Path(__file__).resolve().parents[2] / "configs" / "iris.yaml"


def load_safely(path: Path) -> None:
    load(path)
    with pytest.raises(SpecError):
        load(path, ["seed=x"])


NO_TEXT = {
    "zeros": b"\0" * 1000,
    "utf-16": b"\xff\xfea\0",
    "utf-16, big end first": b"\xfe\xff\0a",
    "latin": b"a: \xff",
    "hdf5": b"\x89HDF\r\n\x1a\n" + b"\0" * 99,
    "empty": b"",
    "a byte order mark": b"\xef\xbb\xbf",
    "blank": b"\n\n",
}


@pytest.mark.parametrize("name", list(NO_TEXT))
def test_what_is_no_text_is_refused_with_a_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(NO_TEXT[name])
    with pytest.raises(SpecError) as refused:
        load(path)
    for problem in refused.value.problems:
        assert PLACE.match(str(problem))
