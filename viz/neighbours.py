"""Nearest neighbours drawn: a ball that grows to its first point, the race over all exponents, a board of pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import heatmap, label, line, markers, segment
from viz.linear import polygon, rectangles
from viz.panels import Axis, Plane


def ball_panel(
    points: ArrayLike, query: ArrayLike, nearest: int, ball: ArrayLike, circle: ArrayLike, reach: float, title: str
) -> Plane:
    """Points (n, 2), and the ball (m, 2) around the query that has grown until it met the nearest; a circle beside."""
    axis = Axis("", (-reach, reach))
    found, centre, near = np.asarray(points, float), np.asarray(query, float), np.asarray(points, float)[nearest]
    shape, round_ = np.asarray(ball, float), np.asarray(circle, float)
    traces = [
        line(round_[:, 0], round_[:, 1], "null", width=1.2, dash="dot", hover=False),
        polygon(shape[:-1], "gradient", opacity=0.12, width=2.2),
        segment(centre, near, "optimum", width=2, hover=False),
        markers(found[:, 0], found[:, 1], "data", size=10, name="point"),
        markers([near[0]], [near[1]], "optimum", size=17, ring=True, name="nearest"),
        markers([centre[0]], [centre[1]], "model", size=12, symbol="x", name="query"),
        label(found[:, 0] + 0.33, found[:, 1] + 0.33, [str(k + 1) for k in range(len(found))], "data", size=13),
    ]
    return Plane(traces, axis, axis, title, equal=True)


def race_panel(inverse: ArrayLike, distances: ArrayLike, nearest: int, now: float, title: str) -> Plane:
    """For every exponent how much farther each point is than the nearest one; where curves cross at 1, it changes.

    `inverse` (m,) are the values of 1/p, `distances` (m, n) those of the points; `now` is the present 1/p.
    """
    sweep_of, table = np.asarray(inverse, float), np.asarray(distances, float)
    least = table.min(axis=1, keepdims=True)
    share = np.where(least > 0, table / np.where(least > 0, least, 1), np.nan)
    share = np.where(share < 2.3, share, np.nan)
    gap = np.full((1, share.shape[1]), np.nan)
    joined = np.concatenate([share, gap]).T.ravel()
    sweep = np.tile(np.append(sweep_of, np.nan), share.shape[1])
    ends = np.where(share[0] < 1.97, share[0], np.nan)
    here = share[int(np.argmin(np.abs(sweep_of - now))), nearest]
    traces = [
        line(sweep, joined, "data", width=1.6, hover=False, opacity=0.7),
        line(sweep_of, share[:, nearest], "optimum", width=3, name=f"point {nearest + 1}"),
        segment((now, 0.9), (now, 2), "gradient", width=1.6, hover=False),
        markers([now], [here], "optimum", size=13, name="nearest now"),
        label(
            np.full(len(ends), -0.07), ends, [str(k + 1) for k in range(len(ends))], "data", position="middle center"
        ),
    ]
    return Plane(
        traces,
        Axis("exponent p, spaced by 1/p", (-0.14, 2.02), ticks=(0, 0.5, 1, 1.5, 2), labels=["∞", "2", "1", "⅔", "½"]),
        Axis("distance ÷ distance of the nearest", (0.94, 2.0), ticks=(1, 1.25, 1.5, 1.75, 2)),
        title,
    )


def board_panel(pictures: ArrayLike, found: ArrayLike, right: ArrayLike, names: Sequence[str], title: str) -> Plane:
    """The 8x8 pictures (n, 64) at the indices `found` (rows, shown), a row for each of the names.

    Those that are not `right` (rows, shown) are framed.
    """
    values, rows, shown = np.asarray(pictures, float), len(names), len(np.asarray(found)[0])
    board = np.full((rows * 9, shown * 9), np.nan)
    framed = np.full((rows * shown, 4), np.nan)
    for i, row in enumerate(np.asarray(found)):
        for j, index in enumerate(row):
            board[9 * i : 9 * i + 8, 9 * j : 9 * j + 8] = values[index].reshape(8, 8)
            if not np.asarray(right)[i, j]:
                framed[i * shown + j] = (9 * j - 0.5, 9 * j + 7.5, 9 * i - 0.5, 9 * i + 7.5)
    traces = [heatmap(board, bounds=(0, 16)), rectangles(framed, "model", opacity=0.08, width=2.4)]
    return Plane(
        traces,
        Axis(
            "nearest first",
            (-0.8, shown * 9 - 0.2),
            ticks=(9 * np.arange(shown) + 3.5).tolist(),
            labels=[str(k + 1) for k in range(shown)],
        ),
        Axis("", (rows * 9 - 0.2, -0.8), ticks=(9 * np.arange(rows) + 3.5).tolist(), labels=names),
        title,
        weight=1.2,
        equal=True,
    )
