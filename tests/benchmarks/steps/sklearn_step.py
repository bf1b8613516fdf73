"""scikit-learn: the fit of MLPClassifier or MLPRegressor, whose epochs are its own loop."""

from __future__ import annotations

import math
import time
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits
from workloads import WORKLOADS, arguments, say

given = arguments()
work = WORKLOADS[given.workload]
x, y = work.data()
kind = MLPRegressor if work.widths[-1] == 1 else MLPClassifier
epochs = math.ceil(work.steps * work.batch / len(x))
warnings.simplefilter("ignore", ConvergenceWarning)


def seconds(epochs: int) -> float:
    """Of a fit with so many epochs."""
    model = kind(
        hidden_layer_sizes=work.widths[1:-1],
        batch_size=work.batch,
        alpha=0,
        max_iter=epochs,
        tol=0,
        n_iter_no_change=10**9,
    )
    started = time.perf_counter()
    model.fit(x, y.ravel())
    return time.perf_counter() - started


with threadpool_limits(given.threads):
    first = seconds(epochs)  # what precedes the first epoch is in both, and falls out
    say(seconds(2 * epochs) - first, epochs * len(x) // work.batch)
