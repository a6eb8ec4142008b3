"""Where a typed function stops being analytic: the singularities in the complex plane that limit its Taylor series.

The formula itself says where to look: at zeros of denominators, of arguments of log and of roots, and where the
argument of tan, tanh, the sigmoid, asin or atan reaches a pole or a branch point. Where such an argument is a rational
function its roots are found as those of a polynomial; otherwise Newton's method searches a part of the plane. These are
candidates: cos(sqrt(x)) has none at 0 though its formula has a root there. So the coefficients of the series are asked
to confirm the nearest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.complex_roots import distinct, solutions
from mathcore.calculus.continuation import continued, sharpened
from mathcore.calculus.inverses import periods
from mathcore.calculus.series import _CONTEXT, Taylor
from mathcore.common.expressions import Call, Formula, Node, Number, at_complex, constant, parse
from mathcore.common.memory import remembered

Complex = NDArray[np.complex128]
TURN = 96  # points of a turn around a candidate
MOST_CIRCLES = 40  # places where a pole may have cancelled that are looked at with 256 bits
APART = 1.07  # radii that 200 coefficients tell apart
GROWS = 1.08  # the root test grows so from order 100 to 200 where it grows without end (entire of order below 9)


HOW = {
    "entire": "The series' formula has no singularity.",
    "exact": "The distance to a root of a polynomial; 200 coefficients agree.",
    "found": "The distance to a singularity that a search found; 200 coefficients agree.",
    "open": "A singularity of the formula; the coefficients that are known cannot confirm that none is nearer.",
    "estimated": "Estimated from the coefficients that are known: no singularity was found there.",
    "none": "No singularity was found, and 200 coefficients fall as if there were none.",
    "round": "None found: followed round each place where it could be singular, f comes back to itself.",
}


@dataclass(frozen=True)
class Singularities:
    """All candidates found.

    Attributes:
        points: shape (m,), complex.
        kinks: shape (r,), real points where the formula changes pieces (abs, relu, min, if, floor, ...).
        exact: every place came from the roots of polynomials; otherwise some were searched for numerically and one
            that lies far out may be missing.
        entire: the formula has no place where it could be singular.
        periodic: arguments of tan, tanh and their like, each with its first and last pole that were looked for; further
            ones gather where the argument itself has a pole.
    """

    points: Complex
    kinks: NDArray[np.float64]
    exact: bool
    entire: bool
    periodic: tuple[tuple[Node, complex, complex], ...] = ()


@dataclass(frozen=True)
class Radius:
    """A radius of convergence.

    Attributes:
        value: infinite where the series converges everywhere, as far as can be told.
        at: the singularity that it ends at, the one above the real axis of a pair; NaN if none is known.
        how: "entire" (the formula has no singularity), "exact" (a root of a polynomial, confirmed by the coefficients),
            "found" (by the search, and confirmed), "open" (found, but the coefficients cannot confirm it), "estimated"
            (from the coefficients alone), "none" (nothing was found, and the coefficients fall as if there were none),
            "round" (too few coefficients to tell, but f is single-valued and regular around every candidate).
        points: shape (m,), complex: the candidates without those that the coefficients rule out.
    """

    value: float
    at: complex
    how: str
    points: Complex

    @property
    def says(self) -> str:
        """How it is known, as a sentence."""
        return HOW[self.how]


@lru_cache(maxsize=64)
def singularities(text: str) -> Singularities:
    """The candidates and kinks of the function that `text` describes."""
    return _of(parse(text).tree)


@remembered
def _of(tree: Node) -> Singularities:
    places: list[complex] = []
    kinks: list[float] = []
    exact, entire = True, True
    periodic: list[tuple[Node, complex, complex]] = []
    for argument, targets, kind in _conditions(tree):
        entire = entire and kind == "kink"
        roots, by_polynomial, equation = solutions(argument, targets)
        roots = roots if by_polynomial else sharpened(argument, targets, roots)
        if kind == "kink":
            kinks += _met(argument, targets, [float(root.real) for root in roots if abs(root.imag) < 1e-9])
            continue
        exact = exact and by_polynomial
        if len(targets) > 2:
            periodic.append((argument, targets[0], targets[-1]))
        periodic += equation.families
        found = distinct(roots)
        grows = np.ones(len(found), bool) if kind == "branch" else _blows_up(tree, found, by_polynomial)
        places += found[grows].tolist()
        kinks += _jumps(tree, found[~grows & (np.abs(found.imag) < 1e-9)].real)
    return Singularities(distinct(places), np.unique(np.round(kinks, 10)), exact, entire, tuple(periodic))


def _met(argument: Node, targets: tuple[complex, ...], x: list[float]) -> list[float]:
    """Those real places at which the argument has one of the values itself, and not on another branch alone."""
    values = Formula("", argument, ("x",))(np.array(x))
    return [at for at, value in zip(x, values, strict=True) if min(abs(value - w) for w in targets) < 1e-6]


def _further(found: Singularities, centre: float, distance: float) -> bool:
    """Whether a periodic function may have a pole within that distance beyond those that were looked for: on a circle
    around the centre its argument crosses the line of its poles further out."""
    turn = np.exp(2j * np.pi * np.arange(721) / 720)
    for argument, first, last in found.periodic:
        for share in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98):
            with np.errstate(all="ignore"):
                values = at_complex(argument, centre + share * distance * turn)
                along = (2 * values - first - last) / (
                    last - first
                )  # -1 at the first pole, 1 at the last, real between
            crosses = np.sign(along.imag[1:]) != np.sign(along.imag[:-1])
            if (crosses & (np.abs(along.real[1:]) > 1) & (np.abs(along.real[:-1]) > 1)).any():
                return True
    return False


def radius(taylor: Taylor) -> Radius:
    """How far the series converges: the distance to the nearest candidate that its coefficients confirm."""
    found = _of(taylor.analytic)
    points = found.points[np.argsort(np.abs(found.points - taylor.centre), kind="stable")]
    nearer, none, most = False, "none", np.inf
    while len(points):
        distance = float(np.abs(points[0] - taylor.centre))
        verdict = _judged(taylor, distance) if distance > 0 else "regular"  # at the centre itself it has cancelled
        singular = _around(taylor, complex(points[0]), found.points) if distance > 0 else False
        if singular and verdict == "regular":
            verdict = "unknown"
        complete = found.exact
        if verdict == "nearer" and singular is not False:
            complete = complete and not _further(found, taylor.centre, distance)
        if singular and verdict != "unknown" and not (complete and verdict == "singular"):
            inside = _inside(taylor, distance)  # a place may be missing; an essential singularity looks like it
            if inside == "singular" or complete or verdict != "nearer":
                verdict = inside or "unknown"
        if singular is not False and verdict == "nearer" and complete:
            verdict = "unknown"  # all places are known, and f was followed round those that are nearer
        if singular is False and verdict != "regular":
            points, none = points[1:], "round"
            continue
        if verdict == "nearer":
            nearer, most = True, distance if singular else np.inf
            break
        if verdict != "regular":
            tied = points[np.abs(points - taylor.centre) <= distance * (1 + 1e-9)]
            sure = verdict != "unknown" and not _further(found, taylor.centre, distance)
            how = "open" if not sure else "exact" if found.exact else "found"
            return Radius(distance, complex(tied[np.argmax(tied.imag)]), how, points)
        points = points[np.abs(points - taylor.centre) > distance * (1 + 1e-9) + 1e-12]
    if found.entire or not np.isfinite(taylor.sizes[-40:]).any():
        return Radius(np.inf, complex("nan"), "entire" if found.entire else "none", points)
    if found.exact and not nearer:  # all places are known, and each of them is ruled out
        return Radius(np.inf, complex("nan"), none, points)
    k = np.arange(1, taylor.known + 1)
    roots = 10.0 ** -(taylor.sizes[1 : taylor.known + 1] / k)  # the root test at each order
    half, last = (float(roots[int(a * len(k)) : int(b * len(k))].min()) for a, b in ((0.4, 0.5), (0.9, 1.0)))
    if last > GROWS * half and np.isinf(most):
        return Radius(np.inf, complex("nan"), "none", points)
    return Radius(min(last, most), complex("nan"), "estimated", points)


def _judged(taylor: Taylor, distance: float) -> str:
    """What the coefficients say of a singularity at that distance, if there is none nearer: |a_k| distance^k goes
    neither up nor down geometrically when it is there ("singular"), down when it is not ("regular"), up when another
    one is nearer. Where too few are known: "regular" if even their upper bounds go down, else "unknown"."""
    k = np.arange(len(taylor.sizes))
    size = taylor.sizes + k * np.log10(distance)
    last = taylor.known
    if last < 60:
        return "regular" if size[-50:].max() < size[:41].max() - 6.0 else "unknown"
    places = [int(share * last) for share in (0.3, 0.5, 0.6, 0.75, 0.85, 1.0)]
    first, middle, end = (size[a : b + 1].max() for a, b in zip(places[::2], places[1::2], strict=True))
    if not np.isfinite(first):
        return "regular"
    across = 0.5 * last
    if first - end > max(1.5, across * np.log10(APART)):
        return "regular"
    # Essential singularities let the coefficients grow as well, but ever more slowly.
    rises = end - first > max(1.5, across * np.log10(APART))
    return "nearer" if rises and (end - middle) / 0.27 > 0.93 * (middle - first) / 0.27 else "singular"


def _inside(taylor: Taylor, distance: float) -> str:
    """Whether anything singular lies nearer than that, as far as f itself tells, continued along circles around the
    centre: it comes back to itself and has no negative powers where there is none ("singular": none nearer than 0.97 of
    the distance; "unknown": than 0.85 of it), else "nearer"; "" where it cannot be followed."""
    c = taylor.centre
    for share, turn in ((0.97, 1536), (0.85, 384)):
        side = complex(share * distance * np.exp(0.4j))
        out = np.asarray(c + side * np.linspace(1e-3, 1.0, 200), dtype=complex)
        if (found := _negative(taylor.analytic, out, c, side, turn, 1e-9)) is not True:
            return "" if found is None else "singular" if share > 0.9 else "unknown"
    return "nearer"


def _around(taylor: Taylor, z: complex, points: Complex) -> bool | None:
    """Whether f is singular at a candidate: f continued from the centre and once around it, at 256 bits, has negative
    powers, or does not come back to itself. None where that cannot be followed."""
    distance = abs(z - taylor.centre)
    apart = np.abs(points - z)
    r = 0.1 * min(distance, *apart[apart > 0], np.inf)
    if r < 1e-5 * distance:
        return None
    start, side = taylor.centre + 1e-3 * distance, r * (taylor.centre - z) / distance
    share = np.linspace(0.0, 1.0, 200)
    bent = start + (z + side - start) * (share + 0.1j * share * (1 - share))  # beside what may lie on the way
    return _negative(taylor.analytic, bent, z, side)


def _negative(
    tree: Node, before: Complex, z: complex, side: complex, turn: int = TURN, least: float = 1e-25
) -> bool | None:
    """Whether the tree, followed along the points before and once around z from z + side at so many points, has
    negative powers there (of that size beside f) or does not come back to itself; None where that cannot be
    followed."""
    with _CONTEXT:
        flint.ctx.prec = 256
        step = np.array([(flint.acb(2 * j + 1) / turn).exp_pi_i() for j in range(turn)], dtype=object)
        path = np.append(
            np.array([flint.acb(each) for each in before], dtype=object), step * flint.acb(side) + flint.acb(z)
        )
        try:
            around = continued(tree, path)[-turn:]
        except (ZeroDivisionError, NotImplementedError):
            return None
        if not all(each.is_finite() for each in around):
            return None
        size = max(abs(each).mid() for each in around)
        if any(each.rad() > 1e-40 * size for each in around):
            return None
        power = step
        for _ in range(24):
            if abs((around * power).sum() / turn).mid() > least * size:
                return True
            power = power * step
    return False


Condition = tuple[Node, tuple[complex, ...], str]


def _conditions(node: Node) -> Iterator[Condition]:
    """(g, w, kind) such that the function may be singular where g(z) is one of w."""
    if not isinstance(node, Call):
        return
    for argument in node.args:
        yield from _conditions(argument)
    match node:
        case Call("div", (_, below)):
            yield from ((factor, (0j,), "pole") for factor in _factors(below))
        case Call("pow", (Call("pow", (inner, two)), exponent)) if (
            constant(two) == 2.0 and (2 * (constant(exponent) or 0.0)) % 2 == 1 and (constant(exponent) or 0.0) > 0
        ):
            yield inner, (0j,), "kink"  # it is |inner| to an odd power
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is None or p != round(p):
                yield from _branches(base)
            elif p < 0:
                yield from ((factor, (0j,), "pole") for factor in _factors(base))
        case Call("sqrt", (Call("pow", (inner, exponent)),)) if constant(exponent) == 2.0:
            yield inner, (0j,), "kink"  # it is |inner|
        case Call("log" | "log10" | "log2" | "sqrt" | "cbrt", (argument,)):
            yield from _branches(argument)
        case Call("tan" | "sec", (argument,)):
            yield argument, periods(argument, np.pi, 0.5 * np.pi), "pole"
        case Call("cot" | "csc", (argument,)):
            yield argument, periods(argument, np.pi, 0.0), "pole"
        case Call("tanh", (argument,)):
            yield argument, periods(argument, 1j * np.pi, 0.5j * np.pi), "pole"
        case Call("sigmoid" | "softplus" as name, (argument,)):
            yield argument, periods(argument, 2j * np.pi, 1j * np.pi), "pole" if name == "sigmoid" else "branch"
        case Call("atan", (argument,)):
            yield argument, (1j, -1j), "branch"
        case Call("asin" | "acos", (argument,)):
            yield argument, (1 + 0j, -1 + 0j), "branch"
            yield from ((factor, (0j,), "branch") for factor in _denominators(argument))
        case Call("abs" | "relu" | "sign", (argument,)):
            yield argument, (0j,), "kink"
        case Call("floor" | "ceil", (argument,)):
            yield argument, tuple(complex(k) for k in range(-12, 13)), "kink"
        case Call("min" | "max", arguments):
            yield from (
                (Call("sub", (a, b)), (0j,), "kink") for k, a in enumerate(arguments) for b in arguments[k + 1 :]
            )
        case Call("lt" | "le", (left, right)):
            yield Call("sub", (left, right)), (0j,), "kink"
        case _:
            return


def _branches(argument: Node) -> Iterator[Condition]:
    """Where a logarithm or a root of the argument may branch: at its zeros and at its poles."""
    yield from ((factor, (0j,), "branch") for factor in _factors(argument))
    yield from ((factor, (0j,), "branch") for factor in _denominators(argument))


def _denominators(node: Node) -> Iterator[Node]:
    """Nodes whose zeros together are the poles of quotients, negative powers, tan, tanh and the sigmoid in this one."""
    if not isinstance(node, Call):
        return
    match node:
        case Call("div", (_, below)):
            yield from _factors(below)
        case Call("pow", (base, exponent)) if (constant(exponent) or 0.0) < 0:
            yield from _factors(base)
        case Call("tan" | "tanh" as name, (argument,)):
            yield Call("cos" if name == "tan" else "cosh", (argument,))
        case Call("sigmoid", (argument,)):
            yield Call("add", (Number(1.0), Call("exp", (argument,))))
    for argument in node.args:
        yield from _denominators(argument)


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


def _circle(tree: Node, z: Complex, r: NDArray[np.float64]) -> tuple[Complex, Complex]:
    """f at 64 points around each z (n,) at the distance r (n,), and the parts c_-m r^-m of its Laurent series there,
    m = 1 to 12: shapes (n, 64) and (n, 12)."""
    around = np.exp(2j * np.pi * (np.arange(64) + 0.3) / 64)
    with np.errstate(all="ignore"):
        values = at_complex(tree, z[:, None] + r[:, None] * around)
        return values, np.stack([np.mean(values * around**m, axis=1) for m in range(1, 13)], axis=1)


def _blows_up(tree: Node, z: Complex, sharp: bool) -> NDArray[np.bool_]:
    """Whether what f has of negative powers around each z (n,) grows on a smaller circle, as it does at a pole, however
    large the rest of f is, or |f| itself does (by the maximum principle: a pole of any order). Where the z are `sharp`,
    no circle reaches the next one."""
    unit = np.ones(len(z))
    if sharp and len(z) > 1:
        unit = np.minimum(1.0, [10 * np.partition(np.abs(z - each), 1)[1] for each in z])
    (near, inner), (_, middle), (far, outer) = (_circle(tree, z, r * unit) for r in (1e-4, 3e-3, 1e-2))
    (_, wide), m = _circle(tree, z, 3e-2 * unit), np.arange(1, 13)
    with np.errstate(all="ignore"):
        # One and the same negative power on three circles, however small beside the rest.
        same = [np.abs(part * size**m - outer) < 0.02 * np.abs(outer) for part, size in ((middle, 0.3), (wide, 3.0))]
        part = np.abs(inner).max(axis=1)
        grows = part > np.maximum(5 * np.abs(outer).max(axis=1), 1e-9 * np.abs(near).max(axis=1))
        grows |= (same[0] & same[1]).any(axis=1)
        grows |= np.abs(near).max(axis=1) > 1e4 * np.abs(far).max(axis=1)
    grows |= ~(np.isfinite(near).all(axis=1) & np.isfinite(far).all(axis=1))
    for k in np.flatnonzero(~grows)[:MOST_CIRCLES]:  # what doubles do not see, beside 10^17
        grows[k] = bool(_negative(tree, z[:0], complex(z[k]), complex(1e-3 * unit[k])))
    return np.asarray(grows)


def _jumps(tree: Node, x: NDArray[np.float64]) -> list[float]:
    """Those real places (n,) at which f has two values, as atan(tan(x)) has at the poles of tan."""
    function = Formula("", tree, ("x",))
    with np.errstate(invalid="ignore"):
        left, right, *nearer = (function(x + side) for side in (-1e-4, 1e-4, -1e-8, 1e-8))
        apart, still = np.abs(right - left), np.abs(nearer[1] - nearer[0])
        jumps = apart > 0.01 * (np.abs(left) + np.abs(right)) + 1e-3
        return list(x[jumps & (still > 0.5 * apart)])  # what is only steep comes together


@remembered
def log_modulus(text: str, half: float, points: int = 121) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(x, log10|f(x + iy)|) over the square |x|, |y| <= half, shapes (points,) and (points, points), rows along y = x.

    Cut off at -2 and 2; 0 where f has no value. The rows lie 1e-9 above their y, off the cuts along the real axis.
    """
    x = half * np.linspace(-1, 1, points)
    with np.errstate(all="ignore"):
        size = np.log10(np.abs(parse(text).complex(x[None, :] + 1j * (x[:, None] + 1e-9))))
    return x, np.clip(np.nan_to_num(size, nan=0.0, posinf=3.0, neginf=-3.0), -2.0, 2.0)
