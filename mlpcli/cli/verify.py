"""`mlp verify`: whether a checkpoint is what its training gives."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Quiet

SHOWN = 20
"""Differences that are told one by one."""


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("verify", epilog="Example: mlp verify runs/digits")(verify)


def verify(
    checkpoint: Checkpoint,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="replay the whole training, not only its last stretch")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains the last stretch before CHECKPOINT once more and compares every byte.

    It starts from the checkpoint before, checkpoint.previous.h5, or from the beginning where none is kept.
    Exit code 0: weights, best weights, optimizer slots, history, generators and metrics are the same in
    every byte; 6: they differ, and where is told. The data must be there and unchanged (else exit code 4).
    On another machine, with another NumPy or another number of threads, the last bits may differ without
    anything being wrong: what has changed is told.
    """
    from mlpcli.cli.options import print_json, print_warnings, stdout
    from mlpcli.store.replay import replay

    result = replay(checkpoint, from_beginning=from_beginning)
    source = "the beginning" if result.source is None else result.source.as_posix()
    batches = result.end.step - result.start.step
    if json:
        print_json(
            {
                "checkpoint": result.checkpoint.as_posix(),
                "equal": result.equal,
                "replayed_from": source,
                "from": vars(result.start),
                "to": vars(result.end),
                "batches": batches,
                "differences": list(result.differences),
                "environment_changes": list(result.changed),
            }
        )
    elif not quiet:
        out = stdout()
        what = f"{batches:,} batches replayed, from {result.start} ({source}) to {result.end}"
        how = "every byte is the same" if result.equal else f"{len(result.differences)} differences"
        out.print(f"{result.checkpoint}: {what}: {how}", markup=False, soft_wrap=True)
        for difference in result.differences[:SHOWN]:
            out.print(f"  {difference}", markup=False, soft_wrap=True)
        if len(result.differences) > SHOWN:
            out.print(f"  and {len(result.differences) - SHOWN} more")
    if result.changed and not result.equal:
        told = "; ".join(result.changed)
        print_warnings([f"this is not where it was trained, which alone may change the last bits: {told}"])
    raise typer.Exit(0 if result.equal else 6)
