"""python -B test/oracles/make-ridge.py: ridge by scikit-learn, and the energy example on the published data. Needs scikit-learn.

The energy figures need the published table: POLYTASK_DATA=<folder with energy-efficiency.csv>.
"""

import os
from pathlib import Path

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.multioutput import MultiOutputRegressor


def draw(n, p, T, seed):
    r = RandomState(seed)
    X = np.round(r.randn(n, p), 2)
    Y = np.round(X @ r.randn(p, T) + r.randn(n, T) + 3, 2)
    return X, Y


def case(title, X, Y, alpha, weight=None, **settings):
    ridge = Ridge(alpha=np.array(alpha) if isinstance(alpha, list) else alpha, **settings).fit(X, Y, sample_weight=weight)
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "alpha": alpha}
    made["fitIntercept"] = settings.get("fit_intercept", True)
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    made["coef"] = np.atleast_2d(ridge.coef_).T.tolist()
    made["intercept"] = np.broadcast_to(ridge.intercept_, Y.shape[1]).tolist()
    return made


def cases():
    X, Y = draw(17, 5, 3, 0)
    weight = RandomState(1).randint(0, 4, 17) / 2
    yield case("n > p", X, Y, 0.7)
    yield case("no intercept", X, Y, 0.7, fit_intercept=False)
    yield case("one alpha a task", X, Y, [0.1, 10.0, 0.1])
    yield case("weights", X, Y, 0.7, weight)
    yield case("weights, no intercept, one alpha a task", X, Y, [0.1, 10.0, 3.0], weight, fit_intercept=False)
    yield case("alpha = 0", X, Y, 0.0, solver="svd")
    X, Y = draw(7, 11, 2, 2)
    weight = RandomState(3).randint(1, 4, 7) / 2
    yield case("p > n", X, Y, 0.3)
    yield case("p > n, no intercept", X, Y, 0.3, fit_intercept=False)
    yield case("p > n, weights, one alpha a task", X, Y, [0.3, 4.0], weight)
    yield case("p > n, alpha = 0: the smallest norm", X, Y, 0.0, solver="svd")
    X, Y = draw(13, 4, 2, 4)
    X[:, 3] = X[:, 0] - 2 * X[:, 1]
    yield case("linearly dependent features, alpha = 0: the smallest norm", X, Y, 0.0, solver="svd")
    yield case("linearly dependent features, a tiny alpha", X, Y, 1e-13, solver="svd")


def energy():
    table = np.loadtxt(Path(os.environ["POLYTASK_DATA"]) / "energy-efficiency.csv", delimiter=",", skiprows=1)
    X, Y = table[:, :8], table[:, 8:10]
    X1, X2, Y1, Y2 = train_test_split(X, Y, test_size=0.2, random_state=42)
    model = MultiOutputRegressor(Ridge(alpha=1.0, random_state=42)).fit(X1, Y1)
    P = model.predict(X2)
    return {
        "mse": mean_squared_error(Y2, P),
        "mses": mean_squared_error(Y2, P, multioutput="raw_values").tolist(),
        "r2s": r2_score(Y2, P, multioutput="raw_values").tolist(),
        "coef": np.array([one.coef_ for one in model.estimators_]).T.tolist(),
        "intercept": [float(one.intercept_) for one in model.estimators_],
    }


command = "POLYTASK_DATA=<folder with energy-efficiency.csv> python -B test/oracles/make-ridge.py"
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("ridge.json", command, versions, {"cases": list(cases()), "energy": energy()})
