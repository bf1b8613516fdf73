"""How many threads a training gets, and for what: more than they are worth cost more than they give."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from threadpoolctl import threadpool_info, threadpool_limits

from mlpcli.architecture import Network
from mlpcli.optimizer import StepRule

if TYPE_CHECKING:
    from mlpcli.experiment import Experiment

WORTH_SHARING = 60_000_000
"""Multiply-adds in a step's largest product from which on a second thread pays (measured, see benchmarks)."""

WORTH_PORTIONS = {"numpy": 25_000_000, "fast": 8_000_000}
"""Multiply-adds of a batch on its way through the network from which on threads share its rows, by what
computes them. One and two threads took, in NumPy and in the kernels, µs a step:

    50-256-256-1, 64 rows           5 million     520 :  617     425 :  430
    300-128-128-128-10, 128 rows    9 million     672 :  690     622 :  487
    50-256-256-1, 128 rows         10 million     845 :  794     735 :  573
    784-256-128-10, 64 rows        15 million    1105 :  989     921 :  836
    784-256-128-10, 128 rows       30 million    1755 : 1315    1580 : 1153
    50-256-256-1, 512 rows         40 million    2790 : 1790    2580 : 1480

NumPy's many calls wait for the interpreter's lock, and longer where other programs run, so that its limit is
above where it begins to pay.
"""

WORTH_PARTS = {"numpy": 30_000_000, "fast": 8_000_000}
"""The same of a stack, of all networks together, whose networks threads share. Batches of 32 rows took, with
one and two threads, 570 : 627 µs for 40 of 64-64-10 in the kernels (6 million), 711 : 550 µs for 10 of
64-128-128-10 (9 million), 6160 : 4560 µs for 4 of 784-256-128-10 in NumPy (30 million).
"""

LEAST, MOST = 32, 8
"""Rows of a portion, at least, and portions, at most."""

_shared: list[int] = []


def share(threads: int) -> None:
    """From now on `auto` means at most this many threads in this process: others use the cores too."""
    _shared[:] = [threads]


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose(setting: int | Literal["auto"], network: Network, batch: int) -> int:
    """The spec's number, or for auto one that suits the largest product of a step."""
    if setting != "auto":
        return setting
    sizes = [p.stop - p.start for p in network.places]
    available = min([cores(), *_shared])
    return available if batch * max(sizes, default=0) >= WORTH_SHARING else 1


@dataclass(frozen=True)
class Threads:
    """How a training uses its threads.

    A number in the spec is what a matrix product has (`products`): the fastest where nobody else wants the
    cores. Where the number is left to the tool, layers treat rows on their own and batches are worth it, the
    rows are shared out among `crew` threads, and a matrix product has one: with a busy neighbour that takes
    about twice as long, where OpenBLAS's threads, which wait for each other awake, take up to five times. Of
    a stack whose networks are not worth it one by one, the networks are shared out. The crew always shares
    the optimizer's work.

    The last bits depend on `count`, and on nothing else here: a stack's networks compute what each computes
    alone.
    """

    count: int
    crew: int
    products: int
    shares_rows: bool
    shares_replicas: bool = False

    @property
    def judges(self) -> int:
        """Threads that judge rows."""
        return self.crew if self.shares_rows or self.shares_replicas else 1

    @classmethod
    def of(
        cls, experiment: Experiment, network: Network, batch: int, count: int | None = None, replicas: int = 1
    ) -> Self:
        """Those of an experiment with batches of so many rows. `count`: what it has had so far."""
        auto = experiment.training.threads == "auto"
        portions = _portions(experiment, network, batch) if auto else 1
        if count is None and portions > 1:
            count = min([cores(), *_shared, portions])
        elif count is None:
            count = choose(experiment.training.threads, network, batch)
        if min(count, portions) > 1:
            return cls(count, min(count, portions), 1, True)
        worth = batch * network.products * replicas >= WORTH_PARTS[_computed(experiment)]
        if count == 1 and worth and auto:
            crew = min([cores(), *_shared, replicas, MOST])
            return cls(count, crew, count, False, shares_replicas=crew > 1)
        return cls(count, min(count, MOST), count, False)


def _portions(experiment: Experiment, network: Network, batch: int) -> int:
    """Into how many portions a batch can be cut, at most."""
    apart = isinstance(experiment.optimizer, StepRule) and not network.mixes_rows
    worth = batch * network.products >= WORTH_PORTIONS[_computed(experiment)]
    return max(min(batch // LEAST, MOST), 1) if apart and worth else 1


def _computed(experiment: Experiment) -> str:
    return "fast" if experiment.training.kernels == "fast" else "numpy"


@contextmanager
def limited(threads: int) -> Iterator[None]:
    """Matrix products use this many threads inside the block."""
    with threadpool_limits(limits=threads, user_api="blas"):
        yield


def load() -> None:
    """Loads the BLAS of the compiled kernels, so that a limit set after this holds for it too."""
    import mlpcli.fast.kernels  # noqa: F401


def blas() -> dict[str, Any] | None:
    """The library behind NumPy's matrix products; None where it cannot be told, nor told what to do."""
    found = [library for library in threadpool_info() if library["user_api"] == "blas"]
    found.sort(key=lambda library: "numpy" not in library["filepath"])  # SciPy may bring one of its own
    return found[0] if found else None


def kept(threads: int) -> bool:
    """Whether matrix products can have exactly this many threads here."""
    with limited(threads):
        library = blas()
    return library is not None and library["num_threads"] == threads
