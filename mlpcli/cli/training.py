"""What `mlp train` does: find the run's folder, train while showing and saving, tell how it ended."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, stdout
from mlpcli.cli.signals import StopRequest, stop_on_signals
from mlpcli.config import Document, placed
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.errors import DivergedError, SpecError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.report.course import Plan
from mlpcli.report.display import display_for
from mlpcli.report.tables import metrics_table
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.record import Origin, row_of, to_checkpoint
from mlpcli.store.resume import continued, take_weights
from mlpcli.store.runs import RunFiles, named, next_name
from mlpcli.training.events import EpochEnd, Stopped
from mlpcli.training.session import PARTS, Session

SAVE_EVERY = 10.0
"""Seconds between two saves while training goes on."""


@dataclass(frozen=True)
class Request:
    """The command line's wishes."""

    spec: str
    overrides: tuple[str, ...]
    name: str | None
    runs: Path
    resume: bool
    from_: Path | None
    force: bool

    def base(self, experiment: Experiment) -> str:
        """The run's name, before it is made unique."""
        return self.name or experiment.name or ("run" if self.spec == "-" else Path(self.spec).stem)

    def command(self, name: str) -> str:
        """The command that continues the run."""
        words = [
            "mlp",
            "train",
            self.spec,
            *(w for o in self.overrides for w in ("--set", o)),
            "--name",
            name,
        ]
        runs = [] if self.runs == Path("runs") else ["--runs", str(self.runs)]
        return shlex.join([*words, *runs, "--resume"])


def run_training(request: Request, *, json: bool, quiet: bool) -> int:
    """Trains and saves; the exit code. Raises MlpError for everything that a user can cause."""
    out = console(quiet=quiet)
    document = document_at(request.spec, request.overrides)
    experiment = experiment_in(document, request.spec)
    if request.resume and request.force:
        raise UsageError("--resume continues a run and --force starts it over: give one of them")
    base = request.base(experiment)
    old = request.runs / base
    exact = request.name is not None or request.resume or request.force
    if exact and not (request.resume or request.force) and old.exists():
        raise UsageError(f"there is a run {old}; --resume continues it, --force starts it over")
    resumed = request.resume and (old / FILE_NAME).exists()
    session = continued(old, experiment) if resumed else _begin(document, experiment, request)
    if request.resume and not resumed:
        out.print("nothing is saved yet: starting from the beginning", markup=False, soft_wrap=True)
    for note in () if resumed else session.prepared.notes:
        out.print(f"note: {note}", markup=False, soft_wrap=True)
    folder = named(request.runs, base, resume=request.resume, force=request.force) if exact else None
    folder = folder or next_name(request.runs, base)
    origin = Origin(document.source, request.overrides, folder.name)
    with stop_on_signals() as stop:
        stopped, scores = _train(session, origin, folder, stop, force=request.force, quiet=quiet)
    if stopped.reason == "interrupted":
        out.print(
            f"saved in {folder / FILE_NAME}; to continue:\n  {request.command(folder.name)}", markup=False
        )
        return stop.exit_code
    if stopped.reason == "diverged":
        raise DivergedError(
            f"training diverged: {stopped.detail}; the last finite weights are in {folder / FILE_NAME}. "
            "Try a smaller optimizer.learning_rate, and look for unscaled columns"
        )
    if json:
        print_json(_summary(session, folder, stopped, scores))
    elif not quiet:
        stdout().print(metrics_table(scores))
        out.print(
            f"saved in {folder / FILE_NAME}\nnext: mlp eval {folder}, mlp show {folder}",
            markup=False,
            soft_wrap=True,
        )
    return 0


def _begin(document: Document, experiment: Experiment, request: Request) -> Session:
    try:
        session = Session.begin(experiment)
    except SpecError as error:
        raise placed(document, error) from None
    if request.from_ is not None:
        take_weights(session, request.from_)
    return session


def _train(
    session: Session, origin: Origin, folder: Path, stop: StopRequest, *, force: bool, quiet: bool
) -> tuple[Stopped, dict[str, dict[str, float]]]:
    """Fits and saves; how it ended, and the scores of every part that has rows."""
    stopped = Stopped(0, session.state.epoch, session.replica.reason or "epochs", session.replica.detail)
    rows = [row_of(end) for end in session.replica.history]
    saved = time.monotonic()
    with (
        RunFiles(folder, rows, force=force) as files,
        display_for(_plan(session, origin.name), console(), quiet=quiet) as display,
    ):
        for event in session.fit(interrupt=stop, progress_every=0.2):
            if isinstance(event, EpochEnd):
                files.append(row_of(event))
            elif isinstance(event, Stopped):
                stopped = event
            display.show(event)
            if time.monotonic() - saved > SAVE_EVERY:
                files.save(to_checkpoint(session, origin))
                saved = time.monotonic()
        scores = {} if stopped.reason == "interrupted" else _scores(session)
        files.save(to_checkpoint(session, origin, scores))
    return stopped, scores


def _scores(session: Session) -> dict[str, dict[str, float]]:
    return {part: session.scores(part) for part in PARTS if len(session.samples(part))}


def _plan(session: Session, name: str) -> Plan:
    experiment, network = session.experiment, session.state.network
    widths = "-".join(str(shape[-1]) for shape in (network.input_shape, *network.shapes))
    monitor = session.replica.monitor
    return Plan(
        epochs=experiment.training.epochs,
        title=name,
        detail=f"{widths}, {network.size:,} parameters, {len(session.prepared.train):,} rows",
        monitor=monitor,
        direction="max" if session.replica.best.sign < 0 else "min",
        metrics=tuple(metric.kind for metric in experiment.metrics or () if metric.scalar),
        validation=len(session.prepared.validation) > 0,
        history=session.replica.history,
    )


def _summary(session: Session, folder: Path, stopped: Stopped, scores: dict[str, Any]) -> dict[str, Any]:
    return {
        "run": folder.as_posix(),
        "checkpoint": (folder / FILE_NAME).as_posix(),
        "epochs": session.state.epoch,
        "best_epoch": session.replica.best.epoch,
        "stop_reason": stopped.reason,
        "seconds": round(session.state.seconds, 4),
        "parameters": session.state.network.size,
        **scores,
    }
