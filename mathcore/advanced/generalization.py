"""How far errors on a sample may be from true errors, for all hypotheses of a class at once: measured, and bounded.

Losses are 0 or 1, L(h) is the true error of h and L̂(h) its error on a sample of n independent draws. Each bound is a
number ε with P(max |L̂(h) - L(h)| > ε) ≤ δ, the maximum over the class, both sides counted:

- one hypothesis, fixed before: Hoeffding, ε = √(ln(2/δ) / 2n);
- M hypotheses: the union of M of these, ε = √(ln(2M/δ) / 2n);
- a class that makes at most m(2n) labelings of 2n points: Vapnik and Chervonenkis, ε = √(8 ln(4 m(2n)/δ) / n);
- Rademacher, from the sample alone: ε = R̂ + 3 √(ln(2/δ) / 2n), where R̂ is the mean over fair signs σ of
  max |Σ σ_i h(x_i)| / n, h = ±1: how well the class fits coins. (Symmetrisation of losses less ½, which are ±½, and
  McDiarmid's inequality twice with half of δ each: one draw moves the largest gap by 1/n at most, and R̂ by 2/n.)

The fits of random cosines to digits (`memorised_digits.json` beside this file) were made by

    python -m mathcore.advanced.generalization

and a test makes rows of them again.

Sources: Hoeffding, JASA 58 (1963); Vapnik and Chervonenkis, Theory Probab. Appl. 16 (1971); Abu-Mostafa, Magdon-Ismail
and Lin, Learning from Data (2012), chapter 2; Bartlett and Mendelson, JMLR 3 (2002); Mohri, Rostamizadeh and
Talwalkar, Foundations of Machine Learning (2nd ed. 2018), chapter 3; Zhang et al., ICLR (2017).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_breast_cancer, load_digits

from mathcore.common.randomness import random_integers, random_normals, random_uniforms, random_words

Array = NDArray[np.float64]
SIZES = (10, 18, 32, 56, 100, 178, 316, 562, 1000, 1780, 3160, 5620, 10000)  # of samples: four a decade
STUMPS, LEVELS, RUNS, COINS = 1000, 40, 200, 64
WIDTHS = tuple(round(float(f"{5 * 10 ** (k / 8):.3g}")) for k in range(25))  # numbers of cosines: 5 to 5000
NOISES = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of training labels that are replaced by random ones
TRAINED, TESTED, CLASSES, SCALE, NOISY, BIN, TOSSES = 500, 1000, 10, 0.5, 40, 20, 4000
TABLE = Path(__file__).with_name("memorised_digits.json")


def hoeffding(n: ArrayLike, delta: float, count: float = 1.0) -> Array:
    """√(ln(2 count/δ) / 2n): for `count` hypotheses that were fixed before the sample of n was drawn."""
    return np.asarray(np.sqrt((np.log(2 / delta) + np.log(count)) / (2 * np.asarray(n, dtype=float))))


def vapnik(n: ArrayLike, delta: float, log_growth: ArrayLike) -> Array:
    """√(8 ln(4 m(2n)/δ) / n), from the natural logarithm of the growth function at 2n."""
    return np.asarray(np.sqrt(8 / np.asarray(n, dtype=float) * (np.log(4 / delta) + np.asarray(log_growth))))


def polynomial_growth(n: ArrayLike, vc: int) -> Array:
    """ln(n^vc + 1), a bound on the logarithm of the growth function of a class of that VC dimension."""
    return np.asarray(np.log(np.asarray(n, dtype=float) ** vc + 1))


def rademacher(complexity: ArrayLike, n: ArrayLike, delta: float) -> Array:
    """R̂ + 3 √(ln(2/δ) / 2n), for R̂ of hypotheses with values ±1 on the sample."""
    return np.asarray(np.asarray(complexity) + 3 * hoeffding(n, delta))


def enough(epsilon: float, delta: float, vc: int) -> float:
    """The sample size at which √(8 ln(4((2n)^vc + 1)/δ) / n) comes down to ε: a fixed point, by iteration."""
    n = 1000.0
    for _ in range(200):
        n = float(8 / epsilon**2 * (np.log(4 / delta) + polynomial_growth(2 * n, vc)))
    return n


def widest(n: int, delta: float, log_growth: float) -> float:
    """The logarithm to the base 10 of the number of hypotheses at which the union's bound is as wide as Vapnik's."""
    return float((16 * (np.log(4 / delta) + log_growth) - np.log(2 / delta)) / np.log(10))


def stump_growth(points: ArrayLike, features: int) -> Array:
    """ln m for thresholds on one of some features, large values positive: each feature orders the m points, and cuts
    its order at n + 1 places; the two trivial labelings are common to all: m ≤ features (n - 1) + 2."""
    return np.asarray(np.log(features * (np.asarray(points, dtype=float) - 1) + 2))


@dataclass(frozen=True)
class Population:
    """569 tumours as a population from which samples are drawn with replacement, and 1000 stumps (one feature, one
    threshold; large values are called malignant), chosen before any sample.

    `labels` (569,) 1 for malignant; `says` (1000, 569) the stumps' answers, 0 or 1; `risks` (1000,) their true errors;
    `wrong` (1000, 569) is 1 where a stump errs.
    """

    labels: NDArray[np.int64]
    says: NDArray[np.int64]
    risks: Array
    wrong: NDArray[np.float32]
    features: int


@lru_cache(maxsize=1)
def population() -> Population:
    """scikit-learn's breast cancer data; thresholds at 40 levels of each feature, shuffled, the first 1000."""
    table, benign = load_breast_cancer(return_X_y=True)
    labels = 1 - benign.astype(np.int64)
    cuts = np.quantile(table, (np.arange(LEVELS) + 0.5) / LEVELS, axis=0)
    says = (table[None] >= cuts[:, None]).transpose(0, 2, 1).reshape(-1, len(labels)).astype(np.int64)
    says = says[np.argsort(random_words(7, 0, 0, len(says)), kind="stable")[:STUMPS]]
    wrong = says != labels
    return Population(labels, says, wrong.mean(axis=1), wrong.astype(np.float32), table.shape[1])


def sample_counts(seed: int, run: int, n: int) -> NDArray[np.int64]:
    """How often each of the population is among the first n draws of a run: shape (569,), whole numbers."""
    size = len(population().labels)
    return np.bincount(random_integers(seed, run, 0, n, size).astype(np.int64), minlength=size)


def sample_errors(seen: NDArray[np.int64]) -> Array:
    """The error of each stump on a sample that has each of the population so often: shape (1000,)."""
    return np.asarray(population().wrong @ seen.astype(np.float32), dtype=float) / float(seen.sum())


@dataclass(frozen=True)
class Runs:
    """What 200 runs of a seed found, at each of SIZES: `gaps` (runs, sizes, stumps) the largest |L̂ - L| of the first M
    stumps at place M - 1; `rote` (runs, sizes) that of the hypothesis that knows its sample by heart; `coins` (sizes,
    stumps) the mean over 64 rows of signs of max |Σ σ h| / n of the first M stumps on the sample of run 0."""

    gaps: NDArray[np.float32]
    rote: Array
    coins: Array


def runs(seed: int, counts: ArrayLike) -> Runs:
    """The runs of a seed; of stumps only the numbers M in `counts` are kept (in their order).

    Sums are of whole numbers, so they are the same on every machine.
    """
    world = population()
    signs = (2 * world.says - 1).astype(np.float32)
    places = np.asarray(counts, dtype=int) - 1
    size = len(world.labels)
    drawn = np.stack([random_integers(seed, r, 0, SIZES[-1], size) for r in range(RUNS)]).astype(np.int64)
    drawn += size * np.arange(RUNS)[:, None]
    parts = np.split(drawn, SIZES[:-1], axis=1)
    fresh = [np.bincount(part.ravel(), minlength=RUNS * size).reshape(RUNS, size) for part in parts]
    seen = np.cumsum(fresh, axis=0)  # (sizes, runs, 569)
    tossed = np.concatenate([_tosses(seed, each[0], k) for k, each in enumerate(seen)])
    # Two products of large matrices: many small ones wait for one another's threads.
    errors = (seen.reshape(-1, size).astype(np.float32) @ world.wrong.T).reshape(len(SIZES), RUNS, -1)
    fits = np.abs(tossed @ signs.T).reshape(len(SIZES), COINS, -1)
    gaps = np.empty((RUNS, len(SIZES), len(places)), dtype=np.float32)
    coins = np.empty((len(SIZES), len(places)))
    for k, n in enumerate(np.array(SIZES, dtype=np.float32)):
        off = np.abs(errors[k] / n - world.risks.astype(np.float32))
        gaps[:, k] = np.maximum.accumulate(off, axis=1)[:, places]
        coins[k] = np.maximum.accumulate(fits[k] / n, axis=1)[:, places].mean(axis=0, dtype=float)
    rote = ((seen == 0) & (world.labels == 1)).mean(axis=2).T
    return Runs(gaps, rote, coins)


def _tosses(seed: int, seen: NDArray[np.int64], stream: int) -> NDArray[np.float32]:
    """Sums of fair signs, as many for each of the population as it was drawn: shape (COINS, 569)."""
    total = int(seen.sum())
    bits = np.unpackbits(random_words(seed, RUNS + stream, 0, -(-COINS * total // 64)).view(np.uint8))
    signs = 2 * bits[: COINS * total].reshape(COINS, total).astype(np.float32) - 1
    ends = np.concatenate([[0], np.cumsum(seen)])
    sums = np.concatenate([np.zeros((COINS, 1), np.float32), np.cumsum(signs, axis=1)], axis=1)
    return np.asarray(sums[:, ends[1:]] - sums[:, ends[:-1]])


@dataclass(frozen=True)
class Memorised:
    """Least-norm fits of D random cosines to 500 digits, at each of WIDTHS (first axis) and NOISES (second axis).

    `train` and `test` are shares right, on the labels that were given and on the true ones of 1000 other digits; `norm`
    is that of the weights, over all ten outputs, and `price` the same through the spectrum, √Σ energy/eigenvalue.
    `spectrum` (widths, bins) are eigenvalues of the Gram matrix, falling, and `energy` (widths, noises, bins) what of
    the labels lies along an eigenvector (sum of squares over the outputs), both as means over bins of 20, NaN beyond D.
    `ball` (widths, 2) is the Rademacher complexity, on the 500 digits, of the linear functions of norm ≤ 1 in these
    features (over 4000 rows of signs), and its bound √tr K / n.
    """

    train: Array
    test: Array
    norm: Array
    price: Array
    spectrum: Array
    energy: Array
    ball: Array


def fit(width: int) -> dict[str, list[Any]]:
    """One row of the table: the fits of one number of cosines, at every share of NOISES.

    The features are √(2/D) cos(w·x + b) with w normal of deviation 0.5 and b uniform (pixels from 0 to 1), nested from
    width to width. The targets are 1 for the class and 0 for others, less their mean 1/10. A share of the training
    labels is replaced by digits drawn at random, nested from share to share.
    """
    pixels, labels = load_digits(return_X_y=True)
    order = np.argsort(random_words(NOISY, 0, 0, len(labels)), kind="stable")
    train, test = order[:TRAINED], order[TRAINED : TRAINED + TESTED]
    random = random_integers(NOISY, 1, 0, TRAINED, CLASSES).astype(np.int64)
    turned = np.arange(TRAINED)[None] < np.round(np.array(NOISES)[:, None] * TRAINED)
    given = np.where(turned, random, labels[train])  # (noises, 500)
    flat = (np.eye(CLASSES)[given] - 1 / CLASSES).transpose(1, 0, 2).reshape(TRAINED, -1)
    waves = random_normals(NOISY, 2, 0, 64 * width).reshape(-1, 64)
    angles = pixels[order[: TRAINED + TESTED]] / 16 @ (SCALE * waves.T)
    features = np.sqrt(2 / width) * np.cos(angles + 2 * np.pi * random_uniforms(NOISY, 3, 0, width))
    known, rank = features[:TRAINED], min(width, TRAINED)
    left, singular, right = np.linalg.svd(known, full_matrices=False)
    along = left.T @ flat
    weights = right.T @ (along / singular[:, None])
    answers = (features @ weights).reshape(len(features), len(NOISES), CLASSES).argmax(axis=2)
    energy = (along.reshape(rank, len(NOISES), CLASSES) ** 2).sum(axis=2)
    bins = [slice(k, k + BIN) for k in range(0, rank, BIN)]
    signs = 2.0 * (random_uniforms(NOISY, 4, 0, TOSSES * TRAINED).reshape(TOSSES, TRAINED) < 0.5) - 1
    found = {
        "train": (answers[:TRAINED] == given.T).mean(axis=0),
        "test": (answers[TRAINED:] == labels[test, None]).mean(axis=0),
        "norm": np.sqrt((weights.reshape(width, len(NOISES), CLASSES) ** 2).sum(axis=(0, 2))),
        "price": np.sqrt((energy / singular[:, None] ** 2).sum(axis=0)),
        "spectrum": np.array([(singular[each] ** 2).mean() for each in bins]),
        "energy": np.array([energy[each].mean(axis=0) for each in bins]).T,
        "ball": np.array([np.linalg.norm(signs @ known, axis=1).mean(), np.linalg.norm(known)]) / TRAINED,
    }
    return {name: [float(f"{v:.10g}") for v in a] if a.ndim == 1 else a.round(9).tolist() for name, a in found.items()}


@lru_cache(maxsize=1)
def memorised() -> Memorised:
    """The fits of all widths, from the table beside this file: `python -m mathcore.advanced.generalization` makes it
    in a few seconds, and a test makes some of its rows again."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    places = -(-TRAINED // BIN)

    def filled(values: list[Any]) -> Array:
        found = np.asarray(values, dtype=float)
        return np.pad(found, [(0, 0)] * (found.ndim - 1) + [(0, places - found.shape[-1])], constant_values=np.nan)

    whole = {name: np.array([row[name] for row in rows]) for name in ("train", "test", "norm", "price", "ball")}
    return Memorised(
        **whole, **{name: np.stack([filled(row[name]) for row in rows]) for name in ("spectrum", "energy")}
    )


if __name__ == "__main__":
    TABLE.write_text(
        "[" + ",\n".join(json.dumps(fit(width), separators=(",", ":")) for width in WIDTHS) + "]\n", encoding="utf-8"
    )
