"""Blocks and threads change no bit of an update."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
import pytest

from mlpcli.arrays import LINE
from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer, StepRule
from mlpcli.optimizer.adam import Adam
from mlpcli.training import moves as module
from mlpcli.training.crew import Crew
from mlpcli.training.moves import Moves

RULES = [name for name, kind in kinds(AnyOptimizer).items() if issubclass(kind, StepRule)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 1000)
    monkeypatch.setattr(module, "WORTH_SHARING", 5000)


def moved(rule: Any, threads: int, replicas: tuple[int, ...] = (), size: int = 10_000) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    theta, g = (random.standard_normal((*replicas, size)).astype(np.float32) for _ in range(2))
    slots = {name: np.zeros_like(theta) for name in rule.slots}
    paces = [(slice(0, size // 3), 1.0), (slice(size // 2, size), 0.5)]
    move = Moves(rule, paces, theta, g, slots, np.empty_like(theta), Crew(threads))
    for t in (1, 2, 3):
        move.look_ahead()
        move(t, 0.01)
    return [theta, *slots.values()]


@pytest.mark.parametrize("replicas", [(), (3,)])
@pytest.mark.parametrize("name", RULES)
def test_threads_change_nothing(name: str, replicas: tuple[int, ...]) -> None:
    rule = kinds(AnyOptimizer)[name]()
    alone, shared = moved(rule, 1, replicas), moved(rule, 3, replicas)
    assert all(np.array_equal(a, b) for a, b in zip(alone, shared, strict=True))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = moved(Adam(), 1)
    monkeypatch.setattr(module, "BLOCK", 10**9)
    assert all(np.array_equal(a, b) for a, b in zip(blocks, moved(Adam(), 1), strict=True))


@pytest.mark.parametrize("name", RULES)
def test_rates_may_be_a_number_a_column_and_a_number_again(name: str) -> None:
    """As where replicas reduce their rates apart: each update is what one that knows nothing else makes."""
    rule, random = kinds(AnyOptimizer)[name](), np.random.default_rng(1)
    rates = [0.01, np.array([[0.01], [0.02]]), np.array([[0.02], [0.01]]), 0.02, 0.02, 0.01]
    theta, g = (random.standard_normal((2, 50)).astype(np.float32) for _ in range(2))
    slots = {slot: np.zeros_like(theta) for slot in rule.slots}
    own, own_slots = theta.copy(), {slot: numbers.copy() for slot, numbers in slots.items()}
    everything = [(slice(0, 50), 1.0)]
    move = Moves(rule, everything, theta, g, slots, np.empty_like(theta))
    for t, rate in enumerate(rates, 1):
        move(t, rate)
        Moves(rule, everything, own, g, own_slots, np.empty_like(own))(t, rate)
        assert np.array_equal(theta, own)


@pytest.mark.parametrize("numbers", [131, 100_001, 1_862_666])
def test_blocks_of_threads_are_whole_cache_lines(numbers: int) -> None:
    size = module._size(numbers, 2)
    assert size % (LINE // 4) == 0
    assert size * 2 >= numbers or size <= module.SHARED * module.BLOCK + LINE


def test_large_ones_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    move = Adam.move

    def noted(self: Adam, *arguments: Any) -> None:
        seen.add(threading.get_ident())
        move(self, *arguments)

    monkeypatch.setattr(Adam, "move", noted)
    moved(Adam(), 2)
    assert len(seen) == 2
    seen.clear()
    moved(Adam(), 2, size=4000)
    assert seen == {threading.get_ident()}


def test_what_is_not_finite_is_not_warned_of() -> None:
    theta, g = np.zeros(10_000, np.float32), np.full(10_000, 3e38, np.float32)
    slots = {name: np.zeros_like(theta) for name in Adam.slots}
    move = Moves(Adam(), [(slice(0, 10_000), 1.0)], theta, g, slots, np.empty_like(theta), Crew(2))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error")
        move(1, 0.01)
    assert np.isinf(slots["v"]).all()


def test_what_goes_wrong_in_a_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = threading.get_ident()

    def fail(*_: Any) -> None:
        if threading.get_ident() != mine:
            raise MemoryError

    monkeypatch.setattr(Adam, "move", fail)
    with pytest.raises(MemoryError):
        moved(Adam(), 2)
