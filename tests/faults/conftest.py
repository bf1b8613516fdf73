"""Runs `mlp` on damaged files in processes of their own, as a file may bring the process down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Batch = Callable[..., list[dict[str, Any]]]

BATCH = Path(__file__).with_name("batch.py")


@pytest.fixture(scope="session")
def batch() -> Batch:
    """batch(kind, original, target, first, count, *words): what `mlp` did in each case, in order."""

    def run(kind: str, original: Path, target: Path, first: int, count: int, *words: object) -> Any:
        arguments = map(str, (kind, original, target, first, count, *words))
        process = subprocess.run(
            [sys.executable, str(BATCH), *arguments],
            capture_output=True,
            encoding="utf-8",
            cwd=target.parent,
            check=False,
            timeout=count * 2 + 60,
        )
        lines = list(map(json.loads, process.stdout.splitlines()))
        assert process.returncode == 0, f"died of {lines[-1:]}: {process.returncode} {process.stderr[-2000:]}"
        return [line for line in lines if "code" in line]

    return run
