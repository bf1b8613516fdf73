"""What a display knows about a training: the plan it starts from, and the course that the events tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mlpcli.report import wording
from mlpcli.training.events import EpochEnd, Event, Improved, Progress, Stopped


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before the first epoch.

    `title` is the name of the run, `detail` what else to say about it, once. `metrics` are those of the
    validation rows, in the order to show them; without such rows `validation` is False. `history` holds
    the events of a run that is continued, so that curves and best go on from there. In a
    stack only the network `replica` is shown.
    """

    epochs: int
    title: str = ""
    detail: str = ""
    monitor: str = "validation_loss"
    direction: Literal["max", "min"] = "min"
    metrics: tuple[str, ...] = ()
    validation: bool = True
    history: Sequence[Event] = ()
    replica: int = 0

    @property
    def past(self) -> list[Event]:
        """The history without the stops that have been overcome."""
        return [event for event in self.history if not isinstance(event, Stopped)]


class Course:
    """Where the training stands."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.over = False
        self.latest: EpochEnd | None = None
        self.best: EpochEnd | None = None
        self.improved: Improved | None = None
        self.progress: Progress | None = None
        self.stopped: Stopped | None = None

    def take(self, event: Event) -> EpochEnd | None:
        """Remembers the event; returns it if it ends an epoch of the network that is shown.

        Whether Improved comes before or after the EpochEnd of its epoch does not matter.
        """
        if isinstance(event, Progress):
            self.progress = event
            return None
        if event.replica != self.plan.replica:
            return None
        if isinstance(event, Stopped):
            self.stopped = event
            self.over = True
            return None
        if isinstance(event, EpochEnd):
            self.latest = event
        else:
            self.improved = event
        if self.latest and self.improved and self.latest.epoch == self.improved.epoch:
            self.best = self.latest
        return event if isinstance(event, EpochEnd) else None

    @property
    def epochs_done(self) -> int:
        """Whole epochs."""
        return self.latest.epoch if self.latest else 0

    @property
    def running(self) -> Progress | None:
        """The state of the epoch that is under way, when known."""
        under_way = self.progress is not None and self.progress.epoch > self.epochs_done
        return self.progress if under_way else None

    @property
    def done(self) -> float:
        """Epochs, with the part of the one under way."""
        running = self.running
        if running is None:
            return self.epochs_done
        return running.epoch - 1 + running.batch / max(running.batches, 1)

    def best_in_words(self) -> str:
        """The best so far: which value, what it is, when."""
        if self.improved is None:
            return ""
        extreme = "lowest" if self.plan.direction == "min" else "highest"
        monitor = self.improved.monitor.replace("_", " ")
        return f"{extreme} {monitor} {wording.number(self.improved.value)} at epoch {self.improved.epoch}"

    def end_in_words(self) -> str:
        """How it ended, after how many epochs."""
        planned, done = self.plan.epochs, self.epochs_done
        reasons = {
            "epochs": "done",
            "early_stopping": "stopped early",
            "target": "target reached",
            "time": "out of time",
            "loss_limit": "loss above its limit",
            "separated": "separated",
            "converged": "converged",
            "interrupted": "interrupted",
            "diverged": "diverged",
        }
        how = reasons[self.stopped.reason] if self.stopped else "ended"
        of = f"{done} epochs" if done == planned else f"{done} of {planned} epochs"
        return f"{how}: {of} in {wording.duration(self.latest.seconds if self.latest else 0)}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that every epoch has: its name in specs and files, and where it stands in an EpochEnd."""

    name: str
    of_validation: bool = False

    def of(self, epoch: EpochEnd) -> float:
        """Its value at the end of the epoch; NaN where the epoch does not have it."""
        if self.of_validation:
            return epoch.validation.get(self.name.removeprefix("validation_"), math.nan)
        return float(getattr(epoch, self.name))

    def is_monitored(self, monitor: str) -> bool:
        """Whether `monitor` names it, with or without the split in front."""
        return monitor in (self.name, f"validation_{self.name}")

    def written(self, value: float) -> str:
        """The value as text."""
        return wording.rate(value) if self.name == "learning_rate" else wording.number(value)


def quantities(plan: Plan) -> list[Quantity]:
    """What is shown of every epoch, in order."""
    of_validation = ["validation_loss", *plan.metrics] if plan.validation else []
    return [
        Quantity("training_loss"),
        *(Quantity(name, of_validation=True) for name in of_validation),
        Quantity("learning_rate"),
    ]
