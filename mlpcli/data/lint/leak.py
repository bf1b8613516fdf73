"""A column that gives the target away: it will not be known when a prediction is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.data.lint.base import Advice, View, dropped
from mlpcli.data.survey.power import power_over

FEWEST = 30
"""Training rows below which a column may tell the target by chance."""


def advice(view: View) -> Iterator[Advice]:
    """Each column alone against the target, by halves of the training rows."""
    y = view.y
    if y is None or len(y) < FEWEST:
        return
    for name in view.columns:
        power = power_over(view.cells(name), y, classes=view.data.task == "classification")
        if power is not None and power.gives_away:
            yield dropped("leak", name, str(power))
