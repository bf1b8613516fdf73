"""From a document to the components it describes, or to everything that is wrong with it, in our words."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from mlpcli.config.document import Document
from mlpcli.config.faults import faults
from mlpcli.config.messages import problem_of, said
from mlpcli.config.shape import shape_of
from mlpcli.errors import Problem, SpecError

M = TypeVar("M", bound=BaseModel)

_MOST_PROBLEMS = 100
_MOST_ERRORS = 200


def validate(document: Document, model: type[M]) -> M:
    """The component that the document describes. Raises SpecError with all problems, in order of place.

    >>> from mlpcli.component import Component
    >>> from mlpcli.config.reader import read
    >>> class Training(Component):
    ...     epochs: int = 100
    >>> validate(read("epochs: 5", "spec.yaml"), Training)
    Training(epochs=5)
    >>> try:
    ...     validate(read("epoch: 5", "spec.yaml"), Training)
    ... except SpecError as error:
    ...     print(error)
    spec.yaml:1:1: epoch: unknown key; did you mean 'epochs'?
        1 | epoch: 5
          | ^~~~~
    """
    problems = list(document.problems)
    try:
        component = model.model_validate(document.value)
    except ValidationError as error:
        root, taken = shape_of(model), {_place(problem) for problem in problems}
        errors = error.errors(include_url=False)[:_MOST_ERRORS]
        later = [problem_of(fault, document, root) for fault in faults(errors, root)]
        problems += [problem for problem in later if _place(problem) not in taken]
    else:
        if not problems:
            return component
    problems = sorted(dict.fromkeys(problems), key=lambda p: (p.file != document.file, p.line, p.column))
    hidden = problems[_MOST_PROBLEMS : _MOST_PROBLEMS + 1]
    rest = [replace(problem, key="", message="and more problems, from here on") for problem in hidden]
    raise SpecError([*problems[:_MOST_PROBLEMS], *rest])


def placed(document: Document, error: SpecError) -> SpecError:
    """The error with a place for each problem that has none but begins with a key of the spec.

    For what is found after validation, as a loss that does not go with the data's task.

    >>> from mlpcli.config.reader import read
    >>> print(placed(read("loss: mse", "spec.yaml"), SpecError("loss: mse is for numbers")))
    spec.yaml:1:7: loss: mse is for numbers
        1 | loss: mse
          |       ^~~
    """
    return SpecError([p if p.line or p.file else said(document, (), p.message) for p in error.problems])


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column
