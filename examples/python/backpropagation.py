"""Backpropagation by hand: a tape for any formula, then the two sweeps of a deep network and of one that learns."""

import ast
import re

import numpy as np
from scipy import special
from scipy.optimize import approx_fprime
from sklearn.datasets import load_digits

# --- parameters ---
FORMULA = "x*y+sin(x)"
X = 2.0
Y = 3.0
NEST = 1
ACTIVATION = "tanh"
START = "glorot"
SCALE = 1.0
DEPTH = 8
SKIP = False
SEED = 1
RATE = 0.501
LATER = 0.501
SWITCH = 200
STEPS = 400
# --- end of parameters ---


# Part 1: a formula.
class Value:
    """A number that remembers what it was made of, and the derivative by each of its sources."""

    tape: list["Value"] = []

    def __init__(self, value, sources=()):
        self.value, self.sources = float(value), sources  # pairs (Value, local derivative)
        self.adjoint, self.paths = 0.0, 0
        Value.tape.append(self)


def sweep_back(output):
    """Adjoints of all values, and the number of paths from each to the output: each use adds its part."""
    for each in Value.tape:
        each.adjoint, each.paths = 0.0, 0
    output.adjoint, output.paths = 1.0, 1
    for each in reversed(Value.tape):
        for source, slope in each.sources:
            if each.paths:
                source.adjoint += each.adjoint * slope
                source.paths += each.paths


def power_slopes(a, v):
    """a^0 is flat in a, and 0^b in b > 0: the limits, where the products would be 0 times infinity."""
    base, exponent = a
    by_base = exponent * np.power(base, exponent - 1) if exponent else 0
    return by_base, 0 if base == 0 and exponent > 0 else v * np.log(base)


# Of each operation its value and its local derivatives, by the arguments a and the value v.
RULES: dict[str, tuple] = {
    "add": (lambda a, b: a + b, lambda a, v: (1, 1)),
    "sub": (lambda a, b: a - b, lambda a, v: (1, -1)),
    "mult": (lambda a, b: a * b, lambda a, v: (a[1], a[0])),
    "div": (lambda a, b: a / b, lambda a, v: (1 / a[1], -v / a[1])),
    "pow": (np.power, power_slopes),
    "usub": (lambda a: -a, lambda a, v: (-1,)),
    "sin": (np.sin, lambda a, v: (np.cos(a[0]),)),
    "cos": (np.cos, lambda a, v: (-np.sin(a[0]),)),
    "tan": (np.tan, lambda a, v: (1 + v * v,)),
    "asin": (np.arcsin, lambda a, v: (1 / np.sqrt(1 - a[0] ** 2),)),
    "acos": (np.arccos, lambda a, v: (-1 / np.sqrt(1 - a[0] ** 2),)),
    "atan": (np.arctan, lambda a, v: (1 / (1 + a[0] ** 2),)),
    "sinh": (np.sinh, lambda a, v: (np.cosh(a[0]),)),
    "cosh": (np.cosh, lambda a, v: (np.sinh(a[0]),)),
    "tanh": (np.tanh, lambda a, v: (1 - v * v,)),
    "exp": (np.exp, lambda a, v: (v,)),
    "log": (np.log, lambda a, v: (1 / a[0],)),
    "sqrt": (np.sqrt, lambda a, v: (0.5 / v,)),
    "cbrt": (np.cbrt, lambda a, v: (1 / (3 * v * v),)),
    "abs": (np.abs, lambda a, v: (np.sign(a[0]),)),
    "erf": (special.erf, lambda a, v: (2 / np.sqrt(np.pi) * np.exp(-(a[0] ** 2)),)),
    "sigmoid": (special.expit, lambda a, v: (v * (1 - v),)),
    "softplus": (lambda a: np.logaddexp(0, a), lambda a, v: (special.expit(a[0]),)),
    "relu": (lambda a: np.maximum(a, 0), lambda a, v: (float(a[0] > 0),)),
    "min": (lambda *a: min(a), lambda a, v: [float(k == int(np.argmin(a))) for k in range(len(a))]),
    "max": (lambda *a: max(a), lambda a, v: [float(k == int(np.argmax(a))) for k in range(len(a))]),
    "where": (lambda c, a, b: a if c else b, lambda a, v: (0, float(a[0] > 0), float(a[0] == 0))),
    "sign": (np.sign, lambda a, v: (0,)),
    "floor": (np.floor, lambda a, v: (0,)),
    "ceil": (np.ceil, lambda a, v: (0,)),
    "lt": (lambda a, b: a < b, lambda a, v: (0, 0)),
    "lte": (lambda a, b: a <= b, lambda a, v: (0, 0)),
    "both": (lambda a, b: a * b, lambda a, v: (0, 0)),
}


def apply(name, *arguments):
    """An operation on values; of constants alone it is a constant."""
    numbers = [np.float64(a.value if isinstance(a, Value) else a) for a in arguments]
    with np.errstate(all="ignore"):
        value = np.float64(RULES[name][0](*numbers))
        slopes = RULES[name][1](numbers, value)
    there = value == value  # an undefined value has no derivative
    sources = [
        (a, float(s) if there else np.nan) for a, s in zip(arguments, slopes, strict=True) if isinstance(a, Value)
    ]
    return Value(value, sources) if sources else value


def run(node, names):
    """A syntax tree with values for its names."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(operand=inner):
            return apply("usub", run(inner, names))
        case ast.BinOp(left=left, op=op, right=right):
            return apply(type(op).__name__.lower(), run(left, names), run(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return apply(type(op).__name__.lower(), run(left, names), run(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return apply(name, *(run(each, names) for each in arguments))
    raise SystemExit("Only numbers, x, y, + - * / ^ and the functions above can be used.")


def formula(x, y):
    """FORMULA, nested NEST times in its place for x."""
    readable = re.sub(r"\band\(", "both(", re.sub(r"\bif\(", "where(", FORMULA.replace("^", "**")))
    tree = ast.parse(readable, mode="eval").body
    for _ in range(NEST if re.search(r"\bx\b", FORMULA) else 1):
        x = run(tree, {"x": x, "y": y, "pi": np.pi, "e": np.e})
    return x


x, y = Value(X), Value(Y)
f = formula(x, y)
f = f if isinstance(f, Value) else Value(f)
sweep_back(f)
with np.errstate(all="ignore"):
    print("SciPy, by differences:", approx_fprime([X, Y], lambda at: float(formula(*at)), 1e-7))
print(f"f_value = {f.value:.12g}")
print(f"df_dx = {x.adjoint:.12g}")
print(f"df_dy = {y.adjoint:.12g}")
print(f"path_count = {x.paths}")


# Part 2: networks, h to phi(h W + b). The same sweep, a matrix at a time.
PHI: dict[str, tuple] = {
    "sigmoid": (special.expit, lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: 1.0 * (z > 0)),
}
phi, slope_of = PHI[ACTIVATION]


def normals(stream, count):
    """Standard normals from SplitMix64, read as a counter, in pairs by Box and Muller."""

    def mix(z):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    with np.errstate(over="ignore"):
        gamma = np.uint64(0x9E3779B97F4A7C15)
        start = mix(np.uint64([SEED])) + np.uint64(stream << 40) * gamma
        words = mix(start + np.arange(1, count + count % 2 + 1, dtype=np.uint64) * gamma)
    first, second = words[0::2], words[1::2]
    radius = np.sqrt(-2 * np.log(1 - (first >> np.uint64(11)) * 2.0**-53))
    place = ((second >> np.uint64(11)) & np.uint64(2**51 - 1)).astype(float) + 0.5 - 2.0**50
    angle = np.pi / 2 * ((second >> np.uint64(62)).astype(float) + place * 2.0**-51)
    return (radius * np.array([np.cos(angle), np.sin(angle)])).T.ravel()[:count]


def network(sizes):
    deviation = {
        "glorot": lambda before, after: (2 / (before + after)) ** 0.5,
        "he": lambda before, after: (2 / before) ** 0.5,
        "normal": lambda before, after: 1.0,
        "zero": lambda before, after: 0.0,
    }[START]
    layers = []
    for number, (before, after) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        draws = normals(number, before * after).reshape(before, after)
        layers.append([SCALE * deviation(before, after) * draws, np.zeros(after)])
    return layers


def gradients(layers, rows, loss, skip=False):
    """The loss, and its gradient by the weights and offsets of each layer."""
    given, sums = [rows], []
    for number, (weights, offsets) in enumerate(layers):  # forward: keep everything
        sums.append(given[-1] @ weights + offsets)
        if number < len(layers) - 1:
            out = phi(sums[-1])
            given.append(given[-1] + out if skip and number else out)
    value, adjoint = loss(sums[-1])
    found, through = [], 0.0
    for number in range(len(layers) - 1, -1, -1):  # backward: each layer's transpose, and the slopes of phi
        found.append((given[number].T @ adjoint, adjoint.sum(axis=0)))
        around = through if skip and 0 < number < len(layers) - 1 else 0.0  # a skip is a second use
        through = adjoint @ layers[number][0].T + around
        if number:
            z = sums[number - 1]
            adjoint = through * slope_of(z, phi(z))
    return value, found[::-1]


digits = load_digits()
images = digits.data[:256] - digits.data[:256].mean(axis=0)
images /= np.sqrt((images**2).mean())


def softmax_loss(scores):
    rows = np.arange(len(scores))
    logs = scores - special.logsumexp(scores, axis=1, keepdims=True)
    slope = np.exp(logs)
    slope[rows, digits.target[:256]] -= 1
    return -logs[rows, digits.target[:256]].mean(), slope / len(rows)


start_loss, found = gradients(network([64, *[32] * DEPTH, 10]), images, softmax_loss, SKIP)
print(f"start_loss = {start_loss:.12g}")
print(f"first_norm = {np.linalg.norm(found[0][0]):.12g}")
print(f"last_norm = {np.linalg.norm(found[-1][0]):.12g}")

# Part 3: two moons, learnt by a 2-8-8-1 network.
angle = np.linspace(0, np.pi, 100)
upper, lower = [np.cos(angle), np.sin(angle)], [1 - np.cos(angle), 0.5 - np.sin(angle)]
points = np.hstack([upper, lower]).T + 0.2 * normals(100, 400).reshape(200, 2) - [0.5, 0.25]
labels = np.repeat([0.0, 1.0], 100)


def logistic_loss(scores):
    s = scores[:, 0]
    return (np.logaddexp(0, s) - labels * s).mean(), (special.expit(s) - labels)[:, None] / len(s)


def learnt(moved=0.0):
    """The layers after training from weights that are that part larger."""
    layers = [[weights * (1 + moved), offsets + moved] for weights, offsets in network([2, 8, 8, 1])]
    for step in range(STEPS):
        for layer, gradient in zip(layers, gradients(layers, points, logistic_loss)[1], strict=True):
            for part in (0, 1):
                layer[part] = layer[part] - (LATER if step >= SWITCH else RATE) * gradient[part]
    return layers


layers = learnt()
loss, found = gradients(layers, points, logistic_loss)


def loss_at(first_weights):
    return gradients([[first_weights.reshape(2, 8), layers[0][1]], *layers[1:]], points, logistic_loss)[0]


checked = approx_fprime(layers[0][0].ravel(), loss_at, 1e-7)
print("first layer, backward against SciPy's differences:", np.abs(found[0][0].ravel() - checked).max())
print(f"loss_now = {loss:.12g}")
# At a large rate steps leap across the valley, and what they amplify is rounding: then few digits are anybody's.
print("the loss from a start 1e-14 away is off by", abs(gradients(learnt(1e-14), points, logistic_loss)[0] - loss))
