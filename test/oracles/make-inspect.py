"""python -B test/oracles/make-inspect.py: permutation importance and partial dependence by scikit-learn, bootstraps by SciPy."""

import numpy as np
import scipy
import sklearn
from made import write
from numpy.random import RandomState
from scipy.stats import bootstrap, norm
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import Ridge

n, p, T = 23, 5, 3
r = RandomState(7)
X = np.round(r.randn(n, p) * [1, 3, 0.5, 2, 1] + 1, 2)
X[:, 4] = r.randint(0, 4, n)
Y = np.round(X @ r.randn(p, T) + r.randn(n, T), 2)
weight = np.round(r.rand(n) + 0.1, 2)
model = Ridge(alpha=2.0).fit(X, Y)


def importance(t, scoring, sample_weight=None):
    own = Ridge(alpha=2.0).fit(X, Y[:, t])
    found = permutation_importance(
        own, X, Y[:, t], scoring=scoring, n_repeats=4, random_state=11, sample_weight=sample_weight
    )
    return found.importances.tolist()


def dependence(features, resolution, percentiles=(0.05, 0.95)):
    found = partial_dependence(
        model, X, features, grid_resolution=resolution, percentiles=percentiles, method="brute", kind="both"
    )
    return {
        "features": features,
        "resolution": resolution,
        "percentiles": percentiles,
        "grid": [axis.tolist() for axis in found["grid_values"]],
        "average": found["average"].reshape(T, -1).tolist(),
        "individual": found["individual"].reshape(T, n, -1).tolist(),
    }


scores = np.round(r.randn(13) ** 2, 3)


def interval(method, confidence):
    found = bootstrap(
        (scores,), np.mean, n_resamples=999, method=method, confidence_level=confidence, random_state=RandomState(5)
    )
    low, high = found.confidence_interval
    return {"method": method, "confidence": confidence, "low": low, "high": high, "se": found.standard_error}


points = [-37.5, -9.1, -3.2, -2.9, -1, -0.1, 0, 0.3, 1.7, 2.99, 3.01, 6.4]
write(
    "inspect.json",
    "python -B test/oracles/make-inspect.py",
    {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    {
        "X": X.tolist(),
        "Y": Y.tolist(),
        "weight": weight.tolist(),
        "r2": [importance(t, "r2") for t in range(T)],
        "mse": [importance(t, "neg_mean_squared_error", weight) for t in range(T)],
        "dependence": [dependence([1], 7), dependence([4], 10), dependence([0, 4], 6, (0.1, 0.8))],
        "scores": scores.tolist(),
        "intervals": [interval(m, c) for m in ("percentile", "BCa") for c in (0.95, 0.8)],
        "normal": {"x": points, "cdf": norm.cdf(points).tolist()},
    },
)
