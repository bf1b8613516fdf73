"""Whatever is done to a spec, the answer is a component or a SpecError with a line, and soon."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.config import override, read, validate
from mlpcli.errors import SpecError, UsageError

SPEC = """\
name: digits  # a comment
data:
  source: ../datasets/digits.csv
  target: [a, b]
  columns: {age: {kind: adam, beta1: 0.5}, plan: sgd}
optimizer: &o
  kind: sgd
  learning_rate: {kind: warmup, then: 1e-3, epochs: 3}
rules:
- {kind: dropout, rate: 0.5}
- *o
hidden: [64, 32]
weights: [[1, 2], [3, 4]]
pair: [0.5, 3]
stopping:
  patience: 10
  monitor: "loss"
threads: auto
shuffle: true
"""
PIECES = [
    "\t", "\n", "  ", ": ", ":", "- ", "[", "]", "{", "}", ",", "'", '"', "#", "&o ", "*o", "!x ",
    "|\n", ">\n", "? ", "%", "@", "\\", "---\n", "null", "~", "true", "no", "1e999", "-1", "0x1f",
    ".nan", "<<: *o", "kind", "kind: sgd", "x" * 200, "9" * 200, "é", "😀", "\x85", "\ufeff", "\x07",
    "rules:\n", "columns", "{{a}}", "*", "&", "learning_rate: adam\n",
]  # fmt: skip


def mutated(random: random.Random) -> str:
    """The spec after a few cuts, insertions, repetitions and swaps."""
    text = SPEC
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(text) + 1)
        stop = min(len(text), start + random.choice([0, 0, 1, 3, 10, 60]))
        piece = random.choice([*PIECES, text[start:stop] * 2, ""])
        text = text[:start] + piece + text[stop:]
        if random.random() < 0.3:
            lines = text.splitlines(keepends=True)
            random.shuffle(lines)
            text = (
                "".join(lines)
                if random.random() < 0.3
                else "".join(lines[: random.randrange(len(lines) + 1)])
            )
    return text


def answer(text, model, settings=()):
    """Checks the answer to one text; whether it came in time."""
    start = time.process_time()
    try:
        validate(override(read(text, "f.yaml"), settings), model)
    except SpecError as refused:
        problems = refused.problems
    except UsageError:
        return settings != ()  # a --set that is none
    else:
        problems = ()
    for problem in problems:
        head, *rest = str(problem).splitlines()
        assert head.startswith((f"f.yaml:{problem.line}:", f"--set:{problem.line}:")), (text, problem)
        assert 1 <= problem.column <= len(problem.text) + 1, (text, problem)
        assert problem.length >= 1
        assert len(rest) == 2, (text, problem)
    return time.process_time() - start < 1


def test_the_spec_itself_is_valid(spec_model):
    assert validate(read(SPEC, "f.yaml"), spec_model).pair == (0.5, 3)


@pytest.mark.parametrize("block", range(4))
def test_mutated_specs(spec_model, block):
    chance = random.Random(block)
    for _ in range(100):
        assert answer(mutated(chance), spec_model)


@given(st.text(max_size=60) | st.text("ab:- {}[],'\"#&*!|>?\n\t1.e", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text(spec_model, text):
    assert answer(text, spec_model)


@given(
    st.sampled_from(["optimizer.", "rules.0.", "data.columns.x.", "hidden.", ""]),
    st.text(max_size=20),
    st.text(max_size=20),
)
@settings(max_examples=150, deadline=None)
def test_any_setting(spec_model, start, key, value):
    assert answer(SPEC, spec_model, [f"{start}{key}={value}"])
