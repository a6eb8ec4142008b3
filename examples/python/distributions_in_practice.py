"""A binomial law, Poisson's and the normal law in its place; a law for counts that vary; a normal Q-Q plot by hand."""

import numpy as np
from scipy import optimize, stats

# --- parameters ---
N = 100
SHARE = 0.03
RHO = 0.0
FIRST = 7
MEAN_RATIO = 1.0
PHI = 1.0
COUNTS = [109.0, 65.0, 22.0, 3.0, 1.0]
SAMPLE = [2.1, 2.9, 3.4, 3.9, 4.3, 4.6, 4.9, 5.2, 5.5, 5.9, 6.2, 6.6, 7.2, 7.9]
# --- end of parameters ---

# 1. Two stand-ins for the number of successes in N independent trials.
mean, sd = N * SHARE, np.sqrt(N * SHARE * (1 - SHARE))
k = np.arange(max(N, int(mean + 12 * np.sqrt(mean) + 20)) + 1)
binomial, poisson, normal = stats.binom(N, SHARE), stats.poisson(mean), stats.norm(mean, sd)

print(f"poisson_tv = {0.5 * np.abs(binomial.pmf(k) - poisson.pmf(k)).sum():.12g}")  # the error of the worst event
print(f"barbour_hall = {-SHARE * np.expm1(-mean):.12g}")
print(f"le_cam = {N * SHARE**2:.12g}")

steps = np.concatenate([[0.0], binomial.cdf(k)])  # P(X <= j) for j = -1, 0, 1, ...
j = np.arange(-1, len(k))
print(f"normal_cdf = {np.abs(steps - normal.cdf(j + 0.5)).max():.12g}")
before, after = np.abs(steps[:-1] - normal.cdf(k)), np.abs(steps[1:] - normal.cdf(k))  # on both sides of each step
print(f"normal_raw = {max(before.max(), after.max()):.12g}")
print(f"berry_esseen = {0.4748 * (SHARE**2 + (1 - SHARE) ** 2) / sd:.12g}")

# 2. A tail, where the trials may be tied: each group has a probability of its own, from a beta law.
truth = stats.betabinom(N, SHARE * (1 / RHO - 1), (1 - SHARE) * (1 / RHO - 1)) if RHO > 0 else binomial
print(f"true_sd = {truth.std():.12g}")
print(f"tail_truth = {truth.sf(FIRST - 1):.12g}")
print(f"tail_poisson = {poisson.sf(FIRST - 1):.12g}")
print(f"tail_normal = {normal.sf(FIRST - 0.5):.12g}")

# 3. Counts: COUNTS[x] observations had the value x. The most likely negative binomial law has their mean, and the size
#    r at which its score is 0; where the variance is not above the mean, r is infinite: Poisson’s law.
seen, x = np.array(COUNTS), np.arange(len(COUNTS))
total = seen.sum()
m = (x * seen).sum() / total
variance = ((x - m) ** 2 * seen).sum() / (total - 1)
print(f"counts_mean = {m:.12g}")
print(f"counts_variance = {variance:.12g}")


def log_likelihood(mu: float, phi: float) -> float:
    law = stats.poisson(mu) if phi <= 1 else stats.nbinom(mu / (phi - 1), 1 / phi)
    return float((seen * law.logpmf(x)).sum())


def score(log_r: float) -> float:
    r = np.exp(log_r)
    above = total - np.cumsum(seen)  # how many exceed 0, 1, 2, ...
    return float((above / (r + x)).sum() - total * np.log1p(m / r))


fit_phi = 1.0
if variance * (total - 1) / total > m:
    fit_phi = 1 + m / np.exp(optimize.brentq(score, -12, 20))
print(f"fit_phi = {fit_phi:.12g}")
print(f"fit_log = {log_likelihood(m, fit_phi):.12g}")
print(f"poisson_log = {log_likelihood(m, 1.0):.12g}")
print(f"law_log = {log_likelihood(MEAN_RATIO * m, PHI):.12g}")

# 4. A Q-Q plot: the values in order over the normal quantiles of their ranks. How near is it to a line?
y = np.sort(SAMPLE)
z = stats.norm.ppf((np.arange(1, len(y) + 1) - 0.375) / (len(y) + 0.25))
print(f"centre = {y.mean():.12g}")
print(f"deviation = {y.std(ddof=1):.12g}")
print(f"line_correlation = {np.corrcoef(z, y)[0, 1]:.12g}")
