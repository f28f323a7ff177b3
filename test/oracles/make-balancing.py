"""python -B test/oracles/make-balancing.py: directions of torchjd's aggregators, beside optima that cvxpy finds on its own."""

from importlib.metadata import version

import cvxpy as cp
import numpy as np
import torch
from made import write
from numpy.random import RandomState
from torchjd._linalg import QuadprogProjector
from torchjd.aggregation import IMTLG, AlignedMTL, PCGrad, UPGrad

projector = QuadprogProjector(norm_eps=1e-16, reg_eps=1e-13)
torch.set_default_dtype(torch.float64)
random = RandomState(0)


def rounded(*shape):
    return np.round(random.randn(*shape), 2)


cases = {
    "two in conflict": np.array([[1.0, 0.5, 0], [-2, 3, 0.25]]),
    "two that agree": np.array([[1.0, 0.5, 0], [2, 3, 0.25]]),
    "three of seven numbers": rounded(3, 7),
    "three in conflict": np.array([[1.0, 0, 0.1], [-0.5, 0.9, 0], [-0.5, -0.8, 0.3]]),
    "five of eleven numbers": rounded(5, 11),
    "lengths far apart": rounded(4, 9) * np.array([[1.0], [100], [0.01], [3]]),
    "one that hardly conflicts": np.array([[3.0, 0.1, 0, 0], [0, 2, -0.1, 0], [0, 0, 1, -0.2]]),
    "five of three numbers": rounded(5, 3) + 1,
    "two the same": np.array([[1.0, 2, 0], [1, 2, 0], [-1.5, 0.5, 1]]),
}


def cagrad(J, c):
    """max_d min_t <g_t, d> with |d - g_0| <= c |g_0|, times T."""
    g0 = J.mean(0)
    d, least = cp.Variable(J.shape[1]), cp.Variable()
    cp.Problem(cp.Maximize(least), [J @ d >= least, cp.norm(d - g0) <= c * np.linalg.norm(g0)]).solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10
    )
    return d.value * len(J)


def nash(J):
    """max sum_t log <g_t, d> over |d|^2 = T."""
    d = cp.Variable(J.shape[1])
    lengths = np.linalg.norm(J, axis=1)
    problem = cp.Problem(cp.Maximize(cp.sum(cp.log((J / lengths[:, None]) @ d))), [cp.norm(d) <= len(J) ** 0.5])
    problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10)
    return d.value


def shortest(J):
    """The shortest vector in the hull of the rows, times T."""
    w = cp.Variable(len(J))
    size = np.linalg.norm(J, axis=1).min()
    cp.Problem(cp.Minimize(cp.sum_squares((J / size).T @ w)), [w >= 0, cp.sum(w) == 1]).solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10
    )
    return w.value @ J * len(J)


def cone(J):
    """The sum of the rows, each brought to {d: J d >= 0}."""
    total = 0
    for g in J:
        d = cp.Variable(J.shape[1])
        cp.Problem(cp.Minimize(cp.sum_squares(d - g)), [J @ d >= 0]).solve(
            solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10
        )
        total = total + d.value
    return total


out = []
for title, J in cases.items():
    T = len(J)
    full = np.linalg.matrix_rank(J) == T
    M = torch.tensor(J)
    directions = {
        "mgda": {"cvxpy": shortest(J)},
        "upGrad": {"cvxpy": cone(J), "torchjd": UPGrad(projector=projector)(M).numpy() * T},
        "caGrad": {"cvxpy": cagrad(J, 0.4)},
        "nashMtl": {"cvxpy": nash(J)},
        "alignedMtl": {"torchjd": AlignedMTL()(M).numpy() * T},
    }
    if full:
        directions["imtlG"] = {"torchjd": IMTLG()(M).numpy() * T}
    if T == 2:
        directions["pcGrad"] = {"torchjd": PCGrad()(M).numpy()}
    out.append({"title": title, "J": J.tolist(), "directions": {k: {w: v.tolist() for w, v in d.items()} for k, d in directions.items()}})

versions = {name: version(name) for name in ("torchjd", "torch", "cvxpy", "clarabel", "numpy")}
write("balancing.json", "python -B test/oracles/make-balancing.py", versions, {"cases": out})
