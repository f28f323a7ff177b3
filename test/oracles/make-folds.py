"""python -B test/oracles/make-folds.py: the rows that scikit-learn's splitters pick. Needs scikit-learn."""

import itertools
import warnings

import numpy as np
import sklearn
from made import write
from sklearn.model_selection import GroupKFold, ShuffleSplit, StratifiedKFold, train_test_split

warnings.simplefilter("ignore")
rng = np.random.RandomState(5)


def tests(splitter, n, *args):
    return [test.tolist() for _, test in splitter.split(np.zeros((n, 1)), *args)]


def options(seed):
    return {} if seed is None else {"shuffle": True, "random_state": seed}


def case(n, k, seed, **more):
    return {"n": n, "nSplits": k, "seed": seed, **more}


stratified, grouped, drawn, halves = [], [], [], []
for n, k, classes, seed in itertools.product((7, 13, 29, 58), (2, 3, 5), (2, 3, 4), (None, 0, 42)):
    share = rng.dirichlet(np.full(classes, 0.8))
    labels = [f"class {c}" for c in rng.choice(classes, n, p=share)]
    if max(map(labels.count, set(labels))) >= k:
        tested = tests(StratifiedKFold(k, **options(seed)), n, labels)
        stratified.append(case(n, k, seed, labels=labels, tests=tested))
    groups = rng.randint(0, max(k + 1, n // 3), n)
    if len(set(groups)) >= k:
        tested = tests(GroupKFold(k, **options(seed)), n, None, groups)
        grouped.append(case(n, k, seed, groups=groups.tolist(), tests=tested))
for n, k, sizes, seed in itertools.product((5, 12, 31), (1, 4), [{}, {"test": 0.3}, {"train": 3}, {"test": 2, "train": 0.5}], (0, 7)):
    splitter = ShuffleSplit(k, test_size=sizes.get("test"), train_size=sizes.get("train"), random_state=seed)
    splits = [[train.tolist(), test.tolist()] for train, test in splitter.split(np.zeros(n))]
    drawn.append(case(n, k, seed, **sizes, splits=splits))
for n, classes, sizes, seed in itertools.product((9, 20, 47), (2, 3), [{}, {"test": 0.4}, {"test": 4, "train": 4}], (0, 1, 42)):
    labels = [int(c) for c in np.concatenate([np.repeat(np.arange(classes), 2), rng.choice(classes, n - 2 * classes, p=np.arange(1, classes + 1) / sum(range(classes + 1)))])]
    rng.shuffle(labels)
    train, test = train_test_split(np.arange(n), test_size=sizes.get("test"), train_size=sizes.get("train"), random_state=seed, stratify=labels)
    halves.append({"n": n, "seed": seed, **sizes, "labels": labels, "train_rows": train.tolist(), "test_rows": test.tolist()})

write(
    "folds.json",
    "python -B test/oracles/make-folds.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    {"stratified": stratified, "grouped": grouped, "drawn": drawn, "halves": halves},
)
