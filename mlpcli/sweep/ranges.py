"""Axes that are ranges: numbers or whole numbers between two bounds, drawn, never listed."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import Field, model_validator

from mlpcli.config.words import spelled
from mlpcli.sweep.axis import Axis

DIGITS = 6
"""Significant digits of a number drawn on a logarithmic scale.

It is thus the same number on every machine: libraries differ in the last bit of a logarithm.
"""


class Uniform(Axis):
    """x = (1 - u) a + u b.

    >>> Uniform(uniform=(0.0, 0.5)).at(0.5)
    0.25
    """

    uniform: Annotated[tuple[float, float], Field(strict=False)] = Field(
        description="[a, b]: numbers from a to b, each as likely"
    )

    @model_validator(mode="after")
    def _ascend(self) -> Uniform:
        _check_ascend("uniform", self.uniform)
        return self

    def at(self, u: float) -> Any:
        """A number in [a, b]."""
        a, b = self.uniform
        return min(max((1 - u) * a + u * b, a), b)

    @property
    def count(self) -> float:
        """Infinite."""
        return math.inf


class LogUniform(Axis):
    """log x = log a + u (log b - log a), rounded to six digits: each order of magnitude as likely.

    >>> LogUniform(log_uniform=(1e-4, 1.0)).at(0.25)
    0.001
    """

    log_uniform: Annotated[tuple[float, float], Field(strict=False)] = Field(
        description="[a, b]: numbers from a to b, each order of magnitude as likely; a > 0"
    )

    @model_validator(mode="after")
    def _ascend(self) -> LogUniform:
        a, b = self.log_uniform
        if min(a, b) <= 0:
            raise ValueError(f"log_uniform: expected numbers > 0, found {_written(a, b)}")
        _check_ascend("log_uniform", self.log_uniform)
        return self

    def at(self, u: float) -> Any:
        """A number in [a, b]."""
        a, b = self.log_uniform
        x = math.exp(math.log(a) + u * (math.log(b) - math.log(a)))
        return min(max(float(f"{x:.{DIGITS}g}"), a), b)

    @property
    def count(self) -> float:
        """Infinite."""
        return math.inf


class Integer(Axis):
    """x = a + ⌊u (b - a + 1)⌋.

    >>> [Integer(integer=(1, 3)).at(u) for u in (0.0, 0.5, 0.99)]
    [1, 2, 3]
    """

    integer: Annotated[tuple[int, int], Field(strict=False)] = Field(
        description="[a, b]: whole numbers from a to b, both among them, each as likely"
    )

    @model_validator(mode="after")
    def _ascend(self) -> Integer:
        _check_ascend("integer", self.integer)
        return self

    def at(self, u: float) -> Any:
        """A whole number in [a, b]: u is at most 1 - 2⁻⁵³, so u n is at most the float below n."""
        a, b = self.integer
        return a + int(u * (b - a + 1))

    @property
    def count(self) -> float:
        """How many whole numbers there are."""
        return self.integer[1] - self.integer[0] + 1


def _check_ascend(name: str, bounds: tuple[float, float]) -> None:
    if bounds[0] >= bounds[1]:
        raise ValueError(f"{name}: expected [a, b] with a < b, found {_written(*bounds)}")


def _written(a: float, b: float) -> str:
    return f"[{spelled(a)}, {spelled(b)}]"
