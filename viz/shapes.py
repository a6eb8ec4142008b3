"""Sorted pieces of a scene as the elements of an SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from viz.facets import Paint
from viz.painter import Piece

Array = NDArray[np.float64]
Place = Callable[[Array], Array]
_DASHES = {"dash": (9, 9), "dot": (3, 3), "dashdot": (9, 3, 3, 3), "longdash": (15, 9)}


def path(points: Array, style: str, closed: bool = False) -> str:
    """A path through points (n, 2) in pixels, with those attributes."""
    steps = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return f'<path d="M{steps}{"Z" if closed else ""}" {style}/>'


def shapes(found: Sequence[Piece], place: Place) -> list[str]:
    """The pieces as SVG; bits of one line that follow one another are one path again."""
    out: list[str] = []
    run: list[Array] = []
    last: Piece | None = None

    def finish() -> None:
        if last is not None and run:
            out.append(path(place(np.array(run)), _stroke(last.paint, run, place, begun)))
        run.clear()

    begun = 0.0
    for piece in found:
        if piece.kind == "stroke":
            follows = (
                last is not None and last.line == piece.line and np.allclose(run[-1:], piece.points[:1], atol=1e-9)
            )
            if run and follows:
                run.extend(piece.points[1:])
            elif (
                run
                and last is not None
                and last.line == piece.line
                and np.allclose(run[0], piece.points[-1], atol=1e-9)
            ):
                run[:0] = list(piece.points[:-1])
                begun = piece.start
            else:
                finish()
                run.extend(piece.points)
                begun = piece.start
            last = piece
            continue
        finish()
        last = None
        out.append(_face(piece, place) if piece.kind == "face" else _dot(piece, place))
    finish()
    return out


def _stroke(paint: Paint, run: Sequence[Array], place: Place, start: float) -> str:
    style = f'fill="none" stroke="{paint.stroke}" stroke-width="{paint.width:.2f}" stroke-linejoin="round"'
    style += ' stroke-linecap="round"'
    if paint.opacity < 1:
        style += f' stroke-opacity="{paint.opacity:.3f}"'
    if paint.dash in _DASHES:
        ends = np.array(run)
        world = float(np.linalg.norm(np.diff(ends, axis=0), axis=1).sum())
        seen = float(np.linalg.norm(np.diff(place(ends), axis=0), axis=1).sum())
        unit = max(paint.width, 1.0) / 2
        marks = ",".join(f"{unit * part:.2f}" for part in _DASHES[paint.dash])
        style = style.replace('stroke-linecap="round"', 'stroke-linecap="butt"')
        style += f' stroke-dasharray="{marks}" stroke-dashoffset="{start * seen / max(world, 1e-9):.2f}"'
    return style


def _face(piece: Piece, place: Place) -> str:
    paint, rule = piece.paint if isinstance(piece.paint, tuple) else (piece.paint, None)
    style = f'fill="{paint.fill}"'
    if paint.opacity < 0.999:
        style += f' fill-opacity="{paint.opacity:.3f}"'
    elif paint.stroke:
        style += f' stroke="{paint.stroke}" stroke-width="{paint.width:.2f}" stroke-linejoin="round"'
    found = path(place(piece.points), style, closed=True)
    for line in piece.lines if rule else ():
        found += path(
            place(line), f'fill="none" stroke="{rule.stroke}" stroke-width="{rule.width:.2f}" stroke-linecap="round"'
        )
    return found


def _dot(piece: Piece, place: Place) -> str:
    paint: Paint = piece.paint
    (x, y), half = place(piece.points)[0], 0.5 * paint.size
    style = f'fill="{paint.fill or "none"}"' + (f' opacity="{paint.opacity:.3f}"' if paint.opacity < 1 else "")
    if paint.stroke:
        style += f' stroke="{paint.stroke}" stroke-width="{paint.width:.2f}"'
    if paint.symbol.startswith(("square", "diamond")):
        turn = f' transform="rotate(45 {x:.2f} {y:.2f})"' if paint.symbol.startswith("diamond") else ""
        box = f'x="{x - half:.2f}" y="{y - half:.2f}" width="{2 * half:.2f}" height="{2 * half:.2f}"'
        return f"<rect {box} {style}{turn}/>"
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{half:.2f}" {style}/>'
