"""The kinds of analyses: their names, what each finds, and what can be chosen about it."""

from __future__ import annotations

import typing
from importlib import import_module
from typing import Any, Protocol

from mlpcli.analysis.choosing import checked, parameters
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import MisfitError, Runs
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError

KINDS = (
    "regions",
    "hessian",
    "gradients",
    "kernel",
    "importance",
    "dependence",
    "calibration",
    "loss_line",
    "loss_plane",
)
"""All kinds; each is a module of this package."""

PICTURES = {"gradients": "variance", "importance": "permutation", "calibration": "reliability"}
"""The kind of picture that shows what an analysis finds, where it has another name."""


class Kind(Protocol):
    """What the module of a kind offers."""

    def check(self, runs: Runs) -> None:
        """Raises MisfitError where the kind does not fit."""

    def analyze(self, runs: Runs, **options: Any) -> Finding:
        """What it finds."""


def module(kind: str) -> Kind:
    """The kind's module. Raises UsageError for a kind that is not there."""
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(KINDS)}"
        raise UsageError(f"unknown kind of analysis {kind!r}; {hint}")
    return typing.cast(Kind, import_module(f"mlpcli.analysis.{kind}"))


def sentence(kind: str) -> str:
    """What the kind finds."""
    return (import_module(f"mlpcli.analysis.{kind}").__doc__ or "").strip().splitlines()[0].rstrip(".")


def options(kind: str) -> dict[str, Any]:
    """The kind's options, as names and types."""
    return parameters(module(kind).analyze, ("runs",))


def misfit(kind: str, runs: Runs) -> str:
    """Why the kind does not fit, as a clause; empty where it does."""
    try:
        module(kind).check(runs)
    except MisfitError as error:
        return str(error)
    return ""


def analyze(kind: str, runs: Runs, **given: Any) -> Finding:
    """What the kind finds about the runs. Raises UsageError, DataError."""
    why = misfit(kind, runs)
    if why:
        fitting = [other for other in KINDS if not misfit(other, runs)]
        names = ", ".join(run.name for run in runs)
        raise MisfitError(f"{kind} does not fit {names}: {why}; what fits: {', '.join(fitting)}")
    return module(kind).analyze(runs, **checked(kind, options(kind), given))
