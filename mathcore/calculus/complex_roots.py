"""Complex roots of a typed formula: of a quotient of polynomials all there are, otherwise those that a search finds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.inverses import Equation, undone
from mathcore.calculus.laurent import Grows, Ramified, SeriesError, Unsure
from mathcore.calculus.series import _CONTEXT
from mathcore.calculus.series_algebra import Machine
from mathcore.common.expressions import Call, Node, Number, Variable, at_complex, constant

Complex = NDArray[np.complex128]
SEARCH = 9.0  # Newton's method looks in |Re z| <= SEARCH, |Im z| <= SEARCH
RINGS = (0.8, 0.9, 1.0, 1.1)  # beside an estimate, on which it starts again
LARGEST_DEGREE = 64
CLOSE = 1e-2  # beside the largest root: nearer ones may be one multiple root, of which doubles give few digits
PRECISION = 1024  # bits of a polynomial whose coefficients are no fractions
DIGITS = flint.arb(2) ** -80  # of its roots
NOTHING = flint.arb(2) ** -256  # what is taken for zero then, beside the largest coefficient


def solutions(g: Node, targets: tuple[complex, ...]) -> tuple[list[complex], bool, Equation]:
    """The z where g(z) is one of the targets on some branch of g; whether they come from polynomials (then they are all
    there are, to all digits that are shown, but for values beyond the ends of families); and the equation solved."""
    equation = undone(g, targets, lambda node: _rational(node) is not None)
    found, by_polynomial = roots_of(equation.node, equation.targets)
    if not by_polynomial and equation.node != g:
        return roots_of(g, targets)[0] + found, False, equation
    return found, by_polynomial, equation


def roots_of(g: Node, targets: tuple[complex, ...]) -> tuple[list[complex], bool]:
    """The z with g(z) in `targets`, and whether they come from polynomials."""
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
                roots = np.roots(polynomial)
                apart = np.abs(roots[:, None] - roots) + np.diag(np.full(len(roots), np.inf))
                if not (apart > CLOSE * np.abs(roots).max()).all():
                    precise = _to_all_digits(g, w)
                    if precise is None:
                        return _search(g, targets), False
                    roots = np.array(precise, dtype=complex)
                found += list(roots)
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


def _to_all_digits(g: Node, w: complex) -> list[complex] | None:
    """The roots of g = w, each once, where the coefficients of g are no fractions: √2 and π at 1024 bits, and zero what
    is zero to 77 digits. None where they cannot be told from one another."""
    with _CONTEXT:
        flint.ctx.prec = PRECISION
        try:
            above, below = _in_balls(g)
            target = flint.acb(multiple_of_a_right_angle(w.real), multiple_of_a_right_angle(w.imag))
            p = _simple([a - target * b for a, b in _pairs(above, below)])
            return [complex(root) for root in flint.acb_poly(p).roots(tol=DIGITS)] if len(p) > 1 else []
        except (SeriesError, Unsure, Grows, Ramified, ValueError, ZeroDivisionError):
            return None


def _pairs(a: list[flint.acb], b: list[flint.acb]) -> list[tuple[flint.acb, flint.acb]]:
    """Coefficients of two polynomials side by side."""
    most = max(len(a), len(b))
    a, b = (each + [flint.acb(0)] * (most - len(each)) for each in (a, b))
    return list(zip(a, b, strict=True))


def multiple_of_a_right_angle(value: float) -> flint.arb:
    """A multiple of π/2 up to rounding as that, another number as it is."""
    turns = round(2 * value / math.pi)
    if value == round(value) or abs(value - turns * math.pi / 2) > 1e-14 * (1 + abs(value)):
        return flint.arb(value)
    return flint.arb.pi() * turns / 2


def _in_balls(node: Node) -> tuple[list[flint.acb], list[flint.acb]]:
    """Numerator and denominator of a rational function, lowest power first."""
    if constant(node) is not None:
        return [flint.acb(Machine(0.0, PRECISION, 1).run(node).ordinary()[0])], [flint.acb(1)]
    match node:
        case Variable():
            return [flint.acb(0), flint.acb(1)], [flint.acb(1)]
        case Call("neg", (argument,)):
            above, below = _in_balls(argument)
            return [-each for each in above], below
        case Call("add" | "sub" | "mul" | "div" as name, (left, right)):
            (p, q), (s, t) = (tuple(map(flint.acb_poly, _in_balls(each))) for each in (left, right))
            if name in ("mul", "div"):
                s, t = (s, t) if name == "mul" else (t, s)
                return (p * s).coeffs(), (q * t).coeffs()
            return (p * t + (s if name == "add" else -s) * q).coeffs(), (q * t).coeffs()
        case Call("pow", (base, exponent)):
            n, parts = round(constant(exponent) or 0.0), _in_balls(base)
            above, below = ((flint.acb_poly(part) ** abs(n)).coeffs() for part in parts)
            return (above, below) if n >= 0 else (below, above)
    raise ValueError


def _simple(p: list[flint.acb]) -> list[flint.acb]:
    """The polynomial that has each root of p once: p over what it shares with its derivative, by Euclid's algorithm."""
    p = _trimmed(p)
    a, b = p, _trimmed([k * each for k, each in enumerate(p)][1:])
    while b:
        a, b = b, _trimmed(_divided(a, b)[1])
    return _divided(p, a)[0]


def _trimmed(p: list[flint.acb]) -> list[flint.acb]:
    """p over its largest coefficient, without leading ones that are nothing beside it; [] for zero."""
    largest = max((abs(each) for each in p), key=lambda size: float(size.mid()), default=None)
    if largest is None or not largest > NOTHING:
        return []
    p = [each / flint.acb(largest.mid()) for each in p]
    while p and abs(p[-1]) < NOTHING:
        p = p[:-1]
    return p


def _divided(a: list[flint.acb], b: list[flint.acb]) -> tuple[list[flint.acb], list[flint.acb]]:
    """Quotient and remainder."""
    rest, quotient = list(a), [flint.acb(0)] * max(len(a) - len(b) + 1, 0)
    for k in range(len(quotient) - 1, -1, -1):
        quotient[k] = rest[k + len(b) - 1] / b[-1]
        for j, each in enumerate(b):
            rest[k + j] -= quotient[k] * each
    return quotient, rest[: len(b) - 1]


def _search(g: Node, targets: tuple[complex, ...]) -> list[complex]:
    """Newton's method for g(z) = w from a grid of starts."""
    side = np.linspace(-SEARCH, SEARCH, 19)
    grid = (side[:, None] + 1j * side[None, :] + (0.013 + 0.007j)).ravel()
    found: list[complex] = []
    h = 1e-6
    with np.errstate(all="ignore"):
        for w in targets:
            z, active = grid.copy(), np.arange(len(grid))
            for left in range(29, -1, -1):
                here = z[active]
                slope = (at_complex(g, here + h) - at_complex(g, here - h)) / (2 * h)
                move = (at_complex(g, here) - w) / slope
                z[active] = here = here - move / np.maximum(1.0, np.abs(move))  # never further than 1 at once
                # Those that rest, or cannot come back in time, are left.
                goes_on = (np.abs(move) > 1e-15 * (1 + np.abs(here))) & (np.abs(here) < 1.5 * SEARCH + left)
                active = active[goes_on]
                if not len(active):
                    break
            good = (np.abs(at_complex(g, z) - w) < 1e-8) & (np.abs(z) < 1.5 * SEARCH)
            _, first = np.unique(np.round(z[good], 9), return_index=True)  # most starts come to the same few roots
            found += list(distinct(z[good][first].tolist()))
    return found


def sought(equations: Sequence[tuple[Node, tuple[complex, ...]]], centre: float, distance: float) -> Complex:
    """Roots (n,) of some g(z) = one of its targets near a circle around a real centre, by Newton's method from rings of
    starts: those that it converges to within a fifth more than that distance."""
    angles = np.exp(1j * np.pi * (np.arange(97) + 0.5) / 97)
    starts = centre + (distance * np.array(RINGS)[:, None] * angles).ravel()
    found: list[complex] = []
    for g, targets in equations:
        with np.errstate(all="ignore"):
            z, move, values = starts, starts, np.array(targets)
            w = values[np.abs(at_complex(g, z)[:, None] - values).argmin(axis=1)]
            for _ in range(60):
                h = 1e-6 * (1 + np.abs(z))
                move = 2 * h * (at_complex(g, z) - w) / (at_complex(g, z + h) - at_complex(g, z - h))
                move = move / np.maximum(1.0, np.abs(move) / (0.1 * distance))
                z = z - move
            good = (np.abs(move) < 1e-9 * (1 + np.abs(z))) & (np.abs(z - centre) < 1.2 * distance)
        found += [each for root in z[good].tolist() for each in (root, root.conjugate())]
    return distinct(found)


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
