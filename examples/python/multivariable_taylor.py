"""Plane and quadric of a function of x and y by hand: how far they can be trusted, and where their steps lead."""

import ast
import math
import operator
import re

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

# --- parameters ---
FUNCTION = "sin(x)*cos(y)+(x^2+y^2)/10"
POINT = [1.0, 0.6]
RADIUS = 1.26
DELTA = 1.0
STEPS = 24
# --- end of parameters ---


class Jet:
    """A value with its gradient (2,) and its Hessian (2, 2): what any formula of x and y makes of them is exact."""

    def __init__(self, value, slope=(0.0, 0.0), bend=((0.0, 0.0), (0.0, 0.0))):
        self.value, self.slope, self.bend = value, np.array(slope), np.array(bend)

    def __add__(self, other):
        return Jet(self.value + other.value, self.slope + other.slope, self.bend + other.bend)

    def __mul__(self, other):
        cross = np.outer(self.slope, other.slope)
        bend = self.value * other.bend + other.value * self.bend + cross + cross.T
        return Jet(self.value * other.value, self.value * other.slope + other.value * self.slope, bend)

    def through(self, value, first, second):
        """The chain rule for a function with this value, derivative and second derivative."""
        return Jet(value, first * self.slope, second * np.outer(self.slope, self.slope) + first * self.bend)

    def power(self, p):
        if p == int(p) and p >= 0:  # by multiplication, so that it is right at 0
            return math.prod([self] * int(p), start=Jet(1.0))
        u = self.value if p == int(p) or self.value > 0 else math.nan
        return self.through(u**p, p * u ** (p - 1), p * (p - 1) * u ** (p - 2))


def logistic(u):
    s = 1 / (1 + math.exp(-u))
    return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)


def erf(u):
    bell = 2 / math.sqrt(math.pi) * math.exp(-u * u)
    return math.erf(u), bell, -2 * u * bell


def arcsine(u):
    bend = 1 - u * u
    return (math.asin(u), bend**-0.5, u * bend**-1.5) if bend > 0 else (math.nan,) * 3


# Of each function its value, its derivative and its second derivative.
FUNCTIONS = {
    "exp": lambda u: (math.exp(u),) * 3,
    "log": lambda u: (math.log(u), 1 / u, -1 / u**2) if u > 0 else (math.nan,) * 3,
    "sin": lambda u: (math.sin(u), math.cos(u), -math.sin(u)),
    "cos": lambda u: (math.cos(u), -math.sin(u), -math.cos(u)),
    "sinh": lambda u: (math.sinh(u), math.cosh(u), math.sinh(u)),
    "cosh": lambda u: (math.cosh(u), math.sinh(u), math.cosh(u)),
    "tanh": lambda u: (math.tanh(u), 1 - math.tanh(u) ** 2, -2 * math.tanh(u) * (1 - math.tanh(u) ** 2)),
    "tan": lambda u: (math.tan(u), 1 + math.tan(u) ** 2, 2 * math.tan(u) * (1 + math.tan(u) ** 2)),
    "erf": erf,
    "atan": lambda u: (math.atan(u), 1 / (1 + u * u), -2 * u / (1 + u * u) ** 2),
    "sigmoid": logistic,
    "softplus": lambda u: (math.log1p(math.exp(-abs(u))) + max(u, 0.0), *logistic(u)[:2]),
    "asin": arcsine,
    "acos": lambda u: tuple(x - y for x, y in zip((math.pi / 2, 0.0, 0.0), arcsine(u), strict=True)),
    "cbrt": lambda u: (
        math.cbrt(u),
        *((math.cbrt(u) ** -2 / 3, -2 / 9 * math.cbrt(u) ** -5) if u else (math.nan,) * 2),
    ),
    # A function in pieces has no slope where they meet.
    "abs": lambda u: (abs(u), math.copysign(1.0, u) if u else math.nan, 0.0 if u else math.nan),
    "relu": lambda u: (max(u, 0.0), float(u > 0) if u else math.nan, 0.0 if u else math.nan),
    "sign": lambda u: (math.copysign(1.0, u) if u else 0.0, *((0.0, 0.0) if u else (math.nan, math.nan))),
    "floor": lambda u: (math.floor(u), *((0.0, 0.0) if u != math.floor(u) else (math.nan, math.nan))),
    "ceil": lambda u: (math.ceil(u), *((0.0, 0.0) if u != math.ceil(u) else (math.nan, math.nan))),
}
COMPARED = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}


def holds(node, names):
    """Whether a condition holds: a chain of comparisons, or both of two conditions."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [walk(each, names).value for each in (left, *others)]
            return all(COMPARED[type(op)](sides[k], sides[k + 1]) for k, op in enumerate(ops))
        case ast.Call(func=ast.Name(id="both"), args=args):
            return all(holds(each, names) for each in args)
    raise SystemExit("A condition compares by < <= > or >=.")


def walk(node, names):
    """The jet of a syntax tree: the same walk as evaluating it, with jets instead of numbers."""
    match node:
        case ast.Constant(value=value):
            return Jet(float(value))
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return Jet(-1.0) * walk(inner, names)
        case ast.BinOp(left=left, op=op, right=right):
            u, v = walk(left, names), walk(right, names)
            match op:
                case ast.Add():
                    return u + v
                case ast.Sub():
                    return u + Jet(-1.0) * v
                case ast.Mult():
                    return u * v
                case ast.Div():
                    return u * v.power(-1)
                case _ if not v.slope.any():
                    return u.power(v.value)
                case _:  # u^v = exp(v log u)
                    power = v * u.through(*FUNCTIONS["log"](u.value))
                    return power.through(*FUNCTIONS["exp"](power.value))
        case ast.Call(func=ast.Name(id="cases"), args=[condition, then, other]):
            return walk(then if holds(condition, names) else other, names)
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=args):
            found = [walk(each, names) for each in args]
            best = (min if name == "min" else max)(found, key=lambda each: each.value)
            tied = [each for each in found if each.value == best.value]
            if all(np.allclose(each.slope, best.slope) and np.allclose(each.bend, best.bend) for each in tied):
                return best
            return Jet(best.value, (math.nan,) * 2, ((math.nan,) * 2,) * 2)  # a corner
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return walk(inner, names).power(0.5)
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in FUNCTIONS:
            u = walk(inner, names)
            return u.through(*FUNCTIONS[name](u.value))
    raise SystemExit("Only numbers, x, y, + - * / ^ and the functions above can be used.")


# A condition is no call in Python: if(...) is read as cases(...), and(...) as both(...).
text = re.sub(r"\band\(", "both(", re.sub(r"\bif\(", "cases(", FUNCTION.replace("^", "**")))
tree = ast.parse(text, mode="eval").body


def jet(x, y):
    """f, its gradient and its Hessian; NaN where they overflow."""
    try:
        return walk(tree, {"x": Jet(x, (1.0, 0.0)), "y": Jet(y, (0.0, 1.0)), "pi": Jet(math.pi), "e": Jet(math.e)})
    except (OverflowError, ZeroDivisionError):
        return Jet(math.nan)


here = jet(*POINT)
f, g, H = here.value, here.slope, here.bend


def worst(off):
    """The largest of |off(d)| for |d| = RADIUS: of 120 directions, and then of closer ones around the worst of them."""
    angles, gap, first = 2 * np.pi * np.arange(120) / 120, 2 * np.pi / 120, 0.0
    sizes = np.zeros(1)
    for closer in range(4):
        sizes = np.array([abs(off(RADIUS * np.array([np.cos(a), np.sin(a)]))) for a in angles])
        if not np.isfinite(sizes).all():
            return math.nan  # f is not defined all round
        first = first if closer else sizes.max()
        tops = sizes
        if not closer:  # of peaks of nearly one height the highest need not hold the largest value
            left, right = np.roll(sizes, 1), np.roll(sizes, -1)
            bend = 2 * sizes - left - right
            peak = (sizes >= left) & (sizes >= right) & (bend > 0)
            tops = np.where(peak, sizes + (left - right) ** 2 / (8 * np.where(peak, bend, 1.0)), sizes)
        angles, gap = angles[tops.argmax()] + gap * np.linspace(-1, 1, 17), gap / 8
    return sizes.max() if sizes.max() <= 1.3 * first + 1e-12 * (1 + abs(f)) else math.nan  # a pole


# How far the plane and the quadric are off on the circle.
print(f"error_1 = {worst(lambda d: jet(*(POINT + d)).value - f - g @ d):.12g}")
print(f"error_2 = {worst(lambda d: jet(*(POINT + d)).value - f - g @ d - 0.5 * d @ H @ d):.12g}")


def newton(g, H):
    """Newton's step; NaN where H has no inverse."""
    size = np.abs(np.linalg.eigvalsh(H)).max()
    return -np.linalg.solve(H, g) if abs(np.linalg.det(H)) > 1e-12 * size**2 else np.full(2, np.nan)


step = newton(g, H)
print(f"newton_x = {step[0]:.12g}")
print(f"newton_y = {step[1]:.12g}")


def model(p):
    return g @ p + 0.5 * p @ H @ p


# The trust region by Moré and Sorensen: the multiplier mu with |p(mu)| = DELTA, by bisection.
eigenvalues, frame = np.linalg.eigh(H)
v = frame[:, 0]
if eigenvalues[0] < eigenvalues[1] and (v[1] < -1e-15 or (abs(v[1]) <= 1e-15 and v[0] > 0)):
    frame[:, 0] = -v  # of the two unit eigenvectors the one that points up
parts = frame.T @ g
parts[abs(parts) <= 1e-13 * np.hypot(*g)] = 0.0  # rounding
if eigenvalues[0] > 0 and np.hypot(*step) <= DELTA:
    mu, p = 0.0, step
else:
    # Multipliers are counted from the pole, mu = s - lambda_2, so that no digits are lost beside it.
    low, high = 0.0, np.hypot(*g) / DELTA + 1e-200
    s, p = high, step
    for _ in range(200):
        s = (low + high) / 2
        p = -frame @ (parts / (eigenvalues - eigenvalues[0] + s))
        low, high = (s, high) if np.hypot(*p) > DELTA else (low, s)
    mu, short = s - eigenvalues[0], max(DELTA**2 - p @ p, 0.0)
    if short > 1e-9 * DELTA**2 and eigenvalues[0] < 0:  # the hard case: g has no part along the lowest eigenvector
        p = p + np.sqrt(short) * frame[:, 0]
print(f"multiplier = {mu:.12g}")
print(f"trust_x = {p[0]:.12g}")
print(f"trust_y = {p[1]:.12g}")
print(f"rho = {(f - jet(*(POINT + p)).value) / -model(p):.12g}")
# SciPy finds nothing lower within the circle, from eight starts.
inside = {"type": "ineq", "fun": lambda q: DELTA**2 - q @ q}
for a in np.pi * np.arange(8) / 4:
    found = minimize(model, 0.5 * DELTA * np.array([np.cos(a), np.sin(a)]), constraints=[inside], method="SLSQP")
    assert not found.success or found.fun >= model(p) - 1e-5 * (1 + abs(model(p)))

# Newton's method: full steps, until they are rounding or f leaves the finite numbers.
x, now = np.array(POINT), here
for _ in range(STEPS):
    step = newton(now.slope, now.bend)
    ahead = jet(*(x + step).tolist()) if np.isfinite(step).all() and np.abs(x + step).max() <= 1e6 else Jet(math.nan)
    if not np.isfinite([ahead.value, *ahead.slope, *ahead.bend.ravel()]).all():
        break
    x, now = x + step, ahead
    if np.hypot(*step) <= 1e-12 * (1 + np.hypot(*x)):
        break
print(f"newton_f = {now.value:.12g}")
print(f"newton_slope = {np.hypot(*now.slope):.12g}")

# The same on data: logistic regression of 569 tumours on two measurements is Newton's method on a sum of losses.
data = load_breast_cancer()
X, y = data.data[:, :2], (data.target == 0).astype(float)
X = (X - X.mean(axis=0)) / X.std(axis=0)
w = np.zeros(2)
for k in range(9):
    chance = expit(X @ w)
    print(f"step {k}: |gradient| {np.linalg.norm(X.T @ (chance - y)):.3e}")
    root = np.sqrt(chance * (1 - chance))  # a step is a weighted least squares fit
    w = np.linalg.lstsq(root[:, None] * X, root * (X @ w) + (y - chance) / root, rcond=None)[0]
known = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(X, y)
assert np.allclose(w, known.coef_[0], atol=1e-4)
