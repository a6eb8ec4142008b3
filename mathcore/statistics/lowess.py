"""LOWESS: a curve through a cloud of points by a small weighted straight line at each place.

W. S. Cleveland, "Robust locally weighted regression and smoothing scatterplots", Journal of the American Statistical
Association 74 (1979).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import statsmodels
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
MOST, FRACTIONS, CHECKED = 300, np.linspace(0.05, 1, 39), 150  # points; shares of them; points that are left out


class Cloud(NamedTuple):
    """Points in the order of x, and what the axes measure."""

    x: Array
    y: Array
    names: tuple[str, str]


def cloud(x: ArrayLike, y: ArrayLike, names: tuple[str, str]) -> Cloud:
    """The first `MOST` points, in the order of x."""
    first, second = np.asarray(x, float)[:MOST], np.asarray(y, float)[:MOST]
    order = np.argsort(first, kind="stable")
    return Cloud(first[order], second[order], names)


def of_table(values: Array, columns: tuple[str, ...]) -> Cloud:
    """A reader's two columns (m, 2)."""
    return cloud(values[:, 0], values[:, 1], (columns[0], columns[1]))


@lru_cache(maxsize=8)
def built_in(name: str) -> Cloud:
    """ "motorcycle": 133 accelerations of a dummy's head in a simulated crash (Silverman, 1985). "engel": income and
    food expenditure of 235 Belgian households (Engel, 1857). Both as statsmodels ships them."""
    if name == "engel":
        from statsmodels.datasets import engel

        table = engel.load_pandas().data
        return cloud(table["income"], table["foodexp"], ("income (francs a year)", "food (francs a year)"))
    path = Path(statsmodels.__file__).parent / "gam" / "tests" / "results" / "motorcycle.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    columns = [each.strip('"') for each in head.split(",")]
    table = np.array([[float(cell.strip('"')) for cell in row.split(",")] for row in rows])
    x, y = (table[:, columns.index(each)] for each in ("times", "accel"))
    return cloud(x, y, ("time after impact (ms)", "acceleration (g)"))


def neighbours(fraction: float, n: int) -> int:
    """How many of n points a line is fitted to: the share, rounded down, at least three."""
    return min(n, max(3, int(fraction * n + 1e-10)))


def weights(at: Array, x: Array, k: int, without: NDArray[np.int64] | None = None) -> tuple[Array, Array]:
    """(weights (g, n), radii (g,)) of the points around each place: (1 - (d/r)³)³, r the distance of the k-th nearest.

    `without` names for each place a point that is left out.
    """
    far = np.abs(at[:, None] - x)
    if without is not None:
        far[np.arange(len(at)), without] = np.inf
    radius = np.partition(far, k - 1, axis=1)[:, k - 1]
    share = np.minimum(far / np.maximum(radius, 1e-12 * np.ptp(x) + 1e-300)[:, None], 1.0)
    left = 1 - share * share * share
    found = left * left * left
    # Where all of the window lies at its very edge, each point counts the same.
    lost = found.sum(axis=1) < 1e-12
    found[lost] = far[lost] <= radius[lost, None]
    return found, radius


def together(near: Array, trusted: ArrayLike) -> Array:
    """Both weights of each point, (g, n): as it is near, and by the robust rounds unless these empty a window."""
    found = np.asarray(near * np.asarray(trusted, float))
    return np.where(found.sum(axis=1, keepdims=True) < 1e-12, near, found)


def lines(at: Array, x: Array, y: Array, w: Array) -> tuple[Array, Array]:
    """(height, slope) at each place (g,) of the line that is fitted with its weights (g, n); level where the weighted
    points share one x."""
    total = w.sum(axis=1)
    centre = w @ x / total
    gap = x - centre[:, None]
    pull = w * gap
    spread = np.einsum("ij,ij->i", pull, gap)
    usable = spread > 1e-10 * total * np.ptp(x) ** 2
    slope = np.where(usable, pull @ y / np.where(usable, spread, 1.0), 0.0)
    return w @ y / total + slope * (at - centre), slope


def trust(x: Array, y: Array, k: int, rounds: int = 3) -> Array:
    """The weights (n,) that robust rounds give: (1 - (e/6m)²)² for a residual e, m the median of their sizes."""
    found = np.ones(len(x))
    near, _ = weights(x, x, k)
    for _ in range(rounds):
        size = np.abs(y - lines(x, x, y, together(near, found))[0])
        middle = float(np.median(size))
        if middle < 1e-12 * np.abs(y).max():
            break
        found = (1 - np.minimum(size / (6 * middle), 1.0) ** 2) ** 2
    return found


def left_out(x: Array, y: Array, fraction: float) -> float:
    """The root mean square error at points that were left out, one at a time (of many points 150 of them); 0 where it
    is only rounding: of points on a line."""
    n = len(x)
    which = np.unique(np.linspace(0, n - 1, min(n, CHECKED)).astype(int))
    w, _ = weights(x[which], x, neighbours(fraction, n - 1), which)
    found = float(np.sqrt(np.mean((y[which] - lines(x[which], x, y, w)[0]) ** 2)))
    return found if found > 1e-12 * float(np.abs(y).max()) else 0.0


def left_out_curve(c: Cloud) -> Array:
    """That error for each of `FRACTIONS`."""
    return np.array([left_out(c.x, c.y, fraction) for fraction in FRACTIONS])


class Local(NamedTuple):
    """What makes one point of the curve: the `weights` (n,) of the points, how far the window reaches, and the line's
    height and slope there."""

    weights: Array
    reach: float
    height: float
    slope: float


def local(c: Cloud, place: float, k: int, trusted: ArrayLike = 1.0) -> Local:
    """The line at one place."""
    at = np.array([place])
    near, reach = weights(at, c.x, k)
    w = together(near, trusted)
    height, slope = lines(at, c.x, c.y, w)
    return Local(w[0], float(reach[0]), float(height[0]), float(slope[0]))


def curve(c: Cloud, k: int, trusted: ArrayLike = 1.0, count: int = 121) -> tuple[Array, Array]:
    """The curve at evenly spaced places: (x, y)."""
    x = np.linspace(c.x[0], c.x[-1], count)
    return x, lines(x, c.x, c.y, together(weights(x, c.x, k)[0], trusted))[0]


def reached(c: Cloud, shares: tuple[float, ...] = (0.3, 0.5, 0.7, 1.0)) -> Array:
    """All heights that a picture should hold: of the points, and of curves with wide windows, plain and robust. A
    narrower window may run far past them."""
    found = [c.y]
    for k in (neighbours(share, len(c.x)) for share in shares):
        found += [curve(c, k, trust(c.x, c.y, k, rounds))[1] for rounds in (0, 3)]
    return np.concatenate(found)
