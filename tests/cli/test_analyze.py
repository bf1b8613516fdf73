"""`mlp analyze` and `mlp calibrate` as a user types them."""

from __future__ import annotations

import pytest

from mlpcli.analysis import KINDS

MOONS = "data: {source: moons}\narchitecture: {hidden: [4]}\ntraining: {epochs: 3}\n"


@pytest.fixture
def run(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "moons.yaml").write_text(MOONS)
    done("train", "moons.yaml", "--quiet")
    return tmp_path / "runs" / "moons"


def test_the_kinds_are_listed(done):
    assert [kind["kind"] for kind in done("analyze", "--json").json["kinds"]] == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks(done, run, kind):
    told = done("analyze", run, kind, "--json").json
    assert told["kind"] == kind
    assert told["table"]


def test_regions_are_told_and_drawn(done, run, tmp_path):
    told = done("analyze", run, "regions", "--json", "-o", tmp_path / "r.svg").json
    assert told["regions"] == len(told["polygons"]) >= told["linear_regions"]
    assert (tmp_path / "r.svg").read_text().startswith("<?xml")


def test_a_temperature_is_stored_used_and_removed(done, run):
    before = done("eval", run, "--split", "validation", "--json").json
    T = done("calibrate", run, "--json").json["temperature"]
    after = done("eval", run, "--split", "validation", "--json").json
    assert T != 1
    assert after["loss"] < before["loss"]
    assert after["metrics"]["accuracy"] == before["metrics"]["accuracy"]
    assert done("analyze", run, "calibration", "--json").json["stored"] == T
    done("calibrate", run, "--remove", "--quiet")
    assert done("eval", run, "--split", "validation", "--json").json == before


def test_what_cannot_be_is_refused(refused, run):
    assert "did you mean 'regions'" in refused(2, "analyze", run, "regins")
    assert "--column: hessian has no such option" in refused(2, "analyze", run, "hessian", "--column", "x1")
    assert "there is no column 'x3'" in refused(2, "analyze", run, "dependence", "--column", "x3")
