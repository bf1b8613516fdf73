"""What `mlp train` does: find the run's folder, train while showing and saving, tell how it ended."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from pathlib import Path

from mlpcli.cli.beginning import Begun, begun
from mlpcli.cli.claim import Claim
from mlpcli.cli.ending import divergence, told
from mlpcli.cli.fitting import Training, fit
from mlpcli.cli.options import console, print_json, print_notes, print_warnings, stdout
from mlpcli.cli.plan import plan_of
from mlpcli.cli.request import Request
from mlpcli.cli.signals import stop_on_signals
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.errors import DivergedError
from mlpcli.report.baselines import comparison
from mlpcli.report.diagnosis import brief
from mlpcli.report.tables import metrics_table
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.record import Origin


def run_training(request: Request, *, json: bool, quiet: bool) -> int:
    """Trains and saves; the exit code. Raises MlpError for everything that a user can cause."""
    document = document_at(request.spec, request.overrides)
    base = request.base(experiment_in(document, request.spec))
    with stop_on_signals() as stop, ExitStack() as held:
        claim = Claim(request, base, held)
        began = begun(request, document, claim.old)
        _print_beginning(began, request, quiet=quiet)
        folder = claim.take()
        origin = Origin(document.source, request.overrides, folder.name)
        training = Training(began.session, origin, folder, began.step)
        stop.wait_for_batch()
        plan = plan_of([training.session], folder.name)
        fit([training], plan, stop, force=request.force, from_start=request.from_ is None, quiet=quiet)
    stopped = training.stopped
    if json:
        run = {"run": folder.as_posix(), "checkpoint": (folder / FILE_NAME).as_posix()}
        print_json({**run, **told(training)})
    if stopped.reason == "interrupted":
        how = f"saved in {folder / FILE_NAME}; to continue:\n  {request.command(folder.name)}"
        console().print(how, markup=False, soft_wrap=True)
        return stop.exit_code
    if stopped.reason == "diverged":
        raise DivergedError(divergence(training))
    for line in filter(None, (stopped.detail, training.session.decision)):
        console(quiet=quiet).print(line, markup=False, soft_wrap=True)
    if not (json or quiet):
        _print_result(training)
    return 0


def _print_beginning(began: Begun, request: Request, *, quiet: bool) -> None:
    out = console(quiet=quiet)
    if began.stands:
        print_warnings(began.session.notes)
        out.print(began.stands, markup=False)
        return
    if request.resume:
        out.print("nothing is saved yet: starting from the beginning")
    print_notes(began.session.notes, quiet=quiet)


def _print_result(training: Training) -> None:
    out, folder = stdout(), training.folder
    out.print(metrics_table(training.scores))
    if training.baselines:
        out.print(comparison(training.baselines, training.scores), markup=False, soft_wrap=True)
    for line in brief(training.session.diagnosis):
        console().print(line, markup=False, soft_wrap=True)
    how = f"saved in {folder / FILE_NAME}\nnext: {_command('eval', folder)}, {_command('show', folder)}"
    console().print(how, markup=False, soft_wrap=True)


def _command(name: str, folder: Path) -> str:
    return shlex.join(["mlp", name, str(folder)])
