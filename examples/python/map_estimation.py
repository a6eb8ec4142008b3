"""Maximum a posteriori by hand: a coin with a Beta prior, its mode on a ruler, two weights, a ball around a mode."""

import numpy as np
from scipy import optimize, stats
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso, Ridge

# --- parameters ---
GUESS = 0.5
STRENGTH = 4
HEADS = 7
TOSSED = 10
A = 3.0
B = 9.0
BEND = 1.0
PRIOR_OF_W = "normal"
TAU = 7.52
D = 100
RADIUS = 5.0
# --- end of parameters ---

# The posterior after HEADS heads: the prior counts like STRENGTH tosses that were never made.
posterior = stats.beta(STRENGTH * GUESS + HEADS, STRENGTH * (1 - GUESS) + TOSSED - HEADS)
mean_p = (STRENGTH * GUESS + HEADS) / (STRENGTH + TOSSED)
assert np.isclose(mean_p, posterior.mean())
print(f"mean_p = {mean_p:.12g}")
if posterior.args[0] > 1 and posterior.args[1] > 1:
    print(f"map_p = {(posterior.args[0] - 1) / (STRENGTH + TOSSED - 2):.12g}")
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

# Two weights (bmi and bp of the diabetes data) with a prior of standard deviation TAU, one at a time until they rest.
data = load_diabetes(scaled=False)
features = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
y = data.target - data.target.mean()
noise = np.sum((y - features @ np.linalg.lstsq(features, y, rcond=None)[0]) ** 2) / (442 - 11)
x = features[:, [2, 3]]
overlap, pulls = x[:, 0] @ x[:, 1] / 442, x.T @ y / 442
laplace = PRIOR_OF_W == "laplace"
alpha = np.sqrt(2) * noise / (442 * TAU) if laplace else noise / TAU**2
w = np.zeros(2)
for _ in range(200):
    for k in range(2):
        pull = pulls[k] - overlap * w[1 - k]
        w[k] = np.sign(pull) * max(abs(pull) - alpha, 0.0) if laplace else pull / (1 + alpha / 442)
model = Lasso(alpha=alpha, fit_intercept=False, tol=1e-12) if laplace else Ridge(alpha=alpha, fit_intercept=False)
assert np.allclose(w, model.fit(x, y).coef_, atol=1e-4)
print(f"w_bmi = {w[0]:.12g}")
print(f"w_bp = {w[1]:.12g}")

# Of a standard normal point in D dimensions: how likely is it to lie within RADIUS of the mode?
held = stats.chi(D).cdf(RADIUS)
print(f"held = {held:.12g}")
print(f"median_radius = {stats.chi(D).median():.12g}")
