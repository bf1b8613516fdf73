"""What `mlp train --folds` does: a run for each fold, those that fit in one stack; means over the folds."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, print_notes, stdout
from mlpcli.cli.request import Request
from mlpcli.cli.signals import StopRequest, stop_on_signals
from mlpcli.config import override, placed
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.cross_validation.folds import fold_settings
from mlpcli.cross_validation.out_of_fold import as_csv, out_of_fold
from mlpcli.cross_validation.statistics import statistics
from mlpcli.errors import DivergedError, SpecError
from mlpcli.report.course import Plan
from mlpcli.report.display import display_for
from mlpcli.report.tables import cell, listing
from mlpcli.store.atomic import write_bytes
from mlpcli.store.begin import begin
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import OUT_OF_FOLD, clear, fold_folder, read_folds, write_folds
from mlpcli.store.history import rows_of
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.lock import RunLock
from mlpcli.store.naming import checked_name
from mlpcli.store.record import Origin, history_of, row_of, to_checkpoint
from mlpcli.store.resume import continued, take_weights
from mlpcli.store.runs import RunFiles, named, next_name
from mlpcli.sweep.plan import best_size
from mlpcli.training.events import EpochEnd, Stopped
from mlpcli.training.joint import Joint, together
from mlpcli.training.session import PARTS, Session
from mlpcli.training.together import Together, means, overall

SAVE_EVERY = 10.0
"""Seconds between two saves while training goes on."""

ROOM = 2**30
"""Bytes of coded rows that all folds together may have to be in memory, and in a stack, at the same time."""


@dataclass(eq=False)
class Fold:
    """One fold: its number from 0, its session, where it came from, and the number of updates in its newest
    checkpoint, if there is one that is whole.
    """

    number: int
    session: Session
    origin: Origin
    step: int | None


def run_folds(request: Request, folds: int, *, json: bool, quiet: bool) -> int:
    """Trains all folds and saves; the exit code. Raises MlpError for everything that a user can cause."""
    document = document_at(request.spec, request.overrides)
    experiment = experiment_in(document, request.spec)
    base = checked_name(request.base(experiment))
    request.check(request.runs / base)
    settings = fold_settings(experiment, folds)
    begun = []
    for number, setting in enumerate(settings):
        one = override(document, [setting])
        old = fold_folder(request.runs / base, number)
        step = None
        if request.resume and any((old / name).exists() for name in (FILE_NAME, PREVIOUS)):
            session, path = continued(old, experiment_in(one, request.spec))
            step = session.state.step if path.name == FILE_NAME else None
        else:
            try:
                session = begin(experiment_in(one, request.spec))
            except SpecError as error:
                raise placed(one, error) from None
            if request.from_ is not None:
                take_weights(session, request.from_)
        begun.append((number, session, (*request.overrides, setting), step))
    print_notes(begun[0][1].notes, quiet=quiet)
    if request.is_exact:
        folder = named(request.runs, base, resume=request.resume, force=request.force)
    else:
        folder = next_name(request.runs, base)
    made = [
        Fold(number, session, Origin(document.source, overrides, fold_folder(folder, number).name), step)
        for number, session, overrides, step in begun
    ]
    work = Work(folder, made, force=request.force, quiet=quiet)
    with stop_on_signals() as stop, RunLock(folder):
        stop.wait_for_batch()
        work.train(stop)
        ended = not any(fold.session.state.active for fold in made)
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
        print_folds(summary)
        fold = shlex.join(["mlp", "show", str(fold_folder(folder, 0))])
        how = f"saved in {folder}, predictions in {folder / OUT_OF_FOLD}\nnext: mlp show {folder}, {fold}"
        console().print(how, markup=False, soft_wrap=True)
    lost = [fold for fold in summary["results"] if fold["stop_reason"] == "diverged"]
    if lost:
        raise DivergedError(
            f"fold {lost[0]['fold']} of {folds} diverged: {lost[0].get('stop_detail', '')}; "
            "try a smaller optimizer.learning_rate, and look for unscaled columns"
        )
    return 0


class Work:
    """The training of all folds in the folder of their run."""

    def __init__(self, folder: Path, folds: Sequence[Fold], *, force: bool, quiet: bool):
        self.folder, self.folds, self.force, self.quiet = folder, folds, force, quiet
        self.seconds = 0.0
        self._published = False

    def train(self, stop: StopRequest) -> None:
        """Stack after stack, until all have ended or a stop is asked for."""
        sessions = [fold.session for fold in self.folds]
        coded = sum(part.x.nbytes + part.y.nbytes for part in map(_train_part, sessions))
        largest = best_size(sessions[0].state.network.size) if coded < ROOM else 1
        for places in together(sessions, largest):
            self._train([self.folds[place] for place in places], stop)
            if stop.is_set():
                return

    def _train(self, folds: Sequence[Fold], stop: StopRequest) -> None:
        joint = Joint([fold.session for fold in folds])
        replicas = joint.state.replicas
        several = len(folds) > 1
        merged, saved = Together(replicas), time.monotonic()
        with ExitStack() as open_files:
            files = []
            for fold in folds:
                own = fold_folder(self.folder, fold.number)
                own.mkdir(exist_ok=True)
                rows = list(rows_of(history_of(fold.session.state)))
                files.append(open_files.enter_context(RunFiles(own, rows, step=fold.step, force=self.force)))
            quiet = self.quiet or not joint.state.active
            display = open_files.enter_context(display_for(self._plan(folds, joint), console(), quiet=quiet))
            for event in joint.fit(interrupt=stop, progress_every=0.2):
                if isinstance(event, EpochEnd):
                    files[event.replica if several else 0].append(
                        row_of(event, member=not several and len(replicas) > 1)
                    )
                for told in merged.take(event):
                    display.show(told)
                if time.monotonic() - saved > SAVE_EVERY:
                    joint.settle()
                    self._save(folds, files)
                    saved = time.monotonic()
            joint.settle()
            self._save(folds, files)
        self.seconds += joint.state.seconds

    def _save(self, folds: Sequence[Fold], files: Sequence[RunFiles]) -> None:
        for fold, own in zip(folds, files, strict=True):
            scores = {} if fold.session.state.active else fold.session.all_scores()
            own.save(to_checkpoint(fold.session, fold.origin, scores))
        if not self._published:
            if self.force:
                clear(self.folder, {fold_folder(self.folder, fold.number).name for fold in folds})
            write_folds(self.folder, {"folds": len(self.folds)})
            self._published = True

    def _plan(self, folds: Sequence[Fold], joint: Joint) -> Plan:
        session = folds[0].session
        experiment, network = session.experiment, session.state.network
        widths = "-".join("×".join(map(str, shape)) for shape in (network.input_shape, *network.shapes))
        numbers = ", ".join(str(fold.number + 1) for fold in folds)
        which = f"fold{'s' * (len(folds) > 1)} {numbers} of {len(self.folds)}"
        which = f"{len(folds)} folds" if len(folds) == len(self.folds) else which
        mean = ", means over the folds" if len(folds) > 1 else ""
        return Plan(
            epochs=experiment.training.epochs,
            title=f"{self.folder.name}, {which}",
            detail=f"{widths}, {network.size:,} parameters, {len(session.prepared.train):,} rows{mean}",
            monitor=session.replica.monitor,
            direction="max" if session.replica.best.sign < 0 else "min",
            metrics=tuple(metric.kind for metric in experiment.metrics or () if metric.scalar),
            validation=len(session.prepared.validation) > 0,
            history=list(means(joint.state.replicas)),
        )

    def conclude(self) -> dict[str, Any]:
        """Writes out_of_fold.csv and folds.json; what folds.json says, and where the run is."""
        results = [_result(fold) for fold in self.folds]
        parts: list[dict[str, dict[str, float]]] = [
            {part: result[part] for part in PARTS if part in result} for result in results
        ]
        columns = out_of_fold([fold.session for fold in self.folds])
        write_bytes(self.folder / OUT_OF_FOLD, as_csv(columns).encode())
        facts = {
            "folds": len(self.folds),
            "rows": len(columns["row"]),
            "seconds": round(self.seconds, 4),
            "results": results,
            **statistics(parts),
        }
        write_folds(self.folder, facts)
        return _placed(facts, self.folder)


def print_folds(facts: dict[str, Any]) -> None:
    """A line for each fold, then means with their deviations."""
    out = stdout()
    results = [
        {"fold": r["fold"], "epochs": r["epochs"], "best_epoch": r["best_epoch"]}
        | {f"{part}_{name}": value for part in PARTS[1:] for name, value in (r.get(part) or {}).items()}
        for r in facts["results"]
    ]
    out.print(listing(results))
    out.print()
    mean, std, error = (facts[name] for name in ("mean", "std", "standard_error"))
    rows = [
        {
            "metric": f"{part} {name.replace('_', ' ')}",
            "mean±deviation": f"{cell(mean[part][name])} ± {cell(std[part][name])}",
            "standard error": error[part][name],
        }
        for part in PARTS
        for name in mean.get(part, {})
    ]
    out.print(listing(rows))


def show_folds(folder: Path, *, json: bool, quiet: bool) -> None:
    """`mlp show` of a cross-validation."""
    facts = read_folds(folder)
    if json:
        print_json(_placed(facts, folder))
    elif "mean" in facts and not quiet:
        print_folds(facts)
    elif not quiet:
        stdout().print(f"{folder}: {facts['folds']} folds, interrupted", markup=False)


def _placed(facts: dict[str, Any], folder: Path) -> dict[str, Any]:
    """With paths from here; in folds.json they start in its folder."""
    results = [
        {**fold, "checkpoint": (folder / fold["checkpoint"]).as_posix()} for fold in facts.get("results", ())
    ]
    told = {"run": folder.as_posix(), "out_of_fold": (folder / OUT_OF_FOLD).as_posix()}
    return {**told, **facts, "results": results}


def _train_part(session: Session) -> Any:
    return session.prepared.train


def _result(fold: Fold) -> dict[str, Any]:
    session = fold.session
    replicas = session.state.replicas
    ended = overall(replicas) or Stopped(0, session.state.epoch, "epochs")
    best = [replica.best.epoch for replica in replicas]
    return {
        "fold": fold.number + 1,
        "checkpoint": (fold_folder(Path(), fold.number) / FILE_NAME).as_posix(),
        "rows": {part: len(session.samples(part)) for part in PARTS},
        "epochs": max(len(replica.history) for replica in replicas),
        "best_epoch": best if len(best) > 1 else best[0],
        "stop_reason": ended.reason,
        **({"stop_detail": ended.detail} if ended.detail else {}),
        "seconds": round(session.state.seconds, 4),
        "parameters": session.state.network.size,
        **session.all_scores(),
    }
