"""Clipping of gradients: hand-computed numbers, hostile input, stacks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.clip import AnyClip, Clip, Norm, Value
from mlpcli.kinds import kinds
from mlpcli.stacking import stack

CLIPS = kinds(AnyClip)


def clipped(clip: Clip, parts: Sequence[np.ndarray]) -> list[np.ndarray]:
    copies = [part.copy() for part in parts]
    clip.bound([(part, np.empty_like(part)) for part in copies])
    return copies


def test_the_norm_is_that_of_all_stretches_together() -> None:
    """‖(2, 3, 6)‖ = 7, so a limit of 3.5 halves it."""
    a, b = clipped(Norm(limit=3.5), [np.array([2.0]), np.array([3.0, 6.0])])
    assert a.tolist() == pytest.approx([1.0])
    assert b.tolist() == pytest.approx([1.5, 3.0])


def test_values_are_cut_one_by_one() -> None:
    assert clipped(Value(limit=2.5), [np.array([2.0, 3.0, -6.0])])[0].tolist() == [2.0, 2.5, -2.5]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", CLIPS)
def test_a_gradient_within_the_bound_keeps_its_bits(kind: str, dtype: type) -> None:
    g = np.random.default_rng(3).normal(size=50).astype(dtype)
    assert (clipped(CLIPS[kind](limit=100.0), [g])[0] == g).all()
    assert not clipped(CLIPS[kind](), [np.zeros(4, dtype)])[0].any()


@pytest.mark.parametrize("kind", CLIPS)
@pytest.mark.parametrize("size", [1e4, 1e30, 1e-30])
def test_hostile_gradients_stay_finite(kind: str, size: float) -> None:
    """1e30 squared is not a float32, nor is 1e-30 squared: neither may spoil the norm."""
    g = np.array([size, -size, 0.0, size / 2], np.float32)
    (after,) = clipped(CLIPS[kind](limit=size / 8), [g])
    assert after.dtype == np.float32
    assert np.isfinite(after).all()
    measure = np.linalg.norm(after.astype(float)) if kind == "norm" else np.abs(after).max()
    assert measure == pytest.approx(size / 8, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", CLIPS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), limits=st.lists(st.floats(1e-2, 30), min_size=2, max_size=5))
def test_a_replica_in_a_stack_is_clipped_as_alone(
    kind: str, dtype: type, seed: int, limits: list[float]
) -> None:
    R = len(limits)
    rng = np.random.default_rng(seed)
    whole = rng.normal(size=(R, 3000)).astype(dtype)
    parts = [whole[:, :7], whole[:, 11:40], whole[:, 50:]]  # views, as in a network with kept layers
    together = clipped(stack([CLIPS[kind](limit=limit) for limit in limits]), parts)
    for r, limit in enumerate(limits):
        alone = clipped(CLIPS[kind](limit=limit), [part[r] for part in parts])
        for mine, own in zip(together, alone, strict=True):
            np.testing.assert_array_equal(mine[r], own)
