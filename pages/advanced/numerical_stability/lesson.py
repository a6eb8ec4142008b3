"""Numbers in a machine have gaps: what is lost hangs on the problem (condition) and on the algorithm (stability)."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import floating_point as fp
from mathcore.advanced import stable_algorithms as sa
from pages.advanced.numerical_stability import panels
from pages.advanced.numerical_stability import readouts as r
from pages.advanced.numerical_stability import state as s


def numbers(q: s.Stability) -> dict[str, Any]:
    units = {"u_small": q.form.unit, "u_stored": q.held.unit, "u_used": q.used.unit}
    error = float(q.gap.error)
    gap: dict[str, Any] = {"exact_difference": float(q.gap.exact), "computed_difference": float(q.gap.computed)}
    gap |= {"difference_error": error if np.isfinite(error) else r"\text{undefined}"}
    gap |= {"amplified": q.amplification * q.held.unit}
    sums = dict(q.ways) | {"terms": int(q.sums.counts[q.place]), "exact_sum": float(q.sums.exact[q.place])}
    sums |= {"loop_error": q.errors["loop"], "loop_bound": float(q.sums.loop_bound[q.place])}
    solved = {"n": len(q.solved.truth), "solution_error": q.solved.error, "growth": q.solved.growth}
    solved |= {"backward": q.solved.backward, "allowed": q.condition * q.solved.backward}
    soft = {"top": float(q.z.max()), "shifted_log": q.shifted[1], "naive_log": q.naive[1]}
    return units | gap | sums | solved | soft


gap = lambda a, b, stored: {"view": "cancel", "a": a, "b": b, "stored": stored}
soft = lambda wide, *logits: {"view": "softmax", "wide": wide, "logits": logits}
added = lambda kind, form, count: {"view": "sums", "kind": kind, "format": form, "count": count}
FLOATS, CANCEL = [panels.stairs_panel, panels.teeth_panel], [panels.rows_panel, panels.lens_panel, panels.poles_panel]
SUMS, SOLVE = [panels.totals_panel, panels.errors_panel], [panels.steps_panel, panels.loss_panel]
SOFTMAX, SYSTEM = [panels.powers_panel, panels.shares_panel], [s.MATRIX, s.EXCHANGE, s.PIVOT, s.SIZE]
WHY = "From 2048 on the gap is 2. 2049 lies midway, and the tie goes to the even 2048: there it stays."
TERMS = "floating point, rounding, machine epsilon, fp16, bfloat16, fp8, mixed precision, cancellation, Kahan, "
TERMS += "condition number, pivoting, growth factor, Wilkinson, Hilbert matrix, backward error, log-sum-exp, softmax"


def lucky(q: s.Stability) -> bool:
    """Both numbers are rounded, their difference is right all the same, and an error would have been amplified."""
    d = q.gap
    rounded = abs(float(d.first) - q.p.a) > 1e-9 and abs(float(d.second) - q.p.b) > 1e-9
    return rounded and 20 <= q.amplification < np.inf and float(d.error) < 1e-9


lesson = Lesson(
    title="Numerical Stability and Conditioning in Linear Algebra",
    terms=TERMS.split(", "),
    state=s.Stability,
    views={
        "floats": View("Floats", FLOATS, r.line_readouts, r.line_alt, [s.SMALL, s.X], r.line_notice),
        "cancel": View("Cancellation", CANCEL, r.gap_readouts, r.gap_alt, [s.STORED, s.A, s.B], r.gap_notice),
        "sums": View("Sums", SUMS, r.sum_readouts, r.sum_alt, [s.KIND, s.FORMAT, s.COUNT], r.sum_notice),
        "solve": View("Elimination", SOLVE, r.solve_readouts, r.solve_alt, SYSTEM, r.solve_notice),
        "softmax": View("Softmax", SOFTMAX, r.soft_readouts, r.soft_alt, [s.WIDE, s.LOGITS], r.soft_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "In Softmax, let the plain formula overflow although none of the four exponentials does.",
            "Exponentials are not all that must stay below the ceiling. What is done with them next?",
            lambda q: q.naive[1] == np.inf and bool(np.isfinite(q.naive[0]).all()),
            [soft("fp16", 11, 11, 1, 1), soft("fp16", 10, 10, 10, 10), soft("fp32", -40, 88.4, 88.4, 88.1)],
            [
                soft("fp16", 11, 1, 1, 1),
                soft("fp16", 9.6, 9.6, 9.6, 9.6),
                soft("fp32", 88.8, 88.4, 0, 0),
                soft("fp32", -110, -110, -110, -110),
            ],
            views=["softmax"],
        ),
        Challenge(
            "In Cancellation, have a and b both rounded, amplification 20 or more, and yet the right difference.",
            "The bound is for the worst case. When do both roundings err by the same amount, to the same side?",
            lucky,
            [gap(1.3, 1.425, "E4M3"), gap(2.7, 2.575, "bf16"), gap(3.1, 2.85, "fp32")],
            [gap(1.5, 1.625, "E4M3"), gap(1.3, 1.8, "bf16"), gap(2.7, 2.7, "E4M3"), gap(1.3, 1.4, "fp16")],
            views=["cancel"],
        ),
        Challenge(
            "Predict: a counter in fp16 starts at 0, and 1 is added about 5,000 times (in a loop). What does it show?",
            "fp16 keeps 11 binary digits. Which is the first whole number that it cannot hold?",
            predict=Prediction("The counter", lambda q: q.ways["loop"], 0.5, added("ones", "fp16", 5010), why=WHY),
        ),
    ),
    related=("matrix_factorizations", "pseudo_inverse", "taylor_series", "entropy_kl"),
    oracles=(
        "rounding: numpy.float16, numpy.float32, bit patterns",
        "sums: math.fsum, numpy.cumsum, fractions.Fraction",
        "elimination: scipy.linalg.lu, fractions.Fraction",
        "softmax: scipy.special.logsumexp",
    ),
    source=(fp.Format.round, fp.difference, sa.kahan_sums, sa.neumaier_sums, sa.solve, fp.shares),
)
