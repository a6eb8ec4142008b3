"""Conjugate gradients, Lanczos and the power method by hand, with nothing but products; CG checked against SciPy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, cg

# --- parameters ---
KAPPA = 10.0
START = [-4.1, -2.1]
TICK = 12
SPECTRUM = [1.0, 1.0, 1.1, 1.1, 5.0, 5.0, 5.1, 5.1, 9.8, 9.8, 9.9, 9.9]
K = 3
MATRIX = "strakos"
STEP = 20
# --- end of parameters ---

Vector = NDArray[np.float64]


def conjugate_gradients(apply: Callable[[Vector], Vector], b: Vector, steps: int) -> Vector:
    """The iterate after that many steps, from zero."""
    x, r = np.zeros_like(b), b.copy()
    d, rr = r.copy(), r @ r
    for _ in range(steps):
        if rr == 0:
            break
        ad = apply(d)
        alpha = rr / (d @ ad)
        x, r = x + alpha * d, r - alpha * ad
        d, rr = r + (r @ r) / rr * d, r @ r
    return x


def lanczos(apply: Callable[[Vector], Vector], b: Vector, steps: int) -> tuple[Vector, Vector]:
    """The tridiagonal matrix and the basis of the Krylov space, each vector made orthogonal to all before it, twice."""
    basis, diagonal, beside = [b / np.linalg.norm(b)], [], []
    for _ in range(steps):
        w = apply(basis[-1])
        diagonal.append(basis[-1] @ w)
        for _ in range(2):
            w = w - np.array(basis).T @ (np.array(basis) @ w)
        beta = np.linalg.norm(w)
        if beta < 1e-12 * abs(diagonal[0]) or len(basis) == steps:
            break
        beside.append(beta)
        basis.append(w / beta)
    return np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1), np.array(basis).T


def krylov(values: Vector, steps: int) -> tuple[Vector, float]:
    """The Ritz values for b = (1, ..., 1), and the relative A-norm error of the best x of the space."""
    b = np.ones(len(values))
    if steps == 0:
        return np.empty(0), 1.0
    t, basis = lanczos(lambda x: values * x, b, steps)
    off = basis @ np.linalg.solve(t, np.sqrt(len(b)) * np.eye(len(t))[0]) - b / values
    return np.linalg.eigvalsh(t).astype(np.float64), float(np.sqrt(values @ off**2 / np.sum(1 / values)))


# A valley in the plane, tilted by 20 degrees: steepest descent, and conjugate gradients.
c, s = np.cos(np.deg2rad(20)), np.sin(np.deg2rad(20))
turn = np.array([[c, -s], [s, c]])
a = turn @ np.diag([KAPPA**-0.5, KAPPA**0.5]) @ turn.T
start = np.array(START)
x = start
for _ in range(TICK):
    g = a @ x
    bend = g @ a @ g  # of rounding errors it may be 0 where g is not
    x = x - (g @ g) / bend * g if bend > 0 else x
whole = start @ a @ start
first = start + conjugate_gradients(lambda v: a @ v, -a @ start, 1)
print(f"descent_left = {np.sqrt(x @ a @ x / whole) if whole else 0.0:.12g}")
print(f"cg_left = {np.sqrt(first @ a @ first / whole) if whole else 0.0:.12g}")

# A spectrum: the error is what the polynomial with the Ritz values as its roots leaves at the eigenvalues.
spectrum = np.sort(np.array(SPECTRUM))
roots, line_error = krylov(spectrum, K)
near = spectrum[np.abs(roots[:, None] - spectrum).argmin(axis=1)]
roots = np.where(np.abs(roots - near) <= 8 * np.finfo(float).eps * spectrum[-1], near, roots)  # found, but for rounding
left = np.prod(1 - spectrum[:, None] / roots, axis=1)
print(f"line_kappa = {spectrum[-1] / spectrum[0]:.12g}")
print(f"line_error = {line_error:.12g}")
print(f"polynomial_error = {np.sqrt(np.sum(left**2 / spectrum) / np.sum(1 / spectrum)):.12g}")

# A larger one: the largest Ritz value, and the power method after as many products.
if MATRIX == "strakos":
    values = 0.1 + np.arange(24) / 23 * 99.9 * 0.7 ** (23.0 - np.arange(24))
elif MATRIX == "pair":
    values = np.concatenate([np.linspace(0.02, 2, 198), [2.5, 3.0]])
else:
    values = np.arange(1.0, 101.0)
    values[-1] = 1e4 if MATRIX == "outlier" else 100.0
ritz, exact_error = krylov(values, min(STEP, len(values)))
z = np.ones(len(values))
for _ in range(STEP - 1):
    z = values * z
    z /= np.linalg.norm(z)
print(f"exact_top = {ritz[-1]:.12g}")
print(f"power_top = {values @ z**2 / (z @ z):.12g}")
print(f"exact_error = {exact_error:.12g}")

# SciPy's CG is the same recurrence; both are in double precision, and may be later than exact arithmetic.
n = len(values)
operator = LinearOperator((n, n), matvec=lambda v: values * v, dtype=float)
theirs, _ = cg(operator, np.ones(n), rtol=0.0, atol=0.0, maxiter=min(STEP, 10))
ours = conjugate_gradients(lambda v: values * v, np.ones(n), min(STEP, 10))
print("largest difference to scipy.sparse.linalg.cg after 10 steps or fewer:", np.abs(theirs - ours).max())
