"""The kinds of pictures: their names, what each shows, and what can be chosen about it."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from mlpcli.analysis import choosing
from mlpcli.analysis.choosing import parameters
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError
from mlpcli.plot.subject import Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = (
    "curves",
    "learning_rate",
    "confusion",
    "reliability",
    "roc",
    "precision_recall",
    "residuals",
    "boundary",
    "fit",
    "surface",
    "weights",
    "activations",
    "gradients",
    "network",
    "heat_map",
    "parallel",
    "importance",
    "regions",
    "hessian",
    "variance",
    "kernel",
    "permutation",
    "dependence",
    "loss_line",
    "loss_plane",
    "trajectories",
)
"""All kinds; each is a module of this package."""

COSTLY = ("hessian", "kernel", "loss_line", "loss_plane", "trajectories")
"""Those that take long, or say little unasked: a report leaves them out."""


class Kind(Protocol):
    """What the module of a kind offers."""

    def check(self, subject: Subject) -> None:
        """Raises MisfitError where the kind does not fit."""

    def picture(self, subject: Subject, width: float, **options: Any) -> Figure:
        """The picture, so many inches wide."""


def module(kind: str) -> Kind:
    """The kind's module. Raises UsageError for a kind that is not there."""
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(KINDS)}"
        raise UsageError(f"unknown kind of picture {kind!r}; {hint}")
    return typing.cast(Kind, import_module(f"mlpcli.plot.{kind}"))


def sentence(kind: str) -> str:
    """What the kind shows."""
    return (import_module(f"mlpcli.plot.{kind}").__doc__ or "").strip().splitlines()[0].rstrip(".")


def options(kind: str) -> dict[str, Any]:
    """The kind's options, as names and types."""
    return parameters(module(kind).picture, ("subject", "width"))


def checked(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the kind takes them. Raises UsageError."""
    return choosing.checked(kind, options(kind), given)
