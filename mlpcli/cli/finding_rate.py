"""`mlp train SPEC --find-learning-rate`: the range test, without a run."""

from __future__ import annotations

import shlex

from mlpcli.cli.options import print_json, print_notes, stdout
from mlpcli.cli.request import Request
from mlpcli.config import placed
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.errors import SpecError, UsageError
from mlpcli.report.glyphs import Glyphs
from mlpcli.report.range_test import range_lines
from mlpcli.store.begin import begin
from mlpcli.store.resume import take_weights
from mlpcli.training.range_test import check_rate, range_test
from mlpcli.training.rates import rate_key, written


def find_learning_rate(request: Request, *, json: bool, quiet: bool) -> None:
    """Prints the curve and the suggestion. Raises MlpError for everything that a user can cause."""
    if request.resume or request.force or request.name is not None:
        raise UsageError("--find-learning-rate trains no run: leave out --name, --resume and --force")
    document = document_at(request.spec, request.overrides)
    experiment = experiment_in(document, request.spec)
    check_rate(experiment.optimizer)
    try:
        session = begin(experiment)
    except SpecError as error:
        raise placed(document, error) from None
    if request.from_ is not None:
        take_weights(session, request.from_)
    print_notes(session.notes, quiet=quiet)
    test = range_test(session.state, session.prepared.train)
    found = rate_key(session.asked.optimizer)
    assert found is not None
    setting = f"{found[0]}={written(test.suggestion)}"
    words = (w for override in (*request.overrides, setting) for w in ("--set", override))
    command = shlex.join(["mlp", "train", request.spec, *words])
    if json:
        print_json({
            "rates": test.rates,
            "losses": test.losses,
            "smoothed": test.smoothed,
            "minimum": test.minimum,
            "steepest": test.steepest,
            "suggestion": test.suggestion,
            "current": found[1],
            "falls": test.falls,
            "ended": test.ending,
            "set": setting,
            "command": command,
        })  # fmt: skip
        return
    out = stdout()
    if not quiet:
        for line in range_lines(test, Glyphs.of(out).blocks):
            out.print(line, markup=False, soft_wrap=True)
    out.print(command, markup=False, soft_wrap=True)
