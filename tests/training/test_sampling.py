"""Every kind of sampling while training: it acts, goes on after an interruption, and stacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.kinds import kinds
from mlpcli.sampling import AnySampling, HardExamples
from mlpcli.stacking import StructureError
from mlpcli.training.fit import fit
from mlpcli.training.mining import Mining
from mlpcli.training.state import State, start

every_kind = pytest.mark.parametrize("kind", kinds(AnySampling))


def told(state: State, replica: int = 0) -> tuple[Any, ...]:
    r = state.replicas[replica]
    weights = state.weights(r)
    history = [(e.training_loss, sorted(e.validation.items())) for e in r.history]
    return weights.last.tobytes(), weights.best.tobytes(), history


def experiment(p: Any, sampling: Any, **sections: Any) -> Any:
    training = {"epochs": 3, "batch_size": 16, "sampling": sampling, **sections.pop("training", {})}
    return p.experiment(training=training, regularization=["dropout", "input_noise"], **sections)


@every_kind
@pytest.mark.parametrize("batches", [1, 5, 6, 7])
def test_interrupted_and_continued_is_the_run_that_never_stopped(
    problem: Callable[..., Any], after: type[Any], kind: str, batches: int
) -> None:
    p = problem("multiclass")
    spec = experiment(p, kind, optimizer="nesterov")
    whole, _ = p.train(spec)
    train, validation = p.samples("float32")
    state = start([spec], (5,), 3, has_validation=True)
    list(fit(state, train, validation, interrupt=after(batches)))
    list(fit(state, train, validation))
    assert told(state) == told(whole)
    assert state.step == 18  # 3 epochs of 90 rows: as many updates as with any other kind


@every_kind
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_three_in_a_stack_are_three_alone(problem: Callable[..., Any], kind: str, precision: str) -> None:
    p = problem("multiclass")
    specs = [experiment(p, kind, seed=r, training={"precision": precision}) for r in range(3)]
    together, _ = p.train(*specs)
    for r, spec in enumerate(specs):
        assert told(together, r) == told(p.train(spec)[0])


def test_the_kinds_differ(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    names = list(kinds(AnySampling))
    assert len({told(p.train(experiment(p, kind))[0])[0] for kind in names}) == len(names)


def test_the_network_as_it_is_judges_the_candidates(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    spec = p.experiment(training={"precision": "float64"})
    state = start([spec], (5,), 3, has_validation=True)
    rule = HardExamples(candidates=2, hard=1.0)
    x, y = (a[:20] for a in (p.samples("float64")[0].x, p.samples("float64")[0].y))
    params = state.network.views(state.theta)
    mining, weights = Mining(state.network, spec.loss, rule, params), np.arange(20.0)
    hard, labels, none = mining(x, y, None)
    assert none is None
    hard, labels = hard.copy(), labels.copy()
    _, _, weighed = mining(x, y, weights)
    assert [x[int(w)].tolist() for w in weighed] == hard.tolist()
    z = state.network.forward(params, x, state.network.runs(training=False))[0]
    p_true = (np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True) * y).sum(axis=-1)
    unlikely = np.argsort(p_true)[:10]
    np.testing.assert_array_equal(hard, x[unlikely])
    np.testing.assert_array_equal(labels, y[unlikely])


def test_what_a_kind_cannot_serve(problem: Callable[..., Any]) -> None:
    with pytest.raises(SpecError, match=r"training\.sampling: balanced is for classes"):
        experiment(problem("regression"), "balanced")
    with pytest.raises(SpecError, match=r"training\.sampling: hard_examples .*training.batch_size is all"):
        experiment(problem("multiclass"), "hard_examples", training={"batch_size": "all"})


def test_replicas_of_a_stack_share_the_sampling(problem: Callable[..., Any]) -> None:
    p = problem("multiclass")
    specs = [p.experiment(training={"sampling": kind}) for kind in ("shuffled", "balanced")]
    with pytest.raises(StructureError, match=r"training\.sampling"):
        start(specs, (5,), 3, has_validation=True)
