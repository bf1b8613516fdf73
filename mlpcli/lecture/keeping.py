"""The networks of a lecture as checkpoints, where no `mlp train` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlpcli.errors import UsageError
from mlpcli.lecture.telling import Shown
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.trained import save


def check_empty(folder: Path) -> None:
    """Raises UsageError where something would be overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"--keep {folder}: there is something; name a new folder")


def save_networks(shown: Sequence[Shown], folder: Path) -> list[str]:
    """Saves them as runs are: folder/NAME/checkpoint.h5. Raises UsageError where there are none."""
    networks = [pair for one in shown for pair in one.outcome.networks.items()]
    if not networks:
        raise UsageError("--keep: `mlp train` trains these networks, from the specs of `mlp lectures show`")
    paths = [folder / name / FILE_NAME for name, _ in networks]
    for path, (_, session) in zip(paths, networks, strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
        save(session, path)
    return [str(path) for path in paths]
