"""A posterior of a line and a Gaussian process by their formulas, checked by scikit-learn; Metropolis by hand."""

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import Ridge

# --- parameters ---
STEP = 0.299
POINTS = [[2.4, 2.1], [3.1, 2.2], [3.5, 3.6], [4.2, 3.0], [4.8, 4.5], [5.5, 4.3]]
NOISE = 0.8
PRIOR = 3.0
FLAT = False
OBSERVED = [[-4.5, 1.3], [-4.5, 0.3], [-3.4, 0.9], [-2.8, 0.9], [-0.9, -0.8], [0.4, 0.4], [1.3, 0.8], [3.9, -0.6]]
LENGTH = 0.597
SIGMA = 0.3
# --- end of parameters ---

# A line: y = a + b x + noise, both coefficients N(0, PRIOR^2). The posterior is normal.
x, y = np.array(POINTS).T
assert not FLAT or np.ptp(x) > 0, "without a prior, points at one x say nothing of the slope"
rows = np.stack([np.ones_like(x), x], axis=1)
precision = rows.T @ rows / NOISE**2 + (0 if FLAT else 1 / PRIOR**2) * np.eye(2)
covariance = np.linalg.inv(precision)
mean = covariance @ rows.T @ y / NOISE**2
sd = np.sqrt(np.diag(covariance))
r = covariance[0, 1] / (sd[0] * sd[1])
print(f"intercept = {mean[0]:.12g}")
print(f"slope = {mean[1]:.12g}")
print(f"intercept_sd = {sd[0]:.12g}")
print(f"slope_sd = {sd[1]:.12g}")
print(f"r = {r:.12g}")
print(f"gibbs_gain = {100 * (1 - r**2) / (1 + r**2):.12g}")

# Its mean is ridge regression.
ridge = Ridge(alpha=0.0 if FLAT else NOISE**2 / PRIOR**2, fit_intercept=False).fit(rows, y)
assert np.allclose(ridge.coef_, mean)

# A Gaussian process with variance 1: the curve at 0, and the marginal likelihood of the data.
x, y = np.array(OBSERVED).T
kernel = np.exp(-0.5 * ((x[:, None] - x) / LENGTH) ** 2) + (SIGMA**2 + 1e-10) * np.eye(len(x))
root = np.linalg.cholesky(kernel)
z = np.linalg.solve(root, y)
half = np.linalg.solve(root, np.exp(-0.5 * (x / LENGTH) ** 2))
fit, complexity = -0.5 * z @ z, -np.log(np.diag(root)).sum()
log_likelihood = fit + complexity - 0.5 * len(x) * np.log(2 * np.pi)
print(f"fit = {fit:.12g}")
print(f"complexity = {complexity:.12g}")
print(f"log_likelihood = {log_likelihood:.12g}")
print(f"mean_at_zero = {half @ z:.12g}")
print(f"sd_at_zero = {np.sqrt(1 - half @ half):.12g}")
library = GaussianProcessRegressor(RBF(LENGTH), alpha=SIGMA**2 + 1e-10, optimizer=None).fit(x[:, None], y)
assert np.isclose(library.log_marginal_likelihood_value_, log_likelihood)

# Metropolis on the round normal of the plane: the share of accepted proposals has a formula.
exact = 1 - STEP / np.sqrt(STEP**2 + 4)
print(f"round_share = {exact:.12g}")
rng = np.random.default_rng(1)
here, accepted, steps = rng.normal(size=2), 0, 20_000
for _ in range(steps):
    there = here + STEP * rng.normal(size=2)
    if np.log(1 - rng.random()) < 0.5 * (here @ here - there @ there):
        here, accepted = there, accepted + 1
print(f"accepted in {steps} steps: {accepted / steps:.3f}")
