"""The panels of the lesson: the plane under a map, the stretch over all directions, a photograph and its energy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.linear_algebra import photographs, singular
from mathcore.linear_algebra.photographs import COLUMNS, ROWS
from viz.linear_map import moved, side_arrow, tagged_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.svd.lesson import Decomposition

ROLES = ("optimum", "gradient")  # of the first and the second singular direction, everywhere
STAGES = ("as it was", "Vᵀ turns", "Σ stretches", "U turns")
NAMES = ("v₁", "v₂", "x"), ("v₁", "v₂", "Vᵀx"), ("σ₁e₁", "σ₂e₂", "ΣVᵀx"), ("σ₁u₁", "σ₂u₂", "Ax")  # at these stages
ANGLES = np.linspace(0.0, 360.0, 361)
BOX: dict[str, Any] = {"x": (0, COLUMNS), "y": (0, ROWS)}


def before_panel(q: Decomposition) -> viz.Plane:
    """The plane before the map."""
    says, moves = "first right singular vector v₁", partial(arrow_to, q, None)
    # Loosely: v₁ is the end of its line that lies to the right, so on the left the other end is under the pointer.
    tip = viz.Handle("input", q.v[:, 0], says, ROLES[0], moves=moves, follows="loosely")
    return _plane(q, np.eye(2), 0, "Before: the unit circle", [_tips(q)[0], tip])


def stage_panel(q: Decomposition) -> viz.Plane:
    """The plane as far as the stage has taken it."""
    stage = int(np.ceil(q.p.stage))
    title = f"Stage {stage}: {STAGES[stage]}{' and flips' if stage == 3 and q.svd.flipped else ''}"
    return _plane(q, q.staged, stage, title, _tips(q)[1:] if q.p.stage == 3 else [])


def ellipse_panel(q: Decomposition) -> viz.Plane:
    """The circle's image, with v₁, v₂ as dotted lines and x beside it."""
    dotted: dict[str, Any] = {"width": 1.4, "dash": "dot", "hover": False}
    lines = [viz.segment(-v, v, role, **dotted) for v, role in zip(q.v.T, ROLES, strict=True)]
    inputs = [*lines, *side_arrow(q.probe, "x", "data", q.size, left=True)]
    return _plane(q, q.matrix, 3, "The circle becomes an ellipse", _tips(q), inputs)


def _plane(
    q: Decomposition, applied: NDArray[Any], stage: int, title: str, handles: list[viz.Handle], more: Any = ()
) -> viz.Plane:
    """Grid, circle, letter, v₁, v₂ and x after the map `applied` (2, 2), by the names that the three have then."""
    traces, names = moved(applied), NAMES[stage]
    for k in (1, 0):
        traces += tagged_arrow(applied @ q.v[:, k], names[k], ROLES[k], q.size, q.u[:, k])
    traces += side_arrow(applied @ q.probe, names[2], "model" if stage else "data", q.size)
    axis = viz.Axis("", (-q.size, q.size))
    return viz.Plane([*traces, *more], axis, axis, title, equal=True, handles=handles)


def _tips(q: Decomposition) -> list[viz.Handle]:
    """Handles at the tip of x, and at the ends of the half-axes of the ellipse."""
    turn = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(y, x))) % 360}
    found = [viz.Handle("probe", q.probe, "tip of x", "data", moves=turn, follows="angle")]
    for k, at in enumerate((q.svd.sigma * q.u).T):
        says = f"singular value {k + 1} times left singular vector {k + 1}"
        found.append(viz.Handle(f"image{k + 1}", at, says, ROLES[k], moves=partial(arrow_to, q, k)))
    return found


def arrow_to(q: Decomposition, which: int | None, x: float, y: float) -> Mapping[str, Any]:
    """The matrix whose half-axis `which` ends at the pointer; None: the ellipse stays, and v₁ is along the pointer."""
    if np.hypot(x, y) <= 0.05:
        raise viz.Limit("So near to the origin an arrow has no direction: it stops before.")
    found = singular.with_input(q.svd, (x, y)) if which is None else singular.with_image(q.svd, which, (x, y))
    viz.keep_within(found, q.p.matrix, 3.0)
    if which is not None and np.ptp(singular.svd2(found).sigma) < 0.02 + 1e-9:
        there = np.ptp(q.svd.sigma) < 0.04  # to be rounded again and again would move both
        raise viz.Limit(
            "σ₁ stays the larger of the two: the arrow goes no further.", {} if there else {"matrix": found}
        )
    return {"matrix": found}


def stretch_panel(q: Decomposition) -> viz.Plane:
    """The length |Ax| over the direction of x: greatest at v₁, least at v₂."""
    top, spots = 0.9 * q.size, np.array([q.svd.angle_v, q.svd.angle_v + 90.0]) % 180
    traces = [viz.line(ANGLES, singular.stretch(q.matrix, ANGLES), "model", name="|Ax|")]
    sides = (("v₁", 0.035, "top center"), ("v₂", -0.035, "bottom center"))
    for spot, value, role, (name, lift, position) in zip(spots, q.svd.sigma, ROLES, sides, strict=True):
        at, texts = [spot, spot + 180], [name, f"−{name}"]
        traces += [
            viz.segment((0, value), (360, value), role, width=1.4, dash="dash", hover=False),
            viz.markers(at, [value] * 2, role, size=11, ring=True, name=name),
            viz.label(at, [value + lift * top] * 2, texts, role, position=position),
        ]
    traces.append(viz.dots((q.p.angle, q.stretch), "data", size=11, name="x now"))
    x = viz.Axis("direction of x (degrees)", (0, 360), ticks=range(0, 361, 90))
    y = viz.Axis("length of Ax, for |x| = 1", (-0.1 * top, 1.12 * top))
    return viz.Plane(traces, x, y, "Greatest at v₁, least at v₂")


def original_panel(q: Decomposition) -> viz.Plane:
    """The photograph itself."""
    return _framed(q.original, f"Original: rank {ROWS}")


def rebuilt_panel(q: Decomposition) -> viz.Plane:
    """Its approximation."""
    made = "singular vectors" if q.optimal else "its own columns"
    return _framed(viz.picture(q.shot.picture(q.rebuilt), **BOX), f"Rank {q.p.rank}, from {made}")


def missing_panel(q: Decomposition) -> viz.Plane:
    """The residual as grey pixels: middle grey is nothing, contrast doubled (in colour: its brightness)."""
    rest = photographs.unstack(q.residual) @ photographs.LUMA if q.p.color else q.residual
    pixels = np.clip(np.rint(128 + 2 * rest), 0, 255).astype(np.uint8)
    return _framed(viz.picture(pixels, **BOX), "What is missing, doubled")


def _framed(image: Mapping[str, Any], title: str) -> viz.Plane:
    """A layout image in a thin frame, without axes; its pixels are square."""
    frame = viz.line([0, COLUMNS, COLUMNS, 0, 0], [0, 0, ROWS, ROWS, 0], "zero", width=1.0, hover=False)
    x, y = (viz.Axis("", (-1, end + 1), visible=False) for end in (COLUMNS, ROWS))
    return viz.Plane([frame], x, y, title, equal=True, images=[image])


def energy_panel(q: Decomposition) -> viz.Plane:
    """The energy kept at each rank by the SVD and by the picture's own columns; what lacks to 100% is the error."""
    rank, kept, even, ranks = q.p.rank, q.kept_percent, q.p.shuffled, np.arange(1, ROWS + 1)
    # Shuffled, the curves run elsewhere, and so their names stand elsewhere.
    at, side = ((42.0, q.best[45]), "top left") if even else ((1.28, 84.0), "middle center")
    rival_at, goal_at, goal = (45, 1.06, "top right") if even else (3, ROWS, "bottom left")
    traces = [
        viz.segment((1, 95), (ROWS, 95), "optimum", width=1.4, dash="dash", hover=False),
        viz.label([goal_at], [95], "95%", "optimum", position=goal, size=12),
        viz.line(ranks, q.rival[1:], "null", width=1.8, dash="dash", name="k columns"),
        viz.line(ranks, q.best[1:], "model", name="SVD"),
        viz.label([at[0]], [at[1]], "SVD", "model", position=side, size=13),
        viz.label([rival_at * 1.1], [q.rival[rival_at]], "k columns", "null", position="bottom right", size=13),
        viz.line([rank, rank], [kept, 100], "data", width=3.0, name="energy lost"),
        viz.dots((rank, kept), "model" if q.optimal else "null", size=11, name="now"),
    ]
    moves = lambda x, y: {"rank": x}
    # Loosely: ranks are whole, and the first few stand far apart on a logarithmic axis.
    handle = viz.Handle("kept", (rank, kept), "rank k on the curve", "model", moves=moves, follows="loosely")
    x = viz.Axis("rank k", (1, ROWS), log=True, ticks=[1, 2, 5, 10, 20, 50, 100, ROWS])
    y = viz.Axis("energy kept (%)", (0, 104), ticks=range(0, 101, 20))
    return viz.Plane(traces, x, y, "Energy kept and lost", handles=[handle])
