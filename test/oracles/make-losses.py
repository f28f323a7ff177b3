"""python -B test/oracles/make-losses.py: classes, counts and outliers by scikit-learn and by Newton's method; tasks that share by proximal gradient.

Of one task: ridge(alpha) is C = 1 / (alpha Σ s) of LogisticRegression and alpha of PoissonRegressor, l1(alpha) the same C with
l1_ratio = 1. All tasks of a case have the same rows and weights, and are fitted one by one.
"""

import numpy as np
import scipy
import sklearn
from made import write
from numpy.random import RandomState
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, PoissonRegressor


def draw(kind, n, p, T, seed):
    r = RandomState(seed)
    X = np.round(r.randn(n, p) + 1, 2)
    f = (X - 1) @ np.where(np.arange(p)[:, None] < 3, r.randn(p, T), 0.1) + 0.7 * r.randn(n, T)
    if kind == "binary":
        return X, (f > 0.2).astype(int)
    if kind == "classes":
        return X, (f > -0.8).astype(int) + (f > 0.7)
    if kind == "counts":
        return X, np.floor(np.exp(0.4 * f + 0.5) + r.rand(n, T)).astype(int)
    return X, np.round(f + np.where(r.rand(n, T) < 0.15, 9, 0), 2)


def huber(X, y, s, delta, alpha, fit_intercept):
    """Newton's method with halved steps on mean loss + alpha/2 ‖w‖²: quadratic in pieces, so it ends exactly."""
    n, p = X.shape
    A = np.column_stack([X, np.ones(n)]) if fit_intercept else X
    R = alpha * np.diag([1.0] * p + [0.0] * (A.shape[1] - p))
    s = s / s.sum()
    w = np.zeros(A.shape[1])

    def value(w):
        far = np.abs(A @ w - y)
        return s @ np.where(far <= delta, far**2 / 2, delta * far - delta**2 / 2) + w @ R @ w / 2

    for _ in range(1000):
        r = A @ w - y
        gradient = A.T @ (s * np.clip(r, -delta, delta)) + R @ w
        if np.abs(gradient).max() <= 1e-15:
            break
        step = np.linalg.solve((A.T * (s * (np.abs(r) <= delta))) @ A + R + 1e-12 * np.eye(len(w)), -gradient)
        by = 1.0
        while value(w + by * step) > value(w) and by > 1e-10:
            by /= 2
        w = w + by * step
    assert np.abs(gradient).max() <= 1e-14, np.abs(gradient).max()
    return w[:p], w[p] if fit_intercept else 0.0


def fit(kind, X, y, s, penalty, alpha, delta, fit_intercept):
    """Coefficients p x C, intercepts C, and what is predicted: probabilities n x K, means n."""
    if kind == "numbers":
        w, b = huber(X, y, s, delta, alpha, fit_intercept)
        return w[:, None], [b], X @ w + b
    if kind == "counts":
        model = PoissonRegressor(alpha=alpha, fit_intercept=fit_intercept, solver="newton-cholesky", tol=1e-13, max_iter=1000)
        model.fit(X, y, sample_weight=s)
        return model.coef_[:, None], [model.intercept_], model.predict(X)
    settings = {"fit_intercept": fit_intercept, "C": 1 / (alpha * s.sum()), "max_iter": 1_000_000}
    if penalty == "ridge":
        model = LogisticRegression(solver="newton-cholesky", tol=1e-13, **settings)
    else:
        model = LogisticRegression(solver="saga", l1_ratio=1, tol=1e-12, random_state=0, **settings)
    model.fit(X, y, sample_weight=s)
    return model.coef_.T, model.intercept_, model.predict_proba(X)


def case(kind, penalty, alpha, data, weight=None, fit_intercept=True, delta=None):
    X, Y = data
    s = np.ones(len(X)) if weight is None else weight
    fits = [fit(kind, X, y, s, penalty, alpha, delta, fit_intercept) for y in Y.T]
    title = f"{kind}, {penalty}" + (", weights" if weight is not None else "") + ("" if fit_intercept else ", no intercept")
    made = {"title": title, "kind": kind, "penalty": penalty, "alpha": alpha, "fitIntercept": fit_intercept, "X": X.tolist(), "Y": Y.tolist()}
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    if delta is not None:
        made["delta"] = delta
    made["coef"] = [np.round(coef, 12).tolist() for coef, _, _ in fits]
    made["intercept"] = [np.broadcast_to(b, np.shape(coef)[1]).tolist() for coef, b, _ in fits]
    made["predicted"] = [np.round(predicted[:5], 12).tolist() for _, _, predicted in fits]
    return made


def cases():
    weight = RandomState(9).randint(1, 5, 31) / 2
    binary, classes = draw("binary", 31, 5, 2, 0), draw("classes", 37, 4, 2, 1)
    counts, numbers = draw("counts", 31, 5, 2, 2), draw("numbers", 31, 5, 2, 3)
    for kind, data, alpha, more in [
        ("binary", binary, 0.05, {}),
        ("counts", counts, 0.02, {}),
        ("numbers", numbers, 0.03, {"delta": 0.8}),
    ]:
        yield case(kind, "ridge", alpha, data, **more)
        yield case(kind, "ridge", alpha, data, weight, **more)
        yield case(kind, "ridge", alpha, data, weight, False, **more)
    yield case("classes", "ridge", 0.05, classes)
    yield case("classes", "ridge", 0.05, classes, RandomState(8).randint(1, 5, 37) / 2)
    yield case("classes", "ridge", 0.05, classes, None, False)
    yield case("binary", "l1", 0.05, binary)
    yield case("binary", "l1", 0.05, binary, weight)
    yield case("binary", "l1", 0.05, binary, weight, False)
    yield case("classes", "l1", 0.03, classes)


def shrink_rows(W, by):
    sizes = np.linalg.norm(W, axis=1, keepdims=True)
    return W * np.maximum(0, 1 - by / np.where(sizes > 0, sizes, 1))


def shrink_values(W, by):
    U, sigma, V = np.linalg.svd(W, full_matrices=False)
    return U * np.maximum(0, sigma - by) @ V


norms = {
    "l21": (shrink_rows, lambda W: np.linalg.norm(W, axis=1).sum(), lambda Z: np.linalg.norm(Z, axis=1).max()),
    "traceNorm": (shrink_values, lambda W: np.linalg.norm(W, "nuc"), lambda Z: np.linalg.norm(Z, 2)),
}


def together(name, alpha, tasks):
    """Plain proximal gradient on W, the intercepts at their minimum all along, to a gap of 1e-12."""
    prox, norm, dual_norm = norms[name]
    mean = sum(s.sum() for _, _, s in tasks) / len(tasks)
    sides = [(X, 2 * y - 1.0, s / mean) for X, y, s in tasks]
    W = np.zeros((tasks[0][0].shape[1], len(tasks)))
    b = np.zeros(len(tasks))
    tau = 1 / max(np.linalg.norm((X.T * s) @ X, 2) / 4 for X, _, s in sides)

    def look():
        value, dual, G, slopes = 0.0, 0.0, np.zeros_like(W), []
        for t, (X, sign, s) in enumerate(sides):
            for _ in range(100):
                wrong = expit(-sign * (X @ W[:, t] + b[t]))
                slope, curvature = -(s * sign * wrong).sum(), (s * wrong * (1 - wrong)).sum()
                if abs(slope) <= 1e-16:
                    break
                b[t] -= slope / curvature
            wrong = expit(-sign * (X @ W[:, t] + b[t]))
            value += s @ np.logaddexp(0, -sign * (X @ W[:, t] + b[t]))
            G[:, t] = -X.T @ (s * sign * wrong)
            slopes.append(wrong)
        by = min(1.0, alpha / dual_norm(G))
        for (_, _, s), wrong in zip(sides, slopes):
            q = by * wrong
            dual -= s @ (q * np.log(q) + (1 - q) * np.log1p(-q))
        value += alpha * norm(W)
        return value, value - dual, G

    for _ in range(1_000_000):
        value, gap, G = look()
        if gap <= 1e-12:
            break
        W = prox(W - tau * G, tau * alpha)
    assert gap <= 1e-12, gap
    return {"objective": value, "gap": max(0.0, gap), "coef": W.tolist(), "intercept": b.tolist()}


def shared():
    X, Y = draw("binary", 43, 6, 2, 5)
    rows = [slice(0, 29), slice(20, 43)]
    r = RandomState(6)
    for name, alpha, weighted in [("l21", 0.08, False), ("l21", 0.08, True), ("traceNorm", 0.12, False), ("traceNorm", 0.12, True)]:
        tasks = []
        for t, own in enumerate(rows):
            n = own.stop - own.start
            tasks.append((X[own], Y[own, t], r.randint(1, 5, n) / 2 if weighted else np.ones(n)))
        data = [{"X": A.tolist(), "y": y.tolist(), **({"sampleWeight": s.tolist()} if weighted else {})} for A, y, s in tasks]
        title = f"{name}, weights" if weighted else name
        yield {"title": title, "penalty": name, "alpha": alpha, "tasks": data, **together(name, alpha, tasks)}


command = "python -B test/oracles/make-losses.py"
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
write("losses.json", command, versions, {"cases": list(cases()), "shared": list(shared())})
