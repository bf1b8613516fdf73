"""What a finished training should tell its user, by numbers, each with a change to try.

| finding | number | told if |
|---|---|---|
| dead_units | share of a layer's rectifying units that are never active | ≥ 0.4 |
| saturated_units | share of a layer's squashing units without slope on 95 % of the rows | ≥ 0.2 |
| update_ratio | largest ‖Δθ‖ / ‖θ‖ of an update | > 0.1; < 1e-5 with most left to learn |
| initial_loss | first loss / loss of zero outputs (ln C, or 1) | ≥ 4 |
| learning_rate_high | how far the loss shot up, or how much of its movement is upwards | ≥ 2, or ≥ 0.3 |
| learning_rate_low | largest ‖Δθ‖ / ‖θ‖, with a loss that falls on a straight line | < 3e-4 |
| overfitting | last / lowest validation loss, or its distance from the training loss | > 1.2, or ≥ 0.3 |
| underfitting | training loss / loss of zero outputs | ≥ 0.8, or ≥ 0.3 and falling |
| plateau | what the last quarter of the epochs has gained | < 0.005 |

One file a finding, with its formula and its source. What follows from another finding is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mlpcli.diagnosis import (
    dead_units,
    initial_loss,
    learning_rate_high,
    learning_rate_low,
    overfitting,
    plateau,
    saturated_units,
    underfitting,
    update_ratio,
)
from mlpcli.diagnosis.evidence import Evidence, gather
from mlpcli.diagnosis.finding import Finding
from mlpcli.training.session import Session

FINDINGS = (
    initial_loss,
    learning_rate_high,
    learning_rate_low,
    update_ratio,
    dead_units,
    saturated_units,
    overfitting,
    underfitting,
    plateau,
)
"""In the order in which they are told: causes first."""

FOLLOWS = {
    "learning_rate_low": {"initial_loss", "dead_units", "saturated_units"},
    "update_ratio": {"learning_rate_high", "learning_rate_low", "initial_loss"},
    "overfitting": {"initial_loss", "learning_rate_high"},
    "underfitting": {
        "initial_loss", "learning_rate_high", "learning_rate_low", "dead_units", "saturated_units",
        "update_ratio",
    },
    "plateau": {
        "initial_loss", "learning_rate_high", "learning_rate_low", "dead_units", "saturated_units",
        "update_ratio", "underfitting", "overfitting",
    },
}  # fmt: skip
"""What explains a finding well enough to leave it out."""


def diagnose(
    session: Session, scores: Mapping[str, Mapping[str, float]], *, from_start: bool = True
) -> list[Mapping[str, Any]]:
    """The findings of a training that has ended, as JSON can say them; of an ensemble each at its worst.

    `scores` are those of the best weights by part. Without `from_start` the weights did not start as the
    seed draws them, and nothing is said of the first loss.
    """
    replicas = session.state.replicas
    worst: dict[tuple[str, str], Finding] = {}
    for replica in replicas:
        if replica.reason in (None, "diverged") or not replica.history:
            continue
        for finding in findings(gather(session, replica, scores, from_start=from_start)):
            key = finding.finding, finding.where if "/" in finding.where or "_" in finding.where else ""
            if key not in worst or abs(finding.number) > abs(worst[key].number):
                member = f"member {replica.number}, " if len(replicas) > 1 else ""
                worst[key] = replace(finding, where=member + finding.where)
    return [finding.told() for finding in worst.values()]


def findings(evidence: Evidence) -> list[Finding]:
    """What is to be told of one network."""
    found = list(_all(evidence))
    kinds = {finding.finding for finding in found}
    return [finding for finding in found if not FOLLOWS.get(finding.finding, set()) & kinds]


def _all(evidence: Evidence) -> Iterator[Finding]:
    for kind in FINDINGS:
        yield from kind.find(evidence)
