"""The lines of a text as shown to the user, and the parser's marks turned into places on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from mlpcli.config.document import Place
from mlpcli.errors import SpecError

LONGEST = 65_536

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Lines:
    """Lines of `file`, the first of which has the number `first`."""

    file: str
    lines: tuple[str, ...]
    first: int = 1

    @classmethod
    def of(cls, file: str, text: str) -> Lines:
        """The lines of a whole text, broken where YAML breaks them."""
        return cls(file, tuple(_BREAK.split(text)))

    def __getitem__(self, row: int) -> str:
        """The line of a mark's row; nothing beyond the last."""
        return self.lines[row] if 0 <= row < len(self.lines) else ""

    def place(self, mark: yaml.Mark, end: yaml.Mark | None = None) -> Place:
        """The stretch from `mark` to `end`, or to the end of the line if `end` lies on another."""
        row, column = mark.line, mark.column
        if row >= len(self.lines):  # the parser stopped after the last line
            row = max((i for i, line in enumerate(self.lines) if line.strip()), default=0)
            column = len(self.lines[row])
        text = self.lines[row]
        stop = end.column if end is not None and end.line == mark.line else len(text.rstrip())
        return Place(self.file, self.first + row, column + 1, max(stop - column, 1), text)

    def check(self) -> None:
        """Raises SpecError for a line out of proportion and for characters that no text may hold."""
        for number, line in enumerate(self.lines, start=self.first):
            if len(line) > LONGEST:
                message = f"a line of {len(line):,} characters; at most {LONGEST:,} are read"
                raise SpecError([Place(self.file, number, 1, 1, line).problem("", message)])
            if not line.isprintable() and (found := _UNPRINTABLE.search(line)):
                place = Place(self.file, number, found.start() + 1, 1, line)
                message = f"the character U+{ord(found[0]):04X} cannot stand in a text; remove it"
                raise SpecError([place.problem("", message)])
