"""From a kind and what it is of to a picture; which kinds fit, and which fits best."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from mlpcli.errors import UsageError
from mlpcli.plot.kinds import KINDS, checked, module
from mlpcli.plot.subject import MisfitError, Run, Subject, Sweep
from mlpcli.store.trained import Trained, open_checkpoint
from mlpcli.sweep.ledger import SUMMARY, read_summary
from mlpcli.training.session import Which

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Source: TypeAlias = Trained | Subject | str | Path
"""What a picture can be of: a checkpoint that was read or its path, a sweep's folder."""

FAVOURITES = ("boundary", "fit", "surface", "confusion", "residuals", "heat_map", "parallel", "curves")
"""The first of these that fits is the best."""


def picture(
    kind: str, of: Source | Sequence[Source], *, width: float = 6.4, which: Which = "best", **options: Any
) -> Figure:
    """The picture of this kind, `width` inches wide; `options` are the kind's.

    Raises UsageError, a MisfitError that says what fits instead where the kind does not; DataError where the
    data that it shows is not there any more.
    """
    subject = subject_of(of, which)
    why = misfit(kind, subject)
    if why:
        raise MisfitError(
            f"{kind} does not fit {subject.title}: {why}; what fits: {', '.join(fitting(subject))}"
        )
    return module(kind).picture(subject, width, **checked(kind, options))


def misfit(kind: str, subject: Subject) -> str:
    """Why the kind does not fit, as a clause; empty where it does."""
    try:
        module(kind).check(subject)
    except MisfitError as error:
        return str(error)
    return ""


def fitting(subject: Subject) -> list[str]:
    """The kinds that fit."""
    return [kind for kind in KINDS if not misfit(kind, subject)]


def best_kind(subject: Subject) -> str:
    """The kind that says most about what it is of."""
    found = fitting(subject)
    return next(kind for kind in (*FAVOURITES, *found) if kind in found)


def subject_of(of: Source | Sequence[Source], which: Which = "best") -> Subject:
    """What the sources are together."""
    if isinstance(of, Subject):
        return of
    sources = [of] if isinstance(of, Trained | str | Path) else list(of)
    if len(sources) == 1 and isinstance(sources[0], Subject):
        return sources[0]
    if all(isinstance(source, str | Path) for source in sources):
        return subject_at([Path(str(source)) for source in sources], which)
    return Subject(
        tuple(Run(s if isinstance(s, Trained) else open_checkpoint(str(s)), which) for s in sources)
    )


def subject_at(paths: Sequence[Path], which: Which = "best") -> Subject:
    """What is at the paths: checkpoints, or one sweep. Raises CheckpointError, UsageError."""
    sweeps = [path for path in paths if (path / SUMMARY).exists()]
    if sweeps and len(paths) > 1:
        raise UsageError(f"{sweeps[0]} is a sweep: a picture is of one sweep, or of checkpoints")
    if sweeps:
        results, objective, seeds = read_summary(sweeps[0])
        return Subject(swept=Sweep(sweeps[0], tuple(results), objective, seeds))
    return Subject(tuple(Run(open_checkpoint(path), which) for path in paths))
