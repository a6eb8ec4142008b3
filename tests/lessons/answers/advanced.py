"""Answers of the exercises of the advanced lessons, by libraries, by listing and by simulation; and the mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from scipy import integrate, optimize, special, stats
from scipy.sparse import csgraph, csr_array

Values = Mapping[str, Any]
Answer = Callable[[Values], float]


def rounded(v: Values) -> float:
    """To four significant binary digits, by the mantissa that Python gives."""
    mantissa, exponent = math.frexp(v["x"])
    return math.ldexp(round(mantissa * 16), exponent - 4)


def compressed(v: Values) -> float:
    """The bytes of SciPy's own arrays."""
    kept = csr_array(np.array(v["matrix"], dtype=np.float64))
    return float(kept.data.nbytes + kept.indices.astype(np.int32).nbytes + kept.indptr.astype(np.int32).nbytes)


def hub(v: Values) -> float:
    """The pairs of the hub's neighbours that no edge joins."""
    edges = v["edges"]
    near = [k for k, joined in enumerate(edges[0]) if joined]
    return float(sum(not edges[i][j] for i, j in combinations(near, 2)))


def even_mode(v: Values) -> float:
    size = v["rungs"] + v["antenna"]
    path = np.eye(size, k=1) + np.eye(size, k=-1)
    return float(np.linalg.eigvalsh(csgraph.laplacian(path))[1])


def trees(v: Values) -> float:
    """All choices of nine edges that hang together."""
    places = np.argwhere(np.triu(v["edges"]))
    found = 0
    for chosen in combinations(places, 9):
        rows, columns = np.array(chosen).T
        tree = csr_array((np.ones(9), (rows, columns)), shape=(10, 10))
        found += csgraph.connected_components(tree, directed=False)[0] == 1
    return float(found)


def products(v: Values) -> float:
    """The letters one by one, each with the next of the lengths."""
    letters = dict.fromkeys(each for each in v["subscripts"].split("->")[0] if each.isalpha())
    return float(np.prod((3, 4, 2, 3)[: len(letters)]))


def moment(v: Values) -> float:
    moments = (integrate.quad(lambda x, s=s: x**s * math.exp(-x), 0, 80)[0] for s in range(1, 12))
    return min(mean / v["level"] ** s for s, mean in enumerate(moments, 1))


def hoeffding(v: Values) -> float:
    law = stats.binom(100, v["chance"])
    t = round(v["z"] * law.std())
    return math.exp(-2 * t**2 / 100)


def bend(v: Values) -> float:
    law = stats.rv_discrete(values=(range(2), v["weights"][0][:2]))
    places = np.array(v["masses"][:2])
    mean = law.expect(lambda k: places[np.asarray(k, dtype=int)])
    return float(law.expect(lambda k: np.exp(places[np.asarray(k, dtype=int)])) - math.exp(mean))


def shortfall(v: Values) -> float:
    """KL(q ‖ posterior) by quadrature, the posterior from prior times likelihood."""
    z = np.linspace(-12, 12, 200_001)
    q = stats.norm(v["q_mean"], v["q_sd"])
    posterior = stats.norm.pdf(z) * stats.norm.pdf(v["observed"] - z)
    posterior /= integrate.trapezoid(posterior, z)
    return float(integrate.trapezoid(q.pdf(z) * (q.logpdf(z) - np.log(posterior)), z))


def labelings(v: Values) -> float:
    """Schläfli's recursion: a new point adds the ways in which a hyperplane of one dimension less goes through it."""

    def made(n: int, d: int) -> int:
        return 2 if n == 1 or d == 0 else made(n - 1, d) + made(n - 1, d - 1)

    return float(made(v["n_points"], v["d"]))


def union(v: Values) -> float:
    return optimize.brentq(lambda gap: v["m"] * 2 * math.exp(-2 * v["n"] * gap**2) - 0.05, 0, 3)


def coins(v: Values) -> float:
    """The length of the way from one coin to the other, by Fisher's information 1/(p(1 − p))."""
    return float(integrate.quad(lambda p: 1 / math.sqrt(p * (1 - p)), *sorted((v["heads"], v["others"])))[0])


def normals(v: Values) -> float:
    return float(integrate.quad(lambda s: math.sqrt(2) / s, v["first"][1], v["second"][1])[0])


def walk(v: Values) -> tuple[float, float]:
    """The chance to end above, and the mean number of steps, by solving for all places at once."""
    size = v["high"] + v["low"] - 1
    system = np.eye(size) - 0.5 * (np.eye(size, k=1) + np.eye(size, k=-1))
    up = np.zeros(size)
    up[-1] = 0.5
    place = v["low"] - 1
    return float(np.linalg.solve(system, up)[place]), float(np.linalg.solve(system, np.ones(size))[place])


def euler_variance(v: Values) -> float:
    variance = 0.0
    for _ in range(5000):
        variance = (1 - v["rate"] * v["length"]) ** 2 * variance + v["length"]
    return variance


def break_even(v: Values) -> float:
    return optimize.brentq(lambda discount: v["prize"] * discount**7 - discount, 1e-6 + 0.1, 1)


def faded(v: Values) -> float:
    """By the differential equation of the variance, v′ = −2v + 2."""
    found = integrate.solve_ivp(lambda _, x: 2 - 2 * x, (0, v["time"]), [v["spread"] ** 2], rtol=1e-10, atol=1e-12)
    return float(found.y[0, -1])


def peel(v: Values) -> float:
    return float(1 - stats.beta(v["d"], 1).cdf(1 - v["peel"]))  # the law of the distance from the middle


def ripe(v: Values) -> float:
    return optimize.brentq(lambda d: (1 - v["peel"]) ** d - 0.01, 0.1, 1000)


def chernoff(v: Values) -> float:
    return 2 * math.exp(-v["k"] * (v["eps"] ** 2 / 4 - v["eps"] ** 3 / 6))


def secular(v: Values) -> float:
    """The place outside of the noise where the spike holds an eigenvalue: by the transform of Marchenko and Pastur's
    law, integrated."""
    gamma, spike = v["features"] / v["rows"], v["spike"]
    low, high = (1 - math.sqrt(gamma)) ** 2, (1 + math.sqrt(gamma)) ** 2

    def transform(z: float) -> float:
        density = lambda x: math.sqrt(max((high - x) * (x - low), 0)) / (2 * math.pi * gamma * x)  # noqa: E731
        return integrate.quad(lambda x: density(x) * x / (z - x), low, high, limit=400)[0]

    return optimize.brentq(lambda z: gamma * transform(z) - gamma / (spike - 1), high * 1.0001, 60)


def cosine(v: Values) -> float:
    gamma, spike = v["features"] / v["rows"], v["spike"]
    return (1 - gamma / (spike - 1) ** 2) / (1 + gamma / (spike - 1))


ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("numerical_stability", "binary digits"): (rounded,),
    ("numerical_stability", "relative errors"): (
        lambda v: (v["a"] + v["b"]) / abs(v["a"] - v["b"]),
        lambda v: v["a"] / abs(v["a"] - v["b"]),
    ),
    ("numerical_stability", "Logits"): (lambda v: float(special.logsumexp(v["logits"])), lambda v: max(v["logits"])),
    ("sparse_matrices", "as CSR"): (compressed, lambda v: 12.0 * np.count_nonzero(v["matrix"])),
    ("sparse_matrices", "A hub"): (hub, lambda v: float(sum(v["edges"][0]))),
    ("tail_inequalities", "whole moment"): (moment, lambda v: math.exp(-v["level"])),
    ("tail_inequalities", "What does Hoeffding"): (hoeffding, lambda v: 1 / v["z"] ** 2),
    ("jensen", "E eˣ"): (bend,),
    ("jensen", "ELBO"): (shortfall,),
    ("generalization_bounds", "hyperplane"): (labelings, lambda v: labelings(v) / 2),
    ("generalization_bounds", "union bound"): (union, lambda v: union(v) ** 2),
    ("natural_gradient", "Two coins"): (coins, lambda v: abs(v["heads"] - v["others"])),
    ("natural_gradient", "normal laws"): (normals, lambda v: abs(v["second"][1] - v["first"][1])),
    ("martingales", "end above"): (lambda v: walk(v)[0], lambda v: 1 - walk(v)[0]),
    ("martingales", "How many steps"): (lambda v: walk(v)[1], lambda v: v["high"] + v["low"]),
    ("brownian_sde", "(the mean)"): (
        lambda v: math.exp(v["mu"] * v["horizon"]),
        lambda v: math.exp((v["mu"] - v["sigma"] ** 2 / 2) * v["horizon"]),
    ),
    ("brownian_sde", "settle to"): (euler_variance, lambda v: 1 / (2 * v["rate"])),
    ("rl_diffusion", "worth the way"): (break_even, lambda v: 1 / v["prize"]),
    ("rl_diffusion", "Which variance"): (faded, lambda v: math.sqrt(faded(v))),
    ("curse_of_dimensionality", "of it is peel"): (peel, lambda v: 1 - peel(v)),
    ("curse_of_dimensionality", "From which dimension"): (ripe, lambda v: ripe(v) * math.log10(math.e)),
    ("random_projections", "bound on the chance"): (chernoff,),
    ("random_projections", "How many distances"): (lambda v: math.comb(v["n"], 2), lambda v: v["n"] ** 2 / 2),
    ("high_dimensional_statistics", "Which variance has the first component"): (secular, lambda v: v["spike"]),
    ("high_dimensional_statistics", "squared cosine"): (cosine, lambda v: math.sqrt(cosine(v))),
    ("spectral_methods", "alike on both rails"): (even_mode,),
    ("spectral_methods", "spanning trees"): (trees,),
    ("tensors", "products are added"): (products,),
}

# The ends are the points of the data that lie nearest.
ROUGHLY: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("manifold_learning", "along the sheet"): (lambda v: math.dist(v["first"], v["last"]),),
}
