"""python -B test/oracles/make-random.py: what NumPy's legacy generator draws. Needs numpy."""

import hashlib
import math
from decimal import Decimal, getcontext

import numpy as np
from made import write
from numpy.random import RandomState

getcontext().prec = 60
SEEDS = [0, 1, 42, 2**32 - 1]
RANGES = [[0, 1], [0, 2], [-3, 4], [10, 1010], [0, 2**31], [-(2**31), 2**31], [5, 2**32 - 1]]


def digest(order):
    return hashlib.sha256(",".join(map(str, order)).encode()).hexdigest()


def streams(seed):
    r = RandomState(seed)
    return {
        "seed": seed,
        "random": [r.random_sample() for _ in range(8)],
        "late": [RandomState(seed).random_sample(2000)[k] for k in (311, 312, 623, 624, 1999)],
        "randint": [[low, high, [int(x) for x in RandomState(seed).randint(low, high, size=9)]] for low, high in RANGES],
        "choice": {
            "replaced": [int(x) for x in RandomState(seed).choice(11, 7)],
            "kept": [int(x) for x in RandomState(seed).choice(11, 7, replace=False)],
        },
        "randn": [float(x) for x in RandomState(seed).randn(61)],
    }


def permutations(seed):
    rows = []
    for n in (0, 1, 2, 3, 4, 5, 7, 10, 33, 100, 768, 10007):
        order = RandomState(seed).permutation(n).tolist()
        known = {"order": order} if n <= 33 else {"first": order[:5], "last": order[-5:]}
        rows.append({"seed": seed, "n": n, **known, "sha256": digest(order)})
    return rows


def mixed():
    """One generator used for everything in turn, then its state, then more of it."""
    r = RandomState(7)
    before = [r.random_sample(), r.randn(), int(r.randint(0, 1000)), r.randn(), r.randn()]
    order = r.permutation(13).tolist()
    r.shuffle(shuffled := [1.5, 2.5, 3.5, 4.5, 5.5, 6.5])
    state = r.get_state(legacy=False)
    plain = {
        "bitGenerator": state["bit_generator"],
        "key": state["state"]["key"].tolist(),
        "pos": state["state"]["pos"],
        "hasGauss": bool(state["has_gauss"]),
        "gauss": state["gauss"],
    }
    after = [r.randn(), r.randn(), r.random_sample()]
    return {"seed": 7, "before": before, "permutation": order, "shuffled": shuffled, "state": plain, "after": after}


def logarithms():
    """x, ln x rounded to the nearest double, and what the rounding dropped."""
    r = RandomState(3)
    points = [0.5, 2.0, 10.0, math.e, math.sqrt(2), math.nextafter(math.sqrt(2), 0), math.sqrt(0.5), 5e-324]
    points += [2.0**-1022, math.nextafter(2.0**-1022, 0), math.nextafter(math.inf, 0), 1e-300, 1e300]
    points += [math.nextafter(1, 0), math.nextafter(1, 2), 1 - 2**-20, 1 + 2**-20, 0.1, 0.7, 1.4, 1.42]
    points += [float(x) for x in r.random_sample(150)] + [float(2 * x) for x in r.random_sample(100)]
    points += [float(x) for x in np.exp(r.uniform(-700, 700, 60))]
    exact = [(x, Decimal(x).ln()) for x in points]
    return [[x, float(y), float(y - Decimal(float(y)))] for x, y in exact]


write(
    "random.json",
    "python -B test/oracles/make-random.py",
    {"numpy": np.__version__},
    {
        "streams": [streams(seed) for seed in SEEDS],
        "permutations": [row for seed in SEEDS for row in permutations(seed)],
        "mixed": mixed(),
        "logarithms": logarithms(),
    },
)
