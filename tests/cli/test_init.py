"""`mlp init`: from a strange file to a spec that trains, unedited."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from mlpcli.config.experiment import load
from mlpcli.data.source.builtin import TARGETS


@pytest.fixture
def people(world, table):
    """A table with a column of every kind: 80 rows."""
    rng = np.random.default_rng(3)
    rows = [["id", "age", "plan", "size", "paid", "since", "note", "country", "left", "churned"]]
    for i in range(80):
        churned = bool(rng.random() < 0.3)
        age = "" if i % 10 == 0 else round(float(rng.normal(40 + 8 * churned, 9)), 1)
        cells = [1000 + i, age, i % 4 + 1, ["small", "medium", "large"][i % 3], ["yes", "no"][i % 2]]
        cells += [
            f"2024-{i % 12 + 1:02d}-03",
            f"wrote us {i} times",
            "CH",
            ["gone", "here"][not churned],
            churned,
        ]
        rows.append([*cells[:-1], ["no", "yes"][churned]])
    return table(world / "people.csv", rows)


def test_it_decides_the_type_of_every_column(people, done):
    told = done("init", "people.csv", "--target", "churned", "--json").json
    kinds = {name: column["kind"] for name, column in told["columns"].items()}
    assert kinds == {
        "id": "identifier",
        "age": "number",
        "plan": "code",
        "size": "ordered",
        "paid": "boolean",
        "since": "date",
        "note": "text",
        "country": "constant",
        "left": "category",
    }
    assert told["task"] == "classification"
    dropped = {name for name, column in told["columns"].items() if column["spec"] == "drop"}
    assert dropped == {"id", "note", "country", "left"}
    assert "gives the target away" in told["columns"]["left"]["reason"]


def test_the_spec_is_commented_and_trains_unedited(people, done):
    ended = done("init", "people.csv", "--target", "churned")
    assert "mlp check people.yaml, mlp train people.yaml" in ended.out
    text = Path("people.yaml").read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert Path(first.partition("=")[2]).is_file()
    body = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert sum("# " in line for line in body) > len(body) / 2
    assert yaml.safe_load(text)["data"]["columns"]["size"]["values"] == ["small", "medium", "large"]
    assert done("check", "people.yaml", "--json").json["lint"] == []
    told = done("train", "people.yaml", "--json", "--set", "training.epochs=3").json
    assert told["baselines"]["constant"]["accuracy"] == pytest.approx(0.7, abs=0.15)


@pytest.mark.parametrize("name", TARGETS)
def test_the_built_in_sets(world, done, name):
    done("init", name, "-q", "-o", "spec.yaml")  # they say themselves what is predicted
    spec = load("spec.yaml")
    assert spec.data.target == TARGETS[name][1]
    numbers = ("diabetes", "sine", "parabola", "wave", "surface", "two_tasks")
    assert spec.data.task == ("regression" if name in numbers else "classification")


def test_it_does_not_overwrite(world, done, refused):
    Path("data.yaml").write_text("mine", encoding="utf-8")
    said = refused(2, "init", "iris.csv", "--target", "species", "-o", "data.yaml")
    assert "--force" in said
    assert Path("data.yaml").read_text(encoding="utf-8") == "mine"
    done("init", "iris.csv", "--target", "species", "-o", "data.yaml", "--force")
    assert load("data.yaml").data.target == "species"


def test_paths_are_relative_to_the_spec(world, done):
    Path("specs").mkdir()
    done("init", "iris.csv", "--target", "5", "-o", "specs/a.yaml", "-q")
    spec = load("specs/a.yaml")
    assert (spec.data.source.path, spec.data.target) == ("../iris.csv", "species")
    assert done("check", "specs/a.yaml", "--json").json["rows"]["train"] == 106


def test_stdout(world, done):
    text = done("init", "iris.csv", "--target", "species", "-o", "-").out
    assert yaml.safe_load(text)["data"]["source"] == "iris.csv"
    assert not Path("-").exists()
    assert not Path("iris.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("iris.csv",), 2, "petal_length"),
        (("iris.csv", "--target", "specis"), 2, "did you mean 'species'"),
        (("iris.csv", "--target", "6"), 2, "has 5 columns"),
        (("nowhere.csv", "--target", "a"), 4, "no such file"),
        ((), 2, "mlp init DATA"),
        (("--template", "digit"), 2, "did you mean 'digits'"),
        (("iris.csv", "--template", "digits"), 2, "one of them"),
        (("empty.csv", "--target", "a"), 4, "is empty in 1 of 3 rows"),
        (("same.csv", "--target", "a"), 4, "in all rows"),
        (("one.csv", "--target", "a"), 4, "one column"),
        (("ids.csv", "--target", "y"), 4, "no column is left"),
    ],
)
def test_refusals(world, refused, words, code, said):
    Path("iris.yaml").unlink()
    Path("empty.csv").write_text("a,b\n1,2\n,3\n4,5\n", encoding="utf-8")
    Path("same.csv").write_text("a,b\nx,2\nx,3\nx,5\n", encoding="utf-8")
    Path("one.csv").write_text("a\n1.5\n2.5\n", encoding="utf-8")
    ids = "".join(f"k{i}x,{i % 2}\n" for i in range(40))
    Path("ids.csv").write_text(f"key,y\n{ids}", encoding="utf-8")
    assert said in refused(code, "init", *words)
    assert not Path("iris.yaml").exists()


def test_a_file_without_a_header(world, done):
    rows = "".join(f"{i / 7:.3f},{i % 5},'{1 - 2 * (i % 2)}'\n" for i in range(60))
    Path("bare.data").write_text(rows, encoding="utf-8")
    done("init", "bare.data", "--target", "3", "-q")
    assert load("bare.yaml").data.target == "column_3"
    Path("names.txt").write_text("a,b,label\n", encoding="utf-8")
    done("init", "bare.data", "--target", "label", "--columns", "names.txt", "--force", "-q")
    spec = load("bare.yaml")
    assert (spec.data.source.columns, spec.data.target) == (("a", "b", "label"), "label")
    done("train", "bare.yaml", "-q", "--set", "training.epochs=1")


def test_the_test_file_beside_the_training_file(world, done):
    for part, dot in (("train", ""), ("test", ".")):
        rows = "".join(f"{i / 7:.3f},{'yes' if i % 3 else 'no'}{dot}\n" for i in range(60))
        Path(f"x-{part}.csv").write_text(f"a,y\n{rows}", encoding="utf-8")
    ended = done("init", "x-train.csv", "--target", "y")
    assert "x-test.csv" in ended.err
    split = load("x-train.yaml").data.split
    assert split.kind == "files"
    assert split.test.replace == {"y": {"yes.": "yes", "no.": "no"}}
    told = done("train", "x-train.yaml", "--json", "--set", "training.epochs=1").json
    assert told["test"]["loss"] > 0


def test_a_test_file_with_other_classes_is_not_used(world, done):
    Path("x-train.csv").write_text("a,y\n" + "1.5,no\n2.5,yes\n" * 12, encoding="utf-8")
    Path("x-test.csv").write_text("a,y\n1.5,maybe\n2.5,yes\n", encoding="utf-8")
    assert "'maybe'" in done("init", "x-train.csv", "--target", "y").err
    assert load("x-train.yaml").data.split.kind == "stratified"


def test_templates(world, done):
    names = set(done("init", "--template", "list", "--json").json["templates"])
    assert {"digits", "iris", "xor"} <= names
    for name in sorted(names):
        done("init", "--template", name, "-o", f"copy_{name}.yaml", "-q")
        done("check", f"copy_{name}.yaml", "-q")


def test_a_hostile_name_does_not_break_the_comments(world, done, table):
    names = ["a: b # c", "[x]", "'q", "naïve ", "- y"]
    rows = [[i / 3, i % 4, f"w{i % 3}", i * i, i % 2] for i in range(50)]
    table(world / "odd.csv", [names, *rows])
    done("init", "odd.csv", "--target", "- y", "-q")
    done("check", "odd.yaml", "-q")
    assert set(load("odd.yaml").data.columns) == {name.strip() for name in names[:-1]}


def test_a_column_that_decides_is_kept_where_there_is_no_other(world, done):
    rows = "".join(f"{i},{'low' if i < 30 else 'high'}\n" for i in np.random.default_rng(1).permutation(60))
    Path("one.csv").write_text(f"a,y\n{rows}", encoding="utf-8")
    assert (
        "there is no other"
        in done("init", "one.csv", "--target", "y", "--json").json["columns"]["a"]["reason"]
    )
    assert load("one.yaml").data.columns["a"].type == "number"
