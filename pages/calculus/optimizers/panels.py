"""The panels of the lesson: paths, losses, step and momentum with their roots, races, a cycle that misleads Adam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import optimizer_theory as theory
from mathcore.calculus import optimizers as opt

if TYPE_CHECKING:
    from pages.calculus.optimizers.state import Optimizers

Array = NDArray[np.float64]
NAMES = dict(zip(opt.METHODS, ("gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"), strict=True))
ROLES = dict(zip(opt.METHODS, ("gradient", "model", "accent", "ink", "muted", "data"), strict=True))
DASHES = dict.fromkeys(NAMES, "solid") | {"adagrad": "dash", "rmsprop": "dot"}
LOSSES = {"quadratic": "A ravine", "rosenbrock": "Rosenbrock's valley", "beale": "Beale's function"}
LOSSES |= {"himmelblau": "Himmelblau's, four minima", "saddle": "A saddle between two minima"}
# Powers of ten of the axis of the loss above its minimum, and of that of the log loss on patients.
LOSS = {"quadratic": (-8, 4), "rosenbrock": (-8, 4), "himmelblau": (-10, 4), "beale": (-8, 4), "saddle": (-8, 2)}
LEFT, RIGHT = 1e-8, 14.0  # ends of the axis of step sizes: names stand left of the least, 1e-5
DATA, TIME, TENS = (-1.6, 0.6), (-6.0, 306.0), [10.0**n for n in range(-5, 2, 2)]
CYCLE = {"gradient": "gradient ÷ C", "adam": "Adam: g ÷ √s", "amsgrad": "AMSGrad: g ÷ √(largest s)"}


def map_panel(q: Optimizers) -> viz.Plane:
    """The paths so far over the contour map, and of the method in hand steepest descent and its next step."""
    (cx, cy), reach = opt.CENTRES[q.p.objective], opt.REACH[q.p.objective]
    along = 0.93 * reach * q.land.turn[:, 0] if q.land.quadratic else np.full(2, np.nan)
    ground = viz.contour(*q.relief, levels=(0.0, 1.0, 1 / 16), role="null", width=0.7, opacity=0.4)
    lines, spots = [ground, viz.segment(-9 * along, 9 * along, "null", width=1.4, dash="dash", hover=False)], []
    for k, (method, name) in enumerate(NAMES.items()):
        strong, points = method == q.p.method, q.runs.points[k, : q.p.tick + 1] * (1 if method in q.shown else np.nan)
        path = viz.polyline(viz.clipped(points, (cx, cy), 2 * reach), ROLES[method], width=2.6 if strong else 1.6)
        says = q.shown.get(method, "").removeprefix("gradient ") if q.p.tick else ""  # the map of a phone is small
        lines.append(viz.called(path, says, size=13, at=0.1 + 0.15 * k))
        inside = np.where(np.abs(points - (cx, cy)) < reach, points, np.nan)
        spots.append(viz.dots(inside, ROLES[method], size=5 if strong else 3.5, name=name))
        spots.append(viz.dots(inside[-1], ROLES[method], size=11 if strong else 8, name=f"{name}, now"))
    here = np.where((np.abs(q.path[q.now] - (cx, cy)) < reach).all(), q.path[q.now], np.nan)
    side = 1 if viz.left_of(q.headings[0]) @ q.headings[1] < 0 else -1  # names stand outside the two arrows
    close = max(0.0, float(q.headings[0] @ q.headings[1]))  # the further, the closer these are, and ahead of the path
    for way, role, says in zip(q.headings, ("gradient", ROLES[q.p.method]), ("−∇f", "step"), strict=True):
        spots.append(viz.called(viz.arrow(here + 0.17 * reach * way, role, tail=here, width=2.6)))
        out = side * viz.left_of(way)  # a name is wider than high
        at = here + reach * ((0.2 + 0.12 * close**8) * way + (0.08 + 0.05 * close + 0.07 * abs(out[0])) * out)
        spots.append(viz.called(viz.label(at[:1], at[1:], says, role, position="middle center", size=12)))
        side = -side
    spots += [
        viz.called(viz.dots(q.land.minima, "optimum", symbol="star", size=14, name="minimum")),
        viz.dots(q.start, "ink", size=10, name="start"),
        viz.called(viz.ellipse(0.09 * reach * np.eye(2), "ink", center=q.start, width=0, hover=False)),  # its ring
        viz.dots(along, "null", size=9, name="turn the ravine"),
    ]
    handles = [viz.Handle("pull_start", q.start, "start", "ink", moves=lambda x, y: start_at(q, x, y))]
    if q.land.quadratic:
        turn = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(y, x)))}
        handles.append(viz.Handle("pull_angle", along, "direction of the ravine", "null", moves=turn, follows="angle"))
    axes = viz.Axis("x", (cx - reach, cx + reach)), viz.Axis("y", (cy - reach, cy + reach))
    return viz.Plane([*lines, *spots], *axes, "Paths on the loss", equal=True, handles=handles, room=(215.0, 215.0))


def start_at(q: Optimizers, x: float, y: float) -> dict[str, Any]:
    """The start follows the pointer; that of the ravine is kept along its axes, within the circle that they turn in."""
    start = tuple(q.land.turn.T @ (x, y))
    if q.land.quadratic and np.hypot(x, y) > 0.97 * opt.REACH["quadratic"]:
        raise viz.Limit("The start turns with the ravine: it stays within a circle.", {"start": q.land.within(start)})
    return {"start": start}


def curves(
    q: Optimizers, k: Array, values: Mapping[str, Array], names: Mapping[str, str], top: float = np.inf
) -> list[dict[str, Any]]:
    """What methods do over the steps k, strong up to now; those without a name hide. What leaves the panel by its top
    at once has no room for a name there, but for that of the method in hand."""
    traces: list[dict[str, Any]] = []
    for j, (method, each) in enumerate(values.items()):
        role, name = ROLES.get(method, "ink"), names.get(method, "")
        y = each if name else np.full_like(k, np.nan)
        faint = viz.line(k, y, role, width=1.4, opacity=0.4, hover=False)
        seen = method == q.p.method or (y < top).sum() > 2
        traces.append(viz.called(faint, name if seen else "", size=13, at=0.9 - 0.1 * j))
        style: dict[str, Any] = {"width": 2.8 if method == q.p.method else 1.8, "dash": DASHES.get(method, "solid")}
        traces.append(viz.line(k, np.where(k <= q.p.tick, y, np.nan), role, name=name, **style))
    return traces


def losses_panel(q: Optimizers) -> viz.Plane:
    """The level to get below, and the loss of each method that is shown; what lies far off the axis is brought near."""
    (low, high), own, k = q.bounds, q.course[q.which], q.every * np.arange(float(q.course.shape[1]))
    now = min(q.p.tick // q.every, int(np.isfinite(own).sum()) - 1)
    held = now * q.every, float(np.clip(own[now], 10.0**low, 10.0**high))
    traces = [
        viz.called(viz.line(TIME, [q.p[q.level]] * 2, "optimum", width=1.6, dash="dash", name="get below")),
        *curves(q, k, dict(zip(NAMES, opt.near(q.course, low, high), strict=True)), q.shown, 10.0**high),
        viz.called(viz.dots(held, ROLES[q.p.method], size=11, name="now")),
    ]
    x, y = viz.Axis("step k", TIME), viz.Axis(q.says, (10.0**low, 10.0**high), log=True)
    handles = [tick_handle(held, ROLES[q.p.method]), level_handle(q, 300.0)]
    return viz.Plane(traces, x, y, "Loss against steps", handles=handles, room=(270.0, 170.0))


def tick_handle(at: tuple[float, float], role: str) -> viz.Handle:
    return viz.Handle("pull_tick", at, "step now", role, moves=lambda x, y: {"tick": round(x)}, follows="x")


def level_handle(q: Optimizers, x: float, name: str = "pull_level") -> viz.Handle:
    """The level to get below, held at its right end."""
    at = x, float(np.clip(q.p[q.level], 10.0 ** q.bounds[0], 10.0 ** q.bounds[1]))
    return viz.Handle(name, at, "loss to get below", "optimum", moves=lambda x, y: {q.level: y}, follows="y")


def race_panel(q: Optimizers) -> viz.Plane:
    """What each method comes down to with each step size, its own step marked; under it the steps that get below the
    level, a row a method. Where the ravine is changed, a thin curve of the method in hand tells what it was."""
    (low, high), sizes = q.bounds, q.sizes
    deep, floor, top, far = 0.7 * (high - low), 10.0**low, 10.0**high, 10.0 ** (high + 4)  # the rows are as deep
    good, handles = q.down <= q.p[q.level], [level_handle(q, 11.0, "pull_bar")]
    was = viz.line(sizes, q.before.clip(floor, far), ROLES[q.p.method], width=1.2, dash="dot", hover=False)
    traces = [
        viz.line([1e-5, RIGHT], [handles[0].spot[1]] * 2, "optimum", width=1.6, dash="dash", name="get below"),
        viz.line([LEFT, RIGHT], [floor] * 2, "zero", width=1.2, hover=False),
        viz.called(was, "" if np.isnan(q.before).all() else "unchanged", size=12, at=0.4),
    ]
    spots, own = [], opt.settled(q.course.T, q.p.tick // q.every)
    for k, ((method, name), bars) in enumerate(zip(NAMES.items(), opt.stretches(sizes, good), strict=True)):
        role, strong, row = ROLES[method], method == q.p.method, 10.0 ** (low - deep * (k + 0.75) / 6.4)
        both = np.array([np.append(sizes, q.marks[k]), np.append(q.down[k], own[k]).clip(floor, far)])
        x, y = both[:, np.argsort(both[0], kind="stable")]
        dash, text = DASHES[method], f"{name.split()[0]} {good[k].sum() * np.log10(sizes[1] / sizes[0]):.1f}"
        traces.append(viz.called(viz.line(x, y, role, name=name, width=3.0 if strong else 1.8, dash=dash)))
        traces.append(viz.line(bars, np.full(len(bars), row), role, width=6, hover=False))
        traces.append(viz.label([1.15 * LEFT], [row], text, role, position="middle right", size=11))
        spot = float(q.marks[k]), float(np.clip(own[k], floor, top))
        spots.append(viz.dots(spot, role, size=12 if strong else 9, name=f"{name}, its step"))
        moves = lambda x, y, key=f"step_{method}": {key: x}
        handles.append(viz.Handle(f"pull_{method}", spot, f"step size of {name}", role, moves=moves, follows="x"))
    ticks = [10.0**n for n in range(int(np.ceil(low)), int(high) + 1, 2 if high - low > 5 else 1)]
    eta = viz.Axis("step size η; bars: decades that get below", (LEFT, RIGHT), log=True, ticks=TENS)
    title = f"Worst of the last tenth of {q.p.tick - q.p.tick % q.every} steps"
    y_axis = viz.Axis(q.says, (10.0 ** (low - deep), top), log=True, ticks=ticks)
    return viz.Plane([*traces, *spots], eta, y_axis, title, weight=1.25, handles=handles)


def plane_panel(q: Optimizers) -> viz.Plane:
    """Step · L against momentum: how fast, where it diverges, and where the roots of either direction meet."""
    beta, kappa, here = np.linspace(0.0, 0.995, 100), q.p.kappa, (min(q.reach, 4.0), q.p.beta)
    edge, (flat, steep) = theory.border(beta, q.nesterov), theory.critical(beta, q.nesterov)
    beyond = np.concatenate([np.stack([edge, beta], axis=1), [[4.2, 0.995], [4.2, 0.0]]])
    meet: dict[str, Any] = {"width": 1.8, "dash": "dash", "hover": False}
    best, plain = viz.dots((q.best.reach, q.best.beta), "optimum", symbol="star", size=14), 2 * kappa / (kappa + 1)
    traces = [
        viz.contour(*q.speeds, levels=(0.1, 0.9, 0.1), role="null", width=0.6, opacity=0.75),
        viz.polygon(beyond, "null", opacity=0.3),
        viz.called(viz.line(edge, beta, "null", width=2.0, hover=False), "diverges", at=0.35, size=13),
        viz.called(viz.line(kappa * flat, beta, "accent", **meet), "flat: roots meet", at=0.4, size=13),
        viz.called(viz.line(steep, beta, "model", **meet), "steep: roots meet", at=0.7, size=13),
        viz.called(viz.dots((plain, 0.0), "gradient", size=11)),
        viz.label([2.15], [0.05], "best with β = 0", "gradient", position="middle right", size=13),
        viz.called(best, "best", role="optimum", size=13),
        viz.called(viz.dots(here, "ink", size=12, name="step and momentum")),
    ]
    moves = lambda x, y: {q.plane_step: max(x, 1e-3) / (q.factor * kappa), "beta": y}
    handle = viz.Handle("pull_plane", here, "step and momentum", "ink", moves=moves)
    x, y = viz.Axis("step size × largest curvature, ηL", (0.0, 4.2)), viz.Axis("momentum β", (-0.03, 1.0))
    return viz.Plane(traces, x, y, "Stronger colour: faster", handles=[handle])


def roots_panel(q: Optimizers) -> viz.Plane:
    """The two roots of either direction in the complex plane; a name stands inwards, and near the axis clear of it."""
    size, says = 1.3, "circle: " if q.rate < 1.3 else "farther out: "  # an arc would cross its name
    traces = [
        viz.ellipse(np.eye(2), "null", width=1.6, dash="dash", hover=False),
        viz.ellipse((q.rate if q.rate < size else np.nan) * np.eye(2), "ink", width=1.6, hover=False),
        viz.corner(-0.97, -0.93, "dashed: 1, no progress", "null", size, font=13),
        viz.corner(-0.97, 0.93, f"{says}ρ = {number(q.rate, 4)}", "ink", size, font=13),
    ]
    for name, x, role, up in (("flat", q.reach / q.p.kappa, "accent", 1), ("steep", q.reach, "model", -1)):
        both = theory.roots(x, q.p.beta, q.nesterov)
        spots = np.clip(np.stack([both.real, both.imag], axis=1), -size, size)
        traces.append(viz.dots(spots, role, size=12, name=f"{name} direction"))
        at = np.array([spots[0, 0], up * abs(spots[0, 1])])
        traces.append(viz.off(at, [-at[0], up * max(1 - 3 * abs(at[1]), 0) - at[1]], name, role, size, gap=0.1))
    axes = viz.Axis("real part", (-size, size)), viz.Axis("imaginary part", (-size, size))
    return viz.Plane(traces, *axes, "The roots of each direction", equal=True)


def walk_panel(q: Optimizers) -> viz.Plane:
    """x against steps on the losses C x, −x, −x in turn, whose mean is least at −1."""
    k = np.arange(float(len(q.cycle.walks["adam"])))
    traces = curves(q, k, q.cycle.walks, NAMES | {"amsgrad": "AMSGrad"})
    for y, text, role in ((-1.0, "best: −1", "optimum"), (1.0, "worst: 1", "null")):
        traces.append(viz.called(viz.line(TIME, [y, y], role, width=1.6, dash="dash", hover=False), text, size=13))
    held = q.p.tick, float(q.cycle.walks["adam"][q.p.tick])
    traces.append(viz.called(viz.dots(held, "data", size=11, name="Adam now")))
    axes = viz.Axis("step t", TIME), viz.Axis("x", (-1.2, 1.2))
    return viz.Plane(traces, *axes, "Where it goes", handles=[tick_handle(held, "data")])


def pulls_panel(q: Optimizers) -> viz.Plane:
    """The pull of each gradient of a cycle, and their sum, once the squares have settled."""
    traces, wide = [viz.line([0.4, 4.6], [0, 0], "zero", width=1.4, hover=False)], 0.26
    for j, (method, name) in enumerate(CYCLE.items()):
        role, pulls = ROLES.get(method, "ink"), q.cycle.pulls[method]
        x, heights = np.arange(1.0, 5.0) + (j - 1) * wide, np.append(pulls, pulls.sum())
        traces.append(viz.bars(x, heights, role, width=0.9 * wide, name=name))
    rows = [(name, ROLES.get(method, "ink")) for method, name in CYCLE.items()]
    axis = viz.Axis("gradient", (0.4, 4.6), ticks=[1, 2, 3, 4], labels=[f"g = {q.p.big:g}", "g = −1", "g = −1", "sum"])
    y = viz.Axis("pull: up is towards 1", (-1.8, 2.6))
    return viz.Plane([*traces, *viz.key(0.5, 2.55, rows)], axis, y, "The pulls of one cycle")
