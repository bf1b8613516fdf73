"""The form of a checkpoint's `state`: JSON from a file, which may have been written by anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import Annotated, Required, TypedDict  # noqa: UP035 - pydantic asks for it before 3.12

OPEN = ConfigDict(extra="allow")


class Best(TypedDict, total=False):
    """The best epoch, counted from 1; 0 before there is one."""

    __pydantic_config__ = OPEN  # type: ignore[misc]
    epoch: int


class Ended(TypedDict, total=False):
    """How one network ended, or not yet."""

    __pydantic_config__ = OPEN  # type: ignore[misc]
    monitor: str
    best: Best
    reason: str | None
    detail: str
    divergence: dict[str, Any]


class Taken(TypedDict, total=False):
    """A place where the training was taken up again."""

    __pydantic_config__ = OPEN  # type: ignore[misc]
    step: Required[int]
    epoch: Required[int]
    batch: Required[int]
    inexact: Required[Sequence[str]]


class State(Ended, total=False):
    """What is read without a look at its type."""

    step: int
    epoch: int
    batch: int
    seconds: float
    members: Annotated[list[Ended], Field(min_length=1)]
    diagnosis: Sequence[dict[str, Any]]
    continued: Sequence[Taken]


@cache
def _form() -> TypeAdapter[State]:
    return TypeAdapter(State)


def problems(state: Mapping[str, Any]) -> Iterator[str]:
    """Where it has another form, as clauses.

    >>> list(problems({"members": [{"best": {"epoch": 3}}, 7]}))
    ['the state has a members.1 that should be a valid dictionary']
    """
    try:
        _form().validate_python(state, strict=True)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            place = ".".join(map(str, problem["loc"]))
            yield f"the state has a {place} that {problem['msg'].removeprefix('Input ')}"
