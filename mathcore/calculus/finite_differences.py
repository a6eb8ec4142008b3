"""Difference quotients of typed functions in floating-point arithmetic of several precisions, and what limits them.

Every operation is done in double precision and its result rounded to the precision that is asked for; for +, -, *, /
and the square root that is what hardware of that precision does (double has more than twice the digits), for other
functions it stands for a library that rounds correctly. Sums and products of complex numbers are rounded once.

Sources: Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM (2002), section 3.3; Nocedal and
Wright, *Numerical Optimization*, 2nd ed., Springer (2006), section 8.1; Squire and Trapp, "Using complex variables to
estimate derivatives of real functions", SIAM Review 40 (1998); Press et al., *Numerical Recipes*, 3rd ed., Cambridge
(2007), section 5.7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from sklearn.datasets import load_breast_cancer

from mathcore.common.expressions import CONSTANTS, FUNCTIONS, Call, Node, Number, Variable, constant, parse
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
ROUNDOFF: Mapping[str, float] = {"double": 2.0**-53, "single": 2.0**-24, "half": 2.0**-11, "brain": 2.0**-8}
"""Half the distance from 1 to the next number: float64, float32, float16, and bfloat16 of neural networks."""
SMALLEST: Mapping[str, float] = {"double": 2.0**-1074, "single": 2.0**-149, "half": 2.0**-24, "brain": 2.0**-133}
"""The smallest positive number."""
TINY = 1e-200  # a complex step whose square is 0


def rounded(values: ArrayLike, precision: str = "double") -> NDArray[Any]:
    """Each number rounded to the nearest of a precision (ties to even), kept as a double; complex ones part by part."""
    found = np.asarray(values)
    if precision == "double":
        return found
    if np.iscomplexobj(found):
        return np.asarray(rounded(found.real, precision) + 1j * rounded(found.imag, precision))
    with np.errstate(over="ignore", invalid="ignore"):
        if precision == "single":
            return found.astype(np.float32).astype(np.float64)
        if precision == "half":
            return found.astype(np.float16).astype(np.float64)
        mantissa, exponent = np.frexp(found)
        bits = np.minimum(8, exponent + 133)  # fewer below 2^-126, where the smallest number is the step
        return np.asarray(np.ldexp(np.rint(np.ldexp(mantissa, bits)), exponent - bits))


def _cube_root(u: NDArray[Any]) -> NDArray[Any]:
    side = np.where(u.real < 0, -1.0, 1.0)
    return side * np.exp(np.log(side * u + 0j) / 3)


def _least(*u: NDArray[Any]) -> NDArray[Any]:
    found = u[0]
    for other in u[1:]:
        found = np.where(np.real(other) < np.real(found), other, found)
    return found


_REAL: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": lambda a, b: np.where(np.isinf(b), np.nan, np.power(a, b)),  # 0^∞ is written where 1/0 is no number
    **{name: pair[0] for name, pair in FUNCTIONS.items()},
}
# Functions that are defined by cases go on, at complex points, as what they are on that side of the bend; on the bend
# itself abs, relu and sign have the slope 0 there, which frameworks for automatic differentiation give them too.
_PLANE: Mapping[str, Callable[..., Any]] = {
    **_REAL,
    "sigmoid": lambda u: 1.0 / (1.0 + np.exp(-u)),
    "softplus": lambda u: np.log(1.0 + np.exp(u)),
    "erf": special.erf,
    "abs": lambda u: u * np.sign(np.real(u)),
    "relu": lambda u: np.where(np.real(u) > 0, u, 0.0),
    "sign": lambda u: np.sign(np.real(u)) + 0j,
    "floor": lambda u: np.floor(np.real(u)) + 0j,
    "ceil": lambda u: np.ceil(np.real(u)) + 0j,
    "cbrt": _cube_root,
    "min": _least,
    "max": lambda *u: -_least(*(-each for each in u)),
    "lt": lambda a, b: np.real(a) < np.real(b),
    "le": lambda a, b: np.real(a) <= np.real(b),
}


def _apply(name: str, values: list[Any], exponent: float | None) -> Any:
    """One operation; `exponent` is the constant exponent of a power, if it is one."""
    if not any(np.iscomplexobj(value) for value in values):
        return _REAL[name](*values)
    if name == "pow":
        if exponent is None or exponent != round(exponent):
            base, power = np.broadcast_arrays(*values)
            found = np.exp(power * np.log(base + 0j))
            # An exponent such as floor(x), which rests where it is a whole number, is one of any base.
            rests = (np.imag(power) == 0) & (np.real(power) == np.round(np.real(power))) & (np.abs(power) < 99)
            return np.where(rests, np.power(base + 0j, np.where(rests, np.real(power), 1.0)), found)
        whole = np.power(values[0], abs(round(exponent)))
        return whole if exponent >= 0 else 1.0 / whole
    return _PLANE[name](*values)


def _exponent(node: Call) -> float | None:
    return constant(node.args[1]) if node.name == "pow" else None


def _walk(node: Node, x: NDArray[Any], precision: str) -> Any:
    match node:
        case Number(value):
            return rounded(value, precision)
        case Variable():
            return x
        case Call(name, args):
            found = _apply(name, [_walk(arg, x, precision) for arg in args], _exponent(node))
            return found if name in ("lt", "le", "and", "if") else rounded(found, precision)


def evaluate(text: str, x: ArrayLike, precision: str = "double") -> NDArray[Any]:
    """The function at real or complex x, any shape, x and each result rounded; NaN outside the domain."""
    points = rounded(np.asarray(x), precision)
    with np.errstate(all="ignore"):
        found = np.asarray(_walk(parse(text).tree, points, precision))
        return np.array(np.broadcast_to(found.astype(points.dtype), points.shape))


def slopes(text: str, x: ArrayLike) -> Array:
    """What the rules of differentiation give at x, any shape, in double precision: the complex step Im f(x + ih)/h with
    h = 1e-200, so small that the step has no error but rounding. NaN where f or its slope is not finite."""
    with np.errstate(all="ignore"):
        found = evaluate(text, np.asarray(x, dtype=float) + 1j * TINY).imag / TINY
        good = (np.abs(found) < 1e50) & np.isfinite(evaluate(text, x))  # off its domain f has an imaginary part itself
    return np.where(good, found, np.nan)


def quotient(text: str, x: ArrayLike, h: ArrayLike, method: str = "forward", precision: str = "double") -> Array:
    """The difference quotient at x with step h (broadcast together), every operation rounded.

    forward: (f(x+h) - f(x))/h; backward: (f(x) - f(x-h))/h; central: (f(x+h) - f(x-h))/2h; complex: Im f(x+ih)/h. The
    real ones divide by the step that was really taken, as (x+h) - x, which rounding makes another than h. NaN where
    x + h and x are the same number, or f is not defined.
    """
    at, step = np.broadcast_arrays(rounded(np.asarray(x, float), precision), rounded(np.asarray(h, float), precision))
    with np.errstate(all="ignore"):
        if method == "complex":
            found = evaluate(text, at + 1j * step, precision).imag / step
        else:
            high = rounded(at + step, precision) if method != "backward" else at
            low = rounded(at - step, precision) if method != "forward" else at
            rise = rounded(evaluate(text, high, precision) - evaluate(text, low, precision), precision)
            found = rise / rounded(high - low, precision)
        found = rounded(found, precision)
    return np.where(np.isfinite(found), found, np.nan)


def rounding(text: str, x: float, precision: str = "double") -> float:
    """A first-order bound on the error that rounding makes in f(x), x itself taken as exact: each operation adds its
    unit roundoff times its result, and passes on the errors of its arguments times its own slope ("running error
    analysis", Higham, section 3.3)."""
    with np.errstate(all="ignore"):
        error = float(_running(parse(text).tree, np.float64(x), precision)[1])
    return error if np.isfinite(error) else float("nan")


def _running(node: Node, x: np.float64, precision: str) -> tuple[Any, float]:
    match node:
        case Number(value):
            exact = value == rounded(value, precision) and value not in CONSTANTS.values()
            return np.float64(value), 0.0 if exact else ROUNDOFF[precision] * abs(value)
        case Variable():
            return x, 0.0
        case Call(name, args):
            found = [_running(arg, x, precision) for arg in args]
            values, exponent = [value for value, _ in found], _exponent(node)
            result = _apply(name, list(values), exponent)
            if name in ("lt", "le", "and"):
                return result, 0.0
            if name == "if":
                return result, found[1][1] if values[0] else found[2][1]
            error = 0.0 if name == "neg" else ROUNDOFF[precision] * float(abs(result))
            for k, (value, own) in enumerate(found):
                if own > 0:
                    moved: list[Any] = [*values[:k], value + 1j * TINY, *values[k + 1 :]]
                    error += own * abs(float(np.imag(_apply(name, moved, exponent)))) / TINY
            return result, error


def model(
    h: ArrayLike, method: str, error: float, second: float, third: float, slope: float, precision: str = "double"
) -> Array:
    """What the error of a quotient should be, to first order: the two parts of it added.

    `error` bounds the rounding of f, `second` and `third` are derivatives at the point, `slope` the first. The step
    itself: h|f''|/2 one-sided, h^2|f'''|/6 for the others. Rounding: 2 error/h one-sided, error/h central; for the
    complex step what the answer itself is rounded by.
    """
    step = np.asarray(h, dtype=float)
    if method == "complex":
        return np.asarray(step**2 * abs(third) / 6 + ROUNDOFF[precision] * abs(slope))
    if method == "central":
        return np.asarray(step**2 * abs(third) / 6 + error / step)
    return np.asarray(step * abs(second) / 2 + 2 * error / step)


def best_step(method: str, error: float, second: float, third: float) -> float:
    """The h at which `model` is least: 2 sqrt(error/|f''|) one-sided, (3 error/|f'''|)^(1/3) central; infinite where
    the step makes no error to this order. 0 for the complex step: the smaller the better."""
    if method == "complex":
        return 0.0
    with np.errstate(all="ignore"):
        if method == "central":
            return float(np.cbrt(3 * np.float64(error) / abs(third)))
        return float(2 * np.sqrt(np.float64(error) / abs(second)))


def blow_up(text: str, a: float, h: ArrayLike, t: ArrayLike, precision: str = "double") -> Array:
    """The graph near a, both axes enlarged by 1/h: (f(a + ht) - f(a))/h at t, any shape."""
    with np.errstate(all="ignore"):
        at = rounded(a, precision)
        rise = evaluate(text, rounded(at + np.asarray(h, float) * np.asarray(t, float), precision), precision)
        return np.asarray((rise - evaluate(text, at, precision)) / np.asarray(h, float))


def misfits(text: str, a: float, h: ArrayLike, slope: float, precision: str = "double", points: int = 32) -> Array:
    """For each h (m,) the largest distance of `blow_up` from the line of that slope over -1 <= t <= 1 (at 2 points + 1
    places): sup |f(a + ht) - f(a) - slope ht|/h. It tends to 0 exactly if f'(a) = slope. NaN where f is undefined."""
    t = np.arange(-points, points + 1) / points
    grid = np.asarray(h, dtype=float)[:, None]
    return np.asarray(np.abs(blow_up(text, a, grid, t[None, :], precision) - slope * t).max(axis=1))


# --- the gradient of a real loss ---

PENALTY = 0.01  # of the squared weights, halved; not of the intercept
BUGS: Mapping[str, str] = {
    "none": "no bug",
    "row": "one row of 569 left out",
    "bias": "intercept penalised as well",
    "swap": "two features exchanged",
}


@lru_cache
def tumours() -> tuple[Array, Array, tuple[str, ...]]:
    """569 tumours: X (569, 31), thirty standardised features and a column of ones; y (569,), 1 benign and -1 malignant;
    the names of the columns (Wolberg, Street and Mangasarian 1995, as scikit-learn ships it)."""
    data = load_breast_cancer()
    features = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
    x = np.column_stack([features, np.ones(len(features))])
    y = np.where(data.target == 1, 1.0, -1.0)
    for array in (x, y):
        array.setflags(write=False)
    return x, y, (*(str(name) for name in data.feature_names), "intercept")


def weights(seed: int) -> Array:
    """Weights (31,) to check a gradient at: normal, standard deviation 0.3."""
    return 0.3 * random_normals(seed, 0, 0, 31)


def loss(w: ArrayLike) -> float:
    """Mean logistic loss ln(1 + exp(-y w.x)) over the tumours, and PENALTY/2 times the squared weights."""
    x, y, _ = tumours()
    w = np.asarray(w, float)
    return float(np.logaddexp(0.0, -y * (x @ w)).mean() + 0.5 * PENALTY * (w[:-1] @ w[:-1]))


def gradient(w: ArrayLike, bug: str = "none") -> Array:
    """The gradient (31,) of `loss` as a program computes it: right, or with one of `BUGS` (the last row, the first two
    features)."""
    x, y, _ = tumours()
    w = np.asarray(w, float)
    rows = len(y) - (bug == "row")
    found = -(y[:rows] * special.expit(-y[:rows] * (x[:rows] @ w))) @ x[:rows] / len(y) + PENALTY * w
    if bug != "bias":
        found[-1] -= PENALTY * w[-1]
    if bug == "swap":
        found[[0, 1]] = found[[1, 0]]
    return np.asarray(found)


def differences(w: ArrayLike, h: ArrayLike, method: str = "central", precision: str = "double") -> Array:
    """The gradient of `loss` by difference quotients, weight by weight, for each step h (m,): shape (m, 31).

    Every operation is rounded to the precision; sums over the rows are rounded once.
    """

    def r(values: Any) -> Any:
        return rounded(values, precision)

    x, y, _ = tumours()
    signed, middle = -y[:, None] * r(x), np.asarray(r(np.asarray(w, float)))
    scores, square = r(signed @ middle), r(middle[:-1] @ middle[:-1])

    def at(step: NDArray[Any]) -> Any:
        """The loss where each weight alone is moved by its own step, shape (31,)."""
        moved = r(scores[:, None] + r(signed * step))
        each = r(np.log1p(np.exp(moved)))
        more = r(r(2 * middle + step) * step)
        more[-1] = 0.0
        return r(r(each.sum(axis=0) / len(y)) + r(0.5 * PENALTY * r(square + more)))

    found = []
    with np.errstate(all="ignore"):
        for step in np.atleast_1d(r(np.asarray(h, float))).tolist():
            if method == "complex":
                found.append(r(at(np.full(31, 1j * step)).imag / step))
                continue
            up = r(middle + step) - middle if method != "backward" else 0 * middle
            down = r(middle - step) - middle if method != "forward" else 0 * middle
            found.append(r(r(at(up) - at(down)) / (up - down)))
    array = np.array(found)
    return np.where(np.isfinite(array), array, np.nan)


def disagreement(first: ArrayLike, second: ArrayLike) -> Array:
    """|first - second| / (|first| + |second|) along the last axis: 0 the same, 1 no relation."""
    a, b = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    below = np.linalg.norm(a, axis=-1) + np.linalg.norm(b, axis=-1)
    return np.asarray(np.linalg.norm(a - b, axis=-1) / np.maximum(below, 1e-300))
