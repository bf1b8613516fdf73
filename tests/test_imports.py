"""What the command line may load before it knows that it is needed: start-up is what a user waits for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlpcli.cli.commands import COMMANDS, MODULES

HEAVY = (
    "numpy",
    "pydantic",
    "h5py",
    "duckdb",
    "yaml",
    "threadpoolctl",
    "scipy",
    "matplotlib",
    "rich.live",
    "rich.progress",
)
"""Packages and modules that `mlp --help` can do without; NumPy alone would double its time."""

RARE = (
    "numpy.ma",
    "scipy",
    "duckdb",
    "matplotlib",
    "mlpcli.architecture.conv2d",
    "mlpcli.architecture.elman",
    "mlpcli.architecture.embedding",
    "mlpcli.config.explain",
    "mlpcli.data.coding.date",
    "mlpcli.data.coding.hashed",
    "mlpcli.data.coding.shares",
    "mlpcli.data.source.tabular.database",
    "mlpcli.data.source.tabular.large",
    "mlpcli.ensemble.bagging",
    "mlpcli.fast.plan",
    "mlpcli.initialization.lecun_normal",
    "mlpcli.loss.focal",
    "mlpcli.loss.mse",
    "mlpcli.optimizer.newton",
    "mlpcli.optimizer.perceptron",
    "mlpcli.training.divergence",
)
"""What a dense network on a table of numbers has no use for, be it checked, trained or judged."""

PROGRAM = """
import sys
from mlpcli.cli.main import main

sys.argv[0] = "mlp"
try:
    main()
finally:
    print("loaded:", *sys.modules, file=sys.stderr)
"""


def run_mlp(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`mlp` with these words in a fresh interpreter; the last line on stderr names what is loaded."""
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60, cwd=cwd)


def loaded(ended: subprocess.CompletedProcess[str]) -> set[str]:
    """The modules that the last line on stderr names."""
    word, *names = ended.stderr.splitlines()[-1].split()
    assert word == "loaded:", ended.stderr
    return set(names)


def heavy(ended: subprocess.CompletedProcess[str]) -> set[str]:
    """The heavy ones among them."""
    return loaded(ended) & set(HEAVY)


def test_help_loads_nothing_heavy() -> None:
    ended = run_mlp("--help")
    assert ended.returncode == 0, ended.stderr
    assert "mlp" in ended.stdout
    assert not heavy(ended)


@pytest.mark.parametrize("command", ["train", "eval", "check"])
def test_help_of_a_command_loads_nothing_heavy(command: str) -> None:
    ended = run_mlp(command, "--help")
    assert ended.returncode == 0, ended.stderr
    assert command in ended.stdout
    assert heavy(ended) <= {"pydantic"}  # recent versions of typer use it to convert parameters
    assert made(ended) == {command}


def made(ended: subprocess.CompletedProcess[str]) -> set[str]:
    """The commands that were imported."""
    return {command for command in COMMANDS if f"mlpcli.cli.{MODULES.get(command, command)}" in loaded(ended)}


def test_a_command_loads_what_its_spec_names(tmp_path: Path, configs: Path) -> None:
    """Bounds on the number of modules are some above what is needed: look for what has come in."""
    spec = str(configs / "digits.yaml")
    checked = run_mlp("check", spec, "--json", cwd=tmp_path)
    trained = run_mlp("train", spec, "--set", "training.epochs=1", "--quiet", cwd=tmp_path)
    judged = run_mlp("eval", "runs/digits", "--json", cwd=tmp_path)
    for ended, command, most in ((checked, "check", 220), (trained, "train", 260), (judged, "eval", 235)):
        assert ended.returncode == 0, ended.stderr
        assert made(ended) == {command}
        assert not loaded(ended) & set(RARE)
        assert sum(name.startswith("mlpcli") for name in loaded(ended)) <= most
    assert not loaded(checked) & {"h5py", "rich", "mlpcli.store.checkpoint"}
    assert "mlpcli.training.baseline.measure" not in loaded(checked) | loaded(judged)


def test_a_spec_with_a_mistake_is_refused_before_the_rest_is_loaded(configs: Path) -> None:
    ended = run_mlp("check", str(configs / "digits.yaml"), "--set", "optimzer=sgd")
    assert ended.returncode == 3
    assert not loaded(ended) & {"mlpcli.checking", "mlpcli.data.lint", "mlpcli.training.session", *RARE}


def test_the_check_sees_what_is_loaded() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import numpy\n" + PROGRAM, "--help"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert heavy(ended) == {"numpy"}


def test_the_collector_begins_late_and_goes_on_as_usual() -> None:
    program = (
        "import gc, mlpcli.cli as _; print(gc.get_threshold()[0]); gc.collect(); print(gc.get_threshold()[0])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.split() == ["200000", "20000"]
    assert ended.stderr == ""
