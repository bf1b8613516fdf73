"""The UCI regression sets on their 20 published splits: test RMSE of one hidden layer of 50 ReLU units.

    python tests/benchmarks/uci.py --data FOLDER

FOLDER holds a folder for each set with data/data.txt, index_train_0.txt, index_test_0.txt and so on, as
published with Gal, Ghahramani 2016. The 20 networks of a set, one a split, train in one stack. All sets have
the same spec, uci.yaml, and as many updates, so that small sets are seen more often. The weights are those of
the last update; test rows have no part in anything.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.config import override, read, validate
from mlpcli.cross_validation.statistics import moments
from mlpcli.data.split import Part
from mlpcli.experiment import Experiment
from mlpcli.training.joint import Joint, together
from mlpcli.training.session import Session

SPEC = Path(__file__).with_name("uci.yaml")

SPLITS, UPDATES, BATCH = 20, 20_000, 128


@dataclass(frozen=True)
class Published:
    """Test RMSE and standard error over the splits: networks with dropout, run again by Gal in 2018."""

    rmse: float
    error: float


SETS = {
    "concrete": Published(4.83, 0.16),
    "energy": Published(0.539, 0.014),
    "kin8nm": Published(0.0789, 0.0006),
    "power-plant": Published(4.014, 0.037),
    "wine-quality-red": Published(0.622, 0.008),
    "yacht": Published(0.666, 0.049),
}


@dataclass(frozen=True)
class Outcome:
    """What came out for a set: test RMSE of each split, epochs of each network, seconds for all."""

    name: str
    rmse: list[float]
    epochs: list[int]
    seconds: float

    @property
    def mean(self) -> float:
        """Over the splits."""
        return moments(self.rmse)[0]

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        return moments(self.rmse)[1] / math.sqrt(len(self.rmse))


def experiment(folder: Path, split: int, settings: Sequence[str]) -> Experiment:
    """The spec on one split of the set in a folder."""
    target = int(float((folder / "data" / "index_target.txt").read_text())) + 1
    rows = len((folder / "data" / f"index_train_{split}.txt").read_text().split())
    document = override(
        read(SPEC.read_text(encoding="utf-8"), str(SPEC)),
        [
            f"data.target=column_{target}",
            f"data.split.train=data/index_train_{split}.txt",
            f"data.split.test=data/index_test_{split}.txt",
            f"seed={split}",
            f"training.batch_size={BATCH}",
            f"training.epochs={math.ceil(UPDATES / math.ceil(rows / BATCH))}",
            *settings,
        ],
    )
    return validate(document, Experiment).at(folder)


def measure(folder: Path, splits: int, settings: Sequence[str], part: Part) -> Outcome:
    """Trains a network on each split."""
    started = time.perf_counter()
    sessions = [Session.begin(experiment(folder, split, settings)) for split in range(splits)]
    for places in together(sessions, splits):
        for _ in Joint([sessions[place] for place in places]).fit():
            pass
    return Outcome(
        folder.name,
        [session.scores(part, "last")["rmse"] for session in sessions],
        [len(session.replica.history) for session in sessions],
        time.perf_counter() - started,
    )


def line(outcome: Outcome) -> str:
    """A line of the table."""
    published = SETS[outcome.name]
    ours = f"{outcome.mean:.4g} ± {outcome.error:.2g} | {published.rmse:g} ± {published.error:g}"
    return (
        f"| {outcome.name} | {ours} | {outcome.mean / published.rmse:.2f} "
        f"| {sum(outcome.epochs) / len(outcome.epochs):.0f} | {outcome.seconds:.0f} |"
    )


def main() -> int:
    """Prints the table, set by set."""
    parser = argparse.ArgumentParser(
        description="test RMSE on the published splits of the UCI regression sets"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each set")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=list(SETS), help="which; all unless given")
    parser.add_argument("--splits", type=int, default=SPLITS, help="the first so many splits")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--part", choices=("test", "validation"), default="test", help="rows to judge by")
    parser.add_argument("--json", type=Path, help="file for all figures")
    options = parser.parse_args()
    print("| set | mlp | published | mlp / published | epochs | s |\n|---|--:|--:|--:|--:|--:|", flush=True)
    outcomes: list[dict[str, Any]] = []
    for name in options.sets:
        outcome = measure(options.data / name, options.splits, options.settings, options.part)
        print(line(outcome), flush=True)
        outcomes.append({**vars(outcome), "mean": outcome.mean, "standard_error": outcome.error})
    if options.json:
        options.json.write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
