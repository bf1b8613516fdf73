"""Two networks in turn: the gradient that goes through both, the steps by hand, and going on from files."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.run import Run
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.adversarial import Adversaries
from mlpcli.training.player import noise
from mlpcli.training.session import Session

SHARED = {"training": {"epochs": 4, "batch_size": 256, "precision": "float64"}, "optimizer": "adam"}
PARTS = {"split": {"kind": "random", "validation": 0, "test": 0}}
POINTS = {"source": "mixture", "target": "none", "columns": {"real": "drop"}, **PARTS}


def begun(data, **sections):
    return Session.begin(Experiment.model_validate({"data": data, **SHARED, **sections}))


def pair(**sections):
    """A generator, and a discriminator with dropout, which draws numbers of its own."""
    generator = begun(POINTS, architecture={"hidden": [7]}, activation="tanh", **sections)
    dropout = [{"kind": "dropout", "rate": 0.2}]
    judge = {"source": "mixture", "columns": {"x1": {"type": "number", "scale": "minmax"}}, **PARTS}
    sections = {"regularization": dropout, **sections}
    return generator, begun(judge, architecture={"hidden": [6, 5]}, activation="tanh", **sections)


def test_the_gradient_goes_through_both():
    """J_G of the generator's θ, differentiated along a random direction by differences."""
    generator, discriminator = pair(regularization=[])
    maker = Adversaries(generator, discriminator)._maker
    step, state, draw = maker.step, generator.state, np.random.default_rng(0)
    u, direction = noise(draw, state.network, 9, state.theta), draw.standard_normal(state.theta.shape)

    def J(theta):
        y, _ = state.network.forward(state.network.views(theta), u, state.network.runs(training=False))
        return step.backprop.loss.of(y, u, None, Run())[0]

    step.backprop.forward(u, u, None)
    step.backprop.backward()
    h = 1e-6
    measured = (J(state.theta + h * direction) - J(state.theta - h * direction)) / (2 * h)
    assert step.gradient @ direction == pytest.approx(measured, rel=1e-7)
    assert abs(measured) > 1e-3


def test_the_loss_is_written_as_it_is_meant():
    """- mean log D(G(u)), from the discriminator's own predictions of rows in the units of the data."""
    generator, discriminator = pair(regularization=[])
    maker = Adversaries(generator, discriminator)._maker
    u = noise(np.random.default_rng(1), generator.state.network, 9, generator.state.theta)
    made = generator.model("last").outputs(u)
    shift, scale = generator.prepared.coding.units
    features = discriminator.prepared.coding.features
    judged = discriminator.model("last").outputs((made * scale + shift - features.shift) / features.scale)
    J, _ = maker.step.backprop.loss.of(made, u, None, Run())
    assert float(J) == pytest.approx(-np.log(judged).mean(), rel=1e-12)


def test_both_move_once_a_batch_and_only_on_real_rows():
    generator, discriminator = pair()
    ends = list(Adversaries(generator, discriminator).fit())
    real = int(discriminator.prepared.train.y.sum())
    assert real == 1000
    assert [(g.epoch, g.step, d.step) for g, d in ends] == [(e, 4 * e, 4 * e) for e in (1, 2, 3, 4)]
    assert generator.replica.reason == discriminator.replica.reason == "epochs"
    assert generator.replica.history == [g for g, _ in ends]


def test_saved_and_opened_they_go_on_as_if_they_had_not_stopped(tmp_path):
    averaged = {"optimizer": {"kind": "adam", "averaging": "exponential"}}
    whole, parts = pair(**averaged), pair(**averaged)
    for _ in Adversaries(*whole).fit():
        pass
    for generator_end, _ in Adversaries(*parts).fit():
        if generator_end.epoch == 2:
            break
    files = [tmp_path / name for name in ("generator.h5", "discriminator.h5")]
    for session, file in zip(parts, files, strict=True):
        save(session, file)
    again = [open_checkpoint(file).session() for file in files]
    assert len(list(Adversaries(*again).fit())) == 2
    for session, expected in zip(again, whole, strict=True):
        assert (session.state.theta == expected.state.theta).all()
        assert (session.state.slots["average"] == expected.state.slots["average"]).all()
        assert len(session.replica.history) == 4


def test_a_number_that_is_not_finite_ends_both():
    generator, discriminator = pair()
    discriminator.state.theta[0] = np.nan
    assert not list(Adversaries(generator, discriminator).fit())
    assert discriminator.replica.reason == "diverged"
    assert discriminator.replica.detail == "the loss is not finite in epoch 1, batch 1 of 4"


def test_what_cannot_be_adversaries():
    generator, discriminator = pair()
    wine = begun({"source": "wine", "target": "none"}, training={})
    for two, message in (
        ((discriminator, discriminator), "numbers"),
        ((generator, generator), "two classes"),
        ((wine, discriminator), "shape"),
        ((begun(POINTS, optimizer="l_bfgs", training={}), discriminator), "batch by batch"),
    ):
        with pytest.raises(SpecError, match=message):
            Adversaries(*two)
