"""Walk downhill, one step against the gradient at a time: the curvature decides how long a step may be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Point, Seed, Slider, Steps
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number, sentence
from mathcore import kernels
from mathcore.calculus import gradient_descent as gd
from mathcore.calculus.descent_rates import Rates, rates
from mathcore.calculus.gradient_descent import Landscape, Noise, Path
from pages.calculus.gradient_descent import panels

Array = NDArray[np.float64]
TICKS = 100
LOSSES = {
    "quadratic": "Quadratic bowl",
    "rosenbrock": "Rosenbrock",
    "himmelblau": "Himmelblau",
    "beale": "Beale",
    "diabetes": "Diabetes data: bmi, s5",
    "collinear": "Correlated features: s1, s2",
}
BOWL, REGRESSION = {"objective": ("quadratic",)}, {"objective": ("diabetes", "collinear")}
OBJECTIVE = Choice("objective", "Loss", LOSSES, "quadratic")
STEP = Slider("step", "Step size η", 1e-4, 10.0, 0.178, log=True, domain="positive")
START = Point("start", "Start", (-4.5, 2.0), (-5.0, 5.0), (-5.0, 5.0), 0.01)
KAPPA = Slider("kappa", "Condition number κ", 1.0, 100.0, 10.0, log=True, per_decade=20, when=BOWL)
BATCH = Slider("batch", "Mini-batch size", 1, 442, 442, log=True, integer=True, per_decade=20, when=REGRESSION)
SEED = Seed("seed", "Seed of the mini-batches", 1, when=REGRESSION)
EACH = Choice("each", "Steps per tick", {"1": "1", "10": "10", "100": "100"}, "1")
PLAYS = "Ticks of the play bar; each stands for 1, 10 or 100 steps."
TICK = Steps("tick", "Step", high=TICKS, default=30, rate=10, help=PLAYS)
DETAIL = Slider("detail", "Grid of the basins", 40, 200, 160, 20, integer=True)


class Descent(State):
    """A loss, a path on it, and what theory says of the path."""

    @cached_property
    def land(self) -> Landscape:
        return gd.landscape(self.p.objective, self.p.kappa if self.p.objective == "quadratic" else 1.0)

    window = cached_property(lambda q: gd.WINDOWS[q.p.objective])  # the part that is drawn: bounds of x, of y

    @cached_property
    def start(self) -> Array:
        """The start (2,), moved to the edge of the loss's map if it lies outside."""
        return np.clip(self.p.start, *np.array(self.window).T)

    @cached_property
    def batched(self) -> bool:
        """Whether steps use fewer than all rows."""
        return self.p.objective in gd.FEATURES and self.p.batch < 442

    @kept("objective", "kappa")
    def contours(self) -> dict[str, Any]:
        return panels.contours(self)

    @kept("objective", "kappa", "start", "step", "each", "batch", "seed")
    def path(self) -> Path:
        """The whole run; the play bar moves over it."""
        steps = TICKS * int(self.p.each)
        if self.batched:
            return gd.descend_batches(self.p.objective, self.start, self.p.step, steps, self.p.batch, self.p.seed)
        return gd.descend(self.land, self.start, self.p.step, steps)

    @kept("objective", "kappa", "start", "step", "each", "batch", "seed")
    def rates(self) -> Rates:
        """What the curvatures promise, and what was measured."""
        return rates(self.land, self.path, self.p.step)

    @kept("objective", "step", "batch")
    def noise(self) -> Noise | None:
        """What mini-batches settle to."""
        return gd.noise(self.p.objective, self.p.step, self.p.batch) if self.batched else None

    @kept("objective", "kappa", "step", "detail")
    def basins(self) -> kernels.Basins:
        """Where each start ends."""
        kappa = self.p.kappa if self.p.objective == "quadratic" else 1.0
        return gd.basins(self.p.objective, kappa, self.p.step, self.p.detail, panels.BASIN_STEPS)

    @cached_property
    def now(self) -> int:
        """How many steps are shown."""
        return int(self.p.tick * int(self.p.each))

    @cached_property
    def shown(self) -> int:
        """The last step that is drawn: `now`, or that at which the path was given up."""
        return min(self.now, self.path.last)

    @cached_property
    def slope(self) -> float:
        """The length of the gradient where the path is now."""
        x, y = self.path.points[self.shown].tolist()
        return float(np.hypot(*self.land.slope()(x, y)))

    @cached_property
    def verdict(self) -> str:
        """What the path does, in words."""
        if not (self.start - self.rates.target).any() and not self.batched:
            return "the start is the minimum, where the gradient is zero"
        if self.path.diverged:
            return f"the path diverges: after {self.path.last} steps it is over a million away"
        if self.noise is not None:
            settles = self.noise.factor < 1
            return "the path settles into a cloud around the minimum" if settles else "the noise outgrows the pull"
        if self.land.matrix is None:
            if not np.any(self.land.slope()(*self.start.tolist())):
                return "the start is no minimum, and yet the gradient is zero there: no step leaves it"
            near = np.hypot(*(self.path.points[-1] - self.rates.target)) < 0.01
            return f"in the end the path has {'' if near else 'not '}arrived at a minimum"
        if self.rates.factor > 1 + 1e-9:
            return "the path diverges, slowly"
        if self.rates.factor > 1 - 1e-9:
            letter = "L" if self.p.step * self.rates.high < 2 + 1e-6 else "μ"  # a start without a part in the steep one
            return f"the path neither converges nor diverges: the step is 2/{letter}"
        across = ", jumping across the valley at each step" if self.rates.jumps else ""
        return "the path converges" + across


def notice(q: Descent) -> str:
    told = []
    if tuple(q.start) != tuple(q.p.start):
        told.append("The start was moved to the edge of this loss's map.")
    if q.path.diverged and q.now >= q.path.last:
        limit = f" (at the minimum 2/L is {number(q.rates.limit, 3)})" if q.land.matrix is None else ""
        told.append(f"Over a million away at step {q.path.last}, and given up: lower η{limit}.")
    elif q.verdict.startswith(("the start", "the path neither", "the noise")):
        told.append(sentence(q.verdict) + ".")
    return " ".join(told)


def basins_notice(q: Descent) -> str:
    whole = " The basins are those of the whole gradient." if q.batched else ""
    return f"{notice(q)} Paler: slower. Grey: not arrived. Dark: diverged.{whole}".strip()


def readouts(q: Descent) -> list[Readout | Law]:
    share, k = q.p.step / q.rates.limit, q.shown
    fallen = f"loss above its minimum after {k} steps"
    found: list[Readout | Law] = [Readout(fallen, q.rates.gap[k], role="gradient", scale=0)]
    if q.land.matrix is None:
        says = "Above 1 the path cannot settle there."
        found.append(Readout("length of the gradient", q.slope, role="gradient", scale=0))
        found.append(Readout("η ÷ (2/L) at the nearest minimum", share, role="null", note=says))
    else:
        name, who = "step size against its limit, η ÷ (2/L)", "the mean of all runs" if q.batched else "it"
        found.append(Readout(name, share, role="null", note=f"Below 1 {who} converges, from every start."))
    return found + (laws(q) if q.noise is None else noise_readouts(q, q.noise))


def noise_readouts(q: Descent, noise: Noise) -> list[Readout | Law]:
    """What mini-batches settle to, simulated and exact; the exact numbers where the cloud stays bounded."""
    gap, limit = q.rates.gap, gd.mean_square_limit(q.p.objective, q.p.batch)
    mean, feeds = np.mean(gap[len(gap) // 2 :]), "Less than 2/L: noise feeds on itself."
    found = [
        Readout("mean loss above the minimum, second half of the run", mean, role="gradient"),
        Readout("its exact expectation in the long run", noise.excess, role="optimum"),
        Readout("largest step, stable in mean square", limit, role="null", note=feeds),
    ]
    return [each for each in found if np.isfinite(each.value)]


def laws(q: Descent) -> list[Readout | Law]:
    """What a step takes off the loss; on a quadratic, the factors of a step and the best of all."""
    step, rates, k = q.p.step, q.rates, q.shown
    before = min(q.now, max(q.path.last - 1, 0))
    square, bend = gd.mean_curvature(q.land, q.path.points[before], step)
    found: list[Readout | Law] = []
    if np.isfinite(bend) and before + 1 <= q.path.last:
        drop, promised = rates.gap[before] - rates.gap[before + 1], step * square * (1 - step * bend / 2)
        downhill = "downhill exactly when η < 2/c." if bend > 0 else "not positive, so the step goes downhill."
        says = f"c = {number(bend)} is the mean curvature along the step: {downhill}"
        name = f"what step {before + 1} takes off the loss"
        found.append(law(name, "f(p) − f(p⁺) = η|∇f|²(1 − ηc/2)", drop, promised, tolerance=1e-7, note=says))
    if q.land.matrix is None:
        return found
    if np.isfinite(rates.measured):
        name = "each step multiplies the distance by"
        says = "Measured in the long run; a direction that the start has no part in does not count."
        found.append(law(name, "measured = max |1 − ηλ|", rates.measured, rates.factor, tolerance=1e-3, note=says))
    steep = rates.directions[:, 1]
    left = steep @ (q.path.points[k] - rates.target)
    right = (1 - step * rates.high) ** k * (steep @ (q.start - rates.target))
    sides = "v·(p − p*) = (1 − ηL)ᵏ v·(p₀ − p*)", "found by search = (κ − 1)/(κ + 1)"
    found.append(law(f"the steep direction after {k} steps", sides[0], left, right, tolerance=1e-8))
    searched = gd.best_factor(rates.low, rates.high)[1]
    return [*found, law("best factor over all steps", sides[1], searched, rates.best[1], tolerance=1e-6)]


def alt(q: Descent) -> str:
    return (
        f"Contour map of {LOSSES[q.p.objective]} with a gradient descent path of {q.shown} steps of size "
        f"{number(q.p.step)} from ({number(q.start[0])}, {number(q.start[1])}); {q.verdict}."
    )


def numbers(q: Descent) -> dict[str, Any]:
    low, high = q.rates.low, q.rates.high
    flat, steep = abs(1 - q.p.step * low), abs(1 - q.p.step * high)
    return dict(zip(("x_now", "y_now"), q.path.points[q.shown], strict=True)) | {
        "steps": q.shown,
        "gap_now": q.rates.gap[q.shown],
        "gradient_length": q.slope,
        "smallest": low,
        "largest": high,
        "kappa": high / low,
        "limit": q.rates.limit,
        "best_step": q.rates.best[0],
        "best_factor": q.rates.best[1],
        "factor_flat": flat,
        "factor_steep": steep,
        "factor": max(flat, steep),
        "floor": q.land.floor,
    }


def listing(q: Descent) -> Mapping[str, Any]:
    values = {name: q.p[name] for name in ("objective", "start", "step", "kappa", "batch", "seed")}
    return values | {"start": tuple(q.start.tolist()), "steps": q.now}


def halving(q: Descent) -> int:
    """Steps until the distance to the minimum is at most half of what it was."""
    distance = np.hypot(*(q.path.points - q.rates.target).T)
    return int(np.argmax(distance <= 0.5 * distance[0]))


def on_the_edge(q: Descent) -> bool:
    """Whether the step still converges on a narrow bowl, and the slider's next one does not."""
    following = next((value for value in STEP.values if value > q.p.step), np.inf)
    converges = q.p.step < q.rates.limit * (1 - 1e-9)
    return q.p.objective == "quadratic" and q.p.kappa > 19.9 and converges and following >= q.rates.limit


AWAY = {"objective": "himmelblau", "start": (1.0, 4.8), "step": 0.0188, "each": "10", "tick": 100}


def carried_away(q: Descent) -> bool:
    """Whether the path leaves the valley of (3, 2) that it starts in, and settles elsewhere."""
    settled = np.hypot(*(q.path.points[-1] - q.rates.target)) < 0.05
    away = q.land.nearest(q.rates.target) != 0
    return bool(q.p.objective == "himmelblau" and min(q.start) >= 1 and settled and away)


lesson = Lesson(
    title="Gradient Descent and Variants",
    terms=(
        *("gradient descent", "learning rate", "step size", "stochastic gradient descent", "SGD", "mini-batch"),
        *("condition number", "convergence rate", "basin of attraction", "edge of stability"),
    ),
    controls=(OBJECTIVE, STEP, START, KAPPA, BATCH, SEED, EACH, TICK),
    state=Descent,
    choose="Beside it",
    views={
        "loss": View("Loss", [panels.map_panel, panels.loss_panel], readouts, alt, notice=notice),
        "rate": View("Rate", [panels.map_panel, panels.rate_panel], readouts, alt, notice=notice),
        "bend": View("Curvature", [panels.map_panel, panels.curvature_panel], readouts, alt, notice=notice),
        "basins": View("Basins", [panels.map_panel, panels.basins_panel], readouts, alt, [DETAIL], basins_notice),
    },
    numbers=numbers,
    listing=listing,
    draft={"detail": 40},
    challenges=(
        Challenge(
            "Find the largest step (the slider's last one) that still converges on the bowl with a κ of 20 or more.",
            "The step must stay below 2 divided by the largest curvature; for the bowl that is κ.",
            on_the_edge,
            [{"kappa": 20, "step": 0.0944}, {"kappa": 39.8, "step": 0.0501}, {"kappa": 100, "step": 0.0188}],
            [{"step": 0.188}, {"kappa": 20, "step": 0.0891}, {"kappa": 20, "step": 0.1}],
        ),
        Challenge(
            "Predict: κ = 10, step 0.1, start on the flat axis. How many steps halve the distance to the minimum?",
            "On the flat axis the curvature is 1, so the distance is multiplied by 1 − 0.1 each step.",
            predict=Prediction(
                "Steps until the distance is at most half",
                halving,
                0.5,
                {"step": 0.1, "start": (-4.5, 0.0), "tick": 0},
                unit="steps",
                why="0.9ᵏ ≤ ½ needs k ≥ ln 2 ÷ 0.105 = 6.6, so 7 steps.",
            ),
            again=(
                Again(
                    "Predict: κ = 10, step 0.05, start on the flat axis. How many steps halve the "
                    "distance to the minimum?",
                    {"step": 0.0501, "start": (-4.5, 0.0), "tick": 0},
                    "0.95ᵏ ≤ ½ needs k ≥ ln 2 ÷ 0.0514 = 13.5, so 14 steps.",
                ),
            ),
        ),
        Challenge(
            "On Himmelblau's function start in the quarter of (3, 2), x and y at least 1, and end at another minimum.",
            "Start near the upper edge, where the slope is steep, and take a step of about 0.019.",
            carried_away,
            [AWAY, AWAY | {"start": (1.0, 4.9)}, AWAY | {"start": (1.02, 4.8)}],
            [AWAY | {"step": 0.01}, AWAY | {"start": (3.0, 3.0)}, AWAY | {"start": (-1.0, 4.8)}],
        ),
    ),
    related=("optimizers", "partial_derivatives", "eigenvectors", "multivariable_taylor", "projections_least_squares"),
    oracles=(
        *("gradients: sympy.diff", "curvatures: scipy.linalg.eigvalsh", "regression: sklearn’s LinearRegression"),
        *("noise: closed form and simulation",),
    ),
    source=(gd.descend, gd.descend_batches, gd.noise, gd.basins),
)
