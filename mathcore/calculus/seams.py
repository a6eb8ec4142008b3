"""Where a typed function may break, read off its formula: corners, jumps, poles, gaps; and its graph in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.expressions import Call, Formula, Node, constant, parse

Array = NDArray[np.float64]


def seams(text: str, x: ArrayLike) -> NDArray[np.bool_]:
    """Of each piece between neighbours of the ascending x (n,) whether the formula may break in it, shape (n - 1,): a
    corner, a jump, a pole, a gap. Read off the formula, not off the values: some of them are smooth."""
    points = np.asarray(x, dtype=float)
    found = np.zeros(len(points) - 1, dtype=bool)
    with np.errstate(all="ignore"):
        for watched in _watched(parse(text).tree, points):
            side = np.sign(watched)
            found |= ~(side[1:] * side[:-1] > 0)
    return found


def touches(text: str, x: Array, rounds: int = 8) -> bool:
    """Whether what `seams` watches comes down to 0 somewhere and goes back, as x² in sqrt(x²), between the ascending,
    equally spaced x (n,): sought at each of its local minima, between the neighbours of the least, round by round."""
    tree, points, n = parse(text).tree, np.asarray(x, dtype=float), len(x)
    with np.errstate(all="ignore"):
        sizes = [np.abs(row) for row in _watched(tree, points)]
        for which, size in enumerate(sizes):
            for k in (np.flatnonzero((size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])) + 1).tolist():
                low, high, least = points[k - 1], points[k + 1], size[k]
                for _ in range(rounds):
                    finer = np.linspace(low, high, n)
                    row = np.abs(list(_watched(tree, finer))[which])
                    at = int(np.clip(np.argmin(np.where(np.isnan(row), np.inf, row)), 1, n - 2))
                    low, high, least = finer[at - 1], finer[at + 1], min(least, row[at])
                if least <= 1e-10 * max(size[k - 1], size[k + 1]):
                    return True
    return False


def _watched(node: Node, x: Array) -> Iterator[Array]:
    """What changes its sign at x, or is 0 there, where a part of a tree may break."""

    def at(each: Node) -> Array:
        return Formula("", each, ("x",))(x)

    if isinstance(node, Call):
        for each in node.args:
            yield from _watched(each, x)
    match node:
        case Call("abs" | "relu" | "cbrt" | "sign" | "sqrt" | "log", (u,)):
            yield at(u)
        case Call("div", (_, below)):
            yield at(below)
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is None or p < 0 or p != round(p):
                yield at(base)
        case Call("min" | "max" | "lt" | "le", args):
            yield from (at(u) - at(v) for u, v in combinations(args, 2))
        case Call("tan", (u,)):
            yield np.cos(at(u))
        case Call("asin" | "acos", (u,)):
            yield 1 - at(u) ** 2
        case Call("floor" | "ceil", (u,)):
            yield at(u) - np.rint(at(u))


def unbroken(text: str, of: Callable[[str, ArrayLike], ArrayLike], x: Array) -> Array:
    """`evaluate` or `slopes` at the ascending x (n,), with a gap (NaN) where they jump at a seam or are not finite: the
    pieces of a graph."""
    values = np.asarray(of(text, x), dtype=float)
    found = np.where(np.isfinite(values), values, np.nan)
    low, high = height(found)
    found[1:][seams(text, x) & (np.abs(np.diff(found)) > 0.1 * (high - low))] = np.nan
    return found


def height(values: Array) -> tuple[float, float]:
    """Bounds of the values with some room; where a pole seems to be among them, of what most of them are."""
    shown = values[np.isfinite(values)]
    if not len(shown):
        return -1.0, 1.0
    low, high = float(shown.min()), float(shown.max())
    least, most = np.quantile(shown, [0.06, 0.94])
    if high - low > max(10.0, 3 * (most - least)) and most > least:
        low, high = float(least), float(most)
    pad = max(0.25 * (high - low), 0.1 * max(abs(low), abs(high)), 0.1)
    return low - pad, high + pad
