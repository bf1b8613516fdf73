"""Every claim of the notes: its number in the short version, its specs, its picture."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest

import mlpcli.lecture
from mlpcli.config import load_document
from mlpcli.lecture import LECTURES, Check, Outcome
from mlpcli.lecture.page import page, picture
from mlpcli.lecture.telling import Shown
from mlpcli.lecture.training import SWEEP, configs_folder, members, path_of, trained

Run = Callable[[str], Outcome]

FILES = sorted((configs_folder() / "lectures").glob("*.yaml"))
SPECS = [path.stem for path in FILES if not path.stem.endswith(SWEEP)]
SWEEPS = [path.stem for path in FILES if path.stem.endswith(SWEEP)]

of_every_lecture = pytest.mark.parametrize("name", LECTURES)

NUMBERS: dict[str, tuple[str, float]] = {
    "gates": ("<=", 0),
    "xor-gates": ("<=", 0),
    "boolean-functions": ("<=", 0),
    "perceptron": ("<=", 20),
    "logistic": ("<=", 1e-6),
    "probit": ("<=", 1e-6),
    "softmax": ("<=", 1e-4),
    "svm": ("<=", 1e-3),
    "ridge": ("<=", 1e-8),
    "lasso": (">=", 4),
    "xor-linear": ("<=", 1e-9),
    "xor-relu": ("<=", 0),
    "universal-approximation-1d": ("<=", 0.02),
    "universal-approximation-2d": ("<=", 0.15),
    "linear-regions": ("<=", 1e-6),
    "kernel": ("<=", 0.1),
    "polynomials": (">=", 2),
    "shallow-deep": (">=", 0.02),
    "saturation": ("<=", 0.01),
    "critical-points": (">=", 0.6),
    "optimizers": ("<=", 0.5),
    "step-sizes": ("<=", 0.1),
    "glorot": (">=", 0.1),
    "batch-normalization": ("<=", 0.5),
    "dropout": ("<=", 1e-12),
    "bagging": ("<=", 1e-9),
    "augmentation": ("<=", 0.95),
    "multitask": ("<=", 0.9),
    "convolution": (">=", 0.95),
    "autoencoder": ("<=", 0.1),
    "generative-adversarial": (">=", 0.85),
    "elman": (">=", 0.98),
}
"""By lecture, what its own number has to keep, whatever bound the lecture sets itself."""


def test_every_lecture_has_its_number_here() -> None:
    assert list(NUMBERS) == list(LECTURES)


@of_every_lecture
def test_the_claim_holds(name: str, outcome: Run) -> None:
    found = outcome(name)
    assert found.holds, [str(check) for check in found.checks]
    relation, bound = NUMBERS[name]
    assert found.number <= bound if relation == "<=" else found.number >= bound
    assert found.checks[0].relation == relation


@pytest.mark.long
@of_every_lecture
def test_the_long_version_holds(name: str) -> None:
    found = LECTURES[name].run(full=True)
    assert found.holds, [str(check) for check in found.checks]


@of_every_lecture
def test_it_is_told(name: str, outcome: Run) -> None:
    lecture, found = LECTURES[name], outcome(name)
    assert lecture.name == name
    assert type(lecture).__module__ == f"mlpcli.lecture.{name.replace('-', '_')}"
    assert f"\n| {name} |" in (inspect.getdoc(mlpcli.lecture) or "")
    assert lecture.claim.endswith(".")
    assert any(short in lecture.note for short in NOTES)
    assert len({tuple(row) for row in found.table}) == 1, "rows of the same columns"


NOTES = ("Laurent", "Rudi-Gaillard", "Lepetit", "Models-Backprop", "Desassis")


@of_every_lecture
def test_it_can_be_drawn(name: str, outcome: Run) -> None:
    assert picture(outcome(name), "png").startswith(b"\x89PNG")


def test_the_page_needs_nothing_else(outcome: Run) -> None:
    html = page([Shown(LECTURES[name], outcome(name), 0.1) for name in ("ridge", "xor-relu")])
    assert html.count("data:image/png;base64,") == 2
    assert not re.search(r"(src|href)=.?(?!data:|#|\"data:|\"#)", html)
    assert "xor_relu_trained.yaml" in html


def test_every_file_belongs_to_a_lecture() -> None:
    named = [spec for lecture in LECTURES.values() for spec in lecture.specs]
    assert sorted(named) == [path.stem for path in FILES]
    for lecture in LECTURES.values():
        assert lecture.specs[0] == lecture.name.replace("-", "_")


@pytest.mark.parametrize("spec", SPECS)
def test_every_spec_trains_two_epochs_and_explains_itself(spec: str) -> None:
    lines = path_of(spec).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../mlp.schema.json"
    text = "\n".join(line for line in lines if line.startswith("#"))
    assert "# Claim: " in text
    assert "# Where: " in text
    assert "To see it break" in text or "--set" in text
    assert load_document(path_of(spec)).value.get("name", spec) == spec
    epochs = load_document(path_of(spec)).value["training"]["epochs"]
    session = trained(spec, f"training.epochs={min(epochs, 2)}")
    assert len(session.replica.history) == min(epochs, 2)


@pytest.mark.parametrize("sweep", SWEEPS)
def test_every_sweep_is_one(sweep: str) -> None:
    assert len(members(sweep.removesuffix(SWEEP))) > 1
    assert path_of(sweep).read_text(encoding="utf-8").startswith("# ")


def test_a_check_can_fail() -> None:
    assert not Check("x", 2, "<=", 1).holds
    assert not Check("x", float("nan"), "<=", 1).holds
    assert not Check("x", float("nan"), ">=", 1).holds
    assert str(Check("x", 2, "<=", 1)) == "x: 2 > 1"
