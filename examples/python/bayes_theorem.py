"""Bayes' theorem by hand: counts, odds, tests that copy one another, and Monty Hall's host."""

import itertools
import math

import numpy as np
from sklearn.naive_bayes import BernoulliNB

# --- parameters ---
PREVALENCE = 1.0
SENSITIVITY = 90.0
SPECIFICITY = 91.0
TESTS = 3
COPIED = 0.0
FINDINGS = [[1, 1, 1, 1, 1]]
BIAS = 0.5
KNOWS = True
# --- end of parameters ---

# Shares of all people: sick or healthy, positive or negative. A positive result sends the negatives home.
p, s, f = PREVALENCE / 100, SENSITIVITY / 100, 1 - SPECIFICITY / 100
hits, misses, alarms, cleared = p * s, p * (1 - s), (1 - p) * f, (1 - p) * (1 - f)
print(f"ppv = {hits / (hits + alarms):.12g}")
print(f"npv = {cleared / (cleared + misses):.12g}")

# In odds a result multiplies by its likelihood ratio, whatever the odds were.
lr_plus, lr_minus = s / f, (1 - s) / (1 - f)
print(f"lr_plus = {lr_plus:.12g}")
print(f"lr_minus = {lr_minus:.12g}")
print(f"coin_flip = {f / (f + s):.12g}")

# Several results. Each later test repeats the first with probability COPIED, and is read afresh otherwise. A result
# that contradicts the first was no copy: its ratio is that of a fresh one.
results = FINDINGS[0][:TESTS]
claimed = honest = p / (1 - p)
for k, result in enumerate(results):
    fresh = np.array([s, f]) if result else 1 - np.array([s, f])
    given = COPIED + (1 - COPIED) * fresh if k and result == results[0] else fresh
    claimed *= fresh[0] / fresh[1]
    honest *= given[0] / given[1]
print(f"claimed = {claimed / (1 + claimed):.12g}")
print(f"honest = {honest / (1 + honest):.12g}")

# Naive Bayes knows nothing of copies: with one column for each test it makes the same claim.
if results:
    column = np.repeat([[1], [0], [1], [0]], TESTS, axis=1)
    model = BernoulliNB(alpha=1e-12, force_alpha=True)
    model.fit(column, [1, 1, 0, 0], sample_weight=[hits, misses, alarms, cleared])
    naive = model.predict_proba([results])[0, 1]
    print(f"scikit-learn's BernoulliNB claims {naive:.10f}")
    assert math.isclose(naive, claimed / (1 + claimed), rel_tol=1e-6, abs_tol=1e-9)  # it smooths a little

# The honest answer again: add up every way in which the results can have come about.
ways = [0.0, 0.0]
for state, (share, yes) in enumerate(((p, s), (1 - p, f))):
    for copies in itertools.product((True, False), repeat=max(TESTS - 1, 0)):
        chance = share
        for k, result in enumerate(results):
            if k and copies[k - 1]:
                chance *= COPIED * (result == results[0])
            else:
                chance *= (yes if result else 1 - yes) * ((1 - COPIED) if k else 1)
        ways[state] += chance
if sum(ways) > 0:
    assert math.isclose(ways[0] / sum(ways), honest / (1 + honest), rel_tol=1e-9)

# Monty Hall: you hold door 1, door 3 is opened, and a goat stands there. The likelihood of that for a car behind your
# door, and behind the other one:
mine, other = (BIAS, 1.0) if KNOWS else (BIAS, BIAS)
print(f"switching = {other / (mine + other) if mine + other else math.nan:.12g}")
