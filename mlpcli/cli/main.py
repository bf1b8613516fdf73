"""The command line: one thin file a command, gathered here; a user's error ends in one clear message."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from mlpcli import __version__
from mlpcli.cli.commands import Commands
from mlpcli.cli.leaving import leave
from mlpcli.errors import MlpError, printable

app = typer.Typer(
    name="mlp",
    cls=Commands,
    epilog="Start with: mlp train configs/digits.yaml",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> None:
    """main, in a process that has nothing else to do."""
    try:
        main()
    except SystemExit as ended:
        leave(ended.code)
        raise


def main() -> None:
    """Runs the command line and ends the process with the documented exit code."""
    _prepare_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except MlpError as error:
        print(printable(str(error)), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.filename is not None:  # a defect: whoever opens files says what is wrong with them
            raise
        _give_up_stdout()
        if not isinstance(error, BrokenPipeError):  # whoever read it has seen enough
            print(f"stdout cannot be written: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)


def _prepare_streams() -> None:
    """Files and pipes get UTF-8 on every system; streams that were closed before the start are replaced."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")


def _give_up_stdout() -> None:
    """Lets what is left in the buffer go nowhere, so that the interpreter does not try once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(wanted: bool) -> None:
    if wanted:
        print(f"mlp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version and exit")
    ] = False,
) -> None:
    """Multilayer perceptrons from one YAML file: train, evaluate, predict."""


if __name__ == "__main__":
    run()
