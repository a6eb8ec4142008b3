"""Bayesian statistics in practice by hand: partial pooling, a calibrated interval, a Bayes factor."""

import math

import numpy as np
from scipy import special, stats

# --- parameters ---
EFFECTS = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]
ERRORS = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0]
PRIOR = "flat"
TAU = 0.48
TRIALS = 20
SEEN = 7
A = 3.0
B = 3.0
CONFIDENCE = 95
WORLD = "prior"
SHARE = 0.35
TOSSES = 100
RESULT = 2.0
SPREAD = 1.0
# --- end of parameters ---

# 1. Estimates y with standard errors s of effects theta ~ N(mu, tau^2), mu flat. Given tau all is normal.
y, s = np.array(EFFECTS), np.array(ERRORS)
scale, top = float(np.median(s)), int(y.argmax())


def given(tau):
    """The mean of mu, and mean and variance of the effect with the largest estimate; the log-likelihood of tau."""
    precision = 1 / (s**2 + tau**2)
    variance = 1 / precision.sum()
    centre = variance * (precision * y).sum()
    w = tau**2 * precision[top]
    log_likelihood = 0.5 * (np.log(precision) - (y - centre) ** 2 * precision).sum() + 0.5 * math.log(variance)
    return centre, w * y[top] + (1 - w) * centre, w * s[top] ** 2 + (1 - w) ** 2 * variance, log_likelihood


def log_prior(tau):
    if PRIOR == "cauchy":
        return -math.log1p((tau / scale) ** 2)
    if PRIOR == "gamma":  # inverse gamma (0.001, 0.001) on tau^2
        return -1.002 * math.log(tau) - 0.001 / tau**2
    return 0.0


print(f"centre = {given(TAU * scale)[0]:.12g}")
print(f"mean_here = {given(TAU * scale)[1]:.12g}")

# Over tau one integrates on a line: the midpoint rule in u, tau = scale (u / (1 - u))^3.
u = (np.arange(800) + 0.5) / 800
taus = scale * (u / (1 - u)) ** 3
rows = np.array([given(tau) for tau in taus])
logs = rows[:, 3] + [log_prior(tau) for tau in taus] + np.log(u**2 / (1 - u) ** 4)
shares = np.exp(logs - logs.max())
shares /= shares.sum()
mean = shares @ rows[:, 1]
print(f"mean_over = {mean:.12g}")
print(f"sd_over = {math.sqrt(shares @ (rows[:, 2] + (rows[:, 1] - mean) ** 2)):.12g}")

# 2. A proportion: the credible interval of every count, how often it misses one p, and how often it holds on average.
level, counts = CONFIDENCE / 100, np.arange(TRIALS + 1)
starts, stops = (
    special.betaincinv(A + counts, B + TRIALS - counts, tail) for tail in ((1 - level) / 2, (1 + level) / 2)
)
low, high = starts[min(SEEN, TRIALS)], stops[min(SEEN, TRIALS)]
print(f"low = {low:.12g}")
print(f"high = {high:.12g}")
holds = (starts <= SHARE) & (stops >= SHARE)
print(f"missed = {1 - stats.binom.pmf(counts, TRIALS, SHARE)[holds].sum():.12g}")
a, b = {"prior": (A, B), "small": (2, 18), "even": (1, 1)}[WORLD]
posterior = stats.beta(a + counts, b + TRIALS - counts)
inside = posterior.cdf(stops) - posterior.cdf(starts)
print(f"average = {stats.betabinom.pmf(counts, TRIALS, a, b) @ inside:.12g}")

# 3. A fair coin against p ~ Beta(SPREAD, SPREAD): the p-value, and which of the two predicted the count better.
x = min(math.floor(TOSSES / 2 + RESULT * math.sqrt(TOSSES) / 2 + 0.5), TOSSES)
log_factor = special.betaln(SPREAD, SPREAD) - special.betaln(SPREAD + x, SPREAD + TOSSES - x) - TOSSES * math.log(2)
print(f"p_fair = {min(1.0, 2 * stats.binom.sf(x - 1, TOSSES, 0.5)):.12g}")
print(f"factor = {math.exp(log_factor):.12g}")
print(f"fair = {1 / (1 + math.exp(-log_factor)):.12g}")
