"""How numbers are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcli.report import wording


@given(st.floats(-1e300, 1e300))
def test_number_keeps_four_digits_in_eleven_columns(x: float) -> None:
    text = wording.number(x)
    assert len(text) <= 11
    assert float(text) == pytest.approx(x, rel=5.01e-4)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.9722, "0.9722"),
        (999.96, "1000"),
        (9999.4, "9999"),
        (9999.6, "10000"),
        (-12345.6, "-12346"),
        (2.5e7, "2.500e+07"),
        (-1e-5, "-1.000e-05"),
        (0.0, "0"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_number(x: float, text: str) -> None:
    assert wording.number(x) == text


@given(st.floats(1e-12, 1e3))
def test_rate_keeps_three_digits(x: float) -> None:
    assert float(wording.rate(x)) == pytest.approx(x, rel=5.01e-3)


def test_rate_of_no_number() -> None:
    assert wording.rate(math.nan) == "nan"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.00 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (3599.6, "1 h 00 min"),
        (math.inf, "?"),
    ],
)
def test_duration_at_the_changes_of_unit(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("x", "text"), [(99.96, "100 epochs/s"), (9.994, "9.99 epochs/s"), (9.996, "10.0 epochs/s")]
)
def test_speed_has_three_digits(x: float, text: str) -> None:
    assert wording.per_second(x, "epochs") == text
