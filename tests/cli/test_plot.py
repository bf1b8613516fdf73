"""mlp plot and mlp report: from words to files, and what they refuse."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="module")
def iris(tmp_path_factory):
    """A trained run of iris, made once: iris.csv and runs/iris."""
    import mlpcli
    from mlpcli import Experiment
    from mlpcli.store.checkpoint import save
    from mlpcli.store.record import Origin, to_checkpoint

    spec = {"data": {"source": "iris"}, "architecture": {"hidden": [3]}, "training": {"epochs": 2}}
    session = mlpcli.begin(Experiment.model_validate(spec))
    list(session.fit())
    folder = tmp_path_factory.mktemp("iris") / "runs" / "iris"
    folder.mkdir(parents=True)
    save(folder / "checkpoint.h5", to_checkpoint(session, Origin(), {"test": session.scores("test")}))
    return folder


@pytest.fixture
def small(monkeypatch):
    """Reports of one picture, so that they take no time."""
    monkeypatch.setattr("mlpcli.page.report.fitting", lambda _: ["curves"])


@pytest.fixture
def here(iris, tmp_path, monkeypatch):
    """A working folder with the run in runs/iris and once more in runs/other."""
    for name in ("iris", "other"):
        shutil.copytree(iris, tmp_path / "runs" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("runs/iris",), "runs/iris/confusion.png"),
        (("runs/iris/checkpoint.h5", "roc"), "runs/iris/roc.png"),
        (("runs/iris", "precision-recall", "-o", "a.svg"), "a.svg"),
        (("runs/iris", "runs/other"), "runs/curves.png"),
        (("runs/iris", "runs/other", "curves", "-o", "b.pdf", "--with", "metric=accuracy"), "b.pdf"),
        (
            ("runs/iris", "confusion", "--split", "train", "--width", "3.3", "--dpi", "80"),
            "runs/iris/confusion.png",
        ),
        (("runs/iris", "weights", "--with", "layer=1", "--weights", "last"), "runs/iris/weights.png"),
    ],
)
def test_it_writes_the_picture_and_says_where(here, done, words, file):
    told = done("plot", *words)
    assert told.out.strip() == file
    begin = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[file[-3:]]
    assert (here / file).read_bytes().startswith(begin)


def test_a_checkpoint_that_stands_alone(here, small, done):
    shutil.copy(here / "runs/iris/checkpoint.h5", here / "mine.h5")
    assert done("plot", "mine.h5", "curves").out.strip() == "mine-curves.png"
    assert done("report", "mine.h5").out.strip() == "mine-report.html"


def test_json(here, small, done):
    told = done("plot", "runs/iris", "curves", "--json").json
    assert told == {"picture": "runs/iris/curves.png", "kind": "curves", "of": ["runs/iris"]}
    told = done("report", "runs/iris", "--json").json
    assert told["report"] == "runs/iris/report.html"
    assert told["bytes"] == (here / "runs/iris/report.html").stat().st_size


def test_list(here, done):
    assert "boundary: " in done("plot", "--list").out
    told = done("plot", "runs/iris", "--list").out
    assert "yes  confusion: " in told
    assert "no   boundary: " in told
    assert "does not fit: it needs 2 features that are numbers, and this run has 4 inputs" in told
    kinds = {row["kind"]: row for row in done("plot", "runs/iris", "--list", "--json").json["kinds"]}
    assert kinds["roc"]["fits"] is True
    assert kinds["fit"]["fits"] is False
    assert kinds["fit"]["why_not"].startswith("it needs a target of numbers")
    assert kinds["curves"]["options"]["scale"] == "auto | linear | log"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("plot",), "name a checkpoint"),
        (("plot", "runs/iris", "fit"), "what fits: curves, learning_rate, confusion"),
        (("plot", "runs/iris", "confuson"), "did you mean 'confusion'"),
        (("plot", "runs/iris", "roc", "-o", "roc.jpg"), "written as .png, .svg, .pdf"),
        (("plot", "runs/iris", "roc", "-o", "no/roc.png"), "cannot be written"),
        (("plot", "runs/iris", "roc", "--with", "bins"), "expected NAME=VALUE"),
        (("plot", "runs/iris", "roc", "--with", "bins=3"), "roc has no option 'bins'"),
        (("plot", "runs/iris", "curves", "--split", "test"), "curves shows no single part"),
        (("plot", "runs/iris", "reliability", "--with", "bins=[1"), "--with"),
        (("plot", "runs/iris", "--weights", "averaged"), "keeps no average"),
        (("report", "runs/iris", "-o", "a.txt"), "a report is written as .html"),
        (("report", "runs/iris", "-o", "no/a.html"), "cannot be written"),
    ],
)
def test_wrong_usage(here, refused, words, message):
    code = 3 if "bins=[1" in words else 2
    assert message in refused(code, *words)


def test_checkpoints_that_are_none(here, refused):
    (here / "bad.h5").write_bytes(b"no checkpoint")
    assert "bad.h5" in refused(6, "plot", "bad.h5", "curves")
    assert "nothing cannot be read" in refused(6, "plot", "nothing")
    assert "nothing" in refused(6, "report", "nothing")
