"""Races the tool against its peers, whole processes from start to saved checkpoint.

    python tests/benchmarks/run.py [--jobs digits,startup] [--repeats 5] [--json FILE] [--data FOLDER]

Prints a Markdown table; README.md beside this file says what is measured and why. Refuses (exit code 1) to
measure on a busy machine; --force measures all the same, and says so in what it prints.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from pathlib import Path

from machine import machine, versions
from measure import BusyError, Watch, measure
from programs import FailedError
from race import ROOT, Setting
from races import JOBS
from table import as_object, markdown


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", default="digits,startup", help=f"some of {','.join(JOBS)} (digits,startup)")
    parser.add_argument("--repeats", type=int, default=5, help="reported runs of each program (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", metavar="FOLDER")
    parser.add_argument("--force", action="store_true", help="measure on a busy machine, too")
    given = parser.parse_args()
    unknown = set(given.jobs.split(",")) - set(JOBS)
    if unknown:
        parser.error(f"no such job: {', '.join(sorted(unknown))}; there are {', '.join(JOBS)}")
    if given.repeats < 1:
        parser.error("--repeats must be at least 1")
    return given


def main() -> int:
    given = arguments()

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    try:
        watch = Watch(force=given.force)
        outcomes = []
        with tempfile.TemporaryDirectory(prefix="benchmarks-", ignore_cleanup_errors=True) as scratch:
            setting = Setting(given.data, Path(scratch))
            races = [race(setting) for job in given.jobs.split(",") for race in JOBS[job]]
            outcomes = [(race, measure(race, given.repeats, watch, tell)) for race in races]
        watch.look()
    except BusyError as busy:
        tell(f"not measured, the machine is busy: {busy}; try again later, or add --force")
        return 1
    except FailedError as failed:
        tell(f"not measured: {failed}")
        return 1
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    header = {
        "date": now,
        "repeats": given.repeats,
        "machine": machine(),
        "versions": versions(),
        "overlooked": watch.overlooked,
    }
    print(markdown(header, outcomes))
    if given.json:
        given.json.write_text(json.dumps(as_object(header, outcomes), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
