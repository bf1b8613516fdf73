"""Activations that shape or extend their layer's parameters: prelu and maxout; and how weights start."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from mlpcli.activation import Activation, AnyActivation, Maxout, Prelu
from mlpcli.architecture import Dense, Network
from mlpcli.architecture.spec import before
from mlpcli.arrays import Array
from mlpcli.experiment import Experiment
from mlpcli.initialization import GlorotNormal
from mlpcli.kinds import kinds
from mlpcli.regularization import L2
from mlpcli.run import Run
from mlpcli.training.fit import fit
from mlpcli.training.state import State, start

KINDS = cast("dict[str, type[Activation]]", kinds(AnyActivation))


class Rows:
    weights = None

    def __init__(self, n: int, seed: int):
        rng = np.random.default_rng(seed)
        self.x = rng.normal(size=(n, 4))
        self.y = np.sin(self.x[:, :2])


def trained(*activations: Any, output: Any = "identity", **sections: Any) -> State:
    """Replicas with these activations in their one hidden layer, after three epochs."""
    experiments = []
    for activation in activations:
        experiment = Experiment.model_validate(
            {
                "data": {"source": "iris"},
                "architecture": {"hidden": [6], "output": {"activation": output}},
                "activation": activation,
                "training": {"epochs": 3, "batch_size": 8, "precision": "float64"},
                **sections,
            }
        )
        experiments.append(experiment.resolve(experiment.data, "regression", rows=30, has_validation=True))
    state = start(experiments, (4,), 2, has_validation=True)
    list(fit(state, Rows(30, 0), Rows(10, 1)))
    return state


def network(activation: Activation, **fields: Any) -> Network:
    layer = Dense(units=50, activation=activation, initialization=GlorotNormal(), **fields)
    return Network((layer,), (30,))


def test_prelu_stands_behind_the_bias_and_starts_as_told() -> None:
    net = network(Prelu(initial=0.1))
    theta = net.initial(np.random.default_rng(0), "float64")
    assert {name: view.shape for name, view in net.named(theta).items()} == {
        "0_dense/W": (30, 50),
        "0_dense/b": (50,),
        "0_dense/alpha": (50,),
    }
    assert (net.named(theta)["0_dense/alpha"] == 0.1).all()
    assert network(Prelu(per="layer")).size == net.size - 49
    assert network(Prelu(), bias=False).size == net.size - 50


def test_prelu_is_not_penalised_unless_biases_are() -> None:
    net = network(Prelu())
    covered = {on: sum(s.stop - s.start for s in net.penalised(L2(on=on))) for on in ("weights", "biases")}
    assert covered == {"weights": 1500, "biases": 100}


def test_maxout_has_so_many_columns_as_pieces_and_starts_each_as_a_layer_of_its_own() -> None:
    net = network(Maxout(pieces=3))
    theta = net.initial(np.random.default_rng(0), "float64")
    assert net.named(theta)["0_dense/W"].shape == (30, 150)
    assert net.named(theta)["0_dense/b"].shape == (150,)
    assert net.shapes == ((50,),)
    assert net.named(theta)["0_dense/W"].std() == pytest.approx(np.sqrt(2 / (30 + 50)), rel=0.02)


def test_slopes_that_start_apart_share_a_stack_and_learn_as_they_would_alone() -> None:
    specs = [{"kind": "prelu", "initial": 0.1 * r} for r in range(3)]
    together = trained(*specs)
    for r, spec in enumerate(specs):
        theta = together.weights(together.replicas[r]).last
        alone = trained(spec)
        assert theta.tobytes() == alone.weights(alone.replicas[0]).last.tobytes()
        slopes = together.network.named(theta)["0_dense/alpha"]
        assert (slopes != spec["initial"]).all()
        assert len(set(slopes)) == 6


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_trains_as_hidden_and_as_output_activation(kind: str) -> None:
    for state in (trained(kind), trained("tanh", output=kind)):
        before_training, after = state.replicas[0].history[0], state.replicas[0].history[-1]
        assert np.isfinite(state.theta).all()
        assert kind == "step" or after.training_loss != before_training.training_loss


def power_passed_on(g: Activation) -> tuple[float, float]:
    """E g(z)² for z ~ N(0, 1), by the trapezium rule, and g(20)."""
    z = np.linspace(-12, 12, 100_001)[:, None]
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    params = {p.name: np.full(p.shape, 0.25) for p in g.parameters(1)}

    def values(z: Array) -> Array:
        return g.forward(params, np.repeat(z, g.pre_activations(1), axis=1), Run())[0].copy()

    return float((values(z) ** 2 * density).sum()), float(values(np.array([[20.0]]))[0, 0])


@pytest.mark.parametrize("kind", KINDS)
def test_weights_start_as_he_before_what_is_linear_above_and_passes_half_of_the_power_on(kind: str) -> None:
    g = KINDS[kind]()
    power, far = power_passed_on(g)
    assert (before(g).kind == "he_normal") == (far > 19.9 and 0.35 < power < 0.65)
