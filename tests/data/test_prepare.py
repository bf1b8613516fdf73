"""From the section `data` to arrays: parts, notes, what is wrong with data, and the same rows again later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data import Coding, Data, Frame, coded_rows, fingerprint, prepare, reread
from mlpcli.data.columns import Number
from mlpcli.data.scale import Minmax
from mlpcli.data.split import Random, Stratified
from mlpcli.errors import DataError, SpecError

Build = Callable[..., Any]
HERE = Path()


def table(frame: Build, n: int = 40, **columns: Any) -> Frame:
    """n rows of a number, a category and two classes."""
    given = {
        "size": np.linspace(0, 1, n),
        "colour": [("red", "green", "blue")[i % 3] for i in range(n)],
        "kind": [("cat", "dog")[i % 2] for i in range(n)],
    }
    made: Frame = frame(**{**given, **columns})
    return made


def test_all_that_is_prepared(frame: Build, data: Build) -> None:
    f = table(frame)
    prepared = prepare(data(f, target="kind"), HERE)
    parts = [prepared.train, prepared.validation, prepared.test]
    assert [len(part) for part in parts] == [28, 6, 6]
    assert sorted(np.concatenate([part.rows for part in parts]).tolist()) == list(range(40))
    for part in parts:
        x, _ = prepared.coding.encode(f, part.rows)
        assert np.array_equal(part.x, x)
        assert part.y[:, 0].tolist() == [row % 2 for row in part.rows]
        assert part.x.dtype == part.y.dtype == np.float32
    assert prepared.partition.test is prepared.test.rows
    assert prepared.notes == ()
    assert prepare(data(f, target="kind"), HERE, "float64").train.x.dtype == np.float64


def test_training_rows_come_out_standardized(frame: Build, data: Build) -> None:
    prepared = prepare(data(table(frame), target="kind"), HERE, "float64")
    size = prepared.train.x[:, 0]
    assert size.mean() == pytest.approx(0, abs=1e-12)
    assert size.std() == pytest.approx(1)
    assert abs(prepared.test.x[:, 0].mean()) > 1e-3


def test_every_auto_is_filled_in(frame: Build, data: Build) -> None:
    f = table(frame)
    section = data(f, target="kind", columns={"size": {"type": "number", "scale": "minmax"}})
    resolved = prepare(section, HERE).data
    assert resolved.task == "classification"
    assert resolved.split == Stratified()
    assert resolved.columns["size"] == Number(scale=Minmax(), indicator=False)
    assert list(resolved.columns) == ["size", "colour"]
    dumped = resolved.model_dump(mode="json")
    again = Data.model_validate(dumped).model_copy(update={"source": section.source})
    assert again.model_dump(mode="json") == dumped
    assert np.array_equal(prepare(again, HERE).train.x, prepare(section, HERE).train.x)
    assert prepare(data(f, target="size"), HERE).data.split == Random()


def test_validation_and_test_rows_do_not_reach_the_coding(frame: Build, data: Build) -> None:
    clean = table(frame, extra=np.arange(40.0))
    before = prepare(data(clean, target="kind"), HERE)
    others = np.concatenate([before.validation.rows, before.test.rows])
    size, colour = np.array(clean.columns["size"]), np.array(clean.columns["colour"])
    size[others[::2]], size[others[1::2]], colour[others] = np.nan, 1e30, "never seen"
    after = prepare(data(table(frame, size=size, colour=colour, extra=np.arange(40.0)), target="kind"), HERE)
    assert np.array_equal(before.train.x, after.train.x)
    assert before.coding.dump().keys() == after.coding.dump().keys()
    for name, value in before.coding.dump().items():
        assert np.array_equal(value, after.coding.dump()[name])
    assert len(after.notes) == 2
    assert after.notes[0].startswith("size: 6 of 40 cells empty, filled with ")
    assert after.notes[1] == (
        "colour: 12 of 40 cells of levels never seen in training, coded as other, for instance 'never seen'"
    )


def test_notes_count_over_all_parts(frame: Build, data: Build) -> None:
    size = np.linspace(0, 1, 40)
    size[::4] = np.nan
    notes = prepare(
        data(table(frame, size=size, name=[f"n{i}" for i in range(40)], kind=[0, 1] * 20), target="kind"),
        HERE,
    ).notes
    assert [note.partition(",")[0] for note in notes] == [
        "name: left out",
        "size: 10 of 40 cells empty",
    ]


def test_an_autoencoder_has_its_inputs_as_targets(frame: Build, data: Build) -> None:
    prepared = prepare(data(table(frame), target=None), HERE)
    assert prepared.train.y is prepared.train.x
    assert prepared.coding.task == "regression"
    assert prepared.data.split == Random()


def test_several_targets(frame: Build, data: Build) -> None:
    f = table(frame, weight=np.arange(40) % 7)
    prepared = prepare(data(f, target=["size", "weight"]), HERE)
    assert prepared.train.y.shape == (28, 2)
    assert list(prepared.coding.decode(prepared.test.y)) == ["size", "weight"]


def test_no_rows_set_apart(frame: Build, data: Build) -> None:
    f = frame(a=[0, 0, 1, 1], b=[0, 1, 0, 1], y=[0, 1, 1, 0])
    split = {"kind": "random", "validation": 0, "test": 0}
    prepared = prepare(data(f, target="y", split=split), HERE)
    assert (len(prepared.train), len(prepared.validation), len(prepared.test)) == (4, 0, 0)
    assert prepared.test.x.shape == (0, 2)
    assert prepared.test.y.shape == (0, 1)


def test_no_rows_set_apart_of_a_target_of_numbers(frame: Build, data: Build) -> None:
    split = {"kind": "random", "validation": 0, "test": 0}
    prepared = prepare(data(table(frame), target="size", split=split), HERE)
    assert prepared.train.y.shape == (40, 1)
    assert prepared.test.y.shape == prepared.validation.y.shape == (0, 1)


def test_rare_classes_are_named(frame: Build, data: Build) -> None:
    kind = ["cat", "dog"] * 19 + ["cat", "emu"]
    prepared = prepare(data(table(frame, kind=kind), target="kind"), HERE)
    assert prepared.notes == (
        "validation: no row is of class emu (1 in all)",
        "test: no row is of class emu (1 in all)",
    )
    seed = next(seed for seed in range(100) if 39 not in Random(seed=seed).rows(40, None).train)
    at_random = data(table(frame, kind=kind), target="kind", split={"kind": "random", "seed": seed})
    with pytest.raises(DataError, match=r"no training row is of class emu.*use data\.split: stratified"):
        prepare(at_random, HERE)


def test_many_rare_classes_make_a_short_note(frame: Build, data: Build) -> None:
    kind = ["cat"] * 20 + [f"bird {i}" for i in range(20)]
    prepared = prepare(data(table(frame, kind=kind), target="kind"), HERE)
    assert prepared.notes[0].endswith("bird 11 (1 in all), bird 12 (1 in all) and 15 other classes")


@pytest.mark.parametrize(
    ("columns", "section", "message"),
    [
        ({}, {"target": "knid"}, "f.csv: no column 'knid'.*did you mean 'kind'"),
        ({}, {}, "f.csv: data.target is missing"),
        ({"kind": ["cat"] * 40}, {"target": "kind"}, "f.csv: the target 'kind' is 'cat' in all rows"),
        (
            {"kind": ["cat", None] * 20},
            {"target": "kind"},
            "f.csv, row 2, column kind: the target is empty.*20 of 40",
        ),
        (
            {"size": [np.nan] + [1.5] * 39},
            {"target": "size"},
            "f.csv, row 1, column size: the target is empty",
        ),
        (
            {},
            {"target": "kind", "task": "regression"},
            "row 1, column kind: 'cat' is not a number",
        ),
        (
            {},
            {"target": "kind", "columns": {"colour": "number"}},
            "column colour: '(red|green|blue)' is not a number",
        ),
        ({}, {"target": "kind", "columns": {"colur": "drop"}}, "no column 'colur'.*did you mean 'colour'"),
        ({}, {"target": "kind", "columns": {"size": "drop", "colour": "drop"}}, "no feature is left"),
        (
            {"size": [np.inf] * 40},
            {"target": "kind", "columns": {"size": "number"}},
            "is an infinite number",
        ),
        ({}, {"target": "kind", "split": {"kind": "random", "test": 0.01}}, "f.csv: 40 rows are too few"),
    ],
)
def test_data_that_cannot_be_used(
    columns: Any, section: Any, message: str, frame: Build, data: Build
) -> None:
    with pytest.raises(DataError, match=message) as error:
        prepare(data(table(frame, **columns), **section), HERE)
    assert "\n" not in str(error.value)


def test_a_table_without_rows(frame: Build, data: Build) -> None:
    with pytest.raises(DataError, match=r"f\.csv: no rows"):
        prepare(data(frame(x=np.zeros(0), y=np.zeros(0)), target="y"), HERE)


def test_numbers_cannot_be_divided_by_class(frame: Build, data: Build) -> None:
    with pytest.raises(SpecError, match=r"data\.split: stratified divides by class.*use random"):
        prepare(data(table(frame), target="size", split="stratified"), HERE)


def test_parts_in_files_of_their_own(frame: Build, data: Build, source: Build) -> None:
    main, test = table(frame), table(frame, n=5, size=[9.0, 0, 0, 0, np.nan])
    section = data(main, target="kind", split={"kind": "files", "test": "t.csv", "validation": 0.25})
    split = section.split.model_copy(update={"test": source(test)})
    prepared = prepare(section.model_copy(update={"split": split}), HERE)
    assert [len(part) for part in (prepared.train, prepared.validation, prepared.test)] == [30, 10, 5]
    assert prepared.test.rows.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(prepared.test.x, prepared.coding.encode(test)[0])
    assert "1 of 45 cells empty" in prepared.notes[0]

    own = split.model_copy(update={"validation": source(test)})
    prepared = prepare(section.model_copy(update={"split": own}), HERE)
    assert [len(part) for part in (prepared.train, prepared.validation, prepared.test)] == [40, 5, 5]


def test_the_same_rows_again(frame: Build, data: Build, source: Build) -> None:
    prepared = prepare(data(table(frame), target="kind"), HERE)
    coding = Coding.load(prepared.coding.dump())
    for part, rows in prepared.partition.by_part().items():
        again = reread(prepared.data, HERE, coding, part, rows, prepared.fingerprint, "float32")
        expected = getattr(prepared, part)
        assert np.array_equal(again.x, expected.x)
        assert np.array_equal(again.y, expected.y)
        assert np.array_equal(again.rows, expected.rows)
    changed = prepared.data.model_copy(update={"source": source(table(frame))})
    with pytest.raises(DataError, match=r"the data has changed since training \(f.csv\)"):
        reread(changed, HERE, coding, "test", prepared.test.rows, prepared.fingerprint, "float32")


def test_a_part_is_read_from_its_own_file_again(tmp_path: Path) -> None:
    for name, rows in (("main", 30), ("test", 7)):
        lines = [f"{i * len(name)},{'ab'[i % 2]}" for i in range(rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["x,y", *lines, ""]), encoding="utf-8", newline="\n")
    section = Data.model_validate(
        {"source": "main.csv", "target": "y", "split": {"kind": "files", "test": "test.csv"}}
    )
    prepared = prepare(section, tmp_path)
    again = reread(
        prepared.data, tmp_path, prepared.coding, "test", prepared.test.rows, prepared.fingerprint, "float32"
    )
    assert len(again) == 7
    assert np.array_equal(again.x, prepared.test.x)
    assert fingerprint(section, tmp_path) == prepared.fingerprint
    with (tmp_path / "test.csv").open("a", encoding="utf-8") as file:
        file.write("1,a\n")
    assert fingerprint(section, tmp_path) != prepared.fingerprint
    with pytest.raises(DataError, match=r"has changed since training \(main.csv, test.csv\)"):
        reread(
            prepared.data,
            tmp_path,
            prepared.coding,
            "train",
            prepared.train.rows,
            prepared.fingerprint,
            "float32",
        )


def test_rows_of_another_file_are_coded_alike(frame: Build, data: Build) -> None:
    f = table(frame)
    prepared = prepare(data(f, target="kind"), HERE)
    samples, findings = coded_rows(prepared.data, prepared.coding, f, prepared.test.rows, "float32")
    assert np.array_equal(samples.x, prepared.test.x)
    assert findings == ()
