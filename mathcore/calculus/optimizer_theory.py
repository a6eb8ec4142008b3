"""What is known of optimizers in closed form: momentum on a quadratic as a 2x2 matrix, and a cycle that misleads Adam.

Along an eigenvector of the Hessian with eigenvalue l the distance to the minimum obeys, with x = step l,

    heavy ball:  p(k+1) = (1 + beta - x) p(k) - beta p(k-1)
    Nesterov:    p(k+1) = (1 + beta)(1 - x) p(k) - beta (1 - x) p(k-1)

so its factor a step, in the long run, is the larger modulus of two roots. Sources: Polyak (1964); Goh, "Why momentum
really works", Distill (2017); Lessard, Recht and Packard, SIAM J. Optim. 26 (2016), Proposition 1; Reddi, Kale and
Kumar, "On the convergence of Adam and beyond", ICLR (2018), section 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

Array = NDArray[np.float64]
SIMULATED = 2000  # steps of a measured factor


def coefficients(x: ArrayLike, beta: ArrayLike, nesterov: bool) -> tuple[Array, Array]:
    """(t, d) of z^2 - t z + d = 0, whose roots are the factors of a direction; x = step * eigenvalue."""
    x, beta = np.asarray(x, float), np.asarray(beta, float)
    kept = 1 - x if nesterov else np.ones_like(x)
    return ((1 + beta) * kept if nesterov else 1 + beta - x), beta * kept


def roots(x: ArrayLike, beta: ArrayLike, nesterov: bool = False) -> NDArray[np.complex128]:
    """Both factors of a direction, shape (..., 2), the larger modulus first."""
    t, d = coefficients(x, beta, nesterov)
    half = np.sqrt((t * t / 4 - d).astype(complex))
    larger = t / 2 + np.where(t < 0, -half, half)
    with np.errstate(divide="ignore", invalid="ignore"):
        smaller = np.where(np.abs(larger) > 0, d / larger, 0)  # without cancellation
    return np.stack([larger, smaller], axis=-1)


def factor(x: ArrayLike, beta: ArrayLike, nesterov: bool = False) -> Array:
    """What a step multiplies the distance along a direction by, in the long run: the larger modulus of its roots."""
    t, d = coefficients(x, beta, nesterov)
    bend = t * t / 4 - d
    return np.asarray(np.where(bend < 0, np.sqrt(np.maximum(d, 0)), np.abs(t) / 2 + np.sqrt(np.maximum(bend, 0))))


def rate(reach: ArrayLike, beta: ArrayLike, kappa: float, nesterov: bool = False) -> Array:
    """The factor of the slower of the directions with eigenvalues L / kappa and L; reach = step * L."""
    return np.maximum(factor(np.asarray(reach) / kappa, beta, nesterov), factor(reach, beta, nesterov))


def speeds(kappa: float, nesterov: bool = False) -> tuple[Array, Array, Array]:
    """step * L (120,), beta (100,), and -ln rate over them (100, 120) as a share of the largest; 0 if it diverges.
    A rate below 0.05 counts as that: with equal curvatures the best is 0."""
    x, beta = np.linspace(0.0, 4.0, 121)[1:], np.linspace(0.0, 0.995, 100)
    pace = -np.log(np.maximum(rate(x[None, :], beta[:, None], kappa, nesterov), 0.05))
    return x, beta, np.clip(pace / float(pace.max()), 0.0, 1.0)


def digit(rate: float) -> float:
    """The steps that each further decimal digit takes; infinite where none is gained, up to rounding."""
    if rate > 1 - 1e-12:
        return math.inf
    return math.log(10) / -math.log(rate) if rate > 0 else 0.0


def border(beta: ArrayLike, nesterov: bool = False) -> Array:
    """The step * L from which it no longer converges: 2 (1 + beta); Nesterov's 2 (1 + beta) / (1 + 2 beta)."""
    beta = np.asarray(beta, float)
    return 2 * (1 + beta) / (1 + 2 * beta) if nesterov else 2 * (1 + beta)


@dataclass(frozen=True)
class Best:
    """The step * L and the momentum with the least rate, and that rate."""

    reach: float
    beta: float
    rate: float


def best(kappa: float, nesterov: bool = False) -> Best:
    """In closed form. Heavy ball (Polyak): beta = ((sqrt k - 1) / (sqrt k + 1))^2, and the rate its root. Nesterov
    (Lessard et al.): with r = sqrt(3 k + 1), step 4 / (3 L + mu), beta (r - 2) / (r + 2), rate 1 - 2 / r."""
    if nesterov:
        r = (3 * kappa + 1) ** 0.5
        return Best(4 * kappa / (3 * kappa + 1), (r - 2) / (r + 2), 1 - 2 / r)
    r = kappa**0.5
    found = (r - 1) / (r + 1)
    return Best(4 * kappa / (r + 1) ** 2, found**2, found)


@lru_cache(maxsize=256)
def searched(kappa: float, nesterov: bool = False) -> Best:
    """The same by search: a grid over the plane, again and again around its best point."""
    middle, width = np.array([2.0, 0.5]), np.array([2.0, 0.5])
    side = np.linspace(-1.0, 1.0, 33)
    found = np.inf
    for _ in range(40):
        x = np.clip(middle[0] + width[0] * side, 1e-9, 4.0)[None, :]
        beta = np.clip(middle[1] + width[1] * side, 0.0, 1.0)[:, None]
        values = rate(x, beta, kappa, nesterov)
        i, j = np.unravel_index(np.argmin(values), values.shape)
        middle, found = np.array([x[0, j], beta[i, 0]]), float(values[i, j])
        width = 0.6 * width
    return Best(float(middle[0]), float(middle[1]), found)


def measured(reach: float, beta: float, kappa: float, nesterov: bool = False) -> float:
    """The factor a step, measured: the growth of |(p(k), p(k-1))| over the second half of SIMULATED steps, of the
    slower direction. Both are scaled back to 1 again and again, so that nothing over- or underflows.

    Where two roots meet the distance falls as k rho^k, and where they are complex it swings: the logarithm of the
    factor is off by less than ln(2 SIMULATED) / (SIMULATED / 2), which is below 0.01.
    """
    found = 0.0
    for x in (reach / kappa, reach):
        t, d = (float(each) for each in coefficients(x, beta, nesterov))
        now, before, grown = 1.0, 1.0, 0.0
        for k in range(SIMULATED):
            now, before = t * now - d * before, now
            size = max((now * now + before * before) ** 0.5, 1e-300)
            if k >= SIMULATED // 2:
                grown += math.log(size)
            now, before = now / size, before / size
        found = max(found, math.exp(grown / (SIMULATED - SIMULATED // 2)))
    return found


def after(x: ArrayLike, beta: float, nesterov: bool, start: ArrayLike, k: int) -> float:
    """The distance to the minimum after k steps from rest, `start` (n,) along directions with x = step * eigenvalue
    (n,): by the power of the matrix of each direction."""
    ends = []
    for each, at in zip(np.asarray(x, float), np.asarray(start, float), strict=True):
        t, d = coefficients(each, beta, nesterov)
        ends.append((np.linalg.matrix_power(np.array([[t, -d], [1.0, 0.0]]), k) @ [at, at])[0])
    return float(np.linalg.norm(ends))


def critical(beta: ArrayLike, nesterov: bool = False) -> tuple[Array, Array]:
    """The two x = step * eigenvalue at which a direction's roots meet; between them they are complex. Heavy ball:
    (1 -+ sqrt(beta))^2. Nesterov: ((1 - beta) / (1 + beta))^2 and 1."""
    beta = np.asarray(beta, float)
    if nesterov:
        return ((1 - beta) / (1 + beta)) ** 2, np.ones_like(beta)
    return (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2


def squares(big: float, decay: float) -> Array:
    """What s has come to after each of the gradients big, -1, -1 of a cycle that is repeated for ever; shape (3,)."""
    b = decay
    weights = np.array([[1, b * b, b], [b, 1, b * b], [b * b, b, 1]])  # of the gradients, by how long ago they were
    return np.asarray((1 - b) / (1 - b**3) * weights @ np.array([big**2, 1.0, 1.0]))


def pulls(big: float, decay: float, keep: bool = False) -> Array:
    """-g / sqrt(s) for the three gradients of the cycle; with `keep` the largest s counts (AMSGrad)."""
    s = squares(big, decay)
    return -np.array([big, -1.0, -1.0]) / np.sqrt(s.max() if keep else s)


def simulated_pulls(big: float, decay: float, cycles: int = 3000) -> Array:
    """The same for Adam, by running the cycle so often."""
    s, found = 0.0, [0.0, 0.0, 0.0]
    for _ in range(cycles):
        for place, g in enumerate((big, -1.0, -1.0)):
            s = decay * s + (1 - decay) * g * g
            found[place] = -g / s**0.5
    return np.array(found)


def threshold(big: float) -> float:
    """The decay of the squares above which the pulls of a cycle add up the right way, for big > 2."""
    return float(brentq(lambda b: pulls(big, b).sum(), 1e-9, 1 - 1e-9, xtol=1e-14))


@dataclass(frozen=True, eq=False)
class Cycle:
    """The cycle of the gradients big, -1, -1 with a decay of the squares, by "gradient", "adam" and "amsgrad": `walks`
    (count + 1,), `pulls` (3,) once the squares have settled (plain gradients as parts of the largest), and of Adam the
    sum of its pulls, simulated."""

    walks: dict[str, Array]
    pulls: dict[str, Array]
    simulated: float


def cycle(big: float, decay: float, count: int) -> Cycle:
    """All that is known of a cycle."""
    found = {"gradient": -np.array([big, -1.0, -1.0]) / big, "adam": pulls(big, decay)}
    found |= {"amsgrad": pulls(big, decay, keep=True)}
    walks = {method: walk(big, method, decay, count) for method in found}
    return Cycle(walks, found, float(simulated_pulls(big, decay).sum()))


def walk(big: float, method: str, decay: float, count: int) -> Array:
    """x after 0, ..., count steps from 0 on [-1, 1] with the steps 0.5 / sqrt(t) and the losses big x, -x, -x in turn;
    `method`: "adam" (with momentum 0), "amsgrad" or "gradient". Without Adam's correction for the first steps, as in
    the paper."""
    x, s, most, out = 0.0, 0.0, 0.0, [0.0]
    for t in range(1, count + 1):
        g = big if t % 3 == 1 else -1.0
        s = decay * s + (1 - decay) * g * g
        most = max(most, s)
        root = {"adam": s, "amsgrad": most, "gradient": 1.0}[method] ** 0.5
        x = min(max(x - 0.5 / t**0.5 * g / root, -1.0), 1.0)
        out.append(x)
    return np.array(out)
