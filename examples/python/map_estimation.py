"""Maximum a posteriori by hand: a coin with a Beta prior, its mode on a bent ruler, and a ball around a mode."""

import numpy as np
from scipy import optimize, stats

# --- parameters ---
GUESS = 0.5
STRENGTH = 4
HEADS = 7
TOSSED = 10
A = 3.0
B = 9.0
BEND = 1.0
D = 100
RADIUS = 5.0
# --- end of parameters ---

# The posterior after HEADS heads: the prior counts like STRENGTH tosses that were never made.
posterior = stats.beta(STRENGTH * GUESS + HEADS, STRENGTH * (1 - GUESS) + TOSSED - HEADS)
mean_p = (STRENGTH * GUESS + HEADS) / (STRENGTH + TOSSED)
assert np.isclose(mean_p, posterior.mean())
print(f"mean_p = {mean_p:.12g}")
print(f"weight = {TOSSED / (TOSSED + STRENGTH):.12g}")

# On a ruler with dphi/dp = (p (1 - p))^-BEND the density is p^(A-1+BEND) (1-p)^(B-1+BEND), up to a factor.
law = stats.beta(A, B)
print(f"mean_law = {A / (A + B):.12g}")
print(f"median_p = {law.median():.12g}")
up, down = A - 1 + BEND, B - 1 + BEND
if up > 0 and down > 0:
    mode_ruler = up / (up + down)
    found = optimize.minimize_scalar(
        lambda p: -up * np.log(p) - down * np.log1p(-p), bounds=(1e-9, 1 - 1e-9), method="bounded"
    )
    assert abs(found.x - mode_ruler) < 1e-4
    print(f"mode_ruler = {mode_ruler:.12g}")

# Of a standard normal point in D dimensions: how likely is it to lie within RADIUS of the mode?
held = stats.chi(D).cdf(RADIUS)
print(f"held = {held:.12g}")
print(f"median_radius = {stats.chi(D).median():.12g}")
