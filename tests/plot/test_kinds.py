"""Every kind of picture: drawn where it fits, refused elsewhere, nothing clipped, the same bytes again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib import _pylab_helpers

import mlpcli.plot
from mlpcli.errors import UsageError
from mlpcli.plot import KINDS, MisfitError, best_kind, fitting, options, picture, sentence, style
from mlpcli.plot.kinds import module

OF_RELU = ("regions", "kernel", "dependence")

OF_RUNS = {
    "iris": {"curves", "confusion", "reliability", "roc", "precision_recall", *OF_RELU},
    "moons": {"curves", "confusion", "reliability", "roc", "precision_recall", "boundary", *OF_RELU},
    "sine": {"curves", "residuals", "fit", "dependence"},
    "plane": {"curves", "residuals", "surface", *OF_RELU},
    "images": {"curves", "confusion", "reliability", "roc", "precision_recall", "regions"},
}
EVERY_RUN = {"learning_rate", "weights", "activations", "gradients", "network"}
EVERY_RUN |= {"hessian", "variance", "permutation", "loss_line", "loss_plane", "trajectories"}
OF_SWEEPS = {"curves", "heat_map", "parallel", "importance"}
BEST = {"iris": "confusion", "moons": "boundary", "sine": "fit", "plane": "surface", "sweep": "heat_map"}

CASES = [
    *(
        pytest.param(kind, name, id=f"{kind}-{name}")
        for name, kinds in OF_RUNS.items()
        for kind in sorted(kinds)
    ),
    *(pytest.param(kind, "iris", id=kind) for kind in sorted(EVERY_RUN)),
    *(
        pytest.param(kind, "bagging", id=f"{kind}-bagging")
        for kind in ("curves", "fit", "network", "gradients")
    ),
    *(pytest.param(kind, "images", id=f"{kind}-images") for kind in ("weights", "network", "activations")),
    *(pytest.param(kind, "sweep", id=f"{kind}-sweep") for kind in sorted(OF_SWEEPS)),
]


def test_every_kind_is_drawn_here():
    assert {case.values[0] for case in CASES} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_file_its_row_and_its_sentence(kind):
    assert module(kind).__name__ == f"mlpcli.plot.{kind}"
    assert re.search(rf"^\| {kind} \|", mlpcli.plot.__doc__, re.MULTILINE)
    assert 10 < len(sentence(kind)) < 110
    assert all(name.isidentifier() for name in options(kind))


@pytest.mark.parametrize("width", [style.SCREEN, style.COLUMN], ids=["screen", "column"])
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_it_is_drawn_and_nothing_is_clipped(subject, outside, kind, name, width):
    figure = picture(kind, subject(name), width=width)
    assert outside(figure) == []
    assert figure.get_figwidth() == width
    labelled = [axes for axes in figure.axes if axes.axison and axes.get_label() != "<colorbar>"]
    assert all(axes.get_xlabel() or kind in ("parallel", "reliability") for axes in labelled[-1:])
    assert not _pylab_helpers.Gcf.figs, "pyplot knows nothing of it"


@pytest.mark.parametrize(("name", "kinds"), [*OF_RUNS.items(), ("sweep", OF_SWEEPS)])
def test_what_fits(subject, name, kinds):
    wanted = kinds | (EVERY_RUN if name != "sweep" else set())
    assert set(fitting(subject(name))) == wanted
    assert best_kind(subject(name)) == BEST.get(name, "confusion")
    for kind in set(KINDS) - wanted:
        with pytest.raises(MisfitError, match=rf"{kind} does not fit {name}: .*; what fits: "):
            picture(kind, subject(name))


def test_several_runs_fit_curves_alone(subject):
    assert fitting(subject("iris", "moons")) == ["curves", "learning_rate"]
    with pytest.raises(MisfitError, match="it shows one run, and these are 2"):
        picture("confusion", subject("iris", "moons"))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_equal_pictures_are_equal_files(subject, form):
    first, second = (style.render(picture("boundary", subject("moons"), width=3.3), form) for _ in range(2))
    assert first == second
    begin = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[form]
    assert first.startswith(begin)
    assert b"Date" not in first


def test_a_file_by_its_extension(subject, tmp_path):
    figure = picture("confusion", subject("iris"))
    style.save(figure, tmp_path / "a.PDF")
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")
    with pytest.raises(UsageError, match=r"written as \.png, \.svg, \.pdf; found \.jpg"):
        style.save(figure, tmp_path / "a.jpg")
    with pytest.raises(UsageError, match="cannot be written: No such file"):
        style.save(figure, tmp_path / "no" / "a.png")


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("curve", {}, "did you mean 'curves'"),
        ("curves", {"metrik": "loss"}, "did you mean 'metric'"),
        ("curves", {"metric": "rmse"}, "it has .*accuracy"),
        ("weights", {"layer": "7"}, "those that have one: 0_dense, 1_dense"),
        ("weights", {"shape": (3, 3)}, "takes 4 inputs, found 3 x 3"),
        ("reliability", {"bins": "many"}, "reliability: bins: .*found 'many'"),
        ("confusion", {"target": "species"}, "there is one target, which needs no name"),
    ],
)
def test_wrong_options_are_refused_in_words(subject, kind, given, message):
    with pytest.raises(UsageError, match=message):
        picture(kind, subject("iris"), **given)


def test_a_picture_is_of_what_it_is_given(runs: Path):
    trained = mlpcli.open_checkpoint(runs / "moons")
    assert picture("curves", trained).axes[0].get_title(loc="left") == "moons"
    assert picture("curves", [trained, runs / "iris"]).axes
    assert picture("importance", runs / "sweep").axes


def test_hostile_texts_are_shown_as_they_are(outside):
    from mlpcli.plot.confusion import draw

    names = ["$\\frac{", "_hidden", "a\nb", "x" * 300, "ß→漢"]
    figure = style.figure(3.3, 3.0)
    axes = style.panel(figure)
    draw(axes, [[i * j for j in range(5)] for i in range(5)], names)
    assert style.render(figure)
    assert outside(figure) == []
    assert style.plain("$5 to $10") == r"\$5 to \$10"
