"""Files to read: written by a test, or real ones that may lie beside the repository."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.data.frame import Frame
from mlpcli.data.source.table import Table

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets, where there is one."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data beside the repository")
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Frame]:
    """table(content, name, **fields): writes a file and reads it as a table; .gz names are compressed."""

    def read(content: str | bytes, name: str = "t.csv", **fields: Any) -> Frame:
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return Table(path=name, **fields).read(tmp_path)

    return read
