"""Dependence by hand: of a table by its information and its singular values, of points by distances, of shapes."""

import math

import numpy as np
from scipy.special import digamma, gammaln

# --- parameters ---
WEIGHTS = [[14.0, 8.0, 3.0], [9.0, 15.0, 11.0], [4.0, 10.0, 26.0]]
X = [-2.8, -2.4, -2.0, -1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6, 2.0, 2.4, 2.8]
Y = [-3.0, -2.2, -0.4, -0.1, 0.9, 1.7, 1.3, 2.1, 1.7, 1.9, 1.6, 0.5, 0.1, -1.3, -1.9]
EXPONENT = 2.0
ANGLE = 30.0
RHO = 0.6
JOINT = True
STRETCH = 0.0
# --- end of parameters ---

# A table: the information, and the singular values of the standardised table without its first layer.
p = np.array(WEIGHTS)
p = p / p.sum()
product = np.outer(p.sum(axis=1), p.sum(axis=0))
there = p > 0
print(f"mutual_information = {np.sum(p[there] * np.log(p[there] / product[there])):.12g}")
standard = np.divide(p - product, np.sqrt(product), out=np.zeros_like(p), where=product > 0)
print(f"phi_squared = {np.sum(standard**2):.12g}")
print(f"maximal = {np.linalg.norm(standard, 2):.12g}")


# Points: Pearson's correlation, and the correlation of the centred distances.
def centred(v):
    apart = np.abs(v[:, None] - v[None])
    return apart - apart.mean(axis=0) - apart.mean(axis=1)[:, None] + apart.mean()


x, y = np.array(X), np.array(Y)
a, b = centred(x), centred(y)
if min(np.ptp(x), np.ptp(y)) > 0:
    sizes = math.sqrt(np.sum(a * a) * np.sum(b * b))
    pearson, distance = np.corrcoef(x, y)[0, 1], math.sqrt(max(0.0, np.sum(a * b)) / sizes)
    by_chance = math.sqrt(np.trace(a) * np.trace(b) / (len(x) - 1) / sizes)
else:  # what does not vary has no correlation
    pearson = distance = by_chance = math.nan
print(f"pearson = {pearson:.12g}")
print(f"distance_correlation = {distance:.12g}")
print(f"shuffled_distance = {by_chance:.12g}")

# Shapes without any correlation: uniform on |x|^p + |y|^p <= 1, and on a turned square.
h = 1 / EXPONENT
log_area = 2 * math.log(2) + 2 * gammaln(1 + h) - gammaln(1 + 2 * h)
marginal = math.log(2) * 2 + 2 * h * (digamma(1 + h) - digamma(1 + 2 * h))
print(f"round_information = {log_area - marginal:.12g}")
turn = math.radians(ANGLE)
s, c = sorted((abs(math.cos(turn)), abs(math.sin(turn))))
print(f"square_information = {max(0.0, 2 * math.log(c) + s / c):.12g}")

# Normals: to stretch both by (e^(sz) - 1)/s changes the correlation and not the information. Unless they are jointly
# normal, a coin flips the sign of RHO, and the information is the mean over x of KL(Y given x || Y), on a grid.
signs = [1] if JOINT else [1, -1]
stretched = [math.expm1(sign * RHO * STRETCH**2) / math.expm1(STRETCH**2) if STRETCH else sign * RHO for sign in signs]
z = np.linspace(-8.5, 8.5, 341)
step, deviation = z[1] - z[0], math.sqrt(1 - RHO**2)
bell = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
slices = sum(np.exp(-0.5 * ((z - sign * RHO * z[:, None]) / deviation) ** 2) for sign in signs) / len(signs)
slices = np.maximum(slices / (math.sqrt(2 * math.pi) * deviation), 1e-300)
print(f"normal_information = {max(0.0, np.sum(bell[:, None] * slices * np.log(slices / bell)) * step**2):.12g}")
print(f"stretched_r = {sum(stretched) / len(signs):.12g}")
if JOINT:
    print(f"-ln(1 - rho^2)/2 is {-0.5 * math.log1p(-(RHO**2)):.12g}: of a jointly normal pair r says it all.")
