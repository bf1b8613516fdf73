"""The networks that are estimators, against fits that share no line with the program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_ndtr

from mlpcli.lecture.training import trained, weights


def fitted(spec):
    """The coefficients of one neuron, the bias last; its rows x: (N, I) and labels s = ±1."""
    session = trained(spec)
    samples = session.prepared.train
    theta = np.concatenate([array.ravel() for array in weights(session).values()])
    return theta, np.column_stack([samples.x, np.ones(len(samples))]), 2 * samples.y[:, 0] - 1


@pytest.mark.parametrize(
    ("spec", "log_likelihood"),
    [("logistic", lambda u: -np.logaddexp(0, -u)), ("probit", log_ndtr)],
)
def test_one_neuron_has_the_largest_likelihood(spec, log_likelihood):
    """The log-likelihood written out, and SciPy's BFGS, which differentiates it by differences."""
    theta, x, s = fitted(spec)
    found = minimize(lambda b: -log_likelihood(s * (x @ b)).sum(), np.zeros(3), method="BFGS")
    assert theta == pytest.approx(found.x, abs=1e-4)


def test_logistic_is_that_of_scikit_learn():
    linear = pytest.importorskip("sklearn.linear_model")
    theta, x, s = fitted("logistic")
    fit = linear.LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(x[:, :2], s)
    assert theta[:2] == pytest.approx(fit.coef_[0], abs=1e-4)
    assert theta[2] == pytest.approx(fit.intercept_[0], abs=1e-4)


def test_softmax_is_that_of_scikit_learn():
    """Its objective is C Σ ℓ + ½ ‖W‖²: C = 1 / (2 λ N)."""
    linear = pytest.importorskip("sklearn.linear_model")
    session = trained("softmax")
    samples = session.prepared.train
    C = 1 / (2 * 1e-3 * len(samples))
    fit = linear.LogisticRegression(C=C, tol=1e-10, max_iter=10_000).fit(samples.x, samples.y.argmax(axis=1))
    assert weights(session)["0_dense/W"] == pytest.approx(fit.coef_.T, abs=1e-3)


def svm_risk(theta, x, s):
    return np.maximum(1 - s * (x @ theta), 0).mean() + 0.01 * theta[:2] @ theta[:2]


def test_svm_is_that_of_scikit_learn():
    svm = pytest.importorskip("sklearn.svm")
    session = trained("svm")
    theta = session.model("averaged").theta
    _, x, s = fitted("svm")
    fit = svm.SVC(kernel="linear", C=1 / (2 * 0.01 * len(x)), tol=1e-8).fit(x[:, :2], s)
    known = np.append(fit.coef_[0], fit.intercept_[0])
    assert theta == pytest.approx(known, abs=0.02)
    assert svm_risk(theta, x, s) == pytest.approx(svm_risk(known, x, s), rel=1e-3)


def test_svm_has_the_least_risk():
    """τ log(1 + e^(a/τ)) is max(0, a), to within τ log 2, and smooth: its minimum is as near."""
    theta = trained("svm").model("averaged").theta
    _, x, s = fitted("svm")

    def smooth(theta, tau=1e-4):
        hinge = tau * np.logaddexp(0, (1 - s * (x @ theta)) / tau)
        return hinge.mean() + 0.01 * theta[:2] @ theta[:2]

    known = minimize(smooth, theta, method="Nelder-Mead", options={"fatol": 1e-12, "xatol": 1e-8})
    assert svm_risk(theta, x, s) == pytest.approx(known.fun, rel=1e-3)


def test_ridge_is_the_closed_form():
    """The normal equations with the bias among them, unpenalised, solved by least squares."""
    session = trained("ridge")
    samples = session.prepared.train
    N, I = samples.x.shape
    X = np.vstack(
        [
            np.column_stack([samples.x, np.ones(N)]),
            np.column_stack([np.sqrt(0.1 * N) * np.eye(I), np.zeros(I)]),
        ]
    )
    known = np.linalg.lstsq(X, np.append(samples.y[:, 0], np.zeros(I)))[0]
    assert weights(session)["0_dense/W"][:, 0] == pytest.approx(known[:-1], abs=1e-8)
    assert weights(session)["0_dense/b"][0] == pytest.approx(known[-1], abs=1e-8)


def test_lasso_keeps_to_its_optimality_conditions():
    """2/N |X_iᵀ (y - X w)| is λ where w_i is not zero, and no more where it is."""
    session = trained("lasso")
    samples, w = session.prepared.train, weights(session)["0_dense/W"][:, 0]
    pull = 2 * samples.x.T @ (samples.y[:, 0] - samples.x @ w) / len(samples)
    zero = np.abs(w) < 1e-4
    assert zero.sum() == 4
    assert pull[~zero] == pytest.approx(0.1 * np.sign(w[~zero]), abs=1e-3)
    assert (np.abs(pull[zero]) <= 0.1 + 1e-3).all()


def test_lasso_is_that_of_scikit_learn():
    """Its objective is ½ of ours: alpha = λ / 2."""
    linear = pytest.importorskip("sklearn.linear_model")
    session = trained("lasso")
    samples = session.prepared.train
    fit = linear.Lasso(alpha=0.05, tol=1e-10, max_iter=100_000).fit(samples.x, samples.y[:, 0])
    assert weights(session)["0_dense/W"][:, 0] == pytest.approx(fit.coef_, abs=1e-3)


def test_the_linear_autoencoder_is_the_principal_subspace():
    """The projections onto the two planes are the same matrix; here from the covariance's eigenvectors."""
    session = trained("autoencoder_linear")
    x, decoder = session.prepared.train.x, weights(session)["1_dense/W"]
    axes = np.linalg.eigh(np.cov(x.T))[1][:, -2:]
    ours = np.linalg.qr(decoder.T)[0]
    assert ours @ ours.T == pytest.approx(axes @ axes.T, abs=1e-6)
