"""What the pictures show is what the run did: the numbers of the artists, and numbers from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import mlpcli
from mlpcli.evaluation import evaluate
from mlpcli.metric import RocAuc
from mlpcli.plot import picture, style
from mlpcli.plot.boundary import Points, draw
from mlpcli.plot.curves import Curve
from mlpcli.plot.curves import draw as draw_curves
from mlpcli.plot.grid import Grid
from mlpcli.plot.precision_recall import average_precision
from mlpcli.plot.reliability import binned
from mlpcli.plot.replay import states
from mlpcli.plot.roc import area
from mlpcli.plot.thresholds import ranked


def lines(figure, n=0):
    return {line.get_label(): line for line in figure.axes[n].lines if not line.get_label().startswith("_")}


def test_curves_show_the_history(subject):
    history = subject("iris").run.trained.checkpoint.history
    found = lines(picture("curves", subject("iris")))
    assert set(found) == {"training", "validation"}
    assert found["training"].get_ydata().tolist() == history["training_loss"].tolist()
    assert found["validation"].get_xdata().tolist() == [1, 2, 3, 4]
    measured = lines(picture("curves", subject("iris"), metric="accuracy"))
    assert measured["validation"].get_ydata().tolist() == history["validation_accuracy"].tolist()


def test_runs_that_differ_in_the_seed_alone_are_a_band(subject):
    figure = picture("curves", subject("iris", "seeded", "moons"))
    assert list(lines(figure)) == [
        "iris (2 seeds): training", "iris (2 seeds): validation", "moons: training", "moons: validation",
    ]  # fmt: skip
    assert len(figure.axes[0].collections) == 2, "a band for each curve of the two seeds"
    both = [subject(n).run.trained.checkpoint.history["training_loss"] for n in ("iris", "seeded")]
    mean = lines(figure)["iris (2 seeds): training"].get_ydata()
    np.testing.assert_allclose(mean, np.mean(both, axis=0))


def test_a_repeat_that_ends_early_or_is_lost_leaves_no_hole():
    figure = style.figure()
    axes = style.panel(figure)
    ys = np.array([[4.0, 2.0, np.inf], [2.0, np.nan, np.nan], [np.nan, np.nan, np.nan]])
    draw_curves(axes, [Curve("a", np.arange(3), ys), Curve("none", np.arange(3), ys[2:])])
    assert axes.lines[0].get_ydata().tolist() == [3.0, 2.0]


def test_the_members_of_an_ensemble_are_a_band(subject):
    figure = picture("fit", subject("bagging"))
    assert "range of 3 members" in [c.get_label() for c in figure.axes[0].collections]
    assert len(picture("curves", subject("bagging")).axes[0].collections) == 2


def test_confusion_counts_the_rows(subject):
    run = subject("iris").run
    figure = picture("confusion", subject("iris"), part="train")
    texts = [int(text.get_text()) for text in figure.axes[0].texts]
    assert sum(texts) == len(run.trained.checkpoint.data.partition["train"])
    accuracy = evaluate(run.trained, None, "train").scores["accuracy"]
    assert f"{accuracy:.1%} of" in figure.axes[0].get_title(loc="left")
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == [
        "setosa",
        "versicolor",
        "virginica",
    ]


def test_the_boundary_is_where_the_model_changes_its_mind(subject):
    run = subject("moons").run
    axes = picture("boundary", subject("moons")).axes[0]
    mesh = axes.collections[0]
    classes = np.asarray(mesh.get_array()).reshape(240, 240)
    x = np.linspace(*axes.get_xlim(), 240)
    y = np.linspace(*axes.get_ylim(), 240)
    frame_rows = [(10, 200), (120, 120), (230, 5)]
    inputs = run.inputs(2)
    places = inputs.coded(np.array([[x[j], y[i]] for i, j in frame_rows]))
    expected = run.model.outputs(places.astype(np.float32))[:, 0] > 0.5
    assert [bool(classes[i, j]) for i, j in frame_rows] == expected.tolist()
    shown = sum(len(line.get_xdata()) for line in axes.lines)
    assert shown == sum(map(len, run.trained.checkpoint.data.partition.values()))


def test_a_boundary_of_plain_arrays():
    x, y = np.linspace(-1, 1, 5), np.linspace(0, 1, 4)
    p = np.broadcast_to((x > 0.1).astype(float), (4, 5))
    figure = style.figure()
    axes = style.panel(figure)
    draw(axes, Grid(x, y, p), [Points(np.zeros((3, 2)), np.array([0, 1, 1]))], ["off", "on"], ("u", "v"))
    assert axes.get_xlabel() == "u"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["off", "on"]
    assert len({tuple(np.round(c, 3)) for c in axes.collections[0].cmap(np.linspace(0, 1, 2))}) == 2


def test_the_fit_is_in_the_units_of_the_data(subject):
    run = subject("sine").run
    found = lines(picture("fit", subject("sine"), window=[-1, 1]))
    x, y = found["network"].get_data()
    assert (x[0], x[-1]) == (-1.0, 1.0)
    frame = mlpcli.read_table(run.trained.experiment.data.source.files(run.trained.experiment.folder)[0])
    data = np.concatenate([found[f"{part} rows"].get_ydata() for part in ("training", "validation", "test")])
    np.testing.assert_allclose(np.sort(data), np.sort(frame.columns["y"]), atol=1e-6)
    assert y.shape == (600,)


def test_areas_by_hand_and_by_the_metric():
    p, y = np.array([0.1, 0.4, 0.4, 0.8, 0.9, 0.3]), np.array([0, 0, 1, 1, 0, 1])
    curve = ranked("", p, y)
    assert area(curve) == pytest.approx(float(RocAuc().value(p[:, None], y[:, None])))
    assert average_precision(ranked("", np.array([0.9, 0.8, 0.7]), np.array([1, 0, 1]))) == pytest.approx(
        5 / 6
    )
    assert np.isnan(area(ranked("", p, np.zeros(6))))


def test_calibration_by_hand():
    bins = binned(np.array([0.05, 0.95, 1.0, 0.95]), np.array([0, 1, 1, 0]))
    assert bins.counts.tolist() == [1, *[0] * 8, 3]
    assert bins.error == pytest.approx((0.05 + 3 * (2.9 / 3 - 2 / 3)) / 4)


def test_a_replay_passes_through_the_weights_of_the_run(subject):
    run = subject("iris").run
    found = states(run)
    assert [epoch for epoch, _ in found] == [0, 1, 2, 3, 4]
    assert np.array_equal(found[-1][1], run.trained.model("last").theta)
    assert not np.array_equal(found[0][1], found[-1][1])
    figure = picture("activations", subject("iris"))
    assert [axes.get_title() for axes in figure.axes[:2]] or figure.axes
    last = picture("gradients", subject("iris"), replay=False)
    assert "best weights" in last.get_suptitle()


def test_a_run_that_cannot_be_replayed_shows_its_last_state(runs, subject, monkeypatch):
    run = subject("iris").run
    monkeypatch.setattr("mlpcli.plot.replay._is_last", lambda *_: False)
    states.cache_clear()
    figure = picture("activations", subject("iris"))
    states.cache_clear()
    assert "the replay gave others" in " ".join(figure.get_suptitle().split())
    assert run.name == "iris"


def test_the_heat_map_has_the_means(subject):
    figure = picture("heat_map", subject("sweep"), x="learning_rate", y="hidden")
    axes = figure.axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1e-03", "1e-02", "1e-01"]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["4", "8, 4"]
    table = axes.images[0].get_array()
    assert table[0, 0] == pytest.approx(0.02 / 0.001**0.5 + 0.01 + 0.0005)
    assert (axes.patches[0].get_x(), axes.patches[0].get_y()) == (1.5, -0.5), "the best is framed"


def test_importance_and_lines_of_a_sweep(subject):
    axes = picture("importance", subject("sweep")).axes[0]
    assert next(tick.get_text() for tick in axes.get_yticklabels()) == "learning_rate"
    assert axes.patches[0].get_width() > 0.9
    assert len(picture("parallel", subject("sweep")).axes[0].lines) == 6 + 3, "six points, three axes"
    curves = lines(picture("curves", subject("sweep")))
    assert len(curves) == 6
    assert "learning_rate 1e-01, hidden [4]" in curves


def test_the_looks_differ_without_colours():
    looks = [style.look(i) for i in range(6)]
    assert len({look.marker for look in looks}) == 6
    assert len({str(look.dashes) for look in looks}) == 6
    grey = [np.dot(to_rgb(look.colour), (0.299, 0.587, 0.114)) for look in looks[:2]]
    assert abs(grey[0] - grey[1]) > 0.05
