"""Several losses in one: the sum by hand, replicas whose weights differ, and what does not fit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.loss import BinaryCrossEntropy, CrossEntropy, Mse, Multiple
from mlpcli.loss.multiple import OutputLoss
from mlpcli.metric import Head
from mlpcli.run import Run
from mlpcli.stacking import StructureError, stack, structure

HEADS = [Head("price", "regression", 0, 1), Head("kind", "multiclass", 1, 4), Head("sold", "binary", 4, 5)]


def several(weight: float = 0.5) -> Multiple:
    outputs = {"sold": OutputLoss(weight=weight), "price": OutputLoss(loss=Mse())}
    return Multiple(outputs=outputs).for_heads(HEADS)


def test_every_target_gets_its_loss_in_the_order_of_the_data() -> None:
    told = [(name, o.loss and o.loss.kind, o.weight, o.width) for name, o in several().outputs.items()]
    assert told == [
        ("price", "mse", 1.0, 1),
        ("kind", "cross_entropy", 1.0, 3),
        ("sold", "binary_cross_entropy", 0.5, 1),
    ]


def test_by_hand() -> None:
    """(2 - 0)² + log 3 + ½ log 2."""
    z, y = np.array([[2.0, 0, 0, 0, 0]]), np.array([[0.0, 1, 0, 0, 1]])
    J, dz = several().value_and_gradient(z, y, Run())
    assert float(J) == pytest.approx(4 + math.log(3) + 0.5 * math.log(2))
    assert dz[0] == pytest.approx([4, -2 / 3, 1 / 3, 1 / 3, -0.25])
    assert several().predict(z)[0] == pytest.approx([2, 1 / 3, 1 / 3, 1 / 3, 0.5])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_replicas_may_differ_in_a_weight(dtype: str) -> None:
    z, y = np.random.default_rng(4).normal(size=(2, 3, 9, 5)).astype(dtype)
    losses = [several(weight) for weight in (0.1, 0.7, 3.0)]
    together = stack(losses)
    J, dz = together.value_and_gradient(z, y, Run())
    values = together.sample_values(z, y)
    assert (J.dtype, dz.dtype, values.dtype) == (dtype, dtype, dtype)
    for r, loss in enumerate(losses):
        one_J, one_dz = loss.value_and_gradient(z[r], y[r], Run())
        assert J[r] == one_J
        np.testing.assert_array_equal(dz[r], one_dz)
        np.testing.assert_array_equal(values[r], loss.sample_values(z[r], y[r]))


def test_replicas_with_other_losses_do_not_stack() -> None:
    other = Multiple(outputs={"price": OutputLoss(loss=BinaryCrossEntropy(), width=1)})
    with pytest.raises(StructureError):
        stack([several(), other])
    assert structure(several(0.1)) == structure(several(0.2)) != structure(other)


def test_what_does_not_fit() -> None:
    with pytest.raises(SpecError, match=r"loss\.outputs: no target 'prize'; there are price, kind, sold"):
        Multiple(outputs={"prize": OutputLoss()}).for_heads(HEADS)
    with pytest.raises(SpecError, match=r"loss\.outputs\.price: cross_entropy is for multiclass"):
        Multiple(outputs={"price": OutputLoss(loss=CrossEntropy())}).for_heads(HEADS)
