"""The layers of a network as blocks, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from mlpcli.plot import style
from mlpcli.report import wording
from mlpcli.report.tables import LayerLine

SHAPES, COUNTS = 7.9, 9.75
"""Where the columns of shapes and of parameters end; a block goes from 0 to 10."""

LONGEST = 36


@style.styled
def draw(axes: Axes, lines: Sequence[LayerLine]) -> None:
    """A block a layer from the input down: what it is, the shape that leaves it, its parameters."""
    axes.set_axis_off()
    size = float(matplotlib.rcParams["font.size"])
    N = len(lines)
    for i, line in enumerate(lines):
        y = N - 1 - i
        shade = "#eef3f8" if line.parameters else "#f6f6f6"
        box = FancyBboxPatch(
            (0, y - 0.33), 10, 0.66, boxstyle="round,pad=0.02", facecolor=shade, edgecolor=style.INK
        )
        box.set_linewidth(0.8)
        axes.add_patch(box)
        text = f"{line.name}  {line.description}".strip()
        axes.text(0.25, y, style.plain(text, LONGEST), va="center", fontsize=size - 0.5)
        shape = " × ".join(map(str, line.shape))
        axes.text(SHAPES, y, shape, va="center", ha="right", fontsize=size - 0.5)
        many = wording.count(line.parameters) if line.parameters else ""
        axes.text(COUNTS, y, many, va="center", ha="right", fontsize=size - 0.5)
        if i:
            axes.annotate(
                "", (5, y + 0.36), (5, y + 0.66), arrowprops={"arrowstyle": "-|>", "color": style.INK}
            )
    for x, name in ((SHAPES, "output"), (COUNTS, "parameters")):
        axes.text(x, N - 0.5, name, ha="right", va="bottom", fontsize=size - 1.5)
    axes.set_xlim(-0.1, 10.1)
    axes.set_ylim(-0.45, N - 0.1)
