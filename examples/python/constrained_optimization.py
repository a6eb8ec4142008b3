"""Constrained minima by hand: Newton's method on Lagrange's equations, the dual function, a support vector machine."""

import numpy as np
import sympy
from scipy.optimize import minimize
from sklearn.svm import SVC

# --- parameters ---
OBJECTIVE = "(x-2)^2+2*(y-1)^2"
CONSTRAINT = "x+y"
EQUAL = False
BOUND = 1.0
RAISED = 2.0
PRICE = 1.0
LIMIT = 10.0
FLOWERS = [[1.9, 0.4, -1.0], [3.0, 1.1, 1.0]]
# --- end of parameters ---

HALF, CELLS = 3.0, 120  # x and y stay within ±3
TICKS = np.linspace(-HALF, HALF, CELLS + 1)
X, Y = np.meshgrid(TICKS, TICKS)
BOX = np.stack(np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9)), axis=-1).reshape(-1, 2)

names = sympy.symbols("x y", real=True)
typed = [sympy.sympify(text.replace("^", "**"), locals={"e": sympy.E}) for text in (OBJECTIVE, CONSTRAINT)]
typed = [each.subs({sympy.Symbol(name.name): name for name in names}) for each in typed]
numpy = [{"DiracDelta": np.zeros_like}, "numpy"]  # the second derivative of |x|, away from its corner
f, g = (sympy.lambdify(names, each, numpy) for each in typed)
slope_f, slope_g = (sympy.lambdify(names, [each.diff(name) for name in names], numpy) for each in typed)
bend_f, bend_g = (sympy.lambdify(names, sympy.hessian(each, names), numpy) for each in typed)
F, G = (np.broadcast_to(np.asarray(each(X, Y), float), X.shape) for each in (f, g))


def zoom(start, height):
    """The lowest point around a start, on finer and finer grids in the window."""
    best, size = np.array(start, float), 2 * HALF / CELLS
    for _ in range(14):
        around = np.clip(best + size * BOX, -HALF, HALF)
        best, size = around[np.argmin([height(x, y) for x, y in around])], size / 3
    return best


def lagrange(point, c):
    """Newton's method for grad f + m grad g = 0 and g = c."""
    a, b = np.array(slope_f(*point), float), np.array(slope_g(*point), float)
    if not b.any():
        return None  # no multiple of it balances the slope of f
    m, start, rest = -(a @ b) / (b @ b), point, np.array([np.inf])
    for _ in range(30):
        a, b = np.array(slope_f(*point), float), np.array(slope_g(*point), float)
        bend = np.array(bend_f(*point), float) + m * np.array(bend_g(*point), float)
        matrix = np.block([[bend, b[:, None]], [b[None], np.zeros((1, 1))]])
        rest = np.append(a + m * b, g(*point) - c)
        if not np.isfinite(matrix).all():
            return None
        step = np.linalg.lstsq(matrix, -rest, rcond=1e-12)[0]
        point, m = point + step[:2], m + step[2]
    inside = np.abs(point).max() <= HALF and np.hypot(*(point - start)) < 0.2
    return (point, m) if inside and np.abs(rest).max() < 1e-8 else None


def crossings(c):
    """Where edges of the grid cross the curve g = c, shape (n, 2)."""
    found = []
    for grids in ((X, Y, G), (X.T, Y.T, G.T)):
        (x0, y0, g0), (x1, y1, g1) = [each[:, :-1] for each in grids], [each[:, 1:] for each in grids]
        cut = (g0 <= c) != (g1 <= c)
        t = (c - g0[cut]) / (g1 - g0)[cut]
        found.append(np.stack([x0[cut] + t * (x1 - x0)[cut], y0[cut] + t * (y1 - y0)[cut]], axis=1))
    return np.concatenate(found)


def solve(c):
    """The least f where g ≤ c (or g = c), and its multiplier; NaN where there is none."""
    found, wall = [], crossings(c)
    if len(wall):
        exact = lagrange(min(wall, key=lambda p: float(f(*p))), c)
        if exact and (EQUAL or exact[1] >= -1e-9):
            found.append((float(f(*exact[0])), float(exact[1])))
    if not EQUAL and (c >= G).any():
        k = np.argmin(np.where(c >= G, F, np.inf))
        free = zoom((X.flat[k], Y.flat[k]), lambda x, y: f(x, y) if g(x, y) <= c else np.inf)
        found.append((float(f(*free)), 0.0 if g(*free) < c - 1e-7 else np.nan))
    none = (np.nan, np.nan)
    return min(found, key=lambda each: each[0] + (1e-9 if np.isnan(each[1]) else 0.0), default=none)


minimum, multiplier = solve(BOUND)
print(f"minimum = {minimum:.12g}")
print(f"multiplier = {multiplier:.12g}")
print(f"raised_minimum = {solve(RAISED)[0]:.12g}")


# A library's answer, from a few starts.
def room(p):
    return BOUND - g(*p)


limits = {"type": "eq" if EQUAL else "ineq", "fun": room}
runs = [
    minimize(lambda p: f(*p), start, method="SLSQP", bounds=[(-HALF, HALF)] * 2, constraints=limits, tol=1e-12)
    for start in ((-1.5, -1.4), (-1.5, 1.6), (1.5, -1.6), (1.5, 1.4), (0.1, 0.2))
]
good = [float(run.fun) for run in runs if run.success and abs(min(0.0, room(run.x))) < 1e-8]
if good and np.isfinite(multiplier):
    assert min(good) >= minimum - 1e-6 * (1 + abs(minimum)), "no better point is known to SLSQP"


def dual(price):
    """The least f + price (g - c) in the window, and g - c there: from the six lowest local minima of the grid."""
    height = np.pad(F + price * (G - BOUND), 1, constant_values=np.inf)
    around = [height[1 + i : CELLS + 2 + i, 1 + j : CELLS + 2 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    rows, columns = np.nonzero(around[4] <= np.min(around, axis=0))
    lowest = np.argsort(around[4][rows, columns])[:6]

    def value(x, y):
        return f(x, y) + price * (g(x, y) - BOUND)

    x, y = min((zoom((TICKS[columns[k]], TICKS[rows[k]]), value) for k in lowest), key=lambda p: value(*p))
    return float(value(x, y)), float(g(x, y)) - BOUND


# The dual function is concave, and g - c is its slope. Between a price where it rises and one where it falls, the next
# is where the two tangents meet, or where the slope would be zero if it were a straight line, by turns.
low, high = ((price, *dual(price)) for price in (-1e4 if EQUAL else 0.0, 1e4))
best, rises = max(low[1], high[1]), high[2] > 0 or (EQUAL and low[2] < 0)
for k in range(60):
    if low[2] <= 0 or high[2] >= 0:
        break
    meet = (high[1] - low[1] + low[2] * low[0] - high[2] * high[0]) / (low[2] - high[2])
    level = low[0] + (high[0] - low[0]) * low[2] / (low[2] - high[2])
    price = float(np.clip(level if k % 2 else meet, low[0], high[0]))
    found = (price, *dual(price))
    best, ceiling = max(best, found[1]), low[1] + low[2] * (meet - low[0])
    if best >= ceiling - 1e-12 * (1 + abs(ceiling)) or found[2] == 0:
        break
    low, high = (found, high) if found[2] > 0 else (low, found)
if rises:  # still, at the last price: without bound if no point is allowed, else to where is not known
    best = np.nan if (np.nanmin(G) <= BOUND and (not EQUAL or np.nanmax(G) >= BOUND)) else np.inf
print(f"dual_here = {dual(PRICE)[0]:.12g}")
print(f"dual_best = {best:.12g}")

# A support vector machine by pairs of multipliers (SMO): the pair that breaks the conditions most is made to fit.
points, signs = np.array(FLOWERS)[:, :2], np.array(FLOWERS)[:, 2]
alpha, inner_products = np.zeros(len(signs)), points @ points.T
for _ in range(200_000):
    error = signs - inner_products @ (alpha * signs)  # the b that would put each flower on its margin
    up = np.where(signs > 0, alpha < LIMIT, alpha > 0)
    down = np.where(signs > 0, alpha > 0, alpha < LIMIT)
    i, j = np.argmax(np.where(up, error, -np.inf)), np.argmin(np.where(down, error, np.inf))
    if error[i] - error[j] < 1e-10:
        break
    bend = max(inner_products[i, i] + inner_products[j, j] - 2 * inner_products[i, j], 1e-12)
    room_i = LIMIT - alpha[i] if signs[i] > 0 else alpha[i]
    room_j = alpha[j] if signs[j] > 0 else LIMIT - alpha[j]
    step = min((error[i] - error[j]) / bend, room_i, room_j)
    alpha[i] += signs[i] * step
    alpha[j] -= signs[j] * step
    alpha = np.clip(alpha, 0, LIMIT)
w = (alpha * signs) @ points
# LIBSVM keeps the products in single precision.
assert np.allclose(w, SVC(kernel="linear", C=LIMIT, tol=1e-8).fit(points, signs).coef_[0], rtol=1e-3)
print(f"w_1 = {w[0]:.12g}")
print(f"w_2 = {w[1]:.12g}")
print(f"street = {2 / np.hypot(*w):.12g}")
