"""For each finding a small network that has it, and one that has not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from mlpcli.config import override, read, validate
from mlpcli.config.dump import dump
from mlpcli.diagnosis import FINDINGS, diagnose, findings, gather
from mlpcli.diagnosis import evidence as evidence_module
from mlpcli.experiment import Experiment
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session

WELL: dict[str, Any] = {
    "data": {"source": "moons"},
    "architecture": {"hidden": [16]},
    "optimizer": {"kind": "adam", "learning_rate": 5e-3},
    "training": {"epochs": 40, "batch_size": 32},
    "early_stopping": {"patience": 8},
}


def spec(**sections: Any) -> dict[str, Any]:
    return {**WELL, **sections}


DEAD = {"kind": "given", "values": [-50.0] * 6 + [0.0] * 2}
LONG = {"early_stopping": None}
HAVE: dict[str, dict[str, Any]] = {
    "dead_units": spec(
        architecture={"layers": [{"kind": "dense", "units": 8, "bias_initialization": DEAD}]},
    ),
    "saturated_units": spec(activation="tanh", initialization={"kind": "normal", "deviation": 30.0}),
    "update_ratio": spec(
        architecture={"hidden": [16, 16]},
        initialization={"kind": "normal", "deviation": 1e-3},
        optimizer={"kind": "adam", "learning_rate": 0.5},
        training={"epochs": 1, "batch_size": "all"},
    ),
    "initial_loss": spec(initialization={"kind": "normal", "deviation": 5.0}),
    "learning_rate_high": spec(
        optimizer={"kind": "sgd", "learning_rate": 10.0}, training={"epochs": 10, "batch_size": 4}, **LONG
    ),
    "learning_rate_low": spec(optimizer={"kind": "adam", "learning_rate": 1e-6}),
    "overfitting": spec(
        data={"source": "iris", "split": {"kind": "random", "validation": 0.8, "test": 0.1}},
        architecture={"hidden": [64]},
        optimizer={"kind": "adam", "learning_rate": 0.01},
        training={"epochs": 200},
        **LONG,
    ),
    "underfitting": spec(data={"source": "spirals"}, architecture={"hidden": []}, **LONG),
    "plateau": spec(
        architecture={"hidden": []},
        training={"epochs": 60},
        optimizer={"kind": "adam", "learning_rate": 0.05},
        **LONG,
    ),
}


def diagnosis(sections: Mapping[str, Any]) -> tuple[Session, list[Mapping[str, Any]]]:
    session = Session.begin(Experiment.model_validate(sections))
    list(session.fit())
    scores = {part: session.scores(part) for part in ("train", "validation")}
    return session, diagnose(session, scores)


def test_there_is_an_example_of_every_finding() -> None:
    assert set(HAVE) == {kind.__name__.rpartition(".")[2] for kind in FINDINGS}


@pytest.mark.parametrize("kind", list(HAVE))
def test_what_is_there_is_found_with_a_number_and_a_change_that_a_spec_takes(kind: str) -> None:
    session, told = diagnosis(HAVE[kind])
    found = [finding for finding in told if finding["finding"] == kind]
    assert found, told
    for finding in found:
        assert set(finding) == {"finding", "number", "where", "advice", "change"}
        assert np.isfinite(finding["number"])
        assert finding["where"]
        assert finding["advice"]
        assert finding["change"]
        document = read(dump(session.asked), "spec.yaml")
        validate(override(document, [finding["change"].replace(": ", "=", 1)]), Experiment)


def test_nothing_is_said_of_a_training_that_went_well() -> None:
    assert diagnosis(WELL)[1] == []


@pytest.mark.parametrize("kind", ["initial_loss", "learning_rate_low", "dead_units"])
def test_the_proposed_change_removes_the_finding(kind: str) -> None:
    session, told = diagnosis(HAVE[kind])
    change = next(finding["change"] for finding in told if finding["finding"] == kind)
    document = override(read(dump(session.asked), "spec.yaml"), [change.replace(": ", "=", 1)])
    _, again = diagnosis(validate(document, Experiment).model_dump())
    assert kind not in {finding["finding"] for finding in again}


def test_the_numbers_are_those_of_the_formulas() -> None:
    session, _ = diagnosis(HAVE["dead_units"])
    scores = {part: session.scores(part) for part in ("train", "validation")}
    evidence = gather(session, session.replica, scores, from_start=True)
    assert evidence.guess == pytest.approx(np.log(2))  # zero outputs: both classes with probability ½
    dead = next(f for f in findings(evidence) if f.finding == "dead_units")
    assert (dead.number, dead.where, dead.change) == (0.75, "0_dense", "activation: leaky_relu")


def test_the_initial_loss_is_that_before_the_first_update() -> None:
    session = Session.begin(Experiment.model_validate(WELL))
    before = session.scores("train")["loss"]
    list(session.fit())
    evidence = gather(session, session.replica, {}, from_start=True)
    assert evidence.initial == pytest.approx(before, rel=0.05)  # of evenly spread rows
    assert gather(session, session.replica, {}, from_start=False).initial is None


def test_the_ratio_is_that_of_one_update(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adam's first update moves every weight by λ: ‖Δθ‖ / ‖θ‖ = λ √P / ‖θ‖."""
    sections = spec(
        architecture={"hidden": []},
        training={"epochs": 1, "batch_size": "all"},
        initialization={"kind": "given", "values": [[0.5], [0.5]]},
        optimizer={"kind": "adam", "learning_rate": 1e-2, "beta1": 0, "beta2": 0, "epsilon": 1e-30},
    )
    session, _ = diagnosis(sections)
    W = session.state.network.named(session.state.weights(session.replica).last)["0_dense/W"]
    ratios = gather(session, session.replica, {}, from_start=True).ratios
    assert ratios == {"0_dense/W": pytest.approx(1e-2 * 2**0.5 / np.linalg.norm(W), rel=1e-4)}
    assert evidence_module.MOST_ROWS == 2000


def test_looking_changes_nothing() -> None:
    session, _ = diagnosis(WELL)
    weights = session.state.weights(session.replica)
    before = [a.tobytes() for a in (weights.last, weights.best, *weights.slots.values())]
    noise = session.replica.noise.bit_generator.state
    diagnose(session, {})
    assert [a.tobytes() for a in (weights.last, weights.best, *weights.slots.values())] == before
    assert session.replica.noise.bit_generator.state == noise


def test_of_an_ensemble_the_worst_member_is_named() -> None:
    _, told = diagnosis({**HAVE["initial_loss"], "ensemble": {"kind": "seeds", "members": 3}})
    first = [finding for finding in told if finding["finding"] == "initial_loss"]
    assert len(first) == 1
    assert first[0]["where"].startswith("member ")


def test_optimizers_without_a_rate_get_no_advice_on_it() -> None:
    _, told = diagnosis(
        spec(data={"source": "spirals"}, architecture={"hidden": []}, optimizer="l_bfgs", training={})
    )
    assert [finding["finding"] for finding in told] == ["underfitting"]


@pytest.mark.parametrize(
    ("kind", "losses", "expected"),
    [
        ("learning_rate_high", [0.6, 0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.5], True),
        ("learning_rate_high", [0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25], False),
        ("plateau", [0.6, *[0.5] * 20], True),
        ("plateau", [0.6 - 0.02 * i for i in range(20)], False),
    ],
)
def test_courses(kind: str, losses: list[float], expected: bool, course: Callable[..., Any]) -> None:
    module = next(m for m in FINDINGS if m.__name__.endswith(kind))
    assert bool(list(module.find(course(losses)))) is expected


@pytest.fixture
def course() -> Callable[..., Any]:
    from dataclasses import replace

    session = Session.begin(Experiment.model_validate(spec(training={"epochs": 1}, early_stopping=None)))
    list(session.fit())
    evidence = gather(session, session.replica, {}, from_start=True)

    def with_losses(losses: list[float]) -> Any:
        ends = [EpochEnd(0, i + 1, i + 1, 1e-3, J, 0.0, {}, 0.0) for i, J in enumerate(losses)]
        return replace(evidence, history=ends, initial=None)

    return with_losses
