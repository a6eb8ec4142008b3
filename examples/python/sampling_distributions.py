"""Standard errors of four designs, all samples of a small population, and what a biased poll is worth."""

from collections import Counter
from collections.abc import Callable
from itertools import product
from math import sqrt
from statistics import NormalDist, mean, median, pvariance, variance

import numpy as np

# --- parameters ---
SIZES = [212, 357]
MEANS = [17.462830188679245, 12.146523809523808]
SPREADS = [3.203971100779367, 1.7805116461410393]
FEW = [2.0, 3.0, 5.0, 8.0, 9.0, 12.0, 14.0, 20.0]
N = 20
SMALL = 3
STATISTIC = "mean"
BACK = False
PEOPLE = 1000000.0
PERCENT = 9.96
DEFECT = 0.01
YES = 0.5
# --- end of parameters ---

# 1. A population known by its strata: sizes, means, and standard deviations S (divisor N - 1).
sizes, spreads = np.array(SIZES, dtype=float), np.array(SPREADS, dtype=float)
total, shares = sizes.sum(), sizes / sizes.sum()
mu = shares @ np.array(MEANS, dtype=float)
within = ((sizes - 1) * spreads**2).sum()
between = (sizes * (np.array(MEANS) - mu) ** 2).sum()
spread = sqrt((within + between) / (total - 1))
print(f"plain = {spread * sqrt((1 - N / total) / N):.12g}")


def dealt(weights: np.ndarray, count: int) -> np.ndarray:
    """A row for each stratum, and each further one to where weight / sqrt(k (k + 1)) is largest."""
    rows = np.ones(len(weights))
    for _ in range(count - len(weights)):
        rows[np.argmax(np.where(rows < sizes, weights / np.sqrt(rows * (rows + 1)), -1.0))] += 1
    return rows


def stratified(rows: np.ndarray) -> float:
    """Standard error of the weighted mean of random samples of each stratum."""
    return float(np.sqrt((shares**2 * spreads**2 * (1 - rows / sizes) / rows).sum()))


print(f"replaced_error = {spread * sqrt((total - 1) / total) / sqrt(N):.12g}")
print(f"stratified_error = {stratified(dealt(sizes, N)):.12g}")
print(f"neyman_error = {stratified(dealt(sizes * spreads, N)):.12g}")

# 2. Every sample of a small population, with the statistic of each: the sampling distribution, whole.
STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "mean": mean,
    "median": median,
    "largest": max,
    "variance": lambda x: variance(x) if len(x) > 1 else 0.0,
}
statistic = STATISTICS[STATISTIC]
if BACK:  # sequences that differ in their order alone are counted together
    states: Counter[tuple[int, ...]] = Counter({(): 1})
    for _ in range(SMALL):
        longer: Counter[tuple[int, ...]] = Counter()
        for (rows_drawn, ways), new in product(states.items(), range(len(FEW))):
            longer[tuple(sorted((*rows_drawn, new)))] += ways
        states = longer
else:
    states = Counter({(): 1})
    for new in range(len(FEW)):
        states += Counter({(*rows_drawn, new): 1 for rows_drawn in states if len(rows_drawn) < SMALL})
    states = Counter({rows_drawn: 1 for rows_drawn in states if len(rows_drawn) == SMALL})
found = np.array([float(statistic([FEW[k] for k in rows_drawn])) for rows_drawn in states])
chance = np.array(list(states.values()), dtype=float)
chance /= chance.sum()
centre = chance @ found
print(f"every_mean = {centre:.12g}")
print(f"every_error = {sqrt(chance @ (found - centre) ** 2):.12g}")
print(f"Of the population: {float(statistic(FEW)):.6g} (its variance with the divisor N: {pvariance(FEW):.6g})")

# 3. Meng's identity: error = defect * sqrt((N - n)/n) * sigma, and the random sample that errs as much.
share = PERCENT / 100
sigma, quantity = sqrt(YES * (1 - YES)), sqrt((1 - share) / share)
most = (min(1.0, YES / share) - YES) / (quantity * sigma)  # all who answer say yes, or all who say yes answer
defect = min(DEFECT, most)
shift = defect * sqrt(PEOPLE - 1)  # the error in standard errors of a random sample
print(f"poll_defect = {defect:.12g}")
print(f"points = {100 * defect * quantity * sigma:.12g}")
print(f"poll_worth = {PEOPLE / (1 + (PEOPLE - 1) * (defect * quantity) ** 2):.12g}")
normal = NormalDist()
z = normal.inv_cdf(0.975)
print(f"percent_covered = {100 * (normal.cdf(z - shift) - normal.cdf(-z - shift)):.12g}")
