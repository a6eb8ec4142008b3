"""Measure by hand: conditional expectations, the Cantor function, the layer cake, and how large Xₙ is in four ways."""

from fractions import Fraction

import numpy as np
from scipy import integrate, stats
from sklearn.datasets import load_diabetes, load_sample_image
from sklearn.tree import DecisionTreeRegressor

# --- parameters ---
KNOWN = "blocks"
LEVEL = 4
LEAVES = 6
SHARES = [0.2, 0.4, 0.4]
PLACE = 0.5
X = 0.25
SEQUENCE = "typewriter"
STEP = 11
EPS = 0.5
# --- end of parameters ---

# The leaves of a regression tree are the cells of a σ-algebra, and its predictions are E[y|F]: the mean of each cell.
features, y = load_diabetes(return_X_y=True)
smallest = 2 if LEAVES > 1 else len(y) + 1  # for one leaf no node is large enough to be split
tree = DecisionTreeRegressor(max_leaf_nodes=max(LEAVES, 2), min_samples_split=smallest, random_state=0)
cells = np.unique(tree.fit(features, y).apply(features), return_inverse=True)[1]
conditional = (np.bincount(cells, y) / np.bincount(cells))[cells]
assert np.allclose(conditional, tree.predict(features))
within = np.mean((y - conditional) ** 2)
assert np.isclose(y.var(), conditional.var() + within)  # the law of total variance
print(f"target_mean = {y.mean():.12g}")
print(f"target_variance = {y.var():.12g}")
print(f"explained_by_leaves = {conditional.var() / y.var():.12g}")

# The layer cake: the mean of a whole number y >= 0 is the sum of P(y > t) over t = 0, 1, 2, ...
print(f"layer_cake = {sum(np.mean(y > t) for t in range(int(y.max()) + 1)):.12g}")


# The Cantor function: ternary digits up to the first 1; twos become binary ones.
def cantor(x):
    total = Fraction(int(x == 1))
    for k in range(1, 200 * (x < 1)):
        digit, x = divmod(3 * x, 1)
        total += Fraction(min(int(digit), 1), 2**k)
        if digit == 1:
            break
    return float(total)


def smooth(x):
    return 3 * x**2 - 2 * x**3  # the distribution function of the density 6x(1 - x)


assert np.isclose(smooth(0.3), stats.beta(2, 2).cdf(0.3))
atom, density, singular = SHARES
x, place = Fraction(round(100 * X), 100), Fraction(round(100 * PLACE), 100)
print(f"cdf = {atom * (x >= place) + density * smooth(float(x)) + singular * cantor(x):.12g}")


# The mass of the cell [j, j + 1)/3^k of x (the last one has its right end too).
def cell(point):
    return min(int(point * 3**LEVEL), 3**LEVEL - 1)


j = cell(x)
ends = Fraction(j, 3**LEVEL), Fraction(j + 1, 3**LEVEL)
mass = atom * (cell(place) == j) + density * (smooth(float(ends[1])) - smooth(float(ends[0])))
print(f"cell_mass = {mass + singular * (cantor(ends[1]) - cantor(ends[0])):.12g}")
mean = atom * PLACE + (density + singular) / 2
square = atom * PLACE**2 + 0.3 * density + 0.375 * singular
print(f"law_mean = {mean:.12g}")
print(f"law_variance = {square - mean**2:.12g}")


# Sequences on [0, 1]. Each Xₙ is h on a set of length p, but for ωⁿ; `ever` is P(X_m > ε for some m >= n).
def sizes(n):
    if SEQUENCE == "power":
        far = 1 - EPS ** (1 / n)
        assert np.isclose(integrate.quad(lambda w: w**n, 0, 1)[0], 1 / (n + 1))
        return far, far, 1 / (n + 1), (2 * n + 1) ** -0.5
    h, p, ever = {
        "typewriter": (1.0, 2.0 ** -(n.bit_length() - 1), 1.0),
        "escape": (float(n), 1 / n, 1 / n),
        "root": (n**0.5, 1 / n, 1 / n),
        "flip": (1.0, 0.5, 1.0),
    }[SEQUENCE]
    return p, ever, h * p, (h**2 * p) ** 0.5


for name, size in zip(("p_far", "p_ever", "mean_n", "root_n"), sizes(STEP), strict=True):
    print(f"{name} = {size:.12g}")

# What blocks, or classes of brightness, tell of a pixel of a photograph.
photo = load_sample_image("china.jpg")[:384, :512].mean(axis=2)
if KNOWN == "blocks":
    side = 2 ** (8 - LEVEL) if LEVEL else 512
    labels = np.arange(384)[:, None] // side * 512 + np.arange(512) // side
else:
    labels = np.floor(photo * 2**LEVEL / 256).astype(int)
which = np.unique(labels, return_inverse=True)[1].ravel()
told = (np.bincount(which, photo.ravel()) / np.bincount(which))[which]
print(f"Of the photograph {which.max() + 1} {KNOWN} explain {told.var() / photo.var():.2%}.")
