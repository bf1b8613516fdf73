"""Points drawn at random, each for itself, all trained to the end."""

from __future__ import annotations

from typing import Literal

from mlpcli.sweep.dimension import Space
from mlpcli.sweep.method.base import Ask, Scores
from mlpcli.sweep.method.draws import Draws


class Random(Draws):
    """Every axis is drawn from its distribution, a list as a choice; a point drawn before is drawn again.

    Point k depends on the seed and the axes only: with more `trials` the same sequence goes on. Where few
    of many axes matter, n points try n values of each of these; a grid of n points tries far fewer.

    *Source:* Bergstra, Bengio 2012 (random search for hyper-parameter optimization), JMLR 13, 281-305.

    >>> from mlpcli.sweep.axis import Choice
    >>> from mlpcli.sweep.dimension import Dimension
    >>> a = Dimension(Choice(choice=[1, 2, 3]), ("axes", "a"), "a")
    >>> asks = Random(trials=10).asks(Space((a,)), {})
    >>> sorted(ask.point.overrides["a"] for ask in asks)  # there are but three
    [1, 2, 3]
    """

    kind: Literal["random"] = "random"

    def asks(self, space: Space, scores: Scores, affordable: int | None = None) -> list[Ask]:
        """As many different points as asked for, or all there are."""
        return [Ask(point) for point in self.drawn(space, self.wanted(affordable))]
