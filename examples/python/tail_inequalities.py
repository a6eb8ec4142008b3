"""Tail bounds by hand, beside exact tails: a sum of coins, one variable and its moments, three masses, a test set."""

import math

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import binom, norm

# --- parameters ---
N = 100
CHANCE = 0.5
Z = 2.0
COPIES = False
SOURCE = "waits"
LEVEL = 4.0
MASSES = [-2.0, 0.0, 1.5]
WEIGHTS = [[0.2, 0.6, 0.2]]
K = 1.5
UPPER = False
EPS = 0.05
DELTA = 0.05
MODELS = 1
CAP = 0.2
# --- end of parameters ---

# A sum of N draws that are 1 with probability CHANCE: is it Z standard deviations over its mean, or more?
variance = CHANCE * (1 - CHANCE)
x = N * CHANCE + Z * math.sqrt(N * variance)
x = round(x) if abs(x - round(x)) < 1e-9 * (1 + x) else x  # 100 · 0.5 + 2 · 5 is 60, whatever rounding says
over = x / N - CHANCE
if COPIES:  # each coin counts ten times, the last one for the rest
    groups, rest = divmod(N, 10)
    without, beside = (binom.sf(math.ceil(y / 10 - 1e-9) - 1, groups, CHANCE) for y in (x, x - rest))
    exact = (1 - CHANCE) * without + CHANCE * beside
else:
    exact = binom.sf(math.ceil(x) - 1, N, CHANCE)


def log_mean(rate):
    """ln E exp(rate (draw - x/N)): N times that is the exponent of Chernoff's bound."""
    return np.logaddexp(math.log(1 - CHANCE), math.log(CHANCE) + rate) - rate * x / N


print(f"exact = {exact:.12g}")
print(f"markov = {N * CHANCE / x:.12g}")
print(f"chebyshev = {1 / Z**2:.12g}")
print(f"cantelli = {1 / (1 + Z**2):.12g}")
print(f"hoeffding = {math.exp(-2 * N * over**2):.12g}")
print(f"bernstein = {math.exp(-N * over**2 / (2 * (variance + (1 - CHANCE) * over / 3))):.12g}")
if x < N:
    a = x / N
    chernoff = math.exp(-N * (a * math.log(a / CHANCE) + (1 - a) * math.log((1 - a) / (1 - CHANCE))))
    searched = minimize_scalar(log_mean, bounds=(0, 60), method="bounded", options={"xatol": 1e-10})
    print(f"searched: {math.exp(N * searched.fun):.8g}")
else:
    chernoff = CHANCE**N if x == N else 0.0
print(f"chernoff = {chernoff:.12g}")

# One variable: Markov for its powers, and for its exponentials.
orders = np.arange(201)
least_exponential = 1.0
if SOURCE == "coins":
    heads, shares = np.arange(11.0), binom.pmf(np.arange(11), 10, 0.5)
    tail = binom.sf(math.ceil(LEVEL - 1e-9) - 1, 10, 0.5)
    moments = np.array([shares @ (heads / LEVEL) ** k for k in orders])
    if LEVEL > 5:
        a = LEVEL / 10
        least_exponential = (0.5 / a) ** LEVEL * (0.5 / (1 - a)) ** (10 - LEVEL) if a < 1 else 0.5**10
elif SOURCE == "waits":
    tail = math.exp(-LEVEL)
    logs = [math.lgamma(k + 1) - k * math.log(LEVEL) for k in orders]  # 200! is too large for a float
    moments = np.array([math.exp(min(logs))])
    if LEVEL > 1:
        least_exponential = LEVEL * math.exp(1 - LEVEL)
else:
    tail = min(1.0, LEVEL**-3)
    moments = np.array([3 / (3 - k) / LEVEL**k for k in (0, 1, 2)])
print(f"tail = {tail:.12g}")
print(f"least_moment = {min(moments):.12g}")
print(f"least_exponential = {least_exponential:.12g}")

# Three masses: how much of them lies K standard deviations or more from their mean?
places, weights = np.array(MASSES), np.array(WEIGHTS[0])
mean = weights @ places
sd = math.sqrt(weights @ (places - mean) ** 2)
off = places - mean if UPPER else np.abs(places - mean)
far = (off >= K * sd * (1 - 1e-10)) & (sd > 1e-9)
print(f"mean = {mean:.12g}")
print(f"sd = {sd:.12g}")
print(f"mass_tail = {weights[far].sum():.12g}")
print(f"mass_bound = {1 / (K**2 + UPPER):.12g}")

# How many test items make MODELS error rates, of at most CAP, certain to ±EPS but for a chance of DELTA?
each, most = DELTA / MODELS, CAP * (1 - CAP)
log = math.log(2 / each)
print(f"items_chebyshev = {math.ceil(most / (EPS**2 * each) - 1e-9):.12g}")
print(f"items_hoeffding = {math.ceil(log / (2 * EPS**2) - 1e-9):.12g}")
print(f"items_bernstein = {math.ceil(2 * (most + EPS / 3) * log / EPS**2 - 1e-9):.12g}")
print(f"items_normal = {math.ceil((norm.isf(each / 2) / EPS) ** 2 * most - 1e-9):.12g}")
