"""Answers "<times> <kind> <what> <sizes...>" on standard input with the seconds that one run took in NumPy or SciPy."""

import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
from scipy import linalg  # noqa: E402
from scipy.linalg import blas  # noqa: E402


def noise(kind, *shape):
    size = int(np.prod(shape))
    return np.sin(np.arange(size, dtype=np.float64) ** 2 + 1).reshape(shape).astype(kind)


def definite(p):
    i = np.arange(p)
    a = np.sin(np.outer(i, i) + i[:, None] + i)
    a[i, i] = p + 1
    return a


def job(kind, what, sizes):
    t = {"f64": np.float64, "f32": np.float32}[kind]
    if what == "gemm":
        m, k, n = sizes
        a, b, c = noise(t, m, k), noise(t, k, n), np.empty((m, n), t)
        return lambda: np.matmul(a, b, out=c)
    if what == "syrk":
        x = noise(t, *sizes)
        syrk = blas.dsyrk if kind == "f64" else blas.ssyrk
        return lambda: syrk(1.0, x.T)
    if what == "gemv":
        a, x = noise(t, *sizes), noise(t, sizes[1])
        return lambda: a @ x
    if what == "gemv-turned":
        a, x = noise(t, *sizes), noise(t, sizes[0])
        return lambda: a.T @ x
    if what == "cholesky":
        a = definite(*sizes)
        return lambda: linalg.cholesky(a, lower=True, check_finite=False)
    if what == "solve":
        p, columns = sizes
        factor = linalg.cho_factor(definite(p), lower=True, check_finite=False)
        b = noise(t, p, columns)
        return lambda: linalg.cho_solve(factor, b, check_finite=False)
    if what == "eigh":
        a = definite(*sizes)
        return lambda: linalg.eigh(a, check_finite=False)
    a = noise(t, *sizes)
    return lambda: linalg.svd(a, full_matrices=False, check_finite=False)


jobs = {}
for line in sys.stdin:
    times, *words = line.split()
    key = tuple(words)
    if key not in jobs:
        jobs[key] = job(words[0], words[1], [int(word) for word in words[2:]])
    run = jobs[key]
    start = time.perf_counter()
    for _ in range(int(times)):
        run()
    print((time.perf_counter() - start) / int(times), flush=True)
