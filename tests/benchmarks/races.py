"""What is raced: the whole jobs of the tool, each beside the equal program of every peer installed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from grids import digits_grid, iris_grid
from programs import FailedError, Program, run
from quiet import cores
from race import HERE, ROOT, Race, Setting
from rows_race import million_rows
from step_races import STEPS


def peers(job: str, data: Path) -> tuple[Program, ...]:
    """The peers' programs for a job, in every form, each with one thread and with all cores."""
    forms = [
        ("sklearn", "plain", "scikit-learn"),
        ("torch", "tensors", "PyTorch"),
        ("torch", "loader", "PyTorch, DataLoader"),
        ("jax", "scan", "JAX, scan"),
        ("jax", "steps", "JAX, step by step"),
        ("keras", "plain", "Keras on JAX"),
    ]
    return tuple(
        Program(name, tuple(peer_command(package, form, job, data, n) for n in sorted({1, cores()})))
        for package, form, name in forms
        if find_spec(package) and (package != "keras" or find_spec("jax"))
    )


def peer_command(package: str, form: str, job: str, data: Path, threads: int) -> tuple[str, ...]:
    program = str(HERE / "peers" / f"mlp_{package}.py")
    return sys.executable, program, job, str(data), "weights", "--form", form, "--threads", str(threads)


def train(setting: Setting, spec: Path, *options: str) -> tuple[str, ...]:
    return setting.mlp, "train", str(spec), "--runs", "runs", "--name", "raced", "--json", *options


def digits(setting: Setting) -> Race:
    """The shipped digits spec."""
    tool = Program("mlp", (train(setting, ROOT / "configs" / "digits.yaml"),), limit=1.5, floor=0.96)
    what = "`mlp train configs/digits.yaml`: 64-64-10, 1,437 rows, batch 32, 100 epochs"
    return Race("digits", what, (tool, *peers("digits", ROOT / "datasets" / "digits.csv.gz")))


def iris(setting: Setting) -> Race:
    """The shipped iris spec."""
    tool = Program("mlp", (train(setting, ROOT / "configs" / "iris.yaml"),), floor=0.9)
    what = "`mlp train configs/iris.yaml`: 4-16-3, 105 rows"
    return Race("iris", what, (tool, *peers("iris", ROOT / "datasets" / "iris.csv")))


def fashion(setting: Setting) -> Race:
    """Fashion-MNIST, from the folder given by --data."""
    data, spec = fashion_data(setting, "fashion")
    tool = Program("mlp", (train(setting, spec),), limit=60, floor=0.87)
    what = "Fashion-MNIST: 784-256-128-10, 54,000 rows, batch 128, 10 epochs"
    return Race("fashion", what, (tool, *peers("fashion", data)))


def fashion_conv(setting: Setting) -> Race:
    """The same images through Lepetit's complete network; of the peers only PyTorch has convolutions."""
    data, spec = fashion_data(setting, "fashion_conv")
    tool = Program("mlp", (train(setting, spec),), limit=180, floor=0.89)
    what = (
        "Fashion-MNIST: two 3×3 convolutions (16, 32 filters) with 2×2 max-pooling, dense 128 and 64, "
        "54,000 rows, batch 128, 5 epochs"
    )
    theirs = [program for program in peers("fashion-conv", data) if program.name.startswith("PyTorch")]
    return Race("fashion_conv", what, (tool, *theirs))


def fashion_data(setting: Setting, job: str) -> tuple[Path, Path]:
    """The folder of the idx files, and the job's spec with that folder filled in."""
    data = setting.data.resolve() / "fashion-mnist"
    if not data.is_dir():
        raise FailedError(f"the job {job!r} needs {data}; give the folder above it by --data")
    spec = setting.scratch / f"{job}.yaml"
    template = (HERE / f"{job}.yaml").read_text(encoding="utf-8")
    spec.write_text(template.replace("DATA", data.as_posix()), encoding="utf-8")
    return data, spec


def startup(setting: Setting) -> Race:
    """Short commands, beside a Python process that only imports NumPy, as a measure of the machine."""
    spec = ROOT / "configs" / "digits.yaml"
    wrong = setting.scratch / "wrong.yaml"
    wrong.write_text(spec.read_text(encoding="utf-8") + "\noptimzer: adam\n", encoding="utf-8")
    runs = setting.scratch / "runs"
    run(
        (
            setting.mlp,
            "train",
            str(spec),
            "--runs",
            str(runs),
            "--name",
            "short",
            "--set",
            "training.epochs=2",
        )
    )
    checkpoint = str(runs / "short" / "checkpoint.h5")
    numpy = Program('python -c "import numpy"', ((sys.executable, "-c", "import numpy"),))
    commands = [
        ("mlp --help", ("--help",), 0, 0.25),
        ("mlp check configs/digits.yaml", ("check", str(spec)), 0, 1.0),
        ("mlp check, a key misspelt", ("check", str(wrong)), 3, 0.6),
        ("mlp eval, digits", ("eval", checkpoint), 0, 0.8),
        ("mlp show, digits", ("show", checkpoint), 0, None),
        ("mlp explain optimizer.learning_rate", ("explain", "optimizer.learning_rate"), 0, None),
        ("mlp kinds optimizer", ("kinds", "optimizer"), 0, None),
    ]
    tool = (Program(name, ((setting.mlp, *words),), code, limit) for name, words, code, limit in commands)
    return Race("startup", "Short commands", (numpy, *tool))


JOBS: dict[str, tuple[Callable[[Setting], Race], ...]] = {
    "digits": (digits,),
    "startup": (startup,),
    "fashion": (fashion,),
    "fashion_conv": (fashion_conv,),
    "sweep": (digits_grid, iris_grid),
    "steps": STEPS,
    "iris": (iris,),
    "rows": (million_rows,),
}
"""The races of the jobs, by the names that --jobs takes."""
