"""Five classical sequences of random variables on [0, 1] with Lebesgue measure, and four ways to converge to 0.

All are at least 0; everything about their sizes is in closed form.

Sources: Billingsley, *Probability and Measure*, 3rd ed., Wiley (1995), section 20; Williams, *Probability with
Martingales*, Cambridge (1991), chapter 13 and appendix A13.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
SEQUENCES = ("typewriter", "escape", "root", "power", "flip")
FAR = 2.0**52  # "the limit" is read off here
NIL = 1e-6


def sweep(n: ArrayLike) -> tuple[Array, Array]:
    """Of the typewriter's step n = 2^k + j: the sweep k and the place j."""
    at = np.asarray(n, dtype=float)
    k = np.floor(np.log2(at))
    return k, at - 2**k


def value(name: str, n: ArrayLike, omega: ArrayLike) -> Array:
    """X_n(omega), broadcast."""
    m, w = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(omega, dtype=float))
    match name:
        case "typewriter":
            k, j = sweep(m)
            return np.asarray(np.minimum(np.floor(w * 2**k), 2**k - 1) == j, dtype=float)
        case "escape" | "root":
            return np.where((w > 0) & (w * m < 1), m if name == "escape" else np.sqrt(m), 0.0)
        case "power":
            return np.asarray(w**m)
        case "flip":
            return np.asarray((w < 0.5) == (m % 2 == 0), dtype=float)
    raise ValueError(f"There is no sequence named {name}.")


@dataclass(frozen=True)
class Sizes:
    """How large X_n is, in four ways; each an array like n. `often` is P(X_n > eps), `ever` P(X_m > eps for some
    m >= n), `mean` E X_n, `root` the square root of E X_n²."""

    often: Array
    ever: Array
    mean: Array
    root: Array


def sizes(name: str, n: ArrayLike, eps: float) -> Sizes:
    """The four sizes at each n >= 1, in closed form, for 0 < eps < 1."""
    m = np.asarray(n, dtype=float)
    one = np.ones_like(m)
    match name:
        case "typewriter":
            share = 2.0 ** -sweep(m)[0]
            return Sizes(share, one, share, np.sqrt(share))
        case "escape":
            return Sizes(1 / m, 1 / m, one, np.sqrt(m))
        case "root":
            return Sizes(1 / m, 1 / m, 1 / np.sqrt(m), one)
        case "power":
            far = -np.expm1(np.log(eps) / m)
            return Sizes(far, far, 1 / (m + 1), 1 / np.sqrt(2 * m + 1))
        case "flip":
            return Sizes(0.5 * one, one, 0.5 * one, np.sqrt(0.5) * one)
    raise ValueError(f"There is no sequence named {name}.")


def modes(name: str) -> dict[str, bool]:
    """Whether the sequence converges to 0 almost surely, in probability, in L1, in L2: whether the size that decides
    it is below a millionth at n = 2^52."""
    found = sizes(name, FAR, 0.5)
    decides = {"surely": found.ever, "probability": found.often, "l1": found.mean, "l2": found.root}
    return {mode: bool(size < NIL) for mode, size in decides.items()}


def envelope(name: str, n: int, omega: ArrayLike) -> Array:
    """max(X_1, ..., X_n) at each omega (m,): nothing smaller dominates them."""
    return np.asarray(value(name, np.arange(1.0, n + 1)[:, None], np.ravel(omega)).max(axis=0))


def fatou(name: str, n: int, last: int) -> tuple[float, float]:
    """E min(X_n, ..., X_last), and min(E X_n, ..., E X_last), for last < 1024. Of escape and root the least is X_n
    on (0, 1/last), of powers X_last; the others are constant on each of 1024 cells, so the middles of these are enough.
    """
    m, w = np.arange(n, last + 1.0), (np.arange(1024) + 0.5) / 1024
    match name:
        case "escape" | "root":
            least = (n if name == "escape" else np.sqrt(n)) / last
        case "power":
            least = 1 / (last + 1)
        case _:
            least = value(name, m[:, None], w).min(axis=0).mean()
    return float(least), float(sizes(name, m, 0.5).mean.min())


def envelope_mean(name: str, n: int) -> float:
    """E max(X_1, ..., X_n)."""
    m = np.arange(1.0, n + 1)
    match name:  # the typewriter: 1
        case "escape":
            return float((1 / m).sum())
        case "root":  # the square root of m on (1/(m + 1), 1/m), that of n on (0, 1/n)
            return float(np.sqrt(m[:-1]) @ (1 / m[:-1] - 1 / m[1:]) + 1 / np.sqrt(n))
        case "power":
            return 0.5
        case "flip":
            return 0.5 if n == 1 else 1.0
    return 1.0
