"""`mlp gradcheck`: the user's own network against finite differences."""

from __future__ import annotations

import typer

from mlpcli.cli.options import Json, Quiet, Set, Spec

ROWS = 64


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("gradcheck", epilog="Example: mlp gradcheck configs/iris.yaml")(gradcheck)


def gradcheck(spec: Spec, set_: Set = None, json: Json = False, quiet: Quiet = False) -> None:
    """Compares the network's gradients with central differences, in float64, array by array."""
    import numpy as np

    from mlpcli.cli.options import print_json, stdout
    from mlpcli.config import placed
    from mlpcli.config.experiment import document_at, experiment_in
    from mlpcli.errors import SpecError
    from mlpcli.gradient_check import check, objective
    from mlpcli.regularization import Penalty
    from mlpcli.report.tables import listing
    from mlpcli.training.session import Session

    document = document_at(spec, set_ or ())
    asked = experiment_in(document, spec)
    training = asked.training.model_copy(update={"precision": "float64"})
    try:
        session = Session.begin(asked.model_copy(update={"training": training}).at(asked.folder))
    except SpecError as error:
        raise placed(document, error) from None
    experiment, samples = session.experiment, session.prepared.train
    assert experiment.loss is not None
    penalties = [rule for rule in experiment.regularization if isinstance(rule, Penalty)]
    weights = None if samples.weights is None else samples.weights[:ROWS]
    x, y = samples.x[:ROWS], samples.y[:ROWS]
    function = objective(session.state.network, experiment.loss, penalties, x, y, experiment.seed, weights)
    with np.errstate(all="ignore"):
        errors = check(function, session.state.network, session.state.theta, experiment.seed)
    rows = [{"name": error.name, "relative_error": error.relative_error} for error in errors]
    worst = max((error.relative_error for error in errors), default=0.0)
    if json:
        print_json({"max_relative_error": worst, "arrays": rows})
    elif not quiet:
        stdout().print(
            listing([{"array": r["name"], "relative error": f"{r['relative_error']:.1e}"} for r in rows])
        )
        stdout().print(f"largest: {worst:.1e}; below 1e-07 is right, near a kink (relu at 0) it can be more")
