"""Taylor polynomials of a typed function: power-series arithmetic by hand, then SymPy as a check."""

import ast
import math
import re
from fractions import Fraction

import numpy as np
import sympy
from scipy.special import erf, expit

# --- parameters ---
FUNCTION = "sin(x)"
ORDER = 5
CENTRE = 0.0
HALF = 3.0
# --- end of parameters ---

HIGHEST = 40  # order to which the two sides of the centre are compared
SPARE = 10  # further terms: a zero that a numerator and a denominator share uses one up
FINEST = 12  # the largest m, see Side
LEFT = 16 * np.finfo(float).eps  # what rounding leaves of a sum that cancels, beside its parts


def halt(why):
    raise SystemExit(f"No series: {why}.")


# A series is the list of its coefficients u[0], u[1], ... in powers of s, or one number: the value alone.
def one(u):
    return [1.0] + [0.0] * (len(u) - 1)


def add(u, v, sign=1):
    sums = [(a + sign * b, max(abs(a), abs(b))) for a, b in zip(u, v, strict=False)]
    return [0.0 if abs(total) < LEFT * size and len(u) > 1 else total for total, size in sums]


def scale(u, factor):
    return [factor * a for a in u]


def product(u, v):
    return [sum(u[j] * v[k - j] for j in range(k + 1)) for k in range(min(len(u), len(v)))]


def quotient(u, v):
    out: list[float] = []
    for k in range(min(len(u), len(v))):
        out.append(np.divide(u[k] - sum(v[j] * out[k - j] for j in range(1, k + 1)), v[0]))
    return out


def integral(first, rate, u):
    """y with y' = rate * u': both sides' coefficients of s^(k-1) give k y_k."""
    return [first] + [sum(j * u[j] * rate[k - j] for j in range(1, k + 1)) / k for k in range(1, len(u))]


def solve(first, u, rate):
    """y with y' = rate(y) u', where rate(y) is a + b y + c y^2: its k-th coefficient needs only those of y up to k."""
    a, b, c = rate
    y, slopes = [first], [a + b * first + c * first**2]
    for k in range(1, len(u)):
        y.append(sum(j * u[j] * slopes[k - j] for j in range(1, k + 1)) / k)
        slopes.append(b * y[k] + c * sum(y[j] * y[k - j] for j in range(k + 1)))
    return y


def power(u, p):
    y = [np.power(u[0], p)]
    for k in range(1, len(u)):
        y.append(sum((p * j - (k - j)) * u[j] * y[k - j] for j in range(1, k + 1)) / (k * u[0]))
    return y


def waves(u, sign, start):
    # What rounding makes of sin(pi) is a zero.
    s, c = ([0.0 if abs(value) < LEFT * abs(u[0]) and len(u) > 1 else value] for value in start)
    for k in range(1, len(u)):
        s.append(sum(j * u[j] * c[k - j] for j in range(1, k + 1)) / k)
        c.append(sign * sum(j * u[j] * s[k - j] for j in range(1, k + 1)) / k)
    return s, c


def logarithm(u):
    if len(u) > 1 and not u[0] > 0:
        halt("a logarithm of zero or of a negative number is met at the centre")
    return integral(np.log(u[0]), quotient(one(u), u), u)


def arcsine(u):
    if len(u) > 1 and not abs(u[0]) < 1:
        halt("asin or acos is met outside [-1, 1]")
    return integral(np.arcsin(u[0]), power(add(one(u), product(u, u), -1), -0.5), u)


def tangent(u):
    s, c = FUNCTIONS["sin"](u), FUNCTIONS["cos"](u)
    if len(u) > 1 and c[0] == 0:
        halt("a tangent has a pole at the centre")
    return quotient(s, c)


def sigmoid(u):
    """Where it is near 1 its distance from there is computed, of which no digit is lost."""
    far = solve(expit(-abs(u[0])), scale(u, -1) if u[0] > 0 else u, (0, 1, -1))
    return [expit(u[0]), *scale(far, -1)[1:]] if u[0] > 0 else far


FUNCTIONS = {
    "exp": lambda u: solve(np.exp(u[0]), u, (0, 1, 0)),
    "log": logarithm,
    "sin": lambda u: waves(u, -1, (np.sin(u[0]), np.cos(u[0])))[0],
    "cos": lambda u: waves(u, -1, (np.sin(u[0]), np.cos(u[0])))[1],
    "tan": tangent,
    "sinh": lambda u: waves(u, 1, (np.sinh(u[0]), np.cosh(u[0])))[0],
    "cosh": lambda u: waves(u, 1, (np.sinh(u[0]), np.cosh(u[0])))[1],
    "tanh": lambda u: add(scale(sigmoid(scale(u, 2)), 2), one(u), -1) if len(u) > 1 else [np.tanh(u[0])],
    "sigmoid": sigmoid,
    "softplus": lambda u: integral(np.logaddexp(0, u[0]), sigmoid(u), u),
    "atan": lambda u: integral(np.arctan(u[0]), quotient(one(u), add(one(u), product(u, u))), u),
    "asin": arcsine,
    "acos": lambda u: add(scale(one(u), math.pi / 2), arcsine(u), -1),
    "erf": lambda u: integral(erf(u[0]), scale(FUNCTIONS["exp"](scale(product(u, u), -1)), 2 / math.sqrt(math.pi)), u),
}


class Finer(Exception):
    """A root of a zero is met, as in cbrt(x)^3 at 0: its series goes in steps of one over this whole number."""


class Side:
    """The function on one side of the centre: each node of its syntax tree has a series in s, x = centre + side s^m.

    There s > 0, so that corners, steps and cases are decided by first coefficients. The m is 1, and more where roots of
    zeros are met. On the way there may be poles: (n, u) stands for the series u times s^n.
    """

    def __init__(self, centre, side, m, terms, nudge=1.0):
        self.m, self.flat, self.nudge = m, False, nudge
        self.x = 0, [centre, *([0.0] * (m * (terms - 1)))]
        if terms > 1:
            self.x[1][m] = side

    def number(self, value):
        return 0, scale(one(self.x[1]), value)

    def stripped(self, found):
        n, u = found
        lead = next((k for k, value in enumerate(u) if value != 0), 0)
        return n + lead, u[lead:]

    def ordinary(self, found):
        n, u = self.stripped(found) if found[0] < 0 else found
        if n < 0 and any(u):
            halt("the function, or a part of it, divides by zero at the centre")
        return [0.0] * n + u if n >= 0 else u

    def sign(self, found):
        """The sign for small s > 0; 0 of the function that is zero."""
        lead = self.stripped(found)[1][0]
        if lead == 0 and self.flat:
            halt("a part that is flatter than every power decides which piece holds")
        return int(np.sign(lead)) if lead == lead else 0

    def sum(self, above, below, sign=1):
        (n, u), (k, v) = above, below
        low = min(n, k)
        return low, add([0.0] * (n - low) + u, [0.0] * (k - low) + v, sign)

    def quotient(self, above, below):
        if len(self.x[1]) == 1:
            return 0, quotient(above[1], below[1])
        (n, u), (k, v) = self.stripped(above), self.stripped(below)
        if v[0] == 0:
            halt("it divides by zero everywhere, or by a part that is flatter than every power")
        return n - k, quotient(u, v)

    def whole(self, base, p):
        n, u = self.number(1.0)
        for _ in range(abs(p)):
            n, u = n + base[0], product(u, base[1])
        return (n, u) if p >= 0 else self.quotient(self.number(1.0), (n, u))

    def root(self, base, p, odd=False):
        """base^p where p is no whole number, on the real branch; `odd`: of negative numbers too."""
        n, u = self.stripped(base)
        if len(self.x[1]) == 1 or u[0] == 0:
            if self.flat and u[0] == 0:
                halt("a root is met of a part that is flatter than every power")
            if len(self.x[1]) > 1 and p < 0:
                halt("it divides by zero everywhere")
            return 0, [math.copysign(1, u[0]) * abs(u[0]) ** p if odd else np.power(u[0], p)] + u[1:]
        if u[0] < 0 and not odd:
            halt("a root or a power of a negative number is met at the centre or beside it")
        step = n * (Fraction(1, 3) if odd else Fraction(p).limit_denominator(1000))
        if abs(float(step) - n * p) > 1e-12 * abs(n):
            halt("a power of zero is met at the centre")
        if step.denominator > 1:
            raise Finer(step.denominator)
        sign = math.copysign(1, u[0])
        return int(step), scale(power(scale(u, sign), p), sign)

    def power(self, node):
        base, nudge = self.walk(node.left), self.nudge
        self.nudge = 1.0  # a square stays one
        by, self.nudge = self.walk(node.right), nudge
        if isinstance(node.left, ast.Name) and node.left.id == "e":
            return self.call("exp", by)
        if len(self.x[1]) == 1:
            (low,), (p,) = base[1], by[1]
            return 0, [math.nan if abs(low) == 1 and math.isinf(p) else np.power(low, p)]
        if any(isinstance(each, ast.Name) and each.id == "x" for each in ast.walk(node.right)):
            logs = logarithm(self.ordinary(base))
            return self.call("exp", (by[0], product(by[1], logs)))
        p = by[1][0]
        return self.whole(base, int(p)) if p == int(p) else self.root(base, p)

    def holds(self, node):
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                sign = self.sign(self.sum(self.walk(left), self.walk(right), -1))
                return sign < 0 or (sign == 0 and isinstance(op, ast.LtE))
            case ast.Call(func=ast.Name(id="and_"), args=[left, right]):
                return self.holds(left) and self.holds(right)
        raise SystemExit("A condition is a comparison, such as x < 0.")

    def call(self, name, u):
        """A function of one argument."""
        alone = len(self.x[1]) == 1
        n, lead = self.stripped(u)[0], 0 if alone else self.stripped(u)[1][0]
        match name:
            case "sqrt":
                return self.root(u, 0.5)
            case "cbrt":
                return self.root(u, 1 / 3, odd=True)
            case "abs":
                return u if self.sign(u) >= 0 else (u[0], scale(u[1], -1))
            case "relu":
                return u if self.sign(u) >= 0 else self.number(0.0)
            case "sign":
                return self.number(float(self.sign(u)))
            case "floor" | "ceil":
                first = self.ordinary(u)[0]
                if alone:
                    return 0, [np.floor(first) if name == "floor" else np.ceil(first)]
                beside = self.sign(self.sum(u, self.number(float(round(first))), -1))
                step = -1 if name == "floor" else 1
                return self.number(float(round(first) + step * (beside == step)))
            case "exp" if n < 0 and lead < 0:  # as in exp(-1/x^2): it falls to 0 faster than every power of s
                self.flat = True
                return self.number(0.0)
            case "tanh" | "erf" | "sigmoid" | "softplus" if n < 0 and lead != 0:  # so do these, to where they level off
                self.flat = True
                if name == "softplus" and lead > 0:
                    return u
                low = -1.0 if name in ("tanh", "erf") else 0.0
                return self.number(1.0 if lead > 0 else low)
            case "atan" if n < 0 and lead != 0:
                level = self.number(math.copysign(math.pi / 2, lead))
                return self.sum(level, self.call("atan", self.quotient(self.number(1.0), u)), -1)
            case "asin" | "acos" if not alone and abs(self.ordinary(u)[0]) == 1:  # acos(1 - w) = 2 asin sqrt(w/2)
                end = self.ordinary(u)[0]
                half = self.sum(self.number(0.5), (u[0], scale(u[1], end / 2)), -1)
                angle = self.number(math.pi if end < 0 else 0.0)
                arc = scale(arcsine(self.ordinary(self.root(half, 0.5))), 2 * end)
                angle = self.sum(angle, (0, arc))
                return angle if name == "acos" else self.sum(self.number(math.pi / 2), angle, -1)
            case "exp" | "sinh" | "cosh" if n < 0 and lead != 0:
                raise SystemExit("This program follows no part that grows at the centre faster than every power.")
        if name not in FUNCTIONS:
            raise SystemExit(f"{name} is not a function of this program.")
        return 0, FUNCTIONS[name](self.ordinary(u))

    def walk(self, node):
        """The series of a syntax tree: the same walk as evaluating it, with series instead of numbers."""
        match node:
            case ast.Constant(value=value):
                return self.number(float(value) if value == int(value) else value * self.nudge)
            case ast.Name(id="x"):
                return self.x
            case ast.Name(id=("pi" | "e") as name):
                return self.number(getattr(math, name))
            case ast.UnaryOp(op=op, operand=inner):
                n, u = self.walk(inner)
                return (n, u) if isinstance(op, ast.UAdd) else (n, scale(u, -1))
            case ast.BinOp(op=ast.Pow()):
                return self.power(node)
            case ast.BinOp(left=left, op=op, right=right):
                first, second = self.walk(left), self.walk(right)
                match op:
                    case ast.Add():
                        return self.sum(first, second)
                    case ast.Sub():
                        return self.sum(first, second, -1)
                    case ast.Mult():
                        return first[0] + second[0], product(first[1], second[1])
                    case ast.Div():
                        return self.quotient(first, second)
            case ast.Call(func=ast.Name(id="if_"), args=[condition, then, other]):
                return self.walk(then if self.holds(condition) else other)
            case ast.Call(func=ast.Name(id=("min" | "max") as name), args=[first, *others]):
                best = self.walk(first)
                for each in map(self.walk, others):
                    if self.sign(self.sum(each, best, -1)) == (1 if name == "max" else -1):
                        best = each
                return best
            case ast.Call(func=ast.Name(id=name), args=[inner]):
                return self.call(name, self.walk(inner))
        raise SystemExit("Only numbers, x, + - * / ^ and the functions of this program can be used.")


# Python has the words if and and for itself.
tree = ast.parse(re.sub(r"\b(if|and)\(", r"\1_(", FUNCTION.replace("^", "**")), mode="eval").body


def value(x):
    """f(x), no number where it is none."""
    found = Side(x, 1, 1, 1).walk(tree)[1][0]
    return float(found) if np.isfinite(found) else math.nan


def beside(side, nudge=1.0):
    """The coefficients in powers of x - centre on one side of it, all decimals changed by that factor."""
    m = 1
    while True:
        if m > FINEST:
            halt("roots of a high degree are met at zero at the centre")
        try:
            found = Side(CENTRE * nudge, side, m, HIGHEST + 1 + SPARE, nudge)
            u = found.ordinary(found.walk(tree))
        except Finer as finer:
            m *= finer.args[0]
            continue
        if any(abs(each) > 1e-9 for k, each in enumerate(u) if k % m):
            halt("the function has a part with a root of a zero at the centre, and no derivatives of every order there")
        return [each * side**k for k, each in enumerate(u[::m])][: HIGHEST + 1]


def expanded():
    right, left = beside(1), beside(-1)
    if len(right) <= ORDER or not np.isfinite(right).all():
        halt("the coefficients are too large for doubles, or it divides zero by zero too often")
    apart = ~np.isclose(right, left, rtol=1e-9, atol=1e-12 * np.abs(right).max())
    here = value(CENTRE)
    if apart.any():
        halt(f"derivatives of order {apart.argmax()} of the two sides of the centre differ")
    if abs(here - right[0]) > 1e-6 * max(1.0, abs(here)):
        halt("at the centre the function has another value than it tends to")
    return right


np.seterr(all="ignore")
a = expanded()
# Near a place where a singularity cancels each rule divides by a number near zero, and rounding grows at every step.
near = [beside(1, 1 + k * 2.0**-52)[: ORDER + 1] for k in (-5, -2, 2, 5)]
if not np.allclose(near, a[: ORDER + 1], rtol=1e-7, atol=1e-10):
    raise SystemExit("Doubles lose their digits here: another rounding of the decimals gives other coefficients.")


def polynomial(x):
    total = 0.0
    for coefficient in reversed(a[: ORDER + 1]):
        total = total * (x - CENTRE) + coefficient
    return total


# SymPy differentiates symbolically: much slower, and an independent check of the first coefficients.
if not re.search(r"\b(abs|relu|sign|floor|ceil|min|max|if|sqrt|cbrt)\(", FUNCTION):
    names = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u))}
    x = sympy.Symbol("x", real=True)
    f = sympy.sympify(FUNCTION.replace("^", "**"), locals=names | {"e": sympy.E, "x": x})
    for k in range(4):
        exact = sympy.diff(f, x, k).subs(x, CENTRE)
        if not (exact.is_Float or exact.is_Rational):
            exact = exact.evalf()
        if not (exact.is_Float and exact.is_finite):
            break  # 0/0, as of sin(x)/x at 0: only the limit is known
        assert np.isclose(a[k], float(exact) / math.factorial(k), rtol=1e-7, atol=1e-9), (k, a[k], exact)

end = CENTRE + HALF
for k in range(4):
    print(f"coefficient_{k} = {a[k]:.12g}")
print(f"coefficient_n = {a[ORDER]:.12g}")
print(f"f_end = {value(end):.12g}")
print(f"taylor_end = {polynomial(end):.12g}")
print(f"error_end = {value(end) - polynomial(end):.12g}")
