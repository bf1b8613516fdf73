"""What trains stacks: processes of this machine, or a cluster, behind one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mlpcli.sweep.plan import Stack
from mlpcli.sweep.train import Outcome, failed

TICK = 0.2
"""Seconds after which waiting is told of, so that a display can be redrawn and a stop be noticed."""

ATTEMPTS = 5
"""How often a stack is tried again after its worker died, before its trials count as failed."""


@dataclass(frozen=True)
class Finished:
    """A stack is done, or was given up."""

    stack: Stack
    outcome: Outcome


class Executor(Protocol):
    """Trains stacks somewhere else. A worker that dies costs its stack's work and nothing else."""

    @property
    def room(self) -> int:
        """How many more stacks can begin now."""

    def begin(self, stack: Stack) -> None:
        """Starts a stack; there must be room."""

    def wait(self, seconds: float) -> Sequence[Finished]:
        """Those that have ended, waiting for the first at most so long."""

    def close(self) -> None:
        """Ends all that runs."""


def given_up(stack: Stack) -> Finished:
    """A stack whose workers died again and again."""
    detail = f"its worker process died {ATTEMPTS} times"
    named = zip(stack.trials, stack.identities, strict=True)
    return Finished(stack, Outcome(tuple(failed(trial, who, detail, stack.share) for trial, who in named)))
