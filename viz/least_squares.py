"""Least squares: points with their squares, the projection in space, errors by degree, digits that solvers keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.blocks import Trace, label, line, markers, segment
from viz.curve_names import Named, names
from viz.linear import rectangles
from viz.panels import Axis, Plane, Space

Array = NDArray[np.float64]
CAMERA = (1.05, -1.79, 0.89)
FLOOR, CEILING = 1e-3, 1e2  # of the axis of errors
SUBSCRIPTS = "₀₁₂₃₄₅₆"


def squares_panel(
    points: tuple[ArrayLike, ArrayLike], fitted: ArrayLike, curve: tuple[ArrayLike, ArrayLike], texts: tuple[str, str]
) -> Plane:
    """Points (x, y) each (n,), the curve (xs, ys), each residual and its square; `texts` stand in the corner."""
    x, y, on = (np.asarray(each, float) for each in (*points, fitted))
    side = np.abs(y - on)
    shift = np.where(x + side > 4.6, -side, side)  # a square leans to the side where it has room
    low, high = np.minimum(y, on), np.maximum(y, on)
    boxes = np.stack([np.minimum(x, x + shift), np.maximum(x, x + shift), low, high], axis=1)
    gap = np.full(len(x), np.nan)
    sticks = np.stack([on, y, gap], axis=1).ravel()
    height = np.asarray(curve[1], float)
    traces = [
        rectangles(boxes, "gradient", opacity=0.16, width=1.0),
        line(np.stack([x, x, gap], axis=1).ravel(), sticks, "gradient", width=3.0, hover=False),
        line(curve[0], np.where(np.abs(height) < 20, height, np.nan), "model", width=3.0, name="fit"),
        markers(x, on, "model", size=8, name="fitted"),
        markers(x, y, "data", size=11, name="data"),
        label([-0.35], [5.0], texts[0], "model", position="middle right", size=15),
        label([-0.35], [4.6], texts[1], "gradient", position="middle right"),
    ]
    return Plane(traces, Axis("x", (-0.5, 4.8)), Axis("y", (-1.4, 5.3)), "The squares at their smallest", equal=True)


def shadow_space(
    b: ArrayLike,
    p: ArrayLike,
    basis: ArrayLike,
    columns: ArrayLike,
    axes: ArrayLike | None,
    names: tuple[str, str],
    title: str,
) -> Space:
    """The data b (3,), its shadow p on the space of `basis` (3, k) and the residual at a right angle to it.

    `columns` (3, m) are those of the design as seen here, the first two named; `axes` (3, 3) are the directions of the
    coordinates in its columns where the space is all there is, None where it is a slice of a larger one.
    """
    at, shadow, frame, design = (np.asarray(each, float) for each in (b, p, basis, columns))
    exact = axes is not None
    reach = float(np.linalg.norm(at))
    size = next((tier for tier in (4.0, 7.0, 12.0, 24.0) if reach <= tier), 24.0)
    up = (-0.6 * size, 0.6 * size) if exact else (-0.15 * size, 1.05 * size)
    extent = ((-0.2 * size, size), (-0.6 * size, 0.6 * size), up)
    head = 0.08 * size
    hidden = np.full(3, np.nan)
    # Columns longer than the box are only shown as far as it reaches; from the third power on they are left out.
    arms = [design[:, k] if k < design.shape[1] and (exact or design.shape[1] <= 2) else hidden for k in range(2)]
    ends = np.array([arm * min(1.0, 0.55 * size / max(float(np.linalg.norm(arm)), 1e-9)) for arm in arms])
    residual = at - shadow
    far = float(np.linalg.norm(residual)) > 0.1 * size
    up_or_down = np.array([0.0, 0.0, -1.0 if residual[2] < -0.02 * size else 1.0])
    rising = _unit(residual) if far else up_or_down
    along = _unit(shadow)
    view: dict[str, Any] = {"camera": CAMERA, "extent": extent, "size": 16}
    within = shadow if float(np.linalg.norm(shadow)) > 1e-9 * size else (frame[:, 0] if frame.size else shadow)
    tips = 0.62 * size * np.asarray(axes, float).T if exact else np.full((3, 3), np.nan)
    rays = np.stack([np.zeros((3, 3)), tips, np.full((3, 3), np.nan)], axis=1).reshape(-1, 3)
    traces = [
        space.polyline(rays, "zero", width=2.5),
        space.label(1.1 * tips, ("y₁", "y₂", "y₃"), "muted", size=13),
        # All of space is no sight: where the fit reaches every b, nothing is drawn for what it reaches.
        *space.subspace(frame if frame.shape[1] < 3 else np.full((3, 1), np.nan), "model", extent=extent, opacity=0.16),
        *space.arrows(ends, "null", head=head, width=4),
        *(
            space.beside(
                ends[k], _unit(ends[k]) + _unit(ends[k] - ends[1 - k]), names[k], "muted", **(view | {"size": 14})
            )
            for k in range(2)
        ),
        *space.arrow(shadow, "model", head=head, width=7),
        *space.arrow(at, "data", head=head, width=7),
        *space.arrow(at, "gradient", tail=shadow, head=head, width=6),
        space.right_angle(shadow, -within, residual, "ink", size=0.07 * size),
        space.beside(at, 0.35 * along + rising, "b = data", "data", **view),
        space.beside(shadow, 0.35 * along - rising, "p = fit", "model", **view),
        space.beside((at + shadow) / 2 if far else hidden, along, "e", "gradient", **view),
    ]
    return space.space(traces, extent, title=title, camera=CAMERA, visible=False)


def _unit(v: Array) -> Array:
    """The vector scaled to length one; what has no length, or is NaN, is zero."""
    found = np.nan_to_num(v)
    return found / max(float(np.linalg.norm(found)), 1e-12)


def degree_panel(training: ArrayLike, leaving: ArrayLike, here: int) -> Plane:
    """Errors by degree (n,), on the fitted points and on points left out (NaN: too few points), with degree `here`."""
    fitted, left = (np.clip(np.asarray(each, float), FLOOR, CEILING) for each in (training, leaving))
    degrees, highest = np.arange(len(fitted)), len(fitted) - 1
    ends = np.flatnonzero(np.isfinite(left))
    last, hidden = int(ends[-1]) if len(ends) else 0, np.full(len(left), np.nan)
    traces = [
        segment((here, FLOOR), (here, CEILING), "grid", width=8, hover=False),
        line(degrees, fitted, "gradient", name="on the fitted points"),
        markers(degrees, fitted, "gradient", size=7, name="on the fitted points"),
        line(degrees, left, "optimum", name="on points left out"),
        markers(degrees, left, "optimum", size=7, name="on points left out"),
        markers([here], [fitted[here]], "gradient", size=13, name="now"),
        markers([here], [left[here]], "optimum", size=13, name="now"),
        label(
            [np.nan if last == highest else last + 0.15],
            [left[last] if len(ends) else np.nan],
            "needs more points",
            "optimum",
            position="top right",
            size=12,
        ),
    ]
    across = Axis("degree", (-0.5, highest + 0.5), ticks=range(highest + 1))
    up = Axis("root mean square error (units of y)", (FLOOR, CEILING), log=True)
    traces += names(
        [
            Named(degrees, fitted, "on the fitted points", "gradient", at=0.5),
            Named(degrees, left if last > 2 else hidden, "each predicted from the others", "optimum", at=0.5),
        ],
        across,
        up,
    )
    return Plane(traces, across, up, "Closer to the data, not to the truth")


def years_panel(years: ArrayLike, employed: ArrayLike, fitted: ArrayLike, predictors: int) -> Plane:
    """Longley's employment (in thousands) by year with its fit."""
    traces = [
        line(years, np.asarray(fitted, float) / 1000, "model", width=3, name="fit"),
        markers(years, np.asarray(employed, float) / 1000, "data", size=9, name="employed"),
        label([1948.2], [71.0], "employed", "data", position="middle right"),
        label(
            [1948.2],
            [70.2],
            f"fit by {predictors} {'predictor' if predictors == 1 else 'predictors'}",
            "model",
            position="middle right",
        ),
    ]
    return Plane(
        traces,
        Axis("year", (1946, 1963), ticks=range(1947, 1963, 3)),
        Axis("employed (millions)", (59, 72)),
        "Longley: the US economy 1947–1962",
    )


def solver_panel(
    digits: ArrayLike, roles: Mapping[str, str], promise: tuple[float, str], squared: tuple[float, str], most: int = 7
) -> Plane:
    """Correct digits of each coefficient (k, m <= most) for k solvers, named with their roles.

    `promise` and `squared` are heights with a text: what theory promises to QR and to the normal equations.
    """
    found = np.asarray(digits, float)
    gap = np.full(most - found.shape[1], np.nan)
    at = np.append(np.arange(found.shape[1]), gap)
    right = most - 0.4
    traces: list[Trace] = [
        segment((-0.6, promise[0]), (right, promise[0]), "optimum", width=1.4, dash="dash", hover=False),
        segment((-0.6, squared[0]), (right, squared[0]), "gradient", width=1.4, dash="dash", hover=False),
        label([right], [promise[0] - 0.25], promise[1], "optimum", position="bottom left", size=12),
        label([right], [squared[0] + 0.25], squared[1], "gradient", position="top left", size=12),
    ]
    for k, (name, role) in enumerate(roles.items()):
        traces.append(markers(at + 0.12 * (k - 1), np.append(found[k], gap), role, size=10, name=name))
    for k, (name, role) in enumerate(reversed(list(roles.items()))):
        traces.append(label([-0.5], [19.6 - 0.9 * k], f"● {name}", role, position="middle right"))
    names: Sequence[str] = [f"β{SUBSCRIPTS[k]}" for k in range(most)]
    ticks = Axis("coefficient", (-0.7, most - 0.3), ticks=range(most), labels=names)
    return Plane(traces, ticks, Axis("correct digits", (-0.5, 20.2), ticks=range(0, 17, 4)), "Digits kept")
