"""The learning-rate range test as a curve of block characters, with marks below."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mlpcli.report import wording
from mlpcli.report.curve import BLOCKS, Scale, sparkline
from mlpcli.training.range_test import RangeTest

WIDTH = 64

ENDINGS = {
    "bound": "the loss grew to 4 times its lowest",
    "not finite": "the loss was no longer finite",
    "end": "all rates were tried",
}


def range_lines(test: RangeTest, blocks: str = BLOCKS) -> Iterator[str]:
    """The smoothed loss over the rate (on a logarithmic axis), and what it says."""
    n = len(test.smoothed)
    width = min(WIDTH, n)
    edges = list(pairwise(j * n // width for j in range(width + 1)))
    columns = [sum(test.smoothed[a:b]) / (b - a) for a, b in edges]
    scale = Scale.over(columns, may_be_logarithmic=True)
    low, high = wording.rate(test.rates[0]), wording.rate(test.rates[-1])
    yield f"loss {wording.number(min(test.smoothed))} to {wording.number(max(test.smoothed))}, smoothed"
    yield sparkline(columns, scale, blocks)
    marks = [" "] * width
    for j, (a, b) in enumerate(edges):
        if a <= n - 1 and test.rates[a] <= test.suggestion <= test.rates[b - 1] * 1.1 and "^" not in marks:
            marks[j] = "^"
    yield "".join(marks).rstrip()
    yield f"{low}{high:>{max(width - len(low), len(high) + 1)}}"
    lowest, steepest = wording.rate(test.minimum), wording.rate(test.steepest)
    suggestion = wording.rate(test.suggestion)
    yield f"{ENDINGS[test.ending]}; lowest at {lowest}, steepest at {steepest}"
    if test.falls:
        yield f"suggestion: {suggestion}, a tenth of the rate with the lowest loss"
    else:
        yield f"the loss fell at none of the rates; nothing speaks for another than {suggestion}"
