"""The memory that `mlp check` states is what `mlp train` takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlpcli.data.memory import peak

PROGRAM = """\
import sys
from mlpcli.cli.main import main
from mlpcli.data.memory import peak
try:
    main()
finally:
    print(peak(), file=sys.stderr)
"""


def run(folder: Path, *words: str) -> tuple[str, int]:
    """Standard output and the peak of memory in bytes of a command in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout, int(done.stderr.splitlines()[-1])


@pytest.mark.long
@pytest.mark.skipif(peak() is None, reason="this system does not tell")
@pytest.mark.parametrize(
    ("memory", "hidden", "batch"), [("bounded", 16, 512), ("all", 16, 512), ("bounded", 400, 4096)]
)
def test_the_statement_holds_within_a_quarter(tmp_path: Path, memory: str, hidden: int, batch: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300_000, 60)).astype(np.float32)
    np.savez(tmp_path / "t.npz", x=x, y=(x[:, 0] > 0).astype(np.int8))
    spec = {
        "data": {"source": "t.npz", "target": "y", "memory": memory},
        "architecture": {"hidden": [hidden]},
        "training": {"epochs": 1, "batch_size": batch},
    }
    (tmp_path / "t.yaml").write_text(json.dumps(spec), encoding="utf-8")
    checked, _ = run(tmp_path, "check", "t.yaml", "--json")
    _, taken = run(tmp_path, "train", "t.yaml", "--quiet")
    stated = json.loads(checked)["peak_bytes"]
    assert stated == pytest.approx(taken, rel=0.25), f"states {stated / 1e6:.0f} MB"
