"""The memory that `mlp check` states is what `mlp train` takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data.memory import peak

tells = pytest.mark.skipif(peak() is None, reason="this system does not tell")

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


def stated_and_taken(folder: Path, rows: int, **section: Any) -> tuple[int, int]:
    """Of a training on rows of 60 numbers with two classes."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, 60)).astype(np.float32)
    np.savez(folder / "t.npz", x=x, y=(x[:, 0] > 0).astype(np.int8))
    if section["data"]["source"] == "t.csv":
        lines = [",".join(f"{v:.4f}" for v in row) + f",{int(row[0] > 0)}" for row in x.tolist()]
        (folder / "t.csv").write_text(
            "\n".join([",".join([*(f"x{i}" for i in range(60)), "y"]), *lines]), encoding="utf-8"
        )
    section["data"]["target"] = "y"
    (folder / "t.yaml").write_text(json.dumps(section), encoding="utf-8")
    checked, _ = run(folder, "check", "t.yaml", "--json")
    _, taken = run(folder, "train", "t.yaml", "--quiet")
    return json.loads(checked)["peak_bytes"], taken


@tells
@pytest.mark.parametrize(("source", "memory"), [("t.npz", "all"), ("t.csv", "bounded")])
def test_the_statement_holds(tmp_path: Path, source: str, memory: str) -> None:
    stated, taken = stated_and_taken(
        tmp_path, 10_000, data={"source": source, "memory": memory}, training={"epochs": 1}
    )
    assert stated == pytest.approx(taken, rel=0.15), f"states {stated / 1e6:.0f} MB"


@pytest.mark.long
@tells
@pytest.mark.parametrize(
    ("source", "memory", "hidden", "batch"),
    [
        ("t.npz", "bounded", [16], 512),
        ("t.npz", "all", [16], 512),
        ("t.npz", "bounded", [400], 4096),
        ("t.npz", "all", [2000, 2000], 4096),
        ("t.csv", "all", [16], 512),
        ("t.csv", "bounded", [16], 512),
    ],
)
def test_the_statement_holds_of_large_tables(
    tmp_path: Path, source: str, memory: str, hidden: list[int], batch: int
) -> None:
    stated, taken = stated_and_taken(
        tmp_path,
        300_000,
        data={"source": source, "memory": memory},
        architecture={"hidden": hidden},
        training={"epochs": 1, "batch_size": batch},
    )
    assert stated == pytest.approx(taken, rel=0.15), f"states {stated / 1e6:.0f} MB"
