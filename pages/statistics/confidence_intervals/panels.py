"""The panels of the lesson: an interval that holds what it should is "data", one that misses it "model"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import intervals as iv
from mathcore.statistics import proportions as pr
from pages.statistics.confidence_intervals.state import FEWEST, MOST, ROWS

if TYPE_CHECKING:
    from pages.statistics.confidence_intervals.state import Array, Intervals

WIDE, TALL, TOP = 1.9, 0.9, 105.0  # axes of means and errors, in deviations of a draw; of the rows
TARGETS = {"mean": "— θ, drag it ", "next": "• the next mean ", "draw": "• the next value "}
AXES = {"mean": "mean of the sample", "next": "mean − the next mean", "draw": "mean − the next value"}
LOWEST = 0.6  # coverage that is drawn
NAMES = {"mean": "mean ± 1.46", "between": "between them", "box": "half the box"}
ROLES, AT = {"mean": "model", "between": "gradient", "box": "optimum"}, {"mean": 0.05, "between": 0.2, "box": 0.95}
D, GAPS = np.linspace(0.0, 10.0, 201), np.linspace(0.0, 9.0, 181)
SHARES, COVERAGE = (0, 0.25, 0.5, 0.75, 1), viz.Axis("coverage", (LOWEST, 1.01), percent=True)

_scaled = lambda w: tuple(w * each for each in SHARES)
_seen = lambda w: viz.Axis("observed share x/n", (-0.2 * w, 1.09 * w), ticks=_scaled(w))
# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right": viz.label([x], [y], text, role, position=side, size=13)


def _bars(low: Array, high: Array, y: Array, role: str, shown: Any, **style: Any) -> Any:
    """Horizontal bars, those that are shown, as one broken line."""
    x = np.where(shown, np.stack([low, high, np.full_like(low, np.nan)]), np.nan)
    return viz.line(x.T.ravel(), np.repeat(y, 3), role, hover=False, **style)


def _slide(q: Intervals, name: str, at: tuple[float, float]) -> list[viz.Handle]:
    """What moves θ, where a θ is asked for."""
    moves = lambda x, y: {"off": (x - q.truth) / q.unit}
    return [viz.Handle(name, at, "the value θ", "gradient", moves=moves, follows="x")] * (q.p.held == "mean")


def rows_panel(q: Intervals) -> viz.Plane:
    """A hundred samples, an interval each, and what each should hold."""
    mean, half, holds, target = (each[:ROWS] for each in (q.dance.mean, q.halves, q.holds, q.targets))
    y, moving, (low, high) = ROWS - np.arange(ROWS, dtype=float), q.p.held == "mean", q.span
    line, alone = q.line if moving else np.nan, np.where(holds, np.nan, mean)  # an interval may be a point
    traces = [
        viz.segment((q.truth, 0), (q.truth, TOP), "optimum", width=2, dash="dash", hover=False),
        _bars(mean - half, mean + half, y, "data", holds, width=1.6, opacity=0.65),
        _bars(mean - half, mean + half, y, "model", np.logical_not(holds), width=2.8),
        viz.markers(alone, y, "model", size=5, name="misses it"),
        viz.markers(mean, y, "ink", size=2.5, name="mean of a sample"),
        viz.markers(target * (np.nan if moving else 1.0), y, "gradient", size=5, name="to be held"),
        viz.segment((line, 0), (line, TOP), "gradient", width=2.4, hover=False),
        says(low, TOP + 12, " ╌ centre" if q.p.source == "cauchy" else " ╌ true mean", "optimum"),
        says(high, TOP + 12, TARGETS[q.p.held], "gradient", "middle left"),
    ]
    x = viz.Axis("share of right answers" if q.p.source == "digits" else "value", q.span)
    up = viz.Axis("sample", (-2, TOP + 17), ticks=[1, 51, 100], labels=["100", "50", "1"])
    title = f"{np.count_nonzero(holds)} of {ROWS} intervals hold it"
    return viz.Plane(traces, x, up, title, handles=_slide(q, "theta", (q.line, TOP)))


def cone_panel(q: Intervals) -> viz.Plane:
    """Each interval as a dot, its centre against its standard error: those in the cone hold what is asked."""
    moving, top, fixed = q.p.held == "mean", TALL * q.unit, q.method == "known"
    apex, truth, span = (q.line, q.truth, q.span) if moving else (0.0, np.nan, (-WIDE * q.unit, WIDE * q.unit))
    x, y, side, tip = q.dance.mean - q.targets + apex, q.dance.error, q.reach * q.known, 3 * top * q.reach
    foot, head = (side, side) if fixed else (0.0, tip)
    corners = [(apex - foot, 0), (apex - head, 3 * top), (apex + head, 3 * top), (apex + foot, 0)]
    up = 0.8 * (top if fixed else min(top, (span[1] - apex) / q.reach))
    grip, y = (apex + (side if fixed else up * q.reach), up), np.minimum(y, 0.985 * top)
    traces = [
        viz.polygon(corners, "data", opacity=0.13, width=1.6),
        viz.segment((truth, 0), (truth, top), "optimum", width=1.6, dash="dash", hover=False),
        viz.markers(np.where(q.holds, x, np.nan), y, "data", size=5 * q.heaps, opacity=0.6, name="holds it"),
        viz.markers(np.where(q.holds, np.nan, x), y, "model", size=6 * q.heaps, name="misses it"),
        viz.dots((apex, 0), "gradient", size=12, symbol="triangle-up", name="what is to be held"),
        viz.dots(grip, "data", size=12, symbol="diamond", name="confidence"),
    ]
    far = lambda to, e: max(to - apex, 0.0) / (q.known if fixed else max(e, 1e-9))
    lift = lambda to, e: {"confidence": 100 * iv.level_of(q.method, q.p.n, far(to, e))}
    # The edge goes to whole per cents, and its place to where there is room: it follows a direction only.
    handles = [viz.Handle("edge", grip, "confidence", "data", moves=lift, follows="loosely")]
    handles += _slide(q, "apex", (apex, 0.0))
    title = f"{100 * q.holds.mean():.1f}% of {len(x):,} in the {'strip' if fixed else 'cone'}: they hold it"
    axes = viz.Axis(AXES[q.p.held], span), viz.Axis("standard error s/√n", (-0.05 * top, top))
    return viz.Plane(traces, *axes, title, handles=handles)


def belt_panel(q: Intervals) -> viz.Plane:
    """All intervals of a procedure, one for each count; the upright line at the true p crosses those that hold it."""
    n, p, w, (a, b), at = q.p.trials, q.p.share, q.wide, q.ends, q.count / q.p.trials
    (low, high), seen, wide = pr.belt(n, q.p.kind, q.level).T, np.arange(n + 1) / n, float(np.clip(110 / n / w, 1.6, 7))
    inside = (low <= p) & (high >= p)
    traces = [
        viz.segment((0, 0), (1, 1), "zero", width=1.2, hover=False),
        _bars(low, high, seen, "data", inside, width=wide, opacity=0.6),
        _bars(low, high, seen, "model", ~inside, width=wide, opacity=0.35),
        viz.markers(seen, seen, "muted", size=float(np.clip(60 / n / w, 2, 5)), name="observed share"),
        viz.segment((p, -0.09 * w), (p, 1.04 * w), "optimum", width=2.4, hover=False),
        viz.line([a, b], [at, at], "accent", width=max(wide, 4), name="interval in hand"),
        viz.dots((at, at), "accent", size=12, name="count in hand"),
        says(1.09 * w, -0.14 * w, f"{q.count} of {n}: {number(a, 3)} to {number(b, 3)}", "accent", "middle left"),
        says(p, 1.04 * w, "    true p    ", "optimum", "middle right" if p < 0.5 * w else "middle left"),
    ]
    # Counts are whole: with few trials the next one is far.
    count = lambda x, y: {"count": min(max(n * y, 0), n)}
    handles = [
        viz.Handle("share", (p, 1.04 * w), "true p", "optimum", moves=lambda x, y: {"share": x}, follows="x"),
        viz.Handle("count", (at, at), "count", "accent", moves=count, follows="loosely"),
    ]
    x = viz.Axis("p", (-0.1 * w, 1.1 * w), ticks=_scaled(w))
    return viz.Plane(traces, x, _seen(w), "An interval for every count", handles=handles)


def mass_panel(q: Intervals) -> viz.Plane:
    """How probable each count is at the true p: the blue ones add up to the coverage."""
    chance, left, right = pr.row(q.p.trials, q.p.share, q.p.kind, q.level)
    y, w, misses = np.arange(len(chance)) / q.p.trials, q.wide, left | right
    wide = float(np.clip(150 / q.p.trials / w, 2, 9))
    traces = [
        _bars(0 * y, chance / chance.max(), y, "data", ~misses, width=wide),
        _bars(0 * y, chance / chance.max(), y, "model", misses, width=wide),
        says(1.18, -0.055 * w, f"miss p: {100 - 100 * q.here:.1f}%", "model", "middle left"),
        says(1.18, -0.165 * w, f"hold p: {100 * q.here:.1f}%", "data", "middle left"),
    ]
    x = viz.Axis("probability (largest = 1)", (0, 1.2), ticks=[0, 0.5, 1])
    return viz.Plane(traces, x, _seen(w), f"Counts at p = {number(q.p.share, 3)}", weight=0.7)


def teeth_panel(q: Intervals) -> viz.Plane:
    """The coverage at every p: exact, and jagged."""
    p, found = q.teeth
    spot, w = (q.p.share, max(q.here, LOWEST + 0.005)), q.wide
    traces = [viz.line(x, np.maximum(y, 0.5), "null", width=1, opacity=0.3, hover=False) for x, y in q.others]
    traces += [
        viz.segment((0, q.level), (1, q.level), "muted", width=1.6, dash="dash", hover=False),
        viz.line(p, np.maximum(found, 0.5), "data", width=2, name="coverage"),
        viz.dots(spot, "optimum", size=13, name="at the true p"),
        says(0.5 * w, LOWEST + 0.02, "grey: the three others", "muted", "middle center"),
    ]
    handles = [viz.Handle("tooth", spot, "true p", "optimum", moves=lambda x, y: {"share": x}, follows="x")]
    title = f"{q.p.trials} trials, p = {number(q.p.share, 3)}: {100 * q.here:.1f}%"
    x = viz.Axis("p", (-0.03 * w, 1.03 * w), ticks=_scaled(w))
    return viz.Plane(traces, x, COVERAGE, title, handles=handles, weight=1.3)


def trials_panel(q: Intervals) -> viz.Plane:
    """The coverage at that p for every number of trials: more is not always better."""
    n, found, here = np.arange(FEWEST, MOST + 1), np.maximum(q.along, 0.5), max(q.here, LOWEST + 0.005)
    traces = [
        viz.segment((0, q.level), (MOST, q.level), "muted", width=1.6, dash="dash", hover=False),
        viz.line(n, found, "data", width=1, opacity=0.5, hover=False),
        viz.markers(n, found, "data", size=4.5, name="coverage"),
        viz.dots((q.p.trials, here), "optimum", size=13, name="here"),
    ]
    more = lambda x, y: {"trials": x}
    handles = [viz.Handle("more", (q.p.trials, here), "trials", "optimum", moves=more, follows="x")]
    return viz.Plane(traces, viz.Axis("trials n", (0, MOST + 4)), COVERAGE, "The same p, more trials", handles=handles)


def groups_panel(q: Intervals) -> viz.Plane:
    """Two estimates, their intervals, and the interval of their difference, whose zero is the first estimate."""
    (error, _, _), z, gap, ratio = q.touch, q.z, q.p.gap, q.p.ratio
    apart, left, right = gap > z * error, max(-z, gap - z * ratio), min(z, gap + z * ratio)
    traces: list[Any] = [
        viz.segment((0, 0.3), (0, 3.4), "null", width=1.4, dash="dash", hover=False),
        viz.rectangles([(left, right, 1.8, 3.2) if left < right else (np.nan,) * 4], "accent", opacity=0.16),
    ]
    verdict, role = ("0 lies outside: they differ", "optimum") if apart else ("0 lies inside: no verdict", "model")
    rows = (3, 0.0, 1.0, "data", "A"), (2, gap, ratio, "data", "B"), (1, gap, error, role, "B − A")
    for y, at, wide, colour, name in rows:
        traces.append(viz.line([at - z * wide, at + z * wide], [y, y], colour, width=6, name=name))
        traces += [viz.dots((at, y), "ink", size=10, name=name), says(-8.3, y + 0.25, name, colour)]
    traces.append(says(17.3, 0.45, verdict, role, "middle left"))
    wider, farther = lambda x, y: {"ratio": (x - gap) / z}, lambda x, y: {"gap": x}
    handles = [
        viz.Handle("gap", (gap, 2.0), "estimate B", "ink", moves=farther, follows="x"),
        viz.Handle("end", (gap + z * ratio, 2.0), "precision of B", "data", moves=wider, follows="x"),
    ]
    x, up = (
        viz.Axis("value, in standard errors of A", (-8.5, 17.5), ticks=[-5, 0, 5, 10, 15]),
        viz.Axis("", (0.1, 3.6), visible=False),
    )
    return viz.Plane(traces, x, up, "Two intervals, and that of the difference", handles=handles, weight=1.3)


def gap_panel(q: Intervals) -> viz.Plane:
    """The p-value against the distance: significant long before the intervals part."""
    error, touching, p = q.touch
    found, alpha, here = np.maximum(iv.p_value(GAPS, error), 1e-9), 1 - q.level, max(q.p_gap, 1.2e-6)
    traces = [
        viz.rectangles([(q.z * error, touching, 1e-9, 1.0)], "accent", opacity=0.16),
        viz.segment((0, alpha), (9, alpha), "muted", width=1.4, dash="dash", hover=False),
        viz.line(GAPS, found, "model", width=2.6, name="p-value"),
        viz.dots((touching, max(p, 1.2e-6)), "data", size=11, symbol="diamond", name="just touching"),
        viz.dots((q.p.gap, here), "ink", size=13, name="here"),
        says(8.9, 2.6, "shaded: they overlap, and differ", "accent", "middle left"),
    ]
    handles = [viz.Handle("here", (q.p.gap, here), "distance", "ink", moves=lambda x, y: {"gap": x}, follows="x")]
    x, y = (
        viz.Axis("distance of the estimates", (-0.3, 9.3)),
        viz.Axis("p-value of no difference", (1e-6, 6.0), log=True),
    )
    return viz.Plane(traces, x, y, f"Just touching: p = {number(p, 2)}", handles=handles)


def line_panel(q: Intervals) -> viz.Plane:
    """Two readings, what each allows, what both allow, and three 50% intervals."""
    m, room, y = q.middle, (10 - q.apart) / 2, np.array([6.0, 5.0])
    traces = [
        _bars(q.pair - 5, q.pair + 5, y, "null", True, width=2),
        viz.line([m - room, m + room], [4, 4], "ink", width=9, name="possible"),
        viz.markers(q.pair, y, "data", size=13, name="reading"),
        says(-10.3, 6.6, " two readings, each ± 5", "data"),
        says(-10.3, 4.45, " the box: what both allow", "ink"),
    ]
    for k, name in enumerate(iv.PROCEDURES):
        half, at, wide = float(iv.reaches(name, q.apart)), 2.7 - 1.2 * k, 9 if name == q.p.procedure else 4
        share = 100 * float(iv.given_distance(name, q.apart))
        traces.append(viz.line([m - half, m + half], [at, at], ROLES[name], width=wide, name=NAMES[name]))
        traces.append(says(-10.3, at + 0.5, f" {NAMES[name]} holds {share:.0f}%", ROLES[name]))
    handles = viz.handles("readings", np.stack([q.pair, y], axis=1), "reading", "data", follows="x")
    x, up = viz.Axis("θ", (-10.5, 10.5)), viz.Axis("", (-0.4, 7.1), visible=False)
    return viz.Plane(traces, x, up, "Two readings", handles=handles, weight=1.25)


def triangle_panel(q: Intervals) -> viz.Plane:
    """All pairs of readings: even over a triangle. The shaded part is covered; the row is what could have been read."""
    role, room = ROLES[q.p.procedure], (10 - q.apart) / 2
    half = min(float(iv.reaches(q.p.procedure, q.apart)), room)
    traces = [
        viz.polygon([(-5, 0), (5, 0), (0, 10)], "null", opacity=0.05, width=1.6),
        viz.polygon(iv.strip(q.p.procedure), role, opacity=0.25, width=0),
        viz.dots(q.scatter, "null", size=3, opacity=0.45, name="a pair"),
        viz.line([-room, room], [q.apart] * 2, "ink", width=2.5, name="pairs as far apart"),
        viz.line([-half, half], [q.apart] * 2, role, width=8, name="covered"),
        viz.dots((room, q.apart), "ink", size=12, name="distance"),
    ]

    def part(x: float, y: float) -> dict[str, Any]:
        """Both readings move away from their mean, or towards it."""
        most, sign = 2 * (5 - abs(q.middle)), 0.5 if q.pair[0] <= q.pair[1] else -0.5
        far = sign * min(max(y, 0.0), most)
        found = {"readings": (q.middle - far, q.middle + far)}
        if not -0.05 <= y <= most + 0.05:
            raise viz.Limit("A reading is at the end of its axis.", found)
        return found

    handles = [viz.Handle("distance", (room, q.apart), "distance of the readings", "ink", moves=part, follows="y")]
    x, up = viz.Axis("mean of the readings − θ", (-5.4, 5.4)), viz.Axis("distance of the readings d", (-0.5, 10.6))
    return viz.Plane(traces, x, up, "Half of the area", handles=handles)


def given_panel(q: Intervals) -> viz.Plane:
    """The coverage among pairs as far apart, against that distance."""
    traces: list[Any] = [viz.segment((0, 0.5), (10, 0.5), "muted", width=1.4, dash="dash", hover=False)]
    for name in iv.PROCEDURES:
        wide, found = 3 if name == q.p.procedure else 1.6, iv.given_distance(name, D)
        curve = viz.line(D, found, ROLES[name], width=wide, name=NAMES[name])
        traces.append(viz.called(curve, NAMES[name], at=AT[name], size=13))
    traces.append(viz.dots((q.apart, q.given), ROLES[q.p.procedure], size=12, name="here"))
    x, up = viz.Axis("distance of the readings d", (-0.3, 10.3)), (-0.04, 1.08)
    return viz.Plane(traces, x, viz.Axis("coverage given d", up, percent=True), "Given what you see")
