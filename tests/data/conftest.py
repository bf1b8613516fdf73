"""Frames built by hand, and what is needed to prepare them as if they had been read from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import PrivateAttr

from mlpcli.data import Data, Frame
from mlpcli.data.source import Source, Table


class Given(Table):
    """A table that has its frame already; its fingerprint changes with it."""

    _frame: Frame = PrivateAttr()

    def read(self, folder: Path) -> Frame:
        return self._frame

    def files(self, folder: Path) -> tuple[Path, ...]:
        return (folder / self._frame.origin,)

    def fingerprint(self, folder: Path) -> str:
        return str(id(self._frame))


def given_source(frame: Frame) -> Source:
    source = Given(path=frame.origin)
    source._frame = frame
    return source


@pytest.fixture
def source() -> Callable[[Frame], Source]:
    return given_source


@pytest.fixture
def data() -> Callable[..., Data]:
    """data(frame, **section): the section with this frame as its source."""

    def build(frame: Frame, **section: Any) -> Data:
        return Data.model_validate({"source": "none.csv", **section}).model_copy(
            update={"source": given_source(frame)}
        )

    return build


@pytest.fixture
def frame() -> Callable[..., Frame]:
    """frame(a=[1, 2], b=["x", None]): columns by name; lists with text become columns of text."""

    def build(target: str | None = None, **columns: Any) -> Frame:
        return Frame({name: column(cells) for name, cells in columns.items()}, "f.csv", target)

    return build


def column(cells: Any) -> Any:
    if isinstance(cells, list) and any(isinstance(cell, str) or cell is None for cell in cells):
        text = np.empty(len(cells), dtype=object)
        text[:] = cells
        return text
    return np.asarray(cells)


@pytest.fixture
def shared() -> Path:
    """The folder of real data sets beside the repository; the test is skipped where there is none."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data")
    return folder
