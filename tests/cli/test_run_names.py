"""Who gets which name, and what --resume, --force and --from do with the runs there are."""

from __future__ import annotations

import json
import shutil

import pytest


def epochs(number):
    return "--set", f"training.epochs={number}"


def lines(run):
    text = (run / "metrics.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_without_a_name_the_next_free_one(world, done):
    names = [done("train", "iris.yaml", "--json", *epochs(1)).json["run"] for _ in range(3)]
    assert names == ["runs/iris", "runs/iris-2", "runs/iris-3"]


def test_the_name_in_the_spec_goes_before_the_file(world, done):
    (world / "iris.yaml").write_text("name: flowers\ndata: {source: iris}\n", encoding="utf-8")
    assert done("train", "iris.yaml", "--json", *epochs(1)).json["run"] == "runs/flowers"


def test_a_given_name_and_folder(world, done):
    told = done("train", "iris.yaml", "--name", "mine", "--runs", "all/of/them", "--json", *epochs(1)).json
    assert told["checkpoint"] == "all/of/them/mine/checkpoint.h5"
    assert (world / told["checkpoint"]).is_file()


def test_a_given_name_that_exists_is_refused_before_the_work(trained, world, refused, contents):
    (world / "iris.csv").unlink()
    before = contents(world)
    said = refused(2, "train", "iris.yaml", "--name", "iris")
    assert "there is a run" in said
    assert "--resume" in said
    assert "--force" in said
    assert contents(world) == before


@pytest.mark.parametrize("name", ["a/b", "..", "", "con", "a:b"])
def test_a_name_that_is_no_folder_everywhere_is_refused(world, refused, name):
    assert "cannot be called" in refused(2, "train", "iris.yaml", "--name", name)
    assert not (world / "runs").exists()


def test_runs_that_are_a_file_are_refused(world, refused):
    assert "iris.csv is a file" in refused(2, "train", "iris.yaml", "--runs", "iris.csv")


def test_resume_with_nothing_saved_starts_and_says_so(world, done, arrays):
    ended = done("train", "iris.yaml", "--name", "new", "--resume", *epochs(3))
    assert "nothing is saved yet: starting from the beginning" in ended.err
    done("train", "iris.yaml", "--name", "usual", "--quiet", *epochs(3))
    assert arrays(world / "runs" / "new", "weights") == arrays(world / "runs" / "usual", "weights")


def test_resume_of_a_folder_that_never_saved_starts_in_it(world, done):
    (world / "runs" / "iris").mkdir(parents=True)
    ended = done("train", "iris.yaml", "--resume", *epochs(3))
    assert "nothing is saved yet" in ended.err
    assert (world / "runs" / "iris" / "checkpoint.h5").is_file()


def test_a_finished_run_resumed_stays_as_it_is(trained, done, arrays):
    checkpoint = (trained / "checkpoint.h5").read_bytes()
    before = lines(trained)
    ended = done("train", "iris.yaml", "--resume")
    assert "has all its 100 epochs behind it" in ended.err
    assert (trained / "checkpoint.h5").read_bytes() == checkpoint
    assert lines(trained) == before


def test_a_run_that_stopped_early_resumed_stays_as_it_is(world, done):
    sets = ["--set", "early_stopping={patience: 2}", "--set", "optimizer={kind: adam, learning_rate: 0.1}"]
    done("train", "iris.yaml", "--quiet", *sets)
    checkpoint = world / "runs" / "iris" / "checkpoint.h5"
    before = checkpoint.read_bytes()
    ended = done("train", "iris.yaml", "--resume", *sets)
    assert "(early_stopping): nothing is left to train" in ended.err
    assert checkpoint.read_bytes() == before


def test_more_epochs_continue_to_what_they_would_have_been(world, done, arrays):
    done("train", "iris.yaml", "--name", "whole", "--quiet", *epochs(30))
    done("train", "iris.yaml", "--name", "parts", "--quiet", *epochs(12))
    ended = done("train", "iris.yaml", "--name", "parts", "--resume", *epochs(30))
    assert "continuing" in ended.err
    assert "after 12 of 30 epochs" in ended.err
    whole, parts = world / "runs" / "whole", world / "runs" / "parts"
    kept = ("weights", "optimizer", "history/training_loss", "history/validation_loss", "history/epoch")
    assert arrays(parts, *kept) == arrays(whole, *kept)
    assert [row["epoch"] for row in lines(parts)] == list(range(1, 31))
    assert [row["training_loss"] for row in lines(parts)] == [row["training_loss"] for row in lines(whole)]


def test_the_best_of_before_is_remembered(world, done):
    sets = ["--set", "optimizer={kind: sgd, learning_rate: 2.0}"]  # so wild that the start is the best
    first = done("train", "iris.yaml", "--json", *sets, *epochs(40)).json
    ended = done("train", "iris.yaml", "--resume", "--json", *sets, *epochs(41))
    assert first["best_epoch"] < 40
    assert ended.json["best_epoch"] == first["best_epoch"]
    assert f"at epoch {first['best_epoch']}\n" in ended.err


def test_fewer_epochs_than_are_done_are_refused(trained, world, refused, contents):
    before = contents(world)
    said = refused(2, "train", "iris.yaml", "--resume", *epochs(50))
    assert "has 100 epochs behind it and training.epochs is 50" in said
    assert contents(world) == before


def test_another_spec_is_refused_with_the_differences(trained, world, refused, contents):
    before = contents(world)
    sets = ["optimizer=sgd", "seed=3", "regularization=[l2]", "architecture.hidden=[8]"]
    said = refused(2, "train", "iris.yaml", "--resume", *(word for s in sets for word in ("--set", s)))
    assert said.splitlines()[1:-1] == [
        "  seed: 0 -> 3",
        "  architecture.hidden.0: 16 -> 8",
        "  optimizer: adam -> sgd",
        "  regularization: [] -> [l2]",
    ]
    assert "--from" in said.splitlines()[-1]
    assert contents(world) == before


def test_a_name_and_comments_are_no_difference(trained, world, done):
    spec = (world / "iris.yaml").read_text(encoding="utf-8")
    (world / "iris.yaml").write_text(f"# as before\nname: iris\n{spec}", encoding="utf-8")
    done("train", "iris.yaml", "--resume")


def test_changed_data_cannot_be_continued(trained, world, refused, contents):
    with (world / "iris.csv").open("a") as file:
        file.write("5.0,3.4,1.5,0.2,setosa\n")
    before = contents(world)
    assert "the data has changed" in refused(4, "train", "iris.yaml", "--resume", *epochs(120))
    assert contents(world) == before


def test_force_starts_over(trained, done, arrays):
    before = (trained / "checkpoint.h5").read_bytes()
    told = done("train", "iris.yaml", "--force", "--json", *epochs(5)).json
    assert told["run"] == "runs/iris"
    assert told["epochs"] == 5
    assert (trained / "checkpoint.h5").read_bytes() != before
    assert len(lines(trained)) == 5
    assert sorted(path.name for path in trained.iterdir()) == ["checkpoint.h5", "metrics.jsonl"]


def test_force_and_resume_exclude_each_other(trained, refused):
    assert "give one of them" in refused(2, "train", "iris.yaml", "--force", "--resume")


def test_from_starts_with_the_best_weights_of_another_run(trained, world, done, arrays):
    done("train", "iris.yaml", "--name", "next", "--from", trained, "--quiet", *epochs(0))
    best = arrays(trained, "weights/best")
    last = arrays(world / "runs" / "next", "weights/last")
    assert list(last.values()) == list(best.values())


def test_from_a_network_of_other_layers_is_refused(trained, world, refused, contents):
    before = contents(world)
    said = refused(6, "train", "iris.yaml", "--from", trained, "--set", "architecture.hidden=[8]")
    assert "0_dense/W (4, 16)" in said
    assert "0_dense/W (4, 8)" in said
    assert contents(world) == before


def test_from_what_is_no_checkpoint_is_refused(world, refused):
    assert "is not a checkpoint" in refused(6, "train", "iris.yaml", "--from", "iris.csv")
    assert not (world / "runs").exists()


def test_a_run_moved_elsewhere_still_works(trained, world, done):
    shutil.move(trained, world / "moved")
    assert done("eval", "moved", "--json").json["rows"] == 22
    assert done("eval", "moved/checkpoint.h5", "--json").json["rows"] == 22
