"""Every real table from `mlp init` to its test score, beside a guess, a line and scikit-learn's MLP.

python tests/benchmarks/tables.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # before scikit-learn loads its library
    os.environ.setdefault(threads, "1")

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Table:
    """A file in the data folder and the column to predict, by name or by place."""

    name: str
    path: str
    target: str


TABLES = (
    Table("titanic", "titanic/titanic.csv", "survived"),
    Table("penguins", "penguins/penguins.csv", "species"),
    Table("mpg", "mpg/mpg.csv", "mpg"),
    Table("diamonds", "diamonds/diamonds.csv", "price"),
    Table("adult", "adult/adult-train.csv", "15"),
    Table("california-housing", "california-housing/housing.csv", "median_house_value"),
    Table("wine-quality, red", "wine-quality/winequality-red.csv", "12"),
    Table("wine-quality, white", "wine-quality/winequality-white.csv", "12"),
    Table("abalone", "abalone/abalone.csv", "9"),
    Table("bank-marketing", "bank-marketing/bank-additional.csv", "y"),
    Table("german-credit", "german-credit/german.csv", "21"),
    Table("mammography", "mammography/mammography.csv", "7"),
    Table("horse-colic", "horse-colic/horse-colic.csv", "24"),
    Table("sonar", "sonar/sonar.csv", "61"),
    Table("ionosphere", "ionosphere/ionosphere.csv", "35"),
    Table("concrete", "uci-regression-splits/concrete/data/data.txt", "9"),
    Table("energy", "uci-regression-splits/energy/data/data.txt", "9"),
    Table("kin8nm", "uci-regression-splits/kin8nm/data/data.txt", "9"),
    Table("power-plant", "uci-regression-splits/power-plant/data/data.txt", "5"),
    Table("yacht", "uci-regression-splits/yacht/data/data.txt", "7"),
    Table("fashion-mnist", "fashion-mnist/train-images-idx3-ubyte.gz", "label"),
)


def main() -> int:
    """Prints the results as Markdown; 1 if a table does not beat the constant guess."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the tables")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="some of the tables")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every figure")
    parser.add_argument("--no-peer", action="store_true", help="leave scikit-learn out")
    asked = parser.parse_args()
    chosen = [
        t for t in TABLES if (not asked.only or t.name in asked.only) and (asked.data / t.path).exists()
    ]
    results = []
    print("| table | rows | metric | constant | linear | mlp | scikit-learn | epochs | s |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|")
    for table in chosen:
        with tempfile.TemporaryDirectory() as folder:
            found = result(table, asked.data.resolve(), Path(folder), peer=not asked.no_peer)
        results.append(found)
        print(line(found), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    missed = [found["table"] for found in results if not found["beats_constant"]]
    if missed or not results:
        print(f"not better than the constant guess: {', '.join(missed) or 'no table found'}", file=sys.stderr)
    return 1 if missed or not results else 0


def result(table: Table, data: Path, folder: Path, *, peer: bool) -> dict[str, Any]:
    """The scores on the test rows, from the spec that init writes, unedited."""
    mlp("init", data / table.path, "--target", table.target, "-o", "spec.yaml", cwd=folder)
    told = mlp("train", "spec.yaml", cwd=folder)
    baselines = told["baselines"]
    metric = next(name for name in told["test"] if name != "loss")
    constant, linear = baselines["constant"], baselines["linear"]
    from mlpcli.kinds import kinds
    from mlpcli.metric import AnyMetric

    sign = 1 if kinds(AnyMetric)[metric]().direction == "max" else -1
    return {
        "table": table.name,
        "rows": sum(mlp("show", told["checkpoint"], cwd=folder)["rows"].values()),
        "metric": metric,
        "constant": constant[metric],
        "linear": linear and linear[metric],
        "mlp": told["test"][metric],
        "scikit-learn": sklearn_score(folder / "spec.yaml", metric) if peer else None,
        "epochs": told["epochs"],
        "seconds": told["seconds"],
        "beats_constant": sign * told["test"][metric] > sign * constant[metric],
    }


def mlp(*words: object, cwd: Path) -> Any:
    """What a command says in JSON."""
    command = [sys.executable, "-m", "mlpcli.cli.main", *map(str, words), "--json"]
    ended = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)}\n{ended.stderr}")
    return json.loads(ended.stdout)


def sklearn_score(spec: Path, metric: str) -> float | None:
    """The metric of scikit-learn's MLP: same rows, coding, widths, rate, batch, penalty and patience.

    It sets its own validation rows apart, from training and validation rows together, and stops by their
    accuracy or R². Its penalty is alpha/2 ‖W‖² over the rows of a batch, ours λ ‖W‖²; its squared error has a
    factor ½.
    """
    try:
        from sklearn.neural_network import MLPClassifier, MLPRegressor
    except ImportError:
        return None
    from mlpcli.config.experiment import load
    from mlpcli.training.model import units_of
    from mlpcli.training.session import Session

    session = Session.begin(load(spec))
    experiment, prepared = session.experiment, session.prepared
    train, watched, test = prepared.train, prepared.validation, prepared.test
    x, y = np.concatenate([train.x, watched.x]), np.concatenate([train.y, watched.y])
    regression = prepared.coding.task == "regression"
    strength = sum(getattr(rule, "strength", 0.0) for rule in experiment.regularization)
    options: dict[str, Any] = {
        "hidden_layer_sizes": tuple(experiment.architecture.hidden or ()),
        "learning_rate_init": float(experiment.optimizer.learning_rate.value(None)),  # type: ignore[union-attr]
        "batch_size": experiment.training.batch_size,
        "max_iter": experiment.training.epochs,
        "alpha": (1 if regression else 2) * experiment.training.batch_of(len(x)) * strength,
        "early_stopping": True,
        "validation_fraction": len(watched) / len(x),
        "n_iter_no_change": experiment.early_stopping.patience if experiment.early_stopping else 10,
        "random_state": 0,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if regression:
            z = MLPRegressor(**options).fit(x, y.ravel()).predict(test.x)[:, None]
        else:
            labels = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0].astype(int)
            z = MLPClassifier(**options).fit(x, labels).predict_proba(test.x)
            z = z[:, 1:] if y.shape[1] == 1 else z
    measure = next(m for m in experiment.metrics or () if m.kind == metric)
    units = units_of(prepared.coding)
    if units is None:
        return float(measure.value(z, test.y))
    return float(measure.value(units.restore(z), units.restore(test.y)))


def line(found: dict[str, Any]) -> str:
    """A row of the table, four digits each."""
    cells = [found["table"], f"{found['rows']:,}", found["metric"]]
    scores = (found[name] for name in ("constant", "linear", "mlp", "scikit-learn"))
    cells += ["" if score is None else f"{score:.4g}" for score in scores]
    cells += [str(found["epochs"]), f"{found['seconds']:.1f}"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
