"""Limits by the definition: the nearest failure is the largest delta; sharp activations and a cold softmax likewise."""

import mpmath
import numpy as np
import sympy
from scipy import special, stats

# --- parameters ---
FUNCTION = "sin(x)/x"
A = 0.0
SIDE = "both"
LIMIT = 1.0
EPS = 0.1
DELTA = 0.503
FAMILY = "sigmoid"
SHARPNESS = 10.0
GAP = 0.0
LOGITS = [-0.28653, -0.25427, 1.20689, 1.1495, -2.12571, -0.94069, -0.32662, -0.91809, 1.24654, 1.24898]
TEMPERATURE = 0.01
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
expression = sympy.sympify(text, locals=names)
compiled = sympy.lambdify(x, expression, "mpmath")
mpmath.mp.dps = 40  # near a hole sixteen digits are not enough: (1 - cos x)/x^2 is 0 at 1e-8 for a machine


def f(at):
    """The value at a point; NaN where the function is not defined."""
    try:
        value = mpmath.mpmathify(compiled(mpmath.mpf(at)))
    except (ValueError, ZeroDivisionError):
        return mpmath.nan
    return value if isinstance(value, mpmath.mpf) else mpmath.nan


def bisect(inside, low, high, steps=100):
    """Between low, for which `inside` is true, and high, for which it is not: where it changes."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle) else (low, middle)
    return float(low)


signs = {"left": [-1], "right": [1]}.get(SIDE, [-1, 1])


# |f(x) - L| < eps fails at some x: the nearest of them is as far from a as the largest delta.
def fails(t):
    return any(abs(f(A + sign * t) - LIMIT) >= EPS for sign in signs)


distances = [mpmath.mpf(t) for t in np.geomspace(1e-9, 3.0, 5000)]
first = next((k for k, t in enumerate(distances) if fails(t)), None)
if all(mpmath.isnan(f(A + sign * t)) for sign in signs for t in distances[:20]):
    largest = np.nan  # f is not defined next to a: no limit can be asked for
elif first is None:
    largest = 3.0  # nothing fails within 3
elif distances[first] < 2e-9:
    largest = 0.0  # it fails as near to a as we look
else:
    largest = bisect(lambda t: not fails(t), distances[first - 1], distances[first])
print(f"delta_largest = {largest:.12g}")
print(f"off_left = {float(abs(f(A - mpmath.mpf(DELTA)) - LIMIT)):.12g}")
print(f"off_right = {float(abs(f(A + mpmath.mpf(DELTA)) - LIMIT)):.12g}")
t = sympy.Symbol("t", positive=True)  # x = a -+ t is never a: of pieces SymPy takes the one at a otherwise
for way, sign in (("-", -1), ("+", 1)):
    try:
        print(f"SymPy, x -> a{way}: {sympy.limit(expression.subs(x, sympy.Rational(str(A)) + sign * t), t, 0, '+')}")
    except (ValueError, NotImplementedError, TypeError):  # of max(x, 0.5) it is a TypeError
        print(f"SymPy, x -> a{way}: finds none")

# |f_k - f| at the distance d from where the limit has its step or its kink.
error = {
    "sigmoid": lambda k, d: special.expit(-k * d),
    "softplus": lambda k, d: np.log1p(np.exp(-k * d)) / k,
    "swish": lambda k, d: d * special.expit(-k * d),
    "gelu": lambda k, d: d * stats.norm.sf(k * d),
    "power": lambda k, d: (1 - d) ** k,
}[FAMILY]


def worst(k):
    """The largest error at distances from the gap on: a scan, then ever finer."""
    d = GAP + np.append(0, np.geomspace(1e-15, 10, 500))
    d = np.unique(np.clip(d, 1e-15, 1 if FAMILY == "power" else 10))
    for _ in range(8):
        best = int(np.argmax(error(k, d)))
        d = np.linspace(d[max(best - 1, 0)], d[min(best + 1, len(d) - 1)], 21)
    return float(error(k, d).max())


def blunt(log_k):
    return worst(10.0 ** float(log_k)) >= EPS


print(f"largest_error = {worst(SHARPNESS):.12g}")
enough = np.inf if blunt(6) else 10 ** bisect(blunt, -6.0, 6.0) if blunt(-6) else 0.0  # 0: every k will do
print(f"enough = {enough:.12g}")

# Softmax: below which temperature is the largest probability above 1 - eps?
logits = np.array(LOGITS)
p = np.sort(special.softmax(logits / TEMPERATURE))[::-1]
print(f"p_first = {p[0]:.12g}")
print(f"p_second = {p[1]:.12g}")


def sure(log_t):
    return special.softmax(logits / 10.0**log_t).max() > 1 - EPS


print(f"cold = {0.0 if not sure(-9) else np.inf if sure(9) else 10 ** bisect(sure, -9.0, 9.0):.12g}")
