"""Dumping, reading and validating gives the component back, whatever its numbers and texts look like."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlpcli.component import Component
from mlpcli.config import dump, read, validate

# Texts that YAML would take for something else, if they stood there without quotes.
TRAPS = [
    "no", "1e-3", "0x10", "0o7", "null", "~", "", " ", "a: b", "a:", "a #b", "#", "- a", "-", "[a]",
    "{a", "a]", "a, b", "'", '"', "\\", "a\nb", "\n", "\t", "\r\n", "é", "日本", "😀", "\x85",
    "\u2028", "\ufeff", "\x7f", "\x9f", "true", ".inf", ".nan", "1:30", "---", "...",
    "%a", "@a", "`a", "!a", "&a", "*a", "?", "? a", "|", ">", "<<", "=", "C:\\data\\x.csv",
    "../data/iris.csv", "/a/b c.csv", "./x", "~/x", "a  b", " a", "a ", "1_000", "007", "\ufffe",
    "\uffff", "\U0001fffe", "²", "sepal length (cm)",
]  # fmt: skip


class Toy(Component):
    """Anything that a component may hold."""

    text: str = ""
    number: float = 0.0
    whole: int = 0
    flag: bool = False
    texts: tuple[str, ...] | None = None
    rows: list[list[float]] = []
    names: dict[str, str | None] = {}
    inner: Toy | None = None
    many: list[Toy] = []

    model_config = Component.model_config | {"strict": False}


characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.sampled_from(TRAPS) | st.text(characters, max_size=20)
numbers = st.floats(allow_nan=False, allow_infinity=False)
toys = st.recursive(
    st.builds(
        Toy,
        text=texts,
        number=numbers,
        whole=st.integers(-(2**64), 2**64),
        flag=st.booleans(),
        texts=st.none() | st.lists(texts, max_size=3).map(tuple),
        rows=st.lists(st.lists(numbers, max_size=3), max_size=3),
        names=st.dictionaries(texts, st.none() | texts, max_size=3),
    ),
    lambda inner: st.builds(Toy, inner=st.none() | inner, many=st.lists(inner, max_size=2)),
    max_leaves=4,
)


@given(toys)
@settings(max_examples=150, deadline=None)
def test_reading_undoes_dumping(toy):
    text = dump(toy)
    again = validate(read(text, "f"), Toy)
    assert again == toy
    assert dump(again) == text


@pytest.mark.parametrize("text", TRAPS)
def test_every_trap_is_read_back(text):
    toy = Toy(text=text, texts=(text, text), names={text: text})
    assert validate(read(dump(toy), "f"), Toy) == toy


@given(numbers)
@example(1e-05)
@example(5e-324)
@example(1e16)
@example(-0.0)
def test_every_float_keeps_its_bits(number):
    again = validate(read(dump(Toy(number=number)), "f"), Toy).number
    assert (again, math.copysign(1, again)) == (number, math.copysign(1, number))


def test_the_look_of_it(spec_model):
    spec = validate(
        read(
            "data: {source: ../iris.csv, target: [a, b]}\nrules: [sgd]\n"
            "hidden: [64, 32]\nweights: [[1], [2]]",
            "f",
        ),
        spec_model,
    )
    assert dump(spec) == (
        "name: run\n"
        "data:\n"
        "  source: ../iris.csv\n"
        "  target: [a, b]\n"
        "  columns: {}\n"
        "optimizer:\n"
        "  kind: adam\n"
        "  learning_rate:\n"
        "    kind: constant\n"
        "    rate: 0.001\n"
        "  beta1: 0.9\n"
        "rules:\n"
        "  - kind: sgd\n"
        "    learning_rate:\n"
        "      kind: constant\n"
        "      rate: 0.01\n"
        "hidden: [64, 32]\n"
        "weights:\n"
        "  - [1.0]\n"
        "  - [2.0]\n"
        "pair: [0.5, 2]\n"
        "stopping: null\n"
        "threads: auto\n"
        "shuffle: true\n"
    )
    assert validate(read(dump(spec), "f"), spec_model) == spec


def test_a_long_list_stands_line_by_line():
    assert dump(Toy(texts=("x" * 60, "y" * 60))).count("\n  - ") == 2
