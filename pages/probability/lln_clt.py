"""Means of many draws settle (law of large numbers), and their error is bell-shaped (central limit theorem)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import kernels
from mathcore.probability import galton, limit_laws
from mathcore.probability.simulated_means import Means, options, simulated
from viz import sampling

Array = NDArray[np.float64]
SOURCES = {
    "exponential": "Exponential",
    "uniform": "Uniform",
    "bernoulli": "Bernoulli (yes or no)",
    "mixture": "Two humps",
    "pareto": "Pareto (heavy tail)",
    "cauchy": "Cauchy",
}
SOURCE_AXES = {  # of one draw, and the top of its density
    "uniform": ((-0.4, 1.4), 1.35),
    "exponential": ((-0.6, 6.0), 1.15),
    "bernoulli": ((-0.45, 1.45), 1.12),
    "mixture": ((-10.0, 10.0), 0.46),
    "pareto": ((0.0, 6.0), 6.5),
    "cauchy": ((-8.0, 8.0), 0.38),
}
# Of the density of the means, in standard units: one for all n, so that the bell is seen to stay and the bars to come.
TOPS = {"uniform": 0.75, "bernoulli": 0.75, "cauchy": 0.75, "exponential": 1.05, "mixture": 1.05, "pareto": 1.05}
HEAVIEST = 2.8  # the same where the limit law alone is higher than TOPS
GRID = np.unique(np.round(np.geomspace(1, 1000, 24)).astype(int))
CURVE = np.linspace(-4.0, 4.0, 161)
NORMAL = np.exp(-CURVE * CURVE / 2) / np.sqrt(2 * np.pi)
COPIES, PATHS, BALLS, MOST_ROWS = 4, 1000, 300, 16
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


@dataclass(frozen=True)
class Result:
    """`law` the source; `n` draws in a mean; `copies` 1, or 4 if draws are copied; `means` simulated; `exact` the
    largest gap to the normal and `distances` (GRID,) the same for other n, NaN without a variance; `running` means of
    up to 1000 paths; `path` (300, rows + 1) right turns of the balls."""

    parameters: Parameters
    law: kernels.Law
    n: int
    copies: int
    means: Means
    exact: float
    distances: Array
    running: kernels.RunningMeans | None
    path: NDArray[np.int64] | None

    @property
    def finite(self) -> bool:
        """Whether the source has a variance."""
        return limit_laws.moments(self.law) == "variance"


def source_law(p: Parameters) -> kernels.Law:
    """The law of one draw. A Galton board always tosses coins."""
    source = "bernoulli" if p.view == "galton" else p.source
    return kernels.law(source, probability=p.probability, separation=p.separation, tail=p.tail)


def draws(p: Parameters) -> int:
    """Draws in a mean: n, or the rows of the Galton board."""
    return min(p.n, MOST_ROWS) if p.view == "galton" else int(p.n)


@lru_cache(maxsize=8)
def running(law: kernels.Law, paths: int, seed: int) -> kernels.RunningMeans:
    """Running means up to n = 1000: the same draws as those of the simulated means."""
    return kernels.running_means(law.source, 1000, paths, seed, points=60, **options(law))


def compute(p: Parameters) -> Result:
    """Simulated means, the exact distance of their law from normal, and what the chosen view shows."""
    law, n = source_law(p), draws(p)
    copies = 1 if p.independent else COPIES
    exact, distances = float("nan"), np.full(len(GRID), np.nan)
    if np.isfinite(law.deviation):
        exact = limit_laws.sup_distance(law, n, float(np.sqrt(copies)))
        distances = np.array([limit_laws.sup_distance(law, int(m), float(np.sqrt(copies))) for m in GRID])
    return Result(
        parameters=p,
        law=law,
        n=n,
        copies=copies,
        means=simulated(law, n, p.replicates, p.seed, copies),
        exact=exact,
        distances=distances,
        running=running(law, min(p.replicates, PATHS), p.seed) if p.view == "running" else None,
        path=galton.board(p.probability, n, BALLS, p.seed, copies) if p.view == "galton" else None,
    )


def means_view(r: Result) -> list[viz.Panel]:
    """The source, the means of many draws of it, and their distance from normal against n."""
    p, law, grid = r.parameters, r.law, GRID.astype(float)
    span, top = SOURCE_AXES[law.source]
    mean = law.mean if np.isfinite(law.mean) and law.mean < span[1] else np.nan
    x, y = limit_laws.source_outline(law, *span)
    stable, left = np.full(len(CURVE), np.nan), np.nan
    axis = "standard errors σ/√n from μ" if r.copies == 1 else "claimed errors σ/√(4n) from μ"
    if not r.finite:
        stable, left = limit_laws.limit_law(law, CURVE)[0], limit_laws.limit_gap(law)
        axis = "quartile units of the limit"
    highest = TOPS[law.source] if r.finite or stable.max() < TOPS[law.source] else HEAVIEST
    bound = limit_laws.berry_esseen(law, grid)
    noise = 0.8687 / np.sqrt(p.replicates)  # the mean of Kolmogorov's law
    here = (p.n, r.exact, max(r.means.gap, 1e-9))
    title = f"{p.replicates:,} means of {p.n} draw{'s' if p.n > 1 else ''}"
    return [
        sampling.source_panel(x, y, mean, f" μ = {number(mean, 3)} ", span, top, discrete=law.source == "bernoulli"),
        sampling.means_panel(r.means.bars, CURVE, NORMAL, stable, axis, title, top=highest),
        sampling.gap_panel(grid, r.distances, np.where(np.isfinite(bound), bound, np.nan), noise, left, here),
    ]


def running_view(r: Result) -> list[viz.Panel]:
    """A few paths of running means with the bands that hold half and 90% of all paths, in units of the deviation if
    there is one; and half of the width of the 90% band against n: its slope on log axes is the rate of the law."""
    assert r.running is not None
    p, law, grid, kind = r.parameters, r.law, r.running.grid.astype(float), limit_laws.moments(r.law)
    centre, unit = (law.mean, law.deviation) if r.finite else (0.0, 1.0)
    means = (r.running.means - centre) / unit
    low, high = np.quantile(means, [0.05, 0.95], axis=1)
    half = np.maximum((high - low) / 2, 1e-9)
    nothing, mean_label = np.full(len(grid), np.nan), f"μ = {number(law.mean, 3)}"
    if r.finite:
        claim = 1.645 / np.sqrt(r.copies * grid)
        y = viz.Axis("(running mean − μ) / σ", (-2.2, 2.2))
        spread = viz.Axis("half width of the middle 90% / σ", (0.01, 10.0), log=True)
        says = "claimed: 1.645/√(4n)" if r.copies > 1 else "1.645/√n"
        return [
            sampling.running_panel(grid, means, claim, 0.0, p.n, y, mean_label),
            sampling.spread_panel(grid, half, claim, nothing, p.n, spread, "model", (says, "")),
        ]
    heavy = law.source == "pareto"
    y = viz.Axis("running mean", (1, 100 if kind == "mean" else 1e5) if heavy else (-12.0, 12.0), log=heavy)
    slope = 1 / law.parameter - 1 if heavy else 0.0
    rate = half[-1] * (grid / grid[-1]) ** slope
    says = "slope 0: nothing gained" if slope == 0 else f"slope 1/a − 1 = {number(slope, 3)}"
    spread = viz.Axis(
        "half width of the middle 90%", (1.0, 1e6) if heavy and kind != "mean" else (0.1, 100.0), log=True
    )
    labels = ("slope −1/2", says)
    mean = law.mean if kind == "mean" else np.nan
    return [
        sampling.running_panel(grid, means, nothing, mean, p.n, y, mean_label),
        sampling.spread_panel(grid, half, half[0] / np.sqrt(grid), rate, p.n, spread, "null", labels),
    ]


def galton_view(r: Result) -> list[viz.Panel]:
    """Pins, balls on their way and the heaps; beside them the heaps in standard units, their law and the bell."""
    assert r.path is not None
    found = galton.heaps(r.path, r.parameters.step, r.law.parameter)
    law = found.law * found.width
    name = f"binomial({r.n}, {number(r.law.parameter, 3)})"
    return [
        sampling.galton_board(r.path, r.parameters.step, float(law.max()) * BALLS, MOST_ROWS),
        sampling.galton_heaps(
            found.at, found.share, found.law, found.width, (CURVE, NORMAL), name, top=0.6 if r.copies == 1 else 0.9
        ),
    ]


VIEWS = {"means": means_view, "running": running_view, "galton": galton_view}


def heavy_laws(r: Result) -> list[Readout | Law]:
    """What can be said without a variance."""
    kind, spread = limit_laws.moments(r.law), (r.means.quartiles[1] - r.means.quartiles[0]) / 2
    found: list[Readout | Law] = [
        Readout("mean of the source", r.law.mean if kind == "mean" else "none", role="optimum"),
        Readout("deviation of the source", "none: the variance is infinite"),
        Readout("half of the quartile range of the means", spread, role="data"),
        Readout("the same of the limit law", r.means.unit * limit_laws.NORMAL_QUARTILE, role="gradient"),
        Readout("means outside the axis", 100 * r.means.outside, "%", 3, role="data"),
    ]
    if r.law.source == "cauchy":
        slack = 4 * np.pi / 2 / np.sqrt(r.parameters.replicates) + 0.005
        found.append(
            Law("the mean of n is as spread as one draw", "half quartile range", spread, "of one draw", 1.0, digits=4,
                slack=slack, note=f"up to simulation error: ±{number(slack, 2)}")
        )  # fmt: skip
    return found


def laws(r: Result) -> list[Readout | Law]:
    """The numbers of the moment; a law wherever the source has the moments that the law needs."""
    if not r.finite:
        return heavy_laws(r)
    law, n, means, count = r.law, r.n, r.means, r.parameters.replicates
    true, root, kurtosis = law.deviation / np.sqrt(n), np.sqrt(count), limit_laws.excess_kurtosis(law)
    slack = (4.5 if np.isfinite(kurtosis) else 10.0) * true / root
    claim = "standard error σ/√n" if r.copies == 1 else "claimed standard error σ/√(4n)"
    found: list[Readout | Law] = [
        Readout(claim, means.unit, role="model"),
        Readout("means within ±1.96 of these (95% if normal)", 100 * means.coverage, "%", 4, role="data"),
        Readout("largest gap to the normal, exact", r.exact, role="model"),
        Law("the means have the mean of the source", "average of the means", means.mean, "μ", law.mean,
            slack=slack, note=f"up to simulation error: ±{number(slack, 2)}"),
    ]  # fmt: skip
    if np.isfinite(kurtosis):
        # The deviation of R values has the relative standard error sqrt((kurtosis - 1) / 4R).
        wide = 5 * true * np.sqrt((2 + kurtosis / n) / 4) / root
        # The next term of that error, for sources where rare far draws, or the error of the mean, decide.
        wide += 25 * true * (1 + max(kurtosis, 0.0) / n) / count
        found.append(
            Law("their deviation is the standard error", "deviation of the means", means.deviation,
                claim.split()[-1], means.unit, slack=wide, note=f"up to simulation error: ±{number(wide, 2)}")
        )  # fmt: skip
    else:
        says = "the fourth moment is infinite, so this estimate settles very slowly, mostly from below"
        found.append(Readout("deviation of the means", means.deviation, role="data", note=says))
    bound = float(limit_laws.berry_esseen(law, n))
    if np.isfinite(bound):
        found.append(
            Law("Berry–Esseen", "largest gap", r.exact, "0.4748 ρ/(σ³√n)", bound, "≤", tolerance=2e-4, digits=4)
        )
    slack = 2.7 / root + 0.0022
    found.append(
        Law("simulation agrees with the exact law", "simulated gap", means.gap, "exact gap", r.exact, digits=4,
            slack=slack,
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


def handles_of(r: Result) -> list[Handle]:
    """n on the axis of n; the parameter of the source on its density."""
    p, law, handles = r.parameters, r.law, []
    if p.view == "means":
        place = {
            "bernoulli": (1.0, law.parameter),
            "mixture": (law.parameter / 2, float(limit_laws.source_density(law, law.parameter / 2))),
            "pareto": (1.0, law.parameter),
        }
        if law.source in place:
            handles.append(Handle("shape", place[law.source], "parameter of the source", role="data"))
        height = r.exact if r.finite else r.means.gap
        handles.append(Handle("size", (float(p.n), float(np.clip(height, 1e-4, 2))), "n", panel=2, role="model"))
    elif p.view == "running":
        base = -2.2 if r.finite else 1.0 if law.source == "pareto" else -12.0
        handles.append(Handle("size", (float(p.n), base), "n", role="model"))
    return handles


PICTURES = {
    "means": "Histogram of simulated means with the limit curve, the source, and the gap to the normal against n",
    "running": "Running means of many paths in their band, and the width of the band against n",
    "galton": "A Galton board with balls falling, and its heaps against the binomial law",
}


def draw(r: Result) -> Scene:
    """The chosen view, with handles for the number of draws and the parameter of the source."""
    p, law, n, means = r.parameters, r.law, r.n, r.means
    name = SOURCES[law.source].split(" (")[0]
    tell = f"the source has no variance; the largest gap of its means to a normal is {number(means.gap, 3)}"
    if r.finite:
        tell = f"{number(100 * means.coverage, 3)}% of the means lie within 1.96 standard errors"
        tell += f"; the largest gap to the normal is {number(r.exact, 3)}"
    return Scene(
        panels=VIEWS[p.view](r),
        readouts=laws(r),
        handles=handles_of(r),
        notice=notice(r),
        alt=f"{PICTURES[p.view]}. Source {name}, n = {n}: {tell}.",
        numbers={
            "n": float(n),
            "replicates": float(p.replicates),
            "mean": law.mean,
            "deviation": law.deviation if r.finite else float("inf"),
            "standard_error": means.unit if r.finite else float("nan"),
            "mean_of_means": means.mean,
            "deviation_of_means": means.deviation,
            "coverage": means.coverage,
            "simulated_distance": means.gap,
            "distance": r.exact,
            "third_ratio": limit_laws.lyapunov_ratio(law),
            "bound": float(limit_laws.berry_esseen(law, n)),
            "unit": means.unit,
            "source": rf"\text{{{name}}}",
        },
        view=f"{p.view}:{law.source}:{limit_laws.moments(law)}:{n if p.view == 'galton' else ''}",
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
            "One far draw makes most of the error. The means do settle, yet their errors stay lopsided for every n.",
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
            lambda r: limit_laws.moments(r.law) == "nothing",
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
