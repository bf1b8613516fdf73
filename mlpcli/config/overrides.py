"""`--set optimizer.learning_rate=1e-3`: values given on the command line, put into a document.

The value is read as YAML, by the same reader as the file, and remembers that it stands in a `--set`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlpcli.config.compose import DEEPEST
from mlpcli.config.document import Document, Entry, Node, Place
from mlpcli.config.keys import Part, split
from mlpcli.config.lines import Lines
from mlpcli.config.reader import parse
from mlpcli.config.words import found
from mlpcli.errors import SpecError, UsageError

_OPTION = "--set"


def override(document: Document, settings: Sequence[str]) -> Document:
    """The document with every `key=value` in `settings` applied, a later one over an earlier one.

    Mappings that do not exist are made; the index of a list must exist, or be its length, which appends.
    A bare name is opened: `optimizer: adam` and `optimizer.beta1=0.8` make {kind: adam, beta1: 0.8}.
    Raises UsageError for a setting that is not `key=value`, SpecError for one that does not fit.

    >>> from mlpcli.config.reader import read
    >>> spec = read("optimizer: adam", "spec.yaml")
    >>> override(spec, ["optimizer.learning_rate=1e-2", "architecture.hidden=[8, 8]"]).value
    {'optimizer': {'kind': 'adam', 'learning_rate': 0.01}, 'architecture': {'hidden': [8, 8]}}
    """
    root, problems = document.root, list(document.problems)
    for number, setting in enumerate(settings, start=len(document.overrides) + 1):
        line = f"{_OPTION} {setting}"
        parts = _parts(setting)
        start = len(_OPTION) + 1 + parts[-1].end + 1
        value, faults = parse(" " * start + line[start:], Lines(_OPTION, (line,), number))
        problems += faults
        place = Place(_OPTION, number, start + 1, max(len(line) - start, 1), line)
        root = _Setting(number, line, parts).put(root, value or Node(None, place))
    return replace(document, root=root, overrides=(*document.overrides, *settings), problems=tuple(problems))


def _parts(setting: str) -> tuple[Part, ...]:
    example = f"{_OPTION} expects key=value, as in {_OPTION} optimizer.learning_rate=1e-3"
    if len(setting.splitlines()) > 1:
        raise UsageError(f"{example}, on one line; found {setting!r}")
    try:
        parts = split(setting)
    except ValueError as error:
        raise UsageError(f"{example}; {error}") from None
    if len(parts) > DEEPEST or setting[parts[-1].end : parts[-1].end + 1] != "=":
        raise UsageError(f"{example}; found {setting!r}")
    return parts


class _Setting:
    """One setting, being applied: knows where its parts stand."""

    def __init__(self, number: int, line: str, parts: tuple[Part, ...]):
        self.number, self.line, self.parts = number, line, parts

    def place(self, part: Part) -> Place:
        start = len(_OPTION) + 2 + part.start
        return Place(_OPTION, self.number, start, part.end - part.start, self.line)

    def put(self, node: Node, value: Node, depth: int = 0) -> Node:
        """A copy of `node` with `value` at the end of the parts; only what lies on the way is copied."""
        if depth == len(self.parts):
            return value
        part = self.parts[depth]
        parent = self._opened(node, depth)
        name = self._index(parent, depth) if isinstance(parent.value, list) else part.text
        old = parent.entries.get(name)
        child = self.put(old.node if old else Node(None, self.place(part)), value, depth + 1)
        last = depth + 1 == len(self.parts)
        return _with(parent, name, Entry(self.place(part) if old is None or last else old.key, child))

    def _opened(self, node: Node, depth: int) -> Node:
        """A mapping or list to step into: as it is, made from nothing, or from the bare name of a kind."""
        part = self.parts[depth]
        if isinstance(node.value, dict | list):
            return node
        if depth == 0:
            raise self._refused(0, f"the spec is {found(node)}, so it has no keys")
        if node.value is None:
            first_of_list = part.text == "0" and not part.quoted
            return Node([] if first_of_list else {}, node.place)
        if isinstance(node.value, str):
            return _with(Node({}, node.place), "kind", Entry(node.place, node))
        raise self._refused(depth, f"'{self._key(depth)}' is {found(node)}, so it has no keys")

    def _index(self, parent: Node, depth: int) -> int:
        part, length = self.parts[depth], len(parent.value)
        if not part.text.isdecimal() or len(part.text) > 9 or int(part.text) > length:
            where = f"'{self._key(depth)}' is a list of {length}" if depth else "the spec is a list"
            raise self._refused(depth, f"{where}; write an index from 0 to {length} ({length} appends)")
        return int(part.text)

    def _key(self, depth: int) -> str:
        """The first `depth` parts as they were typed."""
        start = len(_OPTION) + 1
        return self.line[start : start + self.parts[depth - 1].end]

    def _refused(self, depth: int, message: str) -> SpecError:
        return SpecError([self.place(self.parts[depth]).problem(self._key(depth + 1), message)])


def _with(parent: Node, name: str | int, entry: Entry) -> Node:
    """A copy of the parent with the child in place of the one that had this name, or added."""
    copy = Node([] if isinstance(parent.value, list) else {}, parent.place)
    for other, old in {**parent.entries, name: entry}.items():
        copy.adopt(other, old)
    return copy
