"""The job `sweep`: grids of small networks, by `mlp sweep` and by the equal programs of the peers."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

from programs import Program
from quiet import cores
from race import HERE, ROOT, Race, Setting

from mlpcli.config import load_document

GRIDS = HERE / "grids"
RATES, STRENGTHS = "optimizer.learning_rate", "regularization.0.strength"


def digits_grid(setting: Setting) -> Race:
    """The digits network, 64 times."""
    what = (
        "`mlp sweep grids/digits.yaml`: 64-64-10, batch 32, 20 epochs; 8 learning rates x 8 strengths of L2"
    )
    data = ROOT / "datasets" / "digits.csv.gz"
    return race(setting, "digits", what, data, floor=0.97, singles=2, sklearn=8)


def iris_grid(setting: Setting) -> Race:
    """A tiny network, 256 times."""
    what = "`mlp sweep grids/iris.yaml`: 4-16-3, batch 32, 50 epochs; 16 learning rates x 16 strengths of L2"
    return race(setting, "iris", what, ROOT / "datasets" / "iris.csv", floor=0.95, sklearn=15)


def race(
    setting: Setting,
    name: str,
    what: str,
    data: Path,
    *,
    floor: float,
    singles: float | None = None,
    sklearn: float | None = None,
) -> Race:
    """All programs for a grid; `singles` and `sklearn` are how many times as long those shall take."""
    sweep = load_document(GRIDS / f"{name}.yaml").value
    alone = setting.scratch / f"{name}.yaml"
    base = (GRIDS / sweep["base"]).as_posix()
    alone.write_text(json.dumps(sweep | {"base": base, "stack": 1}), encoding="utf-8")
    programs = [
        Program("mlp", (command(setting, GRIDS / f"{name}.yaml"),), floor=floor),
        Program("mlp, networks one by one", (command(setting, alone),), floor=floor, ratio=singles),
    ]
    axes = [("--rates", RATES), ("--strengths", STRENGTHS)]
    grid = tuple(word for option, key in axes for word in (option, *map(str, sweep["axes"][key])))

    def peer(package: str, *options: str) -> tuple[str, ...]:
        program = str(HERE / "peers" / f"grid_{package}.py")
        return sys.executable, program, f"{name}-grid", str(data), "results", *options, *grid

    n = str(cores())
    if find_spec("sklearn"):
        search = peer("sklearn", "--threads", n)
        programs.append(Program("scikit-learn, GridSearchCV", (search,), floor=floor, ratio=sklearn))
    if find_spec("jax"):
        forms = [("vmap", "1"), ("vmap", n), ("shards", n)]
        commands = tuple(peer("jax", "--form", form, "--threads", threads) for form, threads in forms)
        programs.append(Program("JAX, vmap", commands, floor=floor))
    return Race(f"sweep, {name}", what, tuple(programs), "best validation accuracy")


def command(setting: Setting, sweep: Path) -> tuple[str, ...]:
    return setting.mlp, "sweep", str(sweep), "--runs", "runs", "--json"
