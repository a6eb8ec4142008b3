"""Real comparisons of models: runs with many seeds and splits, right and wrong on the same digits, published tables.

The table `ml_runs.json` was made, with the scikit-learn that it names, by

    python -m mathcore.statistics.ml_runs

and a test makes parts of it again. Digits: 1797 scans as scikit-learn ships them (Alpaydin and Kaynak 1998); tumours:
the 569 of `load_breast_cancer` (Wolberg, Street and Mangasarian 1995).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from mathcore.common.randomness import random_normals, random_uniforms
from mathcore.common.tables import digits
from mathcore.statistics.ml_comparisons import best_of, crossed, spread_factor

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
TABLE = Path(__file__).with_name("ml_runs.json")
RUNS, TEST, ROOM = 30, 797, 800  # runs of a comparison; digits at the end that are tested; items that are drawn
SHARES, COUNTS = (0.1, 0.2, 0.3, 0.4, 0.5), (2, 3, 5, 10, 15, 20, 30)  # of the measured levels
LEVELS = np.round(np.arange(2, 41) / 200, 3)
DATASETS, ROWS, FEATURES, SHIFT = 2000, 100, 5, 0.35  # of the measured levels
MODELS = ("1-NN", "3-NN", "9-NN", "SVM", "forest", "extra trees", "logistic", "LDA", "naive Bayes", "tree")

# Demsar (2006), table 6: AUC of C4.5, with m (leaf size) and cf (pruning) tuned or not, on 14 sets of UCI. Two of the
# thirteenth are printed as 0.975; their published ranks are 2 and 3, so the first of them was larger before rounding.
LEAGUE_METHODS = ("C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf")
LEAGUE = (
    *((0.763, 0.768, 0.771, 0.798), (0.599, 0.591, 0.590, 0.569), (0.954, 0.971, 0.968, 0.967)),
    *((0.628, 0.661, 0.654, 0.657), (0.882, 0.888, 0.886, 0.898), (0.936, 0.931, 0.916, 0.931)),
    *((0.661, 0.668, 0.609, 0.685), (0.583, 0.583, 0.563, 0.625), (0.775, 0.838, 0.866, 0.875)),
    *((1.000, 1.000, 1.000, 1.000), (0.940, 0.962, 0.965, 0.962), (0.619, 0.666, 0.614, 0.669)),
    *((0.972, 0.981, 0.9751, 0.975), (0.957, 0.978, 0.946, 0.970)),
)
# Two methods, the second ahead on eight of ten data sets.
LEAGUES: dict[str, tuple[Array, tuple[str, ...]]] = {"demsar": (np.array(LEAGUE), LEAGUE_METHODS)}
DUEL = tuple((0.80, 0.82) if k < 8 else (0.81, 0.80) for k in range(10))
LEAGUES["duel"] = np.array(DUEL), ("A", "B")

# Benjamini and Hochberg (1995), section 4.1: fifteen hypotheses on treatments of heart attacks.
FIFTEEN: tuple[float, ...] = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240)
FIFTEEN += (0.4262, 0.5719, 0.6528, 0.7590, 1.0)


class Scores(NamedTuple):
    """Two models: accuracies in percent (J,) run by run, the share of the data that each run tests if the runs are
    overlapping splits (0: each run has its own seed), and names."""

    first: Array
    second: Array
    share: float
    names: tuple[str, str]


@lru_cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


NAMES = {"twins": ("forest", "the same forest"), "trees": ("forest", "extra trees"), "splits": ("9-NN", "SVM")}


@lru_cache
def runs(name: str) -> Scores:
    """ "twins": a forest of ten trees on digits against itself with other seeds; "trees": against ten extremely random
    trees; both train on the first 400 digits and are tested on the next 600. "splits": 9 nearest neighbours and a
    support vector machine on 30 random splits, 90 to 10, of the tumours."""
    first, second = (np.array(_table()[name][k]) for k in (0, 1))
    whole = 57 if name == "splits" else 600
    return Scores(100 * first / whole, 100 * second / whole, 0.1 if name == "splits" else 0.0, NAMES[name])


@lru_cache
def best_of_forests() -> Array:
    """The expected best of 1, ..., 30 of the thirty runs of one forest, in deviations above their mean."""
    scores = runs("twins").first
    return (best_of(scores, RUNS) - scores.mean()) / scores.std(ddof=1)


@lru_cache
def answers() -> dict[str, Mask]:
    """Of each of ten classifiers, trained on the first 1000 digits, which of the last 797 it has right."""
    return {name: np.array([c == "1" for c in _table()["answers"][name]]) for name in MODELS}


@lru_cache
def scans() -> NDArray[np.uint8]:
    """The last 797 digits as grey pictures (797, 8, 8), ink dark."""
    found = np.array(255 - 15 * digits().values[-TEST:].reshape(-1, 8, 8), dtype=np.uint8)
    found.setflags(write=False)
    return found


def sheet(found: NDArray[np.uint8], across: int, most: int) -> NDArray[np.uint8]:
    """The first scans (n, 8, 8) as one picture of `across` in a row, at most `most` rows and at least one; each pixel
    is four by four, so that a browser that smooths leaves it sharp."""
    rows = min(max(1, -(-len(found) // across)), most)
    tiles = np.full((rows * across, 9, 9), 255, np.uint8)
    count = min(len(found), len(tiles))
    tiles[:count, :8, :8] = found[:count]
    whole = tiles.reshape(rows, across, 9, 9).swapaxes(1, 2).reshape(9 * rows, 9 * across)
    return np.kron(whole, np.ones((4, 4), np.uint8))


def rows_of(counts: ArrayLike) -> NDArray[np.intp]:
    """Rows (2, n) of right (1) and wrong (0) with these counts, (2, 2): both right, only the first; only the second,
    neither."""
    (both, first), (second, neither) = np.asarray(counts, int)
    return np.repeat([[1, 1, 0, 0], [1, 0, 1, 0]], [both, first, second, neither], axis=1)


@lru_cache
def pair_p() -> tuple[Array, tuple[str, ...]]:
    """The exact p of McNemar's test for all 45 pairs of the ten classifiers, ascending, and which pair each is."""
    found = []
    for k, a in enumerate(MODELS):
        for b in MODELS[k + 1 :]:
            found.append((crossed(answers()[a], answers()[b]).p, f"{a} and {b}"))
    found.sort()
    return np.array([p for p, _ in found]), tuple(name for _, name in found)


@lru_cache
def measured(share: float, alpha: float) -> tuple[Array, Array, float]:
    """(levels of the plain t-test, of the corrected one, each for `COUNTS` splits; correlation of two splits), measured
    with two models that are equally good: see `measure`. Shares and levels as in `SHARES` and `LEVELS`."""
    found = _table()["levels"][f"{share:g}"]
    k = int(np.argmin(np.abs(LEVELS - alpha)))
    plain, corrected = (np.array(found[name])[:, k] / DATASETS for name in ("plain", "corrected"))
    return plain, corrected, float(found["rho"])


def differences(share: float, first: int, count: int) -> Array:
    """The differences of accuracy (count, 30) of two equally good models on 30 random splits of each of `count` data
    sets, from number `first` on.

    A data set has 100 rows, two classes with equal odds and ten features, independent normals of which the mean moves
    by +-0.35 with the class. Both models take the nearest class mean, one of the first five features and one of the
    others: by symmetry neither is better, so that the null hypothesis is exactly true.
    """
    tested, out = round(share * ROWS), np.empty((count, RUNS))
    for k in range(first, first + count):
        y = np.where(random_uniforms(k, 11, 0, ROWS) < 0.5, 1.0, -1.0)
        x = SHIFT * y[:, None] + random_normals(k, 12, 0, ROWS * 2 * FEATURES).reshape(ROWS, -1)
        order = np.argsort(random_uniforms(k, 13, 0, RUNS * ROWS).reshape(RUNS, ROWS), axis=1)
        test = np.zeros((RUNS, ROWS))
        np.put_along_axis(test, order[:, :tested], 1.0, axis=1)
        train = 1 - test
        up, down = train * (y > 0), train * (y < 0)
        means = [np.einsum("sr,rf->sf", m, x) / np.maximum(m.sum(axis=1, keepdims=True), 1) for m in (up, down)]
        weights, middle = means[0] - means[1], (means[0] + means[1]) / 2
        right = []
        for chosen in (slice(0, FEATURES), slice(FEATURES, None)):
            offset = np.einsum("sf,sf->s", weights[:, chosen], middle[:, chosen])
            score = np.einsum("sf,rf->sr", weights[:, chosen], x[:, chosen]) - offset[:, None]
            right.append(np.sum(test * (score * y > 0), axis=1))
        out[k - first] = (right[1] - right[0]) / tested
    return out


def level_counts(found: ArrayLike, share: float) -> dict[str, Any]:
    """How many data sets each test rejects on, (COUNTS, LEVELS), and the correlation of two splits of one data set (the
    mean is zero by symmetry)."""
    d = np.asarray(found, float)
    said: dict[str, Any] = {"plain": [], "corrected": []}
    for n in COUNTS:
        mean, s = d[:, :n].mean(axis=1), d[:, :n].std(axis=1, ddof=1)
        for name, r in (("plain", 0.0), ("corrected", share)):
            t = np.abs(mean) / np.maximum(s * np.sqrt(spread_factor(n, r)), 1e-12)
            p = np.where(s > 1e-12, 2 * stdtr(n - 1, -t), np.where(np.abs(mean) > 1e-12, 0.0, 1.0))
            said[name].append([int(np.count_nonzero(p <= a)) for a in LEVELS])
    total, squares = np.sum(d, axis=1) ** 2, np.sum(d * d, axis=1)
    said["rho"] = float(f"{np.mean(total - squares) / (RUNS - 1) / np.mean(squares):.4g}")
    return said


def forest_runs(kind: str, seeds: range) -> list[int]:
    """How many of the 600 digits ten trees have right, seed by seed."""
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    x, y = digits()
    grow = {"forest": RandomForestClassifier, "extra": ExtraTreesClassifier}[kind]
    found = []
    for seed in seeds:
        model = grow(10, random_state=seed).fit(x[:400], y[:400])
        found.append(int(np.count_nonzero(model.predict(x[400:1000]) == y[400:1000])))
    return found


def split_runs(count: int = RUNS) -> list[list[int]]:
    """How many of 57 tumours each of two models has right, on the first `count` random splits."""
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import ShuffleSplit
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    x, y = load_breast_cancer(return_X_y=True)
    found: list[list[int]] = [[], []]
    for train, test in list(ShuffleSplit(RUNS, test_size=0.1, random_state=0).split(x))[:count]:
        for scores, model in zip(found, (KNeighborsClassifier(9), SVC()), strict=True):
            fitted = make_pipeline(StandardScaler(), model).fit(x[train], y[train])
            scores.append(int(np.count_nonzero(fitted.predict(x[test]) == y[test])))
    return found


def classifier_answers(names: tuple[str, ...] = MODELS) -> dict[str, str]:
    """1 and 0, right and wrong, of classifiers on the last 797 digits."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    models = {f"{k}-NN": KNeighborsClassifier(k) for k in (1, 3, 9)} | {"SVM": SVC(), "naive Bayes": GaussianNB()}
    models |= {"forest": RandomForestClassifier(100, random_state=0), "LDA": LinearDiscriminantAnalysis()}
    models |= {"extra trees": ExtraTreesClassifier(100, random_state=0), "tree": DecisionTreeClassifier(random_state=0)}
    models |= {"logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))}
    x, y = digits()
    right = {name: models[name].fit(x[:-TEST], y[:-TEST]).predict(x[-TEST:]) == y[-TEST:] for name in names}
    return {name: "".join("01"[int(each)] for each in row) for name, row in right.items()}


def make() -> dict[str, Any]:
    """The whole table; about ten seconds."""
    import sklearn

    forest, extra = forest_runs("forest", range(RUNS)), forest_runs("extra", range(RUNS))
    return {
        "scikit-learn": sklearn.__version__,
        "twins": [forest, forest_runs("forest", range(50, 50 + RUNS))],
        "trees": [forest, extra],
        "splits": split_runs(),
        "answers": classifier_answers(),
        "levels": {f"{s:g}": level_counts(differences(s, 0, DATASETS), s) for s in SHARES},
    }


if __name__ == "__main__":
    TABLE.write_text(
        json.dumps(make(), separators=(",", ":")).replace('],"', '],\n"').replace('","', '",\n"') + "\n",
        encoding="utf-8",
    )
