"""The mean of iterates against the sums that define it, alone and in a stack."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.activation import Identity
from mlpcli.architecture import Dense, Network
from mlpcli.averaging import AnyAveraging, Averaging, Exponential, Polyak
from mlpcli.initialization import Normal
from mlpcli.kinds import kinds
from mlpcli.stacking import stack
from mlpcli.training.averager import Averager

T, EPOCH = 12, 4


def network(*, frozen: bool = False) -> Network:
    layer = Dense(units=2, activation=Identity(), initialization=Normal())
    return Network((layer.model_copy(update={"trainable": not frozen}), layer), (3,))


def averaged(averaging: Averaging, path: np.ndarray, net: Network) -> np.ndarray:
    """θ_avg after the iterates path: (T, ..., P)."""
    theta, average = np.full_like(path[0], 1e6), np.zeros_like(path[0])
    averager = Averager(averaging, net, theta, average)
    for t, iterate in enumerate(path, start=1):
        theta[...] = iterate
        averager(t, EPOCH)
    return average


def path(*lead: int, dtype: Any = np.float64) -> np.ndarray:
    return np.random.default_rng(5).normal(size=(T, *lead, network().size)).astype(dtype)


@pytest.mark.parametrize("start", [0, 1, 1.5, 3])
def test_polyak_is_the_mean_of_the_iterates_since_its_start(start: float) -> None:
    iterates = path()
    since = iterates[min(int(start * EPOCH), T - 1) :]
    assert averaged(Polyak(start=start), iterates, network()) == pytest.approx(since.mean(axis=0))


def test_exponential_is_the_weighted_mean_of_all() -> None:
    weights = 0.7 ** np.arange(T)[::-1]
    expected = np.average(path(), axis=0, weights=weights)
    assert averaged(Exponential(decay=0.7), path(), network()) == pytest.approx(expected)


@pytest.mark.parametrize("kind", kinds(AnyAveraging))
def test_the_first_mean_is_the_first_iterate_to_the_bit(kind: str) -> None:
    averaging = kinds(AnyAveraging)[kind]()
    assert (averaged(averaging, path()[:1], network()) == path()[0]).all()


@pytest.mark.parametrize("kind", kinds(AnyAveraging))
def test_a_kept_layer_is_copied(kind: str) -> None:
    net = network(frozen=True)
    theta, average = np.arange(float(net.size)), np.zeros(net.size)
    Averager(kinds(AnyAveraging)[kind](), net, theta, average)
    assert (average[: net.learned[0].start] == theta[: net.learned[0].start]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("kind", "field", "values"), [
    ("polyak", "start", [0.0, 0.5, 2.0]), ("exponential", "decay", [0.0, 0.9, 0.999]),
])  # fmt: skip
def test_a_replica_in_a_stack_is_averaged_as_alone(
    kind: str, field: str, values: list[float], dtype: Any
) -> None:
    alone = [kinds(AnyAveraging)[kind](**{field: value}) for value in values]
    iterates = path(3, dtype=dtype)
    together = averaged(stack(alone), iterates, network())
    assert together.dtype == dtype
    for r, averaging in enumerate(alone):
        np.testing.assert_array_equal(together[r], averaged(averaging, iterates[:, r], network()))
