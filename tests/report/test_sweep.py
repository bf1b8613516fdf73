"""A sweep as it is shown: on a made-up terminal, as lines, as tables, as one object."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from rich.console import Console

from mlpcli.report.sweep import SweepDisplay, importance_table, ranked_table, sweep_summary, unranked_table
from mlpcli.sweep.ranking import rank
from mlpcli.sweep.trial import Result

Terminals = Callable[..., Console]
LOSS = "validation_loss"
RATE, HIDDEN, STRENGTH = "optimizer.learning_rate", "architecture.hidden", "regularization.0.strength"


def result(n: int, loss: float, status: Any = "done", detail: str = "", seed: int = 0) -> Result:
    overrides = {RATE: 10.0 ** -(n % 4), HIDDEN: [64, 32] if n % 2 else [32], STRENGTH: 3.28471e-5 * (n + 1)}
    scores = {LOSS: loss} if status == "done" else {}
    return Result("", f"{n:04}", n, seed, overrides, status, detail, scores, 20, 18, 12.3)


def display(console: Console | None, clock: Any, total: int = 4, **options: Any) -> SweepDisplay:
    return SweepDisplay(total, LOSS, "min", "digits-sweep", console=console, clock=clock, **options)


def screen(console: Console) -> list[str]:
    return [line.rstrip() for line in console.file.screen]  # type: ignore[attr-defined]


def text(renderable: Any, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def interrupted(shown: SweepDisplay, result: Result) -> None:
    with shown:
        shown.done(result)
        raise KeyboardInterrupt


def test_state_of_a_running_sweep(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock, total=8) as shown:
        shown.start(["0001", "0002", "0003"])
        shown.start(["0000"])
        clock.now += 2
        shown.done(result(1, 0.2), result(2, 0.1), result(3, 0, "diverged", "loss is nan\nin epoch 3"))
        lines = screen(console)
        assert lines[0] == "digits-sweep  lowest validation loss of 8 trials"
        assert lines[1].startswith("trials 3/8 ━━")
        assert lines[1].endswith("1.50 trials/s        3.3 s left")
        assert lines[2] == "running 1 trial in 1 stack; 2 done, 1 failed"
        assert lines[3].startswith("best so far  0.1000   █")
        assert lines[4] == "trial 0002: learning_rate 1e-02, hidden [32], strength 9.854e-05"
        assert lines[5] == "trial 0003 diverged: loss is nan"


def test_last_frame_stays(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock, total=1) as shown:
        clock.now += 2
        shown.done(result(0, 0.2))
    assert screen(console)[1:3] == ["done: 1 trial in 2.0 s", "1 done, 0 failed"]


def test_error_shows_how_far_it_came(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with pytest.raises(KeyboardInterrupt):
        interrupted(display(console, clock), result(0, 0.2))
    assert screen(console)[1] == "ended: 1 of 4 trials in 0.00 s"
    codes = console.file.getvalue()  # type: ignore[attr-defined]
    assert codes.rindex("\x1b[?25h") > codes.rindex("\x1b[?25l")  # the cursor is shown again


def test_stack_of_a_dead_worker_is_not_counted_twice(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock) as shown:
        shown.start(["0000", "0001"])
        shown.start(["0000", "0001"])
        assert screen(console)[2].startswith("running 2 trials in 1 stack;")


def test_finished_before_counts_but_not_for_the_speed(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock, past=[result(0, 0.05), result(1, 0.2)]) as shown:
        clock.now += 2
        shown.done(result(2, 0.1))
        assert screen(console)[1].startswith("trials 3/4")
        assert screen(console)[1].endswith("0.50 trials/s        2.0 s left")
        assert screen(console)[4].startswith("trial 0000")


def test_frames_are_five_a_second_after_a_burst(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock, total=1000) as shown:
        sizes = []
        for n in range(1000):
            clock.now += 0.01
            shown.done(result(n, 1 / (n + 1)))
            sizes.append(len(console.file.getvalue()))  # type: ignore[attr-defined]
    frames = sum(b > a for a, b in pairwise(sizes))
    assert 45 <= frames <= 56  # 10 s


def test_events_at_one_moment_after_a_pause_are_all_seen(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with display(console, clock) as shown:
        clock.now += 60
        shown.done(result(0, 0.2))
        shown.start(["0001"])
        shown.done(result(1, 0.1))
        assert screen(console)[1].startswith("trials 2/4")


@pytest.mark.parametrize("size", [(40, 24), (80, 24), (140, 40), (80, 4)])
def test_no_line_wraps(terminal: Terminals, clock: Any, size: tuple[int, int]) -> None:
    console = terminal(*size)
    with display(console, clock) as shown:
        shown.done(result(0, 0.2), result(1, 0, "failed", "a long reason " * 20))
    assert max(map(len, screen(console))) < size[0]


def test_ascii_terminal_gets_only_ascii(terminal: Terminals, clock: Any) -> None:
    console = terminal(encoding="ascii")
    with display(console, clock) as shown:
        shown.done(result(0, 0.2), result(1, 0.1))
    assert console.file.getvalue().isascii()  # type: ignore[attr-defined]


def test_pipe_gets_a_line_now_and_then(clock: Any) -> None:
    console = Console(file=io.StringIO(), width=40)
    with display(console, clock, total=30) as shown:
        for n in range(30):
            clock.now += 1
            shown.start([f"{n:04}"])
            shown.done(result(n, 1 / (n + 1)) if n != 5 else result(5, 0, "failed", "no [red] memory"))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "digits-sweep lowest validation loss of 30 trials"
    assert lines[2] == (
        "digits-sweep 10/30 trials, 1 failed, best validation_loss 0.1000 (trial 0009: learning_rate 1e-01, "
        "hidden [64, 32], strength 0.0003285), 1.00 trials/s, about 19 s left"
    )
    assert [line.split()[1] for line in lines[1:4]] == ["1/30", "10/30", "20/30"]
    assert lines[4].startswith("digits-sweep done: 30 trials in 30 s, 29 done, 1 failed, best")
    assert lines[5:] == ["digits-sweep trial 0005 failed: no [red] memory"]


def test_quiet_shows_nothing(terminal: Terminals, clock: Any, capfd: pytest.CaptureFixture[str]) -> None:
    console = terminal()
    with display(console, clock, quiet=True) as shown, display(None, clock, quiet=True):
        shown.start(["0000"])
        shown.done(result(0, 0.2))
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]
    assert capfd.readouterr() == ("", "")


def seeded() -> list[Result]:
    """Point 0 is best, 1 worse on every seed, 2 on the mean only; 3 failed."""
    losses = {0: (0.1, 0.3, 0.5), 1: (0.2, 0.401, 0.6), 2: (0.15, 0.6, 0.3)}
    results = [result(p, y, seed=s) for p, ys in losses.items() for s, y in enumerate(ys)]
    return [*results, result(3, 0, "failed", "Traceback ...\n  File\nMemoryError: no room")]


def test_ranked_table_with_seeds_at_80_columns() -> None:
    assert text(ranked_table(rank(seeded(), LOSS, "min"))) == [
        "             learning                     validation  standard",
        "rank  point      rate  hidden   strength        loss     error  =  epochs  time",
        "───────────────────────────────────────────────────────────────────────────────",
        "   1      0     1e+00      32  3.285e-05      0.3000      0.12  =      20  12 s",
        "   2      2     1e-02      32  9.854e-05      0.3500      0.13  =      20  12 s",
        "   3      1     1e-01  64, 32  6.569e-05      0.4003      0.12         20  12 s",
        "without points that do not rank: 1",
        "means over 3 trials, with their standard error",
        "= cannot be told apart from the best at 5 % (paired t-test, point by point)",
        "the best was chosen by these numbers: they flatter it, its test metrics do not",
    ]


@pytest.mark.parametrize("width", [79, 76, 72])
def test_every_digit_is_there_where_there_is_less_room(width: int) -> None:
    lines = text(ranked_table(rank(seeded(), LOSS, "min")), width)
    first = next(i for i, line in enumerate(lines) if " 1e-01 " in line)
    assert "  6.569e-05  " in lines[first]  # it is the epochs and the time that fold
    row = "".join(lines[first : lines.index("without points that do not rank: 1")])
    assert sorted(row.replace(" ", "")) == sorted("311e-0164,326.569e-050.40030.122012s")


def test_ranked_table_of_single_trials_says_what_it_cannot() -> None:
    lines = text(ranked_table(rank([result(n, 1 / (n + 1)) for n in range(30)], LOSS, "min"), limit=2))
    assert lines[1].split()[:2] == ["rank", "trial"]
    assert [line.split()[:2] for line in lines[3:5]] == [["1", "0029"], ["2", "0028"]]
    assert lines[5] == "28 more below"
    assert lines[6].startswith("one trial a point")
    assert "standard" not in lines[0]


def test_seeds_are_a_column_where_points_differ_in_them() -> None:
    lines = text(ranked_table(rank(seeded()[:-2], LOSS, "min")), width=200)
    assert "seeds" in lines[1]


def test_what_did_not_rank_and_why() -> None:
    lines = text(unranked_table(rank(seeded(), LOSS, "min")))
    assert lines[-1].split(maxsplit=5) == ["3", "1e-03", "64,", "32", "0.0001314", "MemoryError: no room"]


def test_importance_table() -> None:
    assert text(importance_table({RATE: 0.8333, HIDDEN: 0.04}))[2:4] == [
        "optimizer.learning_rate        83 %",
        "architecture.hidden             4 %",
    ]


def test_empty_ranking_prints() -> None:
    assert text(ranked_table(rank([], LOSS, "min")))[-1] == "no point ranks"


def test_summary_is_the_promised_object() -> None:
    results = seeded()
    summary = sweep_summary("runs/digits-sweep", results, rank(results, LOSS, "min"), {RATE: 0.5})
    assert (summary["sweep"], summary["trials"], summary["failed"]) == ("runs/digits-sweep", 10, 1)
    best = summary["best"]
    assert best == {"trial": "0000", "spec": dict(results[0].overrides), LOSS: pytest.approx(0.3)}
    first = summary["ranking"][0]
    assert {k: first[k] for k in ("trial", "overrides", "mean", "std", "seeds", "comparable")} == {
        "trial": "0000",
        "overrides": dict(results[0].overrides),
        "mean": pytest.approx(0.3),
        "std": pytest.approx(0.2),
        "seeds": 3,
        "comparable": True,
    }
    assert [point["comparable"] for point in summary["ranking"]] == [True, True, False]
    json.dumps(summary)


def test_summary_without_a_winner() -> None:
    results = [result(0, 0, "failed")]
    assert sweep_summary("s", results, rank(results, LOSS, "min"))["best"] is None
