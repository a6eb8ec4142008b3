"""The controls of the lesson and its quantities: a typed problem with its wall and its price; flowers with a street."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Expression, Point, Slider
from explorer.lesson import State, kept
from mathcore.calculus import constrained as co
from mathcore.calculus import duality as du
from mathcore.calculus import margins as ma
from mathcore.calculus import walls as wl
from mathcore.calculus import window
from pages.calculus.constrained_optimization.panels import PETALS

Array = NDArray[np.float64]
BOWL = "(x-2)^2+2*(y-1)^2"
OBJECTIVES = (BOWL, "x*y", "x", "x+y", "x^4-3*x^2+x+y^2", "(x^2+y-11)^2+(x+y^2-7)^2", "|x-2|+2*|y-1|")
CONSTRAINTS = ("x+y", "x^2+y^2", "x^2+4*y^2", "-x", "y^2-x^3", "max(x+y-1,y-0.5)", "(x^2-1)^2+y^2")
KNOWN = "Of x and y, with + - * / ^, sin, exp, log, sqrt, abs, max, …"
OBJECTIVE = Expression("objective", "Minimise f(x, y)", BOWL, ("x", "y"), OBJECTIVES, help=KNOWN)
CONSTRAINT = Expression("constraint", "subject to g(x, y)", "x+y", ("x", "y"), CONSTRAINTS, help=KNOWN)
KIND = Choice("kind", "Constraint", {"le": "g ≤ c", "eq": "g = c"}, "le")
BOUND = Slider("bound", "Bound c", -6, 9, 1, 0.01, help="Drag the wall itself: it goes through the pointer.")
WALKER = Point("walker", "Bead", (1.8, -0.8), (-window.HALF, window.HALF), (-window.HALF, window.HALF), 0.01)
STEP = Slider("step", "Raise the bound by", -3, 3, 1, 0.01)
PRICE = Slider("price", "Price m", du.LOWEST, du.HIGHEST, 1, 0.01)
PAIR = Choice("pair", "Flowers", {"easy": "setosa, versicolor", "hard": "versicolor, virginica"}, "easy")
LIMIT = Slider("limit", "Price C of one unit of slack", 0.02, 1000, 10, log=True, per_decade=20)
FLOWER = Slider("flower", "One flower", 0, 2 * ma.EACH - 1, 44, 1, integer=True)
TRIAL = Choice("trial", "That flower", {"as": "as it is", "moved": "moved", "out": "left out"}, "as")
PLACE = Point("place", "Moved to", (5.0, 1.0), (0.5, 7.5), (0.0, 3.0), 0.01, when={"trial": ("moved",)})
TYPED, BOUNDED = ("objective", "constraint", "kind"), ("objective", "constraint", "kind", "bound")
DRAWN = np.linspace(-window.HALF, window.HALF, 81)  # of the map


class Span(NamedTuple):
    """The values of f and g that axes show, for one problem; and how long an arrow of the usual slope is."""

    f: tuple[float, float]
    g: tuple[float, float]
    usual: float


class Bounded(State):
    """A problem with a bound, the least value there, a bead on the wall; prices; flowers and the street between."""

    problem = cached_property(lambda q: co.problem(q.p.objective, q.p.constraint, q.p.kind == "eq"))
    optimum: Any = kept(*BOUNDED)(lambda q: co.solve(q.problem, q.p.bound))
    wall: Any = kept(*BOUNDED)(lambda q: co.wall(q.problem, q.p.bound))
    contacts: Any = kept(*BOUNDED)(lambda q: co.contacts(q.problem, q.p.bound))
    behind: Any = kept(*BOUNDED)(lambda q: wl.forbidden(q.problem, q.p.bound))
    singular = cached_property(lambda q: q.optimum.where == "singular")
    nothing = cached_property(lambda q: q.optimum.where == "none")

    @kept(*TYPED)
    def contours(self) -> dict[str, Any]:
        """Level curves of f, as many in its lower half as in its upper half."""
        z = self.problem.f(DRAWN[None, :], DRAWN[:, None])
        low, high = (
            float(each) for each in np.nan_to_num(np.nanquantile(np.where(np.isfinite(z), z, np.nan), (0, 0.9)))
        )
        levels = (low, high, max(high - low, 1e-9) / 16)
        return viz.contour(DRAWN, DRAWN, z, levels=levels, width=0.8, opacity=0.55, filled=False) | {
            "hoverinfo": "skip"
        }

    @kept(*TYPED)
    def span(self) -> Span:
        """What the axes show: the lower part of f, and of g what the slider reaches."""
        f, g = self.problem.grid
        if not np.isfinite(f).any():
            return Span((-1.0, 1.0), (-1.0, 1.0), 1.0)
        low, part = np.nanquantile(f, (0, 0.4)).tolist()
        size = 1.35 * (part - low) or 1.0
        first, last = max(float(np.nanmin(g)), BOUND.low), min(float(np.nanmax(g)), BOUND.high)
        first, last = (first, last) if last > first else (BOUND.low, BOUND.high)
        pad = 0.06 * (last - first)
        with np.errstate(invalid="ignore"):
            usual = float(np.nanmedian(np.hypot(*np.gradient(f, window.CELL))))
        return Span((low - 0.2 * size, low + size), (first - pad, last + pad), max(usual, 1e-9))

    # The bead, and f along its piece of wall.

    bead: Any = kept(*BOUNDED, "walker")(lambda q: wl.bead(q.problem, q.p.bound, q.p.walker))
    piece = cached_property(lambda q: q.wall[q.bead.chain] if q.bead else np.full((2, 2), np.nan))
    far = cached_property(lambda q: wl.lengths(q.piece))
    heights: Any = kept(*BOUNDED)(lambda q: [q.problem.values(chain)[0] for chain in q.wall])
    here = cached_property(lambda q: float(q.problem.values(q.bead.point)[0]) if q.bead else float("nan"))

    @cached_property
    def rests(self) -> bool:
        """Whether the bead's pull is held, all but 3% of it or of the usual pull."""
        return bool(
            self.bead and np.hypot(*self.bead.net) <= 0.03 * max(float(np.hypot(*self.bead.pull)), self.span.usual)
        )

    @kept(*BOUNDED)
    def lowest_seen(self) -> float:
        """The least f of the allowed points of the grid, or of the wall's points."""
        f, g = self.problem.grid
        seen = (
            np.concatenate([[np.inf], *self.heights]) if self.problem.equal else np.where(g <= self.p.bound, f, np.inf)
        )
        return float(np.nanmin(np.where(np.isfinite(seen), seen, np.inf)))

    # What a larger bound is worth.

    levels = cached_property(lambda q: np.linspace(*q.span.g, 201))
    least: Any = kept(*TYPED)(lambda q: du.least_values(q.problem, q.levels))
    raised = cached_property(lambda q: round(q.p.bound + q.p.step, 10))
    other: Any = kept(*BOUNDED, "step")(lambda q: co.solve(q.problem, q.raised))
    promised = cached_property(lambda q: q.optimum.multiplier * q.p.step)  # by the price, of the raise
    gained = cached_property(lambda q: q.optimum.value - q.other.value)

    # Prices.

    floor: Any = kept(*TYPED)(lambda q: du.floor(q.problem))
    best: Any = kept(*BOUNDED)(lambda q: du.best_price(q.problem, q.p.bound))
    net: Any = kept(*TYPED)(lambda q: du.net(q.problem))
    touch: Any = kept(*TYPED, "price")(lambda q: du.lowest(q.problem, [q.p.price]))
    dual = cached_property(lambda q: float(q.touch.heights[0] - q.p.price * q.p.bound))  # d(m)
    gap = cached_property(lambda q: q.optimum.value - q.best.value)
    seen_below = cached_property(
        lambda q: float(np.nanmin(q.problem.grid[0] + q.p.price * (q.problem.grid[1] - q.p.bound)))
    )
    slater = cached_property(lambda q: q.problem.equal or bool((q.problem.grid[1] < q.p.bound - 1e-9).any()))

    # Flowers.

    plain: Any = kept("pair", "limit")(lambda q: ma.train(*ma.flowers(q.p.pair), q.p.limit))

    place = cached_property(lambda q: np.clip(q.p.place, *np.transpose(PETALS[q.p.pair])))  # in the panel

    @cached_property
    def spots(self) -> Array:
        """Where the flowers are, (100, 2), one of them perhaps moved."""
        found = ma.flowers(self.p.pair)[0]
        if self.p.trial == "moved":
            found = found.copy()
            found[self.p.flower] = self.place
        return found

    @kept("pair", "limit", "flower", "trial", "place")
    def kept_in(self) -> NDArray[np.bool_]:
        """Which flowers are trained on."""
        return np.arange(2 * ma.EACH) != (self.p.flower if self.p.trial == "out" else -1)

    @kept("pair", "limit", "flower", "trial", "place")
    def machine(self) -> ma.Machine:
        """The machine of the flowers that are trained on."""
        if self.p.trial == "as":
            return ma.train(*ma.flowers(self.p.pair), self.p.limit)
        y = ma.flowers(self.p.pair)[1]
        return ma.train(self.spots[self.kept_in], y[self.kept_in], self.p.limit)

    @kept("pair", "limit", "flower", "trial", "place")
    def few(self) -> ma.Machine:
        """The machine of its support vectors alone."""
        held = self.machine.support
        return ma.train(self.machine.x[held], self.machine.y[held], self.p.limit)

    norms = cached_property(lambda q: (float(np.hypot(*q.machine.w)), float(np.hypot(*q.few.w))))

    @cached_property
    def alpha(self) -> Array:
        """The multiplier of each of the 100 flowers; NaN for one that is left out."""
        found = np.full(2 * ma.EACH, np.nan)
        found[self.kept_in] = self.machine.alpha
        return found

    @cached_property
    def sides(self) -> Array:
        """y (w x + b) of each of the 100 flowers, also of one that is left out."""
        return np.asarray(ma.flowers(self.p.pair)[1] * (self.spots @ self.machine.w + self.machine.b))
