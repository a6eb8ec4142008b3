"""Where a typed function must be looked at so that nothing narrow is missed, and where doubles cannot compute it.

The window is cut into cells until on each one the function is close to a polynomial: of its Taylor series about the
middle of the cell, the last coefficient is enclosed over the whole cell by ball arithmetic, and what it can contribute
is small beside the terms before it. So a peak or a wave that is narrower than the cell is seen, wherever it lies.
Around kinks, poles and places where the formula is 0/0 cells are cut until they are tiny.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.digits import sharp
from mathcore.calculus.ranges import ULPS, ranges
from mathcore.common.enclosures import Ball, _run
from mathcore.common.expressions import Node, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
EDGE, CELLS = 6.1, 97  # the window is [-EDGE, EDGE]
TERMS = 10  # of the series on a cell
REST = 1e-3  # what the last one may be, beside the others
PARTS, DEPTH = 4, 13  # each cell is cut into so many, so often: down to 2e-9
MOST = 6000  # cells in all
INSIDE = np.linspace(-1.0, 1.0, 10)[:-1] + 1 / 9  # nine places in a cell, the midpoint among them
SMALL = 5e-3  # a cell that narrow, where the function is nearly a line, is looked at in its middle only
NARROW = 2e-4  # cells that rounding alone keeps open are not cut below that
BLUR = 1e-13  # how far off a value may be that doubles computed, relative
LEAST, GREATEST = 1e-40, 1e300


@dataclass(frozen=True, eq=False)
class Mesh:
    """Cells of a function on the window.

    Attributes:
        places: shape (m,), ascending: nine in each cell, three or one where the function is nearly a line.
        spacing: shape (m,), how far they lie apart there.
        doubtful: shape (2, d), the ends of the cells, ascending, in which values need more digits than doubles have.
        open: shape (4, k): the ends of the cells in which f was not followed to the end, as the work is bounded, or in
            which it has a kink or a step, and the ends of an interval that holds its values there.
        holes: shape (r,), the middles of tiny cells in which f is not known to be bounded.
    """

    places: Array
    spacing: Array
    doubtful: Array
    open: Array
    holes: Array


@remembered
def mesh(text: str) -> Mesh:
    """The mesh of the function of x that `text` describes."""
    tree = parse(text).tree
    ends = np.linspace(-EDGE, EDGE, CELLS + 1)
    a, b, used = ends[:-1], ends[1:], 0
    done: list[tuple[Array, Array, NDArray[np.bool_]]] = []
    doubtful: list[tuple[Array, Array]] = []
    holes: list[Array] = []
    left = np.zeros((4, 0))
    with np.errstate(all="ignore"):
        for level in range(DEPTH + 1):
            used += len(a)
            smooth, noisy, slope, straight = _followed(tree, a, b)
            low, high = ranges(tree, a, b)
            void = (low > high) | (low >= GREATEST) | (high <= -GREATEST) | (np.maximum(high, -low) < LEAST)
            blurred = ~void & _blurred(tree, a, b, slope)
            tiny = level == DEPTH
            known = np.isfinite(low) & np.isfinite(high)
            even = ~smooth & ~void & (tiny | (noisy & known & (b - a < NARROW)))
            even[even] = _even(tree, a[even], b[even])
            kept = ~void & (smooth | even | tiny)
            done.append((a[kept], b[kept], (straight | ~smooth)[kept]))
            doubt = kept & blurred
            doubtful.append((a[doubt], b[doubt]))
            if tiny:
                holes.append(0.5 * (a + b)[kept & ~smooth & ~even & ~known])
                left = np.stack([part[kept & ~smooth & ~even & known] for part in (a, b, low, high)])
            cut = ~void & ~kept
            if used + PARTS * cut.sum() > MOST and cut.any():
                left = np.stack([part[cut] for part in (a, b, low, high)])
                done.append((a[cut], b[cut], ~smooth[cut]))
                doubtful.append((a[cut], b[cut]))
                break
            share = np.arange(PARTS) / PARTS
            width = (b - a)[cut, None]
            a, b = (a[cut, None] + width * share).ravel(), (a[cut, None] + width * (share + 1 / PARTS)).ravel()
            if not len(a):
                break
    low, high, few = (np.concatenate(part) for part in zip(*done, strict=True))
    step = np.where(few, np.where(high - low < SMALL, 8, 4), 1)[:, None]
    needed = (np.arange(len(INSIDE)) - 4) % step == 0
    at, spacing = _at(low, high)[needed], np.broadcast_to(((high - low) / len(INSIDE))[:, None], needed.shape)[needed]
    order = np.argsort(at, kind="stable")
    blind = np.stack([np.concatenate(part) for part in zip(*doubtful, strict=True)])
    return Mesh(at[order], spacing[order], blind[:, np.argsort(blind[0])], left, np.concatenate(holes or [np.zeros(0)]))


def _followed(tree: Node, a: Array, b: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Array, NDArray[np.bool_]]:
    """Of each cell: whether its polynomial stands for the function on it, whether rounding alone spoils that, how
    steep it is (where it does not, in the middle), and whether the function is nearly a line there."""
    wide, point = (Ball(np.zeros((TERMS + 1, len(a))), np.zeros((TERMS + 1, len(a)))) for _ in range(2))
    for x in (wide, point):
        x.mid[0], x.mid[1] = 0.5 * (a + b), 1.0
    r = 0.5 * (b - a)
    wide.rad[0] = r * (1 + 1e-12)
    over, here, powers = _run(tree, wide), _run(tree, point), r ** np.arange(TERMS + 1)[:, None]
    terms = np.abs(here.mid[:-1]) * powers[:-1]
    size = np.where(np.isfinite(here.rad[:-1]).all(axis=0), terms.max(axis=0), 0.0)
    rest = (np.abs(over.mid[-1]) + over.rad[-1]) * powers[-1]
    noise = here.rad[-1] * powers[-1]
    straight = terms[2:].sum(axis=0) + rest <= REST * size
    smooth, steepest = rest <= REST * size, np.abs(over.mid[1]) + over.rad[1]
    slope = np.where(smooth & np.isfinite(steepest), steepest, np.nan_to_num(np.abs(here.mid[1])))
    return smooth, ~(noise <= 0.1 * REST * size), slope, straight


def _at(a: Array, b: Array) -> Array:
    return 0.5 * (a + b)[:, None] + 0.5 * (b - a)[:, None] * INSIDE


def _blurred(tree: Node, a: Array, b: Array, slope: Array) -> NDArray[np.bool_]:
    """Whether somewhere in each cell rounding may show in a value that doubles compute, by more than rounding of x."""
    x = np.concatenate([_at(a, b), a[:, None], b[:, None]], axis=1)
    low, high = (part.reshape(x.shape) for part in ranges(tree, x.ravel(), x.ravel()))
    size = np.where(low <= high, np.minimum(np.maximum(np.abs(low), np.abs(high)), GREATEST), 0.0)
    typical = np.median(size)
    off = np.where(low <= high, high - low, 0.0)
    shift = ULPS * 8 * np.maximum(np.abs(a), np.abs(b)) * slope
    return np.asarray((~(off <= BLUR * (size + typical) + shift[:, None])).any(axis=1))


def _even(tree: Node, a: Array, b: Array) -> NDArray[np.bool_]:
    """Whether the values in a narrow cell, to all digits, lie along a line."""
    values = sharp(tree, _at(a, b))
    some = np.isfinite(values).sum(axis=1) > 6  # it has none where the formula is 0/0
    values = np.where(some[:, None], values, 0.0)
    bend, size = (np.nanmax(np.abs(each), axis=1) for each in (np.diff(values, 2, axis=1), values))
    return np.asarray(some & (bend <= REST * size))


def doubtful(text: str, x: Array) -> NDArray[np.bool_]:
    """Whether the value at each double x, any shape, needs more digits than doubles have."""
    blind = mesh(text).doubtful
    if not blind.size:
        return np.zeros(x.shape, bool)
    k = np.searchsorted(blind[0], x, side="right") - 1
    return np.asarray((k >= 0) & (x <= blind[1][np.maximum(k, 0)]))
