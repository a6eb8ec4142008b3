"""Complex roots of a typed formula: of a quotient of polynomials all there are, otherwise those that a search finds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.common.expressions import Call, Node, Number, Variable, at_complex, constant

Complex = NDArray[np.complex128]
SEARCH = 9.0  # Newton's method looks in |Re z| <= SEARCH, |Im z| <= SEARCH
LARGEST_DEGREE = 64


def roots_of(g: Node, targets: tuple[complex, ...]) -> tuple[list[complex], bool]:
    """The z with g(z) in `targets`, and whether they come from polynomials (then they are all there are)."""
    whole = _quotient(g)
    if whole is not None and (targets == (1j, -1j) or all(w in (0, 1, -1) for w in targets)):
        over, under = whole
        if targets == (1j, -1j):
            equations = [over * over + under * under]
        else:
            equations = [over - int(w.real) * under for w in targets]
        pairs: list[Any] = [pair for p in equations if p.degree() > 0 for pair in p.numer().complex_roots()]
        return [complex(root) for root, _ in pairs], True
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


def _quotient(node: Node) -> tuple[flint.fmpq_poly, flint.fmpq_poly] | None:
    """Numerator and denominator in lowest terms if the node is a quotient of polynomials with rational coefficients, as
    typed: a root of x^3-3x^2+3x-1 is then found to all digits, which that of doubles is not."""
    one = flint.fmpq_poly([1])
    match node:
        case Number(value) if value not in (np.pi, np.e) and np.isfinite(value):
            return flint.fmpq_poly([flint.fmpq(*Fraction(repr(float(value))).as_integer_ratio())]), one
        case Variable():
            return flint.fmpq_poly([0, 1]), one
        case Call("neg", (argument,)):
            found = _quotient(argument)
            return None if found is None else (-found[0], found[1])
        case Call("add" | "sub" | "mul" | "div" as name, (left, right)):
            a, b = _quotient(left), _quotient(right)
            if a is None or b is None:
                return None
            (p, q), (s, t) = a, b if name != "div" else b[::-1]
            if name in ("add", "sub"):
                p, s, t = p * t + (s if name == "add" else -s) * q, one, t
        case Call("pow", (base, exponent)):
            n, a = constant(exponent), _quotient(base)
            if a is None or n is None or n != round(n) or abs(n) * max(each.degree() for each in a) > LARGEST_DEGREE:
                return None
            p, q = (each ** abs(round(n)) for each in (a if n >= 0 else a[::-1]))
            s = t = one
        case _:
            return None
    above, below = p * s, q * t
    if below.degree() < 0 or max(above.degree(), below.degree()) > LARGEST_DEGREE:
        return None
    common = above.gcd(below)
    return above // common, below // common


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
            found += list(distinct([complex(each) for each in z[good]]))
    return found


def distinct(places: list[complex]) -> Complex:
    """Each place once, up to a millionth of its size, by size. Cells keep the search among thousands short."""
    cell = 1e-6 * (1 + max(map(abs, places), default=0.0))
    cells: dict[tuple[int, int], list[complex]] = {}
    found: list[complex] = []
    for z in sorted(places, key=abs):
        clean = complex(z.real if abs(z.real) > 1e-12 else 0.0, z.imag if abs(z.imag) > 1e-12 else 0.0)
        across, up = round(clean.real / cell), round(clean.imag / cell)
        near = (cells.get((across + i, up + j), []) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if all(abs(clean - other) > 1e-6 * (1 + abs(clean)) for others in near for other in others):
            found.append(clean)
            cells.setdefault((across, up), []).append(clean)
    return np.array(found, dtype=complex)
