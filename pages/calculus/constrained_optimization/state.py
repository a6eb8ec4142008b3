"""A typed problem with its wall and its price, flowers with a street: controls, quantities, what is said of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Point, Slider, Steps
from explorer.lesson import Law, Readout, State, kept, law
from explorer.text import number, settled
from mathcore.calculus import constrained as co
from mathcore.calculus import duality as du
from mathcore.calculus import margins as ma
from mathcore.calculus import walls as wl
from mathcore.calculus.window import HALF
from pages.calculus.constrained_optimization.panels import PETALS, contours

BOWL = "(x-2)^2+2*(y-1)^2"
OBJECTIVES = (BOWL, "x*y", "x", "x+y", "x^4-3*x^2+x+y^2", "(x^2+y-11)^2+(x+y^2-7)^2", "|x-2|+2*|y-1|")
CONSTRAINTS = ("x+y", "x^2+y^2", "x^2+4*y^2", "-x", "y^2-x^3", "max(x+y-1,y-0.5)", "(x^2-1)^2+y^2")
KNOWN, MOVED = "Of x and y, with + - * / ^, sin, exp, log, sqrt, abs, max, …", {"trial": ("moved",)}
MARKS: Any = {True: {"size": 12, "symbol": "x", "ring": False}, False: {"size": 19, "symbol": "circle", "ring": True}}
SPECIES = {"easy": "setosa, versicolor", "hard": "versicolor, virginica"}
OBJECTIVE = Expression("objective", "Minimise f(x, y)", BOWL, ("x", "y"), OBJECTIVES, help=KNOWN)
CONSTRAINT = Expression("constraint", "subject to g(x, y)", "x+y", ("x", "y"), CONSTRAINTS, help=KNOWN)
KIND = Choice("kind", "Constraint", {"le": "g ≤ c", "eq": "g = c"}, "le")
BOUND = Slider("bound", "Bound c", *co.LEVELS, 1, 0.01, help="Drag the wall itself: it goes through the pointer.")
WALKER = Point("walker", "Bead", (1.8, -0.8), (-HALF, HALF), (-HALF, HALF), 0.01)
STEP = Slider("step", "Raise the bound by", -3, 3, 1, 0.01)
PRICE = Slider("price", "Price m", du.LOWEST, du.HIGHEST, 1, 0.01)
START = Point("start", "Start", (-2.0, 2.0), (-HALF, HALF), (-HALF, HALF), 0.01)
RATE = Slider("rate", "Step size η", 0.01, 0.5, 0.1, log=True, per_decade=20)
TICK = Steps("tick", "Step", high=80, default=80, rate=16)
RUN = START, RATE, TICK
PAIR = Choice("pair", "Flowers", SPECIES, "easy")
LIMIT = Slider("limit", "Price C of one unit of slack", 0.02, 1000, 10, log=True, per_decade=20)
FLOWER = Slider("flower", "One flower", 0, 2 * ma.EACH - 1, 44, 1, integer=True)
TRIAL = Choice("trial", "That flower", {"as": "as it is", "moved": "moved", "out": "left out"}, "as")
PLACE = Point("place", "Moved to", (2.6, 0.9), (0.7, 7.2), (0.0, 2.8), 0.01, when=MOVED)
TREATED = ("pair", "limit", "flower", "trial", "place")
TYPED, BOUNDED = ("objective", "constraint", "kind"), ("objective", "constraint", "kind", "bound")


class Bounded(State):
    """A problem with a bound, the least value there, a bead on the wall; prices; flowers and the street between."""

    problem = cached_property(lambda q: co.problem(q.p.objective, q.p.constraint, q.p.kind == "eq"))
    span = cached_property(lambda q: q.problem.span)
    optimum = kept(*BOUNDED)(lambda q: co.solve(q.problem, q.p.bound))
    wall = kept(*BOUNDED)(lambda q: co.wall(q.problem, q.p.bound))
    contacts = kept(*BOUNDED)(lambda q: co.contacts(q.problem, q.p.bound))
    behind = kept(*BOUNDED)(lambda q: wl.forbidden(q.problem, q.p.bound))
    contours = kept(*TYPED)(contours)
    nothing = cached_property(lambda q: q.optimum.where in ("none", "endless"))
    # The bead, its piece of the wall and how far along that goes; f there.
    bead = kept(*BOUNDED, "walker")(lambda q: wl.bead(q.problem, q.p.bound, q.p.walker))
    heights = kept(*BOUNDED)(lambda q: [q.problem.values(chain)[0] for chain in q.wall])
    far = cached_property(lambda q: wl.lengths(q.wall[q.bead.chain]) if q.bead else np.full(2, np.nan))
    here = cached_property(lambda q: float(q.problem.f(*q.bead.point)) if q.bead else np.nan)
    rests = cached_property(lambda q: q.bead is not None and q.bead.rests(q.span.usual))
    tall = cached_property(lambda q: wl.taller(q.span.f, q.optimum.value))
    seen = kept(*BOUNDED)(lambda q: co.lowest_seen(q.problem, q.p.bound))
    # What a larger bound is worth: p(c), its value at the raised bound, what the price promises and what comes of it.
    levels = cached_property(lambda q: np.linspace(q.span.g[0], q.span.g[1], 201))
    least = kept(*TYPED)(lambda q: du.least_values(q.problem, q.levels))
    raised = cached_property(lambda q: round(q.p.bound + q.p.step, 10))
    other = kept(*BOUNDED, "step")(lambda q: co.solve(q.problem, q.raised))
    promised = cached_property(lambda q: q.optimum.multiplier * q.p.step)
    gained = cached_property(lambda q: q.optimum.value - q.other.value)
    # Prices: all pairs (g, f), where the line of this price touches them, d(m) and the best price.
    net = kept(*TYPED)(lambda q: du.net(q.problem))
    floor = kept(*TYPED)(lambda q: du.floor(q.problem))
    touch = kept(*TYPED, "price")(lambda q: du.lowest(q.problem, [q.p.price]))
    best = kept(*BOUNDED)(lambda q: du.best_price(q.problem, q.p.bound))
    dual = cached_property(lambda q: np.nan if q.falls else float(q.touch.heights[0] - q.p.price * q.p.bound))
    falls = kept(*TYPED, "price")(lambda q: du.falls(q.problem, q.touch))
    gap = cached_property(lambda q: q.optimum.value - q.best.value if q.best.attained else np.nan)
    slater = cached_property(lambda q: q.problem.equal or bool((q.problem.grid[1] < q.p.bound - 1e-9).any()))
    below = cached_property(lambda q: du.seen_below(q.problem, q.p.bound, q.p.price))
    # A point that pursues the least f, and a price that pursues the point: the steps so far, which is the last.
    course = kept(*BOUNDED, "start", "rate")(lambda q: du.pursuit(q.problem, q.p.bound, q.p.start, q.p.rate, 80))
    run = cached_property(lambda q: np.where(np.arange(81)[:, None] <= q.p.tick, q.course, np.nan))
    now = cached_property(lambda q: int(np.isfinite(q.run[:, 2]).sum()) - 1)
    # Flowers, one of them perhaps moved (as far as the panel goes) or left out.
    place = cached_property(lambda q: np.clip(q.p.place, *np.transpose(PETALS[q.p.pair])))
    flowers = kept(*TREATED)(lambda q: ma.trial(q.p.pair, q.p.limit, q.p.flower, q.p.trial, q.place))
    machine = cached_property(lambda q: q.flowers.machine)
    marked = cached_property(lambda q: MARKS[q.p.trial == "out"])


Said = list[Readout | Law]
UNLESS = {"edge": "it lies on the window’s edge", "corner": "f has a corner there, or f or g ends"}
UNLESS |= {"singular": "∇g is zero there, or f or g has a corner"}
BENT, INSIDE = "f or g is not convex, or g = c is not straight", "no point lies strictly inside the wall"
SAYS = {
    "none": "No allowed point of the window was found: change the bound.",
    "endless": "There is no least f: it falls without end close to an allowed point.",
    "singular": "No multiplier was found: at the least f ∇g is zero, or f or g has a corner.",
    "walls": "Two walls meet at the least f, and each has a multiplier: {} and {}. Their sum λ is the price of c.",
    "kink": "At the least f the slope of f jumps: a mean of its two values is what the wall balances, and gives λ.",
    "edge": "The least f lies on the edge of the window, which pushes as well: it is part of the problem here.",
    "free": "The least f lies inside, where the wall does not touch it: λ = 0.",
    "corner": "The least f lies inside, at a corner of f or where f or g ends. The wall does not touch it: λ = 0.",
}
SAME, OTHER = (
    "This flower has no say: the street is the same without it.",
    "Dotted: the street with this flower as it is.",
)
BEYOND = "The flower is moved to the edge of the panel, and no further."
HIGH = "The bead is higher than the right panel shows: it waits at the edge."
BARE = "At the bead ∇g is zero, or f or g has no slope: no forces are drawn."
DEEP = "At this price f + m g falls without end: no line touches the pairs from below."
EMPTY, PAID = "At the raised bound no allowed point was found.", "A negative price rewards trespass: no bound on g ≤ c."
HELD = "Petals of {}: a street {} cm wide between them, held by {} flowers."
AWAY = "After step {} the point was lost, far outside: lower η, or the problem has no rest for it."


def optimum(q: Bounded) -> Said:
    """The least value, where it is, and its multiplier."""
    if q.nothing:
        says = "no allowed point was found" if q.optimum.where == "none" else "none: f falls without end"
        return [Readout("least allowed f, p(c)", says, role="optimum")]
    at, price = ", ".join(number(each, 4) for each in q.optimum.point.tolist()), q.optimum.multiplier
    said = price if np.isfinite(price) else "none was found"
    found = Readout("least allowed f, p(c)", q.optimum.value, role="optimum", scale=1)
    return [found, Readout("at", f"({at})", role="optimum"), Readout("multiplier λ there", said, role="accent")]


def bead(q: Bounded) -> Said:
    found = optimum(q)
    if q.bead and np.isfinite(q.bead.slope):
        steep, measured = float(np.hypot(*q.bead.pull)), wl.chord_slope(q.problem, q.p.bound, q.bead)
        push = float(np.hypot(*q.bead.push))
        found += [Readout("pull |∇f| at the bead", steep, role="gradient"), Readout("push λ|∇g|", push, role="model")]
        if np.isfinite(measured):
            says, slack = "by two values = ∇f · way", 1e-4 * (1 + steep)
            found.append(law("f’s slope along the wall", says, measured, q.bead.slope, slack=slack))
    if q.nothing:
        return found
    left, steep = co.residual(q.problem, q.optimum), 1 + q.span.usual
    if np.isfinite(left):
        more: Any = {"slack": 1e-5 * steep, "unless": UNLESS.get(q.optimum.where, "")}
        found.append(law("pull and push cancel at the least f", "|∇f + λ∇g| = 0", left, 0.0, **more))
    if np.isfinite(q.seen):
        found.append(law("no allowed point of a fine grid is lower", "p(c) ≤ f there", q.optimum.value, q.seen))
    return found


def worth(q: Bounded) -> Said:
    found, price = optimum(q), q.optimum.multiplier
    if q.nothing or not np.isfinite(q.other.value):
        return found
    found.append(Readout(f"saved by a raise of {number(q.p.step, 3)}", q.gained, role="gradient"))
    if not np.isfinite(price):
        return found
    found.append(Readout("promised by the price, λ · raise", q.promised, role="accent"))
    measured = co.gain(q.problem, q.p.bound, q.optimum)
    if np.isfinite(measured):
        name, slack = "the multiplier is the price of the bound", 1e-3 * (1 + abs(price))
        found.append(law(name, "−dp/dc by two bounds = λ", measured, price, slack=slack))
    return found + convex(q, "no raise saves more than its price", "saved ≤ λ · raise", q.gained, q.promised)


def convex(q: Bounded, name: str, says: str, left: float, right: float) -> Said:
    """What convexity promises: where it is proved, and where it is refuted with that as what is switched off."""
    if q.problem.convex is None:
        return []
    unless = BENT if not q.problem.convex else "" if q.slater else INSIDE
    return [law(name, says, left, right, slack=1e-6 * (1 + abs(left) + abs(right)), unless=unless)]


def prices(q: Bounded) -> Said:
    found, p, best = optimum(q)[:1], q.optimum.value, q.best
    if not np.isfinite(q.dual):
        return found
    unless, slack = "m < 0 rewards trespass" * (q.p.kind == "le" and q.p.price < 0), 1e-7 * (1 + abs(q.dual))
    found.append(Readout("d(m) at this price", q.dual, role="accent"))
    seen = law("no pair of a fine grid lies below the line", "d(m) ≤ f + m(g − c)", q.dual, q.below, slack=slack)
    if q.nothing or not np.isfinite(best.value):
        return [*found, seen]
    found += [Readout("largest d", best.value, role="accent"), Readout("at the price", best.price, role="accent")]
    gap = q.gap * (q.gap > 1e-7 * (1 + abs(p))) if best.attained else "unknown: d still rises there"
    found.append(Readout("gap, which no price closes", gap, role="gradient"))
    found.append(law("a price promises no more than p(c)", "d(m) ≤ p(c)", q.dual, p, slack=slack, unless=unless))
    return [*found, seen, *convex(q, "the best price explains all", "largest d = p(c)", best.value, p)]


def pursuit(q: Bounded) -> Said:
    x, y, m = q.run[q.now].tolist()
    trespass = q.problem.values(q.run[: q.now + 1, :2])[1] - q.p.bound
    found: Said = [Readout("price m now", m, role="accent"), *optimum(q)]
    if not np.isfinite(trespass).all():
        return found
    total, says = q.p.rate * float(trespass[:-1].sum()), f"m {'=' if q.problem.equal else '≥'} η · Σ(g − c)"
    found.insert(1, Readout(f"trespass g − c now, at ({number(x, 3)}, {number(y, 3)})", trespass[-1], role="gradient"))
    return [*found, law("the price is what trespass has cost so far", says, m, total, tolerance=1e-8)]


def street(q: Bounded) -> Said:
    found, alpha, few, plain = q.machine, q.flowers.alpha[q.p.flower], q.flowers.few, q.flowers.plain
    same, said = "½|w|² + C Σξ = Σα − ½|w|²", alpha if np.isfinite(alpha) else "left out"
    return [
        Readout("width of the street", found.width, "cm", role="accent"),
        Readout("width with the chosen flower as it is", plain.width, "cm"),
        Readout("support vectors; of them at α = C", f"{int(found.support.sum())}; {int(found.bound.sum())}"),
        Readout("α of the chosen flower", said, role="accent"),
        law("price and street agree: no gap", same, found.primal, found.dual, tolerance=1e-7),
        law("support vectors alone hold the street", "width = width by them", found.width, few.width, tolerance=1e-6),
        law("all flowers lie on the hook", "farthest from it = 0", found.broken, 0.0, tolerance=1e-7),
    ]


typed_notice = lambda q: SAYS.get(q.optimum.where, "").format(*(number(m, 4) for m in q.optimum.parts))
high = lambda q: BARE if np.isnan(q.bead.slope) else HIGH * (not q.tall[0] <= q.here <= q.tall[1])
bead_notice = lambda q: typed_notice(q) or (high(q) if q.bead else "")
same = lambda q: np.allclose(q.machine.w, q.flowers.plain.w, rtol=1e-7, atol=0)
tried = lambda q: BEYOND if q.p.trial == "moved" and tuple(q.place) != q.p.place else SAME if same(q) else OTHER
street_notice = lambda q: tried(q) * (q.p.trial != "as")
raised = lambda q: {"none": EMPTY, "endless": SAYS["endless"]}.get(q.other.where, "")
worth_notice = lambda q: (not q.nothing and raised(q)) or typed_notice(q)
paid = lambda q: DEEP if q.falls else PAID * (q.p.kind == "le" and q.p.price < 0)
prices_notice = lambda q: (not q.nothing and paid(q)) or typed_notice(q)
between = lambda q: " and ".join(ma.species(q.p.pair))
street_alt = lambda q: HELD.format(between(q), number(q.machine.width, 3), q.machine.support.sum())
pursuit_notice = lambda q: AWAY.format(q.now) if q.now < q.p.tick and not q.nothing else typed_notice(q)


def problem_alt(q: Bounded) -> str:
    says = f"Minimise {q.p.objective} where {q.p.constraint} {'=' if q.problem.equal else '≤'} {number(q.p.bound, 3)}."
    at, price = ", ".join(number(each, 3) for each in q.optimum.point.tolist()), q.optimum.multiplier
    found = f"The least value {number(settled(q.optimum.value), 3)} is at ({at}), with "
    found += f"the multiplier {number(price, 3)}." if np.isfinite(price) else "no multiplier."
    return f"{says} {typed_notice(q) if q.nothing else found}"


def numbers(q: Bounded) -> dict[str, Any]:
    """Named values for the text and the programs."""
    f_slope, g_slope = (each[0] for each in q.problem.slopes(q.optimum.point[None]))
    m, o = q.machine, q.optimum
    here = {"minimum": o.value, "multiplier": o.multiplier, "point": o.point, "slope_f": f_slope, "slope_g": g_slope}
    says = {"f": q.problem.f.latex, "g": q.problem.g.latex, "sign": "=" if q.problem.equal else r"\le"}
    best = {"raised_minimum": q.other.value, "dual_here": q.dual}
    rises = np.inf if q.optimum.where == "none" else np.nan  # without bound, or to where is not known
    found = (q.best.value, q.best.price) if q.best.attained else (rises, rises)
    best |= dict(zip(("dual_best", "price_best"), found, strict=True))
    svm = {"w_1": m.w[0], "w_2": m.w[1], "w_squared": m.w @ m.w, "street": m.width, "alpha_sum": m.alpha.sum()}
    return here | says | best | svm | {"held": int(m.support.sum()), "full": int(m.bound.sum())}


def listing(q: Bounded) -> dict[str, Any]:
    """The constants of the programs; of the flowers those with α > 0, which give the same street."""
    f, g = (each.plain.replace("**", "^") for each in (q.problem.f, q.problem.g))
    rows = np.column_stack([q.machine.x, q.machine.y])[q.machine.support]
    bounds = {"bound": q.p.bound, "raised": q.raised, "price": q.p.price, "limit": q.p.limit}
    return {"objective": f, "constraint": g, "equal": q.problem.equal, **bounds, "flowers": rows}
