"""Each lecture is run once, and looked at by several tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from mlpcli.lecture import LECTURES, Outcome


@cache
def ran(name: str) -> Outcome:
    return LECTURES[name].run()


@pytest.fixture(scope="session")
def outcome() -> Callable[[str], Outcome]:
    """outcome(name): what came out of the short version."""
    return ran
