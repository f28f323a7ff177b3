"""python -B test/oracles/make-preprocess.py: scikit-learn's transformers, on numbers, holes and labels."""

import math
import warnings

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.compose import TransformedTargetRegressor
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

warnings.simplefilter("ignore")
r = RandomState(0)
full = np.round(r.randn(9, 3) * [1, 5, 0.1] + [3, -2, 7], 2)
holes = np.column_stack([full, np.full(9, 4.0), np.full(9, np.nan), np.round(r.randn(9))])
holes[r.rand(9, 6) < 0.25] = np.nan
fresh = np.round(r.randn(4, 6), 2)
fresh[1, 0] = fresh[2, 5] = fresh[3, 3] = np.nan
weight = np.array([1, 2, 0, 0.5, 1, 3, 1, 0.25, 1.0])
labels = [["b", 3, True], ["a", 1, False], ["c", 1, True], ["b", 2, True], ["a", 3, False]]
unseen = [["b", 1, False], ["z", 9, True]]


def plain(M):
    M = np.asarray(M, dtype=float)
    return [[None if math.isnan(v) else v for v in row] for row in M.tolist()]


def scaled():
    some = holes[:, [0, 1, 2, 3, 5]]
    for title, s in [("no weights", None), ("weights", weight)]:
        m = StandardScaler().fit(some, sample_weight=s)
        yield {"title": title, "weight": None if s is None else s.tolist(), "mean": m.mean_.tolist(), "variance": m.var_.tolist(), "scale": m.scale_.tolist(), "Z": plain(m.transform(fresh[:, :5]))}


def products():
    for degree in [0, 1, 2, 3, 4]:
        for interaction in [False, True]:
            for bias in [False, True]:
                if degree == 0 and not bias:
                    continue
                m = PolynomialFeatures(degree, interaction_only=interaction, include_bias=bias).fit(full)
                yield {"degree": degree, "interactionOnly": interaction, "includeBias": bias, "Z": plain(m.transform(full)), "names": m.get_feature_names_out(["a", "b", "c"]).tolist()}


def encoded():
    columns = [np.array([row[j] for row in labels]) for j in range(3)]
    new = [np.array([row[j] for row in unseen]) for j in range(3)]
    for drop, name in [(None, "none"), ("first", "first"), ("if_binary", "ifBinary")]:
        made = [OneHotEncoder(drop=drop, handle_unknown="ignore", sparse_output=False).fit(c[:, None]) for c in columns]
        yield {
            "drop": name,
            "Z": np.hstack([m.transform(c[:, None]) for m, c in zip(made, columns)]).tolist(),
            "unseen": np.hstack([m.transform(c[:, None]) for m, c in zip(made, new)]).tolist(),
        }


def imputed():
    for strategy, name in [("mean", "mean"), ("median", "median"), ("most_frequent", "mostFrequent"), ("constant", "constant")]:
        for indicator in [False, True]:
            m = SimpleImputer(strategy=strategy, add_indicator=indicator, fill_value=-1.5 if strategy == "constant" else None).fit(holes)
            yield {"strategy": name, "addIndicator": indicator, "Z": plain(m.transform(fresh)), "names": m.get_feature_names_out(list("abcdef")).tolist()}


def kept():
    X = np.column_stack([holes, np.full(9, 0.1), full[:, 0] * 1e-3])
    for threshold in [0.0, 0.5]:
        yield {"threshold": threshold, "X": plain(X), "support": VarianceThreshold(threshold).fit(X).get_support().tolist()}


def targets():
    Y = np.column_stack([np.exp(full[:, 0] / 3), full[:, 1] ** 2])
    m = TransformedTargetRegressor(Ridge(alpha=0.7), transformer=StandardScaler()).fit(full, Y)
    f = TransformedTargetRegressor(Ridge(alpha=0.7), func=np.sqrt, inverse_func=np.square).fit(full, Y)
    return {"Y": Y.tolist(), "alpha": 0.7, "scaled": m.predict(fresh[:1, 1:4]).tolist(), "root": f.predict(fresh[:1, 1:4]).tolist(), "at": fresh[:1, 1:4].tolist()}


content = {
    "full": full.tolist(),
    "holes": plain(holes),
    "fresh": plain(fresh),
    "labels": labels,
    "unseen": unseen,
    "scaler": list(scaled()),
    "products": list(products()),
    "encoder": list(encoded()),
    "imputer": list(imputed()),
    "threshold": list(kept()),
    "target": targets(),
}
write("preprocess.json", "python -B test/oracles/make-preprocess.py", {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, content)
