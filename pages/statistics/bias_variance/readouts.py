"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law, up_to
from explorer.text import latex, number
from mathcore.statistics import error_terms as et
from mathcore.statistics import random_features as rf
from pages.statistics.bias_variance.panels import HIGHEST, LABELS, RANGES
from pages.statistics.bias_variance.state import Fits

Said = list[Readout | Law]
TREE, TIED = "the tree chooses its cuts by the answers", "neighbouring errors are correlated"
NO_NOISE = "Without noise all samples are alike: there is no variance, and all that is left is bias."
MEASURED = "A tree chooses its cuts by the answers: no fixed weights, so what is drawn is measured on 100 samples."
ALIKE = "Neighbouring errors are alike: a mean over neighbours loses less of them than of independent ones."
FIRST = "These weights are the first sample’s: with other answers the tree cuts elsewhere. Deal again, and see."
LARGE = "Beside so large a truth noise and variance are too small to be seen; divide it to compare them."
PLAN = "Twelve models, each with 200 digits and features of its own; all are tested on the same 1,000 digits."
percent = lambda share: f"{100 * share:.1f}%"
named = lambda q: f"{LABELS[q.p.method]} {number(q.setting, 3)}"
unless = lambda q: TREE if q.tree else TIED if q.p.rho else ""


def _within(slack: float) -> dict[str, Any]:
    return up_to(slack) | {"slack": slack + 1e-9, "digits": 4}


def _here(q: Fits) -> Said:
    """Bias, deviation and variance at the place, the last by the samples and by the weights."""
    formula = q.p.sigma**2 * q.squares
    slack = _within(6 * formula * np.sqrt(2 / et.SAMPLES))
    return [
        Readout("bias here: mean of the fits − truth", q.bias_here, digits=3, role="accent"),
        Readout("deviation of the fits here", q.deviation_here, digits=3, role="model"),
        law("weights spread it", "variance of 100 fits = σ² · Σ w²", q.said.var(), formula, unless=unless(q), **slack),
    ]


def fits_readouts(q: Fits) -> Said:
    far, splits = float(np.square(q.said - q.f_here).mean()), (q.said.mean() - q.f_here) ** 2 + q.said.var()
    new = float(np.square(q.f_here + q.p.sigma * q.new_noise[:, q.cell] - q.said).mean())  # answers at the place
    slack = _within(0.6 * float(np.sqrt(4 * q.p.sigma**2 * far + 2 * q.p.sigma**4)))
    return [
        *_here(q),
        law("what 100 fits are off the truth", "mean (fit − f)² = bias² + variance", far, splits, scale=1),
        law("off new answers", "mean (y − fit)² = mean (fit − f)² + σ²", new, far + q.p.sigma**2, scale=1, **slack),
    ]


def terms_readouts(q: Fits) -> Said:
    k, noise, seen, h = q.place, q.p.sigma**2, q.measured, q.fixed
    shift, spread = map(_within, et.slacks(q.still, q.f, q.p.sigma, q.p.rho))
    added, wider = map(_within, et.judged(q.fits, q.f, q.answers, q.fresh))
    total, gap = (seen.error[k], seen.bias[k] + seen.variance[k] + noise), seen.error[k] - seen.training[k]
    bias, variance = (seen.bias[k], h["bias"]), (seen.variance[k], h["variance"])
    free = 2 * noise * h["parameters"] / q.p.n
    return [
        Readout(f"bias² at {named(q)}", q.terms.bias[k], digits=3, role="accent"),
        Readout("variance", q.terms.variance[k], digits=3, role="model"),
        Readout("error on new answers, noise included", q.terms.error[k]),
        law("the three terms, measured", "error on new answers = bias² + variance + σ²", *total, **added),
        law("what the method cannot follow", "measured = |(I − H) f|²/n", *bias, unless=TREE * q.tree, **shift),
        law("what noise it lets through", "measured = σ² tr(HHᵀ)/n", *variance, unless=unless(q), **spread),
        law("optimism of training", "new − training = 2σ² tr(H)/n", gap, free, unless=unless(q), **wider),
    ]


def weights_readouts(q: Fits) -> Said:
    sides, slack = (q.said.mean(), q.row @ q.f), _within(0.6 * q.weighed)
    return [
        *_here(q),
        Readout("effective parameters, trace of H", q.fixed["parameters"]),
        law("a constant is left as it is", "sum of the weights = 1", q.row.sum(), 1.0),
        law("none is steadier than the plain mean", "Σ w² ≥ 1/n", q.squares, 1 / q.p.n),
        law("fits average to this", "mean of 100 fits = Σ w f(x)", *sides, unless=TREE * q.tree, **slack),
    ]


def table_readouts(q: Fits) -> Said:
    s, k = q.split, q.place
    return [
        Readout(f"error on rows held out, {named(q)}", s.error[k], role="ink"),
        Readout("training error", s.training[k], role="data"),
        Readout("rows held out; in a training set", f"{s.held.sum()}; {s.rows}"),
        law("error splits", "error = of the mean fit + variance", s.error[k], s.of_mean[k] + s.spread[k]),
        law("averaging the fits never hurts", "error of the mean fit ≤ error of one", s.of_mean[k], s.error[k]),
    ]


def digits_readouts(q: Fits) -> Said:
    d, free = q.digit, rf.Sweep(*(each[0, q.size] for each in rf.sweep()))
    return [
        Readout("squared error of one model, mean over twelve", d.error),
        Readout("without a penalty", free.error, role="muted"),
        Readout("named wrongly: by one, by the mean of twelve", f"{percent(d.wrong)}, {percent(d.wrong_of_mean)}"),
        law("error splits", "of one model = of the mean + spread", d.error, d.of_mean + d.spread, tolerance=1e-5),
        law("a penalty shortens", "length of coefficients ≤ without penalty", d.norm, free.norm),
        law("and dampens", "largest gain ≤ 1/(2√penalty)", d.gain, 0.5 / np.sqrt(q.p.shrink), tolerance=1e-6),
    ]


here = lambda q: f"at x = {number(q.p.at, 2)} bias {number(q.bias_here, 2)}, deviation {number(q.deviation_here, 2)}"
both = lambda q: f"{number(q.terms.bias[q.place], 2)} and {number(q.terms.variance[q.place], 2)}"
at_digits = lambda q: f"{q.p.features} features and penalty {number(q.p.shrink, 3)} it is {number(q.digit.error, 3)}"
ALTS = {
    "fits": lambda q: f"Sixty fits ({named(q)}), their mean and the truth; {here(q)}.",
    "terms": lambda q: f"Bias², variance and noise stacked, from stiff to supple; at {named(q)} {both(q)}.",
    "weights": lambda q: f"Weights of the answers ({named(q)}), and the mean fit beside the truth; {here(q)}.",
    "table": lambda q: f"Forty fits ({named(q)}) to parts of a table; they err by {number(q.split.error[q.place], 3)}.",
    "digits": lambda q: f"The error on digits against the number of features, with a peak at 200; at {at_digits(q)}.",
}
beyond = lambda q: bool((q.row != np.clip(q.row, *RANGES[q.p.method])).any())
notice = lambda q: NO_NOISE * (q.p.sigma == 0) or MEASURED * q.tree or ALIKE * (q.p.rho > 0)
terms_notice = lambda q: notice(q) or LARGE * (q.tall >= 10)
weights_notice = lambda q: FIRST if q.tree else "Weights go beyond the axis." * beyond(q) or notice(q)
digits_notice = lambda q: "The peak goes beyond the axis." if q.pulled.error.max() > HIGHEST else PLAN


def numbers(q: Fits) -> dict[str, Any]:
    found: dict[str, Any] = {f"fixed_{name}": value for name, value in q.fixed.items()}
    found |= {f"{name}_now": values[q.place] for name, values in q.terms._asdict().items()}
    found |= {f"digit_{name}": value for name, value in q.digit._asdict().items()}
    try:
        error, mean, spread = (latex(each[q.place], 4) for each in q.split[:3])
        found["table_said"] = rf"{error} = {mean}\ \text{{(mean of all forty)}} + {spread}\ \text{{(their variance)}}"
    except Unanswerable:  # the reader's own table is too short
        found["table_said"] = r"\text{nothing: this table cannot be learnt from}"
    here = {"variance_here": q.deviation_here**2, "still_squares": q.still_row @ q.still_row}
    here |= {"still_here": q.still_row @ q.f - q.f_here, "noise_squared": q.p.sigma**2}
    return {**found, **here, "method_text": rf"\text{{{LABELS[q.p.method]}}}\ {latex(q.setting)}"}
