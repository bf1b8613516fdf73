"""`mlp doctor`: whether the tool works on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mlpcli.cli.options import Json, Quiet

if TYPE_CHECKING:
    from mlpcli.doctor import Check


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("doctor", epilog="Example: mlp doctor --json")(doctor)


def doctor(json: Json = False, quiet: Quiet = False) -> None:
    """Looks at versions, BLAS, threads and memory, and tests the tool. Exit code 1: something is broken."""
    from dataclasses import asdict

    from mlpcli.cli.options import print_json, stdout
    from mlpcli.doctor import examine

    out, checks = stdout(), []
    for check in examine():
        checks.append(check)
        if not (json or (quiet and (check.ok or not check.needed))):
            out.print(_line(check), markup=False, soft_wrap=True)
    broken = [check.name for check in checks if check.needed and not check.ok]
    if json:
        print_json({"ok": not broken, "checks": [_told(asdict(check)) for check in checks]})
    elif not quiet:
        out.print(f"broken: {', '.join(broken)}" if broken else "everything that is needed works")
    raise typer.Exit(1 if broken else 0)


def _told(check: dict[str, object]) -> dict[str, object]:
    """Advice for what is as it should be is none."""
    return {**check, "advice": ""} if check["ok"] else check


def _line(check: Check) -> str:
    sign = "ok   " if check.ok else "NOT  " if check.needed else "-    "
    advice = "" if check.ok else f"\n       {check.advice}"
    return f"{sign}{check.name}: {check.found}{advice}"
