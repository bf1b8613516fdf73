"""The results as Markdown for people and as one object for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from measure import Result
from race import Race

Outcome = tuple[Race, list[Result]]


def markdown(header: dict[str, Any], outcomes: Sequence[Outcome]) -> str:
    """The machine, the versions, and a table a race."""
    facts = "; ".join(f"{key} {value}" for key, value in header["machine"].items())
    packages = ", ".join(f"{name} {version}" for name, version in header["versions"].items())
    lines = [f"Measured {header['date']}.", "", f"Machine: {facts}.", "", f"Versions: {packages}."]
    if header["overlooked"]:
        lines += [
            "",
            "**Forced on a busy machine, not to be relied on:** " + "; ".join(header["overlooked"]) + ".",
        ]
    for race, results in outcomes:
        lines += [
            "",
            f"### {race.name}",
            "",
            race.what + ".",
            "",
            *rows(race, results),
            *promises(results),
        ]
    return "\n".join(lines) + "\n"


def rows(race: Race, results: Sequence[Result]) -> list[str]:
    """A line a program; the ratio is its median over that of the first."""
    first = results[0]
    told = any(result.score is not None for result in results)
    lines = [f"| program | median {race.unit} | fastest | slowest | times {first.program.name} |"]
    lines[0] += f" {first.scored_by} |" if told else ""
    lines.append("|---|--:|--:|--:|--:|" + ("--:|" if told else ""))
    for result in results:
        times = [sample.seconds * race.factor for sample in result.samples]
        median = f"{result.median * race.factor:.2f}"
        line = f"| {result.program.name} | {median} | {min(times):.2f} | {max(times):.2f} "
        line += f"| {result.median / first.median:.2f} |"
        if told:
            line += f" {result.score:.4f} |" if result.score is not None else " |"
        lines.append(line)
    return lines


def promises(results: Sequence[Result]) -> list[str]:
    """Whether what is promised about the tool is kept."""
    lines = []
    for result in results:
        program, score = result.program, result.score or 0.0
        if program.limit is not None:
            kept = "kept" if result.median <= program.limit else "MISSED"
            lines.append(f"- {program.name}: within {program.limit:g} s: {kept} ({result.median:.2f} s)")
        if program.floor is not None:
            kept = "kept" if score >= program.floor else "MISSED"
            lines.append(f"- {program.name}: {result.scored_by} {program.floor:g}: {kept} ({score:.4f})")
        if program.ratio is not None:
            times, first = result.median / results[0].median, results[0].program.name
            kept = "kept" if times >= program.ratio else "MISSED"
            lines.append(
                f"- {first}: {program.ratio:g} times as fast as {program.name}: {kept} ({times:.2f} times)"
            )
    return ["", "Promised:", "", *lines] if lines else []


def as_object(header: dict[str, Any], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything, with each run's seconds and what the programs said of themselves."""
    races = [
        {
            "name": race.name,
            "what": race.what,
            "programs": [
                {
                    "name": result.program.name,
                    "limit_seconds": result.program.limit,
                    "scored_by": result.scored_by,
                    "least_score": result.program.floor,
                    "least_ratio": result.program.ratio,
                    "command": list(result.command),
                    "seconds": [sample.seconds for sample in result.samples],
                    "median_seconds": result.median,
                    "ratio_to_first": result.median / results[0].median,
                    "score": result.score,
                    "said": [sample.said for sample in result.samples],
                }
                for result in results
            ],
        }
        for race, results in outcomes
    ]
    return {**header, "races": races}
