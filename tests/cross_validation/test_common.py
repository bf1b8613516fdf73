"""What folds predict in codings of their own, said in one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.cross_validation.common import SURE, coded, common_target, in_common
from mlpcli.data.coding.classes import ClassTarget
from mlpcli.data.coding.label_lists import LabelListTarget
from mlpcli.data.coding.quantities import NumberTarget
from mlpcli.data.coding.several import SeveralTarget


def numbers(shift: float, scale: float, transform: Any = "none") -> NumberTarget:
    return NumberTarget((("price", ()),), np.array([shift]), np.array([scale]), (transform,))


def test_numbers_meet_in_the_units_of_the_data() -> None:
    folds = [numbers(10.0, 2.0), numbers(20.0, 4.0)]
    common = common_target(folds)
    assert isinstance(common, NumberTarget)
    assert (common.shift.tolist(), common.scale.tolist()) == ([15.0], [3.0])
    z = np.array([[1.0]], dtype=np.float32)
    said = [in_common(z, fold, common) for fold in folds]
    assert [one.tolist() for one in said] == [[[12.0]], [[24.0]]]
    mean = coded(np.mean(said, axis=0), common)
    assert mean.tolist() == [[1.0]]  # (18 - 15) / 3
    assert common.decode(mean)["price"].tolist() == [18.0]


def test_a_mean_of_prices_is_none_of_their_logarithms() -> None:
    folds = [numbers(0.0, 1.0, "log"), numbers(0.0, 1.0, "log")]
    common = common_target(folds)
    z = [np.log([[1.0]]), np.log([[9.0]])]
    mean = coded(np.mean([in_common(*pair, common) for pair in zip(z, folds, strict=True)], axis=0), common)
    assert common.decode(mean)["price"] == pytest.approx([5.0])  # and not √9


def test_classes_are_decided_by_the_mean_threshold() -> None:
    common = common_target([ClassTarget("kind", ("a", "b"), t) for t in (0.2, 0.4)])
    assert isinstance(common, ClassTarget)
    assert common.threshold == pytest.approx(0.3)


def test_a_label_that_a_fold_has_never_seen_is_improbable() -> None:
    folds = [LabelListTarget("tags", ("big", "red"), ";"), LabelListTarget("tags", ("rare", "red"), ";")]
    common = common_target(folds)
    assert isinstance(common, LabelListTarget)
    assert common.labels == ("big", "rare", "red")
    z = np.array([[1.0, 2.0]])
    assert in_common(z, folds[0], common).tolist() == [[1.0, -SURE, 2.0]]
    assert in_common(z, folds[1], common).tolist() == [[-SURE, 1.0, 2.0]]


def test_several_targets_each_in_its_own_way() -> None:
    classes = ClassTarget("kind", ("a", "b", "c"))
    folds = [SeveralTarget(("price", "kind"), (numbers(m, 2.0), classes)) for m in (0.0, 10.0)]
    common = common_target(folds)
    z = np.array([[1.0, 5.0, 6.0, 7.0]])
    said = [in_common(z, fold, common) for fold in folds]
    assert [one.tolist() for one in said] == [[[2.0, 5.0, 6.0, 7.0]], [[12.0, 5.0, 6.0, 7.0]]]
    assert coded(said[0], common).tolist() == [[-1.5, 5.0, 6.0, 7.0]]  # (2 - 5) / 2


@pytest.mark.parametrize(
    "targets",
    [
        (ClassTarget("kind", ("a", "b")), ClassTarget("kind", ("a", "c"))),
        (numbers(0.0, 1.0), numbers(0.0, 1.0, "log")),
        (numbers(0.0, 1.0), ClassTarget("price", ("a", "b"))),
    ],
)
def test_what_has_nothing_in_common(targets: Any) -> None:
    with pytest.raises(ValueError, match="other classes or columns"):
        common_target(targets)
