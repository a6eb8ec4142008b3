"""The noise of a minibatch's gradient: linear regression on the diabetes data, one example's gradient beside the mean.

Columns and target are standardised (mean 0, variance 1, divisor n); the loss of an example is (x.w - y)^2/2, so that
its gradient is (x.w - y) x. Source of the noise scale: McCandlish, Kaplan, Amodei and the OpenAI Dota Team, *An
Empirical Model of Large-Batch Training* (2018), arXiv:1812.06162, section 2.2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common import randomness, tables

Array = NDArray[np.float64]
EXAMPLES = 442
FEATURES = ("age", "sex", "bmi", "blood pressure", "s1", "s2", "s3", "s4", "s5", "s6")


class Regression(NamedTuple):
    """`x` (442, 10), `y` (442,), standardised; `best` (10,), the least-squares weights."""

    x: Array
    y: Array
    best: Array


@lru_cache(maxsize=1)
def diabetes() -> Regression:
    """The 442 patients (Efron, Hastie, Johnstone and Tibshirani 2004), standardised."""
    x, centred = tables.diabetes()
    y = centred / centred.std()
    found = Regression(x, y, np.linalg.lstsq(x, y, rcond=None)[0])
    for array in found:
        array.setflags(write=False)
    return found


class Gradients(NamedTuple):
    """`each` (n, d), one gradient an example; `whole` (d,), their mean; `trace`, the sum of their variances."""

    each: Array
    whole: Array
    trace: float

    @property
    def signal(self) -> float:
        """|whole|^2; zero where nothing but rounding is left of it."""
        size = float(self.whole @ self.whole)
        return size if size > 1e-24 else 0.0

    @property
    def scale(self) -> float:
        """The simple noise scale: trace/|whole|^2, in examples; infinite where the whole gradient is zero."""
        return self.trace / self.signal if self.signal > 0 else float("inf")


def gradients(share: float) -> Gradients:
    """The gradients at `share` times the best weights: 0 is where training starts, 1 where it ends."""
    data = diabetes()
    away = np.einsum("ij,j->i", data.x, share * data.best) - data.y
    each = away[:, None] * data.x
    whole = each.mean(axis=0)
    return Gradients(each, whole, float(((each - whole) ** 2).sum() / len(each)))


def expected_noise(trace: float, batch: ArrayLike, examples: int, replaced: bool) -> Array:
    """E |g_batch - g|^2, any shape of b: trace/b, and without replacement (n - b)/(n - 1) of that."""
    b = np.asarray(batch, float)
    return trace / b if replaced else trace / b * (examples - b) / (examples - 1)


def added_noise(found: Gradients, batch: int, replaced: bool) -> float:
    """E |g_batch - g|^2 term by term: b variances and b (b - 1) covariances, over b^2.

    Drawn anew, two draws are uncorrelated. Without replacement their covariance is the mean product (g_i - g).(g_j - g)
    of two different examples.
    """
    z, n = found.each - found.whole, len(found.each)
    squares, total = float((z**2).sum()), z.sum(axis=0)
    apart = 0.0 if replaced or n < 2 else float(total @ total - squares) / (n * (n - 1))
    return (batch * squares / n + batch * (batch - 1) * apart) / batch**2


def ring(found: Gradients, noise: ArrayLike, two: list[int]) -> Array:
    """The points (121, 2) two standard deviations from the mean gradient, in two of its components, for minibatches
    whose mean squared noise is `noise`: the ellipse of their covariance, Sigma scaled to that trace."""
    spread = (found.each - found.whole)[:, two]
    share = np.asarray(noise, float) / found.trace if found.trace > 0 else 0.0
    values, turn = np.linalg.eigh(np.einsum("ij,ik->jk", spread, spread) / len(spread) * share)
    angle = np.linspace(0.0, 2 * np.pi, 121)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.asarray(found.whole[two] + 2 * (circle * np.sqrt(np.maximum(values, 0.0))) @ turn.T)


def noise_error(found: Gradients, batch: int, replaced: bool) -> float:
    """The standard deviation of |g_batch - g|^2, for the error of a simulation.

    With z = g_i - g and independent draws it is exactly the root of (Var |z|^2 + 2 (b - 1) tr(Sigma^2))/b^3. Without
    replacement the smaller of a batch and what it leaves out stands for both, as if drawn anew: an upper estimate.
    """
    z = found.each - found.whole
    sigma = np.einsum("ij,ik->jk", z, z) / len(z)
    norms = np.einsum("ij,ij->i", z, z)
    part, factor = batch, 1.0
    if not replaced and 2 * batch > len(z):
        part = len(z) - batch
        factor = (part / batch) ** 2
    if part == 0:
        return 0.0
    return factor * float(np.sqrt((norms.var() + 2 * (part - 1) * (sigma**2).sum()) / part**3))


def draws(count: int, examples: int, seed: int, replaced: bool) -> NDArray[np.int64]:
    """Examples in the order in which they are drawn, shape (count, examples); the first b of a row are a minibatch.

    With replacement each is drawn anew. Without, a row is a random order of all examples.
    """
    size = count * examples
    if replaced:
        words = randomness.random_integers(seed, 1, 0, size, examples)
        return words.astype(np.int64).reshape(count, examples)
    return np.argsort(randomness.random_uniforms(seed, 2, 0, size).reshape(count, examples), axis=1, kind="stable")


def minibatch(each: Array, chosen: NDArray[np.int64]) -> Array:
    """The mean gradient of each minibatch, shape (count, d); `chosen` (count, batch) are rows of `each` (n, d)."""
    (count, batch), n = chosen.shape, len(each)
    places = chosen + n * np.arange(count)[:, None]
    share = np.bincount(places.ravel(), minlength=count * n).reshape(count, n) / batch
    return np.einsum("ci,id->cd", share, each)
