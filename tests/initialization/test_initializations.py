"""Every initialization: moments from the formulas, shapes, and what given numbers refuse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlpcli.errors import SpecError
from mlpcli.initialization import (
    AnyInitialization,
    Checkpoint,
    Given,
    GlorotNormal,
    HeNormal,
    Orthogonal,
    Sparse,
    TruncatedNormal,
    Uniform,
    Zeros,
)
from mlpcli.kinds import kinds

RANDOM = [kind for kind in kinds(AnyInitialization) if kind not in ("zeros", "given", "checkpoint")]
I, O = 400, 250

DEVIATION = {
    "normal": 0.01,
    "uniform": 0.1 / math.sqrt(12),
    "truncated_normal": 0.05 * 0.87962566103423978,  # of N(0, 1) cut at ±2: √(1 - 4 φ(2) / (2 Φ(2) - 1))
    "glorot_normal": math.sqrt(2 / (I + O)),
    "glorot_uniform": math.sqrt(2 / (I + O)),
    "he_normal": math.sqrt(2 / I),
    "he_uniform": math.sqrt(2 / I),
    "lecun_normal": math.sqrt(1 / I),
    "lecun_uniform": math.sqrt(1 / I),
    "orthogonal": math.sqrt(1 / I),  # O columns of length 1 with I entries each
    "sparse": math.sqrt(15 / I),
}


def drawn(kind: Any, shape: tuple[int, ...] = (I, O), seed: int = 0) -> np.ndarray:
    return kind.sample(shape, math.prod(shape[:-1]), shape[-1], np.random.default_rng(seed))


@pytest.mark.parametrize("kind", RANDOM)
def test_mean_and_deviation_are_those_of_the_formula(kind: str) -> None:
    W = drawn(kinds(AnyInitialization)[kind]())
    assert W.std() == pytest.approx(DEVIATION[kind], rel=0.01)
    assert abs(W.mean()) < 5 * DEVIATION[kind] / math.sqrt(I * O)


@pytest.mark.parametrize("kind", RANDOM)
def test_uniform_kinds_end_at_their_bound_and_normal_ones_do_not(kind: str) -> None:
    W = drawn(kinds(AnyInitialization)[kind]())
    assert (np.abs(W).max() <= math.sqrt(3) * DEVIATION[kind]) == kind.endswith("uniform")


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("shape", [(3,), (1, 1), (5, 2), (2, 5), (3, 3, 2, 4)])
def test_every_shape_gets_finite_doubles_that_follow_the_seed(kind: str, shape: tuple[int, ...]) -> None:
    W, again, other = (drawn(kinds(AnyInitialization)[kind](), shape, seed) for seed in (1, 1, 2))
    assert W.shape == shape
    assert W.dtype == np.float64
    assert np.isfinite(W).all()
    assert W.tobytes() == again.tobytes()
    assert W.tobytes() != other.tobytes() or (kind, shape) == ("orthogonal", (1, 1))  # that is 1 or -1


@settings(max_examples=20, deadline=None)
@given(rows=st.integers(1, 30), columns=st.integers(1, 30), gain=st.floats(0.1, 10))
def test_all_singular_values_are_the_gain(rows: int, columns: int, gain: float) -> None:
    W = drawn(Orthogonal(gain=gain), (rows, columns))
    np.testing.assert_allclose(np.linalg.svd(W, compute_uv=False), gain, rtol=1e-12)


def test_filters_are_orthogonal_to_each_other() -> None:
    W = drawn(Orthogonal(), (3, 3, 2, 6)).reshape(18, 6)
    np.testing.assert_allclose(W.T @ W, np.eye(6), atol=1e-12)


def test_orthogonal_matrices_are_drawn_without_preference() -> None:
    """Entries of a uniform Q of 4 rows have mean 0 and variance 1/4; with R's signs left, Q[0, 0] < 0."""
    first = np.array([drawn(Orthogonal(), (4, 4), seed)[0, 0] for seed in range(2000)])
    assert abs(first.mean()) < 4 * 0.5 / math.sqrt(2000)
    assert first.var() == pytest.approx(0.25, rel=0.1)


@pytest.mark.parametrize("k", [1, 7, 50, 99])
def test_every_unit_has_k_incoming_weights_or_all(k: int) -> None:
    W = drawn(Sparse(nonzero=k, deviation=0.5), (50, 400))
    assert set((W != 0).sum(axis=0)) == {min(k, 50)}
    assert W[W != 0].std() == pytest.approx(0.5, rel=0.1)
    if k == 7:
        np.testing.assert_allclose((W != 0).mean(axis=1), 7 / 50, atol=0.07)  # of no input more than others


def test_the_normal_is_cut_at_two_deviations_around_its_mean() -> None:
    W = drawn(TruncatedNormal(mean=3.0, deviation=0.1))
    assert 2.8 <= W.min() < 2.801
    assert 3.199 < W.max() <= 3.2
    assert W.mean() == pytest.approx(3.0, abs=0.001)


def test_uniform_bounds_are_kept_and_must_be_in_order() -> None:
    W = drawn(Uniform(low=1.0, high=3.0))
    assert 1 <= W.min() < 1.001
    assert 2.999 < W.max() < 3
    with pytest.raises(ValidationError, match="low: must be less than high"):
        Uniform(low=0.5, high=0.5)


@pytest.mark.parametrize("values", [((1.0, 2.0),), (1.0, 2.0), ((1.0,), (2.0, 3.0))])
def test_given_numbers_of_another_shape_are_refused(values: tuple) -> None:
    with pytest.raises(SpecError, match="given values"):
        Given(values=values).sample((2, 2), 2, 2, np.random.default_rng(0))


def test_what_no_checkpoint_has_starts_otherwise() -> None:
    usual = HeNormal()
    chain = Checkpoint(path="a", otherwise=Checkpoint(path="b"))
    assert chain.completed(usual).otherwise == Checkpoint(path="b", otherwise=usual)
    assert Checkpoint(path="a", otherwise=Zeros()).completed(usual).otherwise == Zeros()
    np.testing.assert_array_equal(drawn(chain.completed(GlorotNormal())), drawn(GlorotNormal()))
    assert not drawn(Checkpoint(path="a")).any()  # of biases


def test_otherwise_is_any_initialization() -> None:
    read = TypeAdapter(AnyInitialization).validate_python
    found = read({"kind": "checkpoint", "path": "a", "otherwise": {"kind": "checkpoint", "path": "b"}})
    assert found == Checkpoint(path="a", otherwise=Checkpoint(path="b"))
    assert read({"kind": "checkpoint", "path": "a", "otherwise": "auto"}) == Checkpoint(path="a")
    with pytest.raises(ValidationError):
        read({"kind": "checkpoint", "path": "a", "otherwise": "he"})
