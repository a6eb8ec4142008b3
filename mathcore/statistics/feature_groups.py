"""Groups of rows in several features: real tables, groups drawn to a plan, a reader's columns; their shadows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_wine

from mathcore.common.randomness import random_normals
from mathcore.common.tables import IRIS_FEATURES, IRIS_SPECIES, iris
from mathcore.statistics.joint_tests import Manova, singular, two_groups

Array = NDArray[np.float64]
MOST = 9  # groups of a reader's
PARTS = {"sepals": slice(0, 2), "petals": slice(2, 4), "iris": slice(0, 4)}
NAMES = ("A", "B", "C")
NO_GROUPS = "The third column names the groups, by words or by at most nine numbers; this one has more."
TOO_FEW = "T² compares two groups, with four rows or more in all."
FLAT = "Within the groups the features determine one another: their covariance has no inverse, and T² divides by it."


class Sample(NamedTuple):
    """Groups of rows (n_i, p), their names, and the names of the features with their units."""

    groups: tuple[Array, ...]
    names: tuple[str, ...]
    features: tuple[str, ...]


def exact_noise(groups: int, size: int, rho: float, seed: int) -> Array:
    """Deviations (groups, size, 2) whose mean in each group is 0 and whose pooled covariance is [[1, rho], [rho, 1]],
    both exactly: normal draws, centred and whitened. Row i of a group comes from the same draw whatever the size."""
    raw = np.stack([random_normals(seed, 58 + k, 0, 2 * size).reshape(size, 2) for k in range(groups)])
    raw = raw - raw.mean(axis=1, keepdims=True)
    flat = raw.reshape(-1, 2)
    root = np.linalg.cholesky(flat.T @ flat / (groups * (size - 1)))
    white = np.linalg.solve(root, flat.T)
    wanted = np.array([[1.0, 0.0], [rho, np.sqrt(1 - rho**2)]])
    return np.asarray((wanted @ white).T.reshape(groups, size, 2))


def around(means: ArrayLike, noise: Array) -> Sample:
    """Groups with these means (k, 2), in deviations within groups."""
    groups = tuple(noise + np.asarray(means, dtype=float)[:, None])
    return Sample(groups, NAMES[: len(groups)], ("first feature (s)", "second feature (s)"))


@lru_cache(maxsize=8)
def built_in(name: str) -> Sample:
    """The three species of iris by "sepals", "petals" or all four features ("iris", cm), or three cultivars of "wine"
    by thirteen measurements of their own units."""
    if name == "wine":
        x, y = load_wine(return_X_y=True)
        return Sample(tuple(x[y == k] for k in range(3)), ("cultivar 1", "cultivar 2", "cultivar 3"), ("",) * 13)
    x, y = iris()
    features = tuple(f"{each} (cm)" for each in IRIS_FEATURES[PARTS[name]])
    return Sample(tuple(x[y == k, PARTS[name]] for k in range(3)), IRIS_SPECIES, features)


def from_columns(columns: Sequence[str], values: Array, labels: Sequence[str] = ()) -> Sample:
    """A reader's three columns (m, 3): two features, and groups by words (their codes; `labels` names them) or numbers.

    Raises:
        ValueError: more than nine groups; the sentence is for the reader.
    """
    levels = np.unique(values[:, 2])
    if len(levels) > MOST:
        raise ValueError(NO_GROUPS)
    names = tuple(labels[int(k)] if labels else f"{columns[2]} {k:g}" for k in levels)
    return Sample(tuple(values[values[:, 2] == k, :2] for k in levels), names, tuple(columns[:2]))


def hard_pair(sample: Sample) -> Sample:
    """The last two species of iris, of others the first two groups."""
    first = 1 if sample.names == IRIS_SPECIES else 0
    return Sample(sample.groups[first : first + 2], sample.names[first : first + 2], sample.features)


def standardised(sample: Sample) -> tuple[Array, Array]:
    """Two groups around the middle of their means, each feature in pooled standard deviations.

    Raises:
        ValueError: fewer than two groups or four rows, or a singular covariance; the sentence is for the reader.
    """
    if len(sample.groups) < 2 or sum(map(len, sample.groups)) < 4:
        raise ValueError(TOO_FEW)
    a, b = sample.groups
    pooled = two_groups(a, b).pooled
    if singular(pooled):
        raise ValueError(FLAT)
    middle, spread = (a.mean(axis=0) + b.mean(axis=0)) / 2, np.sqrt(np.diag(pooled))
    return (a - middle) / spread, (b - middle) / spread


def drawn_plane(sample: Sample, m: Manova) -> tuple[tuple[Array, ...], Array, Array, Array, tuple[str, ...]]:
    """(groups, grand mean, H/ν, E/ν, titles of the axes) of two features as they are; of more in the plane of the first
    two canonical axes, where the noise is round."""
    nu = m.design[2]
    if len(sample.features) == 2:
        return sample.groups, m.grand, m.hypothesis / nu, m.error / nu, sample.features
    groups = tuple((each - m.grand) @ m.axes[:, :2] for each in sample.groups)
    titles = "first canonical axis (s within)", "second canonical axis (s within)"
    return groups, np.zeros(2), np.diag(m.roots[:2]), np.eye(2), titles


def means_with_roots(m: Manova, wanted: ArrayLike, reach: float, most: ArrayLike = np.inf) -> tuple[Array | None, str]:
    """(the means (k, 2) drawn apart or together along the canonical axes until the two roots are those wanted, each
    `most` at most, or None; in a sentence why not)."""
    first, second = np.minimum(wanted, most).tolist()
    if second > first or second <= 0:
        return None, "λ₁ is the larger root, and none is negative: the point stays below the diagonal."
    if m.roots[1] < 1e-6:
        return None, "The three means lie on a line, or are one: there is no second direction to draw them along."
    scores = (m.means - m.grand) @ m.axes * np.sqrt(np.array([first, second]) / m.roots)
    means = m.grand + scores @ np.linalg.inv(m.axes)
    if np.abs(means).max() > reach:
        return None, "A mean is at the end of its axis: the point goes no further."
    return means, "The axes end there." if [first, second] != np.asarray(wanted, float).tolist() else ""


class Shadow(NamedTuple):
    """A group seen along a direction, on a screen in the plane: its `bell` as an outline (m, 2), the `dots` of its rows
    (n, 2; NaN beyond the screen), and the `top` of the bell (2,)."""

    bell: Array
    dots: Array
    top: Array


def shadow(rows: Array, spread: float, u: Array, screen: tuple[float, float, float], below: float) -> Shadow:
    """The shadow of rows (n, 2) along a unit vector u (2,), with the normal curve of that standard deviation, scaled to
    its height. The screen is given by (distance, half its length, height of bells); the dots lie `below` it."""
    far, half, tall = screen
    out, middle = np.array([u[1], -u[0]]), float(rows.mean(axis=0) @ u)
    along, seen = np.linspace(-half, half, 121), rows @ u
    bell = tall * np.exp(-0.5 * ((along - middle) / spread) ** 2)
    edge = far * out + along[:, None] * u - bell[:, None] * out
    ends = far * out + np.array([[half], [-half]]) * u
    dots = (far + below) * out + np.where(np.abs(seen) < 1.3 * half, seen, np.nan)[:, None] * u
    return Shadow(np.vstack([edge, ends]), dots, middle * u + (far - tall) * out)
