"""`mlp check` and `mlp gradcheck`: what is known without training."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from mlpcli.activation import Relu

CONFIGS = sorted((Path(__file__).resolve().parents[2] / "configs").glob("*.yaml"))


def test_check_tells_the_network_and_the_data(world, done):
    ended = done("check", "iris.yaml")
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    for line in ("0_dense relu 16 80", "1_dense identity 3 51", "sum 131"):
        assert line in lines
    for line in ("task multiclass", "rows train 106, validation 22, test 22", "parameters 131"):
        assert line in lines
    assert not (world / "runs").exists()


def test_check_json(world, done):
    told = done("check", "iris.yaml", "--json").json
    assert told["rows"] == {"train": 106, "validation": 22, "test": 22}
    assert (told["inputs"], told["outputs"], told["parameters"]) == (4, 3, 131)
    assert told["loss_of_ignorance"] == pytest.approx(math.log(3))
    assert told["data_bytes"] == 150 * (4 + 3) * 4
    assert told["notes"] == []


def test_check_quiet(world, done):
    ended = done("check", "iris.yaml", "--quiet")
    assert (ended.out, ended.err) == ("", "")


def test_notes_go_to_stderr(world, done):
    (world / "iris.yaml").write_text("data: {source: wine, target: cultivar}\n", encoding="utf-8")
    ended = done("check", "iris.yaml", "--resolved")
    assert ended.err.startswith("note: cultivar: 3 different whole numbers")
    assert "note" not in ended.out


def test_the_resolved_spec_trains_to_the_same_bytes(world, done, arrays):
    text = done("check", "iris.yaml", "--resolved", "--set", "early_stopping={patience: 5}").out
    assert "auto" not in text.replace("threads: auto", "")
    (world / "full.yaml").write_text(text, encoding="utf-8")
    done("train", "iris.yaml", "--quiet", "--set", "early_stopping={patience: 5}")
    done("train", "full.yaml", "--quiet")
    one, other = world / "runs" / "iris", world / "runs" / "full"
    assert arrays(one, "weights", "spec/resolved") == arrays(other, "weights", "spec/resolved")


def test_a_first_batch_that_is_not_finite(world, refused):
    said = refused(5, "check", "iris.yaml", "--set", "initialization={kind: normal, deviation: 1e30}")
    assert "not finite" in said


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_gradients_of_the_shipped_specs_are_right(done, path):
    told = done("gradcheck", path, "--json").json
    assert set(told) == {"max_relative_error", "arrays"}
    assert {"W", "b"} <= {array["name"].rpartition("/")[2] for array in told["arrays"]}
    assert all(set(array) == {"name", "relative_error", "complex_error"} for array in told["arrays"])
    assert told["max_relative_error"] == max(array["relative_error"] for array in told["arrays"])
    assert told["max_relative_error"] < 1e-7
    if path.stem != "xor_gates":  # thresholds have no slope
        assert told["max_relative_error"] > 0


def test_gradcheck_for_people(world, done):
    ended = done("gradcheck", "iris.yaml")
    assert ended.out.splitlines()[-1].startswith("largest: ")
    assert done("gradcheck", "iris.yaml", "--quiet").out == ""


def test_gradcheck_sees_a_wrong_gradient(world, done, monkeypatch):
    right = Relu.forward

    def forward(self, params, z, run):
        h, backward = right(self, params, z, run)
        return h, lambda dh, grads: 1.001 * backward(dh, grads)

    monkeypatch.setattr(Relu, "forward", forward)
    assert done("gradcheck", "iris.yaml", "--json").json["max_relative_error"] > 1e-5
