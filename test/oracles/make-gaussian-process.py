"""python -B test/oracles/make-gaussian-process.py: Gaussian processes by scikit-learn (one task) and by dense NumPy (several).

The dense one forms cov(y_is, y_jt) = K_T[s, t] k(x_i, x_j) + noise_t of all observed targets; rows with integer weights stand there as
often as they count. Needs scikit-learn.
"""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel

r = RandomState(0)
n, p, T = 13, 3, 4
X, Z = np.round(r.randn(n, p), 2), np.round(r.randn(5, p), 2)
A = np.round(r.randn(T, T), 2)
KT = np.round(A @ A.T, 4)
noise = np.array([0.1, 0.4, 0.25, 0.05])
Y = np.round(np.sin(X.sum(1, keepdims=True)) @ r.randn(1, T) + 0.3 * r.randn(n, T), 2)
holes = Y.copy()
holes[[0, 2, 2, 5, 7, 7, 7, 7, 11], [1, 0, 3, 2, 0, 1, 2, 3, 3]] = np.nan
kernels = {
    "rbf": lambda scale: RBF(scale),
    "matern32": lambda scale: Matern(scale, nu=1.5),
    "matern52": lambda scale: Matern(scale, nu=2.5),
}


def dense(title, X, Y, kernel, scale, KT, noise, weight=None):
    k = kernels[kernel](scale)
    rows, tasks = np.nonzero(~np.isnan(Y))
    if weight is not None:
        times = (np.broadcast_to(weight[:, None], Y.shape) if weight.ndim == 1 else weight)[rows, tasks]
        rows, tasks = np.repeat(rows, times), np.repeat(tasks, times)
    y = Y[rows, tasks]
    S = KT[np.ix_(tasks, tasks)] * k(X)[np.ix_(rows, rows)] + np.diag(noise[tasks])
    value = -0.5 * (y @ np.linalg.solve(S, y) + np.linalg.slogdet(S)[1] + len(y) * np.log(2 * np.pi))
    means, covariances = [], []
    for z in Z:
        B = KT[tasks] * k(X, z[None])[rows]
        V = np.linalg.solve(S, B)
        means.append((V.T @ y).tolist())
        covariances.append((KT - B.T @ V).tolist())
    made = {"title": title, "X": X.tolist(), "Z": Z.tolist()}
    made["Y"] = [[None if np.isnan(value) else value for value in row] for row in Y.tolist()]
    made["params"] = {"kernel": kernel, "lengthScale": scale, "taskCovariance": KT.tolist(), "noise": noise.tolist()}
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    made.update(logMarginalLikelihood=value, means=means, covariances=covariances)
    return made


def cases():
    for kernel in kernels:
        yield dense(f"{kernel}, complete", X, Y, kernel, 0.9, KT, noise)
        yield dense(f"{kernel}, one length scale a feature, missing targets", X, holes, kernel, [0.7, 1.5, 3.0], KT, noise)
    one = np.outer(A[0], A[0])
    yield dense("K_T of rank 1, complete", X, Y, "rbf", 0.9, one, noise)
    yield dense("K_T of rank 1, missing targets", X, holes, "rbf", 0.9, one, noise)
    twice = np.vstack([X, X[:6]])
    yield dense("rows that stand twice", twice, np.vstack([Y, -Y[7:]]), "rbf", 0.9, KT, noise)
    yield dense("rows that stand twice, missing targets", twice, np.vstack([holes, Y[7:]]), "rbf", 0.9, KT, noise)
    yield dense("one weight a row", X, Y, "rbf", 0.9, KT, noise, RandomState(3).randint(1, 4, n))
    yield dense("one weight a row and task", X, Y, "rbf", 0.9, KT, noise, RandomState(3).randint(0, 4, (n, T)))
    yield dense("one row", X[:1], Y[:1], "rbf", 0.9, KT, noise)
    yield dense("one task", X, Y[:, :1], "rbf", 0.9, KT[:1, :1], noise[:1])


def single():
    for kernel, scale in [("rbf", 0.8), ("matern32", [0.7, 1.5, 3.0]), ("matern52", 1.2)]:
        for level in [0.3, 1e-3]:
            fixed = ConstantKernel(1.7) * kernels[kernel](scale)
            y = Y[:, 1]
            given = GaussianProcessRegressor(fixed, alpha=level, optimizer=None).fit(X, y)
            mean, std = given.predict(Z, return_std=True)
            made = {"params": {"kernel": kernel, "lengthScale": scale, "taskCovariance": [[1.7]], "noise": level}}
            made.update(logMarginalLikelihood=given.log_marginal_likelihood_value_, mean=mean.tolist(), std=std.tolist())
            normal = GaussianProcessRegressor(fixed, alpha=level, optimizer=None, normalize_y=True).fit(X, y)
            mean, std = normal.predict(Z, return_std=True)
            made["normalized"] = {"logMarginalLikelihood": normal.log_marginal_likelihood_value_, "mean": mean.tolist(), "std": std.tolist()}
            made["scale"] = float(np.std(y))
            yield made


def learnt():
    X = np.round(np.linspace(0, 6, 23)[:, None] + 0.1 * RandomState(5).randn(23, 1), 2)
    y = np.round(2 * np.sin(1.3 * X[:, 0]) + 0.3 * RandomState(6).randn(23), 2)
    kernel = ConstantKernel(1.0, (1e-6, 1e6)) * RBF(1.0, (1e-3, 1e3)) + WhiteKernel(0.1, (1e-8, 1e3))
    model = GaussianProcessRegressor(kernel, alpha=0.0, n_restarts_optimizer=5, random_state=0).fit(X, y)
    k = model.kernel_
    made = {"X": X.tolist(), "y": y.tolist(), "logMarginalLikelihood": model.log_marginal_likelihood_value_}
    return {**made, "variance": k.k1.k1.constant_value, "lengthScale": k.k1.k2.length_scale, "noise": k.k2.noise_level}


write(
    "gaussian-process.json",
    "python -B test/oracles/make-gaussian-process.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    {"cases": list(cases()), "single": {"X": X.tolist(), "y": Y[:, 1].tolist(), "Z": Z.tolist(), "cases": list(single())}, "learnt": learnt()},
)
