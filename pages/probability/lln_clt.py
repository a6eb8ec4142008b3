"""Means of many draws settle (law of large numbers), and their error is bell-shaped (central limit theorem)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import binom

import viz
from explorer.controls import Choice, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import galton, kernels, limit_laws
from viz.sampling import galton_board, galton_heaps, gap_panel, note, running_panel, spread_panel

Array = NDArray[np.float64]
SOURCES = {
    "exponential": "Exponential",
    "uniform": "Uniform",
    "bernoulli": "Bernoulli (yes or no)",
    "mixture": "Two humps",
    "pareto": "Pareto (heavy tail)",
    "cauchy": "Cauchy",
}
GRID = np.unique(np.round(np.geomspace(1, 1000, 24)).astype(int))
CURVE = np.linspace(-4.0, 4.0, 161)
FINE = np.linspace(-6.0, 6.0, 6001)
BARS, COPIES, PATHS, BALLS, MOST_ROWS = 84, 4, 1000, 300, 16


@dataclass(frozen=True)
class Result:
    """`law` the source; `copies` 1, or 4 if draws are copied; `centre`, `unit` of the axis (a claimed standard error if
    there is one); `bars` (3, 84) centres, heights and width of the histogram's bars; `distances` (GRID,) exact, NaN
    without a variance; `running` means of up to 1000 paths; `path` (300, rows + 1) right turns of the balls."""

    parameters: Parameters
    law: kernels.Law
    copies: int
    centre: float
    unit: float
    bars: Array
    outside: float
    mean: float
    deviation: float
    quartiles: tuple[float, float]
    coverage: float
    simulated: float
    exact: float
    bound: float
    distances: Array
    running: kernels.RunningMeans | None
    path: NDArray[np.int64] | None

    @property
    def finite(self) -> bool:
        """Whether the source has a variance."""
        return bool(np.isfinite(self.law.deviation))


SAMPLED = {"view": ("means", "running")}
CONTROLS = (
    Choice("view", "Look at", {"means": "Means", "running": "Running", "galton": "Galton"}, "means"),
    Choice("source", "Source of one draw", SOURCES, "exponential", when=SAMPLED),
    Slider("n", "Draws in a mean, n", 1, 1000, 10, log=True, integer=True),
    Slider(
        "probability",
        "Probability p of a yes",
        0.01,
        0.99,
        0.5,
        0.01,
        when=(SAMPLED | {"source": ("bernoulli",)}, {"view": ("galton",)}),
    ),
    Slider("separation", "Distance between the humps", 0, 12, 6, 0.1, when=SAMPLED | {"source": ("mixture",)}),
    Slider(
        "tail",
        "Tail exponent a",
        0.5,
        6,
        1.5,
        0.05,
        help="P(X > x) = x⁻ᵃ. No variance for a ≤ 2, no mean for a ≤ 1.",
        when=SAMPLED | {"source": ("pareto",)},
    ),
    Slider("replicates", "Means simulated", 100, 100_000, 20_000, log=True, integer=True, per_decade=10, when=SAMPLED),
    Toggle(
        "independent",
        "Independent draws",
        True,
        help="Off: each draw is recorded four times, and whoever counts 4n records claims the standard error σ/√(4n).",
    ),
    Seed(),
    Steps("step", "Galton board: balls released", high=BALLS, default=120, rate=14, when={"view": ("galton",)}),
)


def source_law(p: Parameters) -> kernels.Law:
    """The law of one draw. A Galton board always tosses coins."""
    source = "bernoulli" if p.view == "galton" else p.source
    return kernels.law(source, probability=p.probability, separation=p.separation, tail=p.tail)


def draws(p: Parameters) -> int:
    """Draws in a mean: n, or the rows of the Galton board."""
    return min(p.n, MOST_ROWS) if p.view == "galton" else int(p.n)


def options(law: kernels.Law) -> dict[str, Any]:
    """The law's parameter as the keyword of the kernels."""
    names = {"bernoulli": "probability", "mixture": "separation", "pareto": "tail"}
    return {names[law.source]: law.parameter} if law.source in names else {}


@lru_cache(maxsize=32)
def simulate(law: kernels.Law, n: int, replicates: int, seed: int, low: float, high: float, bins: int) -> Any:
    """Sample means, standardised if that can be done, with a histogram over [low, high)."""
    finite = bool(np.isfinite(law.deviation))
    return kernels.sample_means(
        law.source, n, replicates, seed, low=low, high=high, bins=bins, standardise=finite, **options(law)
    )


@lru_cache(maxsize=8)
def running(law: kernels.Law, paths: int, seed: int) -> kernels.RunningMeans:
    """Running means up to n = 1000: the same draws as those of `simulate`."""
    return kernels.running_means(law.source, 1000, paths, seed, points=60, **options(law))


def bins_for(law: kernels.Law, n: int, stretch: float) -> tuple[float, float, int]:
    """(low, high, bins) of the histogram of z. Yes-or-no means lie on a lattice: bars hold equally many points."""
    if law.source != "bernoulli":
        return -4 / stretch, 4 / stretch, 80
    gap = 1 / (law.deviation * np.sqrt(n))
    group = max(1, int(np.ceil(0.1 / (stretch * gap))))
    first = int(np.floor((-4 / stretch / gap + n * law.parameter) / group)) * group
    bins = int(np.ceil(8 / stretch / gap / group)) + 1
    low = (first - 0.5 - n * law.parameter) * gap
    return low, low + bins * group * gap, bins


def compute(p: Parameters) -> Result:
    """Simulated means, the exact distance of their law from normal, and what the chosen view shows."""
    law, n = source_law(p), draws(p)
    finite = bool(np.isfinite(law.deviation))
    copies = 1 if p.independent else COPIES
    stretch = float(np.sqrt(copies)) if finite else 1.0
    centre, unit = limit_laws.limit_place(law, n)
    bars = np.full((3, BARS), np.nan)
    nothing = float("nan")
    if finite:
        low, high, bins = bins_for(law, n, stretch)
        found = simulate(law, n, p.replicates, p.seed, low, high, bins)
        bars[0, :bins] = stretch * (found.edges[1:] + found.edges[:-1]) / 2
        bars[1, :bins] = found.density / stretch
        bars[2] = stretch * (high - low) / bins
        below = np.cumsum(found.fine[:-1]) / found.count
        coverage = float(found.fine[1:-1][np.abs(FINE[:-1] + 0.001) * stretch < 1.96].sum() / found.count)
        simulated = float(np.abs(below - ndtr(stretch * FINE)).max())
        mean, deviation = law.mean + found.mean * unit, float(np.sqrt(max(found.variance, 0.0))) * unit
        quarters = np.interp([0.25, 0.75], below, FINE) * unit + law.mean
        distances = np.array([limit_laws.sup_distance(law, int(m), stretch) for m in GRID])
        exact = limit_laws.sup_distance(law, n, stretch)
        outside = 1 - float(np.nansum(bars[1] * bars[2]))
    else:
        found = simulate(law, n, p.replicates, p.seed, centre - 4 * unit, centre + 4 * unit, 800)
        bars[0, :80] = CURVE[1::2][:80]
        bars[1, :80] = found.counts.reshape(80, 10).sum(axis=1) / found.count / 0.1
        bars[2] = 0.1
        below = (found.below + np.concatenate([[0], np.cumsum(found.counts)])) / found.count
        at = (found.edges - centre) / unit
        coverage, deviation, exact = nothing, nothing, nothing
        mean = float(found.mean)
        simulated = float(np.abs(below - ndtr(at)).max())
        quarters = np.interp([0.25, 0.75], below, found.edges)
        distances = np.full(len(GRID), np.nan)
        outside = (found.below + found.above) / found.count
    return Result(
        parameters=p,
        law=law,
        copies=copies,
        centre=centre,
        unit=unit / stretch,
        bars=bars,
        outside=max(0.0, outside),
        mean=mean,
        deviation=deviation,
        quartiles=(float(quarters[0]), float(quarters[1])),
        coverage=coverage,
        simulated=simulated,
        exact=exact,
        bound=float(limit_laws.berry_esseen(law, n)),
        distances=distances,
        running=running(law, min(p.replicates, PATHS), p.seed) if p.view == "running" else None,
        path=galton.board(p.probability, n, BALLS, p.seed, copies) if p.view == "galton" else None,
    )


SOURCE_AXES = {
    "uniform": ((-0.4, 1.4), 1.35),
    "exponential": ((-0.6, 6.0), 1.15),
    "bernoulli": ((-0.45, 1.45), 1.12),
    "mixture": ((-10.0, 10.0), 0.46),
    "pareto": ((0.0, 6.0), 6.5),
    "cauchy": ((-8.0, 8.0), 0.38),
}


def source_panel(r: Result) -> viz.Plane:
    """The law of a single draw, with its mean if it has one."""
    span, top = SOURCE_AXES[r.law.source]
    if r.law.source == "bernoulli":
        q = r.law.parameter
        x = np.array([-0.08, -0.08, 0.08, 0.08, 0.92, 0.92, 1.08, 1.08])
        y = np.array([0, 1 - q, 1 - q, 0, 0, q, q, 0])
    else:
        edge = {"pareto": [1 - 1e-9], "uniform": [-1e-9, 0, 1 - 1e-9, 1], "exponential": [-1e-9]}
        x = np.unique(np.concatenate([np.linspace(*span, 301), edge.get(r.law.source, [])]))
        y = limit_laws.source_density(r.law, x)
    m = r.law.mean if np.isfinite(r.law.mean) and r.law.mean < span[1] else np.nan
    right = m > span[0] + 0.55 * (span[1] - span[0])
    traces = [
        viz.area(x, y, 0.0, "data"),
        viz.line(x, y, "data", hover=False),
        viz.segment((m, 0), (m, 0.93 * top), "optimum", dash="dash", width=1.6, hover=False),
        note(m, 0.93 * top, f" μ = {number(m, 3)} ", "optimum", f"middle {'left' if right else 'right'}"),
    ]  # fmt: skip
    title = "probability" if r.law.source == "bernoulli" else "density"
    ticks = [0, 1] if r.law.source == "bernoulli" else None
    return viz.Plane(
        traces, viz.Axis("one draw, x", span, ticks=ticks), viz.Axis(title, (0, top)), "The source", weight=0.72
    )


def histogram_panel(r: Result) -> viz.Plane:
    """The simulated means in units in which a normal limit is the standard normal."""
    p = r.parameters
    normal = np.exp(-CURVE * CURVE / 2) / np.sqrt(2 * np.pi)
    stable = np.full(len(CURVE), np.nan) if r.finite else limit_laws.limit_law(r.law, CURVE)[0]
    top = 0 if r.finite else int(np.argmax(stable))
    claimed = r.finite and r.copies > 1
    traces = [
        viz.bars(r.bars[0], r.bars[1], "data", width=float(r.bars[2, 0]), opacity=0.55, name="share per unit"),
        viz.line(CURVE, normal, "model" if r.finite else "null", width=2.6, dash="solid" if r.finite else "dash"),
        viz.line(CURVE, stable, "gradient", width=2.6),
        note(1.3, 0.22, "normal", "model" if r.finite else "null", "middle right"),
        note(CURVE[top] + 0.35, min(stable[top], 0.68) + 0.03, "limit law", "gradient", "middle right"),
    ]
    if r.finite:
        axis = "(mean − μ) / (σ/√(4n)): claimed errors" if claimed else "(mean − μ) / (σ/√n): standard errors"
    else:
        axis = "mean, in quartile units of the limit"
    return viz.Plane(
        traces, viz.Axis(axis, (-4, 4)), viz.Axis("density", (0, 0.75)), f"{p.replicates:,} means of {p.n} draws",
        weight=1.35,
    )  # fmt: skip


def distance_panel(r: Result) -> viz.Plane:
    """The largest gap between the two distribution functions against n, under the Berry-Esseen bound."""
    p, grid = r.parameters, GRID.astype(float)
    bound = limit_laws.berry_esseen(r.law, grid) if r.finite else np.full(len(grid), np.nan)
    y = np.linspace(-40, 40, 4001)
    left = np.nan if r.finite else float(np.abs(limit_laws.limit_law(r.law, y)[1] - ndtr(y)).max()) or np.nan
    noise = 0.8687 / np.sqrt(p.replicates)  # the mean of Kolmogorov's law
    bound = np.where(np.isfinite(bound), bound, np.nan)
    return gap_panel(grid, r.distances, bound, noise, left, (p.n, r.exact, max(r.simulated, 1e-9)))


def regime(law: kernels.Law) -> str:
    """Which moments the source has: this decides the units in which running means are drawn."""
    if np.isfinite(law.deviation):
        return "variance"
    return "mean" if law.source == "pareto" and law.parameter > 1 else "nothing"


def running_view(r: Result) -> viz.Plane:
    """A few paths of running means, the bands that hold half and 90% of all paths, and the band that theory claims."""
    assert r.running is not None
    grid, kind = r.running.grid.astype(float), regime(r.law)
    centre, unit = (r.law.mean, r.law.deviation) if kind == "variance" else (0.0, 1.0)
    span = (-2.2, 2.2) if kind == "variance" else (1, 100) if kind == "mean" else (1, 1e5)
    if r.law.source == "cauchy":
        span = (-12.0, 12.0)
    log = kind != "variance" and r.law.source == "pareto"
    return running_panel(
        grid,
        (r.running.means - centre) / unit,
        1.645 / np.sqrt(r.copies * grid) if kind == "variance" else np.full(len(grid), np.nan),
        0.0 if kind == "variance" else r.law.mean if kind == "mean" else np.nan,
        r.parameters.n,
        viz.Axis("(running mean − μ) / σ" if kind == "variance" else "running mean", span, log=log),
        f"μ = {number(r.law.mean, 3)}",
    )


def spread_view(r: Result) -> viz.Plane:
    """Half of the width of the middle 90% of the paths against n: the slope on log axes is the rate of the law."""
    assert r.running is not None
    grid, kind, a = r.running.grid.astype(float), regime(r.law), r.law.parameter
    unit = r.law.deviation if kind == "variance" else 1.0
    low, high = np.quantile(r.running.means, [0.05, 0.95], axis=1)
    half = np.maximum((high - low) / 2 / unit, 1e-9)
    if kind == "variance":
        claim = "claimed: 1.645/√(4n)" if r.copies > 1 else "1.645/√n"
        axis = viz.Axis("half width of the middle 90% / σ", (0.01, 10.0), log=True)
        root, rate = 1.645 / np.sqrt(grid * r.copies), np.full(len(grid), np.nan)
        return spread_panel(grid, half, root, rate, r.parameters.n, axis, "model", (claim, ""))
    slope = 0.0 if r.law.source == "cauchy" else 1 / a - 1
    says = "slope 0: nothing gained" if slope == 0 else f"slope 1/a − 1 = {number(slope, 3)}"
    span = (0.1, 100.0) if kind == "mean" or r.law.source == "cauchy" else (1.0, 1e6)
    axis = viz.Axis("half width of the middle 90%", span, log=True)
    rate = half[-1] * (grid / grid[-1]) ** slope
    return spread_panel(
        grid,
        half,
        half[0] / np.sqrt(grid),
        rate,
        r.parameters.n,
        axis,
        "null",
        ("slope −1/2, as with a variance", says),
    )


def board_view(r: Result) -> viz.Plane:
    """Pins, balls on their way, and the heaps under the board."""
    assert r.path is not None
    rows = r.path.shape[1] - 1
    expected = float(binom.pmf(np.arange(rows + 1), rows, r.law.parameter).max()) * BALLS
    return galton_board(r.path, r.parameters.step, expected, MOST_ROWS)


def heap_view(r: Result) -> viz.Plane:
    """Share of the balls in each heap beside the binomial law and its normal curve."""
    assert r.path is not None
    rows, q = r.path.shape[1] - 1, r.law.parameter
    landed = r.path[: max(0, r.parameters.step - rows - 1), -1]
    law = binom.pmf(np.arange(rows + 1), rows, q)
    x, sigma = np.linspace(-1, rows + 1, 201), r.law.deviation * np.sqrt(rows)
    normal = np.exp(-(((x - rows * q) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    share = np.bincount(landed, minlength=rows + 1) / max(1, len(landed))
    peak = float(law.max()) if r.copies == 1 else 0.55
    return galton_heaps(share, law, (x, normal), peak, f"binomial({rows}, {number(q, 3)})")


VIEWS = {
    "means": (source_panel, histogram_panel, distance_panel),
    "running": (running_view, spread_view),
    "galton": (board_view, heap_view),
}


def within(slack: float, *sides: float) -> float:
    """The tolerance of a Law that lets its sides differ by `slack`."""
    return slack / (1 + max(abs(side) for side in sides))


def laws(r: Result) -> list[Readout | Law]:
    """The numbers of the moment; a law wherever the source has the moments that the law needs."""
    p, law, n = r.parameters, r.law, draws(r.parameters)
    root = np.sqrt(p.replicates)
    if not r.finite:
        spread = (r.quartiles[1] - r.quartiles[0]) / 2
        first: list[Readout | Law] = [
            Readout("mean of the source", law.mean if regime(law) == "mean" else "none", role="optimum"),
            Readout("deviation of the source", "none: the variance is infinite"),
            Readout("half of the quartile range of the means", spread, role="data"),
            Readout("the same of the limit law", r.unit * limit_laws.NORMAL_QUARTILE, role="gradient"),
            Readout("means outside the axis", 100 * r.outside, "%", 3, role="data"),
        ]
        if law.source == "cauchy":
            slack = 4 * np.pi / 2 / root + 0.005
            first.append(
                Law("the mean of n is as spread as one draw", "half quartile range", spread, "of one draw", 1.0,
                    tolerance=within(slack, spread, 1.0), digits=4, note=f"up to simulation error: ±{number(slack, 2)}")
            )  # fmt: skip
        return first
    claimed = r.unit
    true = law.deviation / np.sqrt(n)
    kurtosis = limit_laws.excess_kurtosis(law)
    slack = (4.5 if np.isfinite(kurtosis) else 10.0) * true / root
    found: list[Readout | Law] = [
        Readout("standard error σ/√n" if r.copies == 1 else "claimed standard error σ/√(4n)", claimed, role="model"),
        Readout("means within ±1.96 of these (95% if normal)", 100 * r.coverage, "%", 4, role="data"),
        Readout("largest gap to the normal, exact", r.exact, role="model"),
        Law("the means have the mean of the source", "average of the means", r.mean, "μ", law.mean,
            tolerance=within(slack, r.mean, law.mean), note=f"up to simulation error: ±{number(slack, 2)}"),
    ]  # fmt: skip
    if np.isfinite(kurtosis):
        # The deviation of R values has the relative standard error sqrt((kurtosis - 1) / 4R).
        wide = 5 * true * np.sqrt((2 + kurtosis / n) / 4) / root
        # The next term of that error, for sources where rare far draws, or the error of the mean, decide.
        wide += 25 * true * (1 + max(kurtosis, 0.0) / n) / p.replicates
        note = f"up to simulation error: ±{number(wide, 2)}"
        right = "σ/√n" if r.copies == 1 else "σ/√(4n)"
        found.append(
            Law("their deviation is the standard error", "deviation of the means", r.deviation, right, claimed,
                tolerance=within(wide, r.deviation, claimed), note=note)
        )  # fmt: skip
    else:
        note = "the fourth moment is infinite, so this estimate settles very slowly, mostly from below"
        found.append(Readout("deviation of the means", r.deviation, role="data", note=note))
    if np.isfinite(r.bound):
        found.append(
            Law("Berry–Esseen", "largest gap", r.exact, "0.4748 ρ/(σ³√n)", r.bound, "≤", tolerance=2e-4, digits=4)
        )
    slack = 2.7 / root + 0.0022
    found.append(
        Law("simulation agrees with the exact law", "simulated gap", r.simulated, "exact gap", r.exact, digits=4,
            tolerance=within(slack, r.simulated, r.exact),
            note=f"Dvoretzky, Kiefer and Wolfowitz: off by more than {number(slack, 2)} once in a million")
    )  # fmt: skip
    return found


def notice(r: Result) -> str:
    """What the reader must know about this state before believing the figure."""
    law, a = r.law, r.law.parameter
    if r.parameters.view == "galton" and r.parameters.n > MOST_ROWS:
        return f"The board has at most {MOST_ROWS} rows; n = {r.parameters.n} is drawn as {MOST_ROWS}."
    if law.source == "cauchy":
        return "Cauchy has no mean: the mean of any number of draws is as spread as a single draw."
    if law.source == "pareto" and a <= 1:
        return f"With tail exponent {number(a, 3)} there is no mean: running means grow without end."
    if law.source == "pareto" and a < 2:
        rate = f"n^({number(1 / a - 1, 3)})"
        return (
            f"With tail exponent {number(a, 3)} the variance is infinite: means settle like {rate}, and not normally."
        )
    if law.source == "pareto" and a == 2:
        return "At tail exponent 2 the variance is infinite, yet the limit is normal, in units of √(log n / n)."
    if law.source == "pareto" and a <= 3:
        return "Variance finite, third moment infinite: the limit is normal, but Berry and Esseen promise no rate."
    if r.copies > 1:
        return (
            "Each draw is recorded four times: 4n records, yet only n draws. The claimed error is half of the true one."
        )
    return ""


def draw(r: Result) -> Scene:
    """The chosen view, with handles for the number of draws and the parameter of the source."""
    p, law, n = r.parameters, r.law, draws(r.parameters)
    handles = []
    if p.view == "means":
        place = {
            "bernoulli": (1.0, law.parameter),
            "mixture": (law.parameter / 2, float(limit_laws.source_density(law, law.parameter / 2))),
            "pareto": (1.0, law.parameter),
        }
        if law.source in place:
            handles.append(Handle("shape", place[law.source], "parameter of the source", role="data"))
        height = r.exact if r.finite else r.simulated
        handles.append(Handle("size", (float(p.n), float(np.clip(height, 1e-4, 2))), "n", panel=2, role="model"))
    elif p.view == "running":
        base = -2.2 if r.finite else 1.0 if law.source == "pareto" else -12.0
        handles.append(Handle("size", (float(p.n), base), "n", role="model"))
    name = SOURCES[law.source].split(" (")[0]
    if r.finite:
        tell = f"{number(100 * r.coverage, 3)}% of the means lie within 1.96 standard errors"
        tell += f"; the largest gap to the normal is {number(r.exact, 3)}"
    else:
        tell = f"the source has no variance; the largest gap of its means to a normal is {number(r.simulated, 3)}"
    pictures = {
        "means": "Histogram of simulated means with the limit curve, the source, and the gap to the normal against n",
        "running": "Running means of many paths in their band, and the width of the band against n",
        "galton": "A Galton board with balls falling, and its heaps against the binomial law",
    }
    side = "bernoulli" if p.view == "galton" else law.source
    return Scene(
        panels=[panel(r) for panel in VIEWS[p.view]],
        readouts=laws(r),
        handles=handles,
        notice=notice(r),
        alt=f"{pictures[p.view]}. Source {name}, n = {n}: {tell}.",
        numbers={
            "n": float(n),
            "replicates": float(p.replicates),
            "mean": law.mean,
            "deviation": law.deviation if r.finite else float("inf"),
            "standard_error": r.unit if r.finite else float("nan"),
            "mean_of_means": r.mean,
            "deviation_of_means": r.deviation,
            "coverage": r.coverage,
            "simulated_distance": r.simulated,
            "distance": r.exact,
            "third_ratio": limit_laws.lyapunov_ratio(law),
            "bound": r.bound,
            "unit": r.unit,
            "source": rf"\text{{{name}}}",
        },
        view=f"{p.view}:{side}:{regime(law)}:{n if p.view == 'galton' else ''}",
    )


def pull_size(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """n follows the pointer along the axis."""
    return {"n": float(np.clip(x, 1, 1000))}


def pull_shape(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The bar of the yeses, the upper hump, or the density's height at 1 is dragged; the parameter follows."""
    if p.source == "bernoulli":
        return {"probability": float(np.clip(y, 0.01, 0.99))}
    if p.source == "mixture":
        return {"separation": float(np.clip(2 * x, 0, 12))}
    return {"tail": float(np.clip(y, 0.5, 6))}


lesson = Lesson(
    title="Law of Large Numbers and Central Limit Theorem",
    idea="Means of many draws settle at the mean of the source, and if the source has a variance, their error takes "
    "the shape of a bell.",
    terms=(
        "law of large numbers", "central limit theorem", "standard error", "Berry-Esseen", "Galton board",
        "sample mean", "heavy tail", "Pareto", "Cauchy", "stable law", "Monte Carlo",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"size": pull_size, "shape": pull_shape},
    draft={"replicates": 2_000},
    presets=(
        Preset(
            "Bell from a slope",
            {},
            "One draw is as lopsided as can be. The mean of ten is nearly a bell, still leaning: the gap is 0.042.",
        ),
        Preset(
            "A rare yes",
            {"source": "bernoulli", "probability": 0.02, "n": 30},
            "A yes comes once in 50 draws. n = 30 is far from enough: more than half of the means are exactly zero.",
        ),
        Preset(
            "Evaluation noise",
            {"source": "bernoulli", "probability": 0.9, "n": 1000},
            "A model is right on 90% of items; its accuracy on 1000 of them has a standard error of 0.0095.",
        ),
        Preset(
            "No variance",
            {"source": "pareto", "tail": 1.5, "n": 1000},
            "One draw outweighs the rest. The means do settle, but their errors stay lopsided for every n.",
        ),
        Preset(
            "No mean",
            {"source": "cauchy", "view": "running", "n": 1000},
            "Running means of Cauchy draws never settle: the band is as wide at n = 1000 as at n = 1.",
        ),
        Preset(
            "Copies, not draws",
            {"independent": False, "n": 100},
            "Each draw is recorded four times. The histogram is twice as wide as claimed: of 95% intervals 67% hold.",
        ),
        Preset(
            "Galton's board",
            {"view": "galton", "n": 12, "step": 300},
            "Twelve coin tosses a ball. The heaps follow the binomial law, and the bell runs through its points.",
        ),
    ),
    challenges=(
        Challenge(
            "Find a source with a variance for which n = 30 is not enough: an exact gap to the normal above 0.1.",
            "Make the source lopsided: a yes that almost never comes, or a Pareto tail just above 2.",
            lambda r: r.finite and r.parameters.n == 30 and r.copies == 1 and r.exact > 0.1 and r.path is None,
            {"source": "bernoulli", "probability": 0.02, "n": 30},
        ),
        Challenge(
            "Find a source whose means never settle, whatever n.",
            "The law of large numbers needs a mean. Which sources have none?",
            lambda r: regime(r.law) == "nothing",
            {"source": "cauchy"},
        ),
        Challenge(
            "Predict: the exponential source has deviation 1. What is the standard deviation of the mean of 100 draws?",
            "Variances of independent draws add up; the mean divides by n.",
            predict=Prediction(
                "Standard deviation of the mean of 100 draws",
                lambda r: float(r.law.deviation / np.sqrt(r.parameters.n)),
                0.01,
                {"n": 100},
                why="The variance of a sum of n draws is nσ², so the mean has the variance σ²/n: 1/√100 = 0.1.",
            ),
        ),
    ),
    related=("tail_inequalities", "sampling_distributions", "confidence_intervals", "resampling", "martingales"),
    source=(limit_laws.sup_distance, limit_laws.berry_esseen, limit_laws.stable_law, galton.board),
    # A Galton board tosses coins and has few rows: the programs get what the figure drew.
    listing=lambda p: {**p, "source": source_law(p).source, "n": draws(p)},
)  # fmt: skip
