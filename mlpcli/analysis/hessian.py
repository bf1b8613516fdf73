"""The eigenvalues of the loss's Hessian; critical points, with their errors and shares of negative ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mlpcli.analysis.critical import Critical, search, tied
from mlpcli.analysis.curvature import ROWS, Curvature
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.spectrum import Spectrum, estimated, spectrum_of
from mlpcli.analysis.subject import MisfitError, Run, Runs, alone
from mlpcli.arrays import Array
from mlpcli.errors import UsageError
from mlpcli.training.threads import limited

EXACT = 600
"""Learned parameters up to which the whole matrix is made."""

LARGEST = 150
"""The same for the search for critical points, which makes it at every step."""

STARTS = 6
"""Starts for each critical point that is asked for, at most."""


def check(runs: Runs) -> None:
    """One run that learns something."""
    if not alone(runs).model.network.learned:
        raise MisfitError("nothing in it learns")


def analyze(
    runs: Runs, critical: int = 0, ends: int = 5, rows: int = ROWS, spread: float = 1.0, seed: int = 0
) -> Finding:
    """`critical` points to be found from random starts, `spread` times as far apart as weights usually start.

    `ends` is how many of the largest and of the smallest eigenvalues are told; `rows` of the training part
    are looked at.
    """
    run = alone(runs)
    if critical < 0 or ends < 1 or rows < 1 or spread <= 0 or seed < 0:
        raise UsageError("hessian: expected critical 0 or more, ends and rows 1 or more, spread above 0")
    curvature = Curvature(run, rows)
    if critical:
        return _points(run, curvature, critical, spread, seed)
    K = len(curvature.theta)
    at = curvature.theta
    spectrum = (
        spectrum_of(curvature.hessian(at))
        if max(EXACT, 4 * ends) >= K
        else estimated(lambda v: curvature.product(at, np.asarray(v).ravel()), K, ends, seed)
    )
    loss, gradient = curvature.objective(at)
    values = spectrum.values
    facts = {
        "parameters": K,
        "rows": curvature.rows,
        "loss": loss,
        "gradient_norm": float(np.linalg.norm(gradient)),
        "largest": float(values[-1]),
        "smallest": float(values[0]),
        "trace": spectrum.trace,
        "negative_share": spectrum.negative,
        "exact": spectrum.exact,
    }
    outer = spectrum.ends
    half = min(ends, max(len(outer) // (1 if spectrum.exact else 2), 1))
    table = [
        {"rank": i + 1, "largest": float(outer[-1 - i]), "smallest": float(outer[i])} for i in range(half)
    ]
    details = {"eigenvalues": values.tolist(), "shares": spectrum.shares.tolist()}
    return Finding(facts, table, details, _notes(curvature, spectrum), drawn=spectrum)


def _notes(curvature: Curvature, spectrum: Spectrum | None = None) -> tuple[str, ...]:
    notes = []
    if not curvature.analytic:
        notes.append("second derivatives by central differences: a kind in this network has kinks")
    if spectrum is not None and not spectrum.exact:
        notes.append(f"{len(curvature.theta):,} parameters: ends by Lanczos, shares and trace are estimates")
    return tuple(notes)


def _points(run: Run, curvature: Curvature, count: int, spread: float, seed: int) -> Finding:
    K = len(curvature.theta)
    if K > LARGEST:
        raise UsageError(
            f"critical: the search is for at most {LARGEST} learned parameters, and this network has {K:,}"
        )
    with limited(1):  # matrices so small are slower by several threads, many times so on a busy machine
        found, lost = search(curvature, starts(run, curvature, spread, seed, STARTS * count), count)
    facts: dict[str, Any] = {
        "parameters": K,
        "rows": curvature.rows,
        "critical": len(found),
        "starts_without": lost,
        "correlation": correlation(found),
    }
    table = [
        {
            "loss": point.loss,
            "negative_share": point.spectrum.negative,
            "smallest": float(point.spectrum.values[0]),
            "largest": float(point.spectrum.values[-1]),
        }
        for point in sorted(found, key=lambda point: point.loss)
    ]
    return Finding(facts, table, notes=_notes(curvature), drawn=found)


def starts(run: Run, curvature: Curvature, spread: float, seed: int, count: int) -> Iterator[Array]:
    """Between first weights, drawn anew, and the trained ones, with noise as large as the weights: (K,)."""
    network, generator = run.model.network, np.random.default_rng(seed)
    for _ in range(count):
        fresh = network.initial(generator, "float64")[curvature.objective.learned]
        share = generator.uniform()
        noise = generator.normal(size=len(fresh)) * spread * np.sqrt((fresh**2).mean() or 1.0)
        yield share * curvature.theta + (1 - share) * fresh + generator.uniform() * noise


def correlation(points: Sequence[Critical]) -> float | None:
    """Of training error and share of negative eigenvalues, by ranks (Spearman); None of too few points.

    The same point is often found again, and again with its units exchanged: its losses share one rank.
    """
    losses = tied(np.array([point.loss for point in points]))
    negative = np.array([point.spectrum.negative for point in points])
    if len(points) < 3 or np.ptp(losses) == 0 or np.ptp(negative) == 0:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(losses, negative).statistic)
