"""The two kinds, and Lepetit's formula for the error of a mean."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.ensemble import Bagging, Seeds
from mlpcli.experiment import Experiment


def test_a_bootstrap_sample_leaves_out_one_row_in_e() -> None:
    rows = Bagging().rows(10_000, np.random.default_rng(0))
    assert len(rows) == 10_000
    assert 1 - len(np.unique(rows)) / 10_000 == pytest.approx(np.exp(-1), abs=0.01)
    assert Seeds().rows(10_000, np.random.default_rng(0)) is None


def test_members_count_their_seeds_up_and_are_ensembles_of_one() -> None:
    spec = {"data": {"source": "iris"}, "seed": 5, "ensemble": {"kind": "bagging", "members": 3}}
    members = Experiment.model_validate(spec).members
    assert [member.seed for member in members] == [5, 6, 7]
    assert all(member.members[0] == member for member in members)


@pytest.mark.parametrize("kind", ["l_bfgs", "newton"])
def test_optimizers_of_one_network_refuse(kind: str) -> None:
    spec = {"data": {"source": "iris"}, "optimizer": {"kind": kind}, "ensemble": {"kind": "seeds"}}
    with pytest.raises(ValueError, match=f"ensemble: the optimizer {kind} trains one network at a time"):
        Experiment.model_validate(spec)


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_the_error_of_the_mean_is_a_kth_of_the_variance_and_the_rest_of_the_covariance(shared: float) -> None:
    """E[(1/k Σ ε_i)²] = v/k + (k-1)/k c, with v = E[ε_i²], c = E[ε_i ε_j] (Lepetit, bagging)."""
    k, draws, rng = 10, 200_000, np.random.default_rng(0)
    common = np.sqrt(shared) * rng.normal(size=(draws, 1))
    errors = common + np.sqrt(1 - shared) * rng.normal(size=(draws, k))  # v = 1, c = shared
    assert (errors.mean(axis=1) ** 2).mean() == pytest.approx(1 / k + (k - 1) / k * shared, rel=0.02)
