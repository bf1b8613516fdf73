"""Is the machine quiet enough to measure on? The load average, and how evenly a fixed piece of work runs.

The work occupies every core at once (hashing releases Python's lock), so one busy neighbour on one core
shows as a slower or uneven run.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

HIGHEST_LOAD = 0.5  # running processes, averaged over the last minute, before anything is measured
WIDEST_SPREAD = 0.15  # of the calibration rounds: third quartile over fastest, less 1
WORST_DRIFT = 0.10  # of the calibration's median from the first one
ROUNDS = 20
BLOCK = bytes(16 << 20)


@dataclass(frozen=True)
class Calibration:
    """The rounds of one calibration, in seconds."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def spread(self) -> float:
        return statistics.quantiles(self.rounds, n=4)[2] / min(self.rounds) - 1


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load() -> float:
    """The load average of the last minute; 0 on systems that keep none."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def calibrate() -> Calibration:
    """Time the same work, on all cores at once, a few times; the first round warms up and is not counted."""
    rounds = []
    with ThreadPoolExecutor(cores()) as pool:
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            list(pool.map(hashlib.sha256, [BLOCK] * cores()))
            rounds.append(time.perf_counter() - started)
    return Calibration(tuple(rounds[1:]))


def complaint(now: Calibration, first: Calibration) -> str | None:
    """What is wrong with this calibration, judged by itself and against the first one; None if nothing.

    Faster than the first counts too: then it was the first that met a busy machine.

    >>> even, slow = Calibration((1.0, 1.0, 1.0, 1.1)), Calibration((1.3, 1.3, 1.3, 1.4))
    >>> complaint(even, even) is None, complaint(slow, even)
    (True, 'the calibration loop takes 1.30 times what it took at the start')
    """
    if now.spread > WIDEST_SPREAD:
        return f"the calibration loop varies by {100 * now.spread:.0f} %"
    drift = now.median / first.median
    if abs(drift - 1) > WORST_DRIFT:
        return f"the calibration loop takes {drift:.2f} times what it took at the start"
    return None


def complaint_at_start(first: Calibration) -> str | None:
    """As `complaint`, before anything has run: the load average too."""
    if load() > HIGHEST_LOAD:
        return f"the load average is {load():.2f}, above {HIGHEST_LOAD}"
    return complaint(first, first)
