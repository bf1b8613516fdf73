"""Whether the tool works on this machine: what is installed, what there is to compute with, and short tests.

Every part may be what is broken, so each check imports what it needs itself, and a failure becomes a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from mlpcli.doctor import machine, packages, selftest
from mlpcli.doctor.check import Check

PARTS: tuple[Callable[[], Iterator[Check]], ...] = (
    machine.machine,
    packages.packages,
    selftest.selftests,
)


def examine() -> Iterator[Check]:
    """All checks, one after the other, as they are done."""
    yield from chain.from_iterable(part() for part in PARTS)


__all__ = ["Check", "examine"]
