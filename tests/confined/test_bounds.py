"""A small file cannot ask for all the memory there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpcli.confined import bounds
from mlpcli.confined.bounds import bounded
from mlpcli.errors import DataError


def test_files_may_hold_256_mebibytes_or_twenty_times_their_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.npz"
    file.write_bytes(bytes(100))
    bounded(1 << 28, file, "a.npz")
    with pytest.raises(DataError, match=r"a\.npz: declares 268,435,457 bytes"):
        bounded((1 << 28) + 1, file, "a.npz")
    monkeypatch.setattr(bounds, "FREE", 1000)
    bounded(2000, file, "a.npz")
    with pytest.raises(DataError, match=r"declares 2,001 bytes of data, more than 2,000"):
        bounded(2001, file, "a.npz")
