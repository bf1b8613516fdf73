"""What all tests share: the same random examples at every run, unless asked to look for new ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", settings.default, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def configs() -> Path:
    """The folder of the shipped specs."""
    return ROOT / "configs"
