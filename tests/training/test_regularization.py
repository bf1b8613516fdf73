"""Every rule of regularization while training: it acts, goes on after an interruption, and stacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.kinds import kinds
from mlpcli.regularization import AnyRegularization, MaxNorm
from mlpcli.regularization.image import ImageAugmentation
from mlpcli.training.events import EpochEnd
from mlpcli.training.fit import fit
from mlpcli.training.state import State, start

NUMBERS: dict[str, dict[str, float]] = {
    "l1": {"strength": 1e-3},
    "l2": {"strength": 1e-3},
    "elastic_net": {"l1": 1e-3, "l2": 2e-3},
    "activity_l1": {"strength": 1e-3},
    "activity_l2": {"strength": 1e-3},
    "max_norm": {"limit": 0.8},
    "dropout": {"rate": 0.2, "input_rate": 0.1},
    "input_noise": {"deviation": 0.1},
    "mixup": {"alpha": 0.2},
    "shift": {"limit": 1.0},
    "rotation": {"limit": 20.0},
    "scaling": {"limit": 0.2},
    "shear": {"limit": 0.3},
    "elastic_distortion": {"alpha": 3.0, "sigma": 1.0},
}
"""Numbers with which each kind is felt."""

RULES = [pytest.param(kind, NUMBERS[kind], id=kind) for kind in kinds(AnyRegularization)]
every_rule = pytest.mark.parametrize(("kind", "numbers"), RULES)


def experiment(p: Any, kind: str, numbers: dict[str, float], scale: float = 1.0, **sections: Any) -> Any:
    rule = {"kind": kind, **{name: scale * value for name, value in numbers.items()}}
    if issubclass(kinds(AnyRegularization)[kind], ImageAugmentation):
        rule["shape"] = (2, 3, 2)
    training = {"epochs": 3, "batch_size": 16, **sections.pop("training", {})}
    return p.experiment(regularization=[rule], training=training, **sections)


def arrays(state: State, replica: int = 0) -> tuple[Any, ...]:
    r = state.replicas[replica]
    weights = state.weights(r)
    history = [(e.training_loss, e.penalty, sorted(e.validation.items())) for e in r.history]
    return weights.last.tobytes(), weights.best.tobytes(), history


@every_rule
def test_it_makes_a_difference(problem: Callable[..., Any], kind: str, numbers: dict[str, float]) -> None:
    p = problem("multiclass", inputs=12)
    with_rule, _ = p.train(experiment(p, kind, numbers))
    without, _ = p.train(p.experiment(training={"epochs": 3, "batch_size": 16}))
    assert (with_rule.weights(with_rule.replicas[0]).last != without.weights(without.replicas[0]).last).any()


@every_rule
@pytest.mark.parametrize("batches", [1, 7])
def test_interrupted_and_continued_is_the_run_that_never_stopped(
    problem: Callable[..., Any], after: type[Any], kind: str, numbers: dict[str, float], batches: int
) -> None:
    p = problem("multiclass", inputs=12)
    spec = experiment(p, kind, numbers, optimizer="nesterov")
    whole, _ = p.train(spec)
    train, validation = p.samples("float32")
    state = start([spec], (12,), 3, has_validation=True)
    list(fit(state, train, validation, interrupt=after(batches)))
    assert state.step == batches
    list(fit(state, train, validation))
    assert arrays(state) == arrays(whole)


@every_rule
def test_all_rows_in_one_batch_stay_what_they_are(
    problem: Callable[..., Any], kind: str, numbers: dict[str, float]
) -> None:
    p = problem("multiclass", inputs=12)
    train, validation = p.samples("float32")
    kept = train.x.copy(), train.y.copy()
    specs = [experiment(p, kind, numbers, seed=r, training={"batch_size": "all"}) for r in range(2)]
    list(fit(start(specs, (12,), 3, has_validation=True), train, validation))
    np.testing.assert_array_equal(train.x, kept[0])
    np.testing.assert_array_equal(train.y, kept[1])


@every_rule
@pytest.mark.parametrize(("task", "outputs"), [("multiclass", 3), ("regression", 1)])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_three_in_a_stack_are_three_alone(
    problem: Callable[..., Any],
    kind: str,
    numbers: dict[str, float],
    task: str,
    outputs: int,
    precision: str,
) -> None:
    p = problem(task, inputs=12, outputs=outputs)
    training = {"precision": precision}
    specs = [experiment(p, kind, numbers, 1 + r / 2, seed=r, training=training) for r in range(3)]
    together, _ = p.train(*specs)
    assert len({str(arrays(together, r)) for r in range(3)}) == 3
    for r, spec in enumerate(specs):
        alone, _ = p.train(spec)
        assert arrays(together, r) == arrays(alone)
        assert alone.theta.dtype == precision


def test_the_penalty_on_activity_is_told_and_lowers_the_activity(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    sums = []
    for strength in (1e-6, 1.0):
        _, events = p.train(experiment(p, "activity_l1", {"strength": strength}, training={"epochs": 60}))
        last = [e for e in events if isinstance(e, EpochEnd)][-1]
        sums.append(last.penalty / strength)
    assert 0 < sums[1] < sums[0] / 2


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"kind": "shift"}, r"regularization\.1\.shape: is needed, as \[H, W, C\]; the 5 inputs do not tell"),
        ({"kind": "shear", "shape": [2, 2, 1]}, "shape: 2 × 2 × 1 is 4 inputs, and there are 5"),
        ({"kind": "l2", "layers": [2]}, r"regularization\.1\.layers: there is no layer 2; there are 0_dense"),
        ({"kind": "l2", "layers": ["hidden"]}, "there is no layer hidden; there are 0_dense, 1_dense"),
        ({"kind": "activity_l2", "layers": [-3]}, "there is no layer -3"),
    ],
)
def test_what_the_network_does_not_have(
    problem: Callable[..., Any], rule: dict[str, Any], message: str
) -> None:
    p = problem("multiclass")
    with pytest.raises(SpecError, match=message):
        start([p.experiment(regularization=["l1", rule])], (5,), 3, has_validation=True)


def test_a_layer_without_what_is_penalised(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    for on, layer in (("weights", 1), ("biases", 2)):
        bare = p.experiment(
            architecture={
                "layers": [{"kind": "dense", "units": 4}, {"kind": "dropout"}],
                "output": {"bias": False},
            },
            regularization=[{"kind": "l1", "layers": [layer], "on": on}],
        )
        with pytest.raises(SpecError, match=rf"regularization\.0\.layers: layer {layer}_d.* has no {on}$"):
            start([bare], (5,), 3, has_validation=True)


def test_a_penalty_on_one_layer_leaves_the_others_gradient_alone(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    sgd = {"optimizer": {"kind": "sgd", "learning_rate": 0.1}, "training": {"epochs": 1, "batch_size": "all"}}
    plain, _ = p.train(p.experiment(**sgd))
    rule = {"kind": "l2", "strength": 0.5, "layers": ["1_dense"], "on": "all"}
    with_rule, _ = p.train(p.experiment(regularization=[rule], **sgd))
    named = [s.network.named(s.weights(s.replicas[0]).last) for s in (plain, with_rule)]
    changed = {name for name in named[0] if not np.array_equal(named[0][name], named[1][name])}
    assert changed == {"1_dense/W"}  # the biases start at zero


def test_no_unit_has_longer_weights_than_allowed_and_short_ones_are_left_alone(
    problem: Callable[..., Any],
) -> None:
    p = problem("multiclass")
    loud = {"kind": "sgd", "learning_rate": 2.0}
    rule = {"kind": "max_norm", "limit": 0.5, "layers": [0]}
    free, _ = p.train(p.experiment(optimizer=loud))
    bound, _ = p.train(p.experiment(optimizer=loud, regularization=[rule]))
    norms = [
        np.linalg.norm(s.network.named(s.weights(s.replicas[0]).last)["0_dense/W"], axis=0)
        for s in (free, bound)
    ]
    assert norms[0].max() > 1
    assert norms[1] == pytest.approx(np.minimum(norms[1], 0.5), rel=1e-6)
    wide, _ = p.train(p.experiment(optimizer=loud, regularization=[{**rule, "limit": 1e6}]))
    assert arrays(wide) == arrays(free)


@pytest.mark.parametrize("size", [0.0, 1e-30, 1e4, -1e18])
def test_a_constraint_is_met_by_weights_of_any_size(size: float) -> None:
    W = np.full((4, 3), size, dtype="float32")
    MaxNorm(limit=1.0).project(W, np.empty_like(W))
    assert (np.linalg.norm(W, axis=0) <= 1 + 1e-6).all()
    assert np.isfinite(W).all()
