"""Where the lessons stand on the map: a layered drawing with a lane for each section.

Every lesson stands below all that it needs, one in each row of its lane. Rows are filled from the top: of the lessons
whose prerequisites stand above, the one with the longest way still before it comes first (list scheduling), which keeps
the drawing as low as the longest lane and the longest chain allow, or nearly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from explorer import catalogue
from explorer.paths import order

LANE, ROW = 192.0, 37.0  # between the middles of neighbouring lanes and rows, in the units of the drawing
WIDE, HIGH = 150.0, 27.0  # of the box of a lesson
HEAD = 34.0  # above the first row, for the names of the lanes


@dataclass(frozen=True)
class Map:
    """The drawing: its size, the middle of each box by slug, and the curve of each arrow (an SVG path)."""

    width: float
    height: float
    boxes: dict[str, tuple[float, float]]
    arrows: dict[tuple[str, str], str]


@cache
def rows() -> dict[str, int]:
    """The row of each lesson, from 0."""
    left = [[lesson.slug for lesson in section.lessons] for section in catalogue.sections()]
    ahead = _ahead()
    found: dict[str, int] = {}
    row = 0
    while any(left):
        for lane in left:
            ready = [slug for slug in lane if all(found.get(each, row) < row for each in order.before(slug))]
            if ready:
                first = max(ready, key=lambda slug: ahead[slug])  # of equals, the first in teaching order
                found[first] = row
                lane.remove(first)
        row += 1
    return found


def _ahead() -> dict[str, int]:
    """How many lessons the longest chain has that begins with each."""
    found: dict[str, int] = {}
    for slug in sorted(catalogue.lessons(), key=order.depth, reverse=True):
        found[slug] = 1 + max((found[each] for each in order.after()[slug]), default=0)
    return found


@cache
def drawn() -> Map:
    """The map of all lessons."""
    placed = rows()
    lanes = {lesson.slug: lane for lane, section in enumerate(catalogue.sections()) for lesson in section.lessons}
    boxes = {slug: ((lanes[slug] + 0.5) * LANE, HEAD + (row + 0.5) * ROW) for slug, row in placed.items()}
    arrows = {
        (each, slug): _curve(boxes[each], boxes[slug], lanes[slug] - lanes[each], placed[slug] - placed[each])
        for slug in boxes
        for each in order.before(slug)
    }
    return Map(len(catalogue.sections()) * LANE, HEAD + (max(placed.values()) + 1) * ROW, boxes, arrows)


def _curve(start: tuple[float, float], end: tuple[float, float], lanes: int, down: int) -> str:
    """From one box to another: straight down to the next row, around the boxes between in the same lane, or from side
    to side into another lane."""
    (x, y), (u, v) = start, end
    if not lanes and down == 1:
        return f"M{x:g} {y + HIGH / 2:g}V{v - HIGH / 2:g}"
    if not lanes:
        side = x + WIDE / 2
        out = side + min(8 + 5 * down, (LANE - WIDE) / 2 + 14)
        return f"M{side:g} {y:g}C{out:g} {y:g} {out:g} {v:g} {side:g} {v:g}"
    way = 1 if lanes > 0 else -1
    x, u = x + way * WIDE / 2, u - way * WIDE / 2
    bend = way * max(30.0, abs(u - x) / 2)
    return f"M{x:g} {y:g}C{x + bend:g} {y:g} {u - bend:g} {v:g} {u:g} {v:g}"
