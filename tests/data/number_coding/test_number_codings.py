"""Codings of a number: worked by hand, there and back, and with values of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from mlpcli.data.number_coding import AnyNumberCoding, Periodic, PiecewiseLinear
from mlpcli.kinds import kinds

KINDS = kinds(AnyNumberCoding)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fit", [[0.0, 1.0, 2.0, 5.0], [1.0] * 5, [2.0], []])
def test_there_and_back(kind: str, fit: list[float]) -> None:
    coding: Any = KINDS[kind]()
    table = coding.table(np.array(fit), "a")
    z = np.array([-1e4, -0.5, 0.0, 0.3, 1.9, 1e4])
    x = coding.expand(z, table)
    assert x.shape == (6, len(coding.names("a", table)))
    assert np.isfinite(x).all()
    assert coding.contract(x, table) == pytest.approx(z, rel=1e-9)


def test_edges_are_quantiles_each_once() -> None:
    # Of 0 0 0 0 1 2 3 4 the quartiles are 0, 0, 0.5, 2.25, 4 (linear interpolation).
    edges = PiecewiseLinear(bins=4).table(np.array([0, 0, 0, 0, 1, 2, 3, 4.0]), "a")
    assert edges.tolist() == [0, 0.5, 2.25, 4]
    assert PiecewiseLinear(bins=4).names("a", edges) == ("a[1]", "a[2]", "a[3]")


def test_one_bin_is_a_line() -> None:
    assert PiecewiseLinear(bins=1).expand(np.array([-2.0, 6.0]), np.array([0.0, 4.0])).tolist() == [
        [-0.5],
        [1.5],
    ]


def test_frequencies_are_drawn_by_name_and_seed_or_given() -> None:
    z = np.zeros(0)
    drawn = Periodic(frequencies=1000, sigma=3.0)
    assert drawn.table(z, "a").std() == pytest.approx(3, rel=0.1)
    assert drawn.table(z, "a").tolist() == drawn.table(np.ones(9), "a").tolist()
    assert drawn.table(z, "a").tolist() != drawn.table(z, "b").tolist()
    assert drawn.table(z, "a").tolist() != Periodic(frequencies=1000, seed=1).table(z, "a").tolist()
    given: Any = TypeAdapter(AnyNumberCoding).validate_python({"kind": "periodic", "frequencies": [1, 0.5]})
    assert given.table(z, "a").tolist() == [1, 0.5]
    assert given.names("a", np.ones(2)) == ("a", "a.sin1", "a.sin2", "a.cos1", "a.cos2")
