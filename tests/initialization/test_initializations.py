"""Every initialization: moments from the formulas, shapes, and what given numbers refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpcli.component import kinds
from mlpcli.errors import SpecError
from mlpcli.initialization import AnyInitialization, Given

RANDOM = [kind for kind in kinds(AnyInitialization) if kind not in ("zeros", "given")]
I, O = 400, 250

DEVIATION = {
    "normal": 0.01,
    "glorot_normal": math.sqrt(2 / (I + O)),
    "glorot_uniform": math.sqrt(2 / (I + O)),
    "he_normal": math.sqrt(2 / I),
    "he_uniform": math.sqrt(2 / I),
}


@pytest.mark.parametrize("kind", RANDOM)
def test_mean_and_deviation_are_those_of_the_formula(kind: str) -> None:
    W = kinds(AnyInitialization)[kind]().sample((I, O), I, O, np.random.default_rng(0))
    assert W.std() == pytest.approx(DEVIATION[kind], rel=0.01)
    assert abs(W.mean()) < 5 * DEVIATION[kind] / math.sqrt(I * O)


@pytest.mark.parametrize("kind", RANDOM)
def test_uniform_kinds_end_at_their_bound_and_normal_ones_do_not(kind: str) -> None:
    W = kinds(AnyInitialization)[kind]().sample((I, O), I, O, np.random.default_rng(0))
    assert (np.abs(W).max() <= math.sqrt(3) * DEVIATION[kind]) == kind.endswith("uniform")


@pytest.mark.parametrize("values", [((1.0, 2.0),), (1.0, 2.0), ((1.0,), (2.0, 3.0))])
def test_given_numbers_of_another_shape_are_refused(values: tuple) -> None:
    with pytest.raises(SpecError, match="given values"):
        Given(values=values).sample((2, 2), 2, 2, np.random.default_rng(0))
