"""The trials of a sweep as CSV, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from mlpcli.sweep.trial import Result

FIRST = ("trial", "point", "seed", "status")
LAST = ("epochs", "best_epoch", "seconds", "detail")


def to_csv(results: Sequence[Result]) -> str:
    """A line a trial, in the order given: who, overrides, scores, how long, what went wrong.

    Texts are written as they are, everything else that an override can be as JSON: 0.001, true, null,
    [64, 32]. A field is empty where the trial has no such override or score. An override with the name of
    another column has "spec." in front.

    >>> print(to_csv([Result("", "0000", 0, 1, {"architecture.hidden": [8, 4]}, "failed")]), end="")
    trial,point,seed,status,architecture.hidden,epochs,best_epoch,seconds,detail
    0000,0,1,failed,"[8, 4]",0,0,0.0,
    """
    overrides = dict.fromkeys(key for result in results for key in result.overrides)
    scores = list(dict.fromkeys(name for result in results for name in result.scores))
    taken = {*FIRST, *LAST, *scores}
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*FIRST, *(f"spec.{k}" if k in taken else k for k in overrides), *scores, *LAST])
    for result in results:
        writer.writerow(
            [
                *(getattr(result, name) for name in FIRST),
                *(_field(result.overrides[key]) if key in result.overrides else "" for key in overrides),
                *(result.scores.get(name, "") for name in scores),
                *(getattr(result, name) for name in LAST),
            ]
        )
    return file.getvalue()


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
