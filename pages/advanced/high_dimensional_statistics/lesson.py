"""With as many variables as samples noise has a spectrum of its own; what stands out of it is too large, and askew."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import shrinkage, spiked
from pages.advanced.high_dimensional_statistics import panels
from pages.advanced.high_dimensional_statistics import state as s

STEP, TAILS = 1e-6, "the fourth moment is infinite"  # the step: of the spike, relative, for the slope


def readouts(q: s.High) -> list[Readout | Law]:
    slack = 6 * q.width + q.escaped * 6 * q.p.spike * np.sqrt(2 / q.p.rows)
    unless = TAILS * (q.p.entries == "heavy")
    trace = float(np.square(q.x).sum() + (q.p.spike - 1) * np.square(q.x[:, 0]).sum()) / q.p.rows
    return [
        Readout("largest eigenvalue λ₁ of the sample", q.lambda_top, role="data"),
        Readout("its limit for large n and p", q.expected_top, role="model"),
        Readout("edge of the noise (1 + √γ)²", q.edges[1], role="null"),
        Readout("threshold of the spike 1 + √γ", q.threshold, role="null"),
        Readout("λ₁ − edge, in Tracy and Widom’s unit", q.excess, note=spiked.PASSES[q.p.entries]),
        law("near its limit", "λ₁ = limit", q.lambda_top, q.expected_top, slack=slack, unless=unless),
        law("the secular equation", "ℓ found from λ₁ = ℓ", q.solved, q.p.spike, tolerance=1e-6),
        law("they add up to the trace", "Σ λ = mean of |x|²", q.values.sum(), trace),
    ]


def notice(q: s.High) -> str:
    if q.lambda_top > q.reach:
        return f"The largest eigenvalue, {number(q.lambda_top, 3)}, lies beyond the axes: it waits at their edge."
    return "ℓ = 1: all variables are alike. Whatever stands out is noise." if q.p.spike == 1 else ""


def alt(q: s.High) -> str:
    low, high = map(number, q.edges)
    noise = f"{q.p.features} eigenvalues of {q.p.rows} samples, noise from {low} to {high}."
    return f"{noise} The spike is {q.p.spike}, the threshold {number(q.threshold)}; λ₁ is {number(q.lambda_top)}."


def direction_readouts(q: s.High) -> list[Readout | Law]:
    turn = np.array([np.sqrt(q.cos2), np.sqrt(1 - q.cos2)])
    above, below = (spiked.top(q.reduced, q.p.spike * (1 + h)).value for h in (STEP, -STEP))
    slope = np.log(above / below) / np.log((1 + STEP) / (1 - STEP))
    return [
        Readout("angle between found and true axis", q.angle, "°", role="data"),
        Readout("cos² of that angle", q.cos2, role="data"),
        Readout("its limit for large n and p", q.expected_cos2, role="model"),
        Readout("variance along the found axis, in fresh data", q.fresh, role="optimum"),
        law("found in this sample", "variance of the scores = λ₁", np.square(q.cloud @ turn).mean(), q.lambda_top),
        law("no axis has more, not the true one", "variance along the truth ≤ λ₁", q.along, q.lambda_top),
        law("cos² is the slope of λ₁", "d ln λ₁ / d ln ℓ = cos²", slope, q.cos2, slack=1e-5),
    ]


def direction_notice(q: s.High) -> str:
    out = int((np.abs(q.cloud).max(axis=1) > panels.WIDE).sum())
    return f"Samples beyond the axes, not shown: {out}." if out else ""


def direction_alt(q: s.High) -> str:
    apart = f"The sample in the plane of its true and its found axis, {number(q.angle, 3)} degrees apart."
    return f"{apart} cos² is {number(q.cos2)}, its limit {number(q.expected_cos2)}."


def stein_readouts(q: s.High) -> list[Readout | Law]:
    p, square = q.p.means, q.p.length**2
    bound = 2 + (p - 2) * square / (p - 2 + square) if p > 2 else 2.0
    return [
        Readout("total squared error of this draw, as seen", q.loss_seen, role="data"),
        Readout("and shrunk", q.loss_shrunk, role="model"),
        Readout("risk of the plain shrinkage", q.risk, role="model"),
        Readout("risk, never past zero", q.positive_risk, role="model"),
        Readout("largest risk of a single mean", q.worst, role="gradient"),
        law("never worse in total", "risk ≤ p", q.risk, p),
        law("never past zero is no worse", "its risk ≤ risk", q.positive_risk, q.risk),
        law("near the best factor", "risk ≤ 2 + (p − 2)|θ|²/(p − 2 + |θ|²)", q.risk, bound),
        law("the single risks add up", "Σ single risks = risk", q.singles.sum(), q.risk),
    ]


def stein_notice(q: s.High) -> str:
    if q.p.means == 2:
        return "With two means p − 2 is 0: nothing is shrunk, and nothing can be gained."
    return "|y|² is below p − 2: the plain factor is negative, and turns every sign." if q.factor < 0 else ""


def stein_alt(q: s.High) -> str:
    seen = f"{q.p.means} means seen once each, all multiplied by {number(q.factor, 3)}."
    return f"{seen} The risk is {number(q.risk)} instead of {q.p.means}."


def shrink_readouts(q: s.High) -> list[Readout | Law]:
    mixed = (1 - q.p.share) * q.shrunk.covariance + q.p.share * q.shrunk.mean * np.eye(len(q.truth))
    return [
        Readout("error of the sample covariance", q.error_of_sample, role="data"),
        Readout("error at your α", q.error_shrunk, role="model"),
        Readout("Ledoit and Wolf’s α", q.chosen, role="accent"),
        Readout("error there", q.error_chosen, role="accent"),
        Readout("best α, which needs the truth", q.best, role="optimum"),
        Readout("eigenvalues above the edge of noise", f"{q.above} of {len(q.truth)}"),
        law("a parabola in α", "|S_α − R|² = parabola", np.square(mixed - q.truth).sum(), q.error_shrunk**2),
        law("nothing is better than the best", "error at the best α ≤ error at yours", q.error_best, q.error_shrunk),
        law("shrinkage keeps the trace", "tr S_α = tr S", np.trace(mixed), q.shrunk.values.sum()),
    ]


def shrink_notice(q: s.High) -> str:
    zeros, beyond = int((q.shrunk.values < 1e-9).sum()), q.error_shrunk > 1.6 * q.error_of_sample
    if beyond:
        return "The error at this α lies beyond the axis: its dot waits at the edge."
    if (largest := float(q.shrunk.values[-1])) > panels.TALL:
        return f"The largest eigenvalue of the rows taken, {number(largest, 3)}, lies beyond the axis."
    return f"S of the rows taken has no inverse: eigenvalues that are 0 stand on the floor, {zeros}." if zeros else ""


def shrink_alt(q: s.High) -> str:
    rows = f"Eigenvalues of {q.p.taken} rows, of all rows, and shrunk by {number(q.p.share)}."
    return f"{rows} The error is {number(q.error_shrunk)}, without shrinkage {number(q.error_of_sample)}."


def numbers(q: s.High) -> dict[str, Any]:
    p, square = q.p.means, q.p.length**2
    side = r"\text{above it}" if q.escaped else r"\text{not above it}"
    spectrum = {"found_bias": q.lambda_top - q.p.spike, "side": side, "edge": q.edges[1]}
    several = {"square": square, "squared_seen": float(q.seen @ q.seen), "best_linear": p * square / (p + square)}
    return spectrum | several | {"noise_edge": q.noise_edges[1], "columns": len(q.truth)}


LISTED = ("spike", "rows", "features", "entries", "seed", "means", "length", "shape", "positive")
WIDE = {"rows": 200, "features": 200}
SPIKED, SEVERAL = [s.SPIKE, s.ROWS, s.FEATURES, s.ENTRIES, s.SEED], [s.MEANS, s.LENGTH, s.SHAPE, s.POSITIVE, s.SEED]
ROWS, SHRINK = [s.TABLE, s.TAKEN, s.SHARE, s.SEED], [panels.eigenvalues_panel, panels.error_panel]
SPECTRUM, DIRECTION = [panels.spectrum_panel, panels.top_panel], [panels.plane_panel, panels.cosine_panel]
STEIN, RANKS = [panels.means_panel, panels.risk_panel], {"table": "The tables have 61 and 30 variables."}
MOVES = dict.fromkeys(("rows", "features"), "The edge of the noise moves with p/n.")
WINDOW = {"means": "The same length is shared by more of them.", "shape": "One that carries all is larger."}
NOISE, SEVENFOLD = {"rows": 100, "features": 300, "spike": 1.0}, "(1 + √3)² = 7.46: sevenfold what is true of any axis."
ZERO, SAVED = {"view": "stein", "means": 50, "length": 0.0}, "p − (p − 2)²/(p − 2) = 2, for every p from 3 on."
stein = lambda **more: {"view": "stein", **more}
lesson = Lesson(
    title="High-Dimensional Statistics in ML",
    terms=(
        *("Marchenko-Pastur", "spiked covariance", "BBP transition", "random matrix", "PCA in high dimension"),
        *("James-Stein", "shrinkage", "Ledoit-Wolf", "Tracy-Widom", "Stein's paradox"),
    ),
    state=s.High,
    views={
        "spectrum": View("Spectrum", SPECTRUM, readouts, alt, SPIKED, notice, rescales=MOVES),
        "direction": View("Direction", DIRECTION, direction_readouts, direction_alt, SPIKED, direction_notice),
        "stein": View("Many means", STEIN, stein_readouts, stein_alt, SEVERAL, stein_notice, rescales=WINDOW),
        "shrink": View("Covariance", SHRINK, shrink_readouts, shrink_alt, ROWS, shrink_notice, rescales=RANKS),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in LISTED},
    challenges=(
        Challenge(
            "With p/n below 0.3 or above 0.7, set the weakest spike that shows in the limit, within 0.03.",
            "The threshold is 1 + √(p/n). Change p or n first.",
            lambda q: 0 < q.p.spike - q.threshold <= 0.03 and not 0.3 <= q.gamma <= 0.7,
            [{"features": 100, "spike": 1.51}, {"rows": 100, "features": 300, "spike": 2.76}, WIDE | {"spike": 2.03}],
            [{"spike": 1.72}, {"features": 100, "spike": 1.5}, {"features": 100, "spike": 1.54}, WIDE | {"spike": 2}],
            views=["spectrum", "direction"],
        ),
        Challenge(
            "With at most 60 means, let one pay for the others: its risk above 13, the total risk below 45% of p.",
            "One mean must carry the length, and many must gain. Then find how long it may be.",
            lambda q: q.worst > 13 and q.risk < 0.45 * q.p.means and q.p.means <= 60,
            [stein(means=60, length=5.5), stein(means=58, length=6.0), stein(means=56, length=6.2)],
            [stein(means=60), stein(means=60, length=7.0), stein(means=70, length=6.0), stein(means=50, length=6.0)],
            views=["stein"],
        ),
        Challenge(
            "Predict: 100 samples of 300 independent variables of variance 1. What variance has the first component?",
            "The edge of the noise for p/n = 3.",
            predict=Prediction("The largest eigenvalue", lambda q: q.edges[1], 0.5, NOISE, why=SEVENFOLD),
            again=(
                Again(
                    "Predict: 100 samples of 100 independent variables of variance 1. What variance "
                    "has the first component?",
                    NOISE | {"features": 100},
                    "(1 + √1)² = 4.",
                ),
            ),
        ),
        Challenge(
            "Predict: 50 means, all of them 0. What is the total risk of the plain shrinkage, where that of y is 50?",
            "At θ = 0, |y|² is χ² with 50 degrees of freedom, and E 1/|y|² is 1/48.",
            predict=Prediction("The risk E|estimate − θ|²", lambda q: q.risk, 0.5, ZERO, why=SAVED),
        ),
    ),
    related=("random_projections", "psd_covariance", "jensen", "bias_variance"),
    oracles=(
        *("spectrum, angle: numpy.linalg.eigh", "limits: Baik–Silverstein, Paul", "law of noise: scipy.integrate.quad"),
        *("risks: scipy.stats.ncx2, simulation", "Ledoit–Wolf: scikit-learn", "derivative: finite differences"),
    ),
    source=(spiked.tridiagonal, spiked.top, spiked.course, shrinkage.coordinate_risks, shrinkage.ledoit_wolf),
)
