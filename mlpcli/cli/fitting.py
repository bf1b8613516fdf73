"""Training one network, one ensemble or a stack of folds: shown while it runs, saved when it is due, judged
when it has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console
from mlpcli.cli.signals import StopRequest
from mlpcli.diagnosis import diagnose
from mlpcli.report.course import Plan
from mlpcli.report.display import display_for
from mlpcli.store.contents import Checkpoint
from mlpcli.store.due import Due
from mlpcli.store.history import rows_of
from mlpcli.store.record import Origin, history_of, row_of, to_checkpoint
from mlpcli.store.runs import RunFiles
from mlpcli.training.baseline.measure import baselines
from mlpcli.training.events import EpochEnd, Stopped
from mlpcli.training.joint import Joint
from mlpcli.training.session import Session
from mlpcli.training.together import Together, overall

PROGRESS_EVERY = 0.2
"""Seconds between two looks at the training inside an epoch: for the display, and for saves that are due."""


@dataclass(eq=False)
class Training:
    """A session and the folder of its run; `step` is the number of updates in the newest whole checkpoint.

    `scores` of every part that has rows, and `baselines`, are there when it has ended.
    """

    session: Session
    origin: Origin
    folder: Path
    step: int | None = None
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    baselines: dict[str, Any] = field(default_factory=dict)

    @property
    def stopped(self) -> Stopped:
        """How it ended; interrupted if it has not."""
        state = self.session.state
        return overall(state.replicas) or Stopped(0, state.epoch, "interrupted")

    def save(self, files: RunFiles) -> None:
        """Saves it as it stands."""
        files.save(self._checkpoint())

    def save_behind(self, files: RunFiles) -> None:
        """Saves a copy of it as it stands, while the training goes on."""
        files.save_behind(self._checkpoint())

    def _checkpoint(self) -> Checkpoint:
        self.step = self.session.state.step
        return to_checkpoint(self.session, self.origin, self.scores, self.baselines)

    def judge(self, *, from_start: bool) -> None:
        """Scores, diagnosis and baselines of a training that has ended."""
        self.scores = self.session.all_scores()
        self.session.diagnosis = diagnose(self.session, self.scores, from_start=from_start)
        self.baselines = baselines(self.session).told()


def fit(
    trainings: Sequence[Training],
    plan: Plan,
    stop: StopRequest,
    *,
    force: bool,
    from_start: bool,
    quiet: bool,
    saved: Callable[[], None] = lambda: None,
) -> float:
    """Trains all together, to their ends or until a stop is asked for; the seconds that it has taken in all.

    `force`: the runs in their folders start over; `from_start`: with weights as the seed draws them. After
    every save `saved` is called.
    """
    joint = Joint([training.session for training in trainings])
    replicas, several = joint.state.replicas, len(trainings) > 1
    together, every = Together(replicas), trainings[0].session.experiment.training.save_every
    due = Due(every, joint.state)
    save = Training.save if several else Training.save_behind  # `saved` counts on all folds being there
    with ExitStack() as held:
        files = [held.enter_context(_files(training, force=force)) for training in trainings]
        quiet = quiet or not joint.state.active
        display = held.enter_context(display_for(plan, console(), quiet=quiet))
        often = min(PROGRESS_EVERY, every.seconds or PROGRESS_EVERY)
        for event in joint.fit(interrupt=stop, progress_every=often, batches_every=every.batches):
            if isinstance(event, EpochEnd):
                row = row_of(event, member=not several and len(replicas) > 1)
                files[event.replica if several else 0].append(row)
            for told in together.take(event):
                display.show(told)
            if due.now():
                joint.settle()
                for training, own in zip(trainings, files, strict=True):
                    if training.step != training.session.state.step:  # others of the stack have ended before
                        save(training, own)
                saved()
                due.saved()
        joint.settle()
        for training, own in zip(trainings, files, strict=True):
            if training.stopped.reason != "interrupted":
                training.judge(from_start=from_start)
            training.save(own)
            saved()
    return joint.state.seconds


def _files(training: Training, *, force: bool) -> RunFiles:
    training.folder.mkdir(exist_ok=True)
    rows = list(rows_of(history_of(training.session.state)))
    return RunFiles(training.folder, rows, step=training.step, force=force)
