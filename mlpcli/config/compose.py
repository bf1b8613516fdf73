"""From the parser's events to values with places, within bounds on depth and number.

Aliases share the value they name; they count as if they were written out, so a small text cannot stand for
a huge value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from mlpcli.config.document import Entry, Node, Place
from mlpcli.config.keys import join
from mlpcli.config.lines import Lines
from mlpcli.config.scalars import value_of
from mlpcli.errors import Problem, SpecError

MOST_VALUES = 20_000
DEEPEST = 64
MOST_PROBLEMS = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event: TypeAlias = Any
"""One of PyYAML's; its stubs do not know that all events of values have a tag and an anchor."""


class Composer:
    """Builds the nodes of one text; `problems` gathers the faults that do not hinder it."""

    def __init__(self, text: str, lines: Lines):
        self.lines = lines
        self.events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, Node | None] = {}  # None while the anchored value is being composed
        self.values = 0
        self.path: list[str | int] = []
        self.problems: list[Problem] = []

    def compose(self) -> Node | None:
        """The root, or None if the text holds nothing."""
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        root = self._node(next(self.events), 0)
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise SpecError([self._place(event).problem("", "a second document; a spec is one document")])
        return root

    def _place(self, first: Event, last: Event = None) -> Place:
        return self.lines.place(first.start_mark, (last or first).end_mark)

    def _report(self, place: Place, message: str) -> None:
        self.problems.append(place.problem(join(self.path), message))
        if len(self.problems) == MOST_PROBLEMS:
            raise SpecError(self.problems)

    def _node(self, event: Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        self._bound(event, self.values + 1, depth)
        self.values += 1
        if event.tag is not None:
            self._report(self._place(event), "tags ('!…') are not supported; put text with a '!' in quotes")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _bound(self, event: Event, values: int, depth: int) -> None:
        if depth > DEEPEST:
            raise SpecError([self._place(event).problem("", f"nested deeper than {DEEPEST} levels")])
        if values > MOST_VALUES:
            message = f"more than {MOST_VALUES:,} values (aliases count as what they stand for)"
            raise SpecError([self._place(event).problem("", message)])

    def _alias(self, event: Event, depth: int) -> Node:
        place = self._place(event)
        node = self.anchors.get(event.anchor)
        if node is None:
            state = "stands inside itself" if event.anchor in self.anchors else "is not defined above"
            self._report(place, f"the anchor '{event.anchor}' {state}; put text with a '*' in quotes")
            return Node(None, place)
        self._bound(event, self.values + node.size, depth + node.height)
        self.values += node.size
        return node

    def _scalar(self, event: Event) -> Node:
        place, quoted = self._place(event), bool(event.style)
        try:
            return Node(value_of(event.value, quoted), place, written=event.value, quoted=quoted)
        except ValueError as error:
            self._report(place, str(error))
            return Node("", place)

    def _sequence(self, start: Event, depth: int) -> Node:
        node = Node([], self._place(start))
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            index = len(node.value)
            self.path.append(index)
            child = self._node(event, depth + 1)
            self.path.pop()
            node.adopt(index, Entry(child.place, child))
        node.place = self._place(start, event)
        return node

    def _mapping(self, start: Event, depth: int) -> Node:
        node = Node({}, self._place(start))
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            name = self._name(key)
            self.path.append(name)
            child = self._node(next(self.events), depth + 1)
            if child.value is None and not child.written:  # nothing to underline: point at the key
                child = Node(None, key.place)
            if name in node.entries:
                first = node.entries[name].key.line
                self._report(key.place, f"repeated key; it already stands on line {first}, keep one of them")
            elif name != "<<" or key.quoted:
                node.adopt(name, Entry(key.place, child))
            self.path.pop()
        node.place = self._place(start, event)
        return node

    def _name(self, key: Node) -> str:
        if isinstance(key.value, str):
            if key.value == "<<" and not key.quoted:
                self._report(key.place, "merge keys ('<<') are not supported; write the keys out")
            return key.value
        if isinstance(key.value, dict | list):
            self._report(key.place, "a key must be text, not a list or a mapping ('{{…}}' of a template?)")
            return ""
        comma = key.place.text[key.place.column - 2 : key.place.column - 1] == ","
        advice = "write decimals with a point" if comma else f"write '{key.written}' in quotes"
        self._report(key.place, f"a key must be text; {advice}")
        return key.written
