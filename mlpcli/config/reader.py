"""The strict YAML reader: every text gives a document whose values know their places, or a SpecError.

What it refuses beyond broken syntax: repeated keys, tags, merge keys, keys that are not text, a second
document, and anything out of proportion (size, depth, number of values after aliases, length of a scalar).
"""

from __future__ import annotations

import yaml

from mlpcli.config.compose import Composer
from mlpcli.config.document import Document, Node, Place
from mlpcli.config.lines import Lines
from mlpcli.config.syntax import explain
from mlpcli.errors import Problem, SpecError

LARGEST_TEXT = 1_048_576


def read(text: str, file: str) -> Document:
    r"""The document in `text`; `file` is its name in messages. Raises SpecError.

    >>> read("optimizer: {kind: adam, learning_rate: 1e-3}", "spec.yaml").value
    {'optimizer': {'kind': 'adam', 'learning_rate': 0.001}}
    >>> print(read("seed: 1\nseed: 2", "spec.yaml").problems[0])
    spec.yaml:2:1: seed: repeated key; it already stands on line 1, keep one of them
        2 | seed: 2
          | ^~~~
    """
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST_TEXT:
        message = f"more than {LARGEST_TEXT:,} characters; a spec is shorter"
        first = text[:LARGEST_TEXT].split("\n", 1)[0]
        raise SpecError([Place(file, 1, 1, 1, first).problem("", message)])
    root, problems = parse(text, Lines.of(file, text))
    if root is None:
        message = "nothing in it; a spec is keys and values, such as 'seed: 7'"
        raise SpecError([Problem("", message, file, 1, 1)])
    return Document(file, text, root, problems=tuple(problems))


def parse(text: str, lines: Lines) -> tuple[Node | None, list[Problem]]:
    """The values in `text` (None if it holds nothing) and the faults that did not hinder reading them.

    `lines` are what messages show. Raises SpecError where reading cannot go on.
    """
    lines.check()
    composer = Composer(text, lines)
    try:
        return composer.compose(), composer.problems
    except yaml.MarkedYAMLError as error:
        mark, message = explain(error, lines)
        syntax = lines.place(mark)._replace(length=1).problem("", message)
        raise SpecError([*composer.problems, syntax]) from None
