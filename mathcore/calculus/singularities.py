"""Where a typed function stops being analytic: the singularities in the complex plane that limit its Taylor series.

The formula itself says where to look: at zeros of denominators, of arguments of log and of roots, and where the
argument of tan, tanh, the sigmoid, asin or atan reaches a pole or a branch point. Where such an argument is a rational
function its roots are found as those of a polynomial; otherwise Newton's method searches a part of the plane. These are
candidates: cos(sqrt(x)) has none at 0 though its formula has a root there. So the coefficients of the series are asked
to confirm the nearest one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.candidates import Condition, conditions
from mathcore.calculus.complex_roots import distinct, solutions, sought
from mathcore.calculus.continuation import sharpened
from mathcore.calculus.inverses import Family
from mathcore.calculus.regularity import around, around_centre, blows_up, groups, summands, total
from mathcore.calculus.series import Taylor, part_of
from mathcore.common.expressions import Formula, Node, at_complex, constant, parse
from mathcore.common.memory import remembered

Complex = NDArray[np.complex128]
APART = 1.07  # radii that 200 coefficients tell apart
WINDOWS = ((0.3, 0.4), (0.6, 0.7), (0.9, 1.0))  # of the orders that are known, whose largest coefficients are compared
GROWS = 1.08  # the root test grows so from order 100 to 200 where it grows without end (entire of order below 9)


HOW = {
    "entire": "The series' formula has no singularity.",
    "exact": "All singular places of the formula are known; 200 coefficients agree (without entire summands).",
    "found": "The distance to a singularity that a search found; 200 coefficients agree (without entire summands).",
    "open": "A singularity of the formula; the coefficients that are known cannot confirm that none is nearer.",
    "estimated": "Estimated from the coefficients that are known: no singularity was found there.",
    "none": "No singularity was found, and 200 coefficients fall as if there were none.",
    "round": "None found: round each place where it could be singular f comes back to itself, without negative powers.",
}


@dataclass(frozen=True)
class Part:
    """A summand of a formula.

    Attributes:
        node: itself.
        places: shape (k,), where it could be singular.
        lines: arguments of tan, tanh and their like in it, each with its first and last pole that were looked for;
            further ones gather where the argument itself has a pole.
    """

    node: Node
    places: Complex
    lines: tuple[Family, ...] = ()

    def goes_on(self, z: complex) -> bool:
        """Whether z may be one of the poles beyond those that were looked for."""
        return any(
            bool(abs(along.imag) < 1e-6 * abs(along) and abs(along.real) > 1)
            for line in self.lines
            for along in [complex(_along(line, np.array([z]))[0])]
        )


@dataclass(frozen=True)
class Singularities:
    """All candidates found.

    Attributes:
        points: shape (m,), complex.
        kinks: shape (r,), real points where the formula changes pieces (abs, relu, min, if, floor, ...).
        exact: every place came from the roots of polynomials; otherwise some were searched for numerically and one
            that lies far out may be missing.
        entire: the formula has no place where it could be singular.
        parts: the summands of the formula that could be singular anywhere.
        searched: arguments whose values were only searched for, each with these values.
        hidden: shape (h,), places where the formula as it is evaluated is regular, while on another branch, which a
            continuation along another way meets, it may have a pole.
    """

    points: Complex
    kinks: NDArray[np.float64]
    exact: bool
    entire: bool
    parts: tuple[Part, ...] = ()
    searched: tuple[tuple[Node, tuple[complex, ...]], ...] = ()
    hidden: Complex = field(default_factory=lambda: np.zeros(0, complex))

    def at(self, z: complex) -> Node:
        """The sum of those parts that could be singular at one of the candidates."""
        (group,) = groups(np.array([z]), [part.places for part in self.parts])
        found = [part.node for k, part in enumerate(self.parts) if k in group or part.goes_on(z)]
        return total(found or [part.node for part in self.parts])


@dataclass(frozen=True)
class Radius:
    """A radius of convergence.

    Attributes:
        value: infinite where the series converges everywhere, as far as can be told; an estimate is rounded to the
            digits that it keeps over the orders known.
        at: the singularity that it ends at, the one above the real axis of a pair; NaN if none is known.
        how: "entire" (the formula has no singularity), "exact" (all places of the formula are known, and confirmed by
            the coefficients), "found" (by the search, and confirmed), "open" (found, but the coefficients cannot
            confirm it), "estimated" (from the coefficients alone), "none" (nothing was found, and the coefficients
            fall as if there were none), "round" (too few coefficients to tell, but f is single-valued and regular
            around every candidate).
        points: shape (m,), complex: the candidates without those that are ruled out.
    """

    value: float
    at: complex
    how: str
    points: Complex

    @property
    def sign(self) -> str:
        """Between R and its value."""
        return "≈" if self.how == "estimated" else "="

    def nowhere(self, alone: bool = False) -> str:
        """What is known where the value is infinite. `alone`: it is known of the series alone, f having a flat part or
        pieces."""
        if alone:
            return "R = ∞ of the series alone"
        return "no singularity, R = ∞" if self.how == "entire" else "no singularity found, R = ∞"

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
    parts = summands(tree)
    own: list[list[Complex]] = [[] for _ in parts]
    kinks: list[float] = []
    exact = True
    lines: list[list[Family]] = [[] for _ in parts]
    lines_of: dict[Condition, list[Family]] = {}
    branching: set[int] = set()
    searched: list[tuple[Node, tuple[complex, ...]]] = []
    poles: list[tuple[Complex, bool]] = []
    solved: dict[Condition, Complex] = {}
    for number, (part, mine) in enumerate(zip(parts, own, strict=True)):
        for condition in conditions(part):
            argument, targets, kind = condition
            if constant(argument) is not None:
                continue  # what it is everywhere, no place changes
            branching |= {number} if kind == "branch" else set()
            if condition in solved:
                mine += [solved[condition]] if kind != "kink" else []
                lines[number] += lines_of[condition]
                continue
            roots, by_polynomial, equation = solutions(argument, targets)
            roots = roots if by_polynomial else sharpened(argument, targets, roots)
            found = solved[condition] = distinct(roots)
            lines_of[condition] = []
            if kind == "kink":
                kinks += _met(argument, targets, [float(root.real) for root in roots if abs(root.imag) < 1e-9])
                continue
            mine.append(found)
            exact = exact and by_polynomial
            lines_of[condition] = [(argument, targets[0], targets[-1])] if len(targets) > 2 else []
            lines_of[condition] += equation.families
            lines[number] += lines_of[condition]
            searched += [] if by_polynomial else [(argument, targets)]
            if kind == "pole":
                poles.append((found, by_polynomial))
    places = [np.concatenate(mine) if mine else np.zeros(0, complex) for mine in own]
    hidden: list[complex] = []
    kept = [root for (_, _, kind), roots in solved.items() if kind == "branch" for root in roots.tolist()]
    for found, by_polynomial in poles:
        found = found[[not group for group in groups(found, [np.array(kept, dtype=complex)])]]
        members = groups(found, places)
        for group in dict.fromkeys(members):
            z = found[[each == group for each in members]]
            grows, all_seen = blows_up(total([parts[k] for k in group]), z, by_polynomial)
            exact = exact and all_seen
            kept += z[grows].tolist()
            hidden += z[~grows].tolist() if branching & set(group) else []
            kinks += _jumps(tree, z[~grows & (np.abs(z.imag) < 1e-9)].real)
    parted = tuple(
        Part(part, mine, tuple(ways)) for part, mine, ways, any_ in zip(parts, places, lines, own, strict=True) if any_
    )
    kinked = np.unique(np.round(kinks, 10))
    return Singularities(distinct(kept), kinked, exact, not parted, parted, tuple(searched), distinct(hidden))


def _along(line: Family, z: Complex) -> Complex:
    """How far along the line of its poles an argument is at z (n,): -1 at the first that was looked for, 1 at the last,
    real on the line."""
    argument, first, last = line
    with np.errstate(all="ignore"):
        return np.asarray((2 * at_complex(argument, z) - first - last) / (last - first))


def _met(argument: Node, targets: tuple[complex, ...], x: list[float]) -> list[float]:
    """Those real places at which the argument has one of the values itself, and not on another branch alone."""
    values = Formula("", argument, ("x",))(np.array(x))
    return [at for at, value in zip(x, values, strict=True) if min(abs(value - w) for w in targets) < 1e-6]


def _further(found: Singularities, centre: float, distance: float) -> bool:
    """Whether a periodic function may have a pole within that distance beyond those that were looked for: on a circle
    around the centre its argument crosses the line of its poles further out."""
    turn = np.exp(2j * np.pi * np.arange(721) / 720)
    for line in dict.fromkeys(each for part in found.parts for each in part.lines):
        for share in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98):
            along = _along(line, centre + share * distance * turn)
            crosses = np.sign(along.imag[1:]) != np.sign(along.imag[:-1])
            if (crosses & (np.abs(along.real[1:]) > 1) & (np.abs(along.real[:-1]) > 1)).any():
                return True
    return False


def radius(taylor: Taylor) -> Radius:
    """How far the series converges: the distance to the nearest candidate that is confirmed."""
    found = _of(taylor.analytic)
    if found.entire:
        return Radius(np.inf, complex("nan"), "entire", found.points)
    taylor = _without_entire(taylor, found)
    near = _nearest(taylor, found)
    if near.how != "estimated" or not len(more := sought(found.searched, taylor.centre, near.value)):
        return near
    # An estimate tells where to search further out.
    whole, seen = total([part.node for part in found.parts]), distinct([*found.points.tolist(), *more.tolist()])
    lines = tuple(line for part in found.parts for line in part.lines)
    return _nearest(taylor, replace(found, points=seen, parts=(Part(whole, seen, lines),)))


def _without_entire(taylor: Taylor, found: Singularities) -> Taylor:
    """The series of what is left without the summands that are nowhere singular: they change no radius, and may hide
    it from 200 coefficients."""
    if len(found.parts) == len(summands(taylor.analytic)):
        return taylor
    return part_of(taylor, total([part.node for part in found.parts]))


def _nearest(taylor: Taylor, found: Singularities) -> Radius:
    everywhere = np.concatenate([found.points, found.hidden])
    points = everywhere[np.argsort(np.abs(everywhere - taylor.centre), kind="stable")]
    nearer, none, most = False, "none", np.inf
    while len(points):
        z, distance = complex(points[0]), float(np.abs(points[0] - taylor.centre))
        verdict = _judged(taylor, distance) if distance > 0 else "regular"  # at the centre itself it has cancelled
        singular = around(found.at(z), taylor.centre, z, everywhere) if distance > 0 else False
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
        if singular is False:
            none = none if verdict == "regular" else "round"
            points = points[np.abs(points - z.conjugate()) > 1e-9 * (1 + abs(z))] if z.imag else points[1:]
            points = points[np.abs(points - z) > 0]
            continue
        if verdict == "nearer":
            nearer, most = True, distance if singular else np.inf
            break
        if verdict != "regular":
            tied = points[np.abs(points - taylor.centre) <= distance * (1 + 1e-9)]
            sure = verdict != "unknown" and not _further(found, taylor.centre, distance)
            how = "open" if not sure else "exact" if found.exact else "found"
            seen = points[~np.isin(points, found.hidden) | np.isin(points, tied)]
            return Radius(distance, complex(tied[np.argmax(tied.imag)]), how, seen)
        points = points[np.abs(points - taylor.centre) > distance * (1 + 1e-9) + 1e-12]
    points = points[~np.isin(points, found.hidden)]
    if not np.isfinite(taylor.sizes[-40:]).any() or (found.exact and not nearer):  # all are known, each is ruled out
        return Radius(np.inf, complex("nan"), none, points)
    value = _estimate(taylor)
    if np.isinf(value) and np.isinf(most):
        return Radius(np.inf, complex("nan"), "none", points)
    return Radius(min(value, most), complex("nan"), "estimated", points)


def _estimate(taylor: Taylor) -> float:
    """The radius as the coefficients that are known suggest it, rounded to the digits that may be right. Infinite where
    the root test grows on and on.

    A constant factor of all coefficients spoils the root test for long. So it is the slope of the largest of them, of
    the orders known; how far it still moves tells the digits.
    """
    sizes, last = taylor.sizes[: taylor.known + 1], taylor.known
    roots = 10.0 ** -(sizes[1:] / np.arange(1, last + 1))  # the root test at each order
    half, end = (float(roots[int(a * last) : int(b * last)].min(initial=np.inf)) for a, b in ((0.4, 0.5), (0.9, 1.0)))
    if end > GROWS * half or not np.isfinite(end):
        return np.inf
    tops = [int(a * last) + int(np.argmax(sizes[int(a * last) : int(b * last) + 1])) for a, b in WINDOWS]
    with np.errstate(all="ignore"):
        early, late = (float(10.0 ** -((sizes[b] - sizes[a]) / (b - a))) for a, b in (tops[:2], tops[1:]))
    if last < 40 or not np.isfinite([early, late]).all():
        early, late = half, end
    return float(f"{late:.{2 if abs(late - early) < 0.005 * late else 1}e}")


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
        if (found := around_centre(taylor.analytic, out, c, side, turn)) is not True:
            return "" if found is None else "singular" if share > 0.9 else "unknown"
    return "nearer"


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
