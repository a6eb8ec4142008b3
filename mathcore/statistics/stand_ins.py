"""A binomial law and what stands in for it: Poisson's law of the same mean, the normal law of same mean and variance.

The normal law is compared *with continuity correction*: the probability that it gives to k is its mass between k - 1/2
and k + 1/2. Two distances between laws: total variation, the largest difference in the probability of any event, and
the Kolmogorov distance, the largest difference in P(X <= k).

Sources: Barbour and Hall, "On the rate of Poisson convergence", Math. Proc. Cambridge Phil. Soc. 95 (1984); Le Cam, "An
approximation theorem for the Poisson binomial distribution", Pacific J. Math. 10 (1960); Shevtsova, "On the absolute
constants in the Berry-Esseen type inequalities", arXiv 1111.6554 (2011).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage, special

Array = NDArray[np.float64]
FEWEST, MOST = 5, 1000  # trials
RAREST = 0.002  # p goes from here to 1/2
BERRY_ESSEEN = 0.4748  # Shevtsova (2011), for equally distributed terms
_LOG_FACTORIAL = special.gammaln(np.arange(2.0 * MOST + 2) + 1)
NS = np.unique(np.round(np.geomspace(FEWEST, MOST, 60)).astype(int))  # of the curves along n
LOG_N, LOG_P = np.linspace(np.log10(FEWEST), np.log10(MOST), 112), np.linspace(np.log10(RAREST), np.log10(0.5), 104)


# Which errors are compared: of P(X <= k), of the same without continuity correction, of any event.
KINDS = {"cdf": ("poisson_cdf", "normal_cdf"), "raw": ("poisson_cdf", "normal_raw"), "tv": ("poisson_tv", "normal_tv")}


class Errors(NamedTuple):
    """How far Poisson's and the normal law are from the binomial: `tv` total variation, `cdf` the Kolmogorov distance;
    of the normal law both with continuity correction, and `raw` the Kolmogorov distance without it."""

    poisson_tv: Array
    poisson_cdf: Array
    normal_tv: Array
    normal_cdf: Array
    normal_raw: Array


def trials_mass(n: int, p: float, rho: float = 0.0) -> Array:
    """The probabilities of 0, ..., n successes, (n + 1,), in n trials of probability p, pairs having correlation rho.

    With rho = 0 they are independent: the binomial law. Else each group of n trials has a probability of its own, drawn
    from Beta(a, b) with a + b = 1/rho - 1 and mean p: the beta-binomial law, of variance npq(1 + (n - 1) rho).
    """
    k = np.arange(n + 1.0)
    chosen = _LOG_FACTORIAL[n] - _LOG_FACTORIAL[: n + 1] - _LOG_FACTORIAL[n::-1]
    if rho <= 0:
        return np.asarray(np.exp(chosen + special.xlogy(k, p) + special.xlog1py(n - k, -p)))
    a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
    return np.asarray(np.exp(chosen + special.betaln(k + a, n - k + b) - special.betaln(a, b)))


def poisson_mass(mean: float, count: int) -> Array:
    """Poisson's probabilities of 0, ..., count - 1."""
    k = np.arange(count)
    return np.asarray(np.exp(k * np.log(mean) - mean - special.gammaln(k + 1.0)))


def normal_mass(mean: float, sd: float, count: int) -> Array:
    """What the normal law gives to 0, ..., count - 1: its mass within 1/2 of each."""
    return np.asarray(np.diff(special.ndtr((np.arange(count + 1) - 0.5 - mean) / sd)))


class Compared(NamedTuple):
    """Masses at 0, 1, ... (count,) of the truth and of both stand-ins, and the errors of these."""

    truth: Array
    poisson: Array
    normal: Array
    errors: Errors


def compared(n: int, p: float, rho: float = 0.0) -> Compared:
    """The count of n trials (see `trials_mass`) beside Poisson's law of mean np and the normal law of variance npq."""
    mean, sd = n * p, float(np.sqrt(n * p * (1 - p)))
    count = max(n, int(np.ceil(mean + 12 * np.sqrt(mean) + 20))) + 1
    truth = np.zeros(count)
    truth[: n + 1] = trials_mass(n, p, rho)
    poisson, normal = poisson_mass(mean, count), normal_mass(mean, sd, count)
    found = _errors(np.array([n]), np.array([p]), np.zeros(1), truth[None], poisson[None])
    return Compared(truth, poisson, normal, Errors(*(each[0] for each in found)))


def _errors(n: Array, p: Array, first: Array, truth: Array, poisson: Array) -> Errors:
    """The errors, (m,), of laws whose masses (m, count) stand at first, first + 1, ...; what lies beyond is negligible
    for the truth and for Poisson's law."""
    mean, sd = (n * p)[:, None], np.sqrt(n * p * (1 - p))[:, None]
    k = first[:, None] + np.arange(truth.shape[1])
    below = np.cumsum(truth, axis=1)
    edge = special.ndtr((np.concatenate([k[:, :1] - 0.5, k + 0.5], axis=1) - mean) / sd)
    at = special.ndtr((k - mean) / sd)
    started = np.concatenate([np.zeros_like(below[:, :1]), below], axis=1)
    # An event outside of what is listed has probability 0 under the truth: all of the normal law there is its error.
    outside = edge[:, 0] + 1 - edge[:, -1]
    return Errors(
        0.5 * np.abs(truth - poisson).sum(axis=1) + 0.5 * np.maximum(1 - poisson.sum(axis=1), 0.0),
        np.abs(below - np.cumsum(poisson, axis=1)).max(axis=1),
        0.5 * (np.abs(truth - np.diff(edge, axis=1)).sum(axis=1) + outside),
        np.abs(started - edge).max(axis=1),
        np.maximum(np.abs(below - at), np.abs(started[:, :-1] - at)).max(axis=1),
    )


def errors(n: ArrayLike, p: ArrayLike) -> Errors:
    """The errors of both stand-ins for binomial laws, n and p of shape (m,), n at most MOST; each of shape (m,)."""
    n, p = np.asarray(n, float), np.asarray(p, float)
    mean, reach = n * p, 9 * np.sqrt(n * p) + 12
    first = np.floor(np.maximum(mean - reach, 0.0))
    count = int(np.max(np.ceil(mean + reach) - first)) + 1
    k = (first[:, None] + np.arange(count)).astype(int)
    inside = k <= n[:, None]
    safe, whole = np.where(inside, k, 0), n.astype(int)[:, None]
    log_p, log_q, odds = np.log(p)[:, None], np.log1p(-p)[:, None], n[:, None]
    chosen = _LOG_FACTORIAL[whole] - _LOG_FACTORIAL[safe] - _LOG_FACTORIAL[whole - safe]
    truth = np.where(inside, np.exp(chosen + safe * log_p + (odds - safe) * log_q), 0.0)
    poisson = np.exp(k * np.log(mean)[:, None] - mean[:, None] - _LOG_FACTORIAL[k])
    return _errors(n, p, first, truth, poisson)


@lru_cache(maxsize=1)
def error_map() -> Errors:
    """The errors over LOG_P (rows) and LOG_N (columns), n rounded to whole numbers."""
    n, p = np.round(10**LOG_N), 10**LOG_P
    rows = [errors(n, np.full_like(n, each)) for each in p]
    return Errors(*(np.stack(each) for each in zip(*rows, strict=True)))


def le_cam(n: ArrayLike, p: ArrayLike) -> Array:
    """Le Cam's bound n p^2 on the total variation between Bin(n, p) and Poisson(np)."""
    return np.asarray(np.asarray(n, float) * np.asarray(p, float) ** 2)


def barbour_hall(n: ArrayLike, p: ArrayLike) -> Array:
    """Barbour and Hall's bound p (1 - exp(-np)) on the same; at least 1/32 of p min(1, np) is reached."""
    p = np.asarray(p, float)
    return np.asarray(-p * np.expm1(-np.asarray(n, float) * p))


def berry_esseen(n: ArrayLike, p: ArrayLike) -> Array:
    """The bound 0.4748 (p^2 + q^2) / sqrt(npq) on the Kolmogorov distance of the normal law, without correction."""
    n, p = np.asarray(n, float), np.asarray(p, float)
    return np.asarray(BERRY_ESSEEN * (p**2 + (1 - p) ** 2) / np.sqrt(n * p * (1 - p)))


class Bounds(NamedTuple):
    """The bounds on both errors, as the functions of their names give them."""

    le_cam: Array
    barbour_hall: Array
    berry_esseen: Array


def bounds(n: ArrayLike, p: ArrayLike) -> Bounds:
    """All bounds at n and p, of their common shape."""
    return Bounds(le_cam(n, p), barbour_hall(n, p), berry_esseen(n, p))


def best_event(n: int, p: float) -> tuple[int, int, float]:
    """(low, high, gap): the counts low, ..., high are those that Bin(n, p) gives more than Poisson(np), and gap is how
    much more, by the distribution functions; no event has a larger gap.

    They are neighbours, since the ratio of the two laws rises to a maximum and falls.
    """
    k = np.arange(n + 1)
    more = np.flatnonzero(trials_mass(n, p) > poisson_mass(n * p, n + 1))
    low, high = int(k[more[0]]), int(k[more[-1]])
    upper = special.bdtr(high, n, p) - special.pdtr(high, n * p)
    return low, high, float(upper - (special.bdtr(low - 1, n, p) - special.pdtr(low - 1, n * p) if low else 0.0))


class Tail(NamedTuple):
    """P(X >= first) by the truth, by Poisson's law, and by the normal law with continuity correction."""

    first: int
    truth: float
    poisson: float
    normal: float


def tail(n: int, p: float, first: int, rho: float = 0.0) -> Tail:
    """The probability of at least `first` successes, by the truth and by both stand-ins."""
    mean, sd = n * p, np.sqrt(n * p * (1 - p))
    if first <= 0:
        truth, poisson = 1.0, 1.0
    else:
        poisson = float(special.gammainc(first, mean))
        truth = float(trials_mass(n, p, rho)[first:].sum())
    return Tail(first, truth, poisson, float(special.ndtr(-(first - 0.5 - mean) / sd)))


def normal_around(at: ArrayLike, mean: float, sd: float) -> Array:
    """The mass of the normal law within 1/2 of each place, any shape: at whole numbers that of `normal_mass`."""
    z = (np.asarray(at, float) - mean) / sd
    return np.asarray(special.ndtr(z + 0.5 / sd) - special.ndtr(z - 0.5 / sd))


def guaranteed(n: ArrayLike, most: float) -> Array:
    """The largest p with `barbour_hall` at most `most`, for each n (m,): below it Poisson is that good for sure."""
    n = np.asarray(n, float)
    low, high = np.zeros_like(n), np.ones_like(n)
    for _ in range(48):
        middle = 0.5 * (low + high)
        good = barbour_hall(n, middle) <= most
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return low


def crossed(*lines: ArrayLike) -> NDArray[np.bool_]:
    """Which cells of the map are crossed by lines, each given by its log10 p over LOG_N."""
    gap = [np.abs(LOG_P[:, None] - np.asarray(each, float)) for each in lines]
    return np.asarray(np.min(gap, axis=0) < 1.5 * (LOG_P[1] - LOG_P[0]))


def deepest(zone: NDArray[np.bool_], avoid: NDArray[np.bool_], least: float = 7.0) -> tuple[float, float]:
    """The place (log10 n, log10 p) of the cell of the map that is farthest from where the zone ends, for its name, and,
    where there is room, from cells to avoid; NaN if nothing is `least` cells deep."""
    # A name is wide and low, so that cells beside it count half of those above; every other cell will do.
    free, wide = np.pad((zone & ~avoid)[::2, ::2], 1), np.pad(zone[::2, ::2], 1)
    depth = 2 * ndimage.distance_transform_edt(free, sampling=(1.0, 0.4))[1:-1, 1:-1]
    if depth.max() < 6:
        depth = 2 * ndimage.distance_transform_edt(wide)[1:-1, 1:-1]
    else:
        least = 6.0
    cells = 2 * np.argwhere(depth >= depth.max() - 0.5)
    row, column = cells[np.argmin(np.abs(cells[:, 1] - 0.75 * len(LOG_N)))]  # of a long strip a place on the right
    return (float(LOG_N[column]), float(LOG_P[row])) if depth.max() >= least else (np.nan, np.nan)


def spread(mass: Array) -> tuple[float, float]:
    """Mean and variance of masses at 0, 1, ..., by summing."""
    k = np.arange(len(mass))
    mean = float((k * mass).sum())
    return mean, float(((k - mean) ** 2 * mass).sum())


def zones(kind: str, within: float) -> Array:
    """Over the map 0 where both stand-ins are within that error, 1 Poisson's alone, 2 the normal law alone, 3 neither.
    `kind` is a key of KINDS."""
    poisson, normal = (getattr(error_map(), name) > within for name in KINDS[kind])
    return np.where(poisson, np.where(normal, 3.0, 2.0), np.where(normal, 1.0, 0.0))


def step(most: float, parts: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that goes at most `parts` times into a length."""
    scale = 10.0 ** np.floor(np.log10(most / parts))
    return float(next(s * scale for s in (1, 2, 5, 10) if s * scale * parts >= most * (1 - 1e-9)))


class Window(NamedTuple):
    """Counts around a mean: `ticks`, their places in deviations from it; all of them `k`, and their places `z`."""

    ticks: Array
    at: Array
    k: NDArray[np.int64]
    z: Array


def window(mean: float, unit: float, ends: tuple[float, float], most: int) -> Window:
    """The counts up to `most` between two places, in units from the mean, and about eight of them as ticks."""
    low, high = (max(mean + unit * end, 0.0) for end in ends)
    wide = max(1.0, step(high - low, 9))
    ticks: Array = np.arange(np.ceil(low / wide), np.floor(high / wide) + 1) * wide
    k = np.arange(round(low), min(most, round(high)) + 1)
    return Window(ticks, (ticks - mean) / unit, k, np.asarray((k - mean) / unit, float))


def log_height(mass: ArrayLike, decades: int) -> Array:
    """Heights on a logarithmic axis: 1 for a probability of 1, 0 for 10^-decades and less."""
    return np.asarray(1 + np.log10(np.maximum(np.asarray(mass, float), 10.0**-decades)) / decades)


def tail_ratios(laws: Compared, mean: float, sd: float) -> Array:
    """P(X >= k) by Poisson's and by the normal law as multiples of the truth, (2, count), k = 0, 1, ...; NaN where the
    truth is nothing. Sums begin at the far end, where terms are small."""

    def upper(mass: Array) -> Array:
        return np.cumsum(mass[::-1])[::-1]

    truth = upper(laws.truth)
    found = np.stack([upper(laws.poisson), special.ndtr(-(np.arange(len(truth)) - 0.5 - mean) / sd)])
    return np.divide(found, truth, out=np.full_like(found, np.nan), where=truth > 1e-290)


def chernoff(n: int, p: float, first: int) -> float:
    """The bound exp(-n KL(k/n, p)) on P(X >= k) of independent trials, for k = first above np; 1 below, 0 above n."""
    if first > n:
        return 0.0
    share = max(first / n, p)
    return float(np.exp(-n * (special.rel_entr(share, p) + special.rel_entr(1 - share, 1 - p))))
