"""Means of n draws: do they settle, and is their error normal? Simulated from a generator built by hand."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

# --- parameters ---
SOURCE = "exponential"
N = 10
PROBABILITY = 0.5
SEPARATION = 6.0
TAIL = 1.5
REPLICATES = 20000
INDEPENDENT = True
SEED = 1
# --- end of parameters ---

# SplitMix64 as a counter hash: any word can be had without those before it, so every replicate has its own numbers.
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
MASK, GAMMA, LANES = 2**64 - 1, 0x9E3779B97F4A7C15, 1024


def mix(z: Words) -> Words:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


r = np.arange(REPLICATES, dtype=np.uint64)
block, lane = r // np.uint64(LANES), r % np.uint64(LANES)
with np.errstate(over="ignore"):
    base = mix(np.array([SEED], dtype=np.uint64)) + (
        ((block << np.uint64(40)) + lane + np.uint64(1)) * np.uint64(GAMMA)
    )


def words(j: int) -> Words:
    """Word j of each replicate: 64 random bits."""
    return mix(base + np.uint64(j * LANES * GAMMA & MASK))


def uniform(w: Words) -> Floats:
    """The top 53 bits as a number in [0, 1)."""
    return (w >> np.uint64(11)).astype(float) * 2.0**-53


def direction(w: Words) -> tuple[Floats, Floats]:
    """Sine and cosine of a uniform angle: two bits choose the quarter, 51 the place in it."""
    quarter = (w >> np.uint64(62)).astype(float)
    place = ((w >> np.uint64(11)) & np.uint64(2**51 - 1)).astype(float)
    angle = (quarter + (place + 0.5 - 2.0**50) * 2.0**-51) * math.pi / 2
    return np.sin(angle), np.cos(angle)


def draw(j: int) -> Floats:
    """Draw j of each replicate."""
    w = words(j)
    if SOURCE == "uniform":
        return uniform(w)
    if SOURCE == "bernoulli":
        return (uniform(w) < PROBABILITY).astype(float)
    if SOURCE == "exponential":
        return -np.log(1 - uniform(w))
    if SOURCE == "pareto":
        return (1 - uniform(w)) ** (-1 / TAIL)
    if SOURCE == "cauchy":
        sine, cosine = direction(w)
        return sine / cosine
    # Two humps: draws 2i and 2i + 1 are a pair of Box and Muller, and bit 10 tosses the coin between the humps.
    first = words(j - j % 2)
    sine, cosine = direction(words(j - j % 2 + 1))
    normal = np.sqrt(-2 * np.log(1 - uniform(first))) * (sine if j % 2 else cosine)
    return normal + (((w >> np.uint64(10)) & np.uint64(1)).astype(float) - 0.5) * SEPARATION


total = np.zeros(REPLICATES)
for j in range(N):
    total += draw(j)
means = total / N
print(f"mean_of_means = {means.mean():.12g}")

# What theory knows of the source: its mean and its standard deviation, where a heavy tail leaves them.
d = SEPARATION / 2
mu, sigma = {
    "uniform": (0.5, math.sqrt(1 / 12)),
    "exponential": (1.0, 1.0),
    "bernoulli": (PROBABILITY, math.sqrt(PROBABILITY * (1 - PROBABILITY))),
    "mixture": (0.0, math.sqrt(1 + d * d)),
    "pareto": (
        TAIL / (TAIL - 1) if TAIL > 1 else math.inf,
        math.sqrt(TAIL / (TAIL - 2)) / (TAIL - 1) if TAIL > 2 else math.inf,
    ),
    "cauchy": (math.nan, math.inf),
}[SOURCE]
print(f"mean = {mu:.12g}")
print(f"deviation = {sigma:.12g}")

if math.isinf(sigma):
    print("This source has no variance: there is no standard error, and the error of a mean is not normal.")
else:
    # Without independence each draw is recorded four times: 4n records, and an error that is claimed too small.
    standard_error = sigma / math.sqrt(N if INDEPENDENT else 4 * N)
    z = (means - mu) / standard_error
    print(f"standard_error = {standard_error:.12g}")
    print(f"deviation_of_means = {means.std():.12g}")
    print(f"coverage = {np.mean(np.abs(z) < 1.96):.12g}")

    # The largest gap between the share of means below t and the normal distribution function.
    t = np.linspace(-6, 6, 6001)
    true_z = (means - mu) * math.sqrt(N) / sigma
    share = np.searchsorted(np.sort(true_z), t) / REPLICATES
    gap = np.abs(share - norm.cdf(t * (1 if INDEPENDENT else 2))).max()
    print(f"simulated_distance = {gap:.12g}")

    # Berry and Esseen: the gap is at most 0.4748 E|X - mu|^3 / (sigma^3 sqrt(n)).
    ratio = {
        "uniform": 3 * math.sqrt(3) / 4,
        "exponential": 12 / math.e - 2,
        "bernoulli": (PROBABILITY**2 + (1 - PROBABILITY) ** 2) / math.sqrt(PROBABILITY * (1 - PROBABILITY)),
        "mixture": (math.sqrt(2 / math.pi) * math.exp(-d * d / 2) * (d * d + 2) + (d**3 + 3 * d) * math.erf(d / 2**0.5))
        / (1 + d * d) ** 1.5,
    }
    if SOURCE in ratio:
        print(f"bound = {0.4748 * ratio[SOURCE] / math.sqrt(N):.12g}")
