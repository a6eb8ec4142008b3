"""Comparing mean vectors: Hotelling's T² of two groups, and MANOVA's four tests of several.

Sources: Hotelling, Annals of Mathematical Statistics 2 (1931); Rao, *Linear Statistical Inference and Its Applications*
(2nd ed., 1973), chapter 8; Anderson, *An Introduction to Multivariate Statistical Analysis* (3rd ed., 2003), chapters 5
and 8. Covariances divide by their degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.linalg import eigh
from scipy.optimize import brentq

from mathcore.statistics.anova import one_way

Array = NDArray[np.float64]
TESTS = ("Wilks", "Pillai", "Hotelling–Lawley", "Roy")
FLAT = 1e-9  # a correlation matrix with an eigenvalue below this is taken for singular
EPSILON = np.finfo(float).eps


def singular(covariance: ArrayLike) -> bool:
    """Whether a covariance (p, p) cannot be inverted: a feature without variance, or one that others determine."""
    s = np.asarray(covariance, dtype=float)
    spread = np.sqrt(np.diag(s))
    if not (spread > 0).all():
        return True
    return bool(np.linalg.eigvalsh(s / np.outer(spread, spread))[0] < FLAT)


@dataclass(frozen=True)
class TwoGroups:
    """Two groups in p features.

    Attributes:
        difference: (p,) mean of the second less that of the first. pooled: (p, p) with n₁ + n₂ − 2 degrees of freedom.
        weight: n₁n₂/(n₁ + n₂), by which a squared difference in deviations becomes a t². freedom: n₁ + n₂ − 2.
    """

    difference: Array
    pooled: Array
    weight: float
    freedom: int

    @property
    def best(self) -> Array:
        """The direction S⁻¹(m₂ − m₁), (p,), along which t² is largest: Fisher's discriminant. Not normalised."""
        return np.asarray(np.linalg.solve(self.pooled, self.difference), dtype=float)

    @property
    def d_squared(self) -> float:
        """The squared Mahalanobis distance of the means."""
        return float(self.difference @ self.best)

    @property
    def t_squared(self) -> float:
        """Hotelling's T²."""
        return self.weight * self.d_squared

    @property
    def f(self) -> float:
        """T² as an F with p and n₁ + n₂ − p − 1 degrees of freedom."""
        p = len(self.difference)
        return self.t_squared * (self.freedom - p + 1) / (p * self.freedom)

    @property
    def p(self) -> float:
        """P(T² this large) if both groups come from one normal law."""
        p = len(self.difference)
        return f_tail(self.f, p, self.freedom - p + 1)

    def named(self) -> dict[str, float]:
        """The test in numbers with names, of the first two features."""
        first, second = self.along(np.eye(len(self.difference))[:2]).tolist()
        found = {"t_first": first, "t_second": second, "t_squared": self.t_squared, "d_squared": self.d_squared}
        correlation = float(self.pooled[0, 1] / np.sqrt(self.pooled[0, 0] * self.pooled[1, 1]))
        rest = {"correlation": correlation if abs(correlation) > 1e-12 else 0.0}  # less is rounding
        found |= {"f_statistic": self.f, "p_value": self.p, "two_weight": self.weight}
        return found | rest | {"f_below": self.freedom - len(self.difference) + 1}

    def whitened_cosine(self, direction: ArrayLike) -> float:
        """The cosine of the angle between a direction and the difference in coordinates in which the noise is round:
        with S = LLᵀ, between Lᵀu and L⁻¹d; 0 if the means are one."""
        root = np.linalg.cholesky(self.pooled)
        seen, white = root.T @ np.asarray(direction, dtype=float), np.linalg.solve(root, self.difference)
        return float(seen @ white / (np.linalg.norm(seen) * np.linalg.norm(white) or 1.0))

    def t_by_cosine(self, direction: ArrayLike) -> float:
        """t² along a direction as T² cos², of that angle."""
        return self.t_squared * self.whitened_cosine(direction) ** 2

    def along(self, directions: ArrayLike) -> Array:
        """Student's t² of the values seen along directions (..., p), which need not be unit vectors; shape (...)."""
        u = np.asarray(directions, dtype=float)
        return np.asarray(self.weight * (u @ self.difference) ** 2 / np.einsum("...i,ij,...j", u, self.pooled, u))


def two_groups(first: ArrayLike, second: ArrayLike) -> TwoGroups:
    """Two samples (n₁, p) and (n₂, p) with a covariance that both share.

    Raises:
        ValueError: fewer than p + 2 rows in all, or an empty group.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    (n, p), m = a.shape, len(b)
    if min(n, m) < 1 or n + m < p + 2:
        raise ValueError("T² needs two groups, and more rows than features and groups together.")
    left = np.concatenate([a - a.mean(axis=0), b - b.mean(axis=0)])
    apart = b.mean(axis=0) - a.mean(axis=0)
    size = np.maximum(np.abs(a).max(axis=0), np.abs(b).max(axis=0))
    apart = np.where(np.abs(apart) <= 8 * EPSILON * size, 0.0, apart)  # only the rounding of two means
    return TwoGroups(apart, left.T @ left / (n + m - 2), n * m / (n + m), n + m - 2)


def f_tail(f: ArrayLike, above: float, below: float) -> float:
    """P(F >= f)."""
    return float(special.fdtrc(above, below, np.maximum(f, 0.0)))


def f_critical(alpha: float, above: float, below: float) -> float:
    """The F that is exceeded with probability alpha."""
    return float(special.fdtri(above, below, 1 - alpha))


def t_squared_critical(alpha: float, features: int, freedom: int) -> float:
    """Hotelling's T² that is exceeded with probability alpha; with one feature Student's t²."""
    below = freedom - features + 1
    return features * freedom / below * f_critical(alpha, features, below)


def t_tail(t_squared: ArrayLike, freedom: int) -> float:
    """Student's two-sided p of a t²."""
    return f_tail(t_squared, 1, freedom)


def joint_from_singles(first: float, second: float, rho: ArrayLike) -> Array:
    """T² of two features from their t (with signs) and their correlation within groups."""
    r = np.asarray(rho, dtype=float)
    return np.asarray((first**2 + second**2 - 2 * r * first * second) / (1 - r**2))


def power(alpha: float, features: int, freedom: int, noncentral: float) -> float:
    """P(T² rejects at alpha), where `noncentral` is the T² of the true means and the true covariance."""
    below = freedom - features + 1
    critical = f_critical(alpha, features, below)
    return float(1 - special.ncfdtr(features, below, noncentral, critical)) if noncentral > 0 else alpha


@dataclass(frozen=True)
class Design:
    """Two groups of n rows in two features with deviations 1 and correlation `rho` within them, whose means differ by
    `shift`; tested at `alpha`."""

    size: int
    shift: tuple[float, float]
    rho: float
    alpha: float

    @property
    def freedom(self) -> int:
        """2n − 2."""
        return 2 * self.size - 2

    @property
    def groups(self) -> TwoGroups:
        """The two groups, as a test sees them."""
        pooled = np.array([[1.0, self.rho], [self.rho, 1.0]])
        return TwoGroups(np.array(self.shift, dtype=float), pooled, self.size / 2, self.freedom)

    @property
    def t(self) -> tuple[float, float]:
        """Student's t of each feature, with its sign."""
        first, second = (float(np.sqrt(self.size / 2) * each) for each in self.shift)
        return first, second

    @property
    def t_squared(self) -> float:
        """Hotelling's T², from the two t and the correlation."""
        return float(joint_from_singles(*self.t, self.rho))

    @property
    def critical(self) -> dict[str, float]:
        """What a t² must exceed in one test ("single") or in each of two ("Bonferroni"), and T² ("joint")."""
        one = {"single": self.alpha, "Bonferroni": self.alpha / 2}
        found = {k: t_squared_critical(alpha, 1, self.freedom) for k, alpha in one.items()}
        return found | {"joint": t_squared_critical(self.alpha, 2, self.freedom)}

    @property
    def single_hits(self) -> int:
        """How many of the two features differ by their own t-test."""
        return sum(t * t > self.critical["single"] for t in self.t)

    @property
    def jointly(self) -> bool:
        """Whether T² rejects."""
        return self.t_squared > self.critical["joint"]

    @property
    def power(self) -> float:
        """P(T² rejects) if the shift and the correlation are the truth."""
        return power(self.alpha, 2, self.freedom, self.t_squared)

    @property
    def error(self) -> float:
        """Φ(−D/2), the error of the best classifier of two such normal classes, equally likely."""
        return float(special.ndtr(-0.5 * np.sqrt(self.groups.d_squared)))


@dataclass(frozen=True)
class Manova:
    """The multivariate analysis of variance of k groups in p features.

    Attributes:
        counts (k,), means (k, p), grand (p,): of the groups, and of all rows.
        hypothesis, error, total: (p, p) sums of squares and products between groups, within them, and of all rows.
        roots: (p,) the eigenvalues of E⁻¹H, descending; at most min(p, k − 1) of them are not 0.
        axes: (p, p) their eigenvectors in columns, scaled so that scores have variance 1 within groups.
    """

    counts: Array
    means: Array
    grand: Array
    hypothesis: Array
    error: Array
    total: Array
    roots: Array
    axes: Array

    @property
    def design(self) -> tuple[int, int, int]:
        """(features p, degrees of freedom between k − 1, within N − k)."""
        k, p = self.means.shape
        return p, k - 1, int(self.counts.sum()) - k

    @property
    def statistics(self) -> dict[str, float]:
        """The four statistics by name: functions of the roots alone."""
        return statistics(self.roots)

    @property
    def p_values(self) -> dict[str, float]:
        """P(a statistic this extreme) if all means are equal and rows are normal with one covariance."""
        return p_values(self.statistics, *self.design)

    def first_f(self, groups: Sequence[ArrayLike]) -> float:
        """F of the groups' scores along the first canonical axis, by the one-way analysis of variance."""
        return one_way([(np.asarray(rows, float) - self.grand) @ self.axes[:, 0] for rows in groups]).f

    def named(self) -> dict[str, float]:
        """The four tests in numbers with names."""
        tails, found = self.p_values, dict(zip(("features", "between", "within"), self.design, strict=True))
        numbers: dict[str, float] = {"root_2": float(self.roots[1]), **found}
        for name, value in self.statistics.items():
            short = name.lower().replace("–", "_")
            numbers |= {short: value, f"p_{short}": tails[name]}
        return numbers


def manova(groups: Sequence[ArrayLike]) -> Manova:
    """The analysis of groups (n_i, p).

    Raises:
        ValueError: fewer than two groups, too few rows (with three groups one more, or Hotelling and Lawley's U has no
            F), or a covariance within groups that cannot be inverted.
    """
    found = [np.asarray(each, dtype=float) for each in groups]
    rows = np.concatenate(found)
    p, counts = rows.shape[1], np.array([len(each) for each in found], dtype=float)
    if len(found) < 2 or len(rows) - len(found) < p + (len(found) > 2 and p > 1):
        raise ValueError("MANOVA needs two groups or more, and more rows than features and groups together.")
    means, grand = np.stack([each.mean(axis=0) for each in found]), rows.mean(axis=0)
    left = np.concatenate([each - mean for each, mean in zip(found, means, strict=True)])
    error, apart = left.T @ left, means - grand
    rounding = 8 * EPSILON * np.abs(rows).max(axis=0)
    apart = np.where(np.abs(apart) <= rounding, 0.0, apart)  # only the rounding of two means
    if singular(error):
        raise ValueError("The features determine one another within the groups: their covariance has no inverse.")
    hypothesis = (counts[:, None] * apart).T @ apart
    roots, axes = eigh(hypothesis, error / (len(rows) - len(found)))
    roots = np.maximum(roots[::-1], 0.0) / (len(rows) - len(found))
    roots[min(p, len(found) - 1) :] = 0.0  # exactly, where rounding leaves dust;
    roots[roots < 1e-12 * roots[0]] = 0.0  # and where the means lie on a line
    total = (rows - grand).T @ (rows - grand)
    return Manova(counts, means, grand, hypothesis, error, total, roots, axes[:, ::-1])


def statistics(roots: ArrayLike) -> dict[str, float]:
    """Wilks' Λ, Pillai's V, Hotelling and Lawley's U and Roy's largest root, from the eigenvalues of E⁻¹H."""
    r = np.asarray(roots, dtype=float)
    values = np.prod(1 / (1 + r)), np.sum(r / (1 + r)), np.sum(r), np.max(r)
    return dict(zip(TESTS, map(float, values), strict=True))


def rao(features: int, between: int, within: int) -> tuple[float, float, float]:
    """(t, above, below) of Rao's F for Wilks' Λ, (1 − Λ^(1/t))/Λ^(1/t) · below/above: exact if p or k − 1 is 1 or 2."""
    p, q = features, between
    t = np.sqrt((p**2 * q**2 - 4) / (p**2 + q**2 - 5)) if p**2 + q**2 > 5 else 1.0
    return float(t), float(p * q), float((within - (p - q + 1) / 2) * t - (p * q - 2) / 2)


def pillai_f(features: int, between: int, within: int) -> tuple[int, float, float]:
    """(s, above, below) of the usual F for Pillai's V, V/(s − V) · below/above."""
    s = min(features, between)
    above, below = s * max(features, between), s * (within - features + s)
    return s, float(above), float(below)


def mckeon(features: int, between: int, within: int) -> tuple[float, float, float]:
    """(c, above, below) of McKeon's F for Hotelling and Lawley's U, U/c · below/above; exact with two groups."""
    p, q, n = features, between, (within - features - 1) / 2
    if min(p, q) == 1 or n <= 1:  # one root; or too few rows for McKeon's moments, as in older tables
        s, m = min(p, q), (abs(p - q) - 1) / 2
        below = 2 * (s * n + 1)
        return float(s), float(s * (2 * m + s + 1)), float(below)
    b = (p + 2 * n) * (q + 2 * n) / (2 * (2 * n + 1) * (n - 1))
    below = 4 + (p * q + 2) / (b - 1)
    return float((below - 2) / (2 * n)), float(p * q), float(below)


def roy_tail(root: ArrayLike, features: int, between: int, within: int) -> Array:
    """P(the largest eigenvalue of E⁻¹H >= root), exact where min(p, k − 1) is 1 or 2.

    With two roots θ = λ/(1 + λ) the density is proportional to (θ₁ − θ₂)·Π θ^m (1 − θ)^n, m = (|p − q| − 1)/2,
    n = (within − p − 1)/2; integrated by parts.

    Raises:
        ValueError: three roots or more.
    """
    s, m, n = min(features, between), (abs(features - between) - 1) / 2, (within - features - 1) / 2
    lam = np.asarray(root, dtype=float)
    x = lam / (1 + lam)
    if s == 1:
        return np.asarray(special.betainc(n + 1, m + 1, 1 - x))
    if s > 2:
        raise ValueError("Roy's largest root is exact here for at most two roots.")
    with np.errstate(divide="ignore"):
        log_k = (m + 1) * np.log(x) + (n + 1) * np.log1p(-x)
    scale = special.betaln(m + 1, n + 1) - special.betaln(2 * m + 2, 2 * n + 2)
    rest = 0.5 * np.exp(log_k + scale) * special.betainc(m + 1, n + 1, x)
    return np.clip(special.betainc(2 * n + 2, 2 * m + 2, 1 - x) + rest, 0.0, 1.0)


def p_values(found: dict[str, float], features: int, between: int, within: int) -> dict[str, float]:
    """The p-value of each statistic: Wilks by Rao's F, Pillai, Hotelling–Lawley by McKeon's F, Roy exactly."""
    design = features, between, within
    t, above, below = rao(*design)
    root = found["Wilks"] ** (1 / t)
    s, a, b = pillai_f(*design)
    c, d, e = mckeon(*design)
    v = min(found["Pillai"], s * (1 - 1e-15))
    return {
        "Wilks": f_tail((1 - root) / root * below / above, above, below),
        "Pillai": f_tail(v / (s - v) * b / a, a, b),
        "Hotelling–Lawley": f_tail(found["Hotelling–Lawley"] / c * e / d, d, e),
        "Roy": float(roy_tail(found["Roy"], *design)),
    }


@lru_cache(maxsize=256)
def critical(alpha: float, features: int, between: int, within: int) -> dict[str, float]:
    """The value of each statistic at which its p is alpha."""
    design = features, between, within
    t, above, below = rao(*design)
    s, a, b = pillai_f(*design)
    c, d, e = mckeon(*design)
    ratio = f_critical(alpha, a, b) * a / b
    least = brentq(lambda x: float(roy_tail(np.exp(x), *design)) - alpha, -25.0, 12.0, xtol=1e-13)
    return {
        "Wilks": float((1 + f_critical(alpha, above, below) * above / below) ** -t),
        "Pillai": float(s * ratio / (1 + ratio)),
        "Hotelling–Lawley": float(f_critical(alpha, d, e) * d / e * c),
        "Roy": float(np.exp(least)),
    }


def boundary(test: str, value: float, roots: int, count: int = 40) -> Array:
    """Where a test changes its mind in the plane of the two roots, λ₁ >= λ₂: (2, count), from λ₂ = 0 to λ₁ = λ₂.

    With one root all four are a threshold for λ₁.
    """
    share = np.linspace(0, 1, count)
    alone = {"Wilks": 1 / value - 1, "Pillai": value / max(1 - value, 1e-12), "Hotelling–Lawley": value, "Roy": value}
    if roots == 1:
        return np.stack([np.full(count, alone[test]), share * alone[test]])
    if test == "Wilks":
        second = share * (value**-0.5 - 1)
        return np.stack([1 / (value * (1 + second)) - 1, second])
    if test == "Pillai":
        theta = value / 2 * share
        if value >= 1:  # a large second root is needed too
            theta = (value - 1) + 1e-6 + share * (1 - value / 2 - 1e-6)
        return np.stack([(value - theta) / (1 - value + theta), theta / (1 - theta)])
    if test == "Roy":
        return np.stack([np.full(count, value), share * value])
    return np.stack([value * (1 - share / 2), value * share / 2])
