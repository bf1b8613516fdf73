"""The commands by name: one is imported and made when it is asked for, as most processes run only one."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = (
    "init",
    "train",
    "eval",
    "predict",
    "check",
    "show",
    "compare",
    "verify",
    "runs",
    "sweep",
    "worker",
    "kinds",
    "explain",
    "schema",
    "plot",
    "report",
    "analyze",
    "calibrate",
    "gradcheck",
    "lectures",
    "doctor",
)
"""As `mlp --help` lists them. A command is the module of its name in this package."""

MODULES = {"eval": "evaluate"}
"""But for the one that is named as a function of Python's."""


class Commands(TyperGroup):
    """All commands, made one by one."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Makes this one. A name that there is not makes all: typer looks among them for one like it."""
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.add_command(_made(name), name)
        return self.commands.get(cmd_name)


def _made(name: str) -> Any:
    alone = typer.Typer(add_completion=False)
    import_module(f"mlpcli.cli.{MODULES.get(name, name)}").add(alone)
    made = typer.main.get_command(alone)
    return getattr(made, "commands", {}).get(name, made)  # where it has commands of its own, it is in a group
