"""What the display of a training, or of several together, is to know beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from mlpcli.report.course import Plan
from mlpcli.training.events import Event, Improved
from mlpcli.training.session import Session
from mlpcli.training.together import means


def plan_of(sessions: Sequence[Session], title: str) -> Plan:
    """The plan of sessions that train together; of several, or of an ensemble, means are shown."""
    session = sessions[0]
    experiment, network = session.experiment, session.state.network
    widths = "-".join("×".join(map(str, shape)) for shape in (network.input_shape, *network.shapes))
    members = len(session.state.replicas)
    ensemble = f"{members} members of " if members > 1 else ""
    mean = ", means over the folds" if len(sessions) > 1 else ""
    return Plan(
        epochs=experiment.training.epochs,
        title=title,
        detail=f"{ensemble}{widths}, {network.size:,} parameters, {len(session.prepared.train):,} rows{mean}",
        monitor=session.replica.monitor,
        direction="max" if session.replica.best.sign < 0 else "min",
        metrics=tuple(metric.kind for metric in experiment.metrics or () if metric.scalar),
        validation=len(session.prepared.validation) > 0,
        history=_past(sessions),
    )


def _past(sessions: Sequence[Session]) -> list[Event]:
    """The epochs of a run that is continued, its best among them."""
    replicas = [replica for session in sessions for replica in session.state.replicas]
    past: list[Event] = list(means(replicas))
    best = replicas[0].best
    if best.epoch and len(replicas) == 1:
        past.insert(best.epoch, Improved(0, best.epoch, replicas[0].monitor, best.sign * best.value))
    return past
