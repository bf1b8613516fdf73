"""Forward, loss and backward of one batch for R networks of dense layers, in one compiled call.

What is a list of layers elsewhere is flat here: θ and its gradient are (R, P), and a table with a row a layer
says where things are. So one compiled function serves every depth and width.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import scipy.linalg.cython_blas  # noqa: F401  its BLAS computes np.dot; loaded now, it keeps to a limit of threads

W_AT, B_AT, INPUTS, UNITS, ACTIVATION, Z_AT, DROP_AT = range(7)
"""Columns of the table: places of W and b in θ (b: -1 for none), I, O, the activation's code, the place of h
in the memory of one sample, and that of the masked inputs and their random numbers (-1 for no dropout)."""

IDENTITY, RELU, LEAKY_RELU, TANH, SIGMOID, HARD_TANH = range(6)
MSE, HALF_SQUARED_ERROR, BINARY_CROSS_ENTROPY, CROSS_ENTROPY = range(4)

FLAGS = {"contract", "reassoc", "nsz"}
"""What the compiler may do: take sums in any order. Infinities and NaN stay, as training looks for them."""

compiled = numba.njit(cache=True, nogil=True, fastmath=FLAGS, error_model="numpy")


@compiled
def activate(z, b, has_bias, code, slope):  # type: ignore[no-untyped-def]
    """H = g(z + b) in place; z: (N, O), b: (O,)."""
    N, O = z.shape
    zero, one = z.dtype.type(0), z.dtype.type(1)
    for n in range(N):
        row = z[n]
        if has_bias:
            for o in range(O):
                row[o] += b[o]
        if code == RELU:
            for o in range(O):
                v = row[o]
                row[o] = zero if v <= 0 else v  # NaN stays what it is
        elif code == LEAKY_RELU:
            for o in range(O):
                v = row[o]
                row[o] = v * slope if v <= 0 else v
        elif code == TANH:
            for o in range(O):
                row[o] = math.tanh(row[o])
        elif code == SIGMOID:
            for o in range(O):
                row[o] = one / (one + math.exp(-row[o]))
        elif code == HARD_TANH:
            for o in range(O):
                v = row[o]
                v = one if v >= 1 else v
                row[o] = -one if v <= -1 else v


@compiled
def backward_activate(dh, h, db, has_bias, code, slope):  # type: ignore[no-untyped-def]
    """Dz = dh ⊙ g'(z) in place of dh, and db = Σ dz over the samples; g' from h = g(z)."""
    N, O = h.shape
    if has_bias:
        db[:] = 0
    for n in range(N):
        d, row = dh[n], h[n]
        if code == RELU:
            for o in range(O):
                d[o] = d[o] if row[o] > 0 else d[o] * 0
        elif code == LEAKY_RELU:
            for o in range(O):
                d[o] = d[o] if row[o] > 0 else d[o] * slope
        elif code == TANH:
            for o in range(O):
                d[o] *= 1 - row[o] * row[o]
        elif code == SIGMOID:
            for o in range(O):
                d[o] *= row[o] * (1 - row[o])
        elif code == HARD_TANH:
            for o in range(O):
                d[o] = d[o] if -1 < row[o] < 1 else d[o] * 0
        if has_bias:
            for o in range(O):
                db[o] += d[o]


@compiled
def loss(z, y, dz, code, whole):  # type: ignore[no-untyped-def]
    """J of the batch, summed in double precision, and ∂J/∂z into dz; z, y, dz: (N, O).

    whole: the rows of the batch that these are a portion of, or N.
    """
    N, O = z.shape
    J = 0.0
    share = z.dtype.type(1 / whole)
    for n in range(N):
        if code == CROSS_ENTROPY:
            largest = z[n, 0]
            for o in range(1, O):
                largest = max(largest, z[n, o])
            total = z.dtype.type(0)
            chosen = z.dtype.type(0)
            for o in range(O):
                shifted = z[n, o] - largest
                p = math.exp(shifted)
                total += p
                chosen += y[n, o] * shifted
                dz[n, o] = p
            J += math.log(total) - chosen
            for o in range(O):
                dz[n, o] = (dz[n, o] / total - y[n, o]) * share
        elif code == BINARY_CROSS_ENTROPY:
            for o in range(O):
                v = z[n, o]
                e = math.exp(-abs(v))
                J += max(v, v * 0) + math.log1p(e) - y[n, o] * v
                p = 1 / (1 + e) if v >= 0 else e / (1 + e)
                dz[n, o] = (p - y[n, o]) * share
        else:
            factor = 2 if code == MSE else 1
            for o in range(O):
                error = z[n, o] - y[n, o]
                J += error * error
                dz[n, o] = error * factor * share
    return J / (2 * whole) if code == HALF_SQUARED_ERROR else J / whole


@compiled
def mask(x, u, rate, scale, out):  # type: ignore[no-untyped-def]
    """X ⊙ μ / (1 - p), with μ = 0 where u < p; all (N, I), `scale` is 1 / (1 - p)."""
    N, I = x.shape
    for n in range(N):
        for i in range(I):
            out[n, i] = x[n, i] * scale if u[n, i] >= rate else x[n, i] * 0


@compiled
def gradient(theta, grad, x, y, table, slopes, rates, scales, memory, u, J, code, whole):  # type: ignore[no-untyped-def]
    """∂J/∂θ of every network into grad, and its loss into J: (R,).

    x: (R or 1, N, I), y: (R or 1, N, O); slopes, rates and scales: (R, L), of leaky_relu and of the dropout
    before a layer; memory: (2, M), h and ∂J/∂h of one network; u: (R, D), the random numbers of its masks;
    whole: the rows of the batch that these are a portion of, or N.
    """
    R, N, L = theta.shape[0], x.shape[1], table.shape[0]
    for r in range(R):
        rows, targets = x[min(r, len(x) - 1)], y[min(r, len(y) - 1)]
        h = rows
        for l in range(L):
            h = inputs(h, table[l], rates[r, l], scales[r, l], memory[0], u[r])
            z = place(memory[0], table[l, Z_AT] * N, N, table[l, UNITS])
            W = place(theta[r], table[l, W_AT], table[l, INPUTS], table[l, UNITS])
            np.dot(h, W, z)
            at = max(table[l, B_AT], 0)
            b = theta[r, at : at + table[l, UNITS]]
            activate(z, b, table[l, B_AT] >= 0, table[l, ACTIVATION], slopes[r, l])
            h = z
        last = L - 1
        dz = place(memory[1], table[last, Z_AT] * N, N, table[last, UNITS])
        J[r] = loss(h, targets, dz, code, whole)
        for l in range(last, -1, -1):
            z = place(memory[0], table[l, Z_AT] * N, N, table[l, UNITS])
            dz = place(memory[1], table[l, Z_AT] * N, N, table[l, UNITS])
            at = max(table[l, B_AT], 0)
            db = grad[r, at : at + table[l, UNITS]]
            backward_activate(dz, z, db, table[l, B_AT] >= 0, table[l, ACTIVATION], slopes[r, l])
            below = rows if l == 0 else place(memory[0], table[l - 1, Z_AT] * N, N, table[l - 1, UNITS])
            if table[l, DROP_AT] >= 0:
                below = place(memory[0], table[l, DROP_AT] * N, N, table[l, INPUTS])
            np.dot(below.T, dz, place(grad[r], table[l, W_AT], table[l, INPUTS], table[l, UNITS]))
            if l > 0:
                W = place(theta[r], table[l, W_AT], table[l, INPUTS], table[l, UNITS])
                dx = place(memory[1], table[l - 1, Z_AT] * N, N, table[l, INPUTS])
                np.dot(dz, W.T, dx)
                if table[l, DROP_AT] >= 0:
                    numbers = drawn(u[r], table[l], N)
                    mask(dx, numbers, rates[r, l], scales[r, l], dx)


@compiled
def inputs(h, row, rate, scale, memory, u):  # type: ignore[no-untyped-def]
    """What a layer takes: h itself, or h with units left out."""
    if row[DROP_AT] < 0:
        return h
    masked = place(memory, row[DROP_AT] * h.shape[0], h.shape[0], row[INPUTS])
    mask(h, drawn(u, row, h.shape[0]), rate, scale, masked)
    return masked


@compiled
def place(flat, start, rows, columns):  # type: ignore[no-untyped-def]
    """A matrix that begins somewhere in flat memory."""
    return flat[start : start + rows * columns].reshape(rows, columns)


@compiled
def drawn(u, row, N):  # type: ignore[no-untyped-def]
    """The random numbers of a layer's mask, which stand where its masked inputs stand."""
    return place(u, row[DROP_AT] * N, N, row[INPUTS])
