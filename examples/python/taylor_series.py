"""Taylor polynomials of a typed function: power-series arithmetic by hand, then SymPy as a check."""

import ast
import math

import numpy as np
import sympy

# --- parameters ---
FUNCTION = "sin(x)"
ORDER = 5
CENTRE = 0.0
HALF = 3.0
# --- end of parameters ---

SPARE = 10  # further terms: a zero that a numerator and a denominator share uses one up
TERMS = max(ORDER, 3) + 1 + SPARE


# A series is the list of its coefficients u[0], u[1], ... in powers of t = x - CENTRE.
def product(u, v):
    return [sum(u[j] * v[k - j] for j in range(k + 1)) for k in range(min(len(u), len(v)))]


def quotient(u, v):
    out: list[float] = []
    for k in range(min(len(u), len(v))):
        out.append((u[k] - sum(v[j] * out[k - j] for j in range(1, k + 1))) / v[0])
    return out


def integral(first, rate, u):
    """y with y' = rate * u': both sides' coefficients of t^(k-1) give k y_k."""
    return [first] + [sum(j * u[j] * rate[k - j] for j in range(1, k + 1)) / k for k in range(1, len(u))]


def solve(first, u, rate):
    """y with y' = rate(y) * u', where the rate's first k coefficients need only those of y."""
    y = [first] + [0.0] * (len(u) - 1)
    for k in range(1, len(u)):
        r = rate(y)
        y[k] = sum(j * u[j] * r[k - j] for j in range(1, k + 1)) / k
    return y


def power(u, p):
    y = [u[0] ** p]
    for k in range(1, len(u)):
        y.append(sum((p * j - (k - j)) * u[j] * y[k - j] for j in range(1, k + 1)) / (k * u[0]))
    return y


def add(u, v):
    return [a + b for a, b in zip(u, v, strict=False)]


def scale(u, factor):
    return [factor * a for a in u]


def waves(u, sign, start):
    s, c = [start[0]], [start[1]]
    for k in range(1, len(u)):
        s.append(sum(j * u[j] * c[k - j] for j in range(1, k + 1)) / k)
        c.append(sign * sum(j * u[j] * s[k - j] for j in range(1, k + 1)) / k)
    return s, c


ONE = [1.0] + [0.0] * (TERMS - 1)
FUNCTIONS = {
    "exp": lambda u: solve(math.exp(u[0]), u, lambda y: y),
    "log": lambda u: integral(math.log(u[0]), quotient(ONE, u), u),
    "sqrt": lambda u: power(u, 0.5),
    "sin": lambda u: waves(u, -1, (math.sin(u[0]), math.cos(u[0])))[0],
    "cos": lambda u: waves(u, -1, (math.sin(u[0]), math.cos(u[0])))[1],
    "tan": lambda u: solve(math.tan(u[0]), u, lambda y: add(ONE, product(y, y))),
    "sinh": lambda u: waves(u, 1, (math.sinh(u[0]), math.cosh(u[0])))[0],
    "cosh": lambda u: waves(u, 1, (math.sinh(u[0]), math.cosh(u[0])))[1],
    "tanh": lambda u: solve(math.tanh(u[0]), u, lambda y: add(ONE, scale(product(y, y), -1))),
    "sigmoid": lambda u: solve(1 / (1 + math.exp(-u[0])), u, lambda y: add(y, scale(product(y, y), -1))),
    "softplus": lambda u: integral(math.log1p(math.exp(u[0])), FUNCTIONS["sigmoid"](u), u),
    "atan": lambda u: integral(math.atan(u[0]), quotient(ONE, add(ONE, product(u, u))), u),
    "asin": lambda u: integral(math.asin(u[0]), power(add(ONE, scale(product(u, u), -1)), -0.5), u),
    "acos": lambda u: add(scale(ONE, math.pi / 2), scale(FUNCTIONS["asin"](u), -1)),
    "erf": lambda u: integral(
        math.erf(u[0]), scale(FUNCTIONS["exp"](scale(product(u, u), -1)), 2 / math.sqrt(math.pi)), u
    ),
    "abs": lambda u: scale(u, math.copysign(1, u[0])),
    "relu": lambda u: scale(u, float(u[0] > 0)),
    "cbrt": lambda u: scale(power(scale(u, math.copysign(1, u[0])), 1 / 3), math.copysign(1, u[0])),
    "sign": lambda u: scale(ONE, math.copysign(1, u[0])),
}
UNKNOWN = "Only numbers, x, + - * / ^ and the functions above can be used."


# On the way there may be poles: (m, u) stands for the series u times t^m.
def stripped(m, u):
    lead = next((k for k, value in enumerate(u) if value != 0), 0)
    return m + lead, u[lead:]


def ordinary(m, u):
    if m < 0 and any(u):
        m, u = stripped(m, u)
    if m < 0 and any(u):
        raise SystemExit("The function divides by zero at the centre.")
    return [0.0] * m + u


def divided(above, below):
    (m, u), (n, v) = stripped(*above), stripped(*below)
    if v[0] == 0:
        raise SystemExit("The function divides by zero everywhere.")
    return m - n, quotient(u, v)


def summed(above, below, sign):
    (m, u), (n, v) = above, below
    low = min(m, n)
    return low, add([0.0] * (m - low) + u, scale([0.0] * (n - low) + v, sign))


def raised(base, p):
    if p != int(p):
        return 0, power(ordinary(*base), p)
    m, u = 0, ONE
    for _ in range(abs(int(p))):
        m, u = m + base[0], product(u, base[1])
    return (m, u) if p >= 0 else divided((0, ONE), (m, u))


def series(node, centre):
    """The series of a syntax tree: the same walk as evaluating it, with series instead of numbers."""
    match node:
        case ast.Constant(value=value):
            return 0, scale(ONE, float(value))
        case ast.Name(id="x"):
            return 0, add(scale(ONE, centre), [0.0, 1.0] + [0.0] * (TERMS - 2))
        case ast.Name(id=name):
            return 0, scale(ONE, {"pi": math.pi, "e": math.e}[name])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            m, u = series(inner, centre)
            return m, scale(u, -1)
        case ast.BinOp(left=left, op=op, right=right):
            (m, u), (n, v) = series(left, centre), series(right, centre)
            match op:
                case ast.Add():
                    return summed((m, u), (n, v), 1)
                case ast.Sub():
                    return summed((m, u), (n, v), -1)
                case ast.Mult():
                    return m + n, product(u, v)
                case ast.Div():
                    return divided((m, u), (n, v))
                case _ if n == 0 and not any(v[1:]):
                    return raised((m, u), v[0])
                case _:
                    return 0, FUNCTIONS["exp"](product(ordinary(n, v), FUNCTIONS["log"](ordinary(m, u))))
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in FUNCTIONS:
            m, u = stripped(*series(inner, centre))
            if name == "exp" and m < 0 and m % 2 == 0 and u[0] < 0:
                # As in exp(-1/x^2): it falls to 0 faster than every power of t, so all coefficients are 0.
                return 0, scale(ONE, 0)
            return 0, FUNCTIONS[name](ordinary(m, u))
    raise SystemExit(UNKNOWN)


try:
    tree = ast.parse(FUNCTION.replace("^", "**"), mode="eval").body
except SyntaxError:  # if(x < 0, ...) is none of Python's
    raise SystemExit(UNKNOWN) from None
a = ordinary(*series(tree, CENTRE))
# Near a place where a singularity cancels each rule divides by a number near zero, and rounding grows at every step.
near = ordinary(*series(tree, CENTRE * (1 + 1e-15)))
if not np.allclose(near[: ORDER + 1], a[: ORDER + 1], rtol=1e-7, atol=1e-10):
    raise SystemExit("Doubles lose their digits here: another rounding of the centre gives other coefficients.")


def polynomial(x):
    total = 0.0
    for coefficient in reversed(a[: ORDER + 1]):
        total = total * (x - CENTRE) + coefficient
    return total


# SymPy differentiates symbolically: much slower, and an independent check of the first coefficients.
names = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u))}
names |= {"cbrt": lambda u: sympy.sign(u) * sympy.cbrt(sympy.Abs(u))}
names |= {"abs": sympy.Abs, "relu": lambda u: sympy.Max(u, 0), "e": sympy.E}
x = sympy.Symbol("x", real=True)
f = sympy.sympify(FUNCTION.replace("^", "**"), locals=names | {"x": x})
corners = [each.args[0] - sum(each.args[1:]) for each in f.atoms(sympy.Abs, sympy.sign, sympy.Max)]
for k in range(4):
    if any(float(each.subs(x, CENTRE)) == 0 for each in corners):
        break  # a corner at the centre, of which SymPy's rules do not tell the sides
    derivative = sympy.diff(f, x, k)
    exact = derivative.subs(x, CENTRE)
    if not exact.is_finite:  # 0/0, as of sin(x)/x at 0: the limit
        exact = sympy.limit(derivative, x, sympy.Rational(str(CENTRE)))
    exact = float(exact) / math.factorial(k)
    assert np.isclose(a[k], exact, rtol=1e-9, atol=1e-9), (k, a[k], exact)

end = CENTRE + HALF
value = f.subs(x, end)
f_end = float(value) if value.is_finite else math.nan
for k in range(4):
    print(f"coefficient_{k} = {a[k]:.12g}")
print(f"coefficient_n = {a[ORDER]:.12g}")
print(f"f_end = {f_end:.12g}")
print(f"taylor_end = {polynomial(end):.12g}")
print(f"error_end = {f_end - polynomial(end):.12g}")
