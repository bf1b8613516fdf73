"""Eigenvalues of a Hessian: all of them from the matrix, or the ends and estimates from products with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mlpcli.arrays import Array

Product: TypeAlias = Callable[[Array], Array]
"""v: (K,) -> H v."""

ZERO = 1e-6
"""Eigenvalues up to this share of the largest size count as 0: flat directions, and rounding."""

PROBES, STEPS, ROUNDS = 4, 60, 10
"""Random vectors of an estimate, Lanczos steps from each, and restarts of the search for the ends."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues, rising, with the share of all that each stands for; `exact` says whether these are all.

    Where not, they are Ritz values, the shares estimates; `ends` are eigenvalues in any case, rising.
    """

    values: Array
    shares: Array
    trace: float
    exact: bool
    ends: Array

    @property
    def negative(self) -> float:
        """The share of eigenvalues below 0, flat directions left out of the count of negatives."""
        return float(self.shares[self.values < -ZERO * np.abs(self.values).max(initial=0.0)].sum())

    @property
    def positive(self) -> float:
        """The share above 0."""
        return float(self.shares[self.values > ZERO * np.abs(self.values).max(initial=0.0)].sum())


def spectrum_of(H: Array) -> Spectrum:
    """All eigenvalues of a symmetric matrix (K, K)."""
    values = np.linalg.eigvalsh(H)
    return Spectrum(
        values, np.full(len(values), 1 / max(len(values), 1)), float(np.trace(H)), exact=True, ends=values
    )


def estimated(product: Product, K: int, ends: int = 5, seed: int = 0) -> Spectrum:
    """The largest and the smallest eigenvalues by Lanczos' method; shares and trace by quadrature.

    ARPACK (SciPy's eigsh) finds the ends. For a random v of length 1 the Ritz values θ_i of m Lanczos steps,
    with weights τ_i = (first entry of the i-th eigenvector of T)², stand for the whole spectrum: Σ τ_i f(θ_i)
    is close to vᵀ f(H) v, whose mean is tr f(H) / K.

    *Source:* Golub, Meurant 2010; Ghorbani, Krishnan, Xiao 2019 (arXiv:1901.10159).
    """
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    operator = LinearOperator((K, K), matvec=product, dtype=np.float64)
    generator = np.random.default_rng(seed)
    start = generator.normal(size=K)
    ends = max(min(ends, K // 2 - 1), 1)
    found = []
    for which in ("SA", "LA"):
        try:
            found.append(
                eigsh(
                    operator,
                    ends,
                    which=which,
                    v0=start,
                    ncv=min(max(4 * ends, 20), K),
                    tol=1e-3,
                    maxiter=ROUNDS,
                    return_eigenvectors=False,
                )
            )
        except ArpackNoConvergence as error:  # those that were found, in a cluster of others
            found.append(error.eigenvalues)
    outer = np.sort(np.concatenate(found))
    values, shares = [], []
    for _ in range(PROBES):
        ritz, weights = _lanczos(product, generator.normal(size=K), min(STEPS, K))
        values.append(ritz)
        shares.append(weights / PROBES)
    if not len(outer):
        outer = np.array([min(map(np.min, values)), max(map(np.max, values))])
    inner, parts = np.concatenate(values), np.concatenate(shares)
    trace = float(K * (inner @ parts))
    every, weight = np.append(inner, outer), np.append(parts, np.zeros(len(outer)))
    order = np.argsort(every, kind="stable")
    return Spectrum(every[order], weight[order], trace, exact=False, ends=outer)


def _lanczos(product: Product, v: Array, steps: int) -> tuple[Array, Array]:
    """Ritz values and their weights, with full orthogonalisation."""
    basis = np.zeros((steps, len(v)))
    alpha, beta = np.zeros(steps), np.zeros(steps)
    basis[0] = v / np.linalg.norm(v)
    for j in range(steps):
        w = product(basis[j])
        alpha[j] = w @ basis[j]
        for _ in range(2):  # twice is enough
            w = w - basis[: j + 1].T @ (basis[: j + 1] @ w)
        beta[j] = np.linalg.norm(w)
        if j + 1 == steps or beta[j] <= 1e-10 * np.abs(alpha[: j + 1]).max():
            steps = j + 1
            break
        basis[j + 1] = w / beta[j]
    off = beta[: steps - 1]
    ritz, vectors = np.linalg.eigh(np.diag(alpha[:steps]) + np.diag(off, 1) + np.diag(off, -1))
    return ritz, vectors[0] ** 2
