"""`mlp lectures`: what a student types."""

from __future__ import annotations

import pytest

from mlpcli.lecture import LECTURES
from mlpcli.lecture.base import Check, Outcome
from mlpcli.lecture.generative_adversarial import GenerativeAdversarial, adversaries


@pytest.fixture
def two(monkeypatch):
    """Only two lectures, as `--all` would take half a minute."""
    for name in set(LECTURES) - {"ridge", "xor-linear"}:
        monkeypatch.delitem(LECTURES, name)


def test_they_are_listed(done):
    shown = done("lectures").out
    assert all(name in shown for name in LECTURES)
    told = done("lectures", "--json").json["lectures"]
    assert [one["name"] for one in told] == list(LECTURES)
    assert all(one.keys() == {"name", "title", "claim", "note", "specs"} for one in told)
    assert done("lectures", "--quiet").out.split() == list(LECTURES)


def test_one_is_run_and_drawn(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = done("lectures", "run", "xor-linear").out
    for words in ("The claim holds", "distance of J from 1/4", "xor-linear.png"):
        assert words in shown
    assert (tmp_path / "xor-linear.png").read_bytes().startswith(b"\x89PNG")
    told = done("lectures", "run", "xor_linear", "-o", "new/picture.svg", "--json").json
    assert told["holds"] is True
    assert told["number"] <= told["bound"]
    assert told["picture"] == "new/picture.svg"
    assert (tmp_path / "new/picture.svg").read_text().startswith("<?xml")


@pytest.mark.usefixtures("two")
def test_all_make_a_page(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = done("lectures", "run", "--all", "-o", "page.html")
    assert "page: page.html" in shown.out
    assert "ridge: holds" in shown.err
    assert (tmp_path / "page.html").read_text().count("<h2") == 2
    assert len(done("lectures", "run", "--all", "--json", "--quiet").json["lectures"]) == 2
    assert (tmp_path / "gallery.html").is_file()


def test_a_claim_that_does_not_hold_ends_with_1(mlp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def fails(self, *, full=False):
        return Outcome((Check("distance", 2.0, "<=", 1.0),), ({"distance": 2.0},), lambda figure: None)

    monkeypatch.setattr(type(LECTURES["ridge"]), "run", fails)
    ended = mlp("lectures", "run", "ridge")
    assert ended.code == 1
    assert "THE CLAIM DOES NOT HOLD" in ended.out
    assert "distance: 2 > 1" in ended.out


def test_its_specs_can_be_copied_and_trained(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = done("lectures", "show", "ridge").out
    (tmp_path / "my.yaml").write_text(text)
    assert done("train", "my.yaml", "--json").json["stop_reason"] == "converged"
    commands = done("lectures", "show", "xor-relu", "-o", "copy").out.splitlines()
    assert commands[0].split() == ["mlp", "train", "copy/xor_relu.yaml"]
    assert done("train", "copy/xor_relu.yaml", "--json").json["train"]["loss"] == 0
    assert done("lectures", "show", "xor-relu", "--json").json["files"].keys() == {
        "xor_relu.yaml",
        "xor_relu_trained.yaml",
    }


def test_networks_of_adversaries_are_kept(done, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    two = adversaries("generative_adversarial", "training.epochs=2")
    found = dict(zip(("generator", "discriminator"), two, strict=True))

    def run(self, *, full=False):
        return Outcome((Check("distance", 0.0, "<=", 1.0),), (), lambda figure: None, found)

    monkeypatch.setattr(GenerativeAdversarial, "run", run)
    told = done("lectures", "run", "generative-adversarial", "--keep", "kept", "--json").json
    assert told["checkpoints"] == ["kept/generator/checkpoint.h5", "kept/discriminator/checkpoint.h5"]
    assert done("show", "kept/generator", "--json").json["epochs"] == 2
    (tmp_path / "noise.csv").write_text("x1,x2\n0.1,-0.4\n1.2,0.3\n")
    assert len(done("predict", "kept/generator", "noise.csv").out.splitlines()) == 3
    assert "real" in done("predict", "kept/discriminator", "noise.csv").out
    assert "new folder" in refused(2, "lectures", "run", "generative-adversarial", "--keep", "kept")
    assert "`mlp train`" in refused(2, "lectures", "run", "xor-linear", "--keep", "other")


def test_what_cannot_be(refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "did you mean 'xor-relu'?" in refused(2, "lectures", "run", "xor-rel")
    assert "`mlp lectures` lists them" in refused(2, "lectures", "show", "zzz")
    assert "expected the NAME of a lecture, or --all" in refused(2, "lectures", "run")
    assert "expected the NAME" in refused(2, "lectures", "run", "ridge", "--all")
    assert ".png" in refused(2, "lectures", "run", "ridge", "-o", "picture.gif")
    assert ".html" in refused(2, "lectures", "run", "--all", "-o", "picture.png")
    (tmp_path / "ridge.yaml").write_text("mine")
    assert "another folder" in refused(2, "lectures", "show", "ridge", "-o", ".")
    assert (tmp_path / "ridge.yaml").read_text() == "mine"
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(2, "lectures", "run", "xor-linear", "-o", "file/picture.png")
