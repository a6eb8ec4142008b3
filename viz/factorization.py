"""A factorisation as lit tables, the digits that ways of solving lose, a Gaussian process and its factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, area, heatmap, label, line, markers, segment
from viz.linear import centers, matrix, rectangles
from viz.panels import Axis, Panel, Plane

Array = NDArray[np.float64]
Curve = tuple[str, str, str, tuple[float, float]]  # key, role, name, the place of the name
LOW, HIGH = 1e-17, 1e2  # of an axis of relative errors
ERRORS: Mapping[str, Sequence[Curve]] = {
    "pivot": (
        ("plain", "gradient", "no pivoting", (1e-10, 1e-2)),
        ("pivoting", "optimum", "pivoting", (3e-10, 3e-17)),
        ("qr", "data", "QR", (3e-5, 3e-14)),
    ),
    "normal": (
        ("cholesky", "gradient", "Cholesky of XᵀX", (2.0, 1e-3)),
        ("qr", "data", "QR of X", (3e7, 1e-13)),
        ("", "null", "", (1.0, LOW)),
    ),
}
REASONS: Mapping[str, Sequence[Curve]] = {
    "pivot": (
        ("plain", "gradient", "no pivoting", (1e-7, 1e11)),
        ("pivoting", "optimum", "pivoting", (1e-7, 30.0)),
    ),
    "normal": (
        ("cholesky", "gradient", "κ(XᵀX) = κ²", (2.0, 1e13)),
        ("qr", "data", "κ(X)", (1e9, 1e6)),
    ),
}


def table_panel(values: ArrayLike, lit: Mapping[str, ArrayLike], title: str, top: float) -> Plane:
    """A 4x4 matrix as a heatmap with its numbers, outlined where it is lit; `top`: the modulus of the full colours."""
    at = np.arange(4) + 0.5
    traces = [heatmap(values, at, 4 - at, scale="diverging", bounds=(-2.6 * top, 2.6 * top))]
    traces += matrix(values, at=(0.0, 4.0), frame="rules", digits=2, font=15)
    x, y = centers((4, 4), (0.0, 4.0))
    boxes = np.stack([x - 0.46, x + 0.46, y - 0.46, y + 0.46], axis=-1)
    for role, mask in lit.items():
        shown = np.where(np.asarray(mask)[..., None], boxes, np.nan)
        traces.append(rectangles(shown, role, opacity=0, width=2.6))
    axis = Axis("", (-0.1, 4.1), visible=False)
    return Plane(traces, axis, axis, title, equal=True)


def _curves(at: Array, place: int, curves: Sequence[Curve], values: Mapping[str, Array]) -> list[Trace]:
    """Three traces a curve: the line, the point at `place`, the name. A curve without a key is hidden."""
    traces: list[Trace] = []
    nothing = np.full(len(at), np.nan)
    for key, role, name, (x, y) in curves:
        height = values[key] if key else nothing
        traces += [
            line(at, height, role, width=2.0, name=name),
            markers([at[place]], [height[place]], role, size=9, name=name),
            label([x], [y], name, role, position="middle right", size=13),
        ]
    return traces


def lost_digits(
    problem: str, at: Array, place: int, errors: Mapping[str, Array], reasons: Mapping[str, Array]
) -> list[Panel]:
    """Relative errors over the small pivot ("pivot") or the condition number ("normal"), and what explains them.

    `errors` and `reasons` have one array of the shape of `at` for each way of solving; a NaN is a breakdown.
    """
    pivot = problem == "pivot"
    inside = {key: np.clip(np.nan_to_num(v, nan=np.nan, posinf=HIGH), LOW, HIGH) for key, v in errors.items()}
    heights = {key: np.clip(v, 0.2, 1e27) for key, v in reasons.items()}
    wall, ends = 2.0**53, (1e-17, 1.0) if pivot else (1.0, 1e14)
    why = [
        segment((ends[0], wall), (ends[1], wall), "muted", width=1.2, dash="dash", hover=False),
        label([ends[0] * 3], [wall * 4], "1/rounding", "muted", position="middle right", size=12),
        *_curves(at, place, REASONS[problem], heights),
    ]
    y_error = Axis("relative error of x", (LOW, 1e3), log=True, ticks=(1e-16, 1e-12, 1e-8, 1e-4, 1))
    if pivot:
        x = Axis("first entry ε", (1e-17, 1), log=True, ticks=(1e-16, 1e-12, 1e-8, 1e-4, 1))
        y = Axis("largest entry met / of A", (0.1, 1e18), log=True, ticks=(1, 1e4, 1e8, 1e12, 1e16))
    else:
        x = Axis("condition κ of X", (1, 1e14), log=True, ticks=(1, 1e4, 1e8, 1e12))
        y = Axis("condition number", (1, 1e28), log=True, ticks=(1, 1e8, 1e16, 1e24))
    title = "Entries grow" if pivot else "What is factorised: κ or κ²"
    return [
        Plane(_curves(at, place, ERRORS[problem], inside), x, y_error, "Digits lost"),
        Plane(why, x, y, title),
    ]


def process_panel(x: ArrayLike, mean: ArrayLike, deviation: ArrayLike, points: ArrayLike) -> Plane:
    """The mean of a Gaussian process with its band of 95% and the measured points (n, 2)."""
    middle, spread, at = (np.asarray(each, float) for each in (mean, deviation, points))
    traces = [
        area(x, middle + 1.96 * spread, middle - 1.96 * spread, "model"),
        line(x, middle, "model", name="mean"),
        markers(at[:, 0], at[:, 1], "data", size=8, name="measured"),
    ]
    return Plane(traces, Axis("x", (0, 10)), Axis("y", (-3, 3)), "Mean, and a band of 95%")


def factor_panel(lower: ArrayLike | None, n: int, most: int = 12) -> Plane:
    """A Cholesky factor (n, n) as a heatmap of at most `most` rows; empty if there is none."""
    table = np.full((most, most), np.nan)
    if lower is not None:
        table[:n, :n] = np.where(np.tri(n, dtype=bool), lower, np.nan)
    at = np.arange(1, most + 1)
    return Plane(
        [heatmap(table, at, at, scale="diverging", bounds=(-1.2, 1.2))],
        Axis("column", (0.5, n + 0.5), ticks=range(1, n + 1)),
        Axis("row (points by x)", (n + 0.5, 0.5), ticks=range(1, n + 1)),
        "Cholesky factor of K + noise² I",
        equal=True,
    )
