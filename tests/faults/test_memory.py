"""A long training takes no more memory than a short one, but for the history that it is asked to keep.

The long version is `python -m pytest -m long tests/faults/test_memory.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="asks the system in the POSIX way")

SPEC = {
    "data": {"source": "iris"},
    "architecture": {"layers": [{"kind": "dense", "units": 16}, "batch_norm", "dropout"]},
    "optimizer": {"kind": "adam", "averaging": "exponential"},
    "training": {"epochs": 1000, "batch_size": "all", "save_every": 100},
}

PROGRAM = """
import resource, sys
import mlpcli.cli.training
from mlpcli.cli.main import main
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session

WARM = 200
peaks = {}

def fit(self, **options):
    for event in whole(self, **options):
        if isinstance(event, EpochEnd) and event.epoch in (WARM, self.experiment.training.epochs):
            peaks[event.epoch] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        yield event

whole, Session.fit = Session.fit, fit
sys.argv = ["mlp", "train", "spec.yaml", "--quiet"]
try:
    main()
finally:
    print(*peaks.values())
"""

HISTORY = 2.0
"""Kilobytes that an epoch may leave: its row, as a value and in the checkpoint under construction."""


def grown(folder: Path, epochs: int) -> float:
    """Kilobytes of resident memory that the epochs after the 200th have added to the largest so far."""
    spec = {**SPEC, "training": {**SPEC["training"], "epochs": epochs}}  # type: ignore[dict-item]
    (folder / "spec.yaml").write_text(json.dumps(spec), encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert ended.returncode == 0, ended.stderr
    before, after = map(float, ended.stdout.split())
    return (after - before) / (1024 if sys.platform == "darwin" else 1)


@pytest.mark.parametrize("epochs", [1000, pytest.param(10_000, marks=pytest.mark.long)])
def test_memory_does_not_grow(tmp_path: Path, epochs: int) -> None:
    assert grown(tmp_path, epochs) < 2000 + HISTORY * (epochs - 200)
