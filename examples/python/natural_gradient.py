"""Fisher's distance of two normal laws and of two coins by hand, and descent by the plain and the natural gradient."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.stats import binom

# --- parameters ---
FIRST = [-3.0, 1.0]
SECOND = [3.0, 1.0]
START = [4.0, 6.0]
PIECES = 30
TICK = 100
HEADS = 0.5
OTHERS = 0.9
TOSSES = 30
# --- end of parameters ---

# Normal laws: ds^2 = (dmu^2 + 2 dsigma^2) / sigma^2 is twice the metric of the half-plane over (mu / sqrt 2, sigma).
(mu_a, sd_a), (mu_b, sd_b) = FIRST, SECOND
inside = 1 + ((mu_a - mu_b) ** 2 / 2 + (sd_a - sd_b) ** 2) / (2 * sd_a * sd_b)
far = math.sqrt(2) * math.acosh(inside)
flat = math.hypot(mu_b - mu_a, math.sqrt(2) * (sd_b - sd_a))
straight = quad(lambda t: flat / (sd_a + t * (sd_b - sd_a)), 0, 1)[0]  # the Fisher length of the straight line
kl_there = math.log(sd_b / sd_a) + (sd_a**2 + (mu_a - mu_b) ** 2) / (2 * sd_b**2) - 0.5
print(f"far = {far:.12g}")
print(f"straight = {straight:.12g}")
print(f"kl_there = {kl_there:.12g}")

# Coins: a quarter circle of radius 2. The overlap of n tosses is cos^n of half the distance.
apart = 2 * abs(math.asin(math.sqrt(HEADS)) - math.asin(math.sqrt(OTHERS)))
k = np.arange(TOSSES + 1)
overlap = np.sqrt(binom.pmf(k, TOSSES, HEADS) * binom.pmf(k, TOSSES, OTHERS)).sum()
print(f"apart = {apart:.12g}")
print(f"overlap = {overlap:.12g}")
print(f"check: cos(apart / 2) ** n is {math.cos(apart / 2) ** TOSSES:.12g}")


def gradient(mu, sigma):
    """Of the mean negative log-likelihood of data with mean 0 and deviation 1."""
    return np.array([mu / sigma**2, 1 / sigma - (1 + mu**2) / sigma**3])


def fisher(sigma):
    return np.diag([1 / sigma**2, 2 / sigma**2])


def descend(natural):
    """TICK steps of 1 / PIECES in (mu, sigma); a step that would lead to no law is not taken."""
    law = np.array(START)
    for _ in range(TICK):
        way = gradient(*law)
        if natural:
            way = np.linalg.solve(fisher(law[1]), way)
        after = law - way / PIECES
        if abs(after[0]) > 1e6 or not 1e-6 <= after[1] <= 1e6:
            break
        law = after
    return law


plain_mean, plain_sd = descend(natural=False)
natural_mean, natural_sd = descend(natural=True)
print(f"plain_mean = {plain_mean:.12g}")
print(f"plain_sd = {plain_sd:.12g}")
print(f"natural_mean = {natural_mean:.12g}")
print(f"natural_sd = {natural_sd:.12g}")
