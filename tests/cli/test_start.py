"""What can only be seen from outside: exit codes, pipes, help, and streams that are closed or full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mlpcli

COMMANDS = [
    "init", "train", "eval", "predict", "check", "show", "runs", "compare", "sweep", "worker", "plot",
    "report", "lectures", "analyze", "calibrate", "kinds", "explain", "schema", "gradcheck", "doctor",
    "verify",
]  # fmt: skip


def test_version(mlp):
    ended = mlp("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"mlp {mlpcli.__version__}\n", "")


def test_help_lists_the_commands(mlp):
    ended = mlp("--help")
    assert ended.code == 0
    assert all(f" {command} " in ended.out for command in COMMANDS)
    assert "mlp train configs/digits.yaml" in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_an_example_and_the_common_options(mlp, command):
    ended = mlp(command, "--help")
    assert ended.code == 0
    assert f"Example: mlp {command} " in ended.out
    assert "--json" in ended.out
    assert "--quiet" in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ("trian", "iris.yaml"),
        ("train",),
        ("train", "iris.yaml", "--epochs", "3"),
        ("eval", "runs/iris", "--split", "tset"),
        ("eval", "runs/iris", "--weights", "first"),
        ("predict", "runs/iris"),
        ("train", "iris.yaml", "--set", "epochs"),
    ],
)
def test_wrong_usage(world, mlp, words):
    ended = mlp(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.strip()
    assert not (world / "runs").exists()


def test_exit_codes_leave_the_process(world, process):
    for code, words in {
        0: ("check", "iris.yaml", "--quiet"),
        3: ("check", "iris.yaml", "--set", "sed=3"),
        5: ("train", "iris.yaml", "--set", "optimizer={kind: sgd, learning_rate: 1e30}"),
    }.items():
        ended = process(*words, cwd=world)
        assert ended.code == code, ended.err
        assert "Traceback" not in ended.err
        assert bool(ended.err) == bool(code)


def test_stdin(world, process):
    ended = process("check", "-", "--json", cwd=world, input=(world / "iris.yaml").read_text())
    assert ended.json["parameters"] == 131


def test_another_encoding_of_the_system_does_not_spoil_pipes(world, done, process):
    text = (world / "iris.csv").read_text(encoding="utf-8").replace("setosa", "Borsten-Schwertlílie")
    (world / "iris.csv").write_text(text, encoding="utf-8")
    done("train", "iris.yaml", "--quiet")
    ended = process("predict", "runs/iris", "iris.csv", cwd=world, env={"PYTHONIOENCODING": "cp1252"})
    assert "\nBorsten-Schwertlílie\n" in ended.out


def test_a_reader_that_leaves_early(world, program):
    """As in `mlp schema | head -1`: no complaint, whatever is left unread."""
    writer = subprocess.Popen(
        [*program, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "{\n"
    writer.stdout.close()
    assert writer.stderr is not None
    assert writer.stderr.read() == ""
    writer.stderr.close()
    writer.wait()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [("schema",), ("explain", "adam"), ("predict", "runs/iris", "iris.csv")])
def test_a_full_disk_behind_stdout(trained, world, program, words):
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*program, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=buffered,
            cwd=world,
            check=False,
        )
    assert ended.returncode != 0
    assert ended.stderr == "stdout cannot be written: No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such redirection")
def test_streams_that_are_closed(world):
    command = f'"{sys.executable}" -m mlpcli.cli.main train iris.yaml >&- 2>&-'
    assert subprocess.run(command, shell=True, cwd=world, check=False).returncode == 0
    assert (world / "runs" / "iris" / "checkpoint.h5").is_file()


ENDED = """
import atexit, os, sys, threading
from mlpcli.cli.main import run

at_once = os._exit
os._exit = lambda code: (print("at once", flush=True), at_once(code))
atexit.register(print, "at exit")
{more}
run()
"""


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ("", ["at exit", "at once"]),
        ("sys.setprofile(lambda *told: None)", ["at exit"]),
        ("sys.settrace(lambda *told: None)", ["at exit"]),
        ("threading.Timer(1, print, ['late']).start()", ["late", "at exit"]),
        ("import duckdb", ["at exit"]),
    ],
)
@pytest.mark.parametrize(("words", "code"), [(["kinds", "loss"], 0), (["kinds", "los"], 2)])
def test_a_process_ends_at_once_unless_somebody_waits(more, end, words, code):
    """After what was registered for the end, and with all that was said."""
    command = [sys.executable, "-c", ENDED.format(more=more), *words]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lines = ended.stdout.splitlines()
    assert ended.returncode == code, ended.stderr
    assert lines[len(lines) - len(end) :] == end
    assert ("cross_entropy" in ended.stdout) == (code == 0)
    assert bool(ended.stderr) == bool(code)


@pytest.mark.parametrize(
    ("word", "meant"), [("trian", "train"), ("evaluate", "eval"), ("chek", "check"), ("lecture", "lectures")]
)
def test_a_command_like_it_is_suggested(mlp, word, meant):
    ended = mlp(word)
    assert ended.code == 2
    assert f"Did you mean '{meant}'" in ended.err


def test_completion_knows_commands_and_options(process):
    def completed(*words):
        asked = {"COMP_WORDS": " ".join(("mlp", *words)), "COMP_CWORD": str(len(words))}
        program = "import sys; sys.argv = ['mlp']; from mlpcli.cli.main import main; main()"
        ended = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, **asked, "_MLP_COMPLETE": "complete_bash"},
        )
        return ended.stdout.split()

    assert completed("ca") == ["calibrate"]
    assert completed("lectures", "s") == ["show"]
    assert "--find-learning-rate" in completed("train", "--find")


def test_duckdb_is_left_in_silence(tmp_path):
    """Its bindings complain on stderr of whatever is not collected at the end."""
    rows = '{"a": 1, "y": 0}\n{"a": 2, "y": 1}\n' * 20
    (tmp_path / "t.jsonl").write_text(rows, encoding="utf-8")
    (tmp_path / "t.yaml").write_text("data: {source: t.jsonl, target: y}", encoding="utf-8")
    program = (
        "import atexit, sys; atexit.register(lambda: print('duckdb' in sys.modules, file=sys.stderr)); "
        "from mlpcli.cli.main import main; main()"
    )
    command = [sys.executable, "-c", program, "check", "t.yaml"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0
    assert "leak" not in ended.stderr
    assert ended.stderr.endswith("True\n"), "it was not even loaded"
