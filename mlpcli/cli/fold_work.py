"""The training of all folds of a cross-validation, as many as fit in a stack; what is written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mlpcli.cli.ending import told
from mlpcli.cli.fitting import Training, fit
from mlpcli.cli.folds_told import placed
from mlpcli.cli.plan import plan_of
from mlpcli.cli.request import Request
from mlpcli.cli.signals import StopRequest
from mlpcli.cross_validation.baselines import mean_baselines
from mlpcli.cross_validation.noticed import noticed
from mlpcli.cross_validation.out_of_fold import as_csv, out_of_fold
from mlpcli.cross_validation.statistics import statistics
from mlpcli.store.atomic import write_bytes
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import OUT_OF_FOLD, clear, fold_folder, write_folds
from mlpcli.sweep.plan import best_size
from mlpcli.training.joint import together
from mlpcli.training.session import PARTS

ROOM = 2**30
"""Bytes of coded rows that all folds together may have to be in memory, and in a stack, at the same time."""


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

    def results(self) -> list[dict[str, Any]]:
        """What each fold has come to."""
        return [_result(number, training) for number, training in enumerate(self.trainings)]

    def conclude(self) -> dict[str, Any]:
        """Writes out_of_fold.csv and folds.json; what folds.json says, and where the run is."""
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
            "results": self.results(),
            **statistics(parts),
            "diagnosis": noticed([training.session.diagnosis for training in self.trainings]),
            **({"baselines": compared} if compared else {}),
        }
        write_folds(self.folder, facts)
        return placed(facts, self.folder)


def _result(number: int, training: Training) -> dict[str, Any]:
    return {
        "fold": number + 1,
        "checkpoint": (fold_folder(Path(), number) / FILE_NAME).as_posix(),
        "rows": {part: len(training.session.samples(part)) for part in PARTS},
        **told(training),
    }
