"""Large shallow networks against deep ones of the same size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import plane
from mlpcli.lecture.training import swept
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ShallowDeep(Lecture):
    """The gap between training and test accuracy."""

    name = "shallow-deep"
    title = "Large and shallow against deep"
    note = "Lepetit (large, shallow networks overfit more)"
    claim = "Of two networks with as many parameters, the shallow one overfits more (on two spirals)."
    specs = ("shallow_deep", "shallow_deep_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """One seed each, with `full` three."""
        gaps: dict[int, list[float]] = {}
        rows: list[dict[str, Any]] = []
        pictured: dict[int, Session] = {}
        for member in swept("shallow_deep", seeds=None if full else 1):
            hidden = member.overrides["architecture.hidden"]
            train, test = (member.session.scores(part, "last")["accuracy"] for part in ("train", "test"))
            gaps.setdefault(len(hidden), []).append(train - test)
            pictured.setdefault(len(hidden), member.session)
            facts = {"hidden": str(list(hidden)), "parameters": member.session.state.network.size}
            rows.append({**facts, "seed": member.seed, "training": train, "test": test, "gap": train - test})

        def draw(figure: Figure) -> None:
            for ax, (depth, session) in zip(figure.subplots(1, 2), pictured.items(), strict=True):
                name = "deep" if depth > 1 else "shallow"
                plane(ax, session, f"{name}: gap {gaps[depth][0]:.3f}", legend=depth == list(pictured)[-1])

        deep, shallow = (float(np.mean(gaps[depth])) for depth in (3, 1))
        sizes = [row["parameters"] for row in rows]
        checks = (
            Check("gap of the shallow one less that of the deep one", shallow - deep, ">=", 0.02),
            Check("parameters of the deep one less those of the shallow one", sizes[0] - sizes[-1], "<=", 0),
            Check("smallest training accuracy", min(row["training"] for row in rows), ">=", 0.97),
        )
        return Outcome(checks, rows, draw)
