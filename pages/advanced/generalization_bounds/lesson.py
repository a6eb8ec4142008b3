"""Errors on a sample are near the true ones for all hypotheses at once, if the class can make few of all labelings."""

from __future__ import annotations

from math import e
from typing import Any

import numpy as np

from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import generalization as gen
from mathcore.advanced import shattering as sh
from pages.advanced.generalization_bounds import panels, state
from pages.advanced.generalization_bounds.state import Bounds

WRITTEN = ("places", "d", "n_points", "n", "m", "delta", "labels")  # into the programs
HEART = "one hypothesis was made from the sample"


def wall_readouts(q: Bounds) -> list[Readout | Law]:
    n, flat = q.size, "" if q.general else "three points are in a row, or two at one place"
    found: list[Readout | Law] = [
        Readout("labelings that a line makes", f"{q.separable} of {q.labelings}", role="optimum"),
        Readout("these points are shattered", "yes" if q.separable == q.labelings else "no"),
        law("counted without looking at labelings", "labelings made = 2 + 2 Σ (k − 1)", q.separable, q.zaslavsky),
        law("in general position (Cover)", "labelings made = n² − n + 2", q.separable, n * n - n + 2, unless=flat),
        law("VC dimension 3 (Sauer)", "labelings made ≤ Σ C(n, k) up to 3", q.separable, sh.sauer(n, 3)),
    ]
    if q.reason:
        w = q.reason.weights[:, None]
        apart = float(np.hypot(*((np.maximum(w, 0) + np.minimum(w, 0)) * q.x).sum(axis=0)))
        found.append(Readout("points that forbid this labeling", int((w != 0).sum()), role="gradient"))
        found.append(law("two weighted means are one place", "distance of the means = 0", apart, 0.0))
    elif 0 < q.shown < q.labelings - 1:
        normal, offset, half = q.all.line(q.shown)
        least = float(((np.array(q.grid) @ normal + offset) * np.where(q.signs, 1, -1)).min())
        found.append(law("the line is in the middle", "nearest point = ½ distance of hulls", least / 100, half / 100))
    return found


def wall_notice(q: Bounds) -> str:
    if len(set(q.grid)) < q.size:
        return "Two points are at one place: labelings that tell them apart are impossible."
    return "" if q.general else "Three points are in a row: the middle one cannot differ from both others."


def wall_alt(q: Bounds) -> str:
    signs = " ".join("+" if on else "−" for on in q.signs)
    how = "a line separates it" if q.reason is None else "no line does: the hulls of its two sides meet"
    return f"{q.size} points labelled {signs}: {how}. Of {q.labelings} labelings a line makes {q.separable}."


def growth_readouts(q: Bounds) -> list[Readout | Law]:
    n, d = q.p.n_points, q.p.d
    half = sh.cover(2 * d + 2, d) / 2 ** (2 * d + 2)
    found: list[Readout | Law] = [
        Readout("labelings that hyperplanes make", float(q.made), digits=6, role="model"),
        Readout("share of all labelings", q.made_share, role="model"),
        law("a point at a time", "2 Σ C(n−1, k) = made(n−1, d) + made(n−1, d−1)", q.made, sh.cover_by_recursion(n, d)),
        law("no more than Sauer’s bound", "labelings made ≤ Σ C(n, k) up to d + 1", q.made, q.sauer_bound),
        law("at 2(d + 1) points", "share = ½", half, 0.5),
    ]
    if n > d:
        rough = (e * n / (d + 1)) ** (d + 1)
        found.append(law("a polynomial in n", "Sauer’s bound ≤ (en/(d+1))^(d+1)", q.sauer_bound, rough))
    return found


def growth_alt(q: Bounds) -> str:
    said = f"Of the labelings of {q.p.n_points} points in {q.p.d} dimensions hyperplanes make a share of"
    return f"{said} {number(q.made_share)}: all up to {q.p.d + 1} points, half at {2 * q.p.d + 2}."


def gap_readouts(q: Bounds) -> list[Readout | Law]:
    slack, many = 3 * np.sqrt(q.p.delta * (1 - q.p.delta) / gen.RUNS), HEART if q.p.rote else ""
    few = 0.3 / np.sqrt(q.p.n)  # four deviations of the mean over 64 rows of coins
    return [
        Readout("best stump: error on the sample", q.best_error, role="accent"),
        Readout("best stump: true error", q.best_risk, role="accent"),
        Readout("largest gap, this run", q.gap, role="data"),
        Readout("bound of one, exceeded in", f"{100 * q.beyond_single:.3g}% of the runs", role="muted"),
        law("the union keeps its word", "runs beyond it ≤ δ", q.beyond, q.p.delta, slack=slack, unless=many),
        law("symmetrisation", "mean gap ≤ how well coins are fitted", q.mean_gap, q.coins, slack=few, unless=many),
        Readout("bound by the union of all", q.union, role="optimum"),
        Readout("bound by Rademacher’s complexity", q.rademacher, role="accent"),
        Readout("bound by Vapnik’s inequality", q.vapnik, role="model"),
    ]


def gap_notice(q: Bounds) -> str:
    if q.p.rote:
        return "One hypothesis was made from the sample: no bound here speaks of it."
    return f"The union’s bound is {number(q.union, 3)}, above 1: it says nothing yet." if q.union >= 1 else ""


def gap_alt(q: Bounds) -> str:
    said = f"True errors and errors on {q.p.n} draws of {q.p.m} stumps; the largest gap is {number(q.gap, 3)}"
    return f"{said}, the union's bound {number(q.union, 3)}. It is exceeded in {100 * q.beyond:.3g}% of 200 runs."


def memory_readouts(q: Bounds) -> list[Readout | Law]:
    return [
        Readout("training digits right (labels as given)", q.train_right, "%", role="data"),
        Readout("new digits right (true labels)", q.test_right, "%", role="model"),
        Readout("norm of the weights", q.norm, role="data"),
        Readout("norm for the true labels", q.norm_true, role="optimum"),
        law("the norm through the spectrum", "‖W‖ = √Σ squares/λ", q.norm, q.price, tolerance=1e-6),
        law("functions of norm ≤ 1 fit coins badly", "Rademacher ≤ √tr K / n", *q.ball, slack=1e-3),
    ]


def memory_notice(q: Bounds) -> str:
    return "As many cosines as digits: the fit is barely possible, and its norm explodes." if q.p.width == 500 else ""


def memory_alt(q: Bounds) -> str:
    fit = f"{q.p.width} random cosines fitted to 500 digits with {100 * q.p.noise:.0f}% random labels"
    return f"{fit}: {number(q.train_right, 3)}% right in training, {number(q.test_right, 3)}% on new digits."


def sine_readouts(q: Bounds) -> list[Readout | Law]:
    wrong = int(((np.sin(q.phases) > 0) != q.five).sum())
    return [
        Readout("the one parameter θ", q.theta, digits=10),
        Readout("the digits of θ/π", f"{q.theta / np.pi:,.0f}"),
        Readout("smallest |sin θx| at the five places", float(np.abs(np.sin(q.phases)).min())),
        law("whatever the labels", "wrong signs = 0", wrong, 0.0),
    ]


def sine_alt(q: Bounds) -> str:
    signs = " ".join("+" if on else "−" for on in q.five)
    return f"A sine with θ = {q.theta / np.pi:,.0f} π has the signs {signs} at 0.1, 0.01 and so on to 0.00001."


def numbers(q: Bounds) -> dict[str, Any]:
    n, d, m = q.p.n_points, q.p.d, q.p.m + q.p.rote
    signs, five_signs = (r"\;".join("+" if on else "-" for on in each) for each in (q.signs, q.five))
    verdict = r"\text{no line separates it}" if q.reason else r"\text{a line separates it}"
    wall = {"plus_minus": signs, "verdict": verdict, "cover_plane": q.size**2 - q.size + 2, "five_signs": five_signs}
    counts = {"made_count": float(q.made), "made_log10": float(np.log10(q.made)), "all_log10": n * float(np.log10(2))}
    runs = {"beyond_percent": 100 * q.beyond, "beyond_single_percent": 100 * q.beyond_single, "hypotheses": m}
    logs = {"log_growth": float(gen.stump_growth(2 * q.p.n, 30)), "log_union": float(np.log(2 * m / q.p.delta))}
    more = {"capacity": 2 * (d + 1), "noise_percent": 100 * q.p.noise, "theta_digits": str(sh.sine_digits(q.five))}
    return wall | counts | runs | logs | more


four = lambda *rest: {"places": ((-0.9, 0.0), (-0.3, 0.0), (0.3, 0.0), (0.9, 0.0), *rest)}
gap = lambda **values: {"view": "gap", "rote": True, **values}
BANDS = [panels.errors_panel, panels.gaps_panel]
GROWTH = [state.DIMENSION, state.POINTS]
GAP = [state.SAMPLE, state.COUNT, state.DELTA, state.ROTE, state.SEED]
FITS = [panels.accuracy_panel, panels.norms_panel, panels.spectrum_panel]
WAVE, WALL = [panels.wave_panel, panels.digits_panel], [panels.plane_panel, panels.wall_panel]
lesson = Lesson(
    title="Generalization Bounds in ML",
    terms=("VC dimension", "shattering", "Rademacher complexity", "union bound", "Radon", "overfitting", "PAC"),
    state=Bounds,
    views={
        "shatter": View("Labelings", WALL, wall_readouts, wall_alt, [state.PLACES, state.LABELS], wall_notice),
        "growth": View("Growth", [panels.counts_panel, panels.share_panel], growth_readouts, growth_alt, GROWTH),
        "gap": View("Sample and truth", BANDS, gap_readouts, gap_alt, GAP, gap_notice),
        "memory": View("Random labels", FITS, memory_readouts, memory_alt, [state.WIDTH, state.NOISE], memory_notice),
        "sine": View("One parameter", WAVE, sine_readouts, sine_alt, [state.LABELS]),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in WRITTEN} | {"m": q.p.m + q.p.rote},
    challenges=(
        Challenge(
            "Place five different points, not all in one row, of which a line makes only 16 of the 32 labelings.",
            "A row of k points takes away labelings. In general position there are 22 left; all in one row, 10.",
            lambda q: q.size == 5 and len(set(q.grid)) == 5 and q.separable == 16,
            [four((0.0, 0.8)), four((1.0, -1.0)), {"places": ((0, -1), (0, -0.5), (0, 0.3), (0, 1), (0.7, 0.3))}],
            [
                four((0.6, 0.0)),
                four((0.3, 0.0)),
                four(),
                {"places": ((-0.8, 0.0), (0.0, 0.0), (0.8, 0.0), (0.0, 0.8), (0.0, -0.8))},
            ],
            views=["shatter"],
        ),
        Challenge(
            "At 1000 draws or more, let the union’s bound fail in over four runs of five.",
            "The bound holds for whatever is fixed before the sample is drawn. What is not?",
            lambda q: q.p.n >= 1000 and q.beyond > 0.8,
            [gap(n=1000, m=1), gap(n=1000, m=10, delta=0.05), gap(n=1000, m=100, delta=0.5)],
            [
                gap(n=562, m=1),
                gap(n=1780, m=1, delta=0.5),
                gap(n=1000, m=1000, delta=0.5),
                gap(n=1000, m=1) | {"rote": False},
            ],
            views=["gap"],
        ),
        Challenge(
            "Predict: of the 32 labelings of five points in general position, how many can a line make?",
            "Three points: 8. Four: 14. A new point doubles those that a line through it can make.",
            predict=Prediction(
                "Labelings of five points that a line makes",
                lambda q: q.separable,
                0.5,
                {"places": ((-0.6, -0.5), (0.55, -0.6), (0.7, 0.55), (-0.5, 0.65), (0.1, -0.1))},
                why="14 + 8 = 22: lines through the new point split the other four as points on a line do, in 8 ways.",
            ),
        ),
        Challenge(
            "Predict: each of 100 stumps leaves its own 95% band in at most 5% of the runs. How often does any?",
            "If they were independent, nearly always. But what do two stumps with nearby thresholds have in common?",
            predict=Prediction(
                "Share of 200 runs in which at least one of 100 stumps leaves its band",
                lambda q: 100 * q.beyond_single,
                6.0,
                {"view": "gap", "n": 1000, "m": 100, "seed": 11},  # of many thousand runs 16%
                unit="%",
                why="About 16%: Hoeffding is cautious, and stumps that agree nearly everywhere fail together.",
            ),
        ),
    ),
    related=("random_projections", "bias_variance", "cross_validation", "lln_clt"),
    oracles=(
        *("labelings: scipy.optimize.linprog", "counts: Cover’s formula, published 8, 14, 22, 32"),
        *("gaps: binomial law (scipy.stats)", "fits: numpy.linalg.lstsq", "sizes: Learning from Data"),
    ),
    source=(sh.labelings, sh.zaslavsky, gen.hoeffding, gen.vapnik, gen.runs, gen.fit),
)
