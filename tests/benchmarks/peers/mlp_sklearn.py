"""The job as a scikit-learn user writes it: MLPClassifier with its own validation rows, saved by joblib.

Its `early_stopping` is what computes a validation score (accuracy) after each epoch; a patience of all
epochs keeps it from stopping. It takes the share it is told from the rows that it is given.
"""

from __future__ import annotations

import time

import joblib
import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits
from work import WORKS, arguments, say


def main() -> None:
    started = time.perf_counter()
    given = arguments()
    work = WORKS[given.job]
    splits = work.read(given.data, np.random.default_rng(given.seed))
    x = np.concatenate([splits.training[0], splits.validation[0]])
    y = np.concatenate([splits.training[1], splits.validation[1]])
    model = MLPClassifier(
        hidden_layer_sizes=work.hidden,
        activation="relu",
        solver="adam",
        alpha=0.0,
        batch_size=work.batch_size,
        learning_rate_init=work.learning_rate,
        max_iter=work.epochs,
        early_stopping=True,
        validation_fraction=len(splits.validation[0]) / len(x),
        n_iter_no_change=work.epochs,
        random_state=given.seed,
    )
    with threadpool_limits(given.threads):
        model.fit(x, y)
        accuracy = model.score(*splits.test)
    joblib.dump(model, given.out)
    say(accuracy, time.perf_counter() - started, model.n_iter_)


main()
