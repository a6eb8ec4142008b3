"""Slopes of a function of two variables: limits of chords by hand, the gradient, and SymPy's rules as a check."""

import math

import numpy as np
import sympy
from scipy import special

# --- parameters ---
FUNCTION = "x**2+2*y**2"
POINT = [1.0, 1.0]
ANGLE = 20.0
UNITS = 1.0
RADIUS = 0.501
# --- end of parameters ---


class sigmoid(sympy.Function):
    """1/(1 + exp(-u)), kept whole, so that it does not overflow."""

    def fdiff(self, argindex=1):
        return self * (1 - self)


class softplus(sympy.Function):
    """log(1 + exp(u)), likewise."""

    def fdiff(self, argindex=1):
        return sigmoid(*self.args)


x, y = sympy.symbols("x y", real=True)
names = {
    "case": lambda condition, then, other: sympy.Piecewise((then, condition), (other, True)),
    "both": sympy.And,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": lambda u: sympy.Max(u, 0),
    "cbrt": lambda u: sympy.sign(u) * abs(u) ** sympy.Rational(1, 3),
    "ceil": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
    "e": sympy.E,
}
text = FUNCTION.replace("if(", "case(").replace("and(", "both(")  # Python keeps these two words for itself
formula = sympy.sympify(text, locals=names | {"x": x, "y": y})
if formula.has(sympy.zoo):  # 1/0, wherever it is looked at
    formula = sympy.nan
floats = [{"sigmoid": special.expit, "softplus": lambda u: np.logaddexp(0, u)}, "scipy", "numpy"]
compiled = sympy.lambdify((x, y), formula, floats)
px, py = POINT


def f(a, b):
    """The value; NaN outside the domain, and at a pole."""
    with np.errstate(all="ignore"):
        found = np.asarray(compiled(np.float64(a), np.float64(b)))
    return float(found) if np.isrealobj(found) and np.isfinite(found) else math.nan


def slope(u):
    """The limit of (f(p + hu) - f(p)) / h for h > 0 falling to 0, by Richardson's extrapolation; NaN if there is none.

    The chords are off by c1 h + c2 h^2 + ...; each column of the table removes a term. The best entry is the one that
    differs least from its neighbours, counting what rounding does to a chord.
    """
    steps = [0.0117 * 0.5**k for k in range(25)]
    values = [f(px + h * u[0], py + h * u[1]) for h in steps]
    here = f(px, py)
    column = [(value - here) / h for value, h in zip(values, steps, strict=True)]
    size, big = max(abs(px), abs(py)), [abs(value) + abs(here) for value in values]
    noise = [2.0**-52 * (b + abs(c) * size) / h for b, c, h in zip(big, column, steps, strict=True)]
    best, least = math.nan, math.inf
    for j in range(1, 8):
        finer, coarser = column[1:], column[:-1]
        column = [a + (a - b) / (2**j - 1) for a, b in zip(finer, coarser, strict=True)]
        for new, a, b, n in zip(column, finer, coarser, noise[j:], strict=True):
            error = max(abs(new - a), abs(new - b)) + n
            if error < least:
                best, least = new, error
    if abs(best) <= min(100 * least, 1e-4):  # the error is an estimate: it cannot tell this from 0
        best = 0.0
    return best if least <= 1e-4 * (1 + abs(best)) else math.nan


def partial(ux, uy):
    """A derivative has one slope ahead and the same one behind; otherwise there is none."""
    ahead, behind = slope((ux, uy)), -slope((-ux, -uy))
    middle, here = (ahead + behind) / 2, f(px, py)
    noise = 1e-11 * max(1.0, abs(here))
    middle = 0.0 if abs(middle) < noise else middle
    # A corner may be as flat as one likes: slopes are compared on the scale of the chords that they come from.
    chords = [abs(f(px + s * 0.0117 * ux, py + s * 0.0117 * uy) - here) / 0.0117 for s in (1, -1)]
    scale = max(chords) if max(chords) < 1 else 1.0
    return middle if abs(ahead - behind) <= 3e-5 * (scale + abs(middle)) + noise else math.nan


gradient = partial(1, 0), partial(0, 1)

# Along u the gradient predicts the slope gradient . u; whether it is right, the chords along u say.
turn = math.radians(ANGLE)
# A step of length one, where UNITS units of y are as long as one of x; rounded, so that 180 degrees stay on the axis.
u = round(math.cos(turn), 15), round(math.sin(turn), 15) / UNITS
along = slope(u)
predicted = gradient[0] * u[0] + gradient[1] * u[1]

# How far f is from the plane on a ring around p: f is differentiable at p exactly when this dies out with the radius.
near = [0.7 * 0.5 ** (k / 2) for k in range(40)]  # ridges hide close to the axes
even = [math.radians(k) for k in range(360)]
ring = sorted(t % math.tau for t in even + [k * math.pi / 2 + s * t for k in range(4) for s in (1, -1) for t in near])


def chord(t):
    """The mean slope from p to the ring, of which the four corners are on the axes."""
    across, up = round(math.cos(t), 15), round(math.sin(t), 15)
    return (f(px + RADIUS * across, py + RADIUS * up) - f(px, py)) / RADIUS


plane = gradient
if math.isnan(predicted):  # no gradient: the plane that fits the ring best
    plane = sum(chord(t) * math.cos(t) for t in even) / 180, sum(chord(t) * math.sin(t) for t in even) / 180


def error(t):
    """How far the plane is from that; where f is undefined it does not count."""
    off = abs(chord(t) - plane[0] * math.cos(t) - plane[1] * math.sin(t))
    return off if math.isfinite(off) else -math.inf


best = max(range(len(ring)), key=lambda k: error(ring[k]))
worst, left, right = error(ring[best]), ring[best - 1], ring[(best + 1) % len(ring)]
left, right = left - math.tau * (best == 0), right + math.tau * (best == len(ring) - 1)
for _ in range(4):  # ever closer, between the neighbours of the best direction
    fan = [left + (right - left) * k / 20 for k in range(21)]
    top = max(range(21), key=lambda k: error(fan[k]))
    worst = max(worst, error(fan[top]))
    left, right = fan[max(top - 1, 0)], fan[min(top + 1, 20)]
worst = worst if worst >= 0 else math.nan

# SymPy differentiates by rules. They prove nothing where the formula has cases; elsewhere they must agree.
if not formula.has(sympy.Piecewise, sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.floor, sympy.ceiling):
    for found, variable in zip(gradient, (x, y), strict=True):
        with np.errstate(all="ignore"):
            rule = sympy.lambdify((x, y), sympy.diff(formula, variable), floats)(np.float64(px), np.float64(py))
        if (
            math.isfinite(found) and np.isrealobj(rule) and np.isfinite(rule)
        ):  # at a singular point the rules are silent
            assert math.isclose(found, rule, rel_tol=1e-6, abs_tol=1e-6), (found, rule)

print(f"here = {f(px, py):.12g}")
print(f"partial_x = {gradient[0]:.12g}")
print(f"partial_y = {gradient[1]:.12g}")
print(f"length = {math.hypot(*gradient):.12g}")
print(f"along = {along:.12g}")
print(f"predicted = {predicted:.12g}")
print(f"worst = {worst:.12g}")
