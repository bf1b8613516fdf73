"""The machine and the versions that a result belongs to."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

from quiet import cores

PACKAGES = (
    "mlpcli",
    "numpy",
    "scipy",
    "scikit-learn",
    "torch",
    "jax",
    "jaxlib",
    "keras",
    "numba",
    "duckdb",
    "h5py",
)


def machine() -> dict[str, str]:
    """Processor, cores, memory, system."""
    found = {"processor": processor(), "cores": str(cores()), "system": platform.platform()}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        found["memory"] = f"{memory / 2**30:.0f} GiB"
    return found


def processor() -> str:
    """The processor's name, and the widest vector instructions where the system tells."""
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return platform.processor() or platform.machine()
    lines = information.read_text(encoding="utf-8").splitlines()
    entries = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    name = entries.get("model name", platform.machine())
    flags = entries.get("flags", "").split()
    vectors = next((wide for wide in ("avx512f", "avx2", "avx") if wide in flags), "")
    return f"{name} ({vectors})" if vectors else name


def versions() -> dict[str, str]:
    """Python and the packages that take part, as far as they are installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
