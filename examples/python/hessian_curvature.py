"""The Hessian by hand: numbers that carry their first and second derivatives; then what its eigenvalues say."""

import ast
import math

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
}


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
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return walk(inner, names).power(0.5)
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in FUNCTIONS:
            u = walk(inner, names)
            return u.through(*FUNCTIONS[name](u.value))
    raise SystemExit("Only numbers, x, y, + - * / ^ and the functions above can be used.")


tree = ast.parse(FUNCTION.replace("^", "**"), mode="eval").body


def jet(x, y):
    return walk(tree, {"x": Jet(x, (1.0, 0.0)), "y": Jet(y, (0.0, 1.0)), "pi": Jet(math.pi), "e": Jet(math.e)})


here = jet(*POINT)
gradient, hessian = here.slope, here.bend

# SymPy differentiates symbolically: an independent check.
symbols = sympy.symbols("x y", real=True)
names = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u)), "e": sympy.E}
f = sympy.sympify(FUNCTION.replace("^", "**"), locals=names | dict(zip("xy", symbols, strict=True)))
exact = sympy.hessian(f, symbols).subs(dict(zip(symbols, POINT, strict=True)))
assert np.allclose(hessian, np.array(exact, float), rtol=1e-9, atol=1e-9)

# The second derivative along a unit vector u is u^T H u: at most the larger eigenvalue, at least the smaller one.
middle, radius = np.trace(hessian) / 2, np.hypot((hessian[0, 0] - hessian[1, 1]) / 2, hessian[0, 1])
largest, smallest = middle + radius, middle - radius
assert np.allclose(np.linalg.eigvalsh(hessian), [smallest, largest])

# The surface z = f / SCALE is curved like this only where it is level; on a slope the slope counts too.
curvature = np.linalg.det(hessian / SCALE) / (1 + (gradient / SCALE) @ (gradient / SCALE)) ** 2

# How often the gradient turns on a loop around the point: minima + maxima - saddles inside.
around = np.linspace(0, 2 * np.pi, 1441)
loop = np.array(POINT) + RADIUS * np.stack([np.cos(around), np.sin(around)], axis=1)
slopes = np.array([jet(x, y).slope for x, y in loop.tolist()])
angles = np.where(slopes.any(axis=1), np.arctan2(slopes[:, 1], slopes[:, 0]), np.nan)  # zero has no direction
turns = np.round(((np.diff(angles) + np.pi) % (2 * np.pi) - np.pi).sum() / (2 * np.pi)) + 0.0

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
