"""Student's t distribution, as far as a paired comparison of a few seeds needs it."""

from __future__ import annotations

import math

TERMS = 200
"""Of the continued fraction; about √ν of them are needed, so this serves far more seeds than anyone has."""


def p_value(t: float, degrees: int) -> float:
    """P(|T| ≥ |t|) = I_x(ν/2, 1/2) with x = ν/(ν + t²), for T of ν degrees of freedom.

    Two-sided: how often chance alone puts the mean of ν + 1 differences this far from 0, or farther.

    *Source:* Abramowitz, Stegun 26.7.1 and 26.5.27.

    >>> round(p_value(2.776, 4), 4), p_value(0.0, 4), p_value(math.inf, 4)
    (0.05, 1.0, 0.0)
    >>> round(p_value(1.0, 1), 12)  # one degree is the Cauchy distribution: 1 - 2/π arctan 1
    0.5
    """
    if math.isinf(t):
        return 0.0
    nu, square = float(degrees), t * t
    return _incomplete_beta(nu / 2, 0.5, nu / (nu + square), square / (nu + square))


def _incomplete_beta(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b), regularized; y = 1 - x is given too, for where x is near 1 the difference is lost.

    *Source:* DLMF 8.17.22; 8.17.4 for the half where the fraction converges slowly.
    """
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, y, x)
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * math.log(x) + b * math.log(y) - log_beta) / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d₁/(1 + d₂/(1 + ...)), from its far end."""
    value = 1.0
    for m in range(TERMS, 0, -1):
        d_even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        value = 1 + d_even / value
        m -= 1
        d_odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + d_odd / value
    return value
