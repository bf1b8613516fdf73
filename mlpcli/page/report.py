"""The page of a run: what it is, how good it is, and the pictures that fit."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from mlpcli.errors import MlpError
from mlpcli.page import html, sections
from mlpcli.page.inline import figure
from mlpcli.plot import COSTLY, Subject, fitting, picture, sentence
from mlpcli.plot.subject import Run

ORDER = (
    "boundary",
    "fit",
    "surface",
    "confusion",
    "residuals",
    "curves",
    "reliability",
    "roc",
    "precision_recall",
)
"""Pictures that come first; the others follow in the order of their kinds."""

QUICK = 10.0
"""Seconds of training that a report repeats to look at every epoch."""

REPLAYED = ("activations", "gradients")


def report(run: Run) -> str:
    """The page as HTML of less than `html.LIMIT` bytes. Where data is gone, it says so and shows the rest."""
    trained = run.trained
    head = [f"<h1>{html.text(run.name)}</h1>", html.paragraph(headline(run), "lead")]
    body = [
        *head,
        sections.overview(run),
        html.section("Metrics", sections.metrics(run)),
        html.section("Compared with simple methods", sections.baselines(run)),
        html.section("Diagnosis", sections.findings(run)),
        "PICTURES",
        html.section("Data", *sections.data(run)),
        html.section("Network", sections.layers(run)),
        html.section("Spec", *sections.spec(run)),
        html.section("Environment", sections.environment(run)),
        html.paragraph(f"Made by mlp report from {trained.path.name}.", "soft"),
    ]
    left = html.LIMIT - len(html.page(run.name, "\n".join(body)).encode()) - 10_000
    body[body.index("PICTURES")] = html.section("Pictures", *pictures(run, left))
    made = html.page(run.name, "\n".join(part for part in body if part))
    assert len(made.encode()) < html.LIMIT, "the pictures fill what is left, and no more"
    return made


def headline(run: Run) -> str:
    """The result in a sentence."""
    metrics = run.trained.checkpoint.metrics
    part = next((part for part in ("test", "validation", "train") if part in metrics), None)
    if part is None:
        return "A training that has not ended."
    shown = [name for name in metrics[part] if name != "loss"][:2] or ["loss"]
    rows = len(run.trained.checkpoint.data.partition[part])
    told = " and ".join(f"{name.replace('_', ' ')} {metrics[part][name]:.4g}" for name in shown)
    return f"{told} on {rows:,} {part} rows".capitalize() + "."


def pictures(run: Run, room: int) -> Iterator[str]:
    """All kinds that fit, in at most so many bytes; what could not be drawn is told below."""
    subject, missing, drawn = Subject((run,)), [], []
    kinds = [kind for kind in fitting(subject) if kind not in COSTLY]
    for kind in sorted(kinds, key=lambda kind: ORDER.index(kind) if kind in ORDER else len(ORDER)):
        options: dict[str, Any] = {"replay": _is_quick(run)} if kind in REPLAYED else {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a page is made of what there is, NaN and all
                made = figure(
                    picture(kind, subject, width=5.6, **options),
                    kind,
                    f"{kind} of {run.name}",
                    sentence(kind),
                )
        except MlpError as error:
            missing.append(f"{kind}: {error}")
            continue
        if len(made.encode()) <= room:
            drawn.append(made)
            room -= len(made.encode())
        else:
            missing.append(f"{kind}: there is no room left on this page")
    if drawn:
        yield f'<div class="pictures">\n{"".join(drawn)}\n</div>'
    for told in missing:
        yield html.paragraph(f"Not shown: {told}", "soft")


def _is_quick(run: Run) -> bool:
    return float(run.trained.checkpoint.state.get("seconds") or 0.0) <= QUICK
