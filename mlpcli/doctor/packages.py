"""The packages that the tool needs, and those of its extras."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from mlpcli.doctor.check import Check

NEEDED = {
    "numpy": "2.0",
    "scipy": "1.11",
    "typer": "0.15",
    "pydantic": "2.10",
    "pyyaml": "6.0.1",
    "rich": "13.7",
    "h5py": "3.11",
    "duckdb": "1.1",
    "threadpoolctl": "3.5",
    "matplotlib": "3.8",
}
"""The oldest version that will do, as in pyproject.toml: a copy that was never installed has no metadata."""

EXTRAS = {
    "fast": ("compiled steps", ("numba",)),
    "tune": ("the sweep method tpe", ("optuna",)),
    "cluster": ("sweeps on a Dask cluster", ("distributed",)),
    "peers": ("comparisons with other libraries, by developers", ("scikit-learn", "torch", "jax")),
    "keras": ("one more such comparison", ("keras", "jax")),
}
MODULES = {"pyyaml": "yaml"}
"""Where the module is not called as its package."""


def packages() -> Iterator[Check]:
    """A check for each required package, then one for each extra."""
    for name, least in NEEDED.items():
        yield _package(name, least)
    for extra, (purpose, names) in EXTRAS.items():
        yield _extra(extra, purpose, names)


def _package(name: str, least: str) -> Check:
    advice = f"python -m pip install '{name}>={least}'"
    try:
        version = metadata.version(name)
        if name != "typer":  # the command line has it
            importlib.import_module(MODULES.get(name, name))
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", advice)
    except Exception as error:  # whatever a broken package does when it is loaded
        return Check(name, False, f"{version}, cannot be loaded: {error}", advice + " --force-reinstall")
    if _numbers(version) < _numbers(least):
        return Check(name, False, f"{version}, older than {least}", advice)
    return Check(name, True, version)


def _extra(extra: str, purpose: str, names: Sequence[str]) -> Check:
    versions = {name: _version(name) for name in names}
    missing = [name for name, version in versions.items() if not version]
    found = ", ".join(f"{name} {version or 'missing'}" for name, version in versions.items())
    advice = f"for {purpose}: python -m pip install 'mlpcli[{extra}]'"
    return Check(f"extra {extra}", not missing, found, advice, needed=False)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    """What can be compared of a version.

    >>> _numbers("2.10.1rc1") >= _numbers("2.9")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
