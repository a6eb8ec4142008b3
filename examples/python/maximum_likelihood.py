"""Maximum likelihood by hand: a normal law, what its curvature claims, three tests, a logistic curve, a place."""

import numpy as np
from scipy import stats
from scipy.special import expit, xlogy

# --- parameters ---
SAMPLE = [-1.6, -0.4, 0.3, 0.9, 1.7, 2.9]
MU = -0.9
SIGMA = 0.9
MODEL = "exponential"
RIGHT = True
N = 20
YESES = 17
TRIALS = 20
NULL = 0.6
PAIRS = [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0], [6.5, 0.0], [4.8, 1.0], [6.0, 1.0], [7.5, 1.0], [9.0, 1.0]]
STEPS = 2
DENSITY = "cauchy"
OBSERVED = [-2.1, -1.2, -0.6, 0.1, 0.7, 5.2]
PLACE = 2.0
# --- end of parameters ---

# A normal law: the most likely mean and deviation (divisor n), and how far another law falls short of them.
sample = np.array(SAMPLE)
mu_hat, sigma_hat = sample.mean(), np.sqrt(np.mean((sample - sample.mean()) ** 2))
if np.ptp(sample) == 0:  # no peak: the likelihood grows without bound as sigma falls to 0
    mu_hat, sigma_hat = sample[0], 0.0
log_likelihood = np.sum(-0.5 * ((sample - MU) / SIGMA) ** 2 - np.log(SIGMA * np.sqrt(2 * np.pi)))
best = -len(sample) * (np.log(sigma_hat * np.sqrt(2 * np.pi)) + 0.5) if sigma_hat > 0 else np.inf
assert np.allclose(stats.norm.fit(sample), (mu_hat, sigma_hat))
print(f"mu_hat = {mu_hat:.12g}")
print(f"sigma_hat = {sigma_hat:.12g}")
print(f"log_likelihood = {log_likelihood:.12g}")
print(f"shortfall = {best - log_likelihood:.12g}")

# How much the peak of n draws varies. Here the score of one draw is linear in the draw: so its variance is known.
law, slope_in_x, curvature = {
    "normal": (stats.norm() if RIGHT else stats.laplace(), 1.0, lambda mean: 1.0),  # mean 0
    "exponential": (stats.expon() if RIGHT else stats.gamma(0.5, scale=2), -1.0, lambda mean: 1.0),  # rate 1
    "poisson": (stats.poisson(2) if RIGHT else stats.nbinom(1, 1 / 3), 0.5, lambda mean: mean / 4),  # mean 2
    "uniform": (stats.uniform(), 0.0, lambda mean: -1.0),  # end 1: every score is -1
}[MODEL]
score_variance, mean_curvature = slope_in_x**2 * law.var(), curvature(law.mean())
print(f"score_variance = {score_variance:.12g}")
print(f"mean_curvature = {mean_curvature:.12g}")
regular = mean_curvature > 0
claimed = 1 / np.sqrt(N * mean_curvature) if regular else np.nan
sandwich = np.sqrt(score_variance / N) / mean_curvature if regular else np.nan
print(f"claimed = {claimed:.12g}")
print(f"sandwich = {sandwich:.12g}")

# Three tests of a share.
k, n, z2 = YESES, TRIALS, stats.chi2.ppf(0.95, 1)
share = k / n
with np.errstate(divide="ignore", invalid="ignore"):
    wald = 0.0 if share == NULL else (share - NULL) ** 2 * n / np.float64(share * (1 - share))
score = (share - NULL) ** 2 * n / (NULL * (1 - NULL))
ratio = 2 * (xlogy(k, share / NULL) + xlogy(n - k, (1 - share) / (1 - NULL)))
middle, wide = share + z2 / (2 * n), np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
print(f"wald = {wald:.12g}")
print(f"score = {score:.12g}")
print(f"ratio = {ratio:.12g}")
print(f"wilson_low = {(middle - wide) / (1 + z2 / n):.12g}")
print(f"wilson_high = {(middle + wide) / (1 + z2 / n):.12g}")

# A logistic curve by Newton's steps from (0, 0), halved where they would go down; x in deviations from its mean.
x, y = np.array(PAIRS).T
middle, unit = (x.mean(), x.std()) if np.ptp(x) > 0 else (x[0], 1.0)
design = np.stack([np.ones(len(x)), (x - middle) / unit], axis=1)


def height(weights):
    logit = design @ weights
    return -np.logaddexp(0, np.where(y > 0.5, -logit, logit)).sum()


weights = np.zeros(2)
for _ in range(STEPS):
    chance = expit(design @ weights)
    curved = (design * (chance * (1 - chance))[:, None]).T @ design
    step = np.linalg.lstsq(curved, design.T @ (y - chance), rcond=1e-14)[0]
    while height(weights + step) < height(weights) and np.abs(step).max() > 1e-12:
        step = step / 2
    weights = weights + step
print(f"intercept = {weights[0] - weights[1] * middle / unit:.12g}")
print(f"slope = {weights[1] / unit:.12g}")
print(f"logistic_height = {height(weights):.12g}")

# A place under three laws of the errors: it is pulled by each observation, and at a peak the pulls cancel.
observed = np.sort(np.array(OBSERVED, dtype=float))


def total_pull(place):
    d = observed - place
    return {"normal": d, "laplace": np.sign(d), "cauchy": 2 * d / (1 + d**2)}[DENSITY].sum()


def cauchy_peaks():
    """Where the pulls fall through zero: the middle of where they fall through ±1e-10, bisected (tops can be flat)."""
    grid = np.linspace(observed[0] - 0.5, observed[-1] + 0.5, 4000)
    rises = np.array([total_pull(t) > 0 for t in grid])
    found = []
    for i in np.flatnonzero(rises[:-1] & ~rises[1:]):
        ends = []
        for level in (1e-10, -1e-10):
            low, high = 2 * grid[i] - grid[i + 1], 2 * grid[i + 1] - grid[i]
            for _ in range(50):
                half = (low + high) / 2
                low, high = (half, high) if total_pull(half) > level else (low, half)
            ends.append((low + high) / 2)
        found.append(np.mean(ends))
    return np.array(found)


if DENSITY == "cauchy":
    peaks = cauchy_peaks()
    heights = np.array([stats.cauchy.logpdf(observed, t).sum() for t in peaks])
    best_place = peaks[np.argmax(heights > heights.max() - 1e-9)]
else:
    best_place = observed.mean() if DENSITY == "normal" else observed[(len(observed) - 1) // 2]
print(f"best_place = {best_place:.12g}")
print(f"total_pull = {total_pull(PLACE):.12g}")
