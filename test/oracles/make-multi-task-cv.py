"""python -B test/oracles/make-multi-task-cv.py: MultiTaskLassoCV and MultiTaskElasticNetCV, KFold, by scikit-learn."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import MultiTaskElasticNetCV, MultiTaskLassoCV
from sklearn.model_selection import KFold, ShuffleSplit


def draw(n, p, T, seed, relevant=3, noise=0.5):
    r = RandomState(seed)
    X = np.round(r.randn(n, p) + 2, 2)
    W = np.zeros((p, T))
    W[:relevant] = r.randn(relevant, T)
    return X, np.round(X @ W + noise * r.randn(n, T) - 1, 2)


def case(title, X, Y, ratio=None, weight=None, alphas=12, eps=0.01, cv=4, **more):
    settings = {"alphas": alphas, "eps": eps, "cv": cv, "tol": 1e-13, "max_iter": 1_000_000, **more}
    base = MultiTaskLassoCV(**settings) if ratio is None else MultiTaskElasticNetCV(l1_ratio=ratio, **settings)
    model = base.fit(X, Y, sample_weight=weight)
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "alphas": alphas, "eps": eps}
    made["cv"] = cv if isinstance(cv, int) else [{"train": a.tolist(), "test": b.tolist()} for a, b in cv]
    made["fitIntercept"] = more.get("fit_intercept", True)
    if ratio is not None:
        made["l1Ratio"] = ratio
        made["chosenRatio"] = float(model.l1_ratio_)
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    return {
        **made,
        "alpha": float(model.alpha_),
        "grid": np.asarray(model.alphas_).tolist(),
        "msePath": model.mse_path_.tolist(),
        "coef": model.coef_.T.tolist(),
        "intercept": np.broadcast_to(model.intercept_, Y.shape[1]).tolist(),
    }


def cases():
    tall = draw(29, 7, 3, 0)
    wide = draw(17, 31, 5, 1)
    weight = RandomState(2).randint(0, 4, 29) / 2
    yield case("n > p", *tall)
    yield case("n > p, weights, some of them 0", *tall, weight=weight)
    yield case("n > p, no intercept", *tall, fit_intercept=False)
    yield case("n > p, given strengths", *tall, alphas=[0.01, 0.3, 0.05, 2.0])
    yield case("n > p, random sweeps", *tall, selection="random", random_state=0)
    yield case("n > p, elastic net", *tall, ratio=0.6)
    yield case("n > p, elastic net, shares to choose from, weights", *tall, ratio=[0.2, 0.7, 1.0], weight=weight)
    yield case("p > n", *wide)
    yield case("p > n, weights", *wide, weight=RandomState(3).randint(1, 4, 17) / 2)
    yield case("p > n, elastic net, shares to choose from", *wide, ratio=[0.3, 0.9], cv=3)
    yield case("fewer rows than features in training sets alone", *draw(17, 15, 3, 6))
    yield case("one task", *draw(19, 11, 1, 3))
    X, Y = draw(23, 6, 4, 4)
    X[:, 5] = X[:, 0]
    yield case("a feature twice, elastic net", X, Y, ratio=0.5)
    yield case("a target that is 0", X[:, :5], np.where(np.arange(4) == 2, 0.0, Y))
    yield case("noise alone", X[:, :5], np.round(RandomState(5).randn(23, 4), 2))
    shuffled = list(KFold(3, shuffle=True, random_state=7).split(tall[0]))
    yield case("folds that are handed in", *tall, cv=shuffled)
    yield case("splits that are no folds", *tall, cv=list(ShuffleSplit(3, test_size=0.2, random_state=1).split(tall[0])))


def folds():
    for n, k, seed in [(7, 3, None), (11, 5, None), (11, 4, 0), (29, 5, 42), (4, 4, 1)]:
        made = KFold(k) if seed is None else KFold(k, shuffle=True, random_state=seed)
        splits = [{"train": a.tolist(), "test": b.tolist()} for a, b in made.split(np.zeros((n, 1)))]
        yield {"n": n, "nSplits": k, "seed": seed, "splits": splits}


command = "python -B test/oracles/make-multi-task-cv.py"
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("multi-task-cv.json", command, versions, {"cases": list(cases()), "folds": list(folds())})
