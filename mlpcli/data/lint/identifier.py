"""A column that tells rows apart: a network learns it by heart and knows nothing of new ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpcli.arrays import different
from mlpcli.data.coding.cells import empty, is_text
from mlpcli.data.lint.base import Advice, View, dropped
from mlpcli.data.survey.naming import names_identifier
from mlpcli.data.survey.role import FEW_LEVELS, NEARLY


def advice(view: View) -> Iterator[Advice]:
    """Text whose cells nearly all differ; whole numbers that count the rows, or are called an identifier."""
    for name in view.columns:
        cells = view.cells(name)
        present = cells[~empty(cells)]
        if len(present) <= FEW_LEVELS or not (is_text(cells) or cells.dtype.kind in "iu"):
            continue
        differing = len(set(present.tolist())) if is_text(cells) else len(different(present))
        if differing < NEARLY * len(present):
            continue
        said = f"{differing:,} different values in {len(present):,} training rows"
        if is_text(cells):
            yield dropped("identifier", name, said)
        elif names_identifier(name):
            yield dropped("identifier", name, f"{said}, and its name is that of an identifier")
        elif (np.diff(view.frames["train"].columns[name]) == 1).all():
            yield dropped("identifier", name, f"{said}, each one more than the last: it counts the rows")
