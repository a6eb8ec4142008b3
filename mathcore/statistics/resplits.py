"""What can be said of bias and variance where the truth is unknown: one table, learnt from again and again in part.

A third of the rows is held out. From the rest SETS training sets are drawn at random, none with a row twice, and the
method is fitted to each. The fits differ: their spread at the held-out places is seen. The distance of their mean from
the held-out answers is bias² and noise together; telling them apart takes more (rows alike in x, or a smooth truth).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from sklearn.datasets import load_diabetes

from mathcore.common.randomness import random_uniforms
from mathcore.statistics import smoothers

Array = NDArray[np.float64]
SETS, MOST = 40, 60  # training sets; rows of one
FEWEST = 60  # rows of a table
LINE = np.linspace(-1.0, 1.0, 121)


class Table(NamedTuple):
    """`x` scaled to [-1, 1] and `y` to mean 0 and variance 1, both (n,); what they are called."""

    x: Array
    y: Array
    across: str
    up: str
    ends: tuple[float, float]


class Resplit(NamedTuple):
    """Of each setting: `error` on the held-out rows, `of_mean` of the mean of the fits, `spread` of the fits about it,
    `training` error; `curves` (settings, SETS, 121) what each fit says along LINE; `held` (n,) which rows are held out;
    `rows` of a training set."""

    error: Array
    of_mean: Array
    spread: Array
    training: Array
    curves: Array
    held: NDArray[np.bool_]
    rows: int


def table(values: Array, across: str, up: str) -> Table:
    """Two columns (n, 2) as a table.

    Raises:
        ValueError: fewer than FEWEST rows, or a column in which all is alike; with a sentence.
    """
    x, y = np.asarray(values, float).T
    if len(x) < FEWEST:
        raise ValueError(f"There are {len(x)} rows; to draw training sets from them takes at least {FEWEST}.")
    if np.ptp(x) == 0 or np.std(y) == 0:
        raise ValueError(f"All of “{across if np.ptp(x) == 0 else up}” is alike: there is nothing to learn.")
    ends = float(x.min()), float(x.max())
    return Table(2 * (x - ends[0]) / (ends[1] - ends[0]) - 1, (y - y.mean()) / y.std(), across, up, ends)


@lru_cache(maxsize=8)
def built_in(name: str) -> Table:
    """ "diabetes": 442 patients, body mass index and progression of the disease (Efron et al., 2004, scikit-learn's);
    "nile": yearly flow of the Nile at Aswan, 1871 to 1970; "engel": income and expenditure for food of 235 Belgian
    households (Engel, 1857); both as statsmodels ships them."""
    if name == "nile":
        found = sm.datasets.nile.load_pandas().data
        return table(found.to_numpy(float), "year", "flow of the Nile")
    if name == "engel":
        found = sm.datasets.engel.load_pandas().data
        return table(found[["income", "foodexp"]].to_numpy(float), "income", "spent on food")
    data = load_diabetes(scaled=False)
    return table(np.stack([data.data[:, 2], data.target], axis=1), "body mass index", "progression")


def resplit(data: Table, method: str, seed: int) -> Resplit:
    """SETS fits of each setting of a method, and what they get wrong on the rows that none of them has seen."""
    n = len(data.x)
    order = np.argsort(random_uniforms(seed, 0, 0, n), kind="stable")
    held, rest = np.sort(order[: n // 3]), order[n // 3 :]
    rows = min(MOST, len(rest) // 2)
    drawn = np.argsort(random_uniforms(seed, 1, 0, SETS * len(rest)).reshape(SETS, -1), axis=1, kind="stable")
    chosen = rest[drawn[:, :rows]]
    chosen = np.take_along_axis(chosen, np.argsort(data.x[chosen], axis=1, kind="stable"), 1)
    at = np.concatenate([data.x[held], LINE])
    xs, ys = data.x[chosen], data.y[chosen]
    apart = np.diff(xs, axis=1, prepend=xs[:, :1]) > 0
    made = smoothers.cuts(ys, int(smoothers.SETTINGS["tree"][-1]), apart)
    leaves = [smoothers.leaf_means(ys, made[:, : int(k) - 1]) for k in smoothers.SETTINGS["tree"]]
    said, training = [], []
    for k, (x, y) in enumerate(zip(xs, ys, strict=True)):
        spots = np.concatenate([at, x])
        if method == "tree":
            # Cuts lie in the middle between two places; of places alike all are in one leaf.
            first = np.searchsorted(x, x[np.searchsorted(0.5 * (x[1:] + x[:-1]), spots)])
            found = np.stack([each[k, first] for each in leaves])
        else:
            found = linear_fits(method, x, y, spots)
        said.append(found[:, : len(at)])
        training.append(np.square(found[:, len(at) :] - y).mean(axis=1))
    fits = np.stack(said, axis=1)  # (settings, SETS, places)
    seen, y = fits[:, :, : len(held)], data.y[held]
    middle = seen.mean(axis=1)
    return Resplit(
        np.square(seen - y).mean(axis=(1, 2)),
        np.square(middle - y).mean(axis=1),
        np.square(seen - middle[:, None]).mean(axis=(1, 2)),
        np.mean(training, axis=0),
        fits[:, :, len(held) :],
        np.isin(np.arange(n), held),
        rows,
    )


def linear_fits(method: str, x: Array, y: Array, at: Array) -> Array:
    """What each setting of a linear smoother says at places (m,), fitted to answers y at ascending x; (settings, m)."""
    settings = smoothers.SETTINGS[method]
    if method == "neighbours":
        sums = np.cumsum(y[smoothers.nearest(x, at, len(settings))], axis=1)
        return np.stack([sums[:, int(k) - 1] / k for k in settings])
    basis, spots = smoothers.legendre(x), smoothers.legendre(at)
    if method == "ridge":
        gram, right = basis.T @ basis / len(x), basis.T @ y / len(x)
        free = np.diag(np.arange(smoothers.MOST + 1) > 0)
        return np.stack([spots @ np.linalg.solve(gram + penalty * free, right) for penalty in settings])
    q, r = np.linalg.qr(basis)
    diagonal = np.abs(np.diag(r))
    if diagonal.min() > 1e-10 * diagonal.max():  # R is triangular: each degree adds a column to those before it
        return np.cumsum(np.linalg.solve(r.T, spots.T) * (q.T @ y)[:, None], axis=0)
    # Too few places differ: of all polynomials that fit as well, the one with the least coefficients.
    return np.stack(
        [spots[:, : d + 1] @ np.linalg.lstsq(basis[:, : d + 1], y, rcond=1e-10)[0] for d in range(len(settings))]
    )
