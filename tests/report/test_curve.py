"""Curves in bounded memory, and their pictures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.report.curve import ASCII_BLOCKS, BLOCKS, Curve, Scale, sparkline

anything = st.floats(allow_nan=True, allow_infinity=True)


def filled(numbers: list[float], capacity: int = 1024) -> Curve:
    curve = Curve(capacity)
    for y in numbers:
        curve.add(y)
    return curve


def test_few_numbers_stay_as_they_are() -> None:
    assert filled([3.0, 1.0, 2.0]).columns(10) == [3.0, 1.0, 2.0]


@given(st.integers(1, 300), st.integers(1, 40))
def test_columns_follow_the_numbers_in_order(n: int, width: int) -> None:
    columns = filled([float(i) for i in range(n)], capacity=16).columns(width)
    assert len(columns) == min(width, len(columns))
    assert columns == sorted(columns)
    assert columns[-1] <= n - 1


def test_columns_are_means_of_equal_parts() -> None:
    # capacity 8: after eight numbers pairs become 1, 5, 9, 13 (halves of 2, 10, 18, 26), and so on
    curve = filled([0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0], capacity=8)
    assert curve.columns(100) == [1.0, 5.0, 9.0, 13.0]
    assert curve.columns(2) == [3.0, 11.0]


def test_merged_numbers_keep_their_weight() -> None:
    curve = filled([float(i) for i in range(16)], capacity=8)
    assert curve.columns(100) == [1.5, 5.5, 9.5, 13.5]  # means of four


def test_newest_number_shows_at_once() -> None:
    curve = filled([0.0] * 8 + [7.0], capacity=8)
    assert curve.columns(100)[-1] == 7.0


def test_memory_is_bounded() -> None:
    curve = filled([1.0] * 10_000, capacity=64)
    assert 32 <= len(curve.columns(10**6)) <= 64


def test_linear_up_to_two_decades_then_logarithmic() -> None:
    assert not Scale.over([0.01, 1.0], may_be_logarithmic=True).logarithmic
    assert Scale.over([0.0099, 1.0], may_be_logarithmic=True).logarithmic
    assert not Scale.over([0.0099, 1.0]).logarithmic
    assert not Scale.over([0.0, 1000.0], may_be_logarithmic=True).logarithmic


def test_logarithmic_marks_are_equally_far_apart() -> None:
    decades = [10.0**-k for k in range(8)]
    assert sparkline(decades, Scale.over(decades, may_be_logarithmic=True)) == BLOCKS[::-1]


def test_series_share_a_scale() -> None:
    scale = Scale.over([1.0, 2.0], [8.0])
    assert sparkline([1.0, 8.0], scale) == "▁█"
    assert sparkline([1.0, 2.0], scale) == "▁▂"


def test_nothing_is_drawn_without_a_difference() -> None:
    assert sparkline([1.0, 1.0], Scale.over([1.0, 1.0])) == ""
    assert sparkline([1.0], Scale(0.0, 2.0)) == ""
    assert sparkline([], Scale.over([])) == ""
    assert sparkline([math.nan, math.nan], Scale.over([math.nan])) == ""


def test_largest_numbers_do_not_overflow() -> None:
    huge = [-1.7e308, 0.0, 1.7e308]
    assert sparkline(huge, Scale.over(huge)) == "▁▅█"


@pytest.mark.parametrize("blocks", [BLOCKS, ASCII_BLOCKS])
@given(numbers=st.lists(anything, min_size=2, max_size=30), log=st.booleans())
@settings(max_examples=60)
def test_any_numbers_can_be_drawn(numbers: list[float], log: bool, blocks: str) -> None:
    columns = filled(numbers, capacity=8).columns(20)
    picture = sparkline(columns, Scale.over(columns, may_be_logarithmic=log), blocks)
    assert picture == "" or len(picture) == len(columns)
    assert set(picture) <= set(blocks + " ")
    for y, mark in zip(columns, picture, strict=False):
        assert (mark == " ") == (not math.isfinite(y))


@given(st.lists(st.floats(0.001, 1000), min_size=2, max_size=30))
def test_higher_numbers_stand_higher(numbers: list[float]) -> None:
    picture = sparkline(sorted(numbers), Scale.over(numbers, may_be_logarithmic=True))
    assert list(picture) == sorted(picture)
