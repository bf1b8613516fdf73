"""Axes: the values at a share, what may be written, and when values are the same."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlpcli.config import read
from mlpcli.errors import SpecError
from mlpcli.sweep.axes import AnyAxis
from mlpcli.sweep.axis import Choice, Listed
from mlpcli.sweep.ranges import Integer, LogUniform, Uniform
from mlpcli.sweep.reading import sweep_in
from mlpcli.sweep.value import ABSENT, below, canonical, holds, settles, value_at

SHARE = st.floats(0, 1, exclude_max=True)
axis = TypeAdapter(AnyAxis).validate_python


def first_problem(axis_text):
    with pytest.raises(SpecError) as caught:
        sweep_in(read(f"method: random\naxes: {{seed: {axis_text}}}", "s.yaml"))
    return caught.value.problems[0].message


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ([1, "a", [2], {"kind": "sgd"}, None], Listed(values=(1, "a", [2], {"kind": "sgd"}, None))),
        ({"values": [1], "when": {"a": 2}}, Listed(values=(1,), when={"a": 2})),
        ({"choice": [1, 2]}, Choice(choice=(1, 2))),
        ({"uniform": [0, 1]}, Uniform(uniform=(0.0, 1.0))),
        ({"log_uniform": [1e-3, 1]}, LogUniform(log_uniform=(1e-3, 1.0))),
        ({"integer": [2, 5]}, Integer(integer=(2, 5))),
    ],
)
def test_what_is_written_is_what_is_made(written, made):
    assert axis(written) == made
    assert axis(made) is made


# Inverse distribution functions at round shares, by hand.
@pytest.mark.parametrize(
    ("made", "share", "value"),
    [
        (Listed(values=("a", "b", "c")), 0.0, "a"),
        (Listed(values=("a", "b", "c")), 0.34, "b"),
        (Choice(choice=("a", "b", "c", "d")), 0.75, "d"),
        (Uniform(uniform=(-1.0, 3.0)), 0.75, 2.0),
        (LogUniform(log_uniform=(1e-5, 1e-1)), 0.5, 1e-3),
        (LogUniform(log_uniform=(1.0, 1024.0)), 0.3, 8.0),
        (Integer(integer=(8, 64)), 0.0, 8),
        (Integer(integer=(1, 4)), 0.5, 3),
        (Integer(integer=(-2, 2)), 1 - 2**-53, 2),
    ],
)
def test_the_value_at_a_share(made, share, value):
    assert made.at(share) == value


@given(st.floats(-1e308, 1e308), st.floats(-1e308, 1e308), SHARE, SHARE)
def test_a_uniform_axis_rises_inside_its_bounds(a, b, u, v):
    if a != b:
        made = Uniform(uniform=(min(a, b), max(a, b)))
        x, y = made.at(min(u, v)), made.at(max(u, v))
        assert made.uniform[0] <= x <= made.uniform[1]
        assert x <= y or math.isclose(x, y, rel_tol=1e-15, abs_tol=1e-300)


@given(st.floats(1e-12, 1e12), st.floats(1.001, 1e9), SHARE)
def test_a_logarithmic_axis_has_equal_ratios_for_equal_shares(a, ratio, u):
    x = LogUniform(log_uniform=(a, a * ratio)).at(u)
    assert a <= x <= a * ratio
    assert x == pytest.approx(a * ratio**u, rel=5.1e-6)  # half a unit of the sixth digit


@given(st.integers(-50, 50), st.integers(1, 20))
def test_every_whole_number_has_an_equal_share(a, steps):
    made = Integer(integer=(a, a + steps))
    n = steps + 1
    assert made.count == n
    for i in range(n):
        inside = [float(Fraction(i, n) + Fraction(1, 1000)), float(Fraction(i + 1, n) - Fraction(1, 1000))]
        assert [made.at(u) for u in inside] == [a + i, a + i]


@given(st.integers(0, 2**200), st.sampled_from([0.0, 0.5, 1 - 2**-53]))
def test_ranges_wider_than_floats_can_tell_stay_inside(b, u):
    assert 0 <= Integer(integer=(0, b + 1)).at(u) <= b + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", r"expected a list of values, as \[1e-4, 1e-3\], or a distribution, .*; found 5$"),
        ("text", r"or a distribution, .*; found text$"),
        ("", r"or a distribution, .*; found null$"),
        ("{log_unifrm: [1, 2]}", r"found the keys \[log_unifrm\]; did you mean 'log_uniform'\?"),
        ("{when: {a: 1}}", r"found the keys \[when\]$"),
        ("{uniform: [0, 1], choice: [1]}", r"expected one of choice, uniform, found 2 of them"),
        ("{uniform: [0, 1], wen: {a: 1}}", r"unknown key; did you mean 'when'\?"),
        ("{uniform: [3, 1]}", r"expected \[a, b\] with a < b, found \[3, 1\]"),
        ("{uniform: [1, 1]}", r"expected \[a, b\] with a < b, found \[1, 1\]"),
        ("{uniform: [0, .inf]}", r"expected a number, found \.inf"),
        ("{uniform: [0]}", r"expected a list of 2: a number, a number; found a list of 1"),
        ("{log_uniform: [0, 1]}", r"expected numbers > 0, found \[0, 1\]"),
        ("{log_uniform: [1, 0.5]}", r"expected \[a, b\] with a < b, found \[1, 0\.5\]"),
        ("{integer: [1, 1e3]}", r"expected a whole number, found 1e3; write 1000"),
        ("{integer: [5, 2]}", r"expected \[a, b\] with a < b, found \[5, 2\]"),
        ("[]", r"expected a list of at least one entry"),
        ("{choice: []}", r"expected a list of at least one entry"),
        ("[0.1, 2, 1e-1]", r"repeated value 0\.1; keep one of them"),
        ("[1, 1.0]", r"repeated value 1\.0"),
        ("[{a: 1, b: [2]}, {b: [2], a: 1}]", r"repeated value \{b: \[2\], a: 1\}"),
        ("{choice: [x, x]}", r"repeated value x"),
    ],
)
def test_what_is_no_axis_is_refused_with_what_to_write(text, message):
    assert re.search(message, first_problem(text))


def test_values_that_look_alike_but_differ_are_kept():
    assert axis([1, True, "1", None, "null", [], {}, 0, False]).count == 9


def test_python_meets_the_same_rule():
    with pytest.raises(ValidationError, match="a < b"):
        Uniform(uniform=(1.0, 0.0))


SCALAR = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.sampled_from(["a", "1", "kind"])
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abk"), inner, max_size=3),
    max_leaves=6,
)


def same(a, b):
    """Equality of YAML values, written out once more: Python's, but a boolean is no number."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return isinstance(a, bool) == isinstance(b, bool) and a == b


@given(VALUE, VALUE)
@settings(max_examples=200)
def test_canonical_forms_are_equal_exactly_for_equal_values(a, b):
    assert (canonical(a) == canonical(b)) == same(a, b)
    assert hash(canonical(a)) == hash(canonical(a))


@pytest.mark.parametrize(
    ("value", "path", "found", "settled"),
    [
        ("adam", ("kind",), "adam", True),
        ("adam", ("beta1",), ABSENT, False),
        ({"kind": "adam", "beta1": 0.5}, ("beta1",), 0.5, True),
        ({"kind": "adam"}, ("learning_rate", "start"), ABSENT, False),
        ({"learning_rate": 0.1}, ("learning_rate", "start"), ABSENT, True),
        ([{"kind": "l2"}], ("0", "kind"), "l2", True),
        ([{"kind": "l2"}], ("0", "strength"), ABSENT, False),
        ([{"kind": "l2"}], ("1",), ABSENT, True),
        (None, ("patience",), ABSENT, True),
        (3, (), 3, True),
    ],
)
def test_what_a_value_says_about_the_keys_below_it(value, path, found, settled):
    answer = below(value, path)
    assert (answer is ABSENT) if found is ABSENT else answer == found
    assert settles(value, path) is settled


def test_inner_keys_win_over_outer_ones():
    overrides = {"optimizer": {"kind": "adam", "beta1": 0.1}, "optimizer.beta1": 0.2}
    assert value_at(overrides, ("optimizer", "beta1")) == 0.2
    assert value_at(overrides, ("optimizer", "kind")) == "adam"
    assert value_at(overrides, ("loss",)) is ABSENT


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ({"optimizer.kind": "adam"}, True),
        ({"optimizer.kind": "sgd"}, False),
        ({"optimizer.kind": ["sgd", "adam"]}, True),
        ({"optimizer.kind": "adam", "seed": 1.0}, True),
        ({"optimizer.kind": "adam", "seed": True}, False),
        ({"architecture.hidden": [[8, 8]]}, True),
        ({"architecture.hidden": [8, 8]}, False),
        ({"loss": None}, False),
        ({}, True),
    ],
)
def test_conditions(when, answer):
    assert holds(when, {"optimizer": "adam", "seed": 1, "architecture.hidden": [8, 8]}) is answer
