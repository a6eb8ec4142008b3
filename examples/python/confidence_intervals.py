"""Confidence intervals by hand: what one holds, how often, and what is known of it given the data."""

import math

import numpy as np
from scipy import stats

# --- parameters ---
METHOD = "t"
N = 10
CONFIDENCE = 95
KIND = "wald"
TRIALS = 25
SHARE = 0.1
COUNT = 2
GAP = 3.2
RATIO = 1.0
RHO = 0.0
PROCEDURE = "mean"
READINGS = [-0.4, 0.6]
# --- end of parameters ---

level = CONFIDENCE / 100
z = stats.norm.ppf((1 + level) / 2)
student = stats.t(N - 1)
reach = student.ppf((1 + level) / 2) if METHOD == "t" else z  # in standard errors

# 1. The mean of N normal draws. The promise, simulated:
x = np.random.default_rng(1).normal(size=(20_000, N))
error = 1 / math.sqrt(N) if METHOD == "known" else x.std(axis=1, ddof=1) / math.sqrt(N)
held = np.abs(x.mean(axis=1)) <= reach * error
print(f"Of 20,000 intervals {held.mean():.2%} hold the true mean; {CONFIDENCE}% are promised.")

# It does not promise the mean of the next sample, nor the next value: these err as well.
law = stats.norm if METHOD == "known" else student
print(f"next_coverage = {2 * law.cdf(reach / math.sqrt(2)) - 1:.12g}")
print(f"draw_coverage = {2 * law.cdf(reach / math.sqrt(N + 1)) - 1:.12g}")


# 2. A proportion. What statsmodels.stats.proportion.proportion_confint computes as well:
def interval(count: int, n: int) -> tuple[float, float]:
    share = count / n
    if KIND == "clopper_pearson":  # neither tail of the binomial law above (1 - level)/2
        tail = (1 - level) / 2
        low = stats.beta.ppf(tail, count, n - count + 1) if count > 0 else 0.0
        high = stats.beta.ppf(1 - tail, count + 1, n - count) if count < n else 1.0
        return low, high
    if KIND == "wald":
        half = z * math.sqrt(share * (1 - share) / n)
        return share - half, share + half
    centre = (count + z * z / 2) / (n + z * z)
    if KIND == "wilson":
        half = z / (n + z * z) * math.sqrt(n * share * (1 - share) + z * z / 4)
        return 0.0 if count == 0 else centre - half, 1.0 if count == n else centre + half
    half = z * math.sqrt(centre * (1 - centre) / (n + z * z))  # Agresti and Coull
    return centre - half, centre + half


ends = np.array([interval(k, TRIALS) for k in range(TRIALS + 1)])
counts = np.arange(TRIALS + 1)
low, high = ends[min(COUNT, TRIALS)]
print(f"low = {low:.12g}")
print(f"high = {high:.12g}")

# The coverage is a sum of binomial probabilities: no simulation.
holds = (ends[:, 0] <= SHARE) & (ends[:, 1] >= SHARE)
print(f"here = {stats.binom.pmf(counts, TRIALS, SHARE)[holds].sum():.12g}")
inside = stats.beta(counts + 1, TRIALS - counts + 1).cdf(np.clip(ends, 0, 1).T)
print(f"average = {(inside[1] - inside[0]).sum() / (TRIALS + 1):.12g}")

# 3. Two groups, the first with standard error 1: where the intervals part, and where the difference is significant.
error_of_difference = math.sqrt(1 + RATIO**2 - 2 * RHO * RATIO)
touching = z * (1 + RATIO)
print(f"touching = {touching:.12g}")
print(f"p_touching = {2 * stats.norm.sf(touching / error_of_difference):.12g}")
print(f"p_gap = {2 * stats.norm.sf(GAP / error_of_difference):.12g}")

# 4. Two readings, each within 5 of the truth, uniformly: a 50% interval, and its coverage given their distance.
middle, apart = sum(READINGS) / 2, abs(READINGS[0] - READINGS[1])
room = (10 - apart) / 2  # the truth is within that of their mean, for certain, and evenly
half = {"mean": 5 - 5 / math.sqrt(2), "between": apart / 2, "box": room / 2}[PROCEDURE]
print(f"reading_low = {middle - half:.12g}")
print(f"reading_high = {middle + half:.12g}")
print(f"given = {0.5 if PROCEDURE == 'box' else min(1.0, half / room) if room else 1.0:.12g}")
