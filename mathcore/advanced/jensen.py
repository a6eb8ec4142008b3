"""Jensen's inequality: the gap between a mean of values and the value of the mean, and what it is in machine learning.

For a random variable X and a function f the gap is E f(X) - f(E X): never negative if f is convex, never positive if it
is concave. Logarithms are natural; variances are those of the distribution (divided by the total weight, ddof = 0).

Sources: Jensen, "Sur les fonctions convexes et les inégalités entre les valeurs moyennes", Acta Mathematica 30 (1906);
Liao and Berg, "Sharpening Jensen's inequality", The American Statistician 73 (2019), for the bracket of the gap;
Blei, Kucukelbir and McAuliffe, "Variational inference", JASA 112 (2017); Breiman, "Bagging predictors", Machine
Learning 24 (1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_digits
from sklearn.tree import DecisionTreeClassifier

from mathcore.common.randomness import integer_below, random_words

Array = NDArray[np.float64]
KINK = 1.0  # of the hinge max(0, x - 1)
TREES, DEPTH, CLASSES = 20, 6, 10
TESTED = 898  # every second of the 1797 digits
PRIOR = 0.0, 1.0  # mean and standard deviation of the latent z; x given z is normal around z with deviation 1


def value(function: str, x: ArrayLike) -> Array:
    """f(x), in the shape of x, for "square" x², "exp" eˣ, "log" ln x (x > 0), "hinge" max(0, x - 1), "wave" sin 2x.

    Raises:
        ValueError: there is no such function.
    """
    at = np.asarray(x, dtype=float)
    if function == "square":
        return np.asarray(at**2)
    if function == "exp":
        return np.asarray(np.exp(at))
    if function == "log":
        return np.asarray(np.log(at))
    if function == "hinge":
        return np.maximum(0.0, at - KINK)
    if function == "wave":
        return np.asarray(np.sin(2 * at))
    raise ValueError(f"There is no function {function!r}: choose square, exp, log, hinge or wave.")


def slope(function: str, x: float) -> float:
    """f'(x); at the kink of the hinge 1/2, one of its subgradients."""
    if function == "hinge":
        return float(np.heaviside(x - KINK, 0.5))
    return float({"square": 2 * x, "exp": np.exp(x), "log": 1 / x, "wave": 2 * np.cos(2 * x)}[function])


def bends(function: str, low: float, high: float) -> tuple[float, float]:
    """The infimum and the supremum of f'' on [low, high]; inf where f' jumps between them."""
    if function == "square":
        return 2.0, 2.0
    if function == "exp":
        return float(np.exp(low)), float(np.exp(high))
    if function == "log":
        return -1 / low**2, -1 / high**2
    if function == "hinge":
        return 0.0, np.inf if low < KINK < high else 0.0
    turning = np.pi / 4 + np.pi / 2 * np.arange(
        np.ceil(low / (np.pi / 2) - 0.5), np.floor(high / (np.pi / 2) - 0.5) + 1
    )
    found = -4 * np.sin(2 * np.concatenate([[low, high], turning]))
    return float(found.min()), float(found.max())


@dataclass(frozen=True)
class Gap:
    """What Jensen's inequality compares, for weights at places x; `gap` is E f(X) - f(E X).

    `low` and `high` are the ends of the support (places without weight do not count), `least_bend` and `most_bend` the
    infimum and the supremum of f'' between them, `least` and `most` half of these times the variance: for every f that
    is twice differentiable there, convex or not, the gap lies between. Where f' jumps up, `most` is inf. Where f is
    straight between the ends the gap is 0, without the rounding of its two sides.
    """

    function: str
    mean: float
    variance: float
    mean_of_values: float
    value_of_mean: float
    gap: float
    low: float
    high: float
    least_bend: float
    most_bend: float
    least: float
    most: float

    @property
    def shape(self) -> str:
        """Of f between the ends of the support: "straight", "convex", "concave" or "bent both ways"."""
        if self.low == self.high or self.least_bend == self.most_bend == 0:
            return "straight"
        return "convex" if self.least_bend >= 0 else "concave" if self.most_bend <= 0 else "bent both ways"

    def above_tangent(self, x: ArrayLike) -> Array:
        """f(x) - f(m) - f'(m)(x - m), m the mean (the Bregman divergence): its mean over the weights is the gap."""
        at = np.asarray(x, dtype=float)
        return value(self.function, at) - self.value_of_mean - slope(self.function, self.mean) * (at - self.mean)


def jensen(function: str, places: ArrayLike, weights: ArrayLike) -> Gap:
    """Both sides of the inequality for weights (n,), not negative, at places (n,); weights are scaled to sum to one.

    Raises:
        ValueError: no such function, or no weight.
    """
    x, w = np.asarray(places, dtype=float), np.asarray(weights, dtype=float)
    if (w < 0).any() or not w.sum() > 0:
        raise ValueError("Weights are not negative, and one of them is positive.")
    w = w / w.sum()
    held = x[w > 0]
    low, high = float(held.min()), float(held.max())
    mean = float(np.clip(w @ x, low, high))  # rounding must not carry it out of the support
    variance = float(w @ (x - mean) ** 2)
    values, image = float(w[w > 0] @ value(function, held)), float(value(function, mean))
    bend = bends(function, low, high)
    gap = 0.0 if low == high or bend == (0, 0) else values - image
    least, most = (0.0 if variance == 0 else 0.5 * each * variance for each in bend)
    return Gap(function, mean, variance, values, image, gap, low, high, *bend, least, most)


def hull(points: ArrayLike) -> Array:
    """The corners of the convex hull of points (n, 2), counter-clockwise: Andrew's monotone chain. Two points (equal,
    for a single one) if they lie on a line."""
    found = sorted(set(map(tuple, np.asarray(points, dtype=float).tolist())))
    if len(found) < 2:
        return np.array([found[0]] * 2)

    def chain(row: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        kept: list[tuple[float, ...]] = []
        for p in row:
            while len(kept) > 1:
                (a, b), (c, d) = kept[-2:]
                if (c - a) * (p[1] - b) - (d - b) * (p[0] - a) > 0:
                    break
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return np.array(chain(found) + chain(found[::-1]))


def log_normal(x: ArrayLike, mean: ArrayLike, deviation: float) -> Array:
    """The logarithm of the normal density at x."""
    z = (np.asarray(x, dtype=float) - mean) / deviation
    return np.asarray(-0.5 * z**2 - np.log(deviation) - 0.5 * np.log(2 * np.pi))


def log_evidence(x: float) -> float:
    """ln p(x) in nats where z ~ N(0, 1) and x | z ~ N(z, 1): then x ~ N(0, 2)."""
    return float(log_normal(x, 0.0, np.sqrt(2)))


def posterior(x: float) -> tuple[float, float]:
    """Mean and standard deviation of z given x in that model."""
    return x / 2, float(np.sqrt(0.5))


def log_weight(x: float, z: ArrayLike, mean: float, deviation: float) -> Array:
    """ln w(z) = ln p(x, z) - ln q(z) for q = N(mean, deviation²): under q the mean of w is p(x), whatever q."""
    return log_normal(z, *PRIOR) + log_normal(x, z, 1.0) - log_normal(z, mean, deviation)


def elbo(x: float, mean: float, deviation: float) -> float:
    """The evidence lower bound E ln w(z) in nats, z ~ q = N(mean, deviation²), in closed form."""
    joint = -np.log(2 * np.pi) - 0.5 * (mean**2 + deviation**2) - 0.5 * ((x - mean) ** 2 + deviation**2)
    return float(joint + 0.5 * np.log(2 * np.pi * np.e * deviation**2))


def kl_normal(mean: float, deviation: float, to_mean: float, to_deviation: float) -> float:
    """KL(N(mean, deviation²) || N(to_mean, to_deviation²)) in nats."""
    ratio = deviation / to_deviation
    return float(0.5 * (ratio**2 + ((mean - to_mean) / to_deviation) ** 2 - 1) - np.log(ratio))


@dataclass(frozen=True)
class Bagged:
    """What bagged trees say of scikit-learn's digits that they have not seen.

    `images` (n, 8, 8) from 0 to 16, `labels` (n,), `chances` (trees, n, 10) the probability of each class.
    """

    images: Array
    labels: NDArray[np.int64]
    chances: Array

    def of_truth(self, trees: int) -> Array:
        """The probability that each of the first `trees` trees gives the true class: shape (trees, n)."""
        return self.chances[:trees, np.arange(len(self.labels)), self.labels]

    def losses(self, trees: int) -> Array:
        """Log losses in nats for each digit, (2, n): the mean of the trees' losses, and the loss of their mean."""
        found = self.of_truth(trees)
        return np.stack([-np.log(found).mean(axis=0), -np.log(found.mean(axis=0))])

    def accuracies(self, trees: int) -> tuple[float, float]:
        """The share of digits that a tree gets right (the mean of the trees), and that their mean gets right."""
        first = self.chances[:trees]
        return float((first.argmax(2) == self.labels).mean()), float((first.mean(0).argmax(1) == self.labels).mean())


@lru_cache(maxsize=1)
def bagged() -> Bagged:
    """20 trees of depth 6, each trained on a bootstrap sample (stream t of seed 1) of every second digit; the others
    are the test. A leaf with k of n of a class gives it (k + 1)/(n + 10), Laplace's rule: no probability is 0."""
    pixels, labels = load_digits(return_X_y=True)
    train, test = np.arange(0, len(pixels), 2), np.arange(1, len(pixels), 2)
    chances = []
    for t in range(TREES):
        rows = train[integer_below(random_words(1, t, 0, len(train)), len(train)).astype(int)]
        model = DecisionTreeClassifier(max_depth=DEPTH, random_state=0).fit(pixels[rows], labels[rows])
        leaf = model.apply(pixels[test])
        size = model.tree_.weighted_n_node_samples[leaf, None]
        chances.append((model.tree_.value[leaf, 0] * size + 1) / (size + CLASSES))
    return Bagged(pixels[test].reshape(-1, 8, 8), labels[test].astype(np.int64), np.array(chances))
