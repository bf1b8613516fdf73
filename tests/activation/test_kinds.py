"""What holds for every activation: finite, of its input's type, and in a stack what it is alone."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from mlpcli.activation import Activation, AnyActivation
from mlpcli.arrays import Array, Params
from mlpcli.kinds import kinds
from mlpcli.run import Run
from mlpcli.stacking import StructureError, stack

KINDS = cast("dict[str, type[Activation]]", kinds(AnyActivation))
UNITS = 5
HOSTILE = (-1e30, -1e4, -90.0, -1e-30, -0.0, 0.0, 1e-30, 1.0, 90.0, 1e4, 1e30)

of_every_kind = pytest.mark.parametrize("kind", KINDS)
in_every_precision = pytest.mark.parametrize("precision", ["float32", "float64"])


def learned(g: Activation, units: int, dtype: Any, rng: np.random.Generator) -> dict[str, Array]:
    return {p.name: rng.normal(size=p.shape).astype(dtype) for p in g.parameters(units)}


def passed(g: Activation, params: Params, z: Array, dh: Array, run: Run) -> list[Array]:
    """h, ∂J/∂z and the gradients of what g learns, in memory of their own."""
    grads = {name: np.full_like(array, np.nan) for name, array in params.items()}
    h, backward = g.forward(params, z.copy(), run)
    h = h.copy()
    return [h, backward(dh.copy(), grads).copy(), *grads.values()]


@of_every_kind
@in_every_precision
def test_hostile_pre_activations_give_finite_numbers_of_the_same_type(kind: str, precision: str) -> None:
    g, rng = KINDS[kind](), np.random.default_rng(0)
    z = rng.choice(np.array(HOSTILE, precision), (200, g.pre_activations(UNITS)))
    dh = rng.choice(np.array([-1, 1], precision), (200, UNITS))
    with np.errstate(over="ignore"):  # e^-z² of a number whose square is too large
        results = passed(g, learned(g, UNITS, precision, rng), z, dh, Run())
    for result in results:
        assert result.dtype == precision
        assert np.isfinite(result).all()
    assert results[0].shape == dh.shape
    assert results[1].shape == z.shape


def replicas(kind: str) -> list[Activation]:
    """Three of a kind that differ in every number that may."""
    cls = KINDS[kind]
    free = [
        name
        for name, field in cls.model_fields.items()
        if isinstance(field.default, float) and name not in cls.structural
    ]
    plain = cls()
    return [plain.model_copy(update={n: getattr(plain, n) + 0.1 * r for n in free}) for r in range(3)]


@of_every_kind
@in_every_precision
@pytest.mark.parametrize(("N", "units"), [(1, 1), (7, 1), (9, 3), (33, 17)])
def test_a_replica_in_a_stack_computes_what_it_computes_alone(
    kind: str, precision: str, N: int, units: int
) -> None:
    rng = np.random.default_rng(1)
    own = replicas(kind)
    z = rng.normal(0, 3, (3, N, own[0].pre_activations(units))).astype(precision)
    dh = rng.normal(size=(3, N, units)).astype(precision)
    params = [learned(g, units, precision, rng) for g in own]
    together = {name: np.stack([p[name] for p in params]) for name in params[0]}
    stacked = passed(stack(own), together, z, dh, Run(stacked=True))
    for r, g in enumerate(own):
        for alone, row in zip(passed(g, params[r], z[r], dh[r], Run()), stacked, strict=True):
            assert alone.tobytes() == row[r].tobytes()


@of_every_kind
def test_the_second_pass_takes_no_new_memory_and_gives_the_same_numbers(kind: str) -> None:
    g, rng, run = KINDS[kind](), np.random.default_rng(2), Run()
    z, dh = rng.normal(size=(6, g.pre_activations(UNITS))), rng.normal(size=(6, UNITS))
    params = learned(g, UNITS, "float64", rng)
    first = passed(g, params, z, dh, run)
    buffers = dict(run._buffers)
    second = passed(g, params, z, dh, run)
    assert all(run._buffers[name] is array for name, array in buffers.items())
    assert len(run._buffers) == len(buffers)
    assert all(a.tobytes() == b.tobytes() for a, b in zip(first, second, strict=True))


@of_every_kind
def test_no_gradient_in_no_gradient_out(kind: str) -> None:
    g, rng = KINDS[kind](), np.random.default_rng(3)
    z = rng.normal(size=(6, g.pre_activations(UNITS)))
    results = passed(g, learned(g, UNITS, "float64", rng), z, np.zeros((6, UNITS)), Run())
    assert not any(result.any() for result in results[1:])


def test_what_shapes_arrays_may_not_differ_in_a_stack() -> None:
    for kind, field, values in [("maxout", "pieces", (2, 3)), ("prelu", "per", ("unit", "layer"))]:
        with pytest.raises(StructureError):
            stack([KINDS[kind].model_validate({field: value}) for value in values])
