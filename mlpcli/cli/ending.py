"""How a training ended: for programs, and in words where it diverged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlpcli.cli.fitting import Training
from mlpcli.report.divergence import divergence_lines
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.training.session import Session


def told(training: Training) -> dict[str, Any]:
    """What `--json` says of it, but for where it is."""
    session, stopped = training.session, training.stopped
    replicas = session.state.replicas
    best = [replica.best.epoch for replica in replicas]
    return {
        **({"members": len(replicas)} if len(replicas) > 1 else {}),
        "epochs": max(len(replica.history) for replica in replicas),
        "best_epoch": best if len(best) > 1 else best[0],
        "stop_reason": stopped.reason,
        **({"stop_detail": stopped.detail} if stopped.detail else {}),
        **({"divergence": lost} if (lost := _lost(session)) else {}),
        **({"inexact": inexact} if (inexact := session.inexact) else {}),
        "seconds": round(session.state.seconds, 4),
        "parameters": session.state.network.size,
        **({"threshold": session.prepared.coding.threshold} if session.decision else {}),
        **training.scores,
        "diagnosis": list(session.diagnosis),
        **({"baselines": training.baselines} if training.baselines else {}),
    }


def divergence(training: Training) -> str:
    """What went wrong, where and why, and what to try."""
    lost = _lost(training.session)
    detail, saved = training.stopped.detail, training.folder / FILE_NAME
    told = f"training diverged: {detail}; the last good state is in {saved}"
    advice = [f"\n  {line}" for line in divergence_lines(lost)] if lost else ["; try a smaller learning rate"]
    return told + "".join(advice)


def _lost(session: Session) -> Mapping[str, Any] | None:
    """What is known of the first network that diverged, if one did."""
    replicas = session.state.replicas
    told = ((replica.number, replica.divergence) for replica in replicas if replica.divergence)
    return next(({"member": k, **d} if len(replicas) > 1 else d for k, d in told), None)
