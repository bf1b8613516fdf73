"""A page in one file that loads nothing: text in, escaped HTML out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

LIMIT = 2_000_000
"""Bytes that a page may have."""

STYLE = """
:root { color-scheme: light dark;
  --ink: #1c2126; --paper: #ffffff; --soft: #5b6670; --line: #d8dde2; --tint: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #14181c; --soft: #a3adb6; --line: #353c43; --tint: #1e242a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
p { margin: .4rem 0; max-width: 46rem; }
.lead { font-size: 1.1rem; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
td.number, th.number { text-align: right; white-space: nowrap; }
pre { background: var(--tint); padding: .8rem; overflow-x: auto; font-size: .85rem; line-height: 1.4;
  border-radius: .3rem; white-space: pre-wrap; }
code { background: var(--tint); padding: .1rem .3rem; border-radius: .2rem; }
.pictures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr));
  align-items: start; }
figure { margin: 0; border: 1px solid var(--line); border-radius: .3rem; overflow: hidden; }
figure svg, figure img { display: block; width: 100%; height: auto; background: #ffffff; }
figcaption { padding: .4rem .7rem; font-size: .85rem; color: var(--soft); }
ul.findings { padding-left: 1.1rem; }
ul.findings li { margin: .5rem 0; }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --tint: #f3f3f3; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .pictures { display: block; }
  figure { display: inline-block; width: 49%; vertical-align: top; break-inside: avoid; margin: 0 0 .5rem; }
  h2 { break-after: avoid; }
  tr, li { break-inside: avoid; }
}
"""


def page(title: str, body: str) -> str:
    """A whole page around its body, which is HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def text(value: object) -> str:
    """A text as HTML shows it, letter for letter.

    >>> text('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    shown = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in str(value))
    return escape(shown, quote=True)


def section(title: str, *parts: str) -> str:
    """A part of the page under a heading; nothing where it has no content."""
    content = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{text(title)}</h2>\n{content}\n</section>" if content else ""


def paragraph(value: object, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f'<p class="{kind}">{text(value)}</p>' if kind else f"<p>{text(value)}</p>"


def table(head: Sequence[object], rows: Iterable[Sequence[object]], numbers: Sequence[int] = ()) -> str:
    """A table; `numbers` are the columns that stand right. An empty head is left out."""

    def cells(row: Sequence[object], tag: str) -> str:
        marks = [' class="number"' if i in numbers else "" for i in range(len(row))]
        return "".join(f"<{tag}{mark}>{text(c)}</{tag}>" for c, mark in zip(row, marks, strict=True))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>\n" for row in rows)
    top = f"<thead><tr>{cells(head, 'th')}</tr></thead>\n" if head else ""
    return f'<div class="scroll"><table>\n{top}<tbody>\n{body}</tbody>\n</table></div>' if body else ""


def facts(values: Mapping[str, object]) -> str:
    """Names and values, a line each; what is empty is left out."""
    return table((), [(name, value) for name, value in values.items() if value not in (None, "")])


def block(value: str, longest: int = 40_000) -> str:
    """Lines of text as they are, such as a spec."""
    cut = (
        value if len(value) <= longest else f"{value[:longest]}\n… and {len(value) - longest:,} letters more"
    )
    return f"<pre>{text(cut)}</pre>"


def folded(title: str, content: str) -> str:
    """Something that opens when it is asked for."""
    return f"<details>\n<summary>{text(title)}</summary>\n{content}\n</details>"
