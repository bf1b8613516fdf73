"""`mlp show`: what a run is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Quiet


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("show", epilog="Example: mlp show runs/digits")(show)


def show(
    checkpoint: Checkpoint,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="the spec with every default, not as it was written")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="of a sweep: a table of all its trials")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Shows a run (how training went, its network, metrics, spec), or the ranking of a sweep."""
    if (checkpoint / "sweep.h5").exists():
        from mlpcli.cli.sweep_results import show_sweep

        show_sweep(checkpoint, csv=csv, json=json, quiet=quiet)
        return
    if (checkpoint / "folds.json").exists() and not (checkpoint / "checkpoint.h5").exists():
        from mlpcli.cli.folds_told import show_folds

        show_folds(checkpoint, json=json, quiet=quiet)
        return
    from mlpcli.cli.options import print_json, print_notes, print_warnings, stdout
    from mlpcli.errors import CheckpointError
    from mlpcli.report.baselines import comparison
    from mlpcli.report.diagnosis import in_full
    from mlpcli.report.divergence import divergence_lines
    from mlpcli.report.network import layer_lines
    from mlpcli.report.tables import facts as facts_table
    from mlpcli.report.tables import metrics_table, network_table
    from mlpcli.store.facts import facts
    from mlpcli.store.record import columns, epochs
    from mlpcli.store.trained import open_checkpoint
    from mlpcli.training.together import by_epoch

    trained = open_checkpoint(checkpoint)
    print_notes(trained.notes, quiet=quiet)
    print_warnings([trained.warning])
    stored, network = trained.checkpoint, trained.model().network
    members = stored.state.get("members", [stored.state])
    told = facts(trained, network)
    divergence = next((member["divergence"] for member in members if member.get("divergence")), None)
    diagnosis = stored.state.get("diagnosis", [])
    if json:
        told |= {"divergence": divergence} if divergence else {}
        history = {name: column.tolist() for name, column in stored.history.items()}
        if len(members) > 1:
            mean = columns(by_epoch(epochs(stored.history)))
            told["mean_history"] = {name: column.tolist() for name, column in mean.items()}
        spec, metrics = stored.spec.resolved, stored.metrics
        environment = stored.environment
        compared = {"baselines": stored.baselines} if stored.baselines else {}
        rest = {"history": history, "spec": spec, "environment": environment, "diagnosis": diagnosis}
        print_json({**told, "metrics": metrics, **compared, **rest})
        return
    out = stdout()
    if not quiet:
        out.print(facts_table(told))
        out.print()
        out.print(network_table(layer_lines(network)))
        out.print()
        if stored.metrics:
            out.print(metrics_table(stored.metrics))
            if stored.baselines:
                out.print(comparison(stored.baselines, stored.metrics), markup=False, soft_wrap=True)
            out.print()
        try:
            lines = [*(divergence_lines(divergence) if divergence else ()), *in_full(diagnosis)]
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise CheckpointError(f"{trained.path} is damaged: its diagnosis cannot be read") from error
        for line in [*lines, *[""][: len(lines)]]:
            out.print(line, markup=False, soft_wrap=True)
    if resolved:
        print(stored.spec.resolved, end="")
    else:
        print(stored.spec.written.rstrip())
        for override in stored.spec.overrides:
            print(f"# --set {override}")
