"""Walk downhill, a step against the gradient at a time: the curvature decides how long a step may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Point, Seed, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.calculus import gradient_descent as gd
from mathcore.calculus.descent_rates import Rates, rates
from mathcore.calculus.gradient_descent import Landscape, Noise, Path
from viz import descent

Array = NDArray[np.float64]
TICKS = 100
BASIN_STEPS = 300
LOSS = {  # powers of ten of the axis of the loss above its minimum
    "quadratic": (-8, 6),
    "rosenbrock": (-8, 4),
    "himmelblau": (-10, 4),
    "beale": (-8, 6),
    "diabetes": (-7, 2),
    "collinear": (-7, 2),
}


@dataclass(frozen=True)
class Result:
    """`path` to the end of the run, of which `now` steps are shown; `start` (2,) inside the map; `rates` what the
    curvatures promise and what was measured; `noise` for mini-batches."""

    parameters: Parameters
    land: Landscape
    start: Array
    path: Path
    now: int
    rates: Rates
    noise: Noise | None

    @property
    def shown(self) -> int:
        """The last step that is drawn: `now`, or that at which the path was given up."""
        return min(self.now, self.path.last)


REGRESSION = {"objective": ("diabetes", "collinear")}
TERMS = (
    "gradient descent", "learning rate", "step size", "stochastic gradient descent", "mini-batch",
    "condition number", "convergence rate", "basin of attraction", "edge of stability",
)  # fmt: skip
CONTROLS = (
    Choice(
        "objective",
        "Loss",
        {
            "quadratic": "Quadratic bowl",
            "rosenbrock": "Rosenbrock",
            "himmelblau": "Himmelblau",
            "beale": "Beale",
            "diabetes": "Regression on diabetes data: bmi, s5",
            "collinear": "Regression on correlated features: s1, s2",
        },
        "quadratic",
    ),
    Slider("step", "Step size η", 1e-4, 10.0, 0.178, log=True, domain="positive"),
    Point("start", "Start", (-4.5, 2.0), (-5.0, 5.0), (-5.0, 5.0), 0.01),
    Slider(
        "kappa", "Condition number κ", 1.0, 100.0, 10.0, log=True, per_decade=20, when={"objective": ("quadratic",)}
    ),
    Slider("batch", "Mini-batch size", 1, 442, 442, log=True, integer=True, per_decade=20, when=REGRESSION),
    Seed("seed", "Seed of the mini-batches", 1, when=REGRESSION),
    Choice("view", "Beside it", {"loss": "Loss", "rate": "Rate", "bend": "Curvature", "basins": "Basins"}, "loss"),
    Choice("each", "Steps per tick", {"1": "1", "10": "10", "100": "100"}, "1"),
    Steps(
        "tick",
        "Step",
        high=TICKS,
        default=30,
        rate=10,
        help="Ticks of the play bar; each stands for 1, 10 or 100 steps.",
    ),
    Slider("detail", "Grid of the basins", 40, 200, 160, 20, integer=True, when={"view": ("basins",)}),
)


def inside(p: Parameters) -> Array:
    """The start, moved to the edge of the loss's map if it lies outside."""
    (left, right), (low, high) = gd.WINDOWS[p.objective]
    return np.array([min(max(p.start[0], left), right), min(max(p.start[1], low), high)])


def batched(p: Parameters) -> bool:
    """Whether steps use fewer than all rows."""
    return p.objective in gd.FEATURES and p.batch < 442


@lru_cache(maxsize=64)
def walk(
    objective: str, kappa: float, start: tuple[float, float], step: float, steps: int, batch: int, seed: int
) -> Path:
    """The path; `batch` 0 for the whole gradient. Kept, so that the play bar moves over a computed path."""
    if batch:
        return gd.descend_batches(objective, start, step, steps, batch, seed)
    return gd.descend(gd.landscape(objective, kappa), start, step, steps)


def compute(p: Parameters) -> Result:
    """The path, and what the theory says of it."""
    kappa = p.kappa if p.objective == "quadratic" else 1.0
    land, start, each = gd.landscape(p.objective, kappa), inside(p), int(p.each)
    few = batched(p)
    path = walk(
        p.objective, kappa, (start[0], start[1]), p.step, TICKS * each, p.batch if few else 0, p.seed if few else 0
    )
    noise = gd.noise(p.objective, p.step, p.batch) if few else None
    return Result(p, land, start, path, p.tick * each, rates(land, path, p.step), noise)


@lru_cache(maxsize=128)
def contours(objective: str, kappa: float) -> dict[str, Any]:
    """The contour map. Levels even in the square root or the logarithm of the loss, so that the valley shows."""
    (left, right), (low, high) = gd.WINDOWS[objective]
    x, y = np.linspace(left, right, 81), np.linspace(low, high, 81)
    gap = gd.landscape(objective, kappa).gap(x[None, :], y[:, None])
    steep = objective in ("rosenbrock", "beale")
    z = np.log10(gap + 0.03) if steep else np.sqrt(gap)
    first, last = float(z.min()), float(z.max())
    return viz.contour(x, y, z, levels=(first, last, (last - first) / 16), role="null", width=0.7, opacity=0.45)


def map_panel(r: Result) -> viz.Plane:
    """The contour map with the path so far."""
    p = r.parameters
    background = contours(p.objective, p.kappa if p.objective == "quadratic" else 1.0)
    directions = r.rates.directions if r.land.matrix is not None else np.full((2, 2), np.nan)
    spread = np.full((2, 2), np.nan)
    if r.noise is not None and r.noise.factor < 1:
        spread = 2 * np.linalg.cholesky(r.noise.second)
    features = gd.FEATURES.get(p.objective)
    x, y = (f"weight of {name} (sd per sd)" for name in features) if features else ("x", "y")
    path, window = r.path.points[: r.now + 1], gd.WINDOWS[p.objective]
    return descent.map_panel(
        background,
        window,
        (x, y),
        path,
        max(1, int(p.each)),
        r.start,
        r.land.minima,
        r.rates.target,
        directions,
        spread,
    )


BASIN_ROLES = ("data", "model", "optimum", "accent", "muted", "ink")  # four minima; still on the way; diverged


@lru_cache(maxsize=12)
def basin_image(objective: str, kappa: float, step: float, detail: int) -> dict[str, Any]:
    """The map of where each start ends: its minimum by colour, weaker where it takes longer."""
    found = gd.basins(objective, kappa, step, detail, BASIN_STEPS)
    kind = np.where(found.labels == -1, 4, np.where(found.labels == -2, 5, found.labels))
    shade = 0.98 * np.sqrt(np.clip(found.steps / BASIN_STEPS, 0, 1))
    shade = np.where(kind == 5, 0.35, shade)
    return descent.classes(kind + np.where(kind == 4, 0.9, shade), found.x, found.y, BASIN_ROLES, strong=0.9, weak=0.15)


def beside(r: Result) -> viz.Plane:
    """The chosen second panel."""
    p, here = r.parameters, r.shown
    if p.view == "loss":
        noisy = r.noise is not None  # two noisy curves more would hide what is to be seen
        floor = r.noise.excess if r.noise is not None and r.noise.factor < 1 else np.nan
        parts = np.full_like(r.rates.parts, np.nan) if noisy else r.rates.parts
        return descent.loss_panel(r.rates.gap, parts, r.now, here, LOSS[p.objective], floor)
    if p.view == "rate":
        title = "Shrinking each direction" if r.land.matrix is not None else "Close to the nearest minimum"
        return descent.rate_panel(r.rates.low, r.rates.high, p.step, r.rates.measured, title)
    if p.view == "bend":
        with np.errstate(all="ignore"):
            sharpest = r.land.curvatures(r.path.points[:, 0], r.path.points[:, 1])[1]
        return descent.curvature_panel(sharpest, r.now, here, p.step)
    image = basin_image(p.objective, p.kappa if p.objective == "quadratic" else 1.0, p.step, p.detail)
    title = f"Each start after {BASIN_STEPS} steps"
    return descent.basins_panel(image, gd.WINDOWS[p.objective], r.land.minima, r.start, title)


def verdict(r: Result) -> str:
    """What the path does, in words."""
    p = r.parameters
    if not (r.start - r.rates.target).any() and not batched(p):
        return "the start is the minimum, where the gradient is zero"
    if r.path.diverged:
        return f"the path diverges: after {r.path.last} steps it is over a million away"
    end = float(np.hypot(*(r.path.points[-1] - r.rates.target)))
    if r.land.matrix is not None and r.noise is None:
        if r.rates.factor > 1 + 1e-9:
            return "the path diverges, slowly"
        if r.rates.factor > 1 - 1e-9:
            return "the path neither converges nor diverges: the step is 2/L"
        return "the path converges" + (", jumping across the valley at each step" if p.step * r.rates.high > 1 else "")
    if r.noise is not None:
        return (
            "the path settles into a cloud around the minimum" if r.noise.factor < 1 else "the noise outgrows the pull"
        )
    return "the path arrives at a minimum" if end < 0.01 else "the path is still on its way at the end of the run"


def notice_of(r: Result) -> str:
    """What is special here, in a sentence or two."""
    p = r.parameters
    told = []
    if tuple(r.start) != tuple(p.start):
        told.append("The start was moved to the edge of this loss's map.")
    if r.path.diverged and r.now >= r.path.last:
        limit = f" (at the minimum 2/L is {number(r.rates.limit, 3)})" if r.land.matrix is None else ""
        told.append(f"Over a million away at step {r.path.last}, and given up: lower η{limit}.")
    elif verdict(r).startswith(("the start", "the path neither", "the noise")):
        told.append(verdict(r).capitalize() + ".")
    if p.view == "basins":
        told.append("Paler: slower. Grey: still on the way. Dark: diverged.")
        if batched(p):
            told.append("The basins are those of the whole gradient.")
    return " ".join(told)


def noise_readouts(r: Result, noise: Noise) -> list[Readout | Law]:
    """What mini-batches settle to, simulated and exact; the exact numbers where the cloud stays bounded."""
    p, gap = r.parameters, r.rates.gap
    limit, mean = gd.mean_square_limit(p.objective, p.batch), float(np.mean(gap[len(gap) // 2 :]))
    found = [
        Readout("mean loss above the minimum, second half of the run", mean, role="gradient"),
        Readout("its exact expectation in the long run", noise.excess, role="optimum"),
        Readout(
            "largest step, stable in mean square", limit, role="null", note="Less than 2/L: noise feeds on itself."
        ),
    ]
    return [each for each in found if np.isfinite(float(each.value))]


def laws(r: Result) -> list[Readout | Law]:
    """What a step takes off the loss; on a quadratic, the factors of a step and the best of all."""
    p, rates, k = r.parameters, r.rates, r.shown
    before = min(r.now, max(r.path.last - 1, 0))
    square, bend = gd.mean_curvature(r.land, r.path.points[before], p.step)
    found: list[Readout | Law] = []
    if np.isfinite(bend) and before + 1 <= r.path.last:
        drop, promised = float(rates.gap[before] - rates.gap[before + 1]), p.step * square * (1 - p.step * bend / 2)
        name, sides = f"what step {before + 1} takes off the loss", ("f(p) − f(p⁺)", "η|∇f|²(1 − ηc/2)")
        says = f"c = {number(bend)} is the mean curvature along the step: " + (
            "downhill exactly when η < 2/c." if bend > 0 else "not positive, so the step goes downhill."
        )
        found.append(Law(name, sides[0], drop, sides[1], promised, tolerance=1e-7, note=says))
    if r.land.matrix is None:
        return found
    if np.isfinite(rates.measured):
        name, sides = "each step multiplies the distance by", ("measured", "max |1 − ηλ|")
        says = "Measured at the end of 600 steps; over the directions that the start has a part in."
        found.append(Law(name, sides[0], rates.measured, sides[1], rates.factor, tolerance=1e-3, note=says))
    steep = rates.directions[:, 1]
    left = float(steep @ (r.path.points[k] - rates.target))
    right = float((1 - p.step * rates.high) ** k * (steep @ (r.start - rates.target)))
    name, sides = f"the steep direction after {k} steps", ("v·(p − p*)", "(1 − ηL)ᵏ v·(p₀ − p*)")
    found.append(Law(name, sides[0], left, sides[1], right, tolerance=1e-8))
    searched, known = gd.best_factor(rates.low, rates.high)[1], rates.best[1]
    name, sides = "best factor over all steps", ("found by search", "(κ − 1)/(κ + 1)")
    found.append(Law(name, sides[0], searched, sides[1], known, tolerance=1e-6))
    return found


def handles_of(r: Result) -> list[Handle]:
    """The start on the map, and on the second panel the step size, the step of the moment, or the start again."""
    p, rates, k = r.parameters, r.rates, r.shown
    start = (float(r.start[0]), float(r.start[1]))
    handles = [Handle("start", start, "start", role="data")]
    if p.view == "rate":
        t = min(p.step * rates.high, 3.0)
        at = (t, max(abs(1 - t), abs(1 - t * rates.low / rates.high)))
        handles.append(Handle("pull_step", at, "step size", panel=1, role="data"))
    elif p.view == "loss" and 10.0 ** LOSS[p.objective][0] <= rates.gap[k] <= 10.0 ** LOSS[p.objective][1]:
        handles.append(Handle("pull_tick", (float(k), float(rates.gap[k])), "step now", panel=1, role="gradient"))
    elif p.view == "basins":
        handles.append(Handle("pull_start", start, "start", panel=1, role="data"))
    return handles


def draw(r: Result) -> Scene:
    """The map, the chosen panel beside it, and the laws at the present numbers."""
    p, low, high, k = r.parameters, r.rates.low, r.rates.high, r.shown
    here = r.path.points[k]
    slope = float(np.hypot(*r.land.slope()(float(here[0]), float(here[1]))))
    share, limit = p.step / r.rates.limit, "step size against its limit, η ÷ (2/L)"
    readouts: list[Readout | Law] = [
        Readout(f"loss above its minimum after {k} steps", float(r.rates.gap[k]), role="gradient")
    ]
    if r.land.matrix is None:
        readouts.append(Readout("length of the gradient", slope, role="gradient"))
        says = "Above 1 the path cannot settle there."
        readouts.append(Readout("η ÷ (2/L) at the nearest minimum", share, role="null", note=says))
    else:
        readouts.append(Readout(limit, share, role="null", note="Below 1 it converges."))
    readouts += laws(r) if r.noise is None else noise_readouts(r, r.noise)
    return Scene(
        panels=[map_panel(r), beside(r)],
        readouts=readouts,
        handles=handles_of(r),
        notice=notice_of(r),
        alt=(
            f"Contour map of {CONTROLS[0].options[p.objective]} with a gradient descent path of {k} steps of size "
            f"{number(p.step)} from ({number(float(r.start[0]))}, {number(float(r.start[1]))}); {verdict(r)}."
        ),
        numbers={
            "step": p.step,
            "steps": float(k),
            "start": r.start,
            "x_now": float(here[0]),
            "y_now": float(here[1]),
            "gap_now": float(r.rates.gap[k]),
            "gradient_length": slope,
            "smallest": low,
            "largest": high,
            "kappa": high / low,
            "limit": r.rates.limit,
            "best_step": r.rates.best[0],
            "best_factor": r.rates.best[1],
            "factor_flat": abs(1 - p.step * low),
            "factor_steep": abs(1 - p.step * high),
            "factor": max(abs(1 - p.step * low), abs(1 - p.step * high)),
            "verdict": verdict(r),
            "floor": r.land.floor,
        },
        view=f"{p.objective}:{p.view}:{p.each}",
    )


def pull_step(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The step size for which η L is where the pointer is."""
    largest = compute(p).rates.high
    return {"step": min(max(x, 1e-3) / largest, 10.0)}


def halving(r: Result) -> float:
    """Steps until the distance to the minimum is at most half of what it was."""
    distance = np.hypot(*(r.path.points - r.rates.target).T)
    return float(np.argmax(distance <= 0.5 * distance[0]))


def on_the_edge(r: Result) -> bool:
    """Whether the step still converges on a quadratic loss, and the slider's next one does not."""
    p = r.parameters
    largest = next((value for value in CONTROLS[1].values if value > p.step), np.inf)
    return bool(
        r.land.matrix is not None
        and not batched(p)
        and p.step < r.rates.limit * (1 - 1e-9)
        and largest >= r.rates.limit
    )


def carried_away(r: Result) -> bool:
    """Whether the path leaves the valley of (3, 2) that it starts in, and settles elsewhere."""
    p = r.parameters
    settled = np.hypot(*(r.path.points[-1] - r.rates.target)) < 0.05
    home = min(r.start) >= 1
    return bool(p.objective == "himmelblau" and home and settled and r.land.nearest(r.rates.target) != 0)


lesson = Lesson(
    title="Gradient Descent and Variants",
    idea="Walk downhill, one step against the gradient at a time: the curvature decides how long a step may be.",
    terms=TERMS,
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "pull_step": pull_step,
        "pull_tick": lambda p, x, y: {"tick": min(max(round(x / int(p.each)), 0), TICKS)},
        "pull_start": lambda p, x, y: {"start": (x, y)},
    },
    draft={"detail": 40},
    presets=(
        Preset(
            "Zigzag",
            {},
            "Good for the flat direction, almost too long for the steep one: the path jumps across the valley.",
        ),
        Preset(
            "Just too long",
            {"step": 0.211, "tick": 40},
            "A little above 2/L = 0.2 the steep direction grows by 1.11 a step. It always wins in the end.",
        ),
        Preset(
            "The best step",
            {"step": 0.178, "view": "rate"},
            "The larger of two V-shaped factors counts. It is least where they cross, and there it is (κ − 1)/(κ + 1).",
        ),
        Preset(
            "Rosenbrock's valley",
            {
                "objective": "rosenbrock",
                "start": (-1.2, 1.0),
                "step": 0.00126,
                "each": "100",
                "tick": 40,
                "view": "bend",
            },
            "A few steps to reach the valley, thousands to follow it: the curvatures differ by a factor of 2,500.",
        ),
        Preset(
            "Basins",
            {"objective": "himmelblau", "start": (-0.4, 0.1), "step": 0.0141, "view": "basins"},
            "Four minima. With short steps each quarter has its own; with steps this long starts in the corners "
            "are thrown to other minima.",
        ),
        Preset(
            "Mini-batches of 8",
            {"objective": "diabetes", "start": (-1.2, 1.2), "step": 0.168, "batch": 8, "each": "10", "tick": 60},
            "Fast at first, then a cloud around the minimum. Its size is exact: the dotted ellipse holds two standard "
            "deviations. A smaller step or a larger batch shrinks it.",
        ),
        Preset(
            "Correlated features",
            {"objective": "collinear", "start": (-1.2, 1.2), "step": 1.0, "tick": 60},
            "Two blood values with correlation 0.90 make a valley with κ = 18 out of real data.",
        ),
    ),
    challenges=(
        Challenge(
            "Find the largest step size (the slider's last one) that still converges on a quadratic loss.",
            "The step must stay below 2 divided by the largest curvature; for the bowl that is κ.",
            on_the_edge,
            {"step": 0.188},
        ),
        Challenge(
            "Predict: κ = 10, step 0.1, start on the flat axis. How many steps halve the distance to the minimum?",
            "On the flat axis the curvature is 1, so the distance is multiplied by 1 − 0.1 each step.",
            predict=Prediction(
                "Steps until the distance is at most half",
                halving,
                1.0,
                {"step": 0.1, "start": (-4.5, 0.0), "tick": 0},
                unit="steps",
                why="0.9ᵏ ≤ ½ needs k ≥ ln 2 ÷ 0.105 = 6.6, so 7 steps.",
            ),
        ),
        Challenge(
            "On Himmelblau's function start in the quarter of (3, 2), x and y at least 1, and end at another minimum.",
            "Start near the upper edge, where the slope is steep, and take a step of about 0.019.",
            carried_away,
            {"objective": "himmelblau", "start": (1.0, 4.8), "step": 0.0188, "each": "10", "tick": 100},
        ),
    ),
    related=("optimizers", "partial_derivatives", "eigenvectors", "multivariable_taylor", "projections_least_squares"),
    source=(gd.descend, gd.descend_batches, gd.noise, gd.basins),
    listing=lambda p: {
        "objective": p.objective,
        "start": tuple(float(v) for v in inside(p)),
        "step": p.step,
        "kappa": p.kappa,
        "batch": p.batch,
        "seed": p.seed,
        "steps": p.tick * int(p.each),
    },
)
