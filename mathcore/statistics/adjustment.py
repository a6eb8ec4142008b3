"""Adjusting for what was recorded: standardised rates, weights from propensities, and how strong what was not recorded
would have to be.

Sources: E. M. Kitagawa, "Components of a difference between two rates", JASA 50 (1955); P. J. Bickel, E. A. Hammel and
J. W. O'Connell, "Sex bias in graduate admissions", Science 187 (1975); C. R. Charig and others, "Comparison of
treatment of renal calculi", BMJ 292 (1986); F. Li, K. L. Morgan and A. M. Zaslavsky, "Balancing covariates via
propensity score weighting", JASA 113 (2018); C. Cinelli and C. Hazlett, "Making sense of sensitivity", JRSS B 82
(2020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import statsmodels
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]

# Rows are strata; columns: yes and no of the first group, yes and no of the second.
BERKELEY = (
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
)
STONES = ((81, 6, 234, 36), (192, 71, 55, 25))


# Of each: the names of the groups, what was counted, the strata.
CASES = {
    "berkeley": ("men", "women", "admitted", "ABCDEF"),
    "stones": ("surgery", "puncture", "cured", ("small stones", "large stones")),
    "own": ("group 1", "group 2", "yes", ("stratum 1", "stratum 2", "stratum 3")),
}


SIDES = ("first", "second")


class Rates(NamedTuple):
    """A table of counts: sizes (k, 2) of each group in each stratum, rates (k, 2) of yes (NaN where nobody is), each
    group's own mix of strata (k, 2), the mix of all (k,)."""

    sizes: Array
    rates: Array
    own: Array
    all: Array

    def mix(self, shared: float) -> Array:
        """The weights (k, 2) of strata, from each group's own (0) to those of all (1)."""
        return (1 - shared) * self.own + shared * self.all[:, None]

    def overall(self, shared: float) -> Array:
        """The rate (2,) of each group with those weights: a stratum without weight needs no rate."""
        weights = self.mix(shared)
        return np.asarray(np.where(weights > 0, weights * self.rates, 0.0).sum(axis=0))

    def boxes(self, shared: float, group: int, rows: int = 6) -> Array:
        """Of each stratum of a group left, right, bottom, top (rows, 4): as wide as its weight and as high as its rate,
        so that the areas add up to the overall rate. Rows beyond the strata are NaN."""
        edges, found = np.append(0.0, np.cumsum(self.mix(shared)[:, group])), np.full((rows, 4), np.nan)
        rates = self.rates[:, group]
        found[: len(rates)] = np.stack([edges[:-1], edges[1:], 0 * rates, rates], axis=1)
        return found

    def named(self, shared: float) -> dict[str, float]:
        """The overall rates in per cent: as they are (crude), with one mix (standard), and between."""
        ways = {"crude": 0.0, "standard": 1.0, "overall": shared}
        found = {f"{name}_{side}": 100 * self.overall(t)[k] for name, t in ways.items() for k, side in enumerate(SIDES)}
        return found | {"within": 100 * self.parts[0], "mixes": 100 * self.parts[1], "crude_gap": 100 * sum(self.parts)}

    @property
    def parts(self) -> tuple[float, float]:
        """Kitagawa's split of first less second overall rate: what the rates within strata make of it (at the mean of
        the two mixes), and what the mixes make of it (at the mean of the two rates)."""
        within = self.own.mean(axis=1) @ (self.rates[:, 0] - self.rates[:, 1])
        return float(within), float((self.own[:, 0] - self.own[:, 1]) @ self.rates.mean(axis=1))


def problem(counts: ArrayLike) -> str:
    """Why counts (k, 4) cannot be standardised, in a sentence; "" if they can."""
    c = np.asarray(counts, float)
    sizes = np.stack([c[:, :2].sum(axis=1), c[:, 2:].sum(axis=1)], axis=1)
    if not sizes.sum(axis=0).all():
        return "One of the groups is empty: there is nothing to compare."
    if ((sizes == 0).sum(axis=1) == 1).any():
        return "In one stratum only one of the groups occurs: what the other’s rate there would be, no data say."
    return ""


def table(counts: ArrayLike) -> Rates:
    """Counts (k, 4), with both groups not empty; strata in which nobody is are left out."""
    c = np.asarray(counts, float)
    c = c[c.sum(axis=1) > 0]
    sizes = np.stack([c[:, 0] + c[:, 1], c[:, 2] + c[:, 3]], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = c[:, [0, 2]] / sizes
    return Rates(sizes, rates, sizes / sizes.sum(axis=0), sizes.sum(axis=1) / sizes.sum())


def named(counts: ArrayLike, shared: float) -> dict[str, float]:
    """`Rates.named` of counts (k, 4); NaN where they cannot be standardised."""
    return dict.fromkeys(table(STONES).named(0.0), np.nan) if problem(counts) else table(counts).named(shared)


def reverses(counts: ArrayLike, least: float, within: float, overall: float) -> bool:
    """Whether no count is below `least`, the first group's rate is higher by `within` or more in each stratum, and
    lower by `overall` or more on the whole: Simpson's paradox."""
    c = np.asarray(counts, float)
    if problem(c) or c.min() < least:
        return False
    found = table(c)
    gaps, crude = found.rates[:, 0] - found.rates[:, 1], found.overall(0.0)
    return bool(gaps.min() >= within - 1e-9 and crude[1] - crude[0] >= overall - 1e-9)


class Births(NamedTuple):
    """Births in Pennsylvania: weight in grams (n,), whether the mother smoked (n,), covariates (n, k), their names. The
    covariates are in the order of how far smokers and others differ in them."""

    weight: Array
    smoked: Array
    covariates: Array
    names: tuple[str, ...]

    def balance(self, weights: Array | None = None) -> Array:
        """The standardised differences (k,) of the covariates, weighted or as they are."""
        return differences(self.covariates, self.smoked, weights)


COVARIATES = {
    "mmarried_": "married",
    "medu": "education",
    "mage": "age",
    "fbaby_": "first baby",
    "prenatal1_": "early check-up",
    "alcohol": "alcohol",
    "foreign": "born abroad",
    "deadkids": "earlier loss",
}


@lru_cache
def births() -> Births:
    """The 4642 births of Cattaneo, Journal of Econometrics 155 (2010), as statsmodels ships them with its tests of
    treatment effects. Education and age in years, the others 0 or 1."""
    folder = Path(statsmodels.__file__).parent / "treatment" / "tests" / "results"
    data = pd.read_csv(folder / "cataneo2.csv")
    smoked = data["mbsmoke_"].to_numpy(float)
    covariates = data[list(COVARIATES)].to_numpy(float)
    order = np.argsort(-np.abs(differences(covariates, smoked)), kind="stable")
    found = Births(
        data["bweight"].to_numpy(float),
        smoked,
        np.ascontiguousarray(covariates[:, order]),
        tuple(list(COVARIATES.values())[k] for k in order),
    )
    for array in found[:3]:
        array.setflags(write=False)
    return found


def differences(covariates: Array, treated: Array, weights: Array | None = None) -> Array:
    """Standardised differences (k,), treated less others: of the weighted means, in root mean squares of the two
    unweighted standard deviations (divisor n - 1)."""
    w = np.ones(len(treated)) if weights is None else weights
    one, other = treated == 1, treated == 0
    spread = np.sqrt((covariates[one].var(axis=0, ddof=1) + covariates[other].var(axis=0, ddof=1)) / 2)
    means = [np.einsum("i,ik->k", w[group], covariates[group]) / w[group].sum() for group in (one, other)]
    return np.asarray((means[0] - means[1]) / spread)


def with_ones(covariates: Array) -> Array:
    """A design with an intercept; the columns are centred and scaled, which changes no fit and steadies the digits."""
    scaled = (covariates - covariates.mean(axis=0)) / covariates.std(axis=0)
    return np.column_stack([np.ones(len(covariates)), scaled])


def propensities(design: Array, treated: Array, rounds: int = 25) -> Array:
    """P(treated | covariates) (n,) by logistic regression (maximum likelihood, Newton's method)."""
    beta = np.zeros(design.shape[1])
    for _ in range(rounds):
        e = 1 / (1 + np.exp(-np.einsum("ik,k->i", design, beta)))
        step = np.linalg.solve(
            np.einsum("ik,i,il->kl", design, e * (1 - e), design), np.einsum("ik,i->k", design, treated - e)
        )
        beta += step
        if np.abs(step).max() < 1e-12:
            break
    return np.asarray(1 / (1 + np.exp(-np.einsum("ik,k->i", design, beta))))


class Weighted(NamedTuple):
    """An estimate by weighting, its standard error; the weights and propensities (n,)."""

    effect: float
    error: float
    weights: Array
    e: Array


def worth(weights: Array, treated: Array) -> tuple[list[float], list[int]]:
    """Of the treated, and of the others: Kish's number of equally weighted people whose mean would be as certain,
    (sum w)^2 / sum w^2 within the group (the scale of the weights of a group means nothing); and how many there are."""
    groups = [weights[treated == 1], weights[treated == 0]]
    return [float(w.sum() ** 2 / (w @ w)) for w in groups], [len(w) for w in groups]


Weigh = Callable[[Array], Array]
# Of each target: the weight of the treated and of the others, as functions of e, and their derivatives.
TARGETS: Mapping[str, tuple[Weigh, Weigh, Weigh, Weigh]] = {
    "all": (lambda e: 1 / e, lambda e: 1 / (1 - e), lambda e: -1 / e**2, lambda e: 1 / (1 - e) ** 2),
    "treated": (np.ones_like, lambda e: e / (1 - e), np.zeros_like, lambda e: 1 / (1 - e) ** 2),
    "overlap": (lambda e: 1 - e, lambda e: e, lambda e: -np.ones_like(e), np.ones_like),
}


def weighted(y: Array, treated: Array, covariates: Array, target: str) -> Weighted:
    """The difference of weighted means. The targets: the effect in all; in the treated; or in those who might have been
    either ("overlap": each counts as much as the chance that the lot would have put them into the other group).

    The error is the sandwich of the two means and the propensities together (M-estimation), so that it knows that the
    propensities are estimated.
    """
    design = with_ones(covariates)
    e = propensities(design, treated)
    up, down, up_slope, down_slope = TARGETS[target]
    information = np.einsum("ik,i,il->kl", design, e * (1 - e), design) / len(y)
    score = np.linalg.solve(information, (design * (treated - e)[:, None]).T).T
    effect, influence = 0.0, np.zeros(len(y))
    for sign, group, weight, slope in ((1, treated, up(e), up_slope(e)), (-1, 1 - treated, down(e), down_slope(e))):
        w = group * weight
        mean = float(w @ y / w.sum())
        moved = np.einsum("i,ik->k", group * slope * e * (1 - e) * (y - mean), design) / len(y)
        influence += sign * (w * (y - mean) + score @ moved) / w.mean()
        effect += sign * mean
    weights = np.where(treated == 1, up(e), down(e))
    return Weighted(effect, float(np.sqrt(influence @ influence) / len(y)), weights, e)


class Regressed(NamedTuple):
    """The coefficient of x in a regression of y on x and covariates: estimate, standard error, degrees of freedom; the
    residuals (n,) of x and of y on the covariates alone; `known` (k, 2): of each covariate, used or not, the partial R
    squared with x, and with y given x, where the other covariates that are used are given too."""

    effect: float
    error: float
    freedom: int
    x: Array
    y: Array
    known: Array


def _residual(design: Array, y: Array) -> Array:
    gram = np.einsum("ik,il->kl", design, design)
    return np.asarray(y - np.einsum("ik,k->i", design, np.linalg.solve(gram, np.einsum("ik,i->k", design, y))))


def partial_r2(cov: Array, i: int, j: int, given: list[int]) -> float:
    """The squared correlation of i and j when the linear parts of the given are taken out of both."""
    precision = np.linalg.inv(cov[np.ix_([i, j, *given], [i, j, *given])])
    return float(precision[0, 1] ** 2 / (precision[0, 0] * precision[1, 1]))


def regressed(y: Array, x: Array, covariates: Array, used: int) -> Regressed:
    """Least squares on x and the first `used` covariates (Frisch, Waugh and Lovell: residual on residual)."""
    design = with_ones(covariates[:, :used])
    rx, ry = _residual(design, x), _residual(design, y)
    effect = float(rx @ ry / (rx @ rx))
    left = ry - effect * rx
    freedom = len(y) - used - 2
    cov, known = np.asarray(np.corrcoef(np.column_stack([x, y, covariates]).T)), []
    for k in range(covariates.shape[1]):
        others = [2 + j for j in range(used) if j != k]
        known.append([partial_r2(cov, 2 + k, 0, others), partial_r2(cov, 2 + k, 1, [0, *others])])
    return Regressed(effect, float(np.sqrt(left @ left / freedom / (rx @ rx))), freedom, rx, ry, np.array(known))


@remembered
def births_weighted(used: int, target: str) -> Weighted:
    """The births, weighted by the first `used` covariates."""
    b = births()
    return weighted(b.weight, b.smoked, b.covariates[:, :used], target)


@remembered
def births_regressed(used: int) -> Regressed:
    """The births, regressed on smoking and the first `used` covariates."""
    b = births()
    return regressed(b.weight, b.smoked, b.covariates, used)


@lru_cache(maxsize=8)
def births_path(target: str) -> Array:
    """As more and more covariates are used, none to all: the estimate by weighting, half its 95% interval, the estimate
    by regression, half its interval; shape (4, k + 1)."""
    every = range(births().covariates.shape[1] + 1)
    found = [(births_weighted(k, target), births_regressed(k)) for k in every]
    return np.array([(w.effect, 1.96 * w.error, r.effect, 1.96 * r.error) for w, r in found]).T


@lru_cache(maxsize=16)
def births_turned(used: int) -> tuple[Regressed, Array]:
    """`births_regressed`, its residuals and a noise for each birth turned into three coordinates: least squares on them
    sees nothing but lengths and angles, and those are the same."""
    found, noise = births_regressed(used), random_normals(60, 0, 0, len(births().weight))
    turned = np.asarray(np.linalg.qr(np.column_stack([found.x, found.y, noise]), mode="r"))
    return found._replace(x=turned[:, 0], y=turned[:, 1]), turned[:, 2]


@lru_cache
def patients() -> tuple[tuple[str, ...], Array]:
    """442 diabetes patients of Efron, Hastie, Johnstone and Tibshirani (2004), as scikit-learn ships them: blood
    pressure, the progression of the disease after a year, body mass index (442, 3)."""
    data = load_diabetes(scaled=False)
    found = np.column_stack([data.data[:, 3], data.target, data.data[:, 2]])
    found.setflags(write=False)
    return ("blood pressure", "progression of the disease", "body mass index"), found


def hidden_bias(error: float, freedom: int, with_x: ArrayLike, with_y: ArrayLike) -> Array:
    """How far a hidden U moves the coefficient of x if it has the partial R squared `with_x` with x, and `with_y` with
    y given x (Cinelli and Hazlett, equation 14)."""
    r_x, r_y = np.asarray(with_x, float), np.asarray(with_y, float)
    return np.asarray(error * np.sqrt(freedom * r_y * r_x / (1 - r_x)))


def level_curve(found: Regressed, level: float, with_x: Array) -> Array:
    """The partial R squared with y that a hidden U must have to bring the coefficient to `level`; NaN where the way
    there is not towards 0, or where no share is enough."""
    way = (level - found.effect) * -np.sign(found.effect)
    needed = (way / found.error) ** 2 / found.freedom * (1 - with_x) / with_x
    return np.asarray(np.where((way > 0) & (needed <= 1), needed, np.nan))


def robustness(effect: float, error: float, freedom: int) -> float:
    """The robustness value: the share that U must have with x and with y alike to bring the coefficient to 0."""
    f2 = (effect / error) ** 2 / freedom
    return float((np.sqrt(f2 * f2 + 4 * f2) - f2) / 2)


def with_hidden(found: Regressed, with_x: float, with_y: float, noise: Array) -> float:
    """The coefficient of x when such a U is made by hand and put into the regression: U is a combination of the
    residuals of x and y and of any noise (n,), with the partial R squared wanted, and takes the effect towards 0."""
    x, y = found.x / np.linalg.norm(found.x), found.y - found.effect * found.x
    y = y / np.linalg.norm(y)
    rest = noise - x * (x @ noise) - y * (y @ noise)
    rest = rest / np.linalg.norm(rest)
    across = np.sqrt(with_y) * y * np.sign(found.effect) + np.sqrt(1 - with_y) * rest
    u = np.sqrt(with_x) * x + np.sqrt(1 - with_x) * across
    gram = np.array([[found.x @ found.x, found.x @ u], [u @ found.x, u @ u]])
    return float(np.linalg.solve(gram, [found.x @ found.y, u @ found.y])[0])
