"""What `mlp train` does: find the run's folder, train while showing and saving, tell how it ended."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, print_notes, print_warnings, stdout
from mlpcli.cli.request import Request
from mlpcli.cli.signals import StopRequest, stop_on_signals
from mlpcli.config import Document, placed
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.diagnosis import diagnose
from mlpcli.errors import DivergedError, SpecError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.report.baselines import comparison
from mlpcli.report.course import Plan
from mlpcli.report.diagnosis import brief
from mlpcli.report.display import display_for
from mlpcli.report.divergence import divergence_lines
from mlpcli.report.tables import metrics_table
from mlpcli.store.begin import begin
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.due import Due
from mlpcli.store.history import rows_of
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.lock import RunLock
from mlpcli.store.naming import checked_name
from mlpcli.store.record import Origin, history_of, row_of, to_checkpoint
from mlpcli.store.resume import continued, take_weights
from mlpcli.store.runs import RunFiles, named, next_name
from mlpcli.training.baseline import baselines
from mlpcli.training.events import EpochEnd, Event, Improved, Stopped
from mlpcli.training.session import Session
from mlpcli.training.together import Together, means, overall

PROGRESS_EVERY = 0.2
"""Seconds between two looks at the training inside an epoch: for the display, and for saves that are due."""


def run_training(request: Request, *, json: bool, quiet: bool) -> int:
    """Trains and saves; the exit code. Raises MlpError for everything that a user can cause."""
    document = document_at(request.spec, request.overrides)
    experiment = experiment_in(document, request.spec)
    base = checked_name(request.base(experiment))
    request.check(request.runs / base)
    with stop_on_signals() as stop, ExitStack() as held:
        old = request.runs / base
        locked = request.is_exact and old.is_dir()
        if locked:  # before anything is read that somebody else would change
            held.enter_context(RunLock(old))
        session, step = _session(request, document, experiment, old, quiet=quiet)
        if request.is_exact:
            folder = named(request.runs, base, resume=request.resume, force=request.force)
        else:
            folder = next_name(request.runs, base)
        if not locked:
            held.enter_context(RunLock(folder))
            if request.resume and (folder / FILE_NAME).exists():
                raise UsageError(f"{folder} was begun by another process this moment: try again")
        origin = Origin(document.source, request.overrides, folder.name)
        stop.wait_for_batch()
        stopped, scores, compared = _train(
            session,
            origin,
            folder,
            stop,
            step=step,
            force=request.force,
            from_start=request.from_ is None,
            quiet=quiet,
        )
    if json:
        print_json(_summary(session, folder, stopped, scores, compared))
    if stopped.reason == "interrupted":
        how = f"saved in {folder / FILE_NAME}; to continue:\n  {request.command(folder.name)}"
        console().print(how, markup=False, soft_wrap=True)
        return stop.exit_code
    if stopped.reason == "diverged":
        raise DivergedError(_divergence(session, stopped, folder))
    for told in filter(None, (stopped.detail, session.decision)):
        console(quiet=quiet).print(told, markup=False, soft_wrap=True)
    if not (json or quiet):
        stdout().print(metrics_table(scores))
        if compared:
            stdout().print(comparison(compared, scores), markup=False, soft_wrap=True)
        for line in brief(session.diagnosis):
            console().print(line, markup=False, soft_wrap=True)
        how = f"saved in {folder / FILE_NAME}\nnext: {_command('eval', folder)}, {_command('show', folder)}"
        console().print(how, markup=False, soft_wrap=True)
    return 0


def _session(
    request: Request, document: Document, experiment: Experiment, old: Path, *, quiet: bool
) -> tuple[Session, int | None]:
    """The training that is asked for, from its beginning or from where the old run stands; and the number of
    updates in the newest checkpoint, if there is one that is whole.
    """
    out = console(quiet=quiet)
    if request.resume and any((old / name).exists() for name in (FILE_NAME, PREVIOUS)):
        session, path = continued(old, experiment)
        print_warnings(session.notes)
        out.print(_where_it_stands(session, old), markup=False)
        return session, session.state.step if path.name == FILE_NAME else None
    session = _begin(document, experiment, request)
    if request.resume:
        out.print("nothing is saved yet: starting from the beginning")
    print_notes(session.notes, quiet=quiet)
    return session, None


def _begin(document: Document, experiment: Experiment, request: Request) -> Session:
    try:
        session = begin(experiment)
    except SpecError as error:
        raise placed(document, error) from None
    if request.from_ is not None:
        take_weights(session, request.from_)
    return session


def _command(name: str, folder: Path) -> str:
    return shlex.join(["mlp", name, str(folder)])


def _where_it_stands(session: Session, folder: Path) -> str:
    replicas = session.state.replicas
    epoch, planned = max(len(r.history) for r in replicas), session.experiment.training.epochs
    end = overall(replicas)
    if end is not None:
        return f"{folder} ended after {epoch} epochs ({end.reason}): nothing is left to train"
    if epoch < planned:
        return f"continuing {folder} after {epoch} of {planned} epochs"
    return f"{folder} has all its {epoch} epochs behind it; a larger training.epochs trains on"


def _train(
    session: Session,
    origin: Origin,
    folder: Path,
    stop: StopRequest,
    *,
    step: int | None,
    force: bool,
    from_start: bool,
    quiet: bool,
) -> tuple[Stopped, dict[str, dict[str, float]], dict[str, Any]]:
    """Fits and saves; how it ended, the scores of every part that has rows, and the baselines."""
    replicas = session.state.replicas
    stopped = overall(replicas) or Stopped(0, session.state.epoch, "epochs")
    rows = list(rows_of(history_of(session.state)))
    together, every = Together(replicas), session.experiment.training.save_every
    due = Due(every, session.state)
    with (
        RunFiles(folder, rows, step=step, force=force) as files,
        display_for(
            _plan(session, origin.name), console(), quiet=quiet or not session.state.active
        ) as display,
    ):
        often = min(PROGRESS_EVERY, every.seconds or PROGRESS_EVERY)
        for event in session.fit(interrupt=stop, progress_every=often, batches_every=every.batches):
            if isinstance(event, EpochEnd):
                files.append(row_of(event, member=len(replicas) > 1))
            for told in together.take(event):
                if isinstance(told, Stopped):
                    stopped = told
                display.show(told)
            if due.now():
                files.save_behind(to_checkpoint(session, origin))
                due.saved()
        scores = {} if stopped.reason == "interrupted" else session.all_scores()
        if scores:
            session.diagnosis = diagnose(session, scores, from_start=from_start)
        compared = baselines(session).told() if scores else {}
        files.save(to_checkpoint(session, origin, scores, compared))
    return stopped, scores, compared


def _divergence(session: Session, stopped: Stopped, folder: Path) -> str:
    """What went wrong, where and why, and what to try."""
    told = _lost(session)
    advice = [f"\n  {line}" for line in divergence_lines(told)] if told else ["; try a smaller learning rate"]
    return f"training diverged: {stopped.detail}; the last good state is in {folder / FILE_NAME}" + "".join(
        advice
    )


def _lost(session: Session) -> Mapping[str, Any] | None:
    """What is known of the first network that diverged, if one did."""
    replicas = session.state.replicas
    told = ((replica.number, replica.divergence) for replica in replicas if replica.divergence)
    return next(({"member": k, **d} if len(replicas) > 1 else d for k, d in told), None)


def _plan(session: Session, name: str) -> Plan:
    experiment, network = session.experiment, session.state.network
    widths = "-".join("×".join(map(str, shape)) for shape in (network.input_shape, *network.shapes))
    monitor, members = session.replica.monitor, len(session.state.replicas)
    several = f"{members} members of " if members > 1 else ""
    return Plan(
        epochs=experiment.training.epochs,
        title=name,
        detail=f"{several}{widths}, {network.size:,} parameters, {len(session.prepared.train):,} rows",
        monitor=monitor,
        direction="max" if session.replica.best.sign < 0 else "min",
        metrics=tuple(metric.kind for metric in experiment.metrics or () if metric.scalar),
        validation=len(session.prepared.validation) > 0,
        history=_past(session),
    )


def _past(session: Session) -> list[Event]:
    """The epochs of a run that is continued, its best among them."""
    replica, best = session.replica, session.replica.best
    past: list[Event] = list(means(session.state.replicas))
    if best.epoch and len(session.state.replicas) == 1:
        past.insert(best.epoch, Improved(0, best.epoch, replica.monitor, best.sign * best.value))
    return past


def _summary(
    session: Session, folder: Path, stopped: Stopped, scores: dict[str, Any], compared: dict[str, Any]
) -> dict[str, Any]:
    replicas = session.state.replicas
    best = [replica.best.epoch for replica in replicas]
    return {
        "run": folder.as_posix(),
        "checkpoint": (folder / FILE_NAME).as_posix(),
        **({"members": len(replicas)} if len(replicas) > 1 else {}),
        "epochs": max(len(replica.history) for replica in replicas),
        "best_epoch": best if len(best) > 1 else best[0],
        "stop_reason": stopped.reason,
        **({"stop_detail": stopped.detail} if stopped.detail else {}),
        **({"divergence": _lost(session)} if _lost(session) else {}),
        **({"inexact": inexact} if (inexact := session.inexact) else {}),
        "seconds": round(session.state.seconds, 4),
        "parameters": session.state.network.size,
        **({"threshold": session.prepared.coding.threshold} if session.decision else {}),
        **scores,
        "diagnosis": list(session.diagnosis),
        **({"baselines": compared} if compared else {}),
    }
