"""Bias and variance of a fit from its weights: closed forms for a linear smoother, and a simulation beside them."""

import numpy as np
import sympy
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor

# --- parameters ---
TRUTH = "sin(pi*x)"
METHOD = "polynomial"
DEGREE = 3
NEIGHBOURS = 5
PENALTY = 0.1
LEAVES = 6
N = 30
SIGMA = 0.4
AT = 0.78
# --- end of parameters ---

symbol = sympy.Symbol("x", real=True)
names = {
    "x": symbol,
    "abs": sympy.Abs,
    "e": sympy.E,
    "ceil": sympy.ceiling,
    "cbrt": lambda u: sympy.real_root(u, 3),
    "min": sympy.Min,
    "max": sympy.Max,
    "relu": lambda u: sympy.Max(u, 0),
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "where": lambda condition, then, other: sympy.Piecewise((then, condition), (other, True)),
    "both": sympy.And,
}
text = TRUTH.replace("^", "**").replace("if(", "where(").replace("and(", "both(")
compiled = sympy.lambdify(symbol, sympy.sympify(text, locals=names), ["scipy", "numpy"])


def truth(at: np.ndarray) -> np.ndarray:
    return compiled(at) + 0.0 * at  # also where it is a constant


x = np.linspace(-1, 1, N)
f = truth(x)


def basis(at: np.ndarray, degree: int) -> np.ndarray:
    """Legendre polynomials whose squares have the mean 1 over [-1, 1]."""
    return np.polynomial.legendre.legvander(at, degree) * np.sqrt(2 * np.arange(degree + 1) + 1)


def grow(y: np.ndarray, leaves: int) -> list[int]:
    """Where a regression tree cuts: always where the sum of squares falls most, the leftmost of those as good."""
    ends, least = [0, len(y)], 1e-9 * float(((y - y.mean()) ** 2).sum()) + 1e-300
    while len(ends) <= leaves:
        gains = np.full(len(y), -1.0)
        for start, end in zip(ends[:-1], ends[1:], strict=True):
            whole = y[start:end] - y[start:end].mean()
            for cut in range(start + 1, end):
                left = whole[: cut - start].sum()
                gains[cut] = left**2 * (end - start) / ((cut - start) * (end - cut))
        if gains.max() <= least:
            break
        ends = sorted([*ends, int(np.argmax(gains >= gains.max() - least))])
    return ends


def weights(at: np.ndarray) -> np.ndarray:
    """What each of the N answers counts for at each place; a row a place."""
    away = np.abs(at[:, None] - x).round(9)
    if METHOD == "polynomial":
        return basis(at, DEGREE) @ np.linalg.pinv(basis(x, DEGREE))
    if METHOD == "neighbours":
        near = np.argsort(away, axis=1, kind="stable")[:, :NEIGHBOURS]
        return np.eye(N)[near].mean(axis=1)
    if METHOD == "ridge":
        phi = basis(x, 15)
        free = np.diag(np.arange(16) > 0)  # the constant is not penalised
        return basis(at, 15) @ np.linalg.solve(phi.T @ phi / N + PENALTY * free, phi.T) / N
    # A tree, grown on the truth and its cuts held still: a place belongs to the leaf of the nearest datum.
    ends = grow(f, LEAVES)
    leaf = np.searchsorted(ends, np.arange(N), side="right")
    same = leaf[:, None] == leaf[None]
    return (same / same.sum(axis=1, keepdims=True))[np.argmin(away, axis=1)]


h, w = weights(x), weights(np.array([AT]))[0]
bias_squared = np.mean((h @ f - f) ** 2)  # what the method makes of the truth without noise
variance = SIGMA**2 * np.trace(h @ h.T) / N  # what it lets through of the noise
print(f"fixed_parameters = {np.trace(h):.12g}")
print(f"fixed_bias = {bias_squared:.12g}")
print(f"fixed_variance = {variance:.12g}")
print(f"fixed_total = {bias_squared + variance + SIGMA**2:.12g}")
print(f"still_squares = {w @ w:.12g}")
print(f"still_here = {w @ f - truth(np.array([AT]))[0]:.12g}")

# Against a library: the same fit to one sample.
rng = np.random.default_rng(1)
y = f + SIGMA * rng.normal(size=(2000, N))
if METHOD == "polynomial":
    by_library = np.polynomial.Legendre.fit(x, y[0], DEGREE, domain=[-1, 1])(x)
    print(f"Largest difference to numpy's Legendre.fit: {np.abs(h @ y[0] - by_library).max():.2g}")
if METHOD == "ridge":
    model = Ridge(alpha=N * PENALTY).fit(basis(x, 15)[:, 1:], y[0])
    print(f"Largest difference to sklearn's Ridge: {np.abs(h @ y[0] - model.predict(basis(x, 15)[:, 1:])).max():.2g}")
if METHOD == "neighbours" and NEIGHBOURS % 2:
    near = KNeighborsRegressor(NEIGHBOURS).fit(x[:, None], y[0])
    middle = slice(NEIGHBOURS, N - NEIGHBOURS)  # at the ends there are ties
    print(f"Largest difference to sklearn's: {np.abs(h @ y[0] - near.predict(x[:, None]))[middle].max():.2g}")

# Against many samples: the mean over new answers has all three terms in it.
error = np.mean((f + SIGMA * rng.normal(size=y.shape) - y @ h.T) ** 2)
print(f"Of 2,000 samples: error {error:.4f} on new answers, {np.mean((y - y @ h.T) ** 2):.4f} on the training data.")
