"""Short tests of the tool itself: BLAS and its threads, gradients, and a checkpoint there and back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlpcli.doctor.check import Check

if TYPE_CHECKING:
    from mlpcli.training.session import Session

SIZE, REPEATS = 768, 5
"""Rows and columns of the matrices whose product is timed, and how often: the fastest time counts."""

LARGEST_ERROR = 1e-7
SLOW = 1.0
"""Gflop/s of float32 products; any BLAS of this century is faster on any machine of this century."""


def selftests() -> Iterator[Check]:
    """Each as a line, also where it breaks."""
    for name, test in (
        ("blas", _blas),
        ("matrix products", _products),
        ("gradients", _gradients),
        ("checkpoint", _checkpoint),
    ):
        try:
            yield test(name)
        except Exception as error:  # a broken package may raise whatever it likes: that is what is looked for
            advice = "reinstall the package that is named above, or report this with the whole output"
            yield Check(name, False, f"{type(error).__name__}: {error}".splitlines()[0], advice)


def _blas(name: str) -> Check:
    import numpy as np  # noqa: F401 (its BLAS has to be loaded)
    from threadpoolctl import threadpool_info

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    found = ", ".join(f"{p['internal_api']} {p['version']} with {p['num_threads']} threads" for p in pools)
    advice = "the number of threads cannot be set, so a resumed training may differ in the last bits"
    return Check(name, bool(pools), found or "none that is known", advice, needed=False)


def _products(name: str) -> Check:
    import numpy as np

    from mlpcli.training.threads import cores, limited

    a = np.random.default_rng(0).normal(size=(SIZE, SIZE)).astype(np.float32)
    speeds = {}
    for threads in dict.fromkeys((1, cores())):
        with limited(threads):
            speeds[threads] = 2e-9 * SIZE**3 / _fastest(lambda: a @ a)
    found = ", ".join(f"{speed:.0f} Gflop/s with {threads}" for threads, speed in speeds.items()) + " threads"
    if speeds[1] < SLOW:
        return Check(name, False, found, "NumPy has no fast BLAS: reinstall it from PyPI or conda-forge")
    gain = speeds[max(speeds)] / speeds[1]
    if len(speeds) > 1:
        found += f"; more threads {'help' if gain > 1.1 else 'do not help'}"
    advice = "other programs use the cores: set training.threads: 1, or wait for them"
    return Check(name, len(speeds) == 1 or gain > 1.1, found, advice, needed=False)


def _fastest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return max(min(times), 1e-9)


def _session() -> Session:
    from mlpcli.experiment import Experiment
    from mlpcli.store.begin import begin

    spec = {
        "data": {"source": "iris"},
        "architecture": {"hidden": [8]},
        "activation": "tanh",
        "training": {"epochs": 1, "precision": "float64"},
    }
    return begin(Experiment.model_validate(spec))


def _gradients(name: str) -> Check:
    from mlpcli.gradient_check import check, objective

    session = _session()
    loss, train = session.experiment.loss, session.prepared.train
    assert loss is not None
    function = objective(session.state.network, loss, (), train.x[:32], train.y[:32])
    worst = max(e.relative_error for e in check(function, session.state.network, session.state.theta))
    found = f"a small network differs from finite differences by {worst:.0e}"
    return Check(name, worst < LARGEST_ERROR, found, "this computer or its NumPy computes wrongly; report it")


def _checkpoint(name: str) -> Check:
    import numpy as np

    from mlpcli.store.trained import open_checkpoint, save

    session = _session()
    list(session.fit())
    with tempfile.TemporaryDirectory(prefix="mlp-doctor-") as folder:
        path = Path(folder) / "checkpoint.h5"
        save(session, path)
        size, model = path.stat().st_size, open_checkpoint(path).model()
        same = bool(np.array_equal(model.theta, session.model().theta))
    same = same and model.scores(session.prepared.test) == session.scores("test")
    found = f"trained, saved, loaded ({size:,} bytes): " + ("the same bits" if same else "other numbers")
    return Check(name, same, found, "the disk or h5py changes what is stored; try --runs on another disk")
