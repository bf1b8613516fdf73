"""The page of a run: complete, in one file, small, and with every text escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import mlpcli
from mlpcli import Experiment
from mlpcli.page import html, sections
from mlpcli.page.report import report
from mlpcli.plot import COSTLY, Run, fitting, subject_at
from mlpcli.store.checkpoint import save
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.trained import open_checkpoint
from mlpcli.training.session import PARTS

WRITTEN = "# <script>alert(1)</script> & \"quoted\"\ndata: {source: cells.csv, target: 'a<b'}\n"
DIAGNOSIS = [
    {"finding": "dead_units", "number": 0.5, "where": "0_dense", "advice": "<half> rest", "change": "seed: 1"}
]
VOID = {"meta", "link", "br", "img"}


class Parsed(HTMLParser):
    """Which tags and attributes there are, whether they nest, and the text."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two classes with names that HTML has to escape, on two features of which one has such a name too."""
    folder = tmp_path_factory.mktemp("page")
    rows = [f"{i % 7},{(i * i) % 11},{'<img src=x>' if (i % 7) > 3 else 'a&b'}" for i in range(60)]
    (folder / "cells.csv").write_text("\n".join(['x,"<i>y</i>",a<b', *rows]) + "\n", encoding="utf-8")
    spec = {"data": {"source": "cells.csv", "target": "a<b"}, "architecture": {"hidden": [3]}}
    made = Experiment.model_validate({"training": {"epochs": 2}, **spec}).at(folder)
    session = mlpcli.begin(made)
    list(session.fit())
    checkpoint = to_checkpoint(session, Origin(WRITTEN), {part: session.scores(part) for part in PARTS})
    checkpoint = replace(checkpoint, state={**checkpoint.state, "diagnosis": DIAGNOSIS})
    save(folder / "<run>.h5", checkpoint)
    return subject_at([folder / "<run>.h5"]).run


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    """Its report."""
    return report(run)


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a report have three pictures, so that it takes less time."""
    monkeypatch.setattr("mlpcli.page.report.fitting", lambda _: ["confusion", "curves", "boundary"])


def test_it_is_one_small_file_that_loads_nothing(page):
    assert len(page.encode()) < html.LIMIT == 2_000_000
    assert "http:" not in page
    assert "https:" not in page
    assert "<script" not in page
    for tag, attributes in Parsed(page).tags:
        for name in ("src", "href", "xlink:href", "srcset", "data", "action"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "data:")), (tag, value)
    assert not re.search(r"@import|url\((?!#)", page)


def test_it_is_html_in_which_ids_are_unique(page):
    parsed = Parsed(page)
    assert parsed.open == []
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) > 50
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)
    assert {one or other for one, other in used} <= set(ids)
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in parsed.tags
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_it_tells_everything(run, page):
    text = Parsed(page).text
    for title in ("Metrics", "Diagnosis", "Pictures", "Data", "Network", "Spec", "Environment"):
        assert f"<h2>{title}</h2>" in page
    assert WRITTEN.strip() in text
    assert run.trained.checkpoint.spec.resolved in text
    assert "dead units 0.5000 (0_dense): <half> rest" in " ".join(text.split())
    assert "try seed: 1" in text
    for values in run.trained.checkpoint.metrics.values():
        assert sections.cell(values["loss"]) in text
    drawn = re.findall(r'aria-label="(\w+) of|alt="(\w+) of', page)
    kinds = set(fitting(subject_at([run.trained.path]))) - set(COSTLY)
    assert {one or other for one, other in drawn} == kinds
    assert "boundary" in page


def test_texts_are_escaped(page):
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page
    assert "<i>y" not in page
    assert "<run>" not in page
    assert html.text("\x00\x1b[31m") == "\ufffd\ufffd[31m"


def test_the_same_run_gives_the_same_page(run, some):
    first, second = (report(Run(open_checkpoint(run.trained.path))) for _ in range(2))
    assert first == second


def test_without_the_data_it_shows_the_rest(run, some):
    data = run.trained.experiment.folder / "cells.csv"
    kept = data.read_bytes()
    data.write_bytes(kept + b"1,1,a&b\n")
    try:
        left = report(Run(open_checkpoint(run.trained.path)))
    finally:
        data.write_bytes(kept)
    assert "The data is not there any more" in left
    assert "Not shown: confusion: " in left
    assert 'aria-label="curves of' in left
    assert "<h2>Metrics</h2>" in left


def test_what_has_no_room_is_left_out(run, some, monkeypatch):
    monkeypatch.setattr(html, "LIMIT", 60_000)
    made = report(run)
    assert len(made.encode()) < 60_000
    assert "there is no room left on this page" in made


@pytest.mark.parametrize(
    "stored",
    [
        {"majority": {"accuracy": 0.5}, "logistic": {"accuracy": 0.9}},
        {"majority": 0.5, "logistic": 0.9},
        [{"baseline": "majority", "accuracy": 0.5}, {"baseline": "logistic", "accuracy": 0.9}],
    ],
)
def test_baselines_in_any_form(run, stored):
    state = {**run.trained.checkpoint.state, "baselines": stored}
    told = sections.baselines(
        Run(replace(run.trained, checkpoint=replace(run.trained.checkpoint, state=state)))
    )
    assert "majority" in told
    assert "0.9000" in told
