"""`mlp`'s own training loop: batches drawn, forward, loss, backward, Adam."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
from workloads import WORKLOADS, arguments, say

import mlpcli

given = arguments(("numpy", "fast"))
work = WORKLOADS[given.workload]
x, y = work.data()
epochs = math.ceil(work.steps * work.batch / len(x))

with tempfile.TemporaryDirectory() as folder:
    np.savez(Path(folder) / "rows.npz", x=x, y=y)
    spec = {
        "data": {
            "source": str(Path(folder) / "rows.npz"),
            "target": "y",
            "task": "regression" if work.widths[-1] == 1 else "classification",
            "split": {"kind": "random", "validation": 0, "test": 0},
        },
        "architecture": {"hidden": list(work.widths[1:-1])},
        "training": {
            "epochs": 2 * epochs,
            "batch_size": work.batch,
            "threads": given.threads,
            "kernels": given.form,
        },
        "metrics": [],
    }
    session = mlpcli.begin(mlpcli.Experiment.model_validate(spec))
    ends = [event.seconds for event in session.fit() if type(event).__name__ == "EpochEnd"]
say(ends[-1] - ends[epochs - 1], epochs * len(x) // work.batch)
