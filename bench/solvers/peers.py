"""scikit-learn, skglm and celer for bench/run.ts: answers a line of JSON with a line of JSON.

{"data": folder, "n", "p", "T"}               reads X.bin and Y.bin, row-major doubles
{"solver", "alpha", "knob"}                   fits once to the solver's own tolerance, answers {"seconds"}, leaves W.bin, p x T
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")


def scikit_learn(alpha, tol):
    from sklearn.linear_model import MultiTaskLasso

    return MultiTaskLasso(alpha=alpha, tol=tol, fit_intercept=False, max_iter=100_000)


def skglm(alpha, tol):
    from skglm.estimators import MultiTaskLasso

    return MultiTaskLasso(alpha=alpha, tol=tol, fit_intercept=False, max_iter=1000)


class Celer:
    """celer's estimator class asks for an older scikit-learn; its solver does not."""

    def __init__(self, alpha, tol):
        self.alpha = alpha
        self.tol = tol

    def fit(self, X, Y):
        from celer.homotopy import mtl_path

        _, coefs, _ = mtl_path(X, Y, alphas=[self.alpha], max_iter=1000, tol=self.tol)
        self.coef_ = coefs[:, :, 0]


solvers = {"scikit-learn": scikit_learn, "skglm": skglm, "celer": Celer}
out = sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    ask = json.loads(line)
    if "data" in ask:
        folder = Path(ask["data"])
        X = np.asfortranarray(np.fromfile(folder / "X.bin").reshape(ask["n"], ask["p"]))
        Y = np.asfortranarray(np.fromfile(folder / "Y.bin").reshape(ask["n"], ask["T"]))
        answer = {}
    else:
        model = solvers[ask["solver"]](ask["alpha"], ask["knob"])
        since = time.perf_counter()
        model.fit(X, Y)
        answer = {"seconds": time.perf_counter() - since}
        W = np.asarray(model.coef_)
        np.ascontiguousarray(W.T if W.shape[0] == Y.shape[1] else W).tofile(folder / "W.bin")
    print(json.dumps(answer), file=out, flush=True)
