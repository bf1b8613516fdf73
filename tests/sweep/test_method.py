"""Methods: which points they propose, in which order, and that they propose them again."""

from __future__ import annotations

import importlib
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.sweep.axis import Choice, Listed
from mlpcli.sweep.dimension import Dimension, Space
from mlpcli.sweep.method import Grid, Random
from mlpcli.sweep.method.base import TRIALS
from mlpcli.sweep.ranges import Integer, LogUniform, Uniform
from mlpcli.sweep.value import canonical


def space(**axes):
    return Space(tuple(Dimension(axis, ("axes", key), key) for key, axis in axes.items()))


def proposals(method, space, affordable=None):
    """The points that a method asks for when nothing is known."""
    asks = method.asks(space, {}, affordable)
    assert [ask.point.number for ask in asks] == list(range(len(asks)))
    return [ask.point.overrides for ask in asks]


def lists(lengths):
    """A space of the axes a, b, c, ... with whole numbers for values."""
    return space(**{"abcd"[i]: Listed(values=range(n)) for i, n in enumerate(lengths)})


def test_the_last_axis_of_a_grid_is_the_fastest():
    points = list(proposals(Grid(), space(b=Listed(values=["x", "y"]), a=Listed(values=[1, 2, 3]))))
    assert [(p["b"], p["a"]) for p in points] == [("x", 1), ("x", 2), ("x", 3), ("y", 1), ("y", 2), ("y", 3)]
    assert list(points[0]) == ["b", "a"]


@given(st.lists(st.integers(1, 5), max_size=4))
@settings(max_examples=50)
def test_a_grid_repeats_nothing_and_leaves_nothing_out(lengths):
    points = [tuple(p.values()) for p in proposals(Grid(), lists(lengths))]
    expected = [()]  # counted up digit by digit, not with the product that the grid uses
    for n in lengths:
        expected = [(*start, value) for start in expected for value in range(n)]
    assert points == expected


def test_what_goes_together_is_crossed_as_one():
    pairs = Dimension(Listed(values=[{"x": 1, "y": 2}, {"x": 3}]), ("together",))
    both = Space((*space(a=Listed(values=[0, 1])).dimensions, pairs))
    assert list(proposals(Grid(), both)) == [
        {"a": 0, "x": 1, "y": 2},
        {"a": 0, "x": 3},
        {"a": 1, "x": 1, "y": 2},
        {"a": 1, "x": 3},
    ]


ADAM_ONLY = space(
    **{
        "optimizer.beta1": Listed(values=[0.8, 0.9], when={"optimizer.kind": "adam"}),
        "optimizer": Listed(values=["adam", "sgd", {"kind": "momentum", "momentum": 0.5}]),
        "optimizer.momentum": Listed(values=[0.1], when={"optimizer.kind": ["nesterov"]}),
        "seed": Listed(values=[1, 2], when={"optimizer.beta1": 0.9}),
    }
)


def test_an_axis_counts_only_where_its_condition_holds():
    points = [dict(point) for point in proposals(Grid(), ADAM_ONLY)]
    assert points == [
        {"optimizer": "adam", "optimizer.beta1": 0.8},
        {"optimizer": "sgd"},
        {"optimizer": {"kind": "momentum", "momentum": 0.5}},
        {"optimizer": "adam", "optimizer.beta1": 0.9, "seed": 1},
        {"optimizer": "adam", "optimizer.beta1": 0.9, "seed": 2},
    ]
    assert list(points[0]) == ["optimizer", "optimizer.beta1"]  # what is outside is applied first


def test_random_meets_conditions_and_ends_with_the_last_point():
    drawn = list(proposals(Random(trials=100), ADAM_ONLY))
    assert len(drawn) == 5
    assert {canonical(p) for p in drawn} == {canonical(p) for p in proposals(Grid(), ADAM_ONLY)}


MIXED = space(
    rate=LogUniform(log_uniform=(1e-5, 1.0)),
    units=Integer(integer=(1, 9)),
    decay=Uniform(uniform=(0.0, 1.0)),
    kind=Listed(values=["a", "b"]),
    choice=Choice(choice=[True, False]),
)


@given(st.integers(0, 2**63 - 1), st.integers(1, 20), st.integers(1, 20))
@settings(max_examples=30)
def test_more_trials_go_on_with_the_same_sequence(seed, few, more):
    short = list(proposals(Random(trials=few, seed=seed), MIXED))
    long = list(proposals(Random(trials=few + more, seed=seed), MIXED))
    assert len(long) == few + more
    assert long[:few] == short


def test_the_sequence_is_pinned():
    """Python's Mersenne Twister with seed 5, one number an axis, in the order written."""
    twister = random.Random(5)
    u = [twister.random() for _ in range(5)]
    first = proposals(Random(trials=1, seed=5), MIXED)[0]
    assert u[0] == 0.6229016948897019  # CPython 3.11: random.Random(5).random()
    assert first["rate"] == pytest.approx(10 ** (-5 + 5 * u[0]), rel=5e-6)
    assert first["units"] == 1 + int(9 * u[1])
    assert first["decay"] == u[2]
    assert first["kind"] == "ab"[int(2 * u[3])]
    assert first["choice"] is (u[4] < 0.5)


def test_another_seed_draws_other_points():
    one, other = (proposals(Random(trials=1, seed=seed), MIXED)[0] for seed in (0, 1))
    assert one["decay"] != other["decay"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 9), st.integers(1, 80))
@settings(max_examples=40)
def test_random_draws_no_point_twice_while_others_are_left(lengths, seed, trials):
    everything = list(itertools.product(*map(range, lengths)))
    drawn = [tuple(p.values()) for p in proposals(Random(trials=trials, seed=seed), lists(lengths))]
    assert len(drawn) == min(trials, len(everything))
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(everything)


def test_a_larger_discrete_space_is_drawn_to_the_last_point():
    assert len(list(proposals(Random(trials=2000), lists([40, 30])))) == 1200


def test_a_range_that_holds_few_numbers_ends():
    """Six digits tell only 1.0 and 1.00001 apart."""
    narrow = space(a=LogUniform(log_uniform=(1.0, 1.00001)))
    assert sorted(p["a"] for p in proposals(Random(trials=9), narrow)) == [1.0, 1.00001]


def test_only_draws_in_vain_end_a_search_of_a_space_that_is_not_counted(monkeypatch):
    module = importlib.import_module("mlpcli.sweep.method.draws")
    monkeypatch.setattr(module, "_PATIENCE", 3)
    assert len(list(proposals(Random(trials=40), MIXED))) == 40
    assert len(list(proposals(Random(trials=40), lists([5, 8])))) == 40  # counted: no patience needed


def test_points_without_the_conditional_range_are_not_repeated():
    mixed = space(
        optimizer=Listed(values=["adam", "sgd"]),
        beta=Uniform(uniform=(0.5, 1.0), when={"optimizer": "adam"}),
    )
    drawn = list(proposals(Random(trials=30), mixed))
    assert len(drawn) == 30
    assert [p for p in drawn if p["optimizer"] == "sgd"] == [{"optimizer": "sgd"}]


@pytest.mark.parametrize(
    ("method", "affordable", "count"),
    [(Random(), None, TRIALS), (Random(), 7, 7), (Random(trials=3), 7, 3), (Random(trials=9), 7, 9)],
)
def test_how_many_points_random_draws(method, affordable, count):
    assert len(list(proposals(method, MIXED, affordable))) == count


def test_a_grid_is_whole_whatever_the_budget():
    assert len(list(proposals(Grid(), lists([3, 3]), 2))) == 9
