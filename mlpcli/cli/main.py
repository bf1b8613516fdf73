"""The command line: one thin file a command, gathered here; a user's error ends in one clear message."""

from __future__ import annotations

import sys

import typer

from mlpcli.cli import check, evaluate, explain, gradcheck, kinds, predict, runs, schema, show, train
from mlpcli.errors import MlpError

app = typer.Typer(
    name="mlp",
    help="Multilayer perceptrons from one YAML file: train, evaluate, predict.",
    epilog="Start with: mlp train configs/digits.yaml",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
train.add(app)
evaluate.add(app)
predict.add(app)
check.add(app)
show.add(app)
runs.add(app)
kinds.add(app)
explain.add(app)
schema.add(app)
gradcheck.add(app)


def main() -> None:
    """Runs the command line and ends the process with the documented exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except MlpError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)


if __name__ == "__main__":
    main()
