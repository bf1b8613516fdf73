"""The data sets that come with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from mlpcli.data.frame import Frame
from mlpcli.data.source.base import Source
from mlpcli.data.source.table import Table
from mlpcli.errors import DataError

TARGETS = {
    "iris": ("iris.csv", "species"),
    "wine": ("wine.csv", "cultivar"),
    "breast_cancer": ("breast_cancer.csv.gz", "diagnosis"),
    "diabetes": ("diabetes.csv", "progression"),
    "digits": ("digits.csv.gz", "digit"),
    "moons": ("moons.csv", "class"),
    "spirals": ("spirals.csv", "class"),
    "circles": ("circles.csv", "class"),
    "xor": ("xor.csv", "class"),
    "sine": ("sine.csv", "y"),
    "gates": ("gates.csv", "x1_or_x2"),
    "parity": ("parity.csv", "odd"),
    "separable": ("separable.csv", "class"),
    "parabola": ("parabola.csv", "y"),
    "wave": ("wave.csv", "y"),
    "surface": ("surface.csv", "y"),
    "flip_flop": ("flip_flop.csv", "up"),
    "two_tasks": ("two_tasks.csv", "y1"),
    "mixture": ("mixture.csv", "real"),
    "digits_or_noise": ("digits_or_noise.csv.gz", "real"),
}
"""By name: the file in `datasets_folder()`, and the column to predict."""


class Builtin(Source):
    """Reads a data set that comes with the program; SOURCES.md beside the files tells where each is from.

    >>> frame = Builtin(name="iris").read(Path())
    >>> len(frame), frame.target
    (150, 'species')
    """

    kind: Literal["builtin"] = "builtin"
    name: Literal[
        "iris",
        "wine",
        "breast_cancer",
        "diabetes",
        "digits",
        "moons",
        "spirals",
        "circles",
        "xor",
        "sine",
        "gates",
        "parity",
        "separable",
        "parabola",
        "wave",
        "surface",
        "flip_flop",
        "two_tasks",
        "mixture",
        "digits_or_noise",
    ] = Field(description="name of the data set")

    def files(self, folder: Path) -> tuple[Path, ...]:
        """The file, wherever the program is installed; `folder` plays no part."""
        return self._table().files(datasets_folder())

    def read(self, folder: Path) -> Frame:
        """All rows, and the column to predict."""
        frame = self._table().read(datasets_folder())
        return Frame(frame.columns, self.name, TARGETS[self.name][1])

    def _table(self) -> Table:
        return Table(path=TARGETS[self.name][0], header=True)


def datasets_folder() -> Path:
    """The folder of the data sets: inside an installed package, beside it in a source tree."""
    package = Path(__file__).parents[2]
    for folder in (package / "datasets", package.parent / "datasets"):
        if (folder / "SOURCES.md").is_file():
            return folder
    raise DataError("the data sets are missing from this installation of mlpcli; install it again")
