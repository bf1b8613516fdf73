"""Methods that look at scores: who climbs, that it does not depend on who was first, and what comes out."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.sweep.axis import Choice
from mlpcli.sweep.dimension import Dimension, Space
from mlpcli.sweep.method import Asha, Ask, Halving, Method, Tpe
from mlpcli.sweep.ranges import Integer, LogUniform, Uniform

SPACE = Space((Dimension(Uniform(uniform=(0.0, 1.0)), ("axes", "x"), "x"),))


def played(method: Method, space: Space, score, order: random.Random, at_a_time: int = 3) -> list[Ask]:
    """All that a method asks for when workers finish in a random order."""
    scores: dict[tuple[int, int], float] = {}
    while True:
        asks = method.asks(space, scores)
        open_ = [ask for ask in asks if (ask.point.number, ask.rung) not in scores]
        if not open_:
            return sorted(asks, key=lambda ask: (ask.rung, ask.point.number))
        for ask in order.sample(open_, min(at_a_time, len(open_))):
            scores[ask.point.number, ask.rung] = score(ask.point.overrides, ask.rung)


def noisy(overrides, rung: int) -> float:
    """A score that depends on the point and the rung, with failures among them."""
    u = random.Random(f"{sorted(overrides.items())}{rung}").random()
    return math.inf if u < 0.15 else u


@pytest.mark.parametrize(
    "method",
    [Halving(trials=20, eta=2, rungs=4), Asha(trials=20, eta=3), Tpe(trials=14, together=3, startup=4)],
)
def test_the_order_in_which_workers_finish_does_not_matter(method: Method) -> None:
    pytest.importorskip("optuna")
    one, other = (played(method, SPACE, noisy, random.Random(seed), n) for seed, n in ((1, 1), (2, 7)))
    assert one == other
    assert len({ask.point.number for ask in one}) == method.trials


@given(st.integers(1, 40), st.integers(2, 4), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_halving_keeps_the_best_of_each_rung(trials: int, eta: int, rungs: int) -> None:
    method = Halving(trials=trials, eta=eta, rungs=rungs)
    asks = played(method, SPACE, lambda overrides, rung: overrides["x"], random.Random(0))
    by_rung = [[a.point.overrides["x"] for a in asks if a.rung == rung] for rung in range(rungs)]
    for below, above in itertools.pairwise(by_rung):
        assert sorted(above) == sorted(below)[: max(len(below) // eta, 1)]
    assert method.expected(trials) == len(asks)
    assert [a.share for a in asks if a.rung == rungs - 1] == [1.0] * len(by_rung[-1])
    assert {a.share for a in asks if a.rung == 0} == {1 / eta ** (rungs - 1)}


def test_points_that_failed_never_climb() -> None:
    for method in (Halving(trials=6, eta=2), Asha(trials=6, eta=2)):
        asks = played(method, SPACE, lambda overrides, rung: math.inf, random.Random(0))
        assert {ask.rung for ask in asks} == {0}


def test_asha_by_hand() -> None:
    """η = 2: points 0 to 3 are 1st of 1, 1st of 2, 2nd of 3 (of whom ⌈3/2⌉ = 2 climb) and 1st of 4."""
    found = [5.0, 3.0, 4.0, 1.0]
    scores = {(i, 0): score for i, score in enumerate(found)}
    asks = Asha(trials=4, eta=2, rungs=2).asks(SPACE, scores)
    assert [ask.point.number for ask in asks if ask.rung == 1] == [0, 1, 2, 3]
    worse = {(i, 0): score for i, score in enumerate([1.0, 3.0, 4.0, 5.0])}
    asks = Asha(trials=4, eta=2, rungs=2).asks(SPACE, worse)
    assert [ask.point.number for ask in asks if ask.rung == 1] == [0]


MIXED = Space(
    (
        Dimension(LogUniform(log_uniform=(1e-5, 1.0)), ("axes", "rate"), "rate"),
        Dimension(Integer(integer=(1, 3)), ("axes", "units"), "units"),
        Dimension(Choice(choice=[[8], "b"]), ("axes", "c"), "c"),
    )
)


def test_tpe_looks_where_it_is_good() -> None:
    """Points of the second half are nearer to the optimum 10⁻³ than those drawn at random."""
    pytest.importorskip("optuna")

    def score(overrides, rung: int) -> float:
        return abs(math.log10(overrides["rate"]) + 3) + overrides["units"]

    asks = played(Tpe(trials=40, seed=3), MIXED, score, random.Random(0))
    scores = [score(ask.point.overrides, 0) for ask in asks]
    assert sum(scores[20:]) / 20 < 0.7 * sum(scores[:10]) / 10
    values = {str(ask.point.overrides["c"]) for ask in asks}
    assert values == {"[8]", "b"}


def test_tpe_ends_when_there_are_no_more_points() -> None:
    pytest.importorskip("optuna")
    few = Space((Dimension(Choice(choice=[1, 2, 3]), ("axes", "a"), "a"),))
    asks = played(Tpe(trials=10), few, lambda overrides, rung: overrides["a"], random.Random(0))
    assert sorted(ask.point.overrides["a"] for ask in asks) == [1, 2, 3]
