"""Generalization bounds by hand: which labelings a line makes, how many there are, and what each bound promises."""

import math
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

# --- parameters ---
PLACES = [[-0.6, -0.5], [0.55, -0.6], [0.7, 0.55], [-0.5, 0.65]]
D = 2
N_POINTS = 12
N = 178
M = 1000
DELTA = 0.05
LABELS = [[1, 0, 1, 0, 0]]
# --- end of parameters ---


def separable(points, labels):
    """Whether some line w.x + b = 0 has y (w.x + b) >= 1 for all points: a linear programme."""
    y = np.where(labels, 1.0, -1.0)[:, None]
    rows = -y * np.hstack([points, np.ones((len(points), 1))])
    return linprog(np.zeros(3), rows, -np.ones(len(points)), bounds=(None, None)).status == 0


points = np.array(PLACES)
count = len(points)
made = sum(separable(points, labeling >> np.arange(count) & 1) for labeling in range(2**count))
print(f"separable = {made}")

# The same number without a look at a labeling: 2 + 2 * sum of (k - 1) over the lines through k >= 2 different points.
different = sorted({(round(100 * a), round(100 * b)) for a, b in PLACES})
on_line = set()
for p, q in combinations(different, 2):
    (a, b), (c, d) = p, q
    on_line.add(frozenset(r for r in different if (c - a) * (r[1] - b) == (d - b) * (r[0] - a)))
print(f"zaslavsky = {2 + 2 * sum(len(line) - 1 for line in on_line)}")

# Hyperplanes in D dimensions, N_POINTS points in general position (Cover), and Sauer's bound for VC dimension D + 1.
by_cover = 2 * sum(math.comb(N_POINTS - 1, k) for k in range(D + 1))
print(f"made_count = {by_cover:.12g}")
print(f"made_share = {by_cover / 2**N_POINTS:.12g}")
print(f"sauer_bound = {sum(math.comb(N_POINTS, k) for k in range(D + 2)):.12g}")

# What N draws promise with probability 1 - DELTA: for one hypothesis, for M, for all stumps on 30 features.
print(f"single = {math.sqrt(math.log(2 / DELTA) / (2 * N)):.12g}")
print(f"union = {math.sqrt(math.log(2 * M / DELTA) / (2 * N)):.12g}")
growth = 30 * (2 * N - 1) + 2
print(f"vapnik = {math.sqrt(8 * math.log(4 * growth / DELTA) / N):.12g}")

# One parameter: even digits of theta/pi give plus, odd ones minus, as the sign of sin(theta x) at 0.1, 0.01, ...
theta = math.pi * (4 + sum((4 if label else 5) * 10**i for i, label in enumerate(LABELS[0], 1)))
print(f"theta = {theta:.12g}")
print("signs:", ["+" if math.sin(theta * 10.0**-i) > 0 else "-" for i in range(1, 6)])
