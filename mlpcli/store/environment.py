"""Where a training ran: what the last bits of its numbers depend on, and what has changed since."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

import mlpcli
from mlpcli.training.threads import blas, kept

COMPILER = "numba"
"""Only where it compiled the loops of the training."""

DECISIVE = ("mlpcli", "numpy", "scipy", "system", "machine", "simd", "blas", COMPILER)
"""What has to be the same for the same bits."""

THREADS = "threads"


@cache  # asking takes longer than saving a small run
def environment() -> Mapping[str, Any]:
    """Versions and machine, for whoever wants to reproduce a run."""
    library = blas()
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    facts = {
        "mlpcli": mlpcli.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": _version("scipy"),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "simd": " ".join([*simd.get("baseline", ()), *simd.get("found", ())]),
        "blas": " ".join(str(library.get(key) or "") for key in ("internal_api", "version", "architecture"))
        if library
        else "unknown",
    }
    return MappingProxyType(facts)


def compiler() -> Mapping[str, str]:
    """The version of what compiles the loops of `training.kernels: fast`."""
    try:
        return {COMPILER: _version(COMPILER)}
    except importlib.metadata.PackageNotFoundError:
        return {COMPILER: "not installed"}


def _version(package: str) -> str:
    """Of an installed package, which need not be imported; one line of its metadata is read, not all."""
    found = importlib.metadata.distribution(package)
    lines = (found.read_text("METADATA") or "").splitlines()
    told = (line.removeprefix("Version: ").strip() for line in lines if line.startswith("Version: "))
    return next(told, None) or found.version


def changes(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a training that ran in another environment would not have the same bits here; () if it has."""
    now = {**environment(), **(compiler() if COMPILER in stored else {})}
    found = [
        f"{name} was {stored[name]} and is {now[name]}"
        for name in DECISIVE
        if name in stored and stored[name] != now[name]
    ]
    if now["blas"] == "unknown":
        found.append("the library behind NumPy's matrix products cannot be told its number of threads")
    elif isinstance(stored.get(THREADS), int) and not kept(stored[THREADS]):
        found.append(f"the training had {stored[THREADS]} threads, and cannot have them here")
    return tuple(found)
