"""What a reader gets of a lecture: a picture file, or one self-contained page with any number of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mlpcli.errors import UsageError
from mlpcli.lecture.base import Outcome
from mlpcli.lecture.telling import Shown
from mlpcli.lecture.training import path_of
from mlpcli.report.tables import cell

if TYPE_CHECKING:
    from mlpcli.plot.style import Format

FORMATS = ("png", "svg", "pdf")
SIZE = (7.6, 4.2)
"""Of a picture, in inches: a column of print, or half a screen."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin: 3rem 0 0 } img { max-width: 100% } table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .15rem .8rem; border-bottom: 1px solid #ddd; text-align: right; font-size: .9rem }
pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; font-size: .85rem } .note { color: #555 }
.fails { color: #a00; font-weight: bold }
"""


def picture(outcome: Outcome, format: Format) -> bytes:
    """The outcome's picture as a file of the format."""
    from mlpcli.plot import style

    figure = style.figure(*SIZE)
    style.styled(outcome.draw)(figure)
    return style.render(figure, format)


def write(shown: Sequence[Shown], path: Path) -> None:
    """A picture of the only lecture, or a page (.html) of all. Raises UsageError if it cannot be written."""
    ending = path.suffix.lower().removeprefix(".")
    formats: dict[str, Format] = {"png": "png", "svg": "svg", "pdf": "pdf"}
    content = page(shown).encode() if ending == "html" else picture(shown[0].outcome, formats[ending])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def page(shown: Sequence[Shown]) -> str:
    """One page that needs no other file."""
    contents = "".join(
        f'<li><a href="#{one.lecture.name}">{escape(one.lecture.title)}</a>{_mark(one)}</li>' for one in shown
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>mlp lectures</title>'
        f"<style>{STYLE}</style></head><body><h1>The claims of the course notes</h1>"
        f"<ol>{contents}</ol>{''.join(map(_section, shown))}</body></html>\n"
    )


def _section(one: Shown) -> str:
    lecture, outcome = one.lecture, one.outcome
    image = b64encode(picture(outcome, "png")).decode()
    checks = "".join(f"<li{_class(check.holds)}>{escape(str(check))}</li>" for check in outcome.checks)
    specs = "".join(
        f"<details><summary>{name}.yaml</summary><pre>{escape(path_of(name).read_text('utf-8'))}</pre></details>"
        for name in lecture.specs
    )
    return (
        f'<h2 id="{lecture.name}">{escape(lecture.title)}</h2><p class="note">{escape(lecture.note)}</p>'
        f"<p>{escape(lecture.claim)}{_mark(one)}</p><ul>{checks}</ul>"
        f'<img alt="{escape(lecture.title)}" src="data:image/png;base64,{image}">'
        f"{_table(outcome)}<p><code>mlp lectures run {lecture.name}</code>, {one.seconds:.1f} s</p>{specs}"
    )


def _table(outcome: Outcome) -> str:
    names = list(outcome.table[0]) if outcome.table else []
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(row.get(name), name))}</td>" for name in names) + "</tr>"
        for row in outcome.table
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _mark(one: Shown) -> str:
    return "" if one.outcome.holds else ' <span class="fails">does not hold</span>'


def _class(holds: bool) -> str:
    return "" if holds else ' class="fails"'
