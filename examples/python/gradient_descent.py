"""Gradient descent, whole and in mini-batches: the loop by hand, then the theory of its step size."""

import numpy as np
from scipy.optimize import check_grad

# --- parameters ---
OBJECTIVE = "quadratic"
START = [-4.5, 2.0]
STEP = 0.178
KAPPA = 10.0
BATCH = 442
SEED = 1
STEPS = 30
# --- end of parameters ---

HIMMELBLAU = [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.283185991286170],
    [3.584428340330492, -1.848126526964404],
]


def himmelblau(x, y):
    r, s = x * x + y - 11, x + y * y - 7
    return (
        r * r + s * s,
        [4 * x * r + 2 * s, 2 * r + 4 * y * s],
        [12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26],
    )


def rosenbrock(x, y):
    valley = y - x * x
    gradient = [-2 * (1 - x) - 400 * x * valley, 200 * valley]
    return (1 - x) ** 2 + 100 * valley**2, gradient, [2 - 400 * y + 1200 * x * x, -400 * x, 200]


def beale(x, y):
    value, gradient, hessian = 0.0, np.zeros(2), np.zeros(3)
    for i, start in enumerate((1.5, 2.25, 2.625), start=1):
        r, a, b = start - x + x * y**i, y**i - 1, i * x * y ** (i - 1)
        value += r * r
        gradient += [2 * r * a, 2 * r * b]
        bend = i * (i - 1) * x * y ** max(i - 2, 0)
        hessian += [2 * a * a, 2 * (a * b + r * i * y ** (i - 1)), 2 * (b * b + r * bend)]
    return value, gradient, hessian


# A loss gives its value above the minimum, its gradient, and (f_xx, f_xy, f_yy).
LOSSES = {
    "rosenbrock": (rosenbrock, [[1, 1]]),
    "himmelblau": (himmelblau, HIMMELBLAU),
    "beale": (beale, [[3, 0.5]]),
}


def quadratic(matrix, centre):
    """Half of (p - centre)^T matrix (p - centre)."""

    def loss(x, y):
        e = np.array([x, y]) - centre
        return 0.5 * e @ matrix @ e, matrix @ e, matrix[[0, 0, 1], [0, 1, 1]]

    return loss, [centre]


def random_words(seed, count):
    """SplitMix64 as a counter: word i is a hash of the seed and of i, so any word can be had on its own."""

    def mix(z):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    with np.errstate(over="ignore"):
        counter = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return mix(mix(np.array([seed], dtype=np.uint64)) + counter)


rows, target = np.empty((0, 2)), np.empty(0)  # of the regressions alone
if OBJECTIVE == "quadratic":
    f, minima = quadratic(np.diag([1.0, KAPPA]), np.zeros(2))
elif OBJECTIVE in ("diabetes", "collinear"):
    from sklearn.datasets import load_diabetes

    data = load_diabetes(scaled=False)
    names = {"diabetes": ["bmi", "s5"], "collinear": ["s1", "s2"]}[OBJECTIVE]
    table = np.column_stack([data.data[:, [data.feature_names.index(name) for name in names]], data.target])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    rows, target = table[:, :2], table[:, 2]
    weights, *_ = np.linalg.lstsq(rows, target, rcond=None)
    f, minima = quadratic(rows.T @ rows / len(rows), weights)
else:
    f, minima = LOSSES[OBJECTIVE]


def value(p):
    return f(*p)[0]


def slope(p):
    return np.array(f(*p)[1], float)


assert check_grad(value, slope, [0.7, 0.6]) < 1e-4

words = random_words(SEED, STEPS * len(rows)).reshape(STEPS, len(rows))
p = np.array(START)
for k in range(STEPS):
    if len(rows) > BATCH:
        batch = np.argsort(words[k])[:BATCH]  # the rows with the smallest random words: all different
        gradient = rows[batch].T @ (rows[batch] @ p - target[batch]) / BATCH
    else:
        gradient = np.array(f(*p)[1])
    p = p - STEP * gradient
    if not abs(p).sum() < 1e6:
        print(f"diverged after {k + 1} steps")
        break

# The theory: near a minimum with curvatures mu <= L the directions shrink by |1 - step mu| and |1 - step L| a step.
nearest = min(minima, key=lambda m: np.hypot(*(p - m)))
xx, xy, yy = f(*np.array(nearest, float))[2]
mu, L = np.linalg.eigvalsh([[xx, xy], [xy, yy]])
gap, gradient, _ = f(*p)

print(f"x_now = {p[0]:.12g}")
print(f"y_now = {p[1]:.12g}")
print(f"gap_now = {gap:.12g}")
print(f"gradient_length = {np.hypot(*gradient):.12g}")
print(f"smallest = {mu:.12g}")
print(f"largest = {L:.12g}")
print(f"limit = {2 / L:.12g}")
print(f"factor = {max(abs(1 - STEP * mu), abs(1 - STEP * L)):.12g}")
print(f"best_step = {2 / (mu + L):.12g}")
print(f"best_factor = {(L - mu) / (L + mu):.12g}")
