"""What `mlp train --folds` does: a run for each fold, those that fit in one stack; what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from mlpcli.cli.beginning import Begun, begun
from mlpcli.cli.claim import Claim
from mlpcli.cli.ending import divergence, told
from mlpcli.cli.fitting import Training, fit
from mlpcli.cli.folds_told import placed, print_end
from mlpcli.cli.options import console, print_json, print_notes, print_warnings
from mlpcli.cli.plan import plan_of
from mlpcli.cli.request import Request
from mlpcli.cli.signals import StopRequest, stop_on_signals
from mlpcli.config import override
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.cross_validation.baselines import mean_baselines
from mlpcli.cross_validation.folds import fold_settings
from mlpcli.cross_validation.noticed import noticed
from mlpcli.cross_validation.out_of_fold import as_csv, out_of_fold
from mlpcli.cross_validation.statistics import statistics
from mlpcli.errors import DivergedError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import OUT_OF_FOLD, clear, fold_folder, write_folds
from mlpcli.store.record import Origin
from mlpcli.sweep.plan import best_size
from mlpcli.training.joint import together
from mlpcli.training.session import PARTS, Session

ROOM = 2**30
"""Bytes of coded rows that all folds together may have to be in memory, and in a stack, at the same time."""


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
            print_json({"run": folder.as_posix(), "folds": folds, "stop_reason": "interrupted"})
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


class Work:
    """The training of all folds in the folder of their run."""

    def __init__(self, folder: Path, trainings: Sequence[Training], request: Request, *, quiet: bool):
        self.folder, self.trainings, self.request, self.quiet = folder, trainings, request, quiet
        self.seconds = 0.0
        self._published = False

    def train(self, stop: StopRequest) -> None:
        """Stack after stack, until all have ended or a stop is asked for."""
        sessions = [training.session for training in self.trainings]
        coded = sum(s.prepared.train.x.nbytes + s.prepared.train.y.nbytes for s in sessions)
        largest = best_size(sessions[0].state.network.size) if coded < ROOM else 1
        for places in together(sessions, largest):
            stack = [self.trainings[place] for place in places]
            self.seconds += fit(
                stack,
                plan_of([training.session for training in stack], self._title(places)),
                stop,
                force=self.request.force,
                from_start=self.request.from_ is None,
                quiet=self.quiet,
                saved=partial(self._publish, stack),
            )
            if stop.is_set():
                return

    def _title(self, places: Sequence[int]) -> str:
        folds = len(self.trainings)
        if len(places) == folds:
            return f"{self.folder.name}, {folds} folds"
        numbers = ", ".join(str(place + 1) for place in places)
        return f"{self.folder.name}, fold{'s' * (len(places) > 1)} {numbers} of {folds}"

    def _publish(self, saved: Sequence[Training]) -> None:
        """With its first save the run takes the place of an older one, of which nothing is left."""
        if self._published:
            return
        if self.request.force:
            clear(self.folder, {training.folder.name for training in saved})
        write_folds(self.folder, {"folds": len(self.trainings)})
        self._published = True

    def conclude(self) -> dict[str, Any]:
        """Writes out_of_fold.csv and folds.json; what folds.json says, and where the run is."""
        results = [_result(number, training) for number, training in enumerate(self.trainings)]
        parts: list[dict[str, dict[str, float]]] = [
            {part: training.scores[part] for part in PARTS if part in training.scores}
            for training in self.trainings
        ]
        columns = out_of_fold([training.session for training in self.trainings])
        write_bytes(self.folder / OUT_OF_FOLD, as_csv(columns).encode())
        compared = mean_baselines([training.baselines for training in self.trainings])
        facts = {
            "folds": len(self.trainings),
            "rows": len(columns["row"]),
            "seconds": round(self.seconds, 4),
            "results": results,
            **statistics(parts),
            "diagnosis": noticed([training.session.diagnosis for training in self.trainings]),
            **({"baselines": compared} if compared else {}),
        }
        write_folds(self.folder, facts)
        return placed(facts, self.folder)


def _result(number: int, training: Training) -> dict[str, Any]:
    session: Session = training.session
    return {
        "fold": number + 1,
        "checkpoint": (fold_folder(Path(), number) / FILE_NAME).as_posix(),
        "rows": {part: len(session.samples(part)) for part in PARTS},
        **told(training),
    }
