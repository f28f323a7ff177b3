"""python -B test/oracles/make-searches.py: scikit-learn's cross-validation and searches of ridge. Needs scikit-learn and SciPy."""

import numpy as np
import scipy
import sklearn
from made import write
from scipy.stats import loguniform, randint, uniform
from sklearn.linear_model import Ridge
from sklearn.metrics import explained_variance_score, mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import GridSearchCV, KFold, ParameterSampler, RandomizedSearchCV
from sklearn.model_selection import cross_val_predict, cross_val_score

rng = np.random.RandomState(3)
n, p, T = 47, 6, 3
X = rng.randn(n, p).round(3)
Y = (X @ rng.randn(p, T) + rng.randn(n, T) * [0.5, 2, 6]).round(3)
cv = KFold(4, shuffle=True, random_state=9)
alphas = [0.01, 1, 30, 400]
raw = {"multioutput": "raw_values"}
scores = {
    "r2": lambda y, f: r2_score(y, f, **raw),
    "explainedVariance": lambda y, f: explained_variance_score(y, f, **raw),
    "negMeanSquaredError": lambda y, f: -mean_squared_error(y, f, **raw),
    "negRootMeanSquaredError": lambda y, f: -np.sqrt(mean_squared_error(y, f, **raw)),
    "negMeanAbsoluteError": lambda y, f: -mean_absolute_error(y, f, **raw),
}
folds = {name: [] for name in scores}
for train, test in cv.split(X):
    found = Ridge(alpha=1).fit(X[train], Y[train]).predict(X[test])
    for name, score in scores.items():
        folds[name].append(score(Y[test], found).tolist())


def searched(scoring, estimator=GridSearchCV, **more):
    search = estimator(Ridge(), cv=cv, scoring=scoring, **more).fit(X, Y)
    results = search.cv_results_
    return {
        "params": results["params"],
        "mean": results["mean_test_score"].tolist(),
        "deviation": results["std_test_score"].tolist(),
        "rank": results["rank_test_score"].tolist(),
        "bestIndex": int(search.best_index_),
        "bestScore": float(search.best_score_),
        "predicted": search.predict(X[:5]).tolist(),
    }


def taught(t):
    """The best of one task alone, and what it says of five rows."""
    search = GridSearchCV(Ridge(), {"alpha": alphas}, cv=cv).fit(X, Y[:, t])
    return {"alpha": search.best_params_["alpha"], "predicted": search.predict(X[:5]).tolist()}


grid = {"alpha": alphas, "fit_intercept": [True, False]}
nested = GridSearchCV(Ridge(), {"alpha": alphas}, cv=KFold(3))
lists = {"alpha": list(range(20)), "fit_intercept": [True, False]}
mixed = {"b": uniform(-1, 3), "a": loguniform(1e-3, 1e2), "c": randint(2, 9), "d": [5, 6, 7]}


def sampled(space, count, seed):
    return [{k: (v.item() if hasattr(v, "item") else v) for k, v in one.items()} for one in ParameterSampler(space, count, random_state=seed)]


write(
    "searches.json",
    "python -B test/oracles/make-searches.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    {
        "X": X.tolist(),
        "Y": Y.tolist(),
        "folds": folds,
        "held": cross_val_predict(Ridge(alpha=1), X, Y, cv=cv).tolist(),
        "grid": searched("r2", param_grid=grid),
        "gridSquared": searched("neg_mean_squared_error", param_grid=[{"alpha": alphas}, {"fit_intercept": [False], "alpha": [2, 3]}]),
        "random": searched("r2", RandomizedSearchCV, param_distributions={"alpha": loguniform(1e-2, 1e3)}, n_iter=7, random_state=5),
        "byTask": [taught(t) for t in range(T)],
        "nested": cross_val_score(nested, X, Y, cv=cv, scoring="r2").tolist(),
        "samples": {
            "lists": [{"count": c, "seed": s, "drawn": sampled(lists, c, s)} for c, s in ((7, 0), (40, 1), (13, 42))],
            "large": [{"count": c, "seed": 2, "drawn": sampled({"alpha": list(range(1000)), "beta": [0, 1]}, c, 2)} for c in (5, 19)],
            "nearly": sampled({"alpha": list(range(150))}, 149, 4),
            "mixed": sampled(mixed, 9, 7),
            "several": sampled([mixed, {"e": [1, 2]}], 9, 8),
        },
    },
)
