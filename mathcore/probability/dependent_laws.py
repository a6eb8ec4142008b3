"""Pairs (X, Y) whose dependence is known in closed form, though their correlation hides it.

Three families, each with one parameter t:

- "round": uniform on |x|^t + |y|^t ≤ 1: a star, the diamond (t = 1), the disc (t = 2), nearly the square (t = 32);
- "square": uniform on the square [−1, 1]² turned by t degrees;
- "normal": two standard normals of correlation t; with `joint` off a fair coin flips the sign of the correlation. Both
  margins stay standard normal, and the pair is no longer jointly normal. Each may be stretched by (e^(sz) − 1)/s.

Information is in nats. The information of the round family is in this form our own derivation (see the lesson); at the
disc and at the diamond it is ln π − 1 and 1 − ln 2.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaincinv, gammaln

from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
_STEPS = np.linspace(-3.4, 3.4, 97)  # of the double exponential rule
_INNER = 1 / (1 + np.exp(-np.pi * np.sinh(_STEPS)))
_OUTER = 1 / (1 + np.exp(np.pi * np.sinh(_STEPS)))  # 1 − _INNER, exact near its end
_SHARE = (_STEPS[1] - _STEPS[0]) * np.pi * np.cosh(_STEPS) * _INNER * _OUTER
NORMALS = np.linspace(-8.5, 8.5, 341)


def round_information(t: ArrayLike) -> Array:
    """I(X; Y) = ln A − 2 ln 2 − (2/t)(ψ(1 + 1/t) − ψ(1 + 2/t)), with the area A = 4 Γ(1 + 1/t)²/Γ(1 + 2/t)."""
    h = 1 / np.asarray(t, float)
    return np.asarray(2 * gammaln(1 + h) - gammaln(1 + 2 * h) - 2 * h * (digamma(1 + h) - digamma(1 + 2 * h)))


def square_information(t: ArrayLike) -> Array:
    """I(X; Y) = 2 ln c + s/c, where c ≥ s are |cos t| and |sin t| by size: the margins are trapezoids."""
    turn = np.deg2rad(np.asarray(t, float))
    sides = np.sort(np.abs([np.cos(turn), np.sin(turn)]), axis=0)
    return np.asarray(np.maximum(0.0, 2 * np.log(sides[1]) + sides[0] / sides[1]))


def normal_information(t: ArrayLike) -> Array:
    """I(X; Y) = −½ ln(1 − t²) of jointly normal variables; what a correlation of t says and no more."""
    return np.asarray(-0.5 * np.log1p(-(np.asarray(t, float) ** 2)))


def mixed_information(t: float) -> float:
    """I(X; Y) of normals whose correlation is t or −t by a fair coin, |t| < 1: 2 h(X) − h(X, Y) by quadrature, in the
    coordinates u, v = (x ± y)/√2, in which each half is a product; by symmetry one half is enough."""
    wide, narrow = np.sqrt(1 + abs(t)), np.sqrt(1 - abs(t))
    u, v = np.linspace(0.0, 8.5, 341)[:, None] * wide, np.linspace(0.0, 8.5, 101) * narrow
    first = np.exp(-0.5 * (u / wide) ** 2 - 0.5 * (v / narrow) ** 2)
    second = np.exp(-0.5 * (u / narrow) ** 2 - 0.5 * (v / wide) ** 2)
    density = (first + second) / (4 * np.pi * wide * narrow)
    mean_log = 4 * np.trapezoid(np.trapezoid(first * np.log(density), v, axis=1), u[:, 0])
    return float(mean_log / (2 * np.pi * wide * narrow) + np.log(2 * np.pi) + 1)


def stretched(z: ArrayLike, s: float) -> Array:
    """(e^(sz) − 1)/s, which is z at s = 0 and rises everywhere."""
    return np.asarray(np.expm1(s * np.asarray(z, float)) / s if s else np.asarray(z, float))


def unstretched(x: float, s: float) -> float:
    """The inverse; of what no z reaches, x ≤ −1/s, a z far out."""
    return float(np.log1p(max(s * x, -0.999)) / s if s else x)


def stretched_correlation(t: ArrayLike, s: float, joint: bool = True) -> Array:
    """Pearson's correlation of the stretched normals: (e^(ts²) − 1)/(e^(s²) − 1), and where they are not jointly normal
    the mean of that at t and −t."""
    r = np.asarray(t, float)
    one = np.expm1(r * s * s) / np.expm1(s * s) if s else r
    return np.asarray(one if joint else 0.5 * (one + (np.expm1(-r * s * s) / np.expm1(s * s) if s else -r)))


def rank_correlation(t: float, joint: bool = True) -> float:
    """Spearman's correlation of the normals, stretched or not: (6/π) arcsin(t/2)."""
    return float(6 / np.pi * np.arcsin(t / 2)) if joint else 0.0


@lru_cache(maxsize=512)
def info(family: str, t: float, joint: bool = True) -> float:
    """The mutual information of a member of a family, in nats."""
    if family == "normal":
        return float(normal_information(t)) if joint else mixed_information(t)
    return float((round_information if family == "round" else square_information)(t))


def turn(t: float) -> Array:
    """The cosine and the sine of t degrees."""
    return np.array([np.cos(np.deg2rad(t)), np.sin(np.deg2rad(t))])


def half_chord(t: float, x: ArrayLike) -> Array:
    """Half the length of the chord of the round shape at x, (1 − |x|^t)^(1/t)."""
    return np.asarray(np.maximum(0.0, 1 - np.minimum(np.abs(x), 1.0) ** t) ** (1 / t))


def square_chord(t: float, x: ArrayLike) -> tuple[Array, Array]:
    """The lower and upper end of the chord of the turned square at x; NaN outside. It is where both coordinates of the
    square, (c x + s y) and (c y − s x), are within ±1."""
    c, s = np.cos(np.deg2rad(t % 90)), np.sin(np.deg2rad(t % 90))
    at = np.asarray(x, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.maximum((-1 - c * at) / s if s > 1e-12 else -np.inf, (-1 + s * at) / c if c > 1e-12 else -np.inf)
        high = np.minimum((1 - c * at) / s if s > 1e-12 else np.inf, (1 + s * at) / c if c > 1e-12 else np.inf)
    there = (high > low) & (np.abs(at) < c + s)
    return np.where(there, low, np.nan), np.where(there, high, np.nan)


def margin(family: str, t: float, y: ArrayLike) -> Array:
    """The density of Y, of a normal one before it is stretched."""
    at = np.asarray(y, float)
    if family == "normal":
        return np.asarray(np.exp(-0.5 * at * at) / np.sqrt(2 * np.pi))
    if family == "round":
        area = 4 * np.exp(2 * gammaln(1 + 1 / t) - gammaln(1 + 2 / t))
        return np.asarray(2 * half_chord(t, at) / area)
    low, high = square_chord(t, at)  # the square looks the same from both axes, mirrored
    return np.asarray(np.nan_to_num(high - low) / 4)


def slice_density(family: str, t: float, joint: bool, x: float, y: Array) -> Array:
    """The density of Y given X = x, of normals before they are stretched; 0 everywhere where X has no density."""
    if family == "normal":
        deviation = np.sqrt(1 - t * t)
        means = t * x * np.array([[1.0], [1.0 if joint else -1.0]])
        bells = np.exp(-0.5 * ((y - means) / deviation) ** 2) / (np.sqrt(2 * np.pi) * deviation)
        return np.asarray(bells.mean(axis=0))
    if family == "round":
        half = float(half_chord(t, x))
        low, high = -half, half
    else:
        low, high = (float(np.nan_to_num(end)) for end in square_chord(t, x))
    return np.where((y >= low) & (y <= high), 1 / (high - low), 0.0) if high > low else np.zeros_like(y)


def profile(family: str, t: float, joint: bool, s: float, x: float, y: Array) -> tuple[Array, Array, Array]:
    """The densities of Y on the slice X = x and of Y alone over y (n,), both after the stretch, where x is before it: y
    with the ends of a flat slice put in, so that it stands upright, (n + 4,), and both densities there."""
    ends = np.array([-1.0, 1.0]) * half_chord(t, x) if family == "round" else np.array(square_chord(t, x))
    ends = y[[0, -1]] if family == "normal" else ends
    y = np.sort(np.concatenate([y, ends - 1e-9, ends + 1e-9]))
    before, steep = y, np.ones_like(y)
    if s and family == "normal":
        before = np.log1p(np.maximum(s * y, -0.999)) / s
        steep = np.where(s * y > -0.999, 1 / np.maximum(1 + s * y, 1e-3), 0.0)
    given = slice_density(family, t, joint, x, before)
    return y, given * steep, margin(family, t, before) * steep


@lru_cache
def curve(family: str, joint: bool) -> tuple[Array, Array]:
    """A grid of the family's parameter (n,) and the information there (n,)."""
    ends = {
        "round": np.geomspace(0.5, 32, 61),
        "square": np.linspace(0, 90, 61),
        "normal": np.linspace(-0.99, 0.99, 67),
    }
    grid = ends[family]
    return grid, np.array([info(family, float(t), joint) for t in grid])


def divergences(family: str, t: float, joint: bool, x: Array) -> Array:
    """KL(law of Y given X = x ‖ law of Y) at each x (n,), by quadrature along the slice; NaN where X has no density."""
    if family == "normal":
        y, deviation = NORMALS, np.sqrt(1 - t * t)
        given = np.exp(-0.5 * ((y - t * x[:, None]) / deviation) ** 2)
        if not joint:
            given = 0.5 * (given + np.exp(-0.5 * ((y + t * x[:, None]) / deviation) ** 2))
        given = np.maximum(given / (np.sqrt(2 * np.pi) * deviation), 1e-300)
        logs = np.log(given) + 0.5 * y * y + 0.5 * np.log(2 * np.pi)
        return np.asarray(np.einsum("ij,ij->i", given, logs) * (y[1] - y[0]))
    if family == "round":
        half = half_chord(t, x)[:, None]
        log_margin = np.log(np.maximum(margin(family, t, half * _INNER), 1e-300))
        with np.errstate(divide="ignore"):
            return np.where(half[:, 0] > 0, -np.log(2 * half[:, 0]) - log_margin @ _SHARE, np.nan)
    low, high = square_chord(t, x)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-np.log(high - low) - (_log_trapezoid(t, high) - _log_trapezoid(t, low)) / (high - low))


def _log_trapezoid(t: float, y: Array) -> Array:
    """The integral from 0 to y of the logarithm of the turned square's margin, a trapezoid."""
    c, s = np.cos(np.deg2rad(t % 90)), np.sin(np.deg2rad(t % 90))
    end, flat, top = c + s, abs(c - s), 0.5 / max(c, s)
    inner = np.minimum(np.abs(y), flat)
    left, whole = np.maximum(end - np.abs(y), 0.0), end - flat
    slope = np.where(np.abs(y) > flat, whole - left, 0.0)
    if whole < 1e-9:
        return np.asarray(np.sign(y) * np.log(top) * np.abs(y))
    # ∫ ln(left/whole) over the slope is −left ln(left/whole) − (whole − left).
    ratio = np.clip(left / whole, 1e-300, 1.0)
    return np.asarray(
        np.sign(y) * (np.log(top) * (inner + slope) - np.where(slope > 0, left * np.log(ratio) + slope, 0))
    )


def mean_divergence(family: str, t: float, joint: bool) -> float:
    """The mean over X of the divergences of the slices: the mutual information once more, by quadrature alone."""
    if family == "normal":
        x = NORMALS[170:]  # by symmetry one half is enough
        found = divergences(family, t, joint, x) * margin(family, t, x)
        return float((2 * found.sum() - found[0]) * (x[1] - x[0]))
    c, s = abs(np.cos(np.deg2rad(t))), abs(np.sin(np.deg2rad(t)))
    ends = [0.0, 1.0] if family == "round" else [0.0, abs(c - s), c + s]
    total = 0.0
    for low, high in itertools.pairwise(ends):
        x = low + (high - low) * _INNER
        found = divergences(family, t, joint, x) * margin(family, t, x)
        total += 2 * (high - low) * float(np.nan_to_num(found) @ _SHARE)
    return total


def draws(family: str, t: float, joint: bool, count: int, seed: int) -> Array:
    """`count` pairs (count, 2), of normals before they are stretched, which glide while t moves.

    The round shape: |g|^t of two coordinates has a gamma law, and with an exponential e the pair g/(Σ|g|^t + e)^(1/t)
    is uniform in it (Barthe, Guédon, Mendelson and Naor 2005).
    """
    u = random_uniforms(seed, 0, 0, 5 * count).reshape(5, count)
    signs = np.where(u[3:] < 0.5, -1.0, 1.0)
    if family == "normal":
        z = random_normals(seed, 1, 0, 2 * count).reshape(2, count)
        r = t if joint else t * signs[0]
        return np.stack([z[0], r * z[0] + np.sqrt(1 - t * t) * z[1]], axis=1)
    if family == "square":
        turn = np.deg2rad(t)
        x, y = 2 * u[:2] - 1
        return np.stack([np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y], axis=1)
    powers = gammaincinv(1 / t, u[:2])
    total = powers.sum(axis=0) - np.log1p(-u[2])
    return np.asarray((signs * (powers / total) ** (1 / t)).T)


def outline(family: str, t: float, count: int = 241) -> Array:
    """The boundary of the shape (count, 2), closed; of normals the ellipse that holds 90% of a jointly normal pair."""
    angle = np.linspace(0, 2 * np.pi, count)
    c, s = np.cos(angle), np.sin(angle)
    if family == "round":
        found = np.stack([np.sign(each) * np.abs(each) ** (2 / t) for each in (c, s)], axis=1)
        return np.concatenate([found[:-1], found[:1]])  # sin 2π is not quite 0
    if family == "square":
        corners = np.deg2rad(t + 45 + 90 * np.arange(5))
        return np.sqrt(2) * np.stack([np.cos(corners), np.sin(corners)], axis=1)
    size = np.sqrt(-2 * np.log(0.1))
    return np.asarray(size * np.stack([c, t * c + np.sqrt(1 - t * t) * s], axis=1))
