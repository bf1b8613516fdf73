"""Threads that share work: all of it is done when a call returns, and they end with the block."""

from __future__ import annotations

import threading
import time
import weakref

import numpy as np
import pytest

from mlpcli.training.crew import ALONE, Crew


def test_each_job_is_done_once_and_the_first_by_the_caller() -> None:
    done: list[tuple[int, int]] = []
    with Crew(3) as crew:
        for jobs in (1, 2, 3):
            done.clear()
            crew([lambda k=k: done.append((k, threading.get_ident())) for k in range(jobs)])  # type: ignore[misc]
            by = dict(done)
            assert sorted(by) == list(range(jobs))
            assert by[0] == threading.get_ident()
            assert len(set(by.values())) == jobs
    ALONE([lambda: done.append((9, 0))])
    assert done[-1] == (9, 0)


def test_they_end_with_the_block_even_by_an_error() -> None:
    before = threading.active_count()
    for _ in range(200):
        with Crew(2):
            pass
    with pytest.raises(KeyError), Crew(4):
        raise KeyError
    assert threading.active_count() == before


@pytest.mark.parametrize("wrong", [0, 1])
def test_an_error_is_raised_when_no_job_is_under_way(wrong: int) -> None:
    ended = []

    def job(k: int) -> None:
        if k == wrong:
            raise MemoryError
        time.sleep(0.05)
        ended.append(k)

    with Crew(2) as crew:
        with pytest.raises(MemoryError):
            crew([lambda: job(0), lambda: job(1)])
        assert ended == [1 - wrong]
        crew([lambda: ended.append(5), lambda: ended.append(5)])  # and it goes on
    assert ended[1:] == [5, 5]


def test_what_is_not_finite_is_not_warned_of() -> None:
    ones, zeros = np.ones(3), np.zeros(3)
    with Crew(2) as crew, np.errstate(all="raise"):
        crew([lambda: None, lambda: np.divide(ones, zeros)])


def test_a_sleeping_thread_holds_nothing() -> None:
    class Large:
        pass

    large = Large()
    seen = weakref.ref(large)
    with Crew(2) as crew:
        crew([lambda: None, lambda held=large: None])  # type: ignore[misc]
        del large
        assert seen() is None
