"""Small trained runs and a sweep to draw, made once; and whether all of a figure is inside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

import mlpcli
from mlpcli import Experiment
from mlpcli.plot import Subject, subject_at
from mlpcli.store.checkpoint import save
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.sweep.results import write_results
from mlpcli.sweep.trial import Result
from mlpcli.training.session import PARTS

SPECS: dict[str, dict[str, Any]] = {
    "iris": {"data": {"source": "iris"}, "architecture": {"hidden": [5]}},
    "seeded": {"data": {"source": "iris"}, "architecture": {"hidden": [5]}, "seed": 1},
    "moons": {"data": {"source": "moons"}, "architecture": {"hidden": [8]}},
    "sine": {"data": {"source": "sine"}, "architecture": {"hidden": [6]}, "activation": "tanh"},
    "bagging": {
        "data": {"source": "sine"},
        "architecture": {"hidden": [4]},
        "ensemble": {"kind": "bagging", "members": 3},
    },
    "plane": {
        "data": {"source": "plane.csv", "target": "height"},
        "architecture": {"hidden": [8]},
    },
    "images": {
        "data": {"source": "images.npz", "target": "y", "task": "classification"},
        "architecture": {"layers": [{"kind": "conv2d", "filters": 4, "kernel": 3}, "flatten"]},
    },
}


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs, by the names of SPECS, and a sweep in `sweep`."""
    folder = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(0)
    x = random.uniform(-2, 2, (60, 2))
    rows = np.column_stack([x, 10 + x[:, 0] * x[:, 1]])
    np.savetxt(folder / "plane.csv", rows, delimiter=",", header="a,b,height", comments="")
    np.savez(folder / "images.npz", x=random.uniform(size=(60, 6, 6)), y=np.arange(60) % 3)
    for name, spec in SPECS.items():
        (folder / name).mkdir()
        made = Experiment.model_validate({"training": {"epochs": 4}, **spec}).at(folder)
        session = mlpcli.begin(made)
        list(session.fit())
        scores = {part: session.scores(part) for part in PARTS}
        checkpoint = to_checkpoint(session, Origin(name=name), scores)
        save(folder / name / "checkpoint.h5", checkpoint)
    write_sweep(folder / "sweep")
    return folder


def write_sweep(folder: Path) -> None:
    """Six points of three rates and two widths, two seeds each; losses that fall with the rate."""
    folder.mkdir()
    results = []
    for point, (rate, hidden) in enumerate((r, h) for r in (0.001, 0.01, 0.1) for h in ([4], [8, 4])):
        for seed in range(2):
            loss = 0.02 / rate**0.5 + 0.01 * len(hidden) + 0.001 * seed
            name = f"{point:04}-s{seed}"
            overrides = {"optimizer.learning_rate": rate, "architecture.hidden": hidden, "seed": seed}
            epochs = np.arange(1, 4)
            history = {"epoch": epochs, "training_loss": loss / epochs, "validation_loss": loss + 1 / epochs}
            scores = {"validation_loss": loss}
            results.append(
                Result(name, name, point, seed, overrides, "done", scores=scores, epochs=3, history=history)
            )
    write_results(folder / "sweep.h5", results, objective="validation_loss", seeds=2)


@pytest.fixture
def subject(runs: Path) -> Callable[..., Subject]:
    """subject(*names): what a picture of these runs, or of the sweep, is of."""
    return lambda *names: subject_at([runs / name for name in names])


@pytest.fixture(scope="session")
def outside() -> Callable[[Figure], list[str]]:
    """outside(figure): the sides on which something reaches out of it, once it is laid out."""

    def look(figure: Figure) -> list[str]:
        figure.canvas.draw()
        box = figure.get_tightbbox(figure.canvas.get_renderer())  # type: ignore[attr-defined]
        width, height = figure.get_size_inches()
        reach = {"left": -box.x0, "bottom": -box.y0, "right": box.x1 - width, "top": box.y1 - height}
        return [side for side, by in reach.items() if by > 0.01]

    return look
