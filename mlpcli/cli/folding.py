"""What `mlp train --folds` does: a run for each fold in the folder of one, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from mlpcli.cli.beginning import Begun, begun
from mlpcli.cli.claim import Claim
from mlpcli.cli.ending import divergence
from mlpcli.cli.fitting import Training
from mlpcli.cli.fold_work import Work
from mlpcli.cli.folds_told import placed, print_end
from mlpcli.cli.options import console, print_json, print_notes, print_warnings
from mlpcli.cli.request import Request
from mlpcli.cli.signals import stop_on_signals
from mlpcli.config import override
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.cross_validation.folds import fold_settings
from mlpcli.errors import DivergedError
from mlpcli.store.folds import fold_folder
from mlpcli.store.record import Origin


def run_folds(request: Request, folds: int, *, json: bool, quiet: bool) -> int:
    """Trains all folds and saves; the exit code. Raises MlpError for everything that a user can cause."""
    document = document_at(request.spec, request.overrides)
    experiment = experiment_in(document, request.spec)
    with stop_on_signals() as stop, ExitStack() as held:
        claim = Claim(request, request.base(experiment), held)
        settings = fold_settings(experiment, folds)
        began = [
            begun(request, override(document, [setting]), fold_folder(claim.old, number))
            for number, setting in enumerate(settings)
        ]
        _print_beginning(began, quiet=quiet)
        folder = claim.take()
        trainings = [
            Training(
                one.session,
                Origin(document.source, (*request.overrides, setting), fold_folder(folder, number).name),
                fold_folder(folder, number),
                one.step,
            )
            for number, (one, setting) in enumerate(zip(began, settings, strict=True))
        ]
        work = Work(folder, trainings, request, quiet=quiet)
        stop.wait_for_batch()
        work.train(stop)
        ended = all(training.stopped.reason != "interrupted" for training in trainings)
        summary = work.conclude() if ended else {}
    if not ended:
        how = f"saved in {folder}; to continue:\n  {request.command(folder.name)}"
        console().print(how, markup=False, soft_wrap=True)
        if json:
            facts = {"folds": folds, "stop_reason": "interrupted", "results": work.results()}
            print_json(placed(facts, folder))
        return stop.exit_code
    if json:
        print_json(summary)
    elif not quiet:
        print_end(summary, folder)
    for number, training in enumerate(trainings, start=1):
        if training.stopped.reason == "diverged":
            raise DivergedError(f"fold {number} of {folds}: {divergence(training)}")
    return 0


def _print_beginning(began: Sequence[Begun], *, quiet: bool) -> None:
    """What the folds have to say, each thing once; new folds differ in little."""
    old, new = ([one for one in began if bool(one.stands) == known] for known in (True, False))
    print_warnings(dict.fromkeys(note for one in old for note in one.session.notes))
    for one in old:
        console(quiet=quiet).print(one.stands, markup=False, soft_wrap=True)
    if new:
        print_notes(new[0].session.notes, quiet=quiet)
