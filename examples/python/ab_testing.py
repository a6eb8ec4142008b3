"""A/B tests by hand: what looking again and again costs, a boundary that pays for it, a bound for all n, and users."""

import math

import numpy as np
from scipy import stats

# --- parameters ---
LOOKS = 10
LEVEL = 0.05
DELTA = 0.2
EFFECT = 2.8
SCALE = 100.0
RATE_A = 0.1
RATE_B = 0.12
# --- end of parameters ---

times = np.arange(1, LOOKS + 1) / LOOKS


def stops(bounds, drift):
    """The chance to stop at each look: the density of B(t) on the paths that go on, by Simpson's rule on a grid."""
    found = []
    x, mass, last = np.zeros(1), np.ones(1), 0.0
    for t, bound in zip(times, bounds, strict=True):
        step, edge = t - last, bound * math.sqrt(t)
        gap = math.sqrt(step)
        inside = stats.norm.cdf((edge - x - drift * step) / gap) - stats.norm.cdf((-edge - x - drift * step) / gap)
        found.append(mass @ (1 - inside))
        far = min(edge, 8.2 * math.sqrt(t) + abs(drift) * t)
        count = 2 * int(12 * far / math.sqrt(1 / LOOKS) + 10)
        grid = np.linspace(-far, far, count + 1)
        weights = np.ones(count + 1)
        weights[1:-1:2], weights[2:-1:2] = 4, 2
        density = stats.norm.pdf((grid[:, None] - x - drift * step) / gap) @ mass / gap
        x, mass, last = grid, density * weights * (2 * far / count / 3), t
    return np.array(found)


bound_one = stats.norm.isf(LEVEL / 2)
false_alarms = stops(np.full(LOOKS, bound_one), 0).sum()
print(f"bound_one = {bound_one:.12g}")
print(f"false_alarms = {false_alarms:.12g}")

# The boundary C t^(delta - 1/2) whose looks add up to the level: C by halving an interval.
shape = times ** (DELTA - 0.5)
low, high = bound_one * 0.99, 4 * bound_one
for _ in range(40):
    half = (low + high) / 2
    low, high = (half, high) if stops(half * shape, 0).sum() > LEVEL else (low, half)
constant = (low + high) / 2
with_effect = stops(constant * shape, EFFECT)
print(f"constant = {constant:.12g}")
print(f"power = {with_effect.sum():.12g}")
print(f"size = {1 - ((1 - times) * with_effect).sum():.12g}")

# Robbins' bound for all n on the scale of z is lowest where u = ln(1 + u) + 2 ln(1/alpha), u = n/r.
u = 1.0
for _ in range(200):
    u = math.log1p(u) - 2 * math.log(LEVEL)
print(f"tightest_users = {SCALE * u:.12g}")
print(f"lowest_bound = {math.sqrt((1 + 1 / u) * (math.log1p(u) - 2 * math.log(LEVEL))):.12g}")

# Users in each arm for 80% power at 5%.
middle, own = (RATE_A + RATE_B) / 2, RATE_A * (1 - RATE_A) + RATE_B * (1 - RATE_B)
root = stats.norm.isf(0.025) * math.sqrt(2 * middle * (1 - middle)) + stats.norm.isf(0.2) * math.sqrt(own)
print(f"needed = {root**2 / (RATE_A - RATE_B) ** 2 if RATE_A != RATE_B else math.inf:.12g}")
