"""python -B test/oracles/make-metrics.py: scores by scikit-learn, per task where it has no words for it. Needs scikit-learn."""

import warnings

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn import metrics

warnings.simplefilter("ignore")
NAMES = {
    "meanSquaredError": metrics.mean_squared_error,
    "rootMeanSquaredError": metrics.root_mean_squared_error,
    "meanAbsoluteError": metrics.mean_absolute_error,
    "r2Score": metrics.r2_score,
    "explainedVarianceScore": metrics.explained_variance_score,
}
WITH_VARIANCE = ("r2Score", "explainedVarianceScore")


def scores(Y, P, weight, task_weights):
    found = {}
    for name, metric in NAMES.items():
        ways = {"uniformAverage": "uniform_average", "rawValues": "raw_values"}
        if name in WITH_VARIANCE:
            ways["varianceWeighted"] = "variance_weighted"
        found[name] = {ours: metric(Y, P, sample_weight=weight, multioutput=theirs) for ours, theirs in ways.items()}
        if Y.shape[1] > 1:
            found[name]["weights"] = metric(Y, P, sample_weight=weight, multioutput=task_weights)
        found[name] = {way: np.asarray(score).tolist() for way, score in found[name].items()}
    return found


def case(title, Y, P, weight=None):
    Y, P = np.asarray(Y, float), np.asarray(P, float)
    task_weights = [0.5 + t for t in range(Y.shape[1])]
    made = {"title": title, "Y": Y.tolist(), "P": P.tolist(), "taskWeights": task_weights}
    if weight is not None:
        made["sampleWeight"] = np.asarray(weight).tolist()
    return {**made, "scores": scores(Y, P, weight, task_weights)}


def sparse(r, n, T):
    """Missing targets and a weight a cell: scikit-learn is asked task by task, for the rows that are there."""
    Y, P, W = r.randn(n, T).round(3), r.randn(n, T).round(3), (r.randint(0, 4, (n, T)) / 2)
    Y[r.uniform(size=Y.shape) < 0.3] = np.nan
    W[:2] = 1.5
    Y[:2] = np.nan_to_num(Y[:2])  # at least two rows a task
    there = ~np.isnan(Y) & (W > 0)
    found = {
        name: [float(metric(Y[k, t], P[k, t], sample_weight=W[k, t])) for t, k in enumerate(there.T)]
        for name, metric in NAMES.items()
    }
    hidden = [[None if np.isnan(y) else y for y in row] for row in Y.tolist()]
    return {"Y": hidden, "P": P.tolist(), "sampleWeight": W.tolist(), "scores": found}


r = RandomState(0)
Y = (10 * r.randn(7, 3)).round(2)
P = (Y + r.randn(7, 3)).round(2)
flat, flat_wrong = np.c_[Y[:, :1], np.full(7, 2.0)], np.c_[P[:, :1], np.full(7, 2.5)]
shifted = Y + [1e6, -1e6, 3]
weight = r.randint(1, 5, 7) / 4
cases = [
    case("three tasks", Y, P),
    case("three tasks, weighted", Y, P, weight),
    case("one task", Y[:, :1], P[:, :1], weight),
    case("perfect", Y, Y),
    case("a constant task, perfect", flat, np.c_[P[:, :1], np.full(7, 2.0)]),
    case("a constant task, off by a constant", flat, flat_wrong, weight),
    case("a constant task, wrong", flat, np.c_[P[:, :1], P[:, 1]]),
    case("constant tasks only", np.full((5, 2), 3.0), np.c_[np.full(5, 3.0), np.arange(5.0)]),
    case("far from zero", shifted, shifted + (P - Y).round(2)),
    case("worse than the mean", Y, -P, weight),
]
single = {"Y": [[1.0, 2.0]], "P": [[1.5, 2.0]]}
single["scores"] = {
    name: np.asarray(metric(single["Y"], single["P"], multioutput="raw_values")).tolist()
    for name, metric in NAMES.items()
    if name != "r2Score"
}
write(
    "metrics.json",
    "python -B test/oracles/make-metrics.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    {"cases": cases, "sparse": [sparse(r, 9, 4), sparse(r, 23, 2)], "single": single},
)
