"""Numbers that stand in papers and tables, or that a hand can redo."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.activation import (
    Abs,
    Activation,
    Elu,
    Gelu,
    GeluTanh,
    HardSigmoid,
    HardTanh,
    Maxout,
    Prelu,
    Probit,
    Selu,
    Silu,
    Softmax,
    Softplus,
    Softsign,
)
from mlpcli.arrays import Array
from mlpcli.run import Run


def values(g: Activation, z: Array | list[float]) -> tuple[Array, Array]:
    """g and g' at each z."""
    z = np.array([z], dtype=np.float64)
    h, backward = g.forward({}, z, Run())
    h = h.copy()
    return h[0], backward(np.ones_like(h), {})[0]


E_INVERSE = 0.36787944117144233


@pytest.mark.parametrize(
    ("g", "z", "h", "slope"),
    [
        (Abs(), -2, 2, -1),
        (Elu(alpha=0.5), -1, 0.5 * (E_INVERSE - 1), 0.5 * E_INVERSE),
        (Softsign(), -4, -0.8, 0.04),
        (HardTanh(), -0.25, -0.25, 1),
        (HardTanh(), -1.5, -1, 0),
        (HardSigmoid(), 1, 2 / 3, 1 / 6),
        (HardSigmoid(), -3.5, 0, 0),
        (Softplus(), 0, np.log(2), 0.5),
        (Softplus(), -40, 4.248354255291589e-18, 4.248354255291589e-18),  # e^-40
        (Gelu(), 0, 0, 0.5),
        (GeluTanh(), 0, 0, 0.5),
        (Silu(), 0, 0, 0.5),
        # mpmath's ncdf and npdf in 30 digits.
        (Probit(), 1.959963984540054, 0.975, 0.05844506980503539),
        (Probit(), -10, 7.619853024160526e-24, 7.694598626706419e-23),
        (Probit(), -37, 5.725571222524577e-300, 2.120006551524606e-298),
        # Lowest points, by mpmath: the root of g' and the value there.
        (Gelu(), -0.7517915246935645, -0.16997120747990369, 0),
        (Silu(), -1.2784645427610738, -0.27846454276107380, 0),
    ],
)
def test_value_and_slope(g: Activation, z: float, h: float, slope: float) -> None:
    found = values(g, [z])
    for number, expected in zip(found, (h, slope), strict=True):
        assert number == pytest.approx([expected], rel=1e-12, abs=0 if expected else 1e-15)


def test_selu_keeps_mean_0_and_variance_1() -> None:
    """Klambauer et al. 2017, the fixed point (μ, ν) = (0, 1), by the trapezium rule over z ~ N(0, 1)."""
    z = np.linspace(-12, 12, 200_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    h, _ = values(Selu(), z)
    assert (h * density).sum() == pytest.approx(0, abs=1e-9)
    assert (h**2 * density).sum() == pytest.approx(1, abs=1e-9)


def test_gelu_tanh_is_gelu_within_half_a_thousandth() -> None:
    z = np.linspace(-8, 8, 10_001)
    distance = np.abs(values(Gelu(), z)[0] - values(GeluTanh(), z)[0]).max()
    assert 4e-4 < distance < 5e-4


def test_probit_is_a_probability_on_both_sides() -> None:
    z = np.linspace(-8, 8, 101)
    h, slope = values(Probit(), z)
    assert h + h[::-1] == pytest.approx(1, abs=1e-15)
    assert slope == pytest.approx(slope[::-1], rel=1e-12)


def test_softmax_of_one_two_three_and_its_whole_jacobian() -> None:
    z = np.array([[1.0, 2.0, 3.0]])
    h, backward = Softmax().forward({}, np.repeat(z, 3, axis=0), Run())
    p = np.array([0.09003057317038046, 0.24472847105479764, 0.6652409557748218])  # e^z / (e + e² + e³)
    assert h == pytest.approx(np.array([p, p, p]), rel=1e-14)
    jacobian = backward(np.eye(3), {})
    assert jacobian == pytest.approx(np.diag(p) - np.outer(p, p), abs=1e-15)
    shifted, _ = Softmax().forward({}, z + 1e4, Run())
    assert shifted[0] == pytest.approx(p, rel=1e-11)


def test_maxout_of_z_and_its_negative_is_abs_and_ties_teach_the_first_piece() -> None:
    z = np.array([[3.0, -3.0, -2.0, 2.0, 1.0, 1.0]])
    h, backward = Maxout(pieces=2).forward({}, z, Run())
    assert h.tolist() == [[3.0, 2.0, 1.0]]
    assert backward(np.array([[10.0, 20.0, 30.0]]), {}).tolist() == [[10.0, 0.0, 0.0, 20.0, 30.0, 0.0]]


def test_maxout_of_three_pieces() -> None:
    h, backward = Maxout(pieces=3).forward({}, np.array([[1.0, 5.0, 2.0, 0.0, -1.0, 4.0]]), Run())
    assert h.tolist() == [[5.0, 4.0]]
    assert backward(np.array([[7.0, 8.0]]), {}).tolist() == [[0.0, 7.0, 0.0, 0.0, 0.0, 8.0]]


@pytest.mark.parametrize(
    ("per", "alpha", "gradient"), [("unit", [0.5, 0.1], [-2, -7]), ("layer", [0.5], [-9])]
)
def test_prelu_by_hand(per: str, alpha: list[float], gradient: list[float]) -> None:
    """dα adds up dh min(0, z): -2 in the first column, -4 and -3 in the second."""
    params, grads = {"alpha": np.array(alpha)}, {"alpha": np.zeros(len(alpha))}
    z = np.array([[-2.0, -4.0], [3.0, -3.0]])
    h, backward = Prelu.model_validate({"per": per}).forward(params, z, Run())
    assert h == pytest.approx(np.array([[-1, -4 * alpha[-1]], [3, -3 * alpha[-1]]]))
    assert backward(np.ones((2, 2)), grads) == pytest.approx(np.array([[0.5, alpha[-1]], [1, alpha[-1]]]))
    assert grads["alpha"].tolist() == gradient
