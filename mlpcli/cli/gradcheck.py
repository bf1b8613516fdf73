"""`mlp gradcheck`: the user's own network against finite differences and the complex step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mlpcli.cli.options import Json, Quiet, Set, Spec

if TYPE_CHECKING:
    from mlpcli.gradient_check import ArrayError

ROWS = 64


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("gradcheck", epilog="Example: mlp gradcheck configs/iris.yaml")(gradcheck)


def gradcheck(spec: Spec, set_: Set = None, json: Json = False, quiet: Quiet = False) -> None:
    """Compares the network's gradients with central differences and the complex step, array by array."""
    from dataclasses import asdict

    import numpy as np

    from mlpcli.cli.options import print_json, stdout
    from mlpcli.config import placed
    from mlpcli.config.experiment import document_at, experiment_in
    from mlpcli.errors import SpecError
    from mlpcli.gradient_check import check, objective
    from mlpcli.report.tables import listing
    from mlpcli.store.begin import begin

    document = document_at(spec, set_ or ())
    asked = experiment_in(document, spec)
    training = asked.training.model_copy(update={"precision": "float64"})
    try:
        session = begin(asked.model_copy(update={"training": training}).at(asked.folder))
    except SpecError as error:
        raise placed(document, error) from None
    experiment, samples = session.experiment, session.prepared.train
    assert experiment.loss is not None
    weights = None if samples.weights is None else samples.weights[:ROWS]
    function = objective(
        session.state.network,
        experiment.loss,
        experiment.regularization,
        samples.x[:ROWS],
        samples.y[:ROWS],
        experiment.seed,
        weights,
    )
    with np.errstate(all="ignore"):
        errors = check(function, session.state.network, session.state.theta, experiment.seed)
    rows = [asdict(error) for error in errors]
    worst = max((error.relative_error for error in errors), default=0.0)
    if json:
        print_json({"max_relative_error": worst, "arrays": rows})
    elif not quiet:
        stdout().print(listing([_row(error) for error in errors]))
        stdout().print(f"largest: {worst:.1e}; below 1e-07 is right, near a kink (relu at 0) it can be more")


def _row(error: ArrayError) -> dict[str, str]:
    exact = "not allowed" if error.complex_error is None else f"{error.complex_error:.1e}"
    return {
        "array": error.name,
        "relative error": f"{error.relative_error:.1e}",
        "by complex step": exact,
    }
