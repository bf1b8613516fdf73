"""The grid as a scikit-learn user searches it: GridSearchCV over MLPClassifier, a process a core.

One fold, whose rows to train on and to validate are given, and no training after the search. The score is the
accuracy after the last epoch; a validation score after each would cost more. Results saved by joblib.
"""

from __future__ import annotations

import time

import joblib
import numpy as np
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.neural_network import MLPClassifier
from work import WORKS, arguments, say_best


def main() -> None:
    started = time.perf_counter()
    given = arguments()
    work = WORKS[given.job]
    splits = work.read(given.data, np.random.default_rng(given.seed))
    x = np.concatenate([splits.training[0], splits.validation[0]])
    y = np.concatenate([splits.training[1], splits.validation[1]])
    fold = np.repeat([-1, 0], [len(splits.training[0]), len(splits.validation[0])])
    model = MLPClassifier(
        hidden_layer_sizes=work.hidden,
        activation="relu",
        solver="adam",
        batch_size=work.batch_size,
        max_iter=work.epochs,
        n_iter_no_change=work.epochs + 1,
        random_state=given.seed,
    )
    grid = {
        "learning_rate_init": given.rates,
        "alpha": [2 * work.batch_size * strength for strength in given.strengths],  # alpha / 2 ‖W‖² / batch
    }
    search = GridSearchCV(model, grid, n_jobs=given.threads, cv=PredefinedSplit(fold), refit=False)
    search.fit(x, y)
    results = search.cv_results_
    best = results["mean_test_score"].argmax()
    joblib.dump(results, given.out)
    seconds = time.perf_counter() - started
    say_best(results["mean_test_score"][best], seconds, len(results["params"]), results["params"][best])


main()
