"""Whatever is wrong with what a user gives: the documented exit code, one clear message, nothing touched."""

from __future__ import annotations

import os
from pathlib import Path

import h5py
import pytest

TEN_ERRORS = """\
spec_version: 2
nam: x
seed: -1
data: {source: iris.csv, target: species, split: {kind: randm}}
architecture: {hidden: [16, 0]}
activation: rlu
optimizer: {kind: adam, learning_rate: fast}
early_stopping: {patience: 0}
training: {epochs: ten}
metrics: [acuracy]
"""


@pytest.fixture
def untouched(world, refused, contents):
    """untouched(code, *words): the message of a command that fails and changes nothing at all."""

    old = world / "runs" / "old"
    old.mkdir(parents=True)
    (old / "checkpoint.h5").write_bytes(b"weights")

    def run(code, *words):
        before = contents(world)
        said = refused(code, *words)
        assert contents(world) == before
        assert "Traceback" not in said
        return said

    return run


@pytest.fixture
def spec(world):
    """spec(text, **files): bad.yaml, and files beside it."""

    def write(text, **files):
        for name, content in files.items():
            (world / name.replace("_", ".")).write_bytes(content.encode())
        (world / "bad.yaml").write_text(text, encoding="utf-8")
        return "bad.yaml"

    return write


COMMANDS = ["train", "check", "gradcheck"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.yaml", "no such file"),
        ("iriss.yaml", "did you mean 'iris.yaml'?"),
        ("empty.yaml", "nothing in it"),
        (".", "a folder; expected a YAML file, such as"),
        ("iris.csv", "expected a mapping with the keys"),
        ("picture.png", "a binary file; expected text in YAML"),
    ],
)
def test_what_is_no_spec(untouched, world, command, name, words):
    (world / "empty.yaml").touch()
    (world / "picture.png").write_bytes(b"\x89PNG\0\0")
    assert words in untouched(3, command, name)


@pytest.mark.parametrize("command", COMMANDS)
def test_ten_errors_are_told_at_once_with_their_places(untouched, spec, command):
    said = untouched(3, command, spec(TEN_ERRORS))
    places = [line.split(": ")[:2] for line in said.splitlines() if line.startswith("bad.yaml:")]
    assert places == [
        ["bad.yaml:1:15", "spec_version"],
        ["bad.yaml:2:1", "nam"],
        ["bad.yaml:3:7", "seed"],
        ["bad.yaml:4:57", "data.split.kind"],
        ["bad.yaml:5:29", "architecture.hidden.1"],
        ["bad.yaml:6:13", "activation"],
        ["bad.yaml:7:40", "optimizer.learning_rate"],
        ["bad.yaml:8:28", "early_stopping.patience"],
        ["bad.yaml:9:20", "training.epochs"],
        ["bad.yaml:10:11", "metrics.0"],
    ]
    assert sum(line.startswith("      | ") and "^" in line for line in said.splitlines()) == 10


@pytest.mark.parametrize("command", COMMANDS)
def test_a_loss_that_does_not_go_with_the_data_has_its_place(untouched, spec, command):
    said = untouched(
        3, command, spec("data: {source: iris.csv, target: species}\nloss: binary_cross_entropy\n")
    )
    assert said.startswith("bad.yaml:2:7: loss: binary_cross_entropy is for")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("source", [".", "bad.exe", "runs/old"])
def test_a_source_of_no_known_kind(untouched, spec, command, source):
    said = untouched(3, command, spec(f"data: {{source: {source}, target: y}}\n"))
    assert said.startswith(
        f"bad.yaml:1:16: data.source: '{source}': this is no known kind of file; known are"
    )


HEADER = "a,b,y\n"
GOOD = "".join(f"{i},{i % 7},{i % 2}\n" for i in range(40))


@pytest.mark.parametrize(
    ("section", "content", "words"),
    [
        ("{source: none.csv, target: y}", None, ["none.csv", "no such file"]),
        ("{source: t.csv, target: y}", "", ["t.csv", "empty"]),
        ("{source: t.csv, target: y}", HEADER, ["t.csv", "no rows"]),
        ("{source: t.csv, target: z}", HEADER + GOOD, ["no column 'z' (data.target)"]),
        ("{source: t.csv}", HEADER + GOOD, ["data.target is missing", "a, b, y"]),
        (
            "{source: t.csv, target: y, columns: {b: number}}",
            HEADER + GOOD + "1,many,0\n",
            ["row 41, column b: 'many' is not a number"],
        ),
        ("{source: t.csv, target: y, columns: {c: drop}}", HEADER + GOOD, ["'c'", "data.columns.c"]),
        ("{source: t.csv, target: y}", HEADER + "1,2,yes\n" * 40, ["'yes' in all rows"]),
        ("{source: t.csv, target: y}", HEADER + GOOD + "1,2,\n", ["row 41", "column y: the target is empty"]),
        (
            "{source: t.csv, target: y}",
            HEADER + GOOD + "1,2,nan\n",
            ["row 41", "column y: the target is empty"],
        ),
        (
            "{source: t.csv, target: a}",
            HEADER + GOOD + "nan,2,1\n",
            ["row 41", "column a: the target is empty"],
        ),
        ("{source: t.csv, target: y}", HEADER + "1,2,0\n2,3,1\n", ["t.csv: 2 rows are too few"]),
        ("{source: {kind: table, path: runs}, target: y}", None, ["runs", "is not a file"]),
        ("{source: t.csv, target: y}", "\x00\x01\x02\n", ["t.csv"]),
    ],
)
def test_data_that_cannot_be_used(untouched, spec, section, content, words):
    files = {} if content is None else {"t_csv": content}
    said = untouched(4, "train", spec(f"data: {section}\n", **files))
    assert all(word in said for word in words), said
    assert said.count("\n") == 1


def test_names_cannot_command_the_terminal(untouched, spec):
    said = untouched(4, "check", spec("data: {source: t.csv, target: y}\n", t_csv="\x1b[2J\x1e,y\nx,1\n"))
    assert "\x1b" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_fewer_rows_than_a_batch(untouched, spec, command):
    said = untouched(
        4, command, spec("data: {source: iris.csv, target: species}\ntraining: {batch_size: 107}\n")
    )
    assert "training.batch_size is 107, but there are 106 rows" in said


def test_the_default_batch_fits_itself_to_few_rows(world, done, table):
    table(world / "few.csv", [["a", "y"], *([i, i % 2] for i in range(12))])
    (world / "few.yaml").write_text("data: {source: few.csv, target: y}\n", encoding="utf-8")
    done("train", "few.yaml", "--quiet")


def hdf5_of_another_program(folder):
    with h5py.File(folder / "made.h5", "w") as file:
        file["weights"] = [1.0, 2.0]
    return (folder / "made.h5").read_bytes()


def test_a_checkpoint_without_its_seal_is_read_and_said_to_be_one(trained, done, world):
    """As h5repack leaves it; a file in which something was changed has a seal that does not fit."""
    whole = (world / "runs" / "iris" / "checkpoint.h5").read_bytes()
    expected = done("eval", "runs/iris", "--json").json
    for content in (whole[512:], bytes(512) + whole[512:]):
        (world / "bare.h5").write_bytes(content)
        ended = done("eval", "bare.h5", "--json")
        assert ended.json == {**expected, "checkpoint": "bare.h5"}
        assert "note: bare.h5 has no seal" in ended.err
        begun = done("train", "iris.yaml", "--from", "bare.h5", "--name", "begun", "--force")
        assert "note: bare.h5 has no seal" in begun.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text.h5", "is not a checkpoint of mlp: a text file that begins with 'weights'"),
        ("empty.h5", "is not a checkpoint of mlp: an empty file"),
        ("other.h5", "is not a checkpoint of mlp: an HDF5 file of another program"),
        ("cut.h5", "is truncated"),
        ("flipped.h5", "damaged"),
        ("none.h5", "there is no such file"),
        ("runs", "there is no such file"),
    ],
)
def test_what_is_no_checkpoint(trained, untouched, world, name, said):
    whole = (world / "runs" / "iris" / "checkpoint.h5").read_bytes()
    flipped = bytearray(whole)
    flipped[len(flipped) // 2] ^= 1
    files = {
        "text.h5": b"weights\n",
        "empty.h5": b"",
        "other.h5": hdf5_of_another_program(world),
        "cut.h5": whole[: len(whole) // 2],
        "flipped.h5": bytes(flipped),
    }
    for file, content in files.items():
        (world / file).write_bytes(content)
    for words in (("eval", name), ("predict", name, "iris.csv"), ("show", name)):
        message = untouched(6, *words)
        assert said in message
        assert message.count("\n") == 1


def test_a_checkpoint_that_was_edited(trained, untouched, world):
    with h5py.File(world / "runs" / "iris" / "checkpoint.h5", "r+") as file:
        file["weights/best/0_dense/b"][0] = 7
    assert "do not match their checksum (or it was changed after it was saved)" in untouched(
        6, "eval", "runs/iris"
    )


def test_resume_of_a_damaged_run(trained, untouched):
    checkpoint = trained / "checkpoint.h5"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    assert "is truncated" in untouched(6, "train", "iris.yaml", "--resume")


@pytest.fixture
def locked(tmp_path):
    """A folder that may be read only."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("permissions do not bind this user, or this system")
    return folder


def test_a_folder_that_cannot_be_written(trained, untouched, locked):
    assert "cannot be made" in untouched(2, "train", "iris.yaml", "--runs", "locked/runs")
    assert "cannot be written" in untouched(2, "predict", "runs/iris", "iris.csv", "-o", "locked/p.csv")


def test_a_file_that_cannot_be_read(trained, refused, locked, world):
    (world / "iris.csv").chmod(0)
    assert "iris.csv" in refused(4, "predict", "runs/iris", "iris.csv")
    (world / "iris.yaml").chmod(0)
    assert "cannot be read" in refused(3, "train", "iris.yaml")


def test_runs_below_a_file(untouched):
    assert "cannot be made" in untouched(2, "train", "iris.yaml", "--runs", Path("iris.csv") / "runs")
