"""Overrides in few words: short names for dotted keys, and values as they would be typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mlpcli.report import wording
from mlpcli.report.tables import cell
from mlpcli.sweep.trial import Overrides


def short_names(keys: Sequence[str], taken: Collection[str] = ()) -> dict[str, str]:
    """The end of each key, as long as it must be to be told from the others and from names that are taken.

    >>> short_names(["optimizer.learning_rate", "layers.0.units", "layers.1.units"])
    {'optimizer.learning_rate': 'learning_rate', 'layers.0.units': '0.units', 'layers.1.units': '1.units'}
    >>> short_names(["training.epochs", "architecture.hidden.0"], taken=["epochs"])
    {'training.epochs': 'training.epochs', 'architecture.hidden.0': 'hidden.0'}
    """
    lengths = dict.fromkeys(keys, 1)
    while True:
        names = {key: ".".join(key.split(".")[-n:]) for key, n in lengths.items()}
        held = [*names.values(), *taken]
        unclear = [
            key for key, name in names.items() if name != key and (held.count(name) > 1 or name.isdigit())
        ]
        if not unclear:
            return names
        for key in unclear:
            lengths[key] += 1


def value(override: object, key: str = "") -> str:
    """A value of the spec with up to four digits, without those that say nothing.

    >>> value(1e-4), value(3.28471e-5), value(1e-3, "optimizer.learning_rate"), value([64, 32]), value(None)
    ('0.0001', '3.285e-05', '1e-03', '64, 32', 'null')
    """
    if override is None:
        return "null"
    if isinstance(override, bool):
        return "true" if override else "false"
    if isinstance(override, float):
        return wording.rate(override) if key.endswith("learning_rate") else f"{override:.4g}"
    if isinstance(override, list | tuple):
        return ", ".join(value(entry, key) for entry in override) or "none"
    return cell(override, key)


def in_words(overrides: Overrides) -> str:
    """All of a trial's overrides in a line.

    >>> in_words({"optimizer.learning_rate": 0.01, "architecture.hidden": [64, 32]})
    'learning_rate 1e-02, hidden [64, 32]'
    """
    names = short_names(list(overrides))
    return ", ".join(f"{names[key]} {_marked(entry, key)}" for key, entry in overrides.items())


def _marked(override: object, key: str) -> str:
    return f"[{value(override, key)}]" if isinstance(override, list | tuple) else value(override, key)


def first_line(detail: str) -> str:
    r"""The line that says it: of a traceback the last, else the first.

    >>> first_line("failed: Traceback (most recent call last):\n  File ...\nMemoryError: no room\n")
    'MemoryError: no room'
    """
    lines = [line.strip() for line in detail.splitlines() if line.strip()]
    if not lines:
        return ""
    return lines[-1] if "Traceback" in lines[0] else lines[0]
