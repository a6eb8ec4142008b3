"""A machine’s numbers have gaps. Whether that matters is up to the problem (condition) and to the algorithm (stability)."""

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
    spaced = {"relative": q.off / q.p.x, "u_small": q.form.unit, "u_stored": q.held.unit, "u_used": q.used.unit}
    error = float(q.gap.error)
    gap = {"exact_difference": float(q.gap.exact), "computed_difference": float(q.gap.computed)}
    gap |= {"difference_error": error if np.isfinite(error) else r"\text{undefined}"}
    gap |= {"amplified": q.amplification * q.held.unit}
    sums = dict(q.ways) | {"terms": int(q.sums.counts[q.place]), "exact_sum": float(q.sums.exact[q.place])}
    sums |= {"loop_error": q.errors["loop"], "loop_bound": float(q.sums.loop_bound[q.place])}
    solved = {"n": len(q.solved.truth), "solution_error": q.solved.error, "growth": q.solved.growth}
    solved |= {"backward": q.solved.backward, "allowed": q.condition * q.solved.backward}
    soft = {"top": float(q.z.max()), "shifted_log": q.shifted[1], "naive_log": q.naive[1]}
    return spaced | gap | sums | solved | soft


line = lambda x, small="E4M3": {"x": x, "small": small}
gap = lambda a, b, stored: {"view": "cancel", "a": a, "b": b, "stored": stored}
added = lambda kind, form, count: {"view": "sums", "kind": kind, "format": form, "count": count}
soft = lambda form, *z: {"view": "softmax", "format": form, "logits": z}


def lost(q: s.Stability) -> bool:
    """A difference in fp32 or fp16 of numbers 0.005 apart or more, of which less than two digits are right."""
    return q.p.stored == "fp16" and abs(q.p.a - q.p.b) >= 0.0095 and float(q.gap.error) > 0.05


def fails(q: s.Stability) -> bool:
    """Kahan's sum has no digit right, Neumaier's eight."""
    return q.errors["kahan"] >= 1 and q.errors["neumaier"] <= 1e-8


lesson = Lesson(
    title="Numerical Stability and Conditioning in Linear Algebra",
    terms=(
        "floating point",
        "rounding",
        "machine epsilon",
        "fp16",
        "bfloat16",
        "fp8",
        "mixed precision",
        "cancellation",
    )
    + ("condition number", "Kahan summation", "pivoting", "growth factor", "backward error", "log-sum-exp", "softmax"),
    state=s.Stability,
    views={
        "floats": View(
            "Floats",
            [panels.stairs_panel, panels.teeth_panel],
            r.line_readouts,
            r.line_alt,
            [s.SMALL, s.X],
            r.line_notice,
        ),
        "cancel": View(
            "Cancellation",
            [panels.rows_panel, panels.poles_panel],
            r.gap_readouts,
            r.gap_alt,
            [s.STORED, s.A, s.B],
            r.gap_notice,
        ),
        "sums": View(
            "Sums",
            [panels.totals_panel, panels.errors_panel],
            r.sum_readouts,
            r.sum_alt,
            [s.KIND, s.FORMAT, s.COUNT],
            r.sum_notice,
        ),
        "solve": View(
            "Elimination",
            [panels.steps_panel, panels.loss_panel],
            r.solve_readouts,
            r.solve_alt,
            [s.MATRIX, s.EXCHANGE, s.PIVOT, s.SIZE],
            r.solve_notice,
        ),
        "softmax": View(
            "Softmax",
            [panels.powers_panel, panels.shares_panel],
            r.soft_readouts,
            r.soft_alt,
            [s.FORMAT, s.LOGITS],
            r.soft_notice,
        ),
    },
    numbers=numbers,
    challenges=(),
    related=("norms", "lu_qr", "gradient_descent"),
    oracles=(
        "rounding: numpy.float16, numpy.float32, bit patterns",
        "sums: math.fsum, fractions.Fraction",
        "elimination: scipy.linalg.lu, sympy",
        "softmax: scipy.special.logsumexp",
    ),
    source=(fp.Format.round, fp.difference, sa.kahan_sums, sa.neumaier_sums, sa.solve, fp.shares),
)
