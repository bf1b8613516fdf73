"""`mlp show`: what a run is."""

from __future__ import annotations

import typer

from mlpcli.cli.options import Checkpoint, Json


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("show", epilog="Example: mlp show runs/digits")(show)


def show(checkpoint: Checkpoint, json: Json = False) -> None:
    """Shows a run: its spec, its network, how training went, its metrics."""
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.report.network import layer_lines
    from mlpcli.report.tables import facts, metrics_table, network_table
    from mlpcli.store.trained import open_checkpoint

    trained = open_checkpoint(checkpoint)
    stored, network = trained.checkpoint, trained.model().network
    told = {
        "run": stored.spec.name,
        "checkpoint": trained.path.as_posix(),
        "epochs": stored.state.get("epoch"),
        "best_epoch": stored.state.get("best", {}).get("epoch"),
        "monitor": stored.state.get("monitor"),
        "stop_reason": stored.state.get("reason") or "interrupted",
        "seconds": stored.state.get("seconds"),
        "parameters": network.size,
        "rows": {part: len(rows) for part, rows in stored.data.partition.items()},
    }
    if json:
        history = {name: column.tolist() for name, column in stored.history.items()}
        spec, metrics = stored.spec.resolved, stored.metrics
        environment = stored.environment
        print_json({**told, "metrics": metrics, "history": history, "spec": spec, "environment": environment})
        return
    out = stdout()
    rows = ", ".join(f"{part} {count:,}" for part, count in told["rows"].items())
    out.print(facts({**told, "rows": rows}))
    out.print()
    out.print(network_table(layer_lines(network)))
    if stored.metrics:
        out.print()
        out.print(metrics_table(stored.metrics))
    out.print()
    out.print(stored.spec.resolved, markup=False)
