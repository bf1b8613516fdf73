"""The machine: system, Python, cores, memory, room on the disk."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mlpcli import __version__
from mlpcli.doctor.check import Check, gigabytes

OLDEST = (3, 11)
LEAST_MEMORY, LEAST_DISK = 5e8, 1e8
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def machine() -> Iterator[Check]:
    """What the tool runs on."""
    yield Check("mlp", True, f"{__version__} in {Path(__file__).resolve().parent.parent}")
    yield Check("system", True, f"{platform.system()} {platform.release()}, {platform.machine()}")
    yield Check(
        "python",
        sys.version_info >= OLDEST,
        f"{platform.python_version()} in {sys.executable}",
        f"install Python {OLDEST[0]}.{OLDEST[1]} or newer",
    )
    yield _cores()
    yield _memory()
    for name, folder in (("disk, here", Path()), ("disk, temporary files", Path(tempfile.gettempdir()))):
        yield _disk(name, folder)


def _cores() -> Check:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    limits = [f"{name}={os.environ[name]}" for name in VARIABLES if name in os.environ]
    found = f"{usable} of {os.cpu_count() or usable}"
    return Check("cores", True, ", ".join([found, *limits]))


def _memory() -> Check:
    available, total = _bytes_of_memory()
    if not total:
        return Check("memory", True, "not known on this system")
    found = f"{gigabytes(available)} free of {gigabytes(total)}"
    return Check("memory", available >= LEAST_MEMORY, found, "close other programs: training may be killed")


def _bytes_of_memory() -> tuple[int, int]:
    """Available and in all; 0 where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        table = {
            name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)
        }
        return table["MemAvailable"], table["MemTotal"]
    except (OSError, ValueError, LookupError):
        pass
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0, 0
    return total, total


def _disk(name: str, folder: Path) -> Check:
    try:
        usage = shutil.disk_usage(folder)
        writable = os.access(folder, os.W_OK)
    except OSError as error:
        return Check(name, False, f"{folder.absolute()}: {error.strerror}", "go to a folder that exists")
    found = f"{gigabytes(usage.free)} free in {folder.absolute()}" + ("" if writable else ", not writable")
    advice = (
        "free some space" if writable else "runs are written here, or to --runs: choose a folder of yours"
    )
    return Check(name, writable and usage.free >= LEAST_DISK, found, advice)
