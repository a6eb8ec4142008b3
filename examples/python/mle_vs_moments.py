"""Method of moments and maximum likelihood by hand: the end of a uniform law, four laws, and two gamma fits."""

import math

import numpy as np
from scipy.special import digamma, polygamma
from scipy.stats import gamma

# --- parameters ---
N = 10
K = 0.0
LAW = "uniform"
DRAWS = [0.12, 0.23, 0.31, 0.38, 0.47, 0.52, 0.61, 0.7, 0.78, 0.93]
FAMILY = "gamma"
SHAPE = 1.0
VALUES = [0.2, 1.9, 2.3, 2.6, 2.9, 3.3, 3.7, 4.2, 4.9, 6.4]
# --- end of parameters ---

# 1. The end θ = 1 of a uniform law from N draws: c times the largest, and twice the mean.
c = 1 + K / (N + 1)
bias = c * N / (N + 1) - 1
variance = c * c * (N / (N + 2) - (N / (N + 1)) ** 2)
print(f"likely_bias = {bias:.12g}")
print(f"likely_square = {bias**2 + variance:.12g}")
print(f"doubled_square = {1 / (3 * N):.12g}")
print(f"best_square = {1 / (N + 1) ** 2:.12g}")

x = np.random.default_rng(1).random((20_000, N))
errors = (c * x.max(axis=1) - 1) ** 2, (2 * x.mean(axis=1) - 1) ** 2
print(f"Of 20,000 samples the mean squared errors are {errors[0].mean():.3g} and {errors[1].mean():.3g}.")


# 2. One sample, two estimates. The gamma shape a solves ln a − ψ(a) = gap, the logarithm of the mean less the mean of
# the logarithms: Newton's steps in ln a. Of values that lie close together d − ln(1 + d) loses fewer digits.
def gamma_shape(x: np.ndarray) -> float:
    if np.ptp(x) <= 1e-9 * x.mean():
        return math.inf
    d = (x - x.mean()) / x.mean()
    gap = float(np.mean(np.where(np.abs(d) < 0.01, d - np.log1p(np.maximum(d, -0.5)), d - np.log(x / x.mean()))))
    a = 0.5 / gap + 1 / 6
    for _ in range(60 if gap > 1e-5 else 0):
        miss = math.log(a) - digamma(a) - gap
        a *= math.exp(-miss / (1 - a * polygamma(1, a)))
    return float(a)


draws = np.array(DRAWS)
mean, logs = draws.mean(), np.log(draws).mean()
if LAW == "uniform":
    by_moments, by_likelihood = 2 * mean, draws.max()
elif LAW == "gamma":
    by_moments, by_likelihood = mean**2 / draws.var() if np.ptp(draws) > 1e-9 * mean else math.inf, gamma_shape(draws)
elif LAW == "beta":
    by_moments, by_likelihood = mean / (1 - mean), -1 / logs
else:
    by_moments, by_likelihood = mean / (mean - 1), 1 / logs
print(f"by_moments = {by_moments:.12g}")
print(f"by_likelihood = {by_likelihood:.12g}")

# How often 2 × mean of as many uniform draws lies below the largest of them: Irwin and Hall's law.
m, edge = len(draws) - 1, len(draws) / 2 - 1
terms = [(-1) ** k * math.comb(m, k) * (edge - k) ** m for k in range(math.floor(edge) + 1)]
print(f"percent_lost = {100 * sum(terms) / math.factorial(m) if edge > 0 else 0.0:.12g}")

# 3. What moments lose, for large n: n times the variance of either estimate of the shape.
a = SHAPE
likely = a / (a * polygamma(1, a) - 1) if FAMILY == "gamma" else a * a
if FAMILY == "gamma":
    moments = 2 * a * (a + 1)
elif FAMILY == "beta":
    moments = a * (a + 1) ** 2 / (a + 2)
else:
    moments = a * (a - 1) ** 2 / (a - 2) if a > 2 else math.inf
print(f"moments_variance = {moments:.12g}")
print(f"likelihood_variance = {likely:.12g}")
print(f"percent_efficient = {100 * likely / moments:.12g}")

# 4. Two gamma fits to a column, and how far apart they are if it is gamma: Hausman's test.
values = np.array(VALUES)
if values.min() <= 0:
    raise SystemExit("A gamma law lives on positive numbers, and this column has a value of 0 or less.")
second = gamma_shape(values)
first = values.mean() ** 2 / values.var() if second < math.inf else math.inf
lost = 8 * second / 3 - 2 / 9  # of large shapes; else what moments lose, as above
if second < 1e4:
    lost = 2 * second * (second + 1) - second / (second * polygamma(1, second) - 1)
print(f"shape_moments = {first:.12g}")
print(f"shape_likelihood = {second:.12g}")
print(f"standard_errors = {(first - second) / math.sqrt(lost / len(values)):.12g}")
if second < 1e6:
    by_scipy = gamma.fit(values, floc=0, method="MM")[0], gamma.fit(values, floc=0)[0]
    print(f"SciPy finds the shapes {by_scipy[0]:.6g} and {by_scipy[1]:.6g}.")
