"""How many threads matrix products get: more than they are worth cost more than they give."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from threadpoolctl import threadpool_info, threadpool_limits

from mlpcli.architecture import Network

WORTH_SHARING = 60_000_000
"""Multiply-adds in a step's largest product from which on a second thread pays (measured, see benchmarks)."""


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
