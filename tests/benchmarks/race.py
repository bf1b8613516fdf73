"""What a race is, and where it takes place."""

from __future__ import annotations

import shutil
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from programs import FailedError, Program, Score

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Race:
    """Programs that take turns; the first is what the others are compared with.

    `score` is what their results are judged by, beside the time. `told` is the key of the seconds that the
    programs tell themselves, where not the whole process is measured; `unit` and `factor` say how seconds are
    shown.
    """

    name: str
    what: str
    programs: tuple[Program, ...]
    score: Score = "test accuracy"
    told: str = ""
    unit: str = "s"
    factor: float = 1.0


@dataclass(frozen=True)
class Setting:
    """Where the races take place: the folder with the data sets that aren't shipped, and one for scratch."""

    data: Path
    scratch: Path
    mlp: str = field(default_factory=lambda: console_script())


def console_script() -> str:
    """The `mlp` installed beside the Python that runs this."""
    found = shutil.which("mlp", path=sysconfig.get_path("scripts"))
    if found is None:
        raise FailedError("mlp is not installed here: run `pip install -e .[peers]` first")
    return found
