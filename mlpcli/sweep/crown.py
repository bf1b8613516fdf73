"""The winner: its checkpoint, and what it is worth on rows that had no part in choosing it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlpcli.store.checkpoint import load, save
from mlpcli.store.trained import open_checkpoint
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import prepared, train_stack
from mlpcli.sweep.trial import Trial
from mlpcli.training.session import PARTS


def crown(ledger: Ledger, identity: str, trial: Trial, objective: str, sign: int) -> Path:
    """Writes best/checkpoint.h5, with the metrics of all parts: the only time that test rows are looked at.

    Most often the trial's checkpoint stands among the candidates; if not, it is trained again, which gives
    the same bytes.
    """
    candidate = ledger.candidate(identity)
    if candidate.exists():
        checkpoint = load(candidate)
    else:
        outcome = train_stack(Stack(0, (trial,), (identity,)), objective, sign)
        assert outcome.checkpoint is not None, "it was done before"
        checkpoint = outcome.checkpoint
    path = ledger.folder / "best" / "checkpoint.h5"
    path.parent.mkdir(exist_ok=True)
    save(path, checkpoint)
    model, data = open_checkpoint(path).model(), prepared(trial.experiment)
    samples = {"train": data.train, "validation": data.validation, "test": data.test}
    metrics: dict[str, dict[str, float]] = {
        part: model.scores(samples[part]) for part in PARTS if len(samples[part])
    }
    save(path, replace(checkpoint, metrics=metrics))
    return path
