"""What all tests share: the same random examples at every run, unless asked to look for new ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", settings.default, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


class After:
    """Asks to stop when it has been asked n times."""

    def __init__(self, n: int):
        self.left = n

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def configs() -> Path:
    """The folder of the shipped specs."""
    return ROOT / "configs"


@pytest.fixture(scope="session")
def after() -> type[After]:
    """Something that asks a training to stop: after(n) does when it has been asked n times."""
    return After
