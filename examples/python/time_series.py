"""Time series by hand: an ARMA(2, 1) process, a moving average's gain, the airline model's fan, a spurious slope."""

import numpy as np
from scipy.signal import lfilter

# --- parameters ---
PHI = [1.4, -0.8]
THETA = 0.0
MEMORY = 1.0
CHANGES = False
WINDOW = 12
PERIOD = 12
MA = -0.36
SMA = -0.84
# --- end of parameters ---

# The poles: the roots of z² = φ₁z + φ₂. Inside the unit circle a shock is forgotten.
poles = np.roots([1, -PHI[0], -PHI[1]])
modulus = np.abs(poles).max()
print(f"modulus = {modulus:.12g}")

# Variance and autocorrelation from the Yule-Walker equations, extended by θ; only a stationary process has them.
a, b = PHI
variance = rho_one = inflation = np.nan
if min(1 - a - b, 1 + a - b, 1 + b) > 1e-9:
    sides = [1 + THETA * (a + THETA), THETA, 0]
    gamma = np.linalg.solve([[1, -a, -b], [-a, 1 - b, 0], [-b, -a, 1]], sides)
    variance, rho_one = gamma[0], gamma[1] / gamma[0]
    inflation = ((1 + THETA) / (1 - a - b)) ** 2 / variance  # of the mean's variance: the spectrum at 0
    psi = lfilter([1, THETA], [1, -a, -b], np.eye(1, 8192)[0])  # the response to one shock
    assert np.isclose(np.sum(psi**2), variance, rtol=1e-6)
print(f"variance = {variance:.12g}")
print(f"rho_one = {rho_one:.12g}")
print(f"inflation = {inflation:.12g}")

# What a centred moving average leaves of a wave of PERIOD steps: its weights, against Dirichlet's kernel.
weights = np.ones(WINDOW) / WINDOW if WINDOW % 2 else np.r_[0.5, np.ones(WINDOW - 1), 0.5] / WINDOW
places = np.arange(len(weights)) - len(weights) // 2
passed = weights @ np.cos(2 * np.pi * places / PERIOD)
print(f"passed = {passed:.12g}")

# The airline model (1 - B)(1 - B^s) x = (1 + θB)(1 + ΘB^s) ε: its response to one shock, and how forecast errors grow.
above, below = np.zeros(PERIOD + 2), np.zeros(PERIOD + 2)
above[[0, 1, PERIOD, PERIOD + 1]] = 1, MA, SMA, MA * SMA
below[[0, 1, PERIOD, PERIOD + 1]] = 1, -1, -1, 1
growth = np.sqrt(np.cumsum(lfilter(above, below, np.eye(1, 60)[0]) ** 2))
print(f"growth_season = {growth[PERIOD - 1]:.12g}")
print(f"growth_far = {growth[-1]:.12g}")

# The standard deviation of t in the regression of two unrelated AR(1) series, or of their changes: 1 if the test is
# right. It is the root of the sum of ρ² over all lags, which random walks do not have.
if CHANGES:
    spread = np.sqrt(1 + (1 - MEMORY) / (2 * (1 + MEMORY)))
else:
    spread = np.sqrt((1 + MEMORY**2) / (1 - MEMORY**2)) if MEMORY < 1 else np.inf
print(f"spread_t = {spread:.12g}")

# The same by simulation: how often is such a slope called significant at 5%?
rng = np.random.default_rng(1)
x, y = np.cumsum(rng.normal(size=(2, 2000, 100)), axis=-1)
u, v = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
r = np.sum(u * v, axis=1) / np.sqrt(np.sum(u * u, axis=1) * np.sum(v * v, axis=1))
t = r * np.sqrt(98 / (1 - r**2))
print(f"Of 2000 pairs of random walks, {np.mean(np.abs(t) > 1.984):.0%} have a significant slope.")
