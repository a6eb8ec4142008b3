"""Solving backwards: the two planes of a pseudo-inverse, what noise becomes, and ridge regression over its penalty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, label, line, markers, segment
from viz.labels import spread
from viz.linear_map import side_arrow
from viz.panels import Axis, Plane
from viz.parallelogram import reach

Array = NDArray[np.float64]
STRENGTH_TICKS = (1e-8, 1e-6, 1e-4, 1e-2, 1)
PENALTY_TICKS = (1e-3, 1e-1, 1e1, 1e3, 1e5)
ERRORS = (0.004, 100.0)  # bounds of the axis of relative errors; what is smaller leaves it
TOPS = (130.0, 260.0, 520.0)  # of the axis of the patients' errors: the first that holds them
STEEP = 90.0  # bound of the axis of the weights
RESIDUALS, LENGTHS = (1e-6, 20.0), (0.1, 1e3)  # bounds of the L-curve's axes


def circle(radius: float) -> Array:
    """A circle around the origin, shape (2, 181)."""
    angle = np.linspace(0, 2 * np.pi, 181)
    return radius * np.stack([np.cos(angle), np.sin(angle)])


def _along(direction: Array, far: float, text: str, role: str, *, lower: bool = False) -> Trace:
    """A name at the end of a line through the origin, at its upper or lower end, inside of the plane."""
    if np.isnan(direction).any():
        return label([np.nan], [np.nan], "", role)
    d = direction if (direction[1] >= 0) != lower else -direction
    spot = d * min(far / max(abs(d[0]), 1e-9), far / max(abs(d[1]), 1e-9))
    side = "left" if spot[0] > 0 else "right"
    return label([spot[0]], [spot[1]], text, role, position=f"{'bottom' if lower else 'top'} {side}", size=12)


def solution_plane(
    x: ArrayLike, row: ArrayLike, null: ArrayLike, spread: ArrayLike, path: ArrayLike, size: float, title: str
) -> Plane:
    """The solution x (2,) with the row and the null space (unit vectors, NaN where there is none), its uncertainty
    `spread` (2, n) and the `path` (2, m) of ridge solutions."""
    at, r, n = (np.asarray(each, float) for each in (x, row, null))
    far, corner = 3 * size, 0.86 * size
    blur, ridge = np.asarray(spread, float), np.asarray(path, float)
    traces = [
        segment(-far * r, far * r, "optimum", width=1.6, hover=False),
        segment(-far * n, far * n, "null", width=1.4, dash="dot", hover=False),
        segment(at - far * n, at + far * n, "model", width=1.6, dash="dash", hover=False),
        line(blur[0], blur[1], "data", width=1.6, name="x for b within the disc"),
        line(ridge[0], ridge[1], "gradient", width=2.0, name="ridge, all strengths"),
        _along(r, corner, "row space", "optimum"),
        _along(n, corner, "null space", "null"),
        *side_arrow(np.clip(at, -far, far), "x̂", "model", size),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)


def target_plane(b: ArrayLike, image: ArrayLike, column: ArrayLike, disc: ArrayLike) -> Plane:
    """The right side b (2,) with the `disc` (2, n) of noise, the nearest Ax and the column space (NaN: the plane)."""
    at, near, c, noise = (np.asarray(each, float) for each in (b, image, column, disc))
    turned = bool(near[0] * at[1] >= near[1] * at[0])  # b lies to the left of Ax̂: the names stand outside of the two
    traces = [
        segment(-9 * c, 9 * c, "optimum", width=1.6, hover=False),
        line(at[0] + noise[0], at[1] + noise[1], "data", width=1.6, name="noise"),
        segment(at, near, "muted", width=1.6, dash="dot", hover=False),
        _along(-c, 2.0, "column space", "optimum", lower=True),
        *side_arrow(near, "Ax̂", "model", 2.6, left=not turned),
        *side_arrow(at, "b", "data", 2.6, left=turned),
    ]
    axis = Axis("", (-2.6, 2.6))
    return Plane(traces, axis, axis, "b, and the nearest Ax̂", equal=True)


def found_panel(found: ArrayLike, truth: ArrayLike, title: str) -> Plane:
    """A signal (n,) found, and the truth."""
    values = np.asarray(truth, float)
    t = (np.arange(len(values)) + 0.5) / len(values)
    traces = [
        line(t, np.clip(found, -5, 5), "model", name="found"),
        line(t, values, "optimum", width=2.6, dash="dash", name="truth"),
    ]
    return Plane(traces, Axis("place", (0, 1), ticks=(0, 0.5, 1)), Axis("x", (-1.2, 2.2), ticks=(-1, 0, 1, 2)), title)


def picard_panel(singular: ArrayLike, shadow: ArrayLike, coefficients: ArrayLike) -> Plane:
    """Singular values, |u.b| (both (n,)), their ratio, and the coefficients of the filtered solution."""
    s, seen, kept = (np.abs(np.asarray(each, float)) for each in (singular, shadow, coefficients))
    low, high = 1e-16, 1e8
    n = len(s)
    index = np.arange(1, n + 1)
    names = label(
        [0.035 * n + 0.5] * 3, [1e-5, 1e-9, 1e-13], ["|u·b|/σ", "|u·b|", "σ"], position="middle right", size=12
    )
    names["textfont"]["color"] = ["@gradient", "@data", "@null"]
    traces = [
        line(index, np.clip(s, low, high), "null", width=1.8, name="σ"),
        markers(index, np.clip(seen, low, high), "data", size=5, name="|u·b|"),
        markers(index, np.clip(seen / s, low, high), "gradient", size=5, name="|u·b|/σ"),
        line(index, np.where(kept > low, np.clip(kept, low, high), np.nan), "model", width=2.4, name="f |u·b|/σ"),
        names,
    ]
    y = Axis("", (low, high), log=True, ticks=(1e-16, 1e-8, 1, 1e8))
    return Plane(traces, Axis("number i", (0, n + 1)), y, "Picard: what noise becomes")


def strength_panel(strengths: ArrayLike, errors: Mapping[str, Array], now: tuple[float, float]) -> Plane:
    """The true error of both filters, "tsvd" and "ridge", over the strength; `now` = (strength, error) or NaN."""
    shown = {method: np.where(values < ERRORS[1], values, np.nan) for method, values in errors.items()}
    ticks = (0.01, 0.1, 1, 10, 100)
    traces = [
        line(strengths, shown["tsvd"], "null", width=1.8, step=True, name="cut off"),
        line(strengths, shown["ridge"], "gradient", name="ridge"),
        markers([now[0]], [np.clip(now[1], *ERRORS)], "model", size=11, name="now"),
        label([1.4e-8], [0.0075], "ridge", "gradient", position="middle right", size=12),
        label([2e-6], [0.0075], "cut off", "null", position="middle right", size=12),
    ]
    return Plane(
        traces,
        Axis("strength", (1e-8, 1), log=True, ticks=STRENGTH_TICKS),
        Axis("error / truth", ERRORS, log=True, ticks=ticks, labels=[f"{tick:g}" for tick in ticks]),
        "True error over the strength",
    )


def l_curve(residuals: Mapping[str, Array], sizes: Mapping[str, Array], now: tuple[float, float]) -> Plane:
    """|x| over |Ax - b| for both filters at all strengths; `now` = (|Ax - b|, |x|) or NaN."""

    def knee(method: str) -> tuple[Array, Array]:
        inside = (sizes[method] < LENGTHS[1]) & (sizes[method] > LENGTHS[0])
        return np.clip(residuals[method], *RESIDUALS), np.where(inside, sizes[method], np.nan)

    traces = [
        line(*knee("ridge"), "gradient", name="ridge"),
        markers(*knee("tsvd"), "null", size=4, name="cut off"),
        markers([np.clip(now[0], *RESIDUALS)], [np.clip(now[1], *LENGTHS)], "model", size=11, name="now"),
    ]
    return Plane(
        traces,
        Axis("what is left, |Ax − b|", RESIDUALS, log=True, ticks=(1e-6, 1e-4, 1e-2, 1)),
        Axis("|x|", LENGTHS, log=True, ticks=(0.1, 1, 10, 100, 1000)),
        "L-curve: knee between two evils",
    )


def weights_panel(penalties: Sequence[float], weights: ArrayLike, names: Sequence[str], place: int) -> Plane:
    """Ridge weights (m, k) over the penalties (m,), with those at number `place` marked."""
    shown, here = np.asarray(weights, float), penalties[place]
    x = np.tile(np.append(penalties, np.nan), shown.shape[1])
    y = np.concatenate([np.append(np.clip(column, -STEEP, STEEP), np.nan) for column in shown.T])
    # Names stand to the left of where the lines begin.
    places = spread(np.clip(shown[0], -STEEP, STEEP), 9.0, 0.95 * STEEP)
    traces = [
        line(x, y, "data", width=1.6, opacity=0.8, name="weight"),
        line([here, here], [-STEEP, STEEP], "model", width=1.6, dash="dash", hover=False),
        markers(np.full(shown.shape[1], here), np.clip(shown[place], -STEEP, STEEP), "model", size=6, name="now"),
        label(np.full(len(places), 7e-4), places, names[: len(places)], "data", position="middle left", size=11),
    ]
    return Plane(
        traces,
        Axis("penalty α", (3e-5, 1e5), log=True, ticks=PENALTY_TICKS),
        Axis("weight (per standard deviation)", (-STEEP, STEEP)),
        "Weights of ten features shrink",
    )


def penalty_panel(penalties: Sequence[float], training: ArrayLike, testing: ArrayLike, place: int) -> Plane:
    """The error on patients seen and on others (m,) over the penalties, with the least one and number `place`."""
    seen, others = np.asarray(training, float), np.asarray(testing, float)
    best, top = int(np.argmin(others)), reach(others, TOPS)
    traces = [
        line(penalties, np.clip(seen, 0, top), "data", name="patients seen"),
        line(penalties, np.where(others < top, others, np.nan), "gradient", name="others"),
        markers([penalties[best]], [others[best]], "optimum", size=13, ring=True, name="least"),
        markers([penalties[place]], [np.clip(others[place], 0, top)], "model", size=11, name="now"),
        label([0.0015], [min(others[0], 0.9 * top) + 2], "others", "gradient", position="top right"),
        label([0.0015], [max(seen[0], 0.11 * top) - 2], "seen", "data", position="bottom right"),
    ]
    return Plane(
        traces,
        Axis("penalty α", (1e-3, 1e5), log=True, ticks=PENALTY_TICKS),
        Axis("error (score points, r.m.s.)", (0, top)),
        "Error on patients seen and others",
    )
