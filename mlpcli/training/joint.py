"""Several trainings, each on rows of its own, as one stack: what each computes is what it computes alone."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.training.events import Event
from mlpcli.training.fit import fit
from mlpcli.training.loop import Interrupt
from mlpcli.training.model import units_of
from mlpcli.training.own_rows import OwnRows, own_units
from mlpcli.training.session import Session
from mlpcli.training.state import Replica, State, stacked_network


@dataclass(eq=False)
class Joint:
    """Sessions that train together; a single one trains as ever.

    Events number the sessions. `settle` gives each session its own state, as it would have it alone: before
    it is saved, and at the end.
    """

    sessions: Sequence[Session]

    def __post_init__(self) -> None:
        self.state = joined(self.sessions) if len(self.sessions) > 1 else self.sessions[0].state

    def fit(
        self,
        *,
        interrupt: Interrupt | None = None,
        progress_every: float = math.inf,
        batches_every: int | None = None,
    ) -> Iterator[Event]:
        """Trains all, from where they stand to their ends or to an interruption; see `training.fit`."""
        first = self.sessions[0]
        if len(self.sessions) == 1:
            yield from first.fit(
                interrupt=interrupt, progress_every=progress_every, batches_every=batches_every
            )
            return
        prepared = [session.prepared for session in self.sessions]
        yield from fit(
            self.state,
            OwnRows.of([one.train for one in prepared]),
            OwnRows.of([one.validation for one in prepared]),
            units=own_units([units_of(one.coding) for one in prepared]),
            heads=first.prepared.coding.heads,
            interrupt=interrupt,
            progress_every=progress_every,
            batches_every=batches_every,
        )
        self.settle()
        for session in self.sessions:
            session.decide()

    def settle(self) -> None:
        """Each session has its own state, as far as it has come."""
        if len(self.sessions) > 1:
            for session, replica in zip(self.sessions, self.state.replicas, strict=True):
                session.state = apart(self.state, replica)


def together(sessions: Sequence[Session], largest: int) -> list[list[int]]:
    """Which sessions train together, by place: those of one structure and size, so many at most."""
    groups: dict[Hashable, list[int]] = {}
    for place, session in enumerate(sessions):
        groups.setdefault(_form(session) or place, []).append(place)
    stacks = []
    for group in groups.values():
        pieces = np.array_split(group, -(-len(group) // max(largest, 1)))
        stacks += [piece.tolist() for piece in pieces]
    return sorted(stacks)


def _form(session: Session) -> Hashable:
    """Equal for sessions that can share a stack; None for one that has to be alone."""
    state, prepared, e = session.state, session.prepared, session.experiment
    if len(state.replicas) > 1 or not state.active or isinstance(e.optimizer, WholeSet):
        return None
    parts = (prepared.train, prepared.validation)
    if not all(isinstance(part.x, np.ndarray) for part in parts):
        return None
    shapes = tuple((part.x.shape, part.y.shape, part.weights is None) for part in parts)
    spec = e.model_dump_json(exclude={"name", "seed", "data"})
    return shapes, prepared.coding.input_shape, prepared.coding.heads, spec, state.epoch, state.batch


def joined(sessions: Sequence[Session]) -> State:
    """The states of single networks, all at the same place, as that of a stack."""
    states = [session.state for session in sessions]
    first = states[0]
    replicas = [replace(state.replicas[0], number=number) for number, state in enumerate(states)]
    return State(
        replicas=tuple(replicas),
        active=list(replicas),
        network=stacked_network([replica.experiment for replica in replicas], first.network),
        theta=np.stack([state.theta for state in states]),
        best_theta=np.stack([state.best_theta for state in states]),
        slots={name: np.stack([state.slots[name] for state in states]) for name in first.slots},
        loss_sum=np.stack([np.asarray(state.loss_sum) for state in states]),
        order=[state.order[0] for state in states] if first.order else [],
        step=first.step,
        epoch=first.epoch,
        batch=first.batch,
        seconds=max(state.seconds for state in states),
        threads=first.threads,
    )


def apart(state: State, replica: Replica) -> State:
    """The state that a replica of a stack would have alone, wherever it stands."""
    if replica not in state.active:
        own = state.of(replica)
    else:
        row, weights = state.active.index(replica), state.weights(replica)
        own = State(
            replicas=(replica,),
            active=[replica],
            network=stacked_network([replica.experiment], state.network),
            theta=weights.last,
            best_theta=weights.best,
            slots=weights.slots,
            loss_sum=state.loss_sum[row],
            order=[state.order[row]] if state.order else [],
            step=state.step,
            epoch=state.epoch,
            batch=state.batch,
            seconds=state.seconds,
            threads=state.threads,
        )
    alone = replace(replica, number=0)
    own.replicas, own.active = (alone,), [alone] if own.active else []
    return own
