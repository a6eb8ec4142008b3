"""A singular value decomposition drawn: the plane under a map, the stretch over all directions, the energy kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, label, line, markers, segment
from viz.linear_map import moved, side_arrow, tagged_arrow
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
ROLES = ("optimum", "gradient")  # of the first and the second singular direction, everywhere


def moved_plane(
    applied: ArrayLike, v: ArrayLike, u: ArrayLike, x: ArrayLike, names: Sequence[str], size: float, title: str
) -> Plane:
    """Grid, circle, letter, both singular directions and x (2,) after the linear map `applied` (2, 2).

    `v` and `u` (2, 2) are the right and left singular vectors as columns; `names` are those of v1, v2 and x now.
    """
    a, inputs, outputs = (np.asarray(each, float) for each in (applied, v, u))
    traces = moved(a)
    for i in (1, 0):
        traces += tagged_arrow(a @ inputs[:, i], names[i], ROLES[i], size, outputs[:, i])
    traces += side_arrow(a @ np.asarray(x, float), names[2], "data" if names[2] == "x" else "model", size)
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)


def with_inputs(plane: Plane, v: ArrayLike, x: ArrayLike, size: float) -> Plane:
    """The same plane with the unit vectors v1, v2 (columns) as dotted lines, and x."""
    inputs = np.asarray(v, float)
    lines: list[Trace] = [
        segment(-inputs[:, i], inputs[:, i], ROLES[i], width=1.4, dash="dot", hover=False) for i in range(2)
    ]
    added = side_arrow(x, "x", "data", size, left=True)
    return Plane([*plane.traces, *lines, *added], plane.x, plane.y, plane.title, equal=True)


def stretch_panel(
    angles: ArrayLike, curve: ArrayLike, spots: ArrayLike, sigma: ArrayLike, now: tuple[float, float], top: float
) -> Plane:
    """The length |Ax| (n,) over the direction of x (n,) in degrees: greatest at v1, least at v2.

    `spots` (2,) are the directions of v1 and v2 in degrees, `now` is x with its length; `top` is that of the axis.
    """
    traces: list[Trace] = [line(angles, curve, "model", name="|Ax|")]
    for i, (spot, value) in enumerate(zip(np.asarray(spots).tolist(), np.asarray(sigma).tolist(), strict=True)):
        name, lift = f"v{'₁₂'[i]}", (0.035 if i == 0 else -0.035) * top
        at = [spot, spot + 180]
        traces += [
            segment((0, value), (360, value), ROLES[i], width=1.4, dash="dash", hover=False),
            markers(at, [value] * 2, ROLES[i], size=11, ring=True, name=name),
            label(
                at,
                [value + lift] * 2,
                [name, f"−{name}"],
                ROLES[i],
                position="top center" if i == 0 else "bottom center",
            ),
        ]
    traces.append(markers([now[0]], [now[1]], "data", size=11, name="x now"))
    return Plane(
        traces,
        Axis("direction of x (degrees)", (0, 360), ticks=range(0, 361, 90)),
        Axis("length of Ax, for |x| = 1", (-0.1 * top, 1.12 * top)),
        "Greatest at v₁, least at v₂",
    )


def energy_panel(kept: ArrayLike, rival: ArrayLike, rank: int, best: bool, *, even: bool) -> Plane:
    """The energy in percent kept at each rank (n + 1,), from rank 0, by the SVD and by a rival; the rest is the error.

    `best` says whether the SVD is shown now, `even` whether the energy is spread evenly, so that names go elsewhere.
    """
    svd, other = np.asarray(kept, float), np.asarray(rival, float)
    last = len(svd) - 1
    ranks = np.arange(1, last + 1)
    here = float((svd if best else other)[rank])
    at = (42.0, svd[min(45, last)]) if even else (1.28, 84.0)
    rival_at, goal_at, goal = (45, 1.06, "top right") if even else (3, last, "bottom left")
    traces = [
        segment((1, 95), (last, 95), "optimum", width=1.4, dash="dash", hover=False),
        label([goal_at], [95], "95%", "optimum", position=goal, size=12),
        line(ranks, other[1:], "null", width=1.8, dash="dash", name="k columns"),
        line(ranks, svd[1:], "model", name="SVD"),
        label([at[0]], [at[1]], "SVD", "model", position="top left" if even else "middle center", size=13),
        label([rival_at * 1.1], [other[rival_at]], "k columns", "null", position="bottom right", size=13),
        line([rank, rank], [here, 100], "data", width=3.0, name="energy lost"),
        markers([rank], [here], "model" if best else "null", size=11, name="now"),
    ]
    x = Axis("rank k", (1, last), log=True, ticks=[1, 2, 5, 10, 20, 50, 100, last])
    return Plane(traces, x, Axis("energy kept (%)", (0, 104), ticks=range(0, 101, 20)), "Energy kept and lost")
