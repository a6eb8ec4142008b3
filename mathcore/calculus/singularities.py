"""Where a typed function stops being analytic: the singularities in the complex plane that limit its Taylor series.

The formula itself says where to look: at zeros of denominators, of arguments of log and of roots, and where the
argument of tan, tanh, the sigmoid, asin or atan reaches a pole or a branch point. Where such an argument is a rational
function its roots are found as those of a polynomial; otherwise Newton's method searches a part of the plane. A
candidate at which the function stays bounded (as sin(x)/x at 0) is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mathcore.common.expressions import Call, Node, Number, Variable, at_complex, constant, parse

Complex = NDArray[np.complex128]
SEARCH = 9.0  # Newton's method looks in |Re z| <= SEARCH, |Im z| <= SEARCH
LARGEST_DEGREE = 64
PERIODS = range(-12, 13)


@dataclass(frozen=True)
class Singularities:
    """All singularities found.

    Attributes:
        points: shape (m,), complex.
        kinks: shape (r,), real points where abs or relu bends.
        exact: every place came from the roots of polynomials; otherwise some were searched for numerically and one
            that lies far out may be missing.
        entire: the formula has no place where it could be singular.
    """

    points: Complex
    kinks: NDArray[np.float64]
    exact: bool
    entire: bool

    def radius(self, centre: float) -> float:
        """The distance from the centre to the nearest singularity (infinite if there is none)."""
        return float(np.abs(self.points - centre).min(initial=np.inf))

    def nearest(self, centre: float) -> complex:
        """The nearest singularity, the one above the real axis of a pair; NaN if there is none."""
        if not len(self.points):
            return complex("nan")
        distance = np.abs(self.points - centre)
        tied = self.points[distance <= distance.min() * (1 + 1e-9) + 1e-12]
        return complex(tied[np.argmax(tied.imag)])


@lru_cache(maxsize=64)
def singularities(text: str) -> Singularities:
    """The singularities and kinks of the function that `text` describes."""
    tree = parse(text).tree
    places: list[complex] = []
    kinks: list[float] = []
    exact, entire = True, True
    for argument, targets, kind in _conditions(tree):
        entire = entire and kind == "kink"
        roots, by_polynomial = _roots(argument, targets)
        if kind == "kink":
            kinks += [float(root.real) for root in roots if abs(root.imag) < 1e-9]
            continue
        exact = exact and by_polynomial
        places += [complex(z) for z in roots if kind == "branch" or _blows_up(tree, complex(z))]
    return Singularities(_distinct(places), np.unique(np.round(kinks, 10)), exact, entire)


def _distinct(places: list[complex]) -> Complex:
    found: list[complex] = []
    for z in sorted(places, key=abs):
        clean = complex(z.real if abs(z.real) > 1e-12 else 0.0, z.imag if abs(z.imag) > 1e-12 else 0.0)
        if all(abs(clean - other) > 1e-6 * (1 + abs(clean)) for other in found):
            found.append(clean)
    return np.array(found, dtype=complex)


Condition = tuple[Node, tuple[complex, ...], str]


def _conditions(node: Node) -> Iterator[Condition]:
    """(g, w, kind) such that the function may be singular where g(z) is one of w."""
    if not isinstance(node, Call):
        return
    for argument in node.args:
        yield from _conditions(argument)
    pi = np.pi
    match node:
        case Call("div", (_, below)):
            yield from ((factor, (0j,), "pole") for factor in _factors(below))
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is None:
                yield from ((factor, (0j,), "branch") for factor in _factors(base))
            elif p < 0 or p != round(p):
                kind = "pole" if p == round(p) else "branch"
                yield from ((factor, (0j,), kind) for factor in _factors(base))
        case Call("log" | "sqrt", (argument,)):
            yield from ((factor, (0j,), "branch") for factor in _factors(argument))
        case Call("tan", (argument,)):
            yield argument, tuple(complex(pi * (k + 0.5)) for k in PERIODS), "pole"
        case Call("tanh", (argument,)):
            yield argument, tuple(1j * pi * (k + 0.5) for k in PERIODS), "pole"
        case Call("sigmoid", (argument,)):
            yield argument, tuple(1j * pi * (2 * k + 1) for k in PERIODS), "pole"
        case Call("softplus", (argument,)):
            yield argument, tuple(1j * pi * (2 * k + 1) for k in PERIODS), "branch"
        case Call("atan", (argument,)):
            yield argument, (1j, -1j), "branch"
        case Call("asin" | "acos", (argument,)):
            yield argument, (1 + 0j, -1 + 0j), "branch"
        case Call("abs" | "relu", (argument,)):
            yield argument, (0j,), "kink"
        case _:
            return


def _factors(node: Node) -> Iterator[Node]:
    """Nodes whose zeros together are the zeros of this one: products and powers are taken apart."""
    match node:
        case Call("mul", (left, right)):
            yield from _factors(left)
            yield from _factors(right)
        case Call("neg", (argument,)):
            yield from _factors(argument)
        case Call("div", (above, _)):
            yield from _factors(above)
        case Call("pow", (base, exponent)) if (constant(exponent) or 0.0) > 0:
            yield from _factors(base)
        case Call("exp", _) | Number():
            return  # never zero (a zero constant divides by zero everywhere, which no root can mend)
        case _:
            yield node


def _roots(g: Node, targets: tuple[complex, ...]) -> tuple[list[complex], bool]:
    """The z with g(z) in `targets`, and whether they come from polynomials (then they are all there are)."""
    fraction = _rational(g)
    if fraction is not None:
        above, below = fraction
        found: list[complex] = []
        for w in targets:
            polynomial = np.trim_zeros(np.polysub(above.astype(complex), w * below), "f")
            if len(polynomial) > 1:
                found += list(np.roots(polynomial))
        return found, True
    return _search(g, targets), False


def _rational(node: Node) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Numerator and denominator (coefficients, highest power first) if the node is a rational function."""
    match node:
        case Number(value):
            return np.array([value]), np.array([1.0])
        case Variable():
            return np.array([1.0, 0.0]), np.array([1.0])
        case Call("neg", (argument,)):
            found = _rational(argument)
            return None if found is None else (-found[0], found[1])
        case Call("add" | "sub" | "mul" | "div" as name, (left, right)):
            a, b = _rational(left), _rational(right)
            if a is None or b is None:
                return None
            if name == "mul":
                out = np.polymul(a[0], b[0]), np.polymul(a[1], b[1])
            elif name == "div":
                out = np.polymul(a[0], b[1]), np.polymul(a[1], b[0])
            else:
                join = np.polyadd if name == "add" else np.polysub
                out = join(np.polymul(a[0], b[1]), np.polymul(b[0], a[1])), np.polymul(a[1], b[1])
            return out if max(len(out[0]), len(out[1])) <= LARGEST_DEGREE else None
        case Call("pow", (base, exponent)):
            p, a = constant(exponent), _rational(base)
            if p is None or a is None or p != round(p) or abs(p) * max(len(a[0]), len(a[1])) > LARGEST_DEGREE:
                return None
            raised = [_polynomial_power(part, abs(round(p))) for part in a]
            return (raised[0], raised[1]) if p >= 0 else (raised[1], raised[0])
        case _:
            fixed = constant(node)
            return None if fixed is None else (np.array([fixed]), np.array([1.0]))


def _polynomial_power(a: NDArray[Any], p: int) -> NDArray[Any]:
    out = np.array([1.0])
    for _ in range(p):
        out = np.polymul(out, a)
    return out


def _search(g: Node, targets: tuple[complex, ...]) -> list[complex]:
    """Newton's method for g(z) = w from a grid of starts."""
    side = np.linspace(-SEARCH, SEARCH, 19)
    grid = (side[:, None] + 1j * side[None, :] + (0.013 + 0.007j)).ravel()
    found: list[complex] = []
    h = 1e-6
    with np.errstate(all="ignore"):
        for w in targets:
            z = grid.copy()
            for _ in range(30):
                slope = (at_complex(g, z + h) - at_complex(g, z - h)) / (2 * h)
                move = (at_complex(g, z) - w) / slope
                z = z - move / np.maximum(1.0, np.abs(move))  # never further than 1 at once
            good = (np.abs(at_complex(g, z) - w) < 1e-8) & (np.abs(z) < 1.5 * SEARCH)
            found += list(_distinct([complex(each) for each in z[good]]))
    return found


def _blows_up(tree: Node, z: complex) -> bool:
    """Whether |f| grows on smaller and smaller circles around z, as it does at a pole."""
    circle = np.exp(2j * np.pi * (np.arange(16) + 0.3) / 16)
    with np.errstate(all="ignore"):
        near, far = (np.abs(at_complex(tree, z + r * circle)) for r in (1e-4, 1e-2))
    if not (np.isfinite(near).all() and np.isfinite(far).all()):
        return True
    return bool(near.max() > 5 * far.max())


@lru_cache(maxsize=16)
def log_modulus(text: str, half: float, points: int = 121) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(x, log10|f(x + iy)|) over the square |x|, |y| <= half, shapes (points,) and (points, points), rows along y = x.

    Cut off at -2 and 2; 0 where f has no value. The rows lie 1e-9 above their y, off the cuts along the real axis.
    """
    x = half * np.linspace(-1, 1, points)
    with np.errstate(all="ignore"):
        size = np.log10(np.abs(parse(text).complex(x[None, :] + 1j * (x[:, None] + 1e-9))))
    return x, np.clip(np.nan_to_num(size, nan=0.0, posinf=3.0, neginf=-3.0), -2.0, 2.0)
