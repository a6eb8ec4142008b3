"""Likelihoods that are drawn: of a normal law's mean and deviation, of a place under three laws, of a logistic curve.

Logarithms are natural. Sources: Y. Pawitan, *In All Likelihood*, Oxford (2001), chapters 2 to 5; for where a logistic
curve has no maximum, A. Albert and J. A. Anderson, "On the existence of maximum likelihood estimates in logistic
regression models", Biometrika 71 (1984).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, lambertw, xlog1py, xlogy

Array = NDArray[np.float64]
HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)
LAWS = ("normal", "laplace", "cauchy")
GRID = 4000  # places that are searched for peaks
FLAT = 1e-10  # a score that counts as 0: at a peak as flat as a fourth power rounding alone decides its sign
NUDGE = 1e-5  # of a difference quotient of the score
STEPS = 20  # of a climb
LIMIT = 3.841458820694124  # the 95% point of the square of a standard normal


# --- a normal law -----------------------------------------------------------------------------------------------------


def log_density(x: ArrayLike, mu: ArrayLike, sigma: ArrayLike) -> Array:
    """The logarithm of the normal density with mean `mu` and standard deviation `sigma` > 0 at x; shapes broadcast."""
    z = (np.asarray(x, float) - mu) / np.asarray(sigma, float)
    return np.asarray(-0.5 * z * z - np.log(sigma) - HALF_LOG_2PI)


def normal_peak(x: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of the most likely normal law for a sample (n,): the divisor is n, not n − 1.

    The deviation is exactly 0 where all values are equal; there the likelihood has no maximum.
    """
    found = np.asarray(x, float)
    if np.ptp(found) == 0:
        return float(found[0]), 0.0
    return float(found.mean()), float(found.std())


def normal_top(x: ArrayLike) -> float:
    """The log-likelihood at that peak; infinite where all values are equal."""
    wide = normal_peak(x)[1]
    return float(-np.size(x) * (np.log(wide) + HALF_LOG_2PI + 0.5)) if wide > 0 else np.inf


def shortfall(peak: tuple[float, float], mu: ArrayLike, sigma: ArrayLike) -> Array:
    """By how much the log-likelihood of one observation, on average, falls short of its peak's: the divergence
    KL(N(peak) ‖ N(mu, sigma)) in nats. The peak's deviation must be positive."""
    mean, deviation = peak
    off = (deviation**2 + (np.asarray(mu, float) - mean) ** 2) / (2 * np.asarray(sigma, float) ** 2)
    return np.asarray(np.log(sigma) - np.log(deviation) + off - 0.5)


def level_curve(peak: tuple[float, float], drop: float, points: int = 60) -> Array:
    """The closed curve of all (mu, sigma) whose `shortfall` is `drop` > 0; shape (2 points, 2). NaN without a peak.

    With sigma = s·exp(u) it is (mu − m)² = s²(2 exp(2u)(drop + 1/2 − u) − 1); the right side is zero where u is
    drop + 1/2 + W/2 for the two real branches of Lambert's W at −exp(−2 drop − 1).
    """
    mean, deviation = peak
    if deviation == 0:
        return np.full((2 * points, 2), np.nan)
    low, high = (drop + 0.5 + 0.5 * lambertw(-np.exp(-2 * drop - 1), k).real for k in (-1, 0))
    low, high = min(low, high), max(low, high)
    # Cosines crowd at the ends, where the curve turns.
    u = 0.5 * (low + high) - 0.5 * (high - low) * np.cos(np.linspace(0.0, np.pi, points))
    wide = deviation * np.sqrt(np.maximum(2 * np.exp(2 * u) * (drop + 0.5 - u) - 1, 0.0))
    sigma = deviation * np.exp(u)
    right, left = np.stack([mean + wide, sigma], 1), np.stack([mean - wide, sigma], 1)
    return np.concatenate([right, left[::-1]])


# --- one place under three laws of the error --------------------------------------------------------------------------


def log_likelihood(law: str, x: ArrayLike, theta: ArrayLike) -> Array:
    """Sum of log-densities of a sample (n,) for each place (k,) of a law with scale 1: normal, laplace or cauchy."""
    d = np.asarray(x, float)[:, None] - np.atleast_1d(np.asarray(theta, float))
    each = {
        "normal": lambda: -0.5 * d * d - HALF_LOG_2PI,
        "laplace": lambda: -np.abs(d) - np.log(2.0),
        "cauchy": lambda: -np.log1p(d * d) - np.log(np.pi),
    }[law]()
    return np.asarray(each.sum(axis=0))


def pull(law: str, d: ArrayLike) -> Array:
    """The score of one observation that lies d beyond the place: how hard it pulls the place towards itself.

    It is the derivative of its log-density with respect to the place; of Laplace's law at d = 0, where there is none,
    the mean of both sides.
    """
    found = np.asarray(d, float)
    if law == "cauchy":
        return np.asarray(2 * found / (1 + found * found))
    return found if law == "normal" else np.asarray(np.sign(found))


def peaks(law: str, x: ArrayLike) -> Array:
    """All places where the log-likelihood of a sample has a local maximum, ascending; shape (k,).

    Normal: the mean. Laplace: the median, or both ends of the stretch between the two middle values, all of which is as
    good. Cauchy: at most n; the score is searched for falls through zero (none is missed that is wider than a
    four-thousandth of the sample's range); the middle of where it falls through ±FLAT, bisected, to nine decimals, and
    the rest by a step of Newton's, unless the peak is flat.
    """
    found = np.sort(np.asarray(x, float))
    n = len(found)
    if law == "normal":
        return np.array([found.mean()])
    if law == "laplace":
        return np.unique(found[[(n - 1) // 2, n // 2]])
    grid = np.linspace(found[0] - 0.5, found[-1] + 0.5, GRID)
    score = pull(law, found[:, None] - grid).sum(axis=0)
    at = np.flatnonzero((score[:-1] > 0) & (score[1:] <= 0))
    level = np.array([[FLAT], [-FLAT]])
    # A grid step more at either end: a flat peak that lies beside a place of the grid is as wide as that.
    low, high = (np.tile(end, (2, 1)) for end in (2 * grid[at] - grid[at + 1], 2 * grid[at + 1] - grid[at]))
    for _ in range(50):
        middle = 0.5 * (low + high)
        rising = pull(law, found[:, None, None] - middle).sum(axis=0) > level
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    near = np.round(0.5 * (low + high).mean(axis=0), 9)
    above, below = (pull(law, found[:, None] - near - h).sum(axis=0) for h in (NUDGE, -NUDGE))
    slope = (above - below) / (2 * NUDGE)
    step = np.where(slope < -1e-3, -pull(law, found[:, None] - near).sum(axis=0) / np.minimum(slope, -1e-3), 0.0)
    return np.asarray(np.round(near + np.where(np.abs(step) < 1e-8, step, 0.0), 13) + 0.0)


def highest(law: str, x: ArrayLike) -> tuple[Array, Array, float]:
    """All peaks (k,), their heights (k,), and the highest of them; of several that are as high the first."""
    at = peaks(law, x)
    high = log_likelihood(law, x, at)
    return at, high, float(at[np.argmax(high > high.max() - 1e-9)])


# --- a share under three tests ---------------------------------------------------------------------------------------


def share_height(k: int, n: int, p: ArrayLike) -> Array:
    """The log-likelihood of k yeses among n, the order known, at probabilities p in (0, 1)."""
    chance = np.asarray(p, float)
    return np.asarray(xlogy(k, chance) + xlog1py(n - k, -chance))


def share_top(k: int, n: int) -> float:
    """The largest log-likelihood of k yeses among n: that of p = k/n."""
    return float(xlogy(k, k / n) + xlogy(n - k, 1 - k / n))


def three_tests(k: int, n: int, p: ArrayLike) -> Array:
    """Wald's, the score and the likelihood ratio statistic of k yeses among n against each p in (0, 1); (3, ...).

    If p is true and n large, each is nearly the square of a standard normal. Wald's divides by the variance at k/n: it
    is infinite, or 0 at p = k/n, if there is none.
    """
    chance, share = np.asarray(p, float), k / n
    gap = (share - chance) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        wald = np.where(gap > 0, n * gap / np.float64(share * (1 - share)), 0.0)
    ratio = 2 * (share_top(k, n) - share_height(k, n, chance))
    return np.stack([wald, n * gap / (chance * (1 - chance)), np.maximum(ratio, 0.0)])


def counted(k: int, n: int, p: float) -> tuple[float, float]:
    """Pearson's Σ(O − E)²/E and twice Σ O ln(O/E), of the two counts observed and expected."""
    seen, wanted = np.array([k, n - k]), n * np.array([p, 1 - p])
    return float(((seen - wanted) ** 2 / wanted).sum()), float(2 * (xlogy(seen, seen) - xlogy(seen, wanted)).sum())


def three_intervals(k: int, n: int, limit: float = LIMIT) -> Array:
    """Where each of the three is at most `limit`: low and high, shape (3, 2). The score's is Wilson's (1927)."""
    share, z2 = k / n, limit
    reach = np.sqrt(z2 * share * (1 - share) / n)
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    wide = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    ends = []
    for outer in (0.0, 1.0):
        inside, outside = share, outer
        if share == outer:
            ends.append(outer)
            continue
        for _ in range(60):
            half = 0.5 * (inside + outside)
            if 2 * (share_top(k, n) - float(share_height(k, n, half))) <= limit:
                inside = half
            else:
                outside = half
        ends.append(0.5 * (inside + outside))
    return np.array([[share - reach, share + reach], [middle - wide, middle + wide], ends])


# --- a logistic curve -------------------------------------------------------------------------------------------------


class Best(NamedTuple):
    """What a logistic likelihood can reach: its least upper bound `height`, and whether and why (not) it is reached.

    `kind`: "peak" (reached, once); "separable" (a place parts the labels: the slope grows for ever); "touching" (it
    would, but for a place that both labels share: the slope grows as well); "alike" (one label only); "one place" (all
    x are equal: the slope is of no account).
    """

    height: float
    kind: str


def logistic_height(z: ArrayLike, y: ArrayLike, weights: ArrayLike) -> Array:
    """Log-likelihood of labels y (n,) in {0, 1} at z (n,) for weights (..., 2): intercept and slope."""
    w = np.asarray(weights, float)
    logit = w[..., :1] + w[..., 1:] * np.asarray(z, float)
    # Each label's own probability is expit(±logit): no probability is rounded to 0 before its logarithm is taken.
    return np.asarray(-np.logaddexp(0.0, np.where(np.asarray(y) > 0.5, -logit, logit)).sum(axis=-1))


def logistic_best(x: ArrayLike, y: ArrayLike) -> Best:
    """Whether the likelihood of intercept and slope has a maximum, by the order of the data (Albert, Anderson)."""
    place, ones = np.asarray(x, float), np.asarray(y) > 0.5
    k, n = int(ones.sum()), len(ones)
    if k in (0, n):
        return Best(0.0, "alike")
    if np.ptp(place) == 0:
        return Best(share_top(k, n), "one place")
    no, yes = place[~ones], place[ones]
    if yes.min() < no.max() and no.min() < yes.max():
        return Best(float(logistic_height(*_scaled(place, y), climb(*_scaled(place, y))[-1])), "peak")
    shared = no.max() if no.max() == yes.min() else yes.max() if yes.max() == no.min() else np.nan
    tied = ones[place == shared]
    return Best(share_top(int(tied.sum()), len(tied)), "touching") if len(tied) else Best(0.0, "separable")


def _scaled(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    return standardised(x)[0], np.asarray(y, float)


def standardised(x: ArrayLike) -> tuple[Array, float, float]:
    """A sample less its mean, in deviations (divisor n); mean; deviation, 1 where all values are equal."""
    found = np.asarray(x, float)
    wide = float(found.std()) if np.ptp(found) > 0 else 1.0
    mean = float(found.mean()) if np.ptp(found) > 0 else float(found[0])
    return (found - mean) / wide, mean, wide


def climb(z: ArrayLike, y: ArrayLike, steps: int = STEPS) -> Array:
    """Newton's steps on the log-likelihood from (0, 0): intercept and slope after each; shape (steps + 1, 2).

    A step that would go down is halved until it does not. Where the curvature is singular the shortest step is taken.
    """
    place, labels = np.asarray(z, float), np.asarray(y, float)
    path = np.zeros((steps + 1, 2))
    here = float(logistic_height(place, labels, path[0]))
    for t in range(steps):
        chance = expit(path[t, 0] + path[t, 1] * place)
        off, heavy = labels - chance, chance * (1 - chance)
        step = _newton(float(off.sum()), float(off @ place), float(heavy.sum()), float(heavy @ place), heavy @ place**2)
        there = float(logistic_height(place, labels, path[t] + step))
        for _ in range(30):
            if there >= here:
                break
            step = 0.5 * step
            there = float(logistic_height(place, labels, path[t] + step))
        if there < here or np.abs(step).max() < 1e-13:
            path[t + 1 :] = path[t]
            break
        path[t + 1], here = path[t] + step, there
    return path


def _newton(g0: float, g1: float, h00: float, h01: float, h11: float) -> Array:
    """The step H⁻¹g; where H is singular, the shortest of those that H maps nearest to g."""
    det = h00 * h11 - h01 * h01
    if det > 1e-12 * (h00 + h11) ** 2:
        return np.array([h11 * g0 - h01 * g1, h00 * g1 - h01 * g0]) / det
    return np.asarray(np.linalg.pinv([[h00, h01], [h01, h11]], rcond=1e-12, hermitian=True) @ [g0, g1])


def profile(z: ArrayLike, y: ArrayLike, slopes: ArrayLike) -> Array:
    """The log-likelihood with the best intercept for each slope (k,): a ridge seen from the side. One label only: 0."""
    place, labels, b = np.asarray(z, float), np.asarray(y, float), np.asarray(slopes, float)
    k, n = float(labels.sum()), len(labels)
    if k in (0.0, float(n)):
        return np.zeros(len(b))
    # Σ expit(a + bz) rises in a. Between these two ends it passes k: there all logits are below, or above, that of k/n.
    reach, middle = np.abs(b) * np.abs(place).max(), np.log(k / (n - k))
    low, high = middle - reach, middle + reach
    a = np.full(len(b), middle)
    for _ in range(60):
        chance = expit(a[:, None] + b[:, None] * place)
        off = k - chance.sum(axis=1)
        low, high = np.where(off > 0, a, low), np.where(off > 0, high, a)
        newton = a + off / np.maximum((chance * (1 - chance)).sum(axis=1), 1e-300)
        inside = (newton > low) & (newton < high)
        moved = np.where(inside, newton, 0.5 * (low + high))
        done = np.abs(moved - a).max() < 1e-9
        a = moved
        if done:
            break
    return logistic_height(place, labels, np.stack([a, b], axis=1))


class Climb:
    """Newton's climb on the logistic likelihood of labels y (n,) at places x (n,).

    `path` has intercept and slope after each step, for standardised x; `heights` the log-likelihoods; `side` the sign
    of the first slope; `best` what can be reached.
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.x, self.y = np.asarray(x, float), np.asarray(y, float)
        self.z, self.mean, self.wide = standardised(self.x)
        self.path = climb(self.z, self.y)
        self.heights = logistic_height(self.z, self.y, self.path)
        self.side = -1.0 if self.path[1, 1] < 0 else 1.0
        self.best = logistic_best(self.x, self.y)

    def weights(self, t: int) -> tuple[float, float]:
        """Intercept and slope after t steps, for x in its own unit."""
        a, b = self.path[t].tolist()
        return a - b * self.mean / self.wide, b / self.wide

    def curve(self, t: int, x: ArrayLike) -> Array:
        """The probability of a yes at x after t steps."""
        a, b = self.weights(t)
        return np.asarray(expit(a + b * np.asarray(x, float)))

    def arrived(self, t: int) -> bool:
        """Whether there is a peak, and t steps lead to it."""
        return self.best.kind == "peak" and bool(np.abs(self.path[t] - self.path[-1]).max() < 1e-9)


@lru_cache(maxsize=1)
def measured() -> dict[str, tuple[Array, Array]]:
    """Real data as (x, labels): Spector and Mazzeo's 32 students (grade point average, and whether the grade improved),
    and petal lengths in cm of Anderson's irises, species against species. From statsmodels and scikit-learn."""
    from sklearn.datasets import load_iris
    from statsmodels.datasets import spector

    students, iris = spector.load_pandas().data, load_iris()
    length, species = iris.data[:, 2], iris.target
    gpa, grade = (students[name].to_numpy(float) for name in ("GPA", "GRADE"))
    found = {"spector": (gpa, grade)}
    for name, (no, yes) in {"virginica": (1, 2), "setosa": (0, 1)}.items():
        both = (species == no) | (species == yes)
        found[name] = length[both], (species[both] == yes) * 1.0
    return found
