"""Which labelings of points a half-plane can make, why it cannot make the others, and how many there are.

A labeling of n points is a whole number from 0 to 2ⁿ - 1: bit i says whether point i is positive. A line *separates* it
if all positive points lie strictly on one side and all others strictly on the other (one side may be empty).

Points are whole numbers (a grid), so that every decision is exact. A labeling is impossible if and only if it puts the
two parts of a minimal affine dependence (a *Radon partition*) on different sides: by Radon's theorem any four points of
the plane have one, by Kirchberger's no more than four points are ever needed to show it.

Sources: Radon, Math. Ann. 83 (1921); Kirchberger, Math. Ann. 57 (1903); Cover, IEEE Trans. Electronic Computers 14
(1965); Zaslavsky, Memoirs AMS 154 (1975); Sauer, J. Combin. Theory A 13 (1972); Vapnik and Chervonenkis (1971).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb, gcd

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Grid = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Circuit:
    """A minimal affine dependence: two sets of points (bits of `left` and `right`) whose hulls meet in one point.

    `weights` (n,) are positive on the left, negative on the right, and sum to one on each side in size: the weighted
    means of the two sides are both `meeting` (2,), in units of the grid.
    """

    left: int
    right: int
    weights: Array
    meeting: Array

    def forbids(self, labeling: int) -> bool:
        """Whether a labeling puts the two sets on different sides."""
        return (labeling & self.left == self.left and labeling & self.right == 0) or (
            labeling & self.right == self.right and labeling & self.left == 0
        )


def _dependence(points: Grid) -> tuple[int, ...] | None:
    """Whole weights, none of them zero, that sum to zero and make a weighted sum of two to four points zero; None if
    the points have no such dependence."""
    if len(points) == 2:
        return (1, -1) if points[0] == points[1] else None
    if len(points) == 3:
        (ax, ay), (bx, by), (cx, cy) = points
        if (bx - ax) * (cy - ay) != (by - ay) * (cx - ax):
            return None
        # On a line one coordinate tells them apart.
        a, b, c = (ax, bx, cx) if len({ax, bx, cx}) == 3 else (ay, by, cy)
        found: tuple[int, ...] = (b - c, c - a, a - b)
    else:
        a4, b4, c4, d4 = points
        found = (_turn(b4, c4, d4), -_turn(a4, c4, d4), _turn(a4, b4, d4), -_turn(a4, b4, c4))
    return found if all(found) else None


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    """Twice the signed area of a triangle."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def circuits(points: Grid) -> list[Circuit]:
    """All minimal affine dependences of points of the plane, of two, three or four points each."""
    found, n = [], len(points)
    at = np.array(points, dtype=float).reshape(-1, 2)
    for size in (2, 3, 4):
        for chosen in combinations(range(n), size):
            whole = _dependence(tuple(points[i] for i in chosen))
            if whole is None:
                continue
            weights = np.zeros(n)
            weights[list(chosen)] = whole
            weights /= weights[weights > 0].sum()
            left = sum(1 << i for i in range(n) if weights[i] > 0)
            right = sum(1 << i for i in range(n) if weights[i] < 0)
            found.append(Circuit(left, right, weights, np.maximum(weights, 0) @ at))
    return found


@dataclass(frozen=True)
class Labelings:
    """All labelings of some points: `points` on the grid; `reasons` for each labeling the circuit that forbids it, the
    one of fewest points, or None if a line separates it."""

    points: Grid
    circuits: tuple[Circuit, ...]
    reasons: tuple[Circuit | None, ...]

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """Of each labeling whether a line separates it."""
        return np.array([reason is None for reason in self.reasons])

    @cached_property
    def count(self) -> int:
        """How many labelings a line separates."""
        return int(self.possible.sum())

    @cached_property
    def lines(self) -> tuple[Array, Array, Array]:
        """The widest line of each labeling: its unit normal (2ⁿ, 2) towards the positive side, its offset b, so that
        the line is normal·x + b = 0, and half the distance between the hulls; NaN where no line separates. Where a
        side is empty there is no other hull: b is NaN and half the distance infinite."""
        n = len(self.points)
        x = np.array(self.points, dtype=float).reshape(-1, 2)
        normals, offsets, halves = np.full((1 << n, 2), np.nan), np.full(1 << n, np.nan), np.full(1 << n, np.nan)
        feet = _feet(x)
        for labeling in np.flatnonzero(self.possible).tolist():
            if labeling in (0, (1 << n) - 1):
                normals[labeling], halves[labeling] = (0.0, 1.0 if labeling else -1.0), np.inf
                continue
            best, pair = np.inf, (0, np.zeros(2))
            for distance, vertex, mask, foot in feet:
                if distance >= best:
                    break  # they are sorted
                inside = labeling >> vertex & 1
                if (labeling & mask) == (0 if inside else mask):
                    best, pair = distance, (vertex, foot)
            vertex, foot = pair
            normal = (x[vertex] - foot) / best * (1 if labeling >> vertex & 1 else -1)
            normals[labeling], halves[labeling] = normal, best / 2
            offsets[labeling] = -normal @ (x[vertex] + foot) / 2
        return normals, offsets, halves

    def line(self, labeling: int, below: float = 22.0) -> tuple[Array, float, float]:
        """Normal, offset and half-width of the widest line of a labeling; where one side is empty, of a level line so
        far below all points, whose half-width is NaN."""
        normals, offsets, halves = self.lines
        if np.isfinite(offsets[labeling]):
            return normals[labeling], float(offsets[labeling]), float(halves[labeling])
        return normals[labeling], float(normals[labeling][1] * (below - min(y for _, y in self.points))), np.nan

    def parts(self, labeling: int) -> tuple[list[int], list[int]]:
        """Of an impossible labeling the points whose hulls meet: the positive ones, and the others."""
        reason = self.reasons[labeling]
        used = np.flatnonzero(reason.weights).tolist() if reason else []
        return [i for i in used if labeling >> i & 1], [i for i in used if not labeling >> i & 1]


def chord(normal: ArrayLike, offset: float, reach: float) -> Array:
    """The part of the line normal·x + offset = 0 (a unit normal) in the square of half-width `reach` around zero: two
    ends (2, 2); NaN if it misses the square."""
    u = np.asarray(normal, dtype=float)
    foot, along = -offset * u, np.array([-u[1], u[0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        cuts = np.sort([(-reach - foot) / along, (reach - foot) / along], axis=0)
    level = np.abs(along) < 1e-12
    low = float(np.where(level, np.where(np.abs(foot) <= reach, -np.inf, np.inf), cuts[0]).max())
    high = float(np.where(level, np.inf, cuts[1]).min())
    return foot + np.array([[low], [high]]) * along if low <= high else np.full((2, 2), np.nan)


def outward(points: ArrayLike) -> Array:
    """Unit directions (n, 2) away from the mean of some points; where three or more are all in one row, square to it,
    since others stand along the row."""
    x = np.asarray(points, dtype=float)
    away = x - x.mean(axis=0)
    _, sizes, axes = np.linalg.svd(away)
    if len(x) > 2 and sizes[1] <= 1e-9 * sizes[0]:
        return np.tile(axes[1] * (1 if axes[1, 1] > 0 else -1), (len(x), 1))
    far = np.hypot(*away.T)[:, None]
    return np.where(far > 0, away / np.where(far > 0, far, 1), (0.0, 1.0))


def _feet(x: Array) -> list[tuple[float, int, int, Array]]:
    """For each point and each segment (or point) of the others: distance, point, bits of the segment, nearest place;
    the nearest first. Two disjoint hulls in the plane are nearest at a corner and a side, or at two corners."""
    found = []
    n = len(x)
    for vertex in range(n):
        for i, j in combinations([k for k in range(n) if k != vertex], 2):
            along = x[j] - x[i]
            length = float(along @ along)
            share = min(max(float((x[vertex] - x[i]) @ along) / length, 0.0), 1.0) if length > 0 else 0.0
            foot = x[i] + share * along
            found.append((float(np.hypot(*(x[vertex] - foot))), vertex, 1 << i | 1 << j, foot))
        found += [(float(np.hypot(*(x[vertex] - x[i]))), vertex, 1 << i, x[i]) for i in range(n) if i != vertex]
    return sorted(found, key=lambda each: each[:3])


def labelings(points: Grid) -> Labelings:
    """All 2ⁿ labelings of points on the grid, with the reason of each impossible one."""
    found = circuits(points)
    reasons = tuple(next((c for c in found if c.forbids(labeling)), None) for labeling in range(1 << len(points)))
    return Labelings(points, tuple(found), reasons)


def zaslavsky(points: Grid) -> int:
    """The number of labelings that a line separates, counted without looking at any: 2 + 2 Σ (k - 1) over all lines
    through two or more of the different points, k of them on each (regions of the planes w·x + b = 0 in the space of
    (w, b), by Zaslavsky's theorem)."""
    different = sorted(set(points))
    lines: dict[tuple[int, int, int], set[tuple[int, int]]] = {}
    for p, q in combinations(different, 2):
        a, b = q[1] - p[1], p[0] - q[0]
        c = -(a * p[0] + b * p[1])
        scale = gcd(gcd(a, b), c) * (1 if (a, b) > (0, 0) else -1)
        lines.setdefault((a // scale, b // scale, c // scale), set()).update((p, q))
    return 2 + 2 * sum(len(on) - 1 for on in lines.values())


def cover(n: int, dimension: int) -> int:
    """How many of the 2ⁿ labelings of n ≥ 1 points in general position hyperplanes separate: 2 Σ_{k ≤ d} C(n-1, k)."""
    return 2 * sum(comb(n - 1, k) for k in range(dimension + 1))


def cover_by_recursion(n: int, dimension: int) -> int:
    """The same number, a point at a time: C(n, d) = C(n-1, d) + C(n-1, d-1). A new point doubles the labelings that
    some hyperplane through it makes, and these are as many as in one dimension less."""
    counts = [2] * (dimension + 1)
    for _ in range(n - 1):
        counts = [counts[0], *(counts[d] + counts[d - 1] for d in range(1, dimension + 1))]
    return counts[dimension]


def sauer(n: int, vc: int) -> int:
    """The largest number of labelings of n points that a class of that VC dimension can make: Σ_{k ≤ vc} C(n, k)."""
    return sum(comb(n, k) for k in range(vc + 1))


def sine_frequency(labels: ArrayLike) -> float:
    """A frequency θ for which the sign of sin(θ x) at x = 1/10, 1/100, ... is positive where `labels` (n,) is true.

    The sign at 10⁻ʲ is positive exactly if the whole part of θ 10⁻ʲ/π is even, that is, if the decimal digit of θ/π at
    10ʲ is. So its digits are 4 for a true label and 5 for a false one, and 4 at 10⁰: the sine is near ±1 everywhere.
    """
    return float(np.pi * sine_digits(labels))


def sine_digits(labels: ArrayLike) -> int:
    """θ/π of `sine_frequency`, a whole number of n + 1 digits."""
    on = np.asarray(labels, dtype=bool).tolist()
    return 4 + sum((4 if yes else 5) * 10**i for i, yes in enumerate(on, 1))
