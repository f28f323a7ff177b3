"""python -B test/oracles/make-curds-and-whey.py: Breiman & Friedman 1997 by NumPy, from SVDs of whitened X and Y.

Canonical correlations are the singular values of UxᵀUy; W is found by projecting the shrunk fitted values back on X.
"""

import numpy as np
from made import write
from numpy.random import RandomState


def draw(n, p, T, seed, noise=1.5):
    r = RandomState(seed)
    X = np.round(r.randn(n, p) + 1, 2)
    return X, np.round(X @ r.randn(p, 2) @ r.randn(2, T) + noise * r.randn(n, T) @ r.randn(T, T) - 2, 2)


def basis(A):
    U, s, V = np.linalg.svd(A, full_matrices=False)
    keep = s > 1e-10 * s[0]
    return U[:, keep], s[keep], V[keep]


def case(title, X, Y, weight=None, fit_intercept=True):
    s = np.ones(len(X)) if weight is None else weight
    n, p = s.sum(), X.shape[1]
    mx = s @ X / n if fit_intercept else np.zeros(p)
    my = s @ Y / n if fit_intercept else np.zeros(Y.shape[1])
    root = np.sqrt(s)[:, None]
    A, B = root * (X - mx), root * (Y - my)
    Ux, _, _ = basis(A)
    Uy, sy, Vy = basis(B)
    c, V = np.linalg.svd(Ux.T @ Uy)[1:]
    c2 = np.zeros(len(sy))
    c2[: len(c)] = np.minimum(c, 1) ** 2
    r = p / n
    d = np.maximum(0, (1 - r) * (c2 - r) / ((1 - r) ** 2 * c2 + r**2 * (1 - c2)))
    fitted = Ux @ (Ux.T @ Uy) @ V.T @ np.diag(d) @ V @ np.diag(sy) @ Vy
    W = np.linalg.lstsq(A, fitted, rcond=None)[0]
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "fitIntercept": fit_intercept}
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    answer = {"coef": W.tolist(), "intercept": (my - mx @ W).tolist()}
    return {**made, **answer, "correlations": np.sqrt(c2).tolist(), "shrinkage": d.tolist()}


def cases():
    tall = draw(23, 5, 3, 0)
    yield case("correlated noise", *tall)
    yield case("no intercept", *tall, fit_intercept=False)
    yield case("weights", *tall, weight=RandomState(1).randint(1, 4, 23) / 2)
    yield case("more tasks than features", *draw(19, 3, 7, 2))
    yield case("hardly more rows than features", *draw(13, 9, 3, 3, 4))
    X, Y = draw(17, 4, 3, 4)
    yield case("a task that is a mix of two others", X, np.column_stack([Y, np.round(Y[:, 0] - 2 * Y[:, 1], 2)]))


command = "python -B test/oracles/make-curds-and-whey.py"
write("curds-and-whey.json", command, {"numpy": np.__version__}, {"cases": list(cases())})
