"""The reader gives values with their places, and refuses the rest with a line, in good time."""

from __future__ import annotations

import time

import pytest
import yaml

from mlpcli.config import compose, read
from mlpcli.errors import SpecError

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request, monkeypatch):
    monkeypatch.setattr(compose, "_LOADER", request.param)
    return request.param


def problems(text):
    """(line, column, message) of everything the reader finds wrong."""
    try:
        found = read(text, "f").problems
    except SpecError as error:
        found = error.problems
    return [(p.line, p.column, p.message) for p in found]


def test_values_know_their_places(loader):
    document = read("# a spec\na: 1e-3\nb:\n  - x\n  - {c: 'no', d: [1, 2]}\n", "f")
    assert document.value == {"a": 0.001, "b": ["x", {"c": "no", "d": [1, 2]}]}
    path, entry = document.nearest(("b", 1, "c"))
    assert path == ("b", 1, "c")
    assert (entry.key.line, entry.key.column, entry.key.length) == (5, 6, 1)
    assert (entry.node.place.line, entry.node.place.column, entry.node.place.length) == (5, 9, 4)
    assert entry.node.place.text == "  - {c: 'no', d: [1, 2]}"
    node = document.nearest(("b", 1, "d"))[1].node
    assert (node.place.column, node.place.length) == (18, 6)
    assert document.nearest(("b", 7, "c"))[0] == ("b",)


def test_an_empty_value_stands_at_its_key(loader):
    entry = read("a:\nb: 1", "f").nearest(("a",))[1]
    assert entry.node.value is None
    assert (entry.node.place.line, entry.node.place.column) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, 1, "already stands on line 1"),
        ("o: {a: 1, b: 2, a: 3}", 1, 17, "repeated key"),
        ("a: !!int 3", 1, 4, "tags"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "tags"),
        ("a: ! 3", 1, 4, "tags"),
        ("a: 1\n<<: {b: 2}", 2, 1, "merge keys"),
        ("1: a", 1, 1, "write '1' in quotes"),
        ("~: a", 1, 1, "write '~' in quotes"),
        ("? [a, b]\n: c", 1, 3, "a key must be text"),
        ("a: {{b}}", 1, 5, "template"),
        ("a: *nowhere", 1, 4, "not defined"),
        ("a: &x [1, *x]", 1, 11, "inside itself"),
        ("a: 1\n---\nb: 2", 2, 1, "second document"),
        ("a: " + "9" * 5000, 1, 4, "5,000 characters"),
        ("a: " + "9" * 200, 1, 4, "200 characters"),
        ("a: " + "x" * 5000, 1, 4, "5,000 characters"),
        ("a: b\u2028b: !x c", 2, 4, "tags"),
        ("\ufeff1: a", 1, 1, "write '1' in quotes"),
        ('a: "\\0"', 1, 4, "cannot be stored"),
        ("a: b\x07c", 1, 5, "U+0007"),
        ("", 1, 1, "nothing in it"),
        ("# only a comment\n", 1, 1, "nothing in it"),
        ("a:\n\tb: 1", 2, 1, "a tab cannot indent"),
        ("a:\n  b: 1\n\tc: 2", 3, 1, "a tab cannot indent"),
        ("a: b: c", 1, 5, "a second ': '"),
        ("a: 1\nb:2\nc: 3", 2, 1, "write a space after the ':'"),
        ("a:\n  b:2\n  c: 3", 2, 3, "write a space after the ':'"),
        ("t:\n  a:3\n  b: 2", 2, 3, "write a space after the ':'"),
        ("a: 1\nb\nc: 3", 2, 1, "expected 'key: value'"),
        ("a: 1\n  b: 2", 2, 4, "align the keys"),
        ("a:\n  - 1\n b: 2", 3, 2, "not aligned"),
        ("a: [1, 2\nb: 3", 1, 4, "'[' is never closed"),
        ("a: {b: 1", 1, 4, "'{' is never closed"),
        ("a: [1,,2]", 1, 7, "found ','"),
        ("a: ]", 1, 4, "found ']'"),
        ("a: 'x\nb: 1", 1, 4, "quote that opens here"),
        ("a: 'it's'", 1, 8, "quotes"),
        ("a: @x", 1, 4, "cannot begin with '@'"),
        ("a: *.csv", 1, 5, "in quotes"),
        ("{a: 1}}", 1, 7, "closed twice"),
        ("%YAML 3.0\n---\na: 1", 1, 1, "'%'"),
    ],
)
def test_what_is_refused_has_a_line_and_plain_words(loader, text, line, column, words):
    found = problems(text)
    assert len(found) == 1
    assert found[0][0] == line
    assert words in found[0][2]
    assert found[0][1] == column


def test_a_windows_path_in_double_quotes(loader):
    [(line, column, message)] = problems('path: "C:\\data\\iris.csv"')
    assert (line, message) == (
        1,
        "unknown escape with '\\' in double quotes; in single quotes a '\\' is a '\\'",
    )
    assert 7 <= column <= 11  # the two parsers point at different ends of the escape


def test_several_faults_come_together():
    assert [p[0] for p in problems("a: 1\na: 2\n3: !x 4\n")] == [2, 3, 3]
    assert [p[0] for p in problems("a: 1\na: 2\n3: 4\nb: [")] == [2, 3, 4]
    assert len(problems("- !x 1\n" * 500)) == compose.MOST_PROBLEMS


def test_a_line_has_an_end():
    with pytest.raises(SpecError, match="f:2:1: a line of 70,003 characters"):
        read("a: 1\nb: " + "x" * 70_000, "f")


def test_a_fault_says_which_key():
    found = read("optimizer:\n  beta: 1\n  beta: 2", "f").problems
    assert str(found[0]).splitlines() == [
        "f:3:3: optimizer.beta: repeated key; it already stands on line 2, keep one of them",
        "    3 |   beta: 2",
        "      |   ^~~~",
    ]


def test_of_a_long_line_a_part_is_shown():
    [problem] = read("a: !x [" + "1, " * 10_000 + "1]", "f").problems
    assert len(problem.text) < 200
    [problem] = read("a: [" + "1, " * 1_000 + "!x 1, " + "1, " * 1_000 + "1]", "f").problems
    assert problem.column == 3005
    assert problem.text.startswith("a: [1, ")
    assert "!x 1, " in problem.text


def test_anchors_within_bounds_are_read(loader):
    assert read("a: &x [1, 2]\nb: *x", "f").value == {"a": [1, 2], "b": [1, 2]}


def test_byte_order_mark_and_line_ends(loader):
    assert read("\ufeffa: 1\r\nb: 2\r\n", "f").value == {"a": 1, "b": 2}
    assert read("\ufeff1: a", "f").problems[0].text == "1: a"
    assert problems("a: 1\r\nb: 2\r\na: 3\r\n") == [(3, 1, problems("a: 1\nb: 2\na: 3")[0][2])]


def test_columns_count_characters_even_beyond_the_first_plane(loader):
    assert problems("a: ['😀ü', !x y]")[0][:2] == (1, 11)


def laughs(width, depth):
    """Ten aliases of ten aliases of …: width ** depth values in a few lines."""
    lines = [f"a0: &a0 [{','.join(['x'] * width)}]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * width)}]" for i in range(1, depth)]
    return "\n".join(lines)


BOMBS = {
    "aliases of aliases": laughs(10, 30),
    "a ladder of aliases": laughs(1, 1000),
    "lists": "[" * 10_000,
    "lists in lines": "[\n" * 10_000,
    "dashes": "- " * 10_000,
    "mappings": "{a: " * 10_000,
    "keys": "? " * 10_000,
    "digits": "a: " + "9" * 500_000,
    "many values": "- 1\n" * 200_000,
    "many keys": "".join(f"a{i}: 1\n" for i in range(100_000)),
    "repeated keys": "a: 1\n" * 100_000,
    "tags": "- !x 1\n" * 100_000,
    "anchors": "- &a 1\n" * 100_000,
    "text": "a" * 2_000_000,
    "one line": "[" + "1, " * 300_000 + "]",
    "an open quote": "'" + "a\n" * 300_000,
}


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="the Python parser takes its time")
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_quickly(name):
    text = BOMBS[name]
    times = []
    for _ in range(3):  # the best of three: this measures the reader, not the neighbours
        start = time.process_time()
        assert problems(text)
        times.append(time.process_time() - start)
        if times[-1] < 0.3:
            break
    assert min(times) < 3  # a bomb takes minutes, and a busy machine is slow


def test_aliases_count_as_what_they_stand_for():
    line = "x: &x [" + "1, " * 999 + "1]\n"
    with pytest.raises(SpecError, match="more than 20,000 values"):
        read(line + "".join(f"a{i}: *x\n" for i in range(20)), "f")
    assert read(line + "".join(f"a{i}: *x\n" for i in range(15)), "f").value["a14"] == [1] * 1000
    with pytest.raises(SpecError, match=r"f:64:12: nested deeper than 64"):
        read(laughs(1, 70), "f")


def test_nesting_stops_at_its_bound(loader):
    deepest = compose.DEEPEST
    assert read("[" * deepest + "1" + "]" * deepest, "f").value
    with pytest.raises(SpecError, match="nested deeper than 64"):
        read("[" * (deepest + 1) + "1" + "]" * (deepest + 1), "f")


def test_the_number_of_values_stops_at_its_bound():
    assert len(read("- 1\n" * (compose.MOST_VALUES - 1), "f").value) == compose.MOST_VALUES - 1
    with pytest.raises(SpecError, match="more than 20,000 values"):
        read("- 1\n" * compose.MOST_VALUES, "f")
