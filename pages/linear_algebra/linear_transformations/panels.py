"""The panels of the lesson: before and after a map, three moves, a cube on its way, a digit that is read, a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import plane_moves
from mathcore.linear_algebra.determinants import determinant
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from pages.linear_algebra.linear_transformations.state import TARGETS, TIMES, Transformations
from viz import space
from viz.linear import matrix

Array = NDArray[np.float64]
Traces = list[dict[str, Any]]
PLACES = np.linspace(-2.2, 2.2, 56)  # of the layer's decision map
LEFT = 2.6  # half the width of the plane before the map
GRID = viz.grid(np.eye(2), extent=6.0, points=25)
LEVELS = (-1.0, 0.0, 1.0)
LATTICE = np.array(  # the 27 lines of the lattice of [-1, 1]^3 with spacing 1, a row with a NaN after each
    [np.insert([p, q], k, end) for k in range(3) for p in LEVELS for q in LEVELS for end in (-1.0, 1.0, np.nan)]
)


def side(signed: float) -> str:
    """The colour of a shape: kept orientation, flipped, or flat."""
    return "null" if abs(signed) < 1e-9 else "optimum" if signed > 0 else "gradient"


def _tips(name: str, columns: Array, moves: Callable[[int, float, float], Mapping[str, Any]]) -> list[viz.Handle]:
    """The tips of the columns of a matrix (2, 2) as handles; `moves` is told the column and the pointer."""
    return [
        viz.Handle(f"{name}{k + 1}", columns[:, k], f"image of e{k + 1}", "ink", moves=partial(moves, k))
        for k in range(2)
    ]


def before_panel(q: Transformations) -> viz.Plane:
    """u, v and their sum among the grid and the letter."""
    traces = [*_mapped(lambda x: x, "optimum"), *_summed(q.vectors, ("u", "v", "u+v"), LEFT)]
    axis = viz.Axis("", (-LEFT, LEFT))
    handles = [viz.Handle("u", q.u, "tip of u", "data"), viz.Handle("v", q.v, "tip of v", "model")]
    return viz.Plane(traces, axis, axis, "Before", equal=True, handles=handles)


def after_panel(q: Transformations) -> viz.Plane:
    """The same after the map, or on the way there; of a linear map also the images of the unit vectors."""
    linear, now = q.p.kind == "linear", q.now
    corners = np.vstack([1.1 * q.images, 1.1 * (q.images[0] + q.images[1]), apply(q.matrix, LETTER_F)])
    size = viz.reach(corners, (2.6, 4.2, 6.6, 10.0))
    names = ("Au", "Av", "A(u+v)") if linear else ("f(u)", "f(v)", "f(u+v)")
    traces = [
        *_mapped(lambda x: plane_moves.bent(q.matrix, x, q.p.kind, q.time), side(q.signed)),
        *_summed(q.images, names, size),
    ]
    first, second = (now if linear else np.full((2, 2), np.nan)).T
    turn = -1.0 if viz.left_of(first) @ second < 0 else 1.0  # the second column lies to the left of the first
    for tip, way, name in ((first, -turn, "Ae₁"), (second, turn, "Ae₂")):
        says, outside = name if linear else "", np.nan_to_num(0.5 * tip + way * viz.left_of(tip))
        traces += [
            viz.arrow(tip, "ink", width=1.6, name=says),
            viz.off(tip, outside, says, "ink", size, gap=0.11, font=12),
        ]
    title = "After: the same, mapped" if q.time == 1 else f"On the way from I to A: t = {number(q.time, 2)}"
    handles = _tips("e", now, partial(image_to, q)) if linear and q.time >= 0.1 else []
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, title, equal=True, handles=handles)


def image_to(q: Transformations, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The column of A whose arrow, at the present time, ends at the pointer."""
    a = q.matrix.copy()
    a[:, k] = (np.array([x, y]) - (1 - q.time) * np.eye(2)[k]) / q.time
    return {"a": a}


def _mapped(move: Callable[[Array], Array], fill: str) -> Traces:
    """The grid, with points enough to be bent, and the letter after `move`."""
    return [
        viz.polyline(move(np.stack([GRID["x"], GRID["y"]], axis=1)), "null", width=0.8, opacity=0.5, hover=False),
        viz.polygon(move(LETTER_F), fill, opacity=0.25, width=2.0),
    ]


def _summed(tips: Array, names: Sequence[str], size: float) -> Traces:
    """Two arrows with the parallelogram that makes their sum, and the third, with its gap to the parallelogram."""
    u, v, total = tips
    far = u + v
    traces = [viz.polyline([u, far, v], "muted", width=1.4, dash="dash", hover=False)]
    for tip, role, name in zip(tips, ("data", "model", "accent"), names, strict=True):
        length = np.hypot(*tip)
        ahead = tip / length if length > 1e-9 else np.array([0.7, 0.7])
        x, y = np.clip(tip + 0.18 * size * ahead, -0.93 * size, 0.93 * size)
        traces += [
            viz.arrow(tip, role, name=name),
            viz.label([x], [y], f"<b>{name}</b>", role, position="middle center"),
        ]
    gap = [total, far] if np.hypot(*(total - far)) > 1e-9 else np.full((2, 2), np.nan)
    return [*traces, viz.polyline(gap, "ink", width=3, dash="dot", hover=False)]


def letter_panel(q: Transformations) -> viz.Plane:
    """The target, and the letter scaled, sheared too, and turned too, with the map's two columns."""
    _, slant, scale = q.moves.factors
    target, scaled, sheared, built = (apply(m, LETTER_F) for m in (q.target, scale, slant @ scale, q.built))
    size, fill = viz.reach([target, scaled, sheared, built], (2.4, 4.2, 8.2)), side(q.built_determinant)
    traces = [
        viz.polygon(target, "ink", opacity=0.0, width=2.4, dash="dot"),
        viz.polygon(scaled, "model", opacity=0.0, width=1.4, dash="dash"),
        viz.polygon(sheared, "accent", opacity=0.0, width=1.4, dash="dash"),
        viz.polygon(built, fill, opacity=0.3, width=2.6),
        viz.corner(-0.95, 0.92, f"target: {TARGETS[q.p.target][0]}", "ink", size),
        viz.corner(-0.95, -0.92, f"off by {number(q.off, 2)}", fill, size),
        *(viz.arrow(q.built[:, k], fill, width=2.2, name=f"Ae{'₁₂'[k]}") for k in range(2)),
    ]
    axis, title = viz.Axis("", (-size, size)), "Scaled, then sheared, then turned"
    return viz.Plane(traces, axis, axis, title, equal=True, handles=_tips("built", q.built, partial(built_to, q)))


def built_to(q: Transformations, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The moves that send e1 or e2 to the pointer (its QR decomposition); the other column stays."""
    a = q.built.copy()
    a[:, k] = x, y
    try:
        found = plane_moves.moves_of(a)
    except ValueError:
        raise viz.Limit("The two arrows must not be parallel: no moves lead there from here.") from None
    if max(abs(found.slant), found.first, abs(found.second)) > 2:
        raise viz.Limit("Shear and scale go from −2 to 2: the arrow goes no further.")
    return found._asdict()


def chain_panel(q: Transformations) -> viz.Plane:
    """The matrices of rotation, shear and scaling side by side, their product below, and their determinants."""
    fill, cells = side(q.built_determinant), []
    names = (("rotate", "data"), ("shear", "accent"), ("scale", "model"))
    for k, (factor, (name, role)) in enumerate(zip(q.moves.factors, names, strict=True)):
        cells += matrix(factor, at=(2.75 * k, 2.9), size=(1.2, 1.0), role=role, name=name, font=11)
    cells += matrix(q.built, at=(2.75, -0.4), size=(1.2, 1.0), role=fill, name="their product A", font=11)
    says = f"det A = 1 · 1 · {number(determinant(q.moves.factors[2]), 3)} = {number(q.built_determinant, 3)}"
    cells.append(viz.label([3.95], [-3.3], says, fill, position="middle center", size=13))
    wide, tall = viz.Axis("", (-0.2, 8.1), visible=False), viz.Axis("", (-4, 4), visible=False)
    return viz.Plane(cells, wide, tall, "Read from right to left", weight=1.1)


def cube_panel(q: Transformations) -> viz.Space:
    """The lattice of the cube [-1, 1]^3, a letter on its top face, the unit box and the three columns, on their way."""
    a, fill = q.cube_now, side(q.volume)
    extent = viz.reach(np.append(np.abs(q.cube).sum(axis=1), 1.0), (1.6, 2.4, 3.6, 6.2))
    letter = 0.8 * LETTER_F
    top = np.column_stack([letter - letter.mean(axis=0), np.ones(len(letter))]) @ a.T
    traces = [
        space.polyline(LATTICE @ a.T, "null", width=1.5, opacity=0.5),
        *space.parallelepiped(2 * a, fill, origin=-a.sum(axis=1), opacity=0.12),
        space.polyline(np.vstack([top, top[:1]]), fill, width=7),
    ]
    lift = np.array([0.0, 0.0, 0.12 * extent])
    for k, role in enumerate(("data", "model", "accent")):
        # Away from the other two; the third stands on the face that bears the letter, and its name above both.
        end, away = a[:, k], 3 * a[:, k] - a.sum(axis=1)
        spot = np.clip(end + lift * (k == 2), -extent, extent)
        name = space.beside(spot, away, f"<b>Ae{'₁₂₃'[k]}</b>", role, extent=extent, gap=6)
        traces += [*space.arrow(end, role, head=0.12 * extent), name]
    return space.space(traces, extent, title="The cube, its lattice and a letter", weight=1.25)


def volume_panel(q: Transformations) -> viz.Plane:
    """The signed volume on the way from I to A, green above zero, purple below."""
    along, now, role = q.volumes, (q.time, q.volume), side(q.volume)
    size = viz.reach([1.1 * along.min(), 1.1 * along.max(), 1.2], (1.5, 3.0, 6.0, 12.0, 24.0, 48.0))
    traces = [
        viz.line([0, 1], [0, 0], "muted", width=1.2, dash="dash", hover=False),
        viz.line(TIMES, np.where(along >= 0, along, np.nan), "optimum", name="volume kept the right way round"),
        viz.line(TIMES, np.where(along <= 0, along, np.nan), "gradient", name="turned over"),
        viz.segment((q.time, 0), now, role, width=3, hover=False),
        viz.dots(now, role, size=11, name="now"),
        viz.label([0.04], [0.09 * size], "flat", "muted", position="middle right", size=12),
    ]
    x = viz.Axis("t, from I to A", (-0.03, 1.03), ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(traces, x, viz.Axis("det of (1 − t)I + tA", (-size, size)), "Signed volume on the way")


def digit_panels(q: Transformations) -> list[viz.Plane]:
    """The digit, the same digit moved, and the probabilities that the classifier gives the moved one."""
    axis, places = viz.Axis("", (-0.5, 7.5), visible=False), np.arange(8)
    pictures = [
        viz.Plane([viz.heatmap(cells[::-1], places, places, bounds=(0, 16))], axis, axis, title, equal=True)
        for cells, title in ((q.picture, f"A {q.written}"), (q.warped, "Moved by A"))
    ]
    roles = ["optimum" if k == q.written else "model" if k == q.read else "null" for k in range(10)]
    above, says = [q.chances[q.read] + 0.05], f"<b>{q.read}?</b>"
    traces = [
        viz.bars(np.arange(10), q.chances, roles, width=0.8, name="probability"),
        viz.label([q.read], above, says, roles[q.read], position="middle center"),
    ]
    x, y = viz.Axis("digit", (-0.6, 9.6), ticks=range(10)), viz.Axis("probability", (0, 1.12), ticks=(0, 0.5, 1))
    return [*pictures, viz.Plane(traces, x, y, "The classifier", weight=1.2)]


def _groups(points: Array) -> Traces:
    """The forty points (40, 2), or their images: circles, and diamonds where the signs differ."""
    differ = plane_moves.crossed()[1]
    return [
        viz.dots(points[~differ], "data", size=8, name="same sign"),
        viz.dots(points[differ], "model", size=9, symbol="diamond", name="different signs"),
    ]


def before_layer_panel(q: Transformations) -> viz.Plane:
    """The points before the layer, over what the line behind it means there."""
    places = np.stack(np.meshgrid(PLACES, PLACES), axis=-1)
    behind = plane_moves.layer(q.weights, places.reshape(-1, 2), q.p.relu)
    sides = np.sign(behind @ q.cut.normal - q.cut.level).reshape(places.shape[:2])
    shade = viz.heatmap(sides, PLACES, PLACES, scale="diverging", bounds=(-1, 1), opacity=0.25)
    axis = viz.Axis("", (-2.2, 2.2))
    return viz.Plane([shade, *_groups(plane_moves.crossed()[0])], axis, axis, "Before the layer", equal=True)


def behind_layer_panel(q: Transformations) -> viz.Plane:
    """The points behind it, with the best line and the columns of the weights."""
    normal, size = q.cut.normal, viz.reach(1.05 * q.hidden, (1.6, 3.2, 6.0))
    ends = q.cut.level * normal + np.array([-30.0, 30.0])[:, None] * viz.left_of(normal)
    traces = [
        *_groups(q.hidden),
        viz.polyline(ends, "ink", width=2.4, hover=False),
        *(viz.arrow(q.weights[:, k], "muted", width=2, name=f"We{'₁₂'[k]}") for k in range(2)),
    ]
    axis, handles = viz.Axis("", (-size, size)), [] if q.p.relu else _tips("w", q.weights, partial(weights_to, q))
    return viz.Plane(traces, axis, axis, "Behind it: one straight line", equal=True, handles=handles)


def weights_to(q: Transformations, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The column of W follows."""
    w = q.weights.copy()
    w[:, k] = x, y
    return {"weights": w}
