"""Integrals from a few values: midpoint, trapezoid, Simpson and Gauss by hand, and a grid in many dimensions."""

import math

import numpy as np
import sympy
from scipy import integrate

# --- parameters ---
FUNCTION = "exp(x)"
A = -1.0
B = 1.0
N = 2
INTEGRAND = "smooth"
D = 6
DOUBLINGS = 12
# --- end of parameters ---

x = sympy.Symbol("x", real=True)
names = {
    "x": x,
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
text = FUNCTION.replace("^", "**").replace("if(", "where(").replace("and(", "both(")
compiled = sympy.lambdify(x, sympy.sympify(text, locals=names), ["scipy", "numpy"])


def f(at):
    with np.errstate(all="ignore"):
        return compiled(np.asarray(at, float)) + 0.0 * np.asarray(at)  # also where f is a constant


def gauss(a, b, count):
    """Nodes are the zeros of Legendre's polynomial, and such a rule is exact up to degree 2 count - 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (b - a) * (weights @ f(0.5 * (a + b) + 0.5 * (b - a) * nodes))


def integral(a, b):
    """Halve a piece until 20 points say the same of it as of its halves; no number where f has none, or at a pole where
    they never do. The first cut is uneven, so that the two sides of a pole do not cancel."""
    first = a + 0.382 * (b - a)
    total, pieces = 0.0, [(*ends, gauss(*ends, 20), 0) for ends in ((a, first), (first, b))]
    while pieces:
        low, high, whole, depth = pieces.pop()
        middle = 0.5 * (low + high)
        left, right = gauss(low, middle, 20), gauss(middle, high, 20)
        if not np.isfinite(left + right) or (depth > 60 and abs(left + right - whole) > 1e-6):
            return np.nan
        if abs(left + right - whole) < 1e-15 + 1e-14 * abs(whole) or depth > 60:
            total += left + right
        else:
            pieces += [(low, middle, left, depth + 1), (middle, high, right, depth + 1)]
    return total


h = (B - A) / N
edges = np.linspace(A, B, N + 1)
midpoint = h * f(edges[:-1] + 0.5 * h).sum()
trapezoid = h * (f(edges[1:-1]).sum() + 0.5 * (f(A) + f(B)))
simpson = (2 * midpoint + trapezoid) / 3  # their errors are nearly as -1 to 2, and cancel
exact = integral(A, B)
print(f"exact = {exact:.12g}")
print(f"midpoint = {midpoint:.12g}")
print(f"trapezoid = {trapezoid:.12g}")
print(f"simpson = {simpson:.12g}")
print(f"gauss = {gauss(A, B, N):.12g}")
print(f"midpoint_error = {midpoint - exact:.12g}")
print(f"trapezoid_error = {trapezoid - exact:.12g}")

# SciPy says the same.
fine = np.linspace(A, B, 2 * N + 1)
value, error = integrate.quad(lambda at: float(f(at)), A, B, limit=200)
print(f"SciPy: quad {value:.12g} (±{error:.1g}), simpson {integrate.simpson(f(fine), x=fine):.12g}")

# A grid of midpoints in D dimensions with 2^DOUBLINGS points, as evenly shared among the axes as powers of two can be.
each, more = divmod(DOUBLINGS, D)
axes = [(np.arange(m) + 0.5) / m for m in (2 ** (each + (j < more)) for j in range(D))]
points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, D)
match INTEGRAND:
    case "smooth":
        values, cube = np.exp(-(points**2).sum(axis=1)), (0.5 * math.sqrt(math.pi) * math.erf(1)) ** D
    case "kink":
        values = np.exp(-2 * np.abs(points - 1 / 3).sum(axis=1))
        cube = (1 - 0.5 * (math.exp(-2 / 3) + math.exp(-4 / 3))) ** D
    case _:  # the part of the unit ball that lies in the cube
        values = ((points**2).sum(axis=1) <= 1).astype(float)
        cube = math.pi ** (D / 2) / (2**D * math.gamma(D / 2 + 1))
print(f"grid_mean = {values.mean():.12g}")
print(f"cube = {cube:.12g}")
