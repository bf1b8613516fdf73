"""Runs a race: every program in turn, again and again, so that all share whatever the machine does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from programs import Program, Sample, Score, run
from quiet import calibrate, complaint, complaint_at_start
from race import Race

PATIENCE = 6  # calibrations that may fail in a row, PAUSE seconds apart
PAUSE = 5.0


class BusyError(Exception):
    """The machine has other work to do, so nothing measured now would be worth reporting."""


@dataclass(frozen=True)
class Result:
    """The samples of one program in one race, and which of its commands was measured."""

    program: Program
    command: tuple[str, ...]
    samples: list[Sample]
    scored_by: Score

    @property
    def median(self) -> float:
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def score(self) -> float | None:
        """The median over the runs, of programs that tell one."""
        told = [score for s in self.samples if (score := s.score(self.scored_by)) is not None]
        return statistics.median(told) if told else None


class Watch:
    """Looks at the machine before and between the runs, and remembers what it had to overlook."""

    def __init__(self, *, force: bool):
        self.force = force
        self.overlooked: list[str] = []
        self.first = calibrate()
        self.judge(lambda: complaint_at_start(self.first))

    def look(self) -> None:
        """Wait until the machine is as quiet as at the start; raises BusyError when it doesn't become so."""

        def patiently() -> str | None:
            said = complaint(calibrate(), self.first)
            for _ in range(0 if self.force else PATIENCE - 1):
                if said is None:
                    break
                time.sleep(PAUSE)
                said = complaint(calibrate(), self.first)
            return said

        self.judge(patiently)

    def judge(self, look: Callable[[], str | None]) -> None:
        said = look()
        if said is None:
            return
        if not self.force:
            raise BusyError(said)
        if said not in self.overlooked:
            self.overlooked.append(said)


def measure(race: Race, repeats: int, watch: Watch, tell: Callable[[str], None]) -> list[Result]:
    """One unreported run of every command, then `repeats` rounds over all programs in turn.

    The first run warms the caches of files and chooses the fastest command of each program.
    """
    results = []
    for program in race.programs:
        watch.look()
        tries = {command: run(command, program.exit_code, race.told).seconds for command in program.commands}
        fastest = min(tries, key=tries.__getitem__)
        results.append(Result(program, fastest, [], race.score))
        tell(
            f"{race.name}: {program.name}: "
            + ", ".join(shown(race, s) for s in tries.values())
            + " (warm-up)"
        )
    for number in range(1, repeats + 1):
        watch.look()
        for result in results:
            result.samples.append(run(result.command, result.program.exit_code, race.told))
        times = ", ".join(f"{r.program.name} {shown(race, r.samples[-1].seconds)}" for r in results)
        tell(f"{race.name}: round {number} of {repeats}: {times}")
    return results


def shown(race: Race, seconds: float) -> str:
    """As the race shows times."""
    return f"{seconds * race.factor:.2f} {race.unit}"
