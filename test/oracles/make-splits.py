"""python -B test/oracles/make-splits.py: the rows that scikit-learn's train_test_split picks. Needs scikit-learn."""

import itertools

import numpy as np
import sklearn
from made import write
from sklearn.model_selection import train_test_split

SIZES = [(None, None), (0.2, None), (0.33, None), (1, None), (3, None), (None, 0.6), (None, 2)]
SIZES += [(0.3, 0.5), (2, 0.4), (0.1, 3), (0.4, 0.6)]
AWKWARD = [(0.05, None), (0.1, None), (0.2, None), (0.7, 0.3), (0.8, 0.2), (None, 0.29), (None, 0.57), (0.15, 0.85)]
SEEDS = [0, 1, 42, 2**32 - 1]


def split(n, test, train, **options):
    given = {"n": n, **({} if test is None else {"testSize": test}), **({} if train is None else {"trainSize": train})}
    try:
        left, right = train_test_split(np.arange(n), test_size=test, train_size=train, **options)
        return {**given, "train": left.tolist(), "test": right.tolist()}
    except ValueError:
        return {**given, "refused": True}


shuffled = [
    {"seed": seed, **split(n, *sizes, random_state=seed)}
    for n, (k, sizes) in itertools.product((1, 2, 3, 5, 7, 10, 23, 41), enumerate(SIZES))
    for seed in [SEEDS[(n + k) % 4]]
]
ordered = [split(n, *sizes, shuffle=False) for n, sizes in itertools.product((1, 2, 5, 9, 16), SIZES)]
counts = []
for n in range(2, 120, 3):
    for test, train in AWKWARD:
        made = split(n, test, train, random_state=0)
        size = (0, 0) if "refused" in made else (len(made["train"]), len(made["test"]))
        counts.append([n, test, train, *size])

rng = np.random.RandomState(11)
tasks = [split(n, 0.25, None, random_state=rng) for n in (5, 8, 13, 4)]
energy = split(768, 0.2, None, random_state=42)

write(
    "splits.json",
    "python -B test/oracles/make-splits.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    {"shuffled": shuffled, "ordered": ordered, "counts": counts, "tasks": tasks, "energy": energy},
)
