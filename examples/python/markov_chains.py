"""Markov chains by hand: mass that moves and forgets, a deck that is riffled, hidden days that are decoded."""

from fractions import Fraction
from math import comb, factorial

import numpy as np

# --- parameters ---
MATRIX = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]]
START = [[0.0, 0.0, 1.0]]
JUMP = 0.0
TICK = 8
CARDS = 52
RIFFLES = 3
OBSERVED = "-s-rcs-"
ACCURACY = 0.8
# --- end of parameters ---

STATES = ("sun", "cloud", "rain")
p = (1 - JUMP) * np.array(MATRIX) + JUMP / 3
start = np.array(START[0])


def dobrushin(rows):
    """The largest total variation distance of two rows."""
    return max(0.5 * np.abs(a - b).sum() for a in rows for b in rows)


# A distribution is a row: mu, mu P, mu P^2, ... Four ticks of the page are one step.
power = np.linalg.matrix_power(p, TICK // 4)
for state, mass in zip(STATES, start @ power, strict=True):
    print(f"mass_{state} = {mass:.12g}")
print(f"delta = {dobrushin(p):.12g}")
print(f"delta_n = {dobrushin(power):.12g}")

# Shares of time in the long run. The lazy chain (I + P)/2 has the same, and settles even where P is periodic.
lazy = (np.eye(3) + p) / 2
for _ in range(60):
    lazy = lazy @ lazy
    lazy /= lazy.sum(axis=1, keepdims=True)
shares = start @ lazy
for state, share in zip(STATES, shares, strict=True):
    print(f"share_{state} = {share:.12g}")
assert np.allclose(shares @ p, shares)

# What is left of the slowest mode a step: the other two eigenvalues have the sum tr P - 1 and the product det P.
total, product = np.trace(p) - 1, np.linalg.det(p)
inside = total**2 - 4 * product
second = np.sqrt(product) if inside < 0 else (abs(total) + np.sqrt(inside)) / 2
print(f"second = {second:.12g}")
assert np.allclose(second, np.sort(np.abs(np.linalg.eigvals(p)))[1], atol=1e-6)

# A deck after n riffles, exactly: an order with r rising sequences has the probability C(a + m - r, m)/a^m, a = 2^n,
# and Eulerian numbers say how many orders have r.
m, a = CARDS, 2**RIFFLES
orders = [1]
for k in range(2, m + 1):
    orders = [(r + 1) * (orders + [0])[r] + (k - r) * ([0] + orders)[r] for r in range(k)]
gap = sum(
    count * max(Fraction(1, factorial(m)) - Fraction(comb(a + m - r, m), a**m), Fraction(0))
    for r, count in enumerate(orders, 1)
)
print(f"gap = {float(gap):.12g}")

# Hidden days: forward and backward for what each day was, Viterbi for the best path. A dash says nothing.
seen = np.ones((len(OBSERVED), 3))
for t, letter in enumerate(OBSERVED):
    if letter != "-":
        seen[t] = (1 - ACCURACY) / 2
        seen[t, "scr".index(letter)] = ACCURACY
ahead, back, best, came = [start * seen[0]], [np.ones(3)], start * seen[0], []
for t in range(1, len(seen)):
    ahead.append(ahead[-1] @ p * seen[t])
    back.append(p @ (seen[-t] * back[-1]))
    ways = best[:, None] * p
    came.append(ways.argmax(axis=0))
    best = ways.max(axis=0) * seen[t]
evidence = ahead[-1].sum()
daily = np.round(np.array(ahead) * np.array(back[::-1]) / evidence, 12).argmax(axis=1)
chance = start[daily[0]] * seen[np.arange(len(seen)), daily].prod() * p[daily[:-1], daily[1:]].prod()
path = [int(best.argmax())]
for step in reversed(came):
    path.insert(0, int(step[path[0]]))
print("best path:", *(STATES[k] for k in path))
print("each day's best state:", *(STATES[k] for k in daily))
print(f"log_evidence = {np.log(evidence):.12g}")
print(f"best = {best.max() / evidence:.12g}")
print(f"daily = {chance / evidence:.12g}")
