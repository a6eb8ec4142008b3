"""Data to choose a law for: hidden laws and real samples, what a law says of them, and their place in Pearson's plane.

The plane has the squared skewness b1 across and the kurtosis b2 upwards; every law lies on or above b2 = b1 + 1, on it
only a law with two values. Source: Pearson, "Mathematical contributions to the theory of evolution XIX", Philosophical
Transactions of the Royal Society A 216 (1916); Johnson, Kotz and Balakrishnan, vol. 1 (1994), chapter 12.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_integers
from mathcore.probability.law_form import Distribution
from mathcore.probability.law_relations import gap_of
from mathcore.probability.laws import distribution

Array = NDArray[np.float64]
HIDDEN = 4000  # draws of a hidden law
BOOTSTRAPS = 100
# Laws to be found; the draws are always the same.
RIDDLES: dict[str, Distribution] = {
    "one": distribution("gamma", 2.4, 1.7),
    "two": distribution("gumbel_r", 2.0, 1.3),
    "three": distribution("t", 2.6, -1.0, 1.5),
    "four": distribution("betabinom", 20, 1.2, 3.4),
}


@remembered
def sample(name: str) -> Array:
    """A sample, sorted: 4000 draws of a hidden law; "visits", the doctor visits of 20,190 person-years of the RAND
    health insurance experiment (statsmodels randhie); "tumours", the mean radius in micrometres of 569 tumours'
    nuclei as scikit-learn has it (breast_cancer); "growth", the quarterly growth of the gross domestic product of the
    United States in per cent, 1959 to 2009 (statsmodels macrodata)."""
    if name in RIDDLES:
        return np.sort(RIDDLES[name].samples(HIDDEN, 2024, list(RIDDLES).index(name)))
    if name == "tumours":
        from sklearn.datasets import load_breast_cancer

        return np.sort(np.asarray(load_breast_cancer().data[:, 0], dtype=float))
    from statsmodels import datasets

    if name == "visits":
        return np.sort(np.asarray(datasets.randhie.load_pandas().data["mdvis"], dtype=float))
    gdp = np.asarray(datasets.macrodata.load_pandas().data["realgdp"], dtype=float)
    return np.sort(100 * np.diff(np.log(gdp)))


@remembered
def counted(name: str) -> tuple[Array, NDArray[np.int64]]:
    """The values of a sample and how often each is there."""
    values, counts = np.unique(sample(name), return_counts=True)
    return values, counts


def whole(name: str) -> bool:
    """Whether the sample consists of whole numbers."""
    return bool((sample(name) == np.floor(sample(name))).all())


@lru_cache(maxsize=32)
def log_likelihood(name: str, law: Distribution) -> float:
    """The sum of the log-density over the sample; -inf if the law rules a value out."""
    values, counts = counted(name)
    with np.errstate(invalid="ignore"):
        return float((law.log_density(values) * counts).sum())


@lru_cache(maxsize=32)
def misfit(name: str, law: Distribution) -> float:
    """Kolmogorov's distance of the sample from the law; to a hidden law, that of the two distribution functions."""
    if name not in RIDDLES:
        return gap_of(*counted(name), law)
    places, heights = _hidden(name)
    own = law.ppf(np.linspace(5e-4, 1 - 5e-4, 200))
    if law.discrete:
        own = np.concatenate([own, np.nextafter(own, -np.inf)])
    first = np.abs(heights - law.cdf(places)).max()
    return float(max(first, np.abs(RIDDLES[name].cdf(own) - law.cdf(own)).max()))


@lru_cache(maxsize=8)
def _hidden(name: str) -> tuple[Array, Array]:
    """Places where a hidden law has its probability, on both sides of its jumps, and its distribution function."""
    hidden = RIDDLES[name]
    places = np.unique(hidden.ppf(np.linspace(5e-4, 1 - 5e-4, 400)))
    if hidden.discrete:
        places = np.concatenate([places, np.nextafter(places, -np.inf)])
    return places, hidden.cdf(places)


def shape_of(x: Array) -> tuple[float, float]:
    """(b1, b2) of a sample (..., n) along its last axis, without corrections; of data that are all alike NaN."""
    away = x - x.mean(axis=-1, keepdims=True)
    second, third, fourth = (np.mean(away**k, axis=-1) for k in (2, 3, 4))
    with np.errstate(all="ignore"):
        return third**2 / second**3, fourth / second**2


@lru_cache(maxsize=32)
def cloud(name: str, seed: int = 1) -> Array:
    """(b1, b2) of BOOTSTRAPS samples drawn with replacement from the sample: (BOOTSTRAPS, 2)."""
    x = sample(name)
    rows = [x[random_integers(seed, k, 0, len(x), len(x)).astype(np.int64)] for k in range(BOOTSTRAPS)]
    return np.array([shape_of(row) for row in rows])


def place(law: Distribution) -> tuple[float, float]:
    """(b1, b2) of a law; NaN where it has none."""
    skewness, kurtosis = law.skewness, law.kurtosis
    if skewness is None or kurtosis is None or not np.isfinite([skewness, kurtosis]).all():
        return np.nan, np.nan
    return skewness**2, kurtosis


# Families that are curves of the plane: a law for a shape, and the shapes between which it is drawn.
CURVES: dict[str, tuple[str, Callable[[float], Distribution], Array]] = {
    "gamma": ("gamma", lambda k: distribution("gamma", k, 1), np.geomspace(0.35, 4000, 80)),
    "lognorm": ("log-normal", lambda s: distribution("lognorm", 0, s), np.linspace(1e-3, 0.75, 80)),
    "invgamma": ("inverse gamma", lambda a: distribution("invgamma", a, 1), np.geomspace(4.5, 4000, 80)),
    "weibull_min": ("Weibull", lambda k: distribution("weibull_min", k, 1), np.geomspace(0.6, 10.0, 120)),
    "poisson": ("Poisson", lambda m: distribution("poisson", m), np.geomspace(0.08, 4000, 80)),
    "t": ("t", lambda v: distribution("t", v, 0, 1), np.geomspace(4.3, 4000, 80)),
}
POINTS = {"uniform": "uniform", "norm": "normal", "logistic": "logistic", "laplace": "Laplace"}
POINTS |= {"gumbel_r": "Gumbel", "expon": "exponential", "rayleigh": "Rayleigh"}
PLANE = (-1.3, 5.5), (0.8, 13.8)  # the part of Pearson's plane that is drawn; names stand to the left of 0


def pinned(spot: tuple[float, float]) -> tuple[float, float]:
    """A place within PLANE; the upper edge for a law without kurtosis."""
    if not np.isfinite(spot).all():
        return 0.0, PLANE[1][1]
    return float(np.clip(spot[0], *PLANE[0])), float(np.clip(spot[1], *PLANE[1]))


# Where the name of each family has room: skewness squared, kurtosis (0: on the curve), and the side. Of some points the
# side of their name; else it is to the right.
NAMED: dict[str, tuple[float, float, str]] = {
    "gamma": (4.45, 0, "bottom right"),
    "lognorm": (4.55, 12.7, "top center"),
    "invgamma": (3.7, 0, "middle left"),
    "weibull_min": (2.45, 0, "bottom right"),
    "poisson": (3.6, 0, "bottom right"),
    "t": (0.0, 10, "middle left"),
}
ENDS = {"lognorm": 12.7, "invgamma": 12.7}  # the kurtosis at which a curve ends below a name
ASIDE = dict.fromkeys(("uniform", "norm", "logistic", "laplace"), "middle left")
ASIDE |= {"gumbel_r": "top left", "expon": "bottom right"}


@lru_cache(maxsize=1)
def curves() -> dict[str, Array]:
    """Of each family of CURVES its (b1, b2), (n, 2)."""
    return {key: np.array([place(make(value)) for value in shapes]) for key, (_, make, shapes) in CURVES.items()}


def beta_of(b1: float, b2: float) -> tuple[float, float] | None:
    """The shapes (least first) of the beta law at a place of Pearson's plane; None outside of its region.

    Johnson, Kotz and Balakrishnan, vol. 2 (1995), section 25.4.
    """
    below, room = b2 - b1 - 1, 6 + 3 * b1 - 2 * b2
    if below <= 0 or room <= 0:
        return None
    total = 6 * below / room
    root = total + 2
    bend = b1 * root**2 / (b1 * root**2 + 16 * (total + 1))
    half = 0.5 * total
    return half * (1 - np.sqrt(bend)), half * (1 + np.sqrt(bend))


# Of each sample the part of the line that is drawn, and a height that holds the densities of laws near it.
WINDOWS = {
    "one": (0.0, 18.0, 0.25),
    "two": (-3.0, 12.0, 0.4),
    "three": (-14.0, 12.0, 0.4),
    "four": (-0.7, 20.7, 0.16),
    "visits": (-0.7, 25.0, 0.45),
    "tumours": (5.0, 30.0, 0.2),
    "growth": (-3.0, 5.0, 0.8),
}


def nearest(law: Distribution, spot: tuple[float, float], values: Sequence[Sequence[float]]) -> dict[int, float] | None:
    """The parameter, by its place, and which of its ascending values brings a law nearest to (b1, b2), the others at
    rest; None if it is nowhere nearer than it is. Of a beta law both shapes, the least value of which is above 0."""
    if law.law.key == "beta":
        shapes = beta_of(max(spot[0], 0.0), spot[1])
        ends = [(each[0], each[-1]) for each in values]
        if shapes is None or shapes[0] < ends[0][0] or shapes[1] > ends[0][1]:
            pairs, places = _betas(*ends[0])
            shapes = tuple(pairs[np.argmin(_far(places, spot))].tolist())
        return dict(enumerate(shapes if law.theta[0] <= law.theta[1] else shapes[::-1]))

    def off(k: int, value: float) -> float:
        far = float(_far(np.array(place(law.law.at(*law.theta[:k], value, *law.theta[k + 1 :]))), spot))
        return far if np.isfinite(far) else np.inf

    best, found = off(0, law.theta[0]), None
    for k, choices in enumerate(values):
        step = max(1, len(choices) // 24)  # first here and there, then around the best
        rough = min(range(0, len(choices), step), key=lambda each: off(k, float(choices[each])))
        around = range(max(rough - step, 0), min(rough + step + 1, len(choices)))
        reached, at = min((off(k, float(choices[each])), each) for each in around)
        if reached < best - 1e-9:
            best, found = reached, {k: float(choices[at])}
    return found


def _far(places: Array, spot: tuple[float, float]) -> Array:
    """The distance of places (..., 2) of the plane from a spot, as the plane is drawn."""
    return np.asarray(np.hypot((places[..., 0] - spot[0]) / 5, (places[..., 1] - spot[1]) / 10))


@remembered
def _betas(low: float, high: float) -> tuple[Array, Array]:
    """Shapes of beta laws, the least first, and their places."""
    each = np.geomspace(low, high, 80)
    pairs = np.array([(a, b) for a in each for b in each if a <= b])
    return pairs, np.array([place(distribution("beta", *pair)) for pair in pairs])
