"""Four difference quotients in any arithmetic, the complex step that needs no limit, and a gradient check."""

import ast
import re

import numpy as np
from scipy.differentiate import derivative
from scipy.special import erf
from sklearn.datasets import load_breast_cancer

# --- parameters ---
FUNCTION = "sin(x)"
A = 1.0
H = 0.794
METHOD = "forward"
PRECISION = "double"
BUG = "none"
# --- end of parameters ---

BITS = {"double": 53, "single": 24, "half": 11, "brain": 8}  # significant bits; brain is bfloat16


def rounded(value, precision=PRECISION):
    """A number as the arithmetic would keep it; complex ones part by part."""
    if np.iscomplexobj(value):
        return complex(rounded(value.real, precision), rounded(value.imag, precision))
    if precision == "brain":
        mantissa, exponent = np.frexp(value)
        return float(np.ldexp(np.rint(np.ldexp(mantissa, 8)), exponent - 8))
    return float({"double": np.float64, "single": np.float32, "half": np.float16}[precision](value))


# Off the real line a function by cases goes on as the piece that it is on that side; the modulus |z| would not do.
def absolute(u):
    return u * np.sign(np.real(u))


def largest(*u):
    return max(u, key=np.real)


def cube_root(u):
    side = -1.0 if np.real(u) < 0 else 1.0
    return side * np.exp(np.log(side * u + 0j) / 3) if np.iscomplexobj(u) else np.cbrt(u)


FUNCTIONS = {name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "sqrt")}
FUNCTIONS |= {"asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "erf": erf, "cbrt": cube_root}
FUNCTIONS |= {"abs": absolute, "relu": lambda u: u if np.real(u) > 0 else 0 * u, "sign": lambda u: np.sign(np.real(u))}
FUNCTIONS |= {"sigmoid": lambda u: 1 / (1 + np.exp(-u)), "softplus": lambda u: np.log(1 + np.exp(u))}
FUNCTIONS |= {"max": largest, "min": lambda *u: -largest(*(-each for each in u))}
FUNCTIONS |= {"floor": lambda u: np.floor(np.real(u)), "ceil": lambda u: np.ceil(np.real(u))}
OPERATORS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide}
COMPARED = {ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal}


def power(base, exponent):
    if not np.isfinite(exponent):
        return np.nan
    if np.iscomplexobj(base) and not np.iscomplexobj(exponent) and exponent == round(exponent):
        whole = np.power(base, abs(round(exponent)))
        return whole if exponent >= 0 else 1 / whole
    if np.iscomplexobj(base) or np.iscomplexobj(exponent):
        return np.exp(exponent * np.log(base + 0j))
    return np.power(base, exponent)


def walk(node, x, precision):
    """The value of a syntax tree at real or complex x, every result rounded."""

    def keep(value):
        return rounded(value, precision)

    match node:
        case ast.Constant(value=value):
            return keep(float(value))
        case ast.Name(id=name):
            return x if name == "x" else keep({"pi": np.pi, "e": np.e}[name])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -walk(inner, x, precision)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return walk(inner, x, precision)
        case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=right):
            return keep(np.exp(walk(right, x, precision)))  # not a power of a rounded e
        case ast.BinOp(left=left, op=op, right=right):
            u, v = walk(left, x, precision), walk(right, x, precision)
            return keep(power(u, v) if isinstance(op, ast.Pow) else OPERATORS[type(op)](u, v))
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [np.real(walk(each, x, precision)) for each in (left, *others)]
            return all(COMPARED[type(op)](sides[k], sides[k + 1]) for k, op in enumerate(ops))
        case ast.Call(func=ast.Name(id="cases"), args=[condition, then, other]):
            return walk(then if walk(condition, x, precision) else other, x, precision)
        case ast.Call(func=ast.Name(id="both"), args=args):
            return all(walk(each, x, precision) for each in args)
        case ast.Call(func=ast.Name(id=name), args=args):
            return keep(FUNCTIONS[name](*(walk(each, x, precision) for each in args)))
    raise SystemExit("Only numbers, x, + - * / ^, cases and the functions above can be used.")


text = re.sub(r"\band\(", "both(", re.sub(r"\bif\(", "cases(", FUNCTION.replace("^", "**")))
tree = ast.parse(text, mode="eval").body


def f(x, precision="double"):
    with np.errstate(all="ignore"):
        return walk(tree, x, precision)


def quotient(a, h, method, precision="double"):
    """A difference quotient. The real ones divide by the step that was really taken: a + h is rounded too."""
    a, h = rounded(a, precision), rounded(h, precision)
    with np.errstate(all="ignore"):
        if method == "complex":
            return rounded(np.divide(np.imag(f(complex(a, h), precision)), h), precision)
        high = a if method == "backward" else rounded(a + h, precision)
        low = a if method == "forward" else rounded(a - h, precision)
        rise = rounded(f(high, precision) - f(low, precision), precision)
        return rounded(np.divide(rise, rounded(high - low, precision)), precision)


# So small a step has no error but rounding: this is what the rules of differentiation give.
value, rule = f(A), quotient(A, 1e-200, "complex")
value = value if np.isfinite(value) else np.nan  # outside of its domain, where f has an imaginary part itself
rule = rule if np.isfinite(value) and abs(rule) < 1e50 else np.nan
chosen = quotient(A, H, METHOD, PRECISION)
chosen = chosen if np.isfinite(chosen) else np.nan

print(f"off from {rule:.10g}, in 64 bit:")
print("    h       forward   central   complex")
for k in range(1, 16, 2):
    errors = [abs(quotient(A, 10.0**-k, method) - rule) for method in ("forward", "central", "complex")]
    print(f"    1e-{k:02d} " + "".join(f"{error:10.1e}" for error in errors))

# A library's answer for comparison: adaptive finite differences, and its own estimate of the error.
found = derivative(np.vectorize(f, otypes=[float]), A)
print(f"scipy.differentiate.derivative: {found.df:.12g} (success: {bool(found.success)})")

print(f"value = {value:.12g}")
print(f"quotient = {chosen:.12g}")
print(f"rule = {rule:.12g}")
print(f"off = {chosen - rule:.12g}")
print(f"roundoff = {2.0 ** -BITS[PRECISION]:.12g}")

# The same idea in 31 dimensions: is the gradient of a logistic loss right? Central differences, weight by weight.
data = load_breast_cancer()
rows = np.column_stack([(data.data - data.data.mean(axis=0)) / data.data.std(axis=0), np.ones(len(data.data))])
sign = 2.0 * data.target - 1
penalty = 0.01 * np.append(np.ones(30), 0.0)  # none on the intercept


def loss(w):
    return np.logaddexp(0, -sign * (rows @ w)).mean() + 0.5 * penalty @ w**2


def gradient(w):
    last = -1 if BUG == "row" else None
    pull = (sign / (1 + np.exp(sign * (rows @ w))))[:last] @ rows[:last]
    found = -pull / len(rows) + (0.01 if BUG == "bias" else penalty) * w
    return found[[1, 0, *range(2, 31)]] if BUG == "swap" else found


w, step = 0.3 * np.cos(np.arange(31.0)), 6e-6
numeric = np.array([(loss(w + step * e) - loss(w - step * e)) / (2 * step) for e in np.eye(31)])
apart = np.linalg.norm(gradient(w) - numeric) / (np.linalg.norm(gradient(w)) + np.linalg.norm(numeric))
print(f"gradient check: they disagree by {apart:.1e}; {'right' if apart < 1e-7 else 'a bug'}")
