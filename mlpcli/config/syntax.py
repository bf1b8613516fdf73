"""Plain explanations for text that is not YAML, in place of the parser's own words.

The two parsers of PyYAML (C and Python) word their errors differently; the patterns know both.
"""

from __future__ import annotations

import re

from yaml import Mark, MarkedYAMLError

from mlpcli.config.lines import Lines

_GLUED = re.compile(r"^\s*(-\s+)?[^\s'\"#:]+:[^\s:]")
"""A key and its value without a space between: `epochs:3`."""

_OPEN_FLOW = r"expected ',' or '[]}]'"
_TOKEN = "cannot start any token"
_CONTENT = r"expected (the )?node content"
_BLOCK = r"did not find expected (key|'-' indicator)|expected <block end>"
_NO_COLON = "could not find expected ':'"
_NO_MAPPING = "mapping values are not allowed"
_SPACE = "write a space after the ':'"

_FIXED: tuple[tuple[str, str], ...] = (
    (r"tab character that violates", "a tab cannot indent; use spaces"),
    (
        r"quoted scalar.*(end of stream|document (indicator|separator))",
        "the quote that opens here is never closed",
    ),
    (
        r"escape|expected hexadecimal",
        "unknown escape with '\\' in double quotes; in single quotes a '\\' is a '\\'",
    ),
    (r"scanning an (anchor|alias)", "'&' and '*' name an anchor; put text that begins with them in quotes"),
    (r"tag", "tags ('!') are not supported; put text that begins with '!' in quotes"),
    (r"directive|incompatible", "a line that begins with '%' is not supported"),
    (r"block scalar", "after '|' or '>' only the end of the line may follow"),
    (r"expected '?<document start>", "text after the end of the document; is a bracket closed twice?"),
)
_AT_OPENING = re.compile(rf"{_OPEN_FLOW}|{_NO_COLON}|quoted scalar.*(end of stream|document)", re.DOTALL)
"""Errors whose cause stands where the construct began, not where the parser gave up."""


def explain(error: MarkedYAMLError, lines: Lines) -> tuple[Mark, str]:
    """Where the cause stands and what it is, in words for somebody who does not know YAML's grammar."""
    said = f"{error.context or ''}; {error.problem or ''}"
    mark = error.problem_mark or error.context_mark or _mark(0, 0)
    if error.context_mark is not None and _AT_OPENING.search(said):
        mark = error.context_mark
    above = lines[mark.line - 1]
    if _NO_MAPPING in said and _GLUED.match(above):  # the line above is taken for the beginning of a text
        return _mark(mark.line - 1, len(above) - len(above.lstrip())), _SPACE
    return mark, _cause(said, lines[mark.line], mark)


def _mark(line: int, column: int) -> Mark:
    return Mark("", 0, line, column, None, 0)


def _cause(said: str, line: str, mark: Mark) -> str:
    before, here = line[: mark.column], line[mark.column : mark.column + 1]
    if re.search(_OPEN_FLOW, said):
        return f"this '{here}' is never closed, or a ',' is missing between its entries"
    if _TOKEN in said and here == "\t":
        return "a tab cannot indent; use spaces"
    if _TOKEN in said:
        return f"a value cannot begin with {here!r}; put it in quotes"
    if _NO_COLON in said:
        return _SPACE if _GLUED.match(line) else "expected 'key: value'"
    if _NO_MAPPING in said and (": " in before or before.rstrip().endswith(("'", '"'))):
        return "a second ': ' in one value; put the value in quotes"
    if _NO_MAPPING in said:
        return "a key is indented deeper than the line above allows, or follows a value; align the keys"
    if re.search(_CONTENT, said):
        return f"found {here!r} where a value should stand" if here else "a '[' or '{' is never closed"
    if re.search(_BLOCK, said):
        return (
            "text after the end of a value; put the whole value in quotes ('' is a quote inside '…')"
            if before.strip(" -")
            else "this line is not aligned with its neighbours"
        )
    fixed = (text for pattern, text in _FIXED if re.search(pattern, said, re.DOTALL))
    return next(fixed, f"this is not YAML: {said.removeprefix('; ')}")
