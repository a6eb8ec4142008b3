"""The state of the lesson (a function at a point, two weights and a network that learn), and what it says of itself."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import Law, Readout, State, Unanswerable, kept, law
from explorer.text import number
from mathcore.calculus import curvatures, jets, landscapes, sharpness
from mathcore.calculus.landscapes import Landscape, Local
from mathcore.calculus.level_curves import level_curve
from mathcore.calculus.sharpness import Training
from mathcore.calculus.turning import Turning, turning
from mathcore.common.plane import rotation
from pages.calculus.hessian_curvature import panels

Array = NDArray[np.float64]
Said = list[Readout | Law]
WINDOWS = {"near": 1.5, "middle": 3.0, "wide": 5.0}
K, RESTS = "k₁k₂ = det H / (1 + |∇z|²)²", "the path is exactly on a minimum"
MEUSNIER = "Meusnier: where the surface slopes, an upright section bends more than it. cos φ takes that back."
BALANCE = "While η|r| < √2 each step off the valley shrinks |a² − b²|, on which the sharpness in the valley hangs."


class Bending(State):
    """How f bends at a point, and how two losses bend along gradient descent."""

    width = cached_property(lambda q: WINDOWS[q.p.window])  # half of the window's
    at = cached_property(lambda q: q.local.at)  # the point (2,)
    u = cached_property(lambda q: np.round(rotation(q.p.angle)[:, 0], 15))  # 90° is exact
    along_u = cached_property(lambda q: jets.along(q.local.jet, q.u))  # Taylor coefficients (5,)
    radius = cached_property(lambda q: min(q.p.radius, q.width))  # of the loop
    away = cached_property(lambda q: np.hypot(*(q.land.critical.points - q.at).T) - q.radius)  # from it, the critical
    inside = cached_property(lambda q: q.away < 0)  # of it, which critical points
    grazed = cached_property(lambda q: np.abs(q.away).min(initial=np.inf) < 1e-6 * q.width)  # it meets one of them
    slope = cached_property(lambda q: q.local.slope / q.land.relief.scale)  # of the surface as it is drawn, (2,)
    entries = cached_property(lambda q: q.local.entries / q.land.relief.scale)  # its second derivatives (3,)
    gauss = cached_property(lambda q: curvatures.gaussian_curvature(q.slope, q.entries))  # its Gaussian curvature
    sharp = cached_property(lambda q: sharpness.two_sharpness(q.path))  # at each step of the two weights
    last = cached_property(lambda q: int(np.isfinite(q.path[:, 0]).sum()) - 1)  # step before they were given up
    shown = cached_property(lambda q: min(q.p.tick, q.last))  # the step that is shown
    resting = cached_property(lambda q: sharpness.rests(q.path))  # the step that puts them exactly onto a minimum
    settled = cached_property(lambda q: q.last == panels.TICKS and abs(np.prod(q.path[-1]) - 1) < 1e-6)
    look = cached_property(lambda q: min(2 * q.p.tick, q.training.last))  # at the network
    contours = kept("function", "window")(panels.contours)
    regions = kept("function", "window")(panels.regions)

    @kept("function", "window")
    def land(self) -> Landscape:
        try:
            return landscapes.landscape(self.p.function, self.width)
        except landscapes.Undefined as error:
            raise Unanswerable(str(error)) from None

    @kept("function", "window", "point")
    def local(self) -> Local:
        return landscapes.local(self.land, self.p.point)

    @kept("function", "window", "point")
    def level(self) -> Array:
        return level_curve(self.land.x, self.land.x, self.land.values, self.local.jet[0])

    @kept("function", "window", "point", "radius")
    def turning(self) -> Turning:
        return turning(self.land.formula, self.at, self.radius)

    @kept("start", "step")
    def path(self) -> Array:
        return sharpness.two_path(self.p.start, self.p.step, panels.TICKS)

    @kept("seed", "rate")
    def training(self) -> Training:
        return sharpness.train(self.p.seed, self.p.rate)


def slices(q: Bending) -> Said:
    (high, low), bend, off = q.local.values, 2 * q.along_u[2], np.deg2rad(q.p.angle) - q.local.angle
    mixed, note = high * np.cos(off) ** 2 + low * np.sin(off) ** 2, "Euler's formula; φ is the angle from v₁ to u."
    return [
        Readout("p is", q.local.kind),
        Readout("slope |∇f|", q.local.steepness, role="gradient"),
        *(Readout(name, v) for name, v in zip(("f_xx", "f_xy = f_yx", "f_yy"), q.local.entries, strict=True)),
        law("no direction bends more than v₁", "uᵀHu ≤ λ₁", bend, high),
        law("none bends less than v₂", "uᵀHu ≥ λ₂", bend, low),
        law("every bend is a mean of the two", "uᵀHu = λ₁cos²φ + λ₂sin²φ", bend, mixed, note=note),
    ]


def signs(q: Bending) -> Said:
    found, total, (high, low) = q.land.critical, q.turning.total, q.local.values
    window, counts = np.abs(found.points).max(axis=1) <= q.width, found.counts(q.inside)
    said: Said = [
        Readout("eigenvalues at p", f"{number(high, 3)} and {number(low, 3)}"),
        Readout("where ∇f = 0, in the window", found.words(window)),
        Readout("where ∇f = 0, inside the loop", found.words(q.inside)),
    ]
    if not found.isolated or np.isnan(total) or q.grazed:
        return said
    first, each = "the gradient's turns add up what is inside", found.indices[q.inside].sum()
    holes = "" if total == each else "f is not smooth somewhere inside, or the search missed a point"
    unless = holes or ("a point inside is undecided by its Hessian" if counts[3] else "")
    said.append(law(first, "turns = Σ indices", total, each, unless=holes, note="Index: turns on a tiny loop."))
    second, sides = "extrema add a turn each, saddles take one away", "turns = minima + maxima − saddles"
    return [*said, law(second, sides, total, counts[0] + counts[2] - counts[1], unless=unless)]


def surface(q: Bending) -> Said:
    g, (xx, xy, yy), along = q.slope, q.entries, q.along_u / q.land.relief.scale
    first, second = curvatures.principal_curvatures(g, q.entries)
    (across, lean), cut = curvatures.normal_curvature(g, q.entries, q.u), curvatures.section_curvature(along)
    sloping = "the surface is not level at p" if q.local.number is None else ""
    drawn, name = f"z = {q.land.relief.name}", "H is the curvature only where f is level"
    of_z = f"H and ∇z are those of {drawn}."
    return [
        Readout("second derivative z″ along u", 2 * along[2], role="model", note=f"Of the surface {drawn}."),
        Readout("curvature of the section", cut, role="gradient", note="1 / radius of the circle"),
        Readout("Gaussian curvature K", q.gauss, digits=6),
        law("product of the extreme curvatures", K, first * second, q.gauss, tolerance=1e-7, note=of_z),
        law("curvature at a right angle to the surface", "section · cos φ = k(u)", cut * lean, across, note=MEUSNIER),
        law(name, "K = det H", q.gauss, xx * yy - xy * xy, note=of_z, unless=sloping),
    ]


def valley(q: Bending) -> Said:
    k, limit, (a, b) = q.shown, 2 / q.p.step, q.path[q.shown].tolist()
    (value, rounding), balance = sharpness.balance(q.path[: k + 1], q.p.step), "what steps make of a² − b²; r = ab − 1"
    product, slack = "aₖ² − bₖ² = (a₀² − b₀²) Π(1 − η²r²)", 1e-9 + rounding
    name, stuck = "it settles only where it is gentle enough", q.resting is not None and q.sharp[-1] > limit
    gentle = law(name, "final sharpness ≤ 2/η", q.sharp[-1], limit, slack=1e-3 * limit, unless=RESTS if stuck else "")
    return [
        Readout(f"loss after {k} steps", 0.5 * (a * b - 1) ** 2, role="gradient", scale=0),
        Readout("sharpness at the start", q.sharp[0], role="data"),
        Readout("where tiny steps would end", sharpness.flow_sharpness(q.path[0]), role="accent"),
        Readout(f"sharpness after {k} steps", q.sharp[k], role="model"),
        law(balance, product, a * a - b * b, value, slack=slack, note=BALANCE),
        *([gentle] if q.settled else []),
    ]


def network(q: Bending) -> Said:
    values, w, name = q.training.eigenvalues[q.look], q.training.weights[q.look], "the steepest direction bends by λ₁"
    measured, slack = sharpness.net_bend(w, sharpness.net_steepest(w, values[-1])), 1e-5 * (1 + abs(values[-1]))
    sides, note = "vᵀ(∇L(w+hv) − ∇L(w−hv))/2h = λ₁", "Left, from two gradients: what is done for large networks."
    return [
        Readout(f"loss after {sharpness.EVERY * q.look} steps", q.training.losses[q.look], role="gradient", scale=0),
        Readout("flowers told right", f"{sharpness.net_hits(w)} of 150"),
        Readout(
            "sharpness ÷ (2/η)",
            values[-1] * q.p.rate / 2,
            role="null",
            note="Above 1 each step lengthens the part along v₁.",
        ),
        Readout("eigenvalues over 1% of λ₁", f"{int((values > 0.01 * values[-1]).sum())} of 43", role="model"),
        Readout("negative eigenvalues", f"{int((values < 0).sum())} of 43", role="data"),
        law(name, sides, measured, values[-1], slack=slack, note=note),
    ]


def point_notice(q: Bending) -> str:
    if q.local.moved:
        return "No second derivatives of f were found there: the point was moved to the nearest place where they are."
    return "The point was moved to the edge of the window." if max(map(abs, q.p.point)) > q.width else ""


def slices_notice(q: Bending) -> str:
    even = "All directions bend alike here: a circle stands for v₁ and v₂." if q.local.even else ""
    return f"{point_notice(q)} {even}".strip()


def signs_notice(q: Bending) -> str:
    if not q.land.critical.isolated:
        return "Curves or plateaus of critical points, as far as is seen: they cannot be counted one by one."
    if np.isnan(q.turning.total):
        return "On the loop the gradient is zero or next to it, jumps, or does not exist: its turns cannot be counted."
    if q.turning.total != q.land.critical.indices[q.inside].sum() and not q.grazed:
        return "The turns do not add up: inside, f is not smooth somewhere, or the search missed a critical point."
    return point_notice(q) or ("The loop is as large as the window allows." if q.p.radius > q.width else "")


def valley_notice(q: Bending) -> str:
    if q.last < len(q.path) - 1 and q.p.tick >= q.last:
        return f"At step {q.last + 1} the path is over a million away, and given up: lower η."
    if q.resting is not None:
        return f"Step {q.resting} is exactly on a minimum. Its gradient is zero: there it stays, however sharp it is."
    return "From a = −b the path stays on that line, where no minimum is." if q.path[0, 0] == -q.path[0, 1] else ""


def network_notice(q: Bending) -> str:
    given_up = q.look == q.training.last < len(q.training.losses) - 1
    return f"The loss passed a million after step {sharpness.EVERY * q.look}: lower η." if given_up else ""


def point_alt(q: Bending) -> str:
    x, y, high, low = (number(v, 3) for v in (*q.at.tolist(), *q.local.values))
    return f"How {q.p.function} bends. At ({x}, {y}), {q.local.kind}, its Hessian has the eigenvalues {high} and {low}."


def valley_alt(q: Bending) -> str:
    sharp = f"from {number(q.sharp[0], 3)} to {number(q.sharp[q.shown], 3)}, against 2/η = {number(2 / q.p.step, 3)}"
    return f"The valley ab = 1, and {q.shown} steps of descent in it. The sharpness goes {sharp}."


def network_alt(q: Bending) -> str:
    now = f"after {sharpness.EVERY * q.look} steps {number(q.training.eigenvalues[q.look, -1], 3)}"
    return f"43 eigenvalues of a network's Hessian. The largest is {now}, against 2/η = {number(2 / q.p.rate, 3)}."


def numbers(q: Bending) -> dict[str, Any]:
    """Named values for the text and the programs."""
    (xx, xy, yy), (high, low), (a, b), n = q.local.entries, q.local.values, q.path[q.shown], 2 / q.p.step
    words = {"within": rf"\text{{{q.land.critical.words(q.inside)}}}", "kind": rf"\text{{{q.local.kind}}}"}
    second = {"f_xx": xx, "f_xy": xy, "f_yy": yy, "hessian": np.array([[xx, xy], [xy, yy]]), "trace": xx + yy}
    eigen = {"determinant": xx * yy - xy * xy, "lambda_1": high, "lambda_2": low}
    point = {"slope_p": q.local.slope, "bend_u": 2 * q.along_u[2]}
    drawn = {"turns": q.turning.total, "scale": q.land.relief.scale, "gaussian_curvature": q.gauss}
    two = {"a_now": a, "b_now": b, "sharpness_start": q.sharp[0], "sharpness_now": q.sharp[q.shown], "limit": n}
    ends = {"steps": q.shown, "flow_end": sharpness.flow_sharpness(q.path[0]), "net_steps": sharpness.EVERY * q.look}
    net = {"net_sharpness": q.training.eigenvalues[q.look, -1], "net_limit": 2 / q.p.rate}
    return words | second | eigen | point | drawn | two | ends | net


def listing(q: Bending) -> dict[str, Any]:
    """The constants of the programs."""
    where = {"function": q.land.formula.plain.replace("**", "^"), "point": tuple(q.at.tolist()), "radius": q.radius}
    start = {"start": tuple(map(float, q.p.start)), "step": q.p.step, "steps": q.shown}
    return where | {"scale": q.land.relief.scale} | start
