"""Processes killed while they save: what they leave is always one whole run, never none and never two."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from mlpcli.store.checkpoint import FILE_NAME, load

WRITER = """
import sys
from itertools import count
from pathlib import Path

import numpy as np

from mlpcli.store.checkpoint import save
from mlpcli.store.contents import Checkpoint, Data, Spec, Weights

rows = {part: np.arange(3) for part in ("train", "validation", "test")}
for step in count(1):
    weights = {f"{i}_dense/W": np.full((100, 100), step, np.float32) for i in range(10)}
    training = Weights(weights, weights), {"m": weights}, {"step": step}, {"epoch": np.arange(step)}
    save(Path(sys.argv[1]), Checkpoint(Spec(""), Data({}, rows), *training))
    print(step, flush=True)
"""

KILLS = 15
AT_ONCE = 5


@pytest.mark.parametrize("series", range(KILLS // AT_ONCE))
def test_killed_while_saving(tmp_path: Path, series: int) -> None:
    dice = random.Random(series)
    paths = [tmp_path / str(i) / FILE_NAME for i in range(AT_ONCE)]
    writers = []
    for path in paths:
        path.parent.mkdir()
        command = [sys.executable, "-c", WRITER, str(path)]
        writers.append(subprocess.Popen(command, stdout=subprocess.PIPE, encoding="ascii"))
    for path, writer in zip(paths, writers, strict=True):
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        time.sleep(dice.uniform(0, 0.05))
        writer.kill()
        reported = [1, *map(int, writer.stdout.read().split())]
        writer.stdout.close()
        writer.wait()
        run = load(path)
        step = run.state["step"]
        assert step in (reported[-1], reported[-1] + 1)
        assert len(run.history["epoch"]) == step
        for arrays in (run.weights.last, run.weights.best, run.slots["m"]):
            assert all(np.all(array == step) for array in arrays.values())
        assert len(list(path.parent.iterdir())) <= 2, "the run, and at most what the kill cut off"
