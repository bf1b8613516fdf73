"""Evaluation and prediction of a million rows."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
from programs import ENVIRONMENT, Program
from race import HERE, Race, Setting

ROWS, FEATURES = 1_000_000, 20

SPEC = """
data: {source: some.npz, target: y, split: {kind: random, validation: 0.1, test: 0.1}}
architecture: {hidden: [64]}
training: {epochs: 2}
metrics: [accuracy]
"""


def million_rows(setting: Setting) -> Race:
    """A trained 20-64-2 network and a file of a million rows; programs load both, and score or predict."""
    random = np.random.default_rng(0)
    for name, rows in (("some", 5_000), ("million", ROWS)):
        x = random.standard_normal((rows, FEATURES), np.float32)
        np.savez(setting.scratch / f"{name}.npz", x=x, y=(x[:, :5].sum(axis=1) > 0).astype(np.int64))
    (setting.scratch / "some.yaml").write_text(SPEC, encoding="utf-8")
    train = [setting.mlp, "train", "some.yaml", "--name", "million", "--runs", "million-runs", "--quiet"]
    subprocess.run(train, cwd=setting.scratch, env=ENVIRONMENT, check=True, capture_output=True)
    run, data = str(setting.scratch / "million-runs" / "million"), str(setting.scratch / "million.npz")
    programs = [
        Program("mlp eval", ((setting.mlp, "eval", run, data, "--json"),)),
        Program("mlp predict", ((setting.mlp, "predict", run, data, "-o", "predicted.npz", "--json"),)),
    ]
    for package, name in (("sklearn", "scikit-learn, predict"), ("torch", "PyTorch, predict")):
        if find_spec(package):
            program = str(HERE / "peers" / f"rows_{package}.py")
            model = str(setting.scratch / f"model_{package}")
            subprocess.run(
                [sys.executable, program, "train", str(setting.scratch / "some.npz"), model], check=True
            )
            programs.append(Program(name, ((sys.executable, program, "predict", data, model),)))
    return Race("rows", "A million rows of 20 numbers through 20-64-2, from NPZ", tuple(programs))
