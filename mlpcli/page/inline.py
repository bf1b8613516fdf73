"""A picture inside a page: drawn as SVG where that is small, else as PNG."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from mlpcli.page.html import text
from mlpcli.plot.style import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALL = 120_000
"""Bytes of an SVG that goes into a page as it is."""

SHARP = 130
"""Dots per inch of a PNG in a page."""


def figure(picture: Figure, name: str, description: str, caption: str = "") -> str:
    """The picture with its description for those who do not see it; no two on a page have the same name."""
    below = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return f"<figure>{_image(picture, name, description)}{below}</figure>"


def _image(picture: Figure, name: str, description: str) -> str:
    drawn = bare(render(picture, "svg").decode("utf-8"), name)
    if len(drawn) <= SMALL:
        return drawn.replace("<svg ", f'<svg role="img" aria-label="{text(description)}" ', 1)
    data = b64encode(render(picture, "png", SHARP)).decode("ascii")
    return f'<img alt="{text(description)}" src="data:image/png;base64,{data}">'


def bare(svg: str, name: str) -> str:
    """The svg element alone: HTML needs no prolog, no metadata and no names of name spaces.

    What it calls by an id has the picture's name in front, so that pictures of one page do not mix.

    >>> bare('<?xml version="1.0"?><svg xmlns="http://a.b" width="1pt" viewBox="0 0 1 2"/>', "roc")
    '<svg viewBox="0 0 1 2"/>'
    >>> bare('<svg><path id="a"/><use xlink:href="#a" style="clip-path: url(#b)"/></svg>', "roc")
    '<svg><path id="roc-a"/><use xlink:href="#roc-a" style="clip-path: url(#roc-b)"/></svg>'
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", svg)
    start = svg.index(">")
    opening = re.sub(r'\s+(width|height|version)="[^"]*"', "", svg[:start])  # the page sets the width
    return opening + re.sub(r"\n\s*", "\n", svg[start:])
