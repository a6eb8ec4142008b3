"""The error of a fit as bias² + variance + noise: in closed form for linear smoothers, and measured on many samples.

Answers are y = f(x) + sigma e at n even places; the errors e have variance 1 and correlation rho^|i-j|. A fit is judged
by new answers at the same places, independent of the old ones, and errors are means over the places. Geman, Bienenstock
and Doursat, *Neural networks and the bias/variance dilemma*, Neural Computation 4 (1992); for the training error Efron,
*How biased is the apparent error rate of a prediction rule?*, JASA 81 (1986).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.randomness import random_normals
from mathcore.statistics import smoothers

Array = NDArray[np.float64]
SAMPLES = 100


class Terms(NamedTuple):
    """Of each setting of a method (or of one): bias², variance, the error on new answers, that on the training data,
    and the effective number of parameters."""

    bias: Array
    variance: Array
    error: Array
    training: Array
    parameters: Array


class Reactions(NamedTuple):
    """How the fits of a linear smoother answer to unit noise, summed up over the samples; settings first.

    `centre` (s, n) mean of H e, `variance` (s,) of H e, `apart` (s, n) mean of H e - e' with new errors e', `apart2`
    (s,) mean of its square, `left` (s, n) mean of H e - e, `left2` (s,) mean of its square.
    """

    centre: Array
    variance: Array
    apart: Array
    apart2: Array
    left: Array
    left2: Array


def correlation(n: int, rho: float) -> Array:
    """The correlation rho^|i - j| of n errors in a row; shape (n, n)."""
    place = np.arange(n)
    return np.asarray(float(rho) ** np.abs(place[:, None] - place[None]))


def noise(seed: int, n: int, rho: float, stream: int = 0) -> Array:
    """Errors of variance 1 of SAMPLES samples, each in a row; shape (SAMPLES, n). Stream 1 has the new answers'."""
    z = random_normals(seed, stream, 0, SAMPLES * n).reshape(SAMPLES, n)
    return z if rho == 0 else np.asarray(z @ np.linalg.cholesky(correlation(n, rho)).T)


@lru_cache(maxsize=64)
def _traces(method: str, n: int, rho: float) -> Array:
    """tr(H), tr(H C), tr(H C Hᵀ) of each setting; shape (3, settings)."""
    h = smoothers.hats(method, n)
    hc = h @ correlation(n, rho)
    return np.stack([np.einsum("sii->s", h), np.einsum("sii->s", hc), np.einsum("sij,sij->s", hc, h)])


def _biases(off: Array, f: Array) -> Array:
    """Mean squares of what fits are off the truth f, along the last axis; 0 where it is no more than rounding."""
    found = np.square(off).mean(axis=-1)
    return np.asarray(np.where(found > 1e-27 * np.square(f).mean(), found, 0.0))


def exact(method: str, f: Array, sigma: float, rho: float = 0.0) -> Terms:
    """The terms of each setting of a linear smoother, from its hat matrices H and the truth f (n,) at the places:
    |(I - H) f|²/n, sigma² tr(H C Hᵀ)/n; the training error lacks 2 sigma² tr(H C)/n."""
    n = len(f)
    plain, mixed, squared = _traces(method, n, rho)
    bias = _biases(smoothers.hats(method, n) @ f - f, f)
    variance = sigma**2 * squared / n
    error = bias + variance + sigma**2
    return Terms(bias, variance, error, error - 2 * sigma**2 * mixed / n, plain)


def reactions(method: str, n: int, rho: float, seed: int) -> Reactions:
    """What SAMPLES samples say of each setting of a linear smoother, whatever the truth and the size of the noise."""
    old, new = noise(seed, n, rho), noise(seed, n, rho, 1)
    fits = old @ smoothers.hats(method, n).transpose(0, 2, 1)  # (s, samples, n)
    apart, left = fits - new, fits - old
    spread = fits.var(axis=1).mean(axis=1)
    return Reactions(
        fits.mean(axis=1),
        spread,
        apart.mean(axis=1),
        np.einsum("srn,srn->s", apart, apart) / apart[0].size,
        left.mean(axis=1),
        np.einsum("srn,srn->s", left, left) / left[0].size,
    )


def measured(method: str, f: Array, sigma: float, found: Reactions) -> Terms:
    """The terms as the samples show them. Bias² is that of the mean of the fits."""
    off = smoothers.hats(method, len(f)) @ f - f  # of the mean of infinitely many fits
    bias = np.square(off + sigma * found.centre).mean(axis=1)
    error = np.square(off).mean(axis=1) + 2 * sigma * (off * found.apart).mean(axis=1) + sigma**2 * found.apart2
    training = np.square(off).mean(axis=1) + 2 * sigma * (off * found.left).mean(axis=1) + sigma**2 * found.left2
    return Terms(bias, sigma**2 * found.variance, error, training, _traces(method, len(f), 0.0)[0])


def variance_of(fits: Array) -> Array:
    """The variance of fits along the first axis, divisor their number; exactly 0 where all of them are alike."""
    return np.asarray(np.var(fits - fits[:1], axis=0))


def tree_fits(answers: Array) -> Array:
    """What a tree of each number of leaves says at the places, for each sample (samples, n); shape (s, samples, n)."""
    leaves = smoothers.SETTINGS["tree"]
    made = smoothers.cuts(answers, int(leaves[-1]))
    return np.stack([smoothers.leaf_means(answers, made[:, : int(most) - 1]) for most in leaves])


def measured_fits(fits: Array, f: Array, answers: Array, fresh: Array) -> Terms:
    """The terms of any method from its fits (s, samples, n), the truth (n,), the answers and new ones (samples, n)."""
    bias = np.square(fits.mean(axis=1) - f).mean(axis=1)
    variance = variance_of(fits.swapaxes(0, 1)).mean(axis=1)
    error, training = (np.square(fits - each).mean(axis=(1, 2)) for each in (fresh, answers))
    return Terms(bias, variance, error, training, np.asarray(smoothers.SETTINGS["tree"], float))


def slacks(hat: Array, f: Array, sigma: float, rho: float) -> tuple[float, float]:
    """How far bias² and variance, measured on SAMPLES samples, may be off for a linear smoother with this hat matrix:
    six standard errors, and for bias² what the mean of so many fits still varies."""
    covariance = sigma**2 * hat @ correlation(len(f), rho) @ hat.T
    off, trace = hat @ f - f, float(np.trace(covariance)) / SAMPLES
    spread = 6 * np.sqrt(2 * np.einsum("ij,ij->", covariance, covariance) / SAMPLES)
    shift = trace + 6 * np.sqrt(4 * max(float(off @ covariance @ off), 0.0) / SAMPLES + 2 * trace**2)
    return float(shift) / len(f), float(spread) / len(f)


def paired_slack(first: Array, second: Array, least: float) -> float:
    """Six standard errors of the mean of first - second (samples, n), a sample counting once; their standard deviation
    is taken to be at least `least`."""
    return 6 * max(float((first - second).mean(axis=1).std()), least) / float(np.sqrt(len(first)))


def still_terms(hat: Array, f: Array, sigma: float) -> dict[str, float]:
    """In closed form, for a hat matrix that does not hang on the answers and independent errors: "bias" (squared),
    "variance", "total" of both and the noise, "parameters" (the trace of the hat matrix)."""
    bias, variance = float(_biases(hat @ f - f, f)), sigma**2 * float(np.einsum("ij,ij->", hat, hat)) / len(f)
    total = bias + variance + sigma**2
    return {"bias": bias, "variance": variance, "total": total, "parameters": float(np.trace(hat))}


def judged(fits: Array, f: Array, answers: Array, fresh: Array) -> tuple[float, float]:
    """Six standard errors of what fits show (samples, n): of the error on new answers less the distance from the truth
    f (n,), and of the error on new answers less that on the answers they were fitted to."""
    new = np.square(fresh - fits)
    least = float(np.square(fresh - f).mean()) * np.sqrt(2 / len(f))
    added, wider = paired_slack(new, np.square(fits - f), least), paired_slack(new, np.square(answers - fits), least)
    return added, wider
