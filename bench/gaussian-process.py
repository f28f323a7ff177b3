"""Gaussian processes by dense NumPy and kernel ridge by scikit-learn, one thread: reads a shape once, then a line a run, answers
seconds and a number to compare.

"process" is log p(Y) with its gradient in the length scale, K_T and the noise, from the nT x nT covariance by Cholesky.
"""

import json
import sys
import time

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.kernel_ridge import KernelRidge

shape = json.loads(sys.stdin.readline())
n, p, T = shape["n"], shape["p"], shape["T"]
X, Y = np.array(shape["X"]).reshape(n, p), np.array(shape["Y"]).reshape(n, T)


def process():
    scale, KT, noise = shape["lengthScale"], np.array(shape["tasks"]).reshape(T, T), np.array(shape["noise"])
    square = ((X[:, None] - X[None]) ** 2).sum(2) / scale**2
    K = np.exp(-square / 2)
    factor = cho_factor(np.kron(K, KT) + np.kron(np.eye(n), np.diag(noise)), lower=True, overwrite_a=True)
    m = cho_solve(factor, Y.ravel())
    value = -0.5 * (Y.ravel() @ m + n * T * np.log(2 * np.pi)) - np.log(np.diag(factor[0])).sum()
    G = (np.outer(m, m) - cho_solve(factor, np.eye(n * T), overwrite_b=True)) / 2
    G = G.reshape(n, T, n, T)
    by_rows = np.einsum("isjt,st->ij", G, KT, optimize=True)
    slopes = [(by_rows * K * square).sum(), *np.einsum("isjt,ij->st", G, K, optimize=True).ravel()]
    return value, np.linalg.norm([*slopes, *np.einsum("itit->t", G)])


ridge = KernelRidge(kernel="rbf", gamma=0.1, alpha=0.5)
roads = {"process": process, "ridge": lambda: (float(ridge.fit(X, Y).predict(X[:1])[0, 0]), 0.0)}
for line in sys.stdin:
    since = time.perf_counter()
    value, slope = roads[line.strip()]()
    print(json.dumps([time.perf_counter() - since, value, slope]), flush=True)
