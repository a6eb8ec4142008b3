"""Convexity: a chord and a tangent of one function, then a network against its relabellings."""

import re
from functools import partial
from itertools import permutations

import numpy as np
import sympy
from scipy.integrate import quad
from scipy.optimize import check_grad, linear_sum_assignment
from sklearn.datasets import load_iris

# --- parameters ---
FUNCTION = "x^4-3*x^2+x"
A = -1.3
B = 1.13
C = 1.13
X = -1.3
FIRST = 1
SECOND = 2
# --- end of parameters ---

# A chord: half the sum of the ends, less the value half-way. It is half of h^2 times a mean of f''.
x = sympy.Symbol("x", real=True)
names: dict = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u))}
names |= {"softplus": lambda u: sympy.log(1 + sympy.exp(u))}
names |= {"abs": sympy.Abs, "relu": lambda u: sympy.Max(u, 0), "max": sympy.Max, "min": sympy.Min, "e": sympy.E}
names |= {"cbrt": lambda u: sympy.sign(u) * sympy.Abs(u) ** sympy.Rational(1, 3)}
for step in ("floor", "ceil"):  # whose derivative is zero, but where they jump
    names[step] = type(f"{step}_", (sympy.Function,), {"fdiff": lambda self, argument=1: sympy.Integer(0)})
names |= {"cases": lambda where, then, other: sympy.Piecewise((then, where), (other, True)), "both": sympy.And}
text = re.sub(r"\band\(", "both(", re.sub(r"\bif\(", "cases(", FUNCTION.replace("^", "**")))
expression = sympy.sympify(text, locals=names | {"x": x})
special = {"DiracDelta": lambda *_: 0.0, "Heaviside": lambda u, half=0.5: np.heaviside(u, half)}
modules = [special | {"floor_": np.floor, "ceil_": np.ceil}, "scipy", "numpy"]
rules = [sympy.lambdify(x, sympy.diff(expression, x, k), modules) for k in range(3)]


def value(order, at):
    """f or a derivative of it, no number where f is none."""
    with np.errstate(all="ignore"):
        found, known = (float(rules[k](np.float64(at))) for k in (order, 0))
    return found if np.isfinite(found + known) else np.nan


f, slope_of, second = (partial(value, k) for k in range(3))
middle, h = (A + B) / 2, abs(B - A) / 2
gap = (f(A) + f(B)) / 2 - f(middle)


def weighed(s):
    """f'' at s, weighed by a tent of area one that stands on the chord."""
    return (h - abs(s - middle)) / h**2 * second(s)


mean_curvature = second(middle)
if h > 0:
    sides = (middle - h, middle), (middle, middle + h)
    halves = [quad(weighed, *side, epsabs=1e-12, epsrel=1e-12)[:2] for side in sides]
    mean_curvature, error = map(sum, zip(*halves, strict=True))
    if not error <= 0.1 * (1 + abs(mean_curvature)):
        mean_curvature = np.nan  # a pole: f'' has no mean
    if abs(gap - h**2 / 2 * mean_curvature) > 1e-8 * (1 + abs(gap)):
        print("f has a corner under the chord: f'' does not see it")
print(f"gap = {gap:.12g}")
print(f"mean_curvature = {mean_curvature:.12g}")

# A tangent: a convex function is nowhere below it.
slope = slope_of(C)
print(f"slope = {slope:.12g}")
print(f"tangent_at_x = {f(C) + slope * (X - C):.12g}")
print(
    "the graph is above the tangent at x" if f(X) >= f(C) + slope * (X - C) else "the graph is below the tangent at x"
)

# A network: four inputs, five hidden units with tanh, three scores. A row a unit: weights in, offset, weights out.
data = load_iris()
inputs = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
wanted = np.eye(3)[data.target]
HIDDEN, DECAY = 5, 1e-3


def forward(w):
    units = w[:40].reshape(HIDDEN, 8)
    hidden = np.tanh(inputs @ units[:, :4].T + units[:, 4])
    scores = hidden @ units[:, 5:] + w[40:]
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return units, hidden, chances / chances.sum(axis=1, keepdims=True)


def loss(w):
    return -np.log((forward(w)[2] * wanted).sum(axis=1)).mean() + DECAY / 2 * w @ w


def gradient(w):
    units, hidden, chances = forward(w)
    wrong = (chances - wanted) / len(inputs)
    below = wrong @ units[:, 5:].T * (1 - hidden**2)
    rows = np.column_stack([below.T @ inputs, below.sum(axis=0), hidden.T @ wrong])
    return np.concatenate([rows.ravel(), wrong.sum(axis=0)]) + DECAY * w


def random_uniforms(seed, count):
    """SplitMix64 as a counter: word i is a hash of the seed and of i."""

    def mix(z):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    with np.errstate(over="ignore"):
        counter = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return (mix(mix(np.array([seed], dtype=np.uint64)) + counter) >> np.uint64(11)) * 2.0**-53


def train(seed):
    """Gradient descent with momentum, then Newton steps that take every curvature as positive."""
    w, speed = 2 * random_uniforms(seed, 43) - 1, np.zeros(43)
    assert check_grad(loss, gradient, w) < 1e-5
    for _ in range(2000):
        speed = 0.9 * speed - 0.5 * gradient(w)
        w = w + speed
    for _ in range(60):
        g = gradient(w)
        if abs(g).max() < 1e-13:
            break
        hessian = np.array([gradient(w + e) - gradient(w - e) for e in 1e-5 * np.eye(43)]) / 2e-5
        values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
        step, size = -vectors @ (vectors.T @ g / np.maximum(abs(values), 1e-4)), 1.0
        while loss(w + size * step) > loss(w) + 1e-15 and size > 1e-6:
            size /= 2
        w = w + size * step
    return w


first, second_net = train(FIRST), train(SECOND)
u, v = first[:40].reshape(HIDDEN, 8), second_net[:40].reshape(HIDDEN, 8)

# Matching: the units have 5! orders and 2^5 signs, 3840 names for one network. Of each pair of units take the better
# sign, then the cheapest assignment. Trying every order says the same.
costs = ((u[:, None, None] - np.array([1, -1])[:, None] * v[:, None]) ** 2).sum(axis=-1)
order = linear_sum_assignment(costs.min(axis=2))[1]
signs = 1 - 2 * costs[np.arange(HIDDEN), order].argmin(axis=1)
best = min(costs.min(axis=2)[np.arange(HIDDEN), list(each)].sum() for each in permutations(range(HIDDEN)))
assert np.isclose(best, ((u - signs[:, None] * v[order]) ** 2).sum(), atol=1e-9)

print(f"loss_first = {loss(first):.12g}")
print(f"loss_second = {loss(second_net):.12g}")
for name, rows in (("trained", v), ("matched", signs[:, None] * v[order]), ("opposite", -signs[:, None] * v[order])):
    copy = np.concatenate([rows.ravel(), second_net[40:]])
    assert np.isclose(loss(copy), loss(second_net), rtol=1e-12)  # the same function
    print(f"distance_{name} = {np.linalg.norm(first - copy):.12g}")
    print(f"half_way_{name} = {loss((first + copy) / 2):.12g}")
