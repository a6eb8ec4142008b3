"""Causal inference by hand: arrows, regressions and interventions; strata; a hidden cause. Checked by simulation."""

import numpy as np

# --- parameters ---
STRUCTURE = "fork"
A = 1.2
B = 0.5
C = -1.8
LOT = False
STORY = "fork"
AT = 1.5
MEANS = [0.0, 0.0, 0.0]
COVARIANCE = [[2.0, 2.0, 1.0], [2.0, 3.5, 1.5], [1.0, 1.5, 1.0]]
FIRST = [[512.0, 313.0], [353.0, 207.0], [120.0, 205.0], [138.0, 279.0], [53.0, 138.0], [22.0, 351.0]]
SECOND = [[89.0, 19.0], [17.0, 8.0], [202.0, 391.0], [131.0, 244.0], [94.0, 299.0], [24.0, 317.0]]
SHARED = 0.0
ESTIMATE = -219.68567046722836
ERROR = 22.378951343359102
FREEDOM = 4632
HIDDEN_X = 0.06
HIDDEN_Y = 0.08
# --- end of parameters ---

# A structural model: each of X, Y, Z, U, V is the sum of its causes times their strengths, plus a noise of variance 1.
X, Y, Z, U, V = range(5)
STRUCTURES = {
    "fork": {(Z, X): A, (X, Y): B, (Z, Y): C},
    "chain": {(X, Z): A, (X, Y): B, (Z, Y): C},
    "collider": {(X, Z): A, (X, Y): B, (Y, Z): C},
    "m": {(U, X): A, (X, Y): B, (V, Y): C, (U, Z): 1.0, (V, Z): 1.0},
    "instrument": {(Z, X): A, (X, Y): B, (U, Y): C, (U, X): 1.0},
}


def total_effects(arrows):
    return np.linalg.inv(np.eye(len(arrows)) - arrows)


def covariance(arrows, noise):
    t = total_effects(arrows)
    return t.T @ np.diag(noise) @ t


def slope(cov, on):
    """The first coefficient in the regression of Y on the variables `on`."""
    return np.linalg.solve(cov[np.ix_(on, on)], cov[on, Y])[0]


arrows, noise = np.zeros((5, 5)), np.ones(5)
for edge, strength in STRUCTURES[STRUCTURE].items():
    arrows[edge] = strength
if LOT:  # do(X): X keeps its variance and loses its causes
    noise[X] = covariance(arrows, noise)[X, X]
    arrows[:, X] = 0.0
cov = covariance(arrows, noise)
print(f"effect = {total_effects(arrows)[X, Y]:.12g}")
print(f"naive = {slope(cov, [X]):.12g}")
print(f"adjusted = {slope(cov, [X, Z]):.12g}")

# The same from many simulated people, by least squares.
rng = np.random.default_rng(1)
people = rng.normal(size=(200_000, 5)) * np.sqrt(noise) @ total_effects(arrows)
for on in ([X], [X, Z]):
    design = np.column_stack([np.ones(len(people)), people[:, on]])
    assert abs(np.linalg.lstsq(design, people[:, Y], rcond=None)[0][1] - slope(cov, on)) < 0.03

# One covariance of X, Y, Z under a story: each variable is regressed on those that come before it.
ORDER = {"fork": (Z, X, Y), "chain": (X, Z, Y), "collider": (X, Y, Z)}[STORY]
mean, seen_cov, told = np.array(MEANS), np.array(COVARIANCE), np.zeros((3, 3))
for place, node in enumerate(ORDER):
    before = list(ORDER[:place])
    if before:
        told[before, node] = np.linalg.solve(seen_cov[np.ix_(before, before)], seen_cov[before, node])
effect_done, effect_seen = total_effects(told)[X, Y], slope(seen_cov, [X])
step = AT * np.sqrt(seen_cov[X, X])
print(f"effect_done = {effect_done:.12g}")
print(f"effect_seen = {effect_seen:.12g}")
print(f"effect_fixed = {slope(seen_cov, [X, Z]):.12g}")
print(f"seen = {mean[Y] + effect_seen * step:.12g}")
print(f"done = {mean[Y] + effect_done * step:.12g}")

# Strata: yes and no of two groups. Their overall rates with their own mixes of strata, with one mix, and between.
counts = np.array([FIRST, SECOND])  # group, stratum, yes or no
sizes = counts.sum(axis=2).T
rates, own = counts[:, :, 0].T / sizes, sizes / sizes.sum(axis=0)
one = np.repeat(sizes.sum(axis=1, keepdims=True) / sizes.sum(), 2, axis=1)
for name, mix in (("crude", own), ("standard", one), ("overall", (1 - SHARED) * own + SHARED * one)):
    first, second = 100 * (mix * rates).sum(axis=0)
    print(f"{name}_first = {first:.12g}")
    print(f"{name}_second = {second:.12g}")

# A hidden U that explains such shares of the rest of cause and effect: what would be left of a coefficient.
bias = ERROR * np.sqrt(FREEDOM * HIDDEN_Y * HIDDEN_X / (1 - HIDDEN_X))
f2 = (ESTIMATE / ERROR) ** 2 / FREEDOM
print(f"with_u = {ESTIMATE - np.sign(ESTIMATE) * bias:.12g}")
print(f"robust = {(np.sqrt(f2 * f2 + 4 * f2) - f2) / 2:.12g}")
