"""The Hessian by hand: numbers that carry their first and second derivatives; then what its eigenvalues say."""

import ast
import math
import operator
import re

import numpy as np
import sympy

# --- parameters ---
FUNCTION = "(x^2+y-11)^2+(x+y^2-7)^2"
POINT = [0.0866775046, 2.8842547012]
RADIUS = 1.5
SCALE = 50.0
START = [3.0, 0.4]
STEP = 0.3
STEPS = 60
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


def tanh(u):
    t = math.tanh(u)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def sigmoid(u):
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
    "tan": lambda u: (math.tan(u), 1 + math.tan(u) ** 2, 2 * math.tan(u) * (1 + math.tan(u) ** 2)),
    "tanh": tanh,
    "sigmoid": sigmoid,
    "softplus": lambda u: (math.log1p(math.exp(u)), *sigmoid(u)[:2]),
    "erf": erf,
    "atan": lambda u: (math.atan(u), 1 / (1 + u * u), -2 * u / (1 + u * u) ** 2),
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
    return walk(tree, {"x": Jet(x, (1.0, 0.0)), "y": Jet(y, (0.0, 1.0)), "pi": Jet(math.pi), "e": Jet(math.e)})


here = jet(*POINT)
gradient, hessian = here.slope, here.bend

# SymPy differentiates symbolically: an independent check.
symbols = sympy.symbols("x y", real=True)
names = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u)), "e": sympy.E}
names |= {"abs": sympy.Abs, "relu": lambda u: sympy.Max(u, 0), "max": sympy.Max, "min": sympy.Min}
names |= {"cbrt": lambda u: sympy.sign(u) * sympy.Abs(u) ** sympy.Rational(1, 3)}
names |= {"cases": lambda where, then, other: sympy.Piecewise((then, where), (other, True)), "both": sympy.And}
for step in ("floor", "ceil"):  # whose derivative is zero, but where they jump
    at = {"floor": sympy.floor, "ceil": sympy.ceiling}[step]
    told = classmethod(lambda cls, u, at=at: at(u) if u.is_number else None)
    names[step] = type(f"{step}_", (sympy.Function,), {"fdiff": lambda self, place=1: sympy.Integer(0), "eval": told})
f = sympy.sympify(text, locals=names | dict(zip("xy", symbols, strict=True)))
if np.isfinite(hessian).all():
    exact = sympy.hessian(f, symbols).subs(dict(zip(symbols, POINT, strict=True)))
    assert np.allclose(hessian, np.array(exact, float), rtol=1e-9, atol=1e-9)

# The second derivative along a unit vector u is u^T H u: at most the larger eigenvalue, at least the smaller one.
middle, radius = np.trace(hessian) / 2, np.hypot((hessian[0, 0] - hessian[1, 1]) / 2, hessian[0, 1])
largest, smallest = middle + radius, middle - radius
assert not np.isfinite(hessian).all() or np.allclose(np.linalg.eigvalsh(hessian), [smallest, largest])

# The surface z = f / SCALE is curved like this only where it is level; on a slope the slope counts too.
curvature = np.linalg.det(hessian / SCALE) / (1 + (gradient / SCALE) @ (gradient / SCALE)) ** 2


# How often the gradient turns on a loop around the point: minima + maxima - saddles inside.
def direction(way):
    """Where the gradient points on the loop; zero points nowhere."""
    slope = jet(POINT[0] + RADIUS * math.cos(way), POINT[1] + RADIUS * math.sin(way)).slope
    return math.atan2(slope[1], slope[0]) if slope.any() else math.nan


def turned(first, last, before, after, halvings=40):
    """The turn between two places of the loop; no number where halving the way does not make it small."""
    turn = (after - before + math.pi) % (2 * math.pi) - math.pi
    if abs(turn) <= 0.5 or math.isnan(turn):
        return turn
    if not halvings:
        return math.nan
    middle = (first + last) / 2
    between = direction(middle)
    early = turned(first, middle, before, between, halvings - 1)
    return early + turned(middle, last, between, after, halvings - 1) if not math.isnan(early) else early


around = np.linspace(0, 2 * np.pi, 1441).tolist()
ways = [direction(way) for way in around]
turns = np.round(sum(map(turned, around[:-1], around[1:], ways[:-1], ways[1:])) / (2 * np.pi)) + 0.0

# Two weights a, b that should multiply to 1: every point of the valley ab = 1 is the same function, yet not as sharp.
a, b = START


def sharpness(a, b):
    """The largest eigenvalue of the Hessian of (ab - 1)^2 / 2."""
    return float(np.linalg.eigvalsh([[b * b, 2 * a * b - 1], [2 * a * b - 1, a * a]])[-1])


print(f"sharpness_start = {sharpness(a, b):.12g}")
for _ in range(STEPS):
    pull = STEP * (a * b - 1)
    a, b = a - pull * b, b - pull * a

print(f"sharpness_now = {sharpness(a, b):.12g}")
print(f"a_now = {a:.12g}")
print(f"b_now = {b:.12g}")
print(f"f_xx = {hessian[0, 0]:.12g}")
print(f"f_xy = {hessian[0, 1]:.12g}")
print(f"f_yy = {hessian[1, 1]:.12g}")
print(f"lambda_1 = {largest:.12g}")
print(f"lambda_2 = {smallest:.12g}")
print(f"gaussian_curvature = {curvature:.12g}")
print(f"turns = {turns:.12g}")
