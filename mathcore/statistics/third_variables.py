"""Correlation with a third variable held fixed; which three correlations fit together; how far a table is collinear.

Sources: Anderson, *An Introduction to Multivariate Statistical Analysis* (2003), chapter 2: partial correlation;
Belsley, Kuh and Welsch, *Regression Diagnostics* (1980), chapter 3: variance inflation; Olkin, "Range restrictions for
product-moment correlation matrices" (Psychometrika 46, 1981): what r12 and r13 leave to r23.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.common import tables
from mathcore.common.memory import remembered
from mathcore.statistics.correlations import NONE, about_mean, fitted

Array = NDArray[np.float64]


class Third(NamedTuple):
    """Pairs (n,) with a third variable: `z` numbers, or the codes of groups with these `levels`."""

    names: tuple[str, str, str]
    x: Array
    y: Array
    z: Array
    levels: tuple[str, ...] = ()


@lru_cache
def longley() -> tuple[tuple[str, ...], Array]:
    """The six regressors of Longley (1967), 16 years: names, and values (16, 6), as statsmodels ships them."""
    found = sm.datasets.longley.load_pandas()
    names = ("price index", "GNP", "unemployed", "armed forces", "population", "year")
    return names, found.exog.to_numpy(dtype=float)


def third(name: str) -> Third:
    """A built-in set: "longley" (employed and unemployed over the years 1947 to 1962), "iris" (sepals by species),
    "petals" (sepals by the length of the petal)."""
    if name == "longley":
        found = sm.datasets.longley.load_pandas()
        x, y, z = (np.asarray(each, float) for each in (found.endog / 1e3, found.exog.UNEMP / 1e3, found.exog.YEAR))
        return Third(("employed (millions)", "unemployed (millions)", "year"), x, y, z)
    flowers = tables.iris()
    x, y, petal = flowers.values[:, 0], flowers.values[:, 1], flowers.values[:, 2]
    sepals = "sepal length (cm)", "sepal width (cm)"
    if name == "iris":
        return Third((*sepals, "species"), x, y, flowers.labels.astype(float), tables.IRIS_SPECIES)
    return Third((*sepals, "petal length (cm)"), x, y, petal)


class Split(NamedTuple):
    """x and y about their means, each as the part that the third variable predicts and the rest: (n,) each."""

    x_hat: Array
    y_hat: Array
    x_rest: Array
    y_rest: Array

    def moved(self, share: float) -> tuple[Array, Array]:
        """Both, about their means, with that share of the predicted part taken away."""
        return self.x_rest + (1 - share) * self.x_hat, self.y_rest + (1 - share) * self.y_hat

    def reach(self) -> Array:
        """The least and the largest of both on the way, about their means: (2, 2), [least, largest] by [x, y]."""
        x = np.concatenate([self.x_rest, self.x_rest + self.x_hat])
        y = np.concatenate([self.y_rest, self.y_rest + self.y_hat])
        return np.array([[x.min(), y.min()], [x.max(), y.max()]])

    @property
    def within(self) -> float:
        """The covariance of the rests (divisor n - 1)."""
        return float(np.sum(self.x_rest * self.y_rest)) / (len(self.x_rest) - 1)

    @property
    def between(self) -> float:
        """The covariance of the predicted parts (divisor n - 1)."""
        return float(np.sum(self.x_hat * self.y_hat)) / (len(self.x_hat) - 1)

    def correlations(self, shares: ArrayLike) -> Array:
        """r after each of these shares was taken away; NaN where nothing is left that varies."""
        kept = (1 - np.asarray(shares, float)) ** 2
        squares = [float(np.sum(each**2)) for each in (self.x_rest, self.x_hat, self.y_rest, self.y_hat)]
        sizes = squares[0] + kept * squares[1], squares[2] + kept * squares[3]
        product = np.sum(self.x_rest * self.y_rest) + kept * np.sum(self.x_hat * self.y_hat)
        floor = 1e-20 * (squares[0] + squares[1]), 1e-20 * (squares[2] + squares[3])
        there = (sizes[0] > floor[0]) & (sizes[1] > floor[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(there, np.clip(product / np.sqrt(sizes[0] * sizes[1]), -1, 1), np.nan)


def split(x: ArrayLike, y: ArrayLike, z: ArrayLike, grouped: bool) -> Split:
    """What z predicts of x and of y: the means of its groups, or the least-squares line."""
    third_one = np.asarray(z, float)
    parts = []
    for values in (np.asarray(x, float), np.asarray(y, float)):
        centred = about_mean(values)
        if grouped:
            of = np.unique(third_one, return_inverse=True)[1]
            hat = (np.bincount(of, centred) / np.bincount(of))[of]
        elif np.ptp(third_one) > 0:
            dz = about_mean(third_one)
            dz = dz / np.abs(dz).max()
            hat = dz * float(np.sum(dz * centred)) / float(np.sum(dz * dz))
        else:
            hat = np.zeros(len(centred))
        rest = centred - hat
        # What is left of a sum that cancels is no variation.
        rest = np.where(np.abs(rest) <= 1e-12 * np.abs(centred).max(), 0.0, rest)
        parts.append((hat, rest))
    return Split(parts[0][0], parts[1][0], parts[0][1], parts[1][1])


def partial_from_inverse(matrix: ArrayLike) -> Array:
    """All partial correlations, each pair given all others: -p_ij / sqrt(p_ii p_jj) with the inverse P of a
    correlation matrix (k, k); the diagonal is 1.

    Raises:
        numpy.linalg.LinAlgError: the matrix has no inverse.
    """
    inverse = np.linalg.inv(np.asarray(matrix, float))
    root = np.sqrt(np.abs(np.diag(inverse)))
    found = -inverse / np.outer(root, root)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def matrix_of(r_xy: float, r_xz: float, r_yz: float) -> Array:
    """The correlation matrix (3, 3) of three variables."""
    return np.array([[1.0, r_xy, r_xz], [r_xy, 1.0, r_yz], [r_xz, r_yz, 1.0]])


def shadow(r_xy: float, r_xz: float, r_yz: float) -> Array:
    """Where the unit vector of Z stands over the plane of X = (1, 0) and Y = (r_xy, sqrt(1 - r_xy²)): its shadow (2,).
    Its length squared is R² of Z on X and Y; outside of the unit disc there is no such Z. |r_xy| < 1."""
    return np.array([r_xz, (r_yz - r_xy * r_xz) / np.sqrt(1 - r_xy**2)])


def from_shadow(r_xy: float, at: ArrayLike) -> tuple[float, float]:
    """(r_xz, r_yz) of a shadow (2,): its products with X and with Y."""
    a, b = np.asarray(at, float).tolist()
    return a, r_xy * a + float(np.sqrt(1 - r_xy**2)) * b


def allowed(r_xy: float, r_xz: float) -> tuple[float, float]:
    """The least and the largest r_yz that fits: cosines of the sum and of the difference of the two angles."""
    half = float(np.sqrt((1 - r_xy**2) * (1 - r_xz**2)))
    return r_xy * r_xz - half, r_xy * r_xz + half


def correlation_matrix(values: ArrayLike) -> Array:
    """The correlations of the columns of a table (n, k); NaN for those of a column that does not vary."""
    found = np.asarray(values, float)
    centred = np.where(np.ptp(found, axis=0) > 0, np.apply_along_axis(about_mean, 0, found), np.nan)
    unit = centred / np.sqrt(np.einsum("ij,ij->j", centred, centred))
    matrix = np.einsum("ij,ik->jk", unit, unit)
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(np.clip(matrix, -1, 1))


def shrunk(matrix: ArrayLike, share: float) -> Array:
    """A correlation matrix with all its correlations weakened by that share: (1 - share) R + share I."""
    r = np.asarray(matrix, float)
    return np.asarray((1 - share) * r + share * np.eye(len(r)))


def inflation(matrix: ArrayLike) -> Array:
    """The variance inflation factors (k,): the diagonal of the inverse of a correlation matrix.

    Where it has no inverse in doubles they are infinite for the columns that take part in a combination, and the
    diagonal of the pseudoinverse, which is 1/(1 - R²) as before, for the others.
    """
    r = np.asarray(matrix, float)
    if not np.isfinite(r).all():
        return np.full(len(r), np.inf)
    sizes, vectors = np.linalg.eigh(r)
    there = sizes >= 1e-12
    if there.all():
        return np.asarray(np.diag(np.linalg.inv(r)))
    part = np.sum(vectors[:, ~there] ** 2, axis=1)
    return np.where(part > 1e-12, np.inf, np.sum(vectors[:, there] ** 2 / sizes[there], axis=1))


def explained(values: ArrayLike, column: int) -> float:
    """R² of the least-squares fit of one column of a table (n, k) to the others and a constant; NaN if one of them does
    not vary."""
    found = np.asarray(values, float)
    if np.ptp(found, axis=0).min() == 0:
        return NONE
    centred = np.apply_along_axis(about_mean, 0, found)
    standard = centred / np.sqrt(np.mean(centred**2, axis=0))
    target, others = standard[:, column], np.delete(standard, column, axis=1)
    rest = target - others @ np.linalg.lstsq(others, target, rcond=None)[0]
    return 1 - float(np.sum(rest**2) / np.sum(target**2))


@remembered
def table(name: str) -> tuple[tuple[str, ...], Array]:
    """A built-in table of numbers: "longley" (16, 6), "iris" (150, 4), "diabetes" (442, 10): names and values."""
    if name == "longley":
        return longley()
    if name == "iris":
        return tables.IRIS_FEATURES, tables.iris().values
    names = ("age", "sex", "BMI", "pressure", "cholesterol", "LDL", "HDL", "chol./HDL", "triglycerides", "glucose")
    return names, np.asarray(load_diabetes(scaled=False).data, dtype=float)


def partial(x: ArrayLike, y: ArrayLike, z: ArrayLike, grouped: bool) -> float:
    """The partial correlation of x and y given z, a number or groups, from the inverse of the correlation matrix of all
    columns (for groups: of ones and zeros for all but the first); NaN where that has none in doubles."""
    third_one = np.asarray(z, float)[:, None]
    others = (third_one == np.unique(third_one)[None, 1:]).astype(float) if grouped else third_one
    others = others[:, np.ptp(others, axis=0) > 0]
    matrix = correlation_matrix(np.column_stack([x, y, others]))
    return float(partial_from_inverse(matrix)[0, 1]) if np.linalg.eigvalsh(matrix)[0] > 1e-9 else NONE


def group_lines(x: ArrayLike, y: ArrayLike, z: ArrayLike, most: int) -> Array:
    """The least-squares line of each group over its own width, as one broken line: (3 most, 2), NaN where none is."""
    first, second, of = np.asarray(x, float), np.asarray(y, float), np.asarray(z, float)
    found = np.full((most, 3, 2), NONE)
    for k, level in enumerate(np.unique(of)[:most].tolist()):
        a, b = first[of == level], second[of == level]
        ends = np.array([a.min(), a.max()])
        found[k, :2] = np.stack([ends, fitted(a, b, ends)], axis=1)
    return found.reshape(-1, 2)
