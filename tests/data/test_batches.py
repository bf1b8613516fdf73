"""The order of rows: every epoch is a permutation, and each replica's is its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.arrays import Array
from mlpcli.data import Batches


def rows(N: int) -> tuple[Array, Array]:
    """x and y that tell which row they are."""
    x = np.arange(N, dtype=np.float32)[:, None] + [0.0, 0.25]
    return x.astype(np.float32), -np.arange(N, dtype=np.float32)[:, None]


def generators(*seeds: int) -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in seeds]


def listed(batches: Batches, start: int = 0) -> list[tuple[Array, Array]]:
    """The batches of an epoch, copied, as the next overwrites each."""
    return [(x.copy(), y.copy()) for x, y in batches.epoch(start)]


@settings(max_examples=60, deadline=None)
@given(N=st.integers(1, 40), m=st.integers(1, 50), seed=st.integers(0, 2**32))
def test_an_epoch_has_every_row_once(N: int, m: int, seed: int) -> None:
    batches = Batches(*rows(N), m, generators(seed))
    epoch = listed(batches)
    sizes = [len(x) for x, _ in epoch]
    assert sizes == [m] * (N // m) + [N % m] * (N % m > 0)
    assert len(batches) == len(epoch)
    x, y = (np.concatenate(parts) for parts in zip(*epoch, strict=True))
    assert sorted(x[:, 0].tolist()) == list(range(N))
    assert np.array_equal(x[:, 0], -y[:, 0])
    assert np.array_equal(x[:, 1], x[:, 0] + 0.25)


def test_a_batch_size_beyond_the_rows_takes_no_memory() -> None:
    assert len(listed(Batches(*rows(5), 10**15, generators(0)))[0][0]) == 5


def test_epochs_differ() -> None:
    batches = Batches(*rows(50), 50, generators(0))
    (first, _), (second, _) = listed(batches)[0], listed(batches)[0]
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("m", [4, 7, 30, 31, 100])
@pytest.mark.parametrize("own", [False, True])
def test_a_replica_in_a_stack_sees_what_it_sees_alone(m: int, own: bool) -> None:
    seeds, N = (3, 1, 2), 30
    alone = [(rows(N)[0] + 100.0 * r * own, rows(N)[1] + 100.0 * r * own) for r in range(3)]
    x, y = (np.stack(parts) for parts in zip(*alone, strict=True)) if own else rows(N)
    stack = Batches(x, y, m, generators(*seeds), stacked=True)
    singles = [Batches(*alone[r], m, generators(seed)) for r, seed in enumerate(seeds)]
    for _ in range(2):
        together = listed(stack)
        apart = [listed(single) for single in singles]
        assert len(together) == len(apart[0])
        for k, batch in enumerate(together):
            for array, part in zip(batch, zip(*(epoch[k] for epoch in apart), strict=True), strict=True):
                assert np.array_equal(array, np.stack(part))


def test_a_stack_of_one_keeps_its_axis() -> None:
    (x, y), *_ = listed(Batches(*rows(5), 2, generators(0), stacked=True))
    assert (x.shape, y.shape) == ((1, 2, 2), (1, 2, 1))


@pytest.mark.parametrize("stacked", [False, True])
def test_an_epoch_goes_on_from_its_middle(stacked: bool) -> None:
    first = Batches(*rows(23), 5, generators(1, 2)[: 1 + stacked], stacked=stacked)
    listed(first)
    states = [g.bit_generator.state for g in first.generators]
    whole = listed(first)
    after = [g.bit_generator.state for g in first.generators]

    again = Batches(*rows(23), 5, generators(8, 9)[: 1 + stacked], stacked=stacked)
    for generator, state in zip(again.generators, states, strict=True):
        generator.bit_generator.state = state
    rest = listed(again, start=3)
    assert len(rest) == 2
    for (x, y), (u, v) in zip(rest, whole[3:], strict=True):
        assert np.array_equal(x, u)
        assert np.array_equal(y, v)
    assert [g.bit_generator.state for g in again.generators] == after


def test_asking_for_an_epoch_draws_nothing_before_its_first_batch() -> None:
    batches = Batches(*rows(9), 2, generators(0))
    before = batches.generators[0].bit_generator.state
    epoch = batches.epoch()
    assert batches.generators[0].bit_generator.state == before
    next(epoch)
    assert batches.generators[0].bit_generator.state != before


@pytest.mark.parametrize(("stacked", "shape"), [(False, (6, 2)), (True, (3, 6, 2))])
def test_all_is_the_whole_set_as_it_stands(stacked: bool, shape: tuple[int, ...]) -> None:
    x, y = rows(6)
    batches = Batches(x, y, "all", generators(0, 1, 2) if stacked else generators(0), stacked=stacked)
    states = [g.bit_generator.state for g in batches.generators]
    ((a, b),) = batches.epoch()
    assert a.shape == shape
    assert np.shares_memory(a, x)
    assert np.shares_memory(b, y)
    assert len(batches) == 1
    assert [g.bit_generator.state for g in batches.generators] == states


def test_batches_need_no_new_memory() -> None:
    places: list[tuple[Any, Any]] = [
        (x.ctypes.data, y.ctypes.data) for x, y in Batches(*rows(64), 8, generators(0)).epoch()
    ]
    assert len(set(places)) == 1


def test_rows_in_other_memory_orders_are_read_right() -> None:
    x, y = rows(10)
    expected = listed(Batches(x, y, 3, generators(5)))
    found = listed(Batches(np.asfortranarray(x), y, 3, generators(5)))
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(found, expected, strict=True))


@pytest.mark.parametrize("replicas", [None, 3])
@pytest.mark.parametrize("batch_size", [1, 4, 10, "all"])
def test_weights_go_with_their_rows(batch_size: Any, replicas: int | None) -> None:
    x = np.arange(10.0)[:, None]
    weights = 2 * x[:, 0]
    batches = Batches(
        x, x, batch_size, generators(*range(replicas or 1)), stacked=replicas is not None, weights=weights
    )
    for bx, _ in batches.epoch():
        np.testing.assert_array_equal(batches.weights, 2 * bx[..., 0])
    assert Batches(x, x, 4, generators(0)).weights is None
