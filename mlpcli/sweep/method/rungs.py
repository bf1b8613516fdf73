"""What methods share that train many points a little and few of them to the end."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mlpcli.sweep.method.draws import Draws


class Rungs(Draws):
    """Trainings are cut into rungs: 1/η^(k-1), …, 1/η, 1 of a point's epochs, for k rungs.

    Whoever climbs goes on with the weights, slots and generators that it had, so a point that reaches the
    top has the result of an uninterrupted training. A schedule that spans the training spans all of it, on
    every rung.
    """

    adapts: ClassVar[bool] = True

    eta: int = Field(3, ge=2, le=100, description="η: one of so many points climbs to the next rung")
    rungs: int = Field(
        3, ge=2, le=10, description="k: the first rung has 1/η^(k-1) of the epochs, the last all"
    )

    def share(self, rung: int) -> float:
        """The share of the epochs that is done at the end of a rung; the first is rung 0.

        The last is exactly 1.
        """
        return float(self.eta) ** (rung - self.rungs + 1)

    @property
    def cost(self) -> float:
        """Of n points the next rung keeps n/η, which do η times as much as before, 1 of it done."""
        return 1 + (self.rungs - 1) * (1 - 1 / self.eta)

    def expected(self, points: int) -> int:
        """The points of all rungs."""
        return sum(max(points // self.eta**rung, 1) for rung in range(self.rungs))
