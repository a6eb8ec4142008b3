"""Pairs of figures of which the second is to be written over the first: what tests/browser/test_fastlane.py draws."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz

Figure = dict[str, Any]
T = np.linspace(0, 6, 61)
NAN = np.nan


def plane(*traces: Any, log: bool = False, equal: bool = False, images: Any = (), low: float = -3.0) -> Figure:
    y = viz.Axis("y", (1e-3, 10), log=True) if log else viz.Axis("y", (low, 3))
    return viz.compose(
        [viz.Plane(list(traces), viz.Axis("x", (0, 6)), y, "title", equal=equal, images=images)], revision="test"
    )


def titled(title: str, *traces: Any) -> Figure:
    panel = viz.Plane(list(traces) or [viz.line(T, T)], viz.Axis("x", (0, 6)), viz.Axis("y", (-3, 3)), title)
    return viz.compose([panel], revision="test")


def along(x: str, y: str) -> Figure:
    panel = viz.Plane([viz.line(T, T)], viz.Axis(x, (0, 6)), viz.Axis(y, (-3, 3)), "title")
    return viz.compose([panel], revision="test")


def gaps(*where: int) -> Any:
    values = np.sin(T)
    values[list(where)] = NAN
    return values


def photo(seed: int) -> Any:
    return viz.picture(np.random.default_rng(seed).integers(0, 255, (8, 8), np.uint8), x=(1, 3), y=(-1, 1))


def field(turn: float) -> Figure:
    arrows = viz.markers(T, np.sin(T), "model", size=11, symbol="arrow")
    return plane({**arrows, "marker": {**arrows["marker"], "angle": (turn + 50 * T) % 360}})


COUNTS = np.array([1.0, 2.4, 2.9, 0.0, 1.2])
CENTRES = np.array([0.5, 1.5, 2.5, 3.5, 4.5])

NOWHERE = np.full(61, NAN)
NAMED = viz.label([2], [-2], "another text")


def coloured(*colours: str) -> Figure:
    bars = viz.bars(CENTRES, COUNTS, width=0.8)
    return plane({**bars, "marker": {**bars["marker"], "color": list(colours)}}, low=0)


CASES: dict[str, tuple[Figure, Figure]] = {
    "markers where none were": (plane(viz.markers(T, NOWHERE)), plane(viz.markers(T, np.cos(T)))),
    "rings where none were": (plane(viz.markers(T, NOWHERE, ring=True)), plane(viz.markers(T, np.cos(T), ring=True))),
    "squares where none were": (
        plane(viz.markers(T, NOWHERE, "model", symbol="square", size=9)),
        plane(viz.markers(T, np.cos(T), "model", symbol="square", size=9)),
    ),
    "markers on a scale that appear": (
        plane(viz.markers(T, gaps(1, 2, 30), T, bounds=(0, 6))),
        plane(viz.markers(T, np.cos(T), T, bounds=(0, 6))),
    ),
    "markers of sizes that rest and appear": (
        plane(viz.markers(T, gaps(1, 2, 30), size=3 + T)),
        plane(viz.markers(T, np.cos(T), size=3 + T)),
    ),
    "area that appears": (
        plane(viz.area(T, NOWHERE, 0.0, "null", opacity=0.4)),
        plane(viz.area(T, np.sin(T), 0.0, "null", opacity=0.4)),
    ),
    "polygon that appears": (
        plane(viz.polygon([[NAN, NAN]] * 3, "data")),
        plane(viz.polygon([[1, 0], [2, 1], [3, -1]], "data")),
    ),
    "label that appears": (
        plane(NAMED, viz.label([NAN], [1], "here", "model", position="top left", size=12)),
        plane(NAMED, viz.label([3], [1], "here", "model", position="top left", size=12)),
    ),
    "labels of which some appear": (
        plane(NAMED, viz.label([1, NAN, 3], [1, 2, 0], ["a", "b", "c"], position="middle right")),
        plane(NAMED, viz.label([1, 2, 3], [1, 2, 0], ["a", "b", "c"], position="middle right")),
    ),
    "label of words that appear": (
        plane(NAMED, viz.label([3], [1], "")),
        plane(NAMED, viz.label([3], [1], "words")),
    ),
    "axes with other titles": (along("mean of 8", "height"), along("mean of a sample of 482", "height / width^0.8")),
    "label whose words become bold": (plane(viz.label([1], [1], "a")), plane(viz.label([1], [1], "<b>a</b>"))),
    "label whose words are bold no more": (plane(viz.label([1], [1], "<b>a</b>")), plane(viz.label([1], [1], "a"))),
    "label that becomes bold": (plane(viz.label([1], [1], "plain")), plane(viz.label([2], [1], "<b>bold</b>"))),
    "label that is bold no more": (plane(viz.label([1], [1], "<b>bold</b>")), plane(viz.label([2], [1], "plain"))),
    "bars of other colours": (
        coloured("@data", "@model", "@data", "@data", "@data"),
        coloured("@data", "@data", "@data", "@optimum", "@model"),
    ),
    "line": (plane(viz.line(T, np.sin(T))), plane(viz.line(T, 2 * np.cos(T)))),
    "line with other gaps": (plane(viz.line(T, gaps(7, 8))), plane(viz.line(T, gaps(3, 20, 21, 40)))),
    "bars of two traces at one place": (
        plane(viz.bars(CENTRES, COUNTS, "data", width=0.8), viz.bars(CENTRES, COUNTS / 2, "model", width=0.8)),
        plane(viz.bars(CENTRES, COUNTS / 3, "data", width=0.8), viz.bars(CENTRES, COUNTS, "model", width=0.8)),
    ),
    "line that appears": (plane(viz.line(T, gaps(*range(61)))), plane(viz.line(T, np.cos(T)))),
    "boxes that appear beside dots that no edge cuts": (
        plane(viz.rectangles(np.zeros((0, 4)), "gradient", opacity=0.4, width=0.8), viz.dots((1, 1))),
        plane(viz.rectangles([[1, 2, -5, 1]], "gradient", opacity=0.4, width=0.8), viz.dots((2, 1))),
    ),
    "line that grows": (plane(viz.line(T[:9], np.sin(T[:9]))), plane(viz.line(T, np.sin(T)))),
    "line on a logarithmic axis": (
        plane(viz.line(T, np.exp(-T)), log=True),
        plane(viz.line(T, 3 * np.exp(-T / 2)), log=True),
    ),
    "staircase": (plane(viz.line(T, np.sin(T), step=True)), plane(viz.line(T, np.cos(T), step=True))),
    "area": (plane(viz.area(T, np.sin(T))), plane(viz.area(T, np.cos(T), -1.0))),
    "area with a gap": (plane(viz.area(T, np.sin(T), 0.0)), plane(viz.area(T, gaps(30), -0.5))),
    "stems": (plane(viz.stems([1, 2, 3], [1, 2, -1])), plane(viz.stems([1.5, 2.5, 3], [0.4, -2, 2]))),
    "grid": (plane(viz.grid(np.eye(2)), equal=True), plane(viz.grid([[1, 0.7], [-0.2, 1.3]]), equal=True)),
    "ellipse": (plane(viz.ellipse(np.eye(2)), equal=True), plane(viz.ellipse([[2, 1], [0, 1]]), equal=True)),
    "markers": (plane(viz.markers(T, np.sin(T))), plane(viz.markers(T[::-1], np.cos(T)))),
    "rings": (plane(viz.markers(T, np.sin(T), ring=True)), plane(viz.markers(T + 0.3, np.cos(T), ring=True))),
    "markers that hide": (plane(viz.markers(T, np.sin(T))), plane(viz.markers(T, gaps(1, 2, 30)))),
    "markers that appear": (plane(viz.markers(T, gaps(1, 2, 30))), plane(viz.markers(T, np.cos(T)))),
    "more markers": (plane(viz.markers(T[:5], np.sin(T[:5]))), plane(viz.markers(T, np.cos(T)))),
    "fewer markers": (plane(viz.markers(T, np.sin(T))), plane(viz.markers(T[:5], np.cos(T[:5])))),
    "coloured markers": (plane(viz.markers(T, np.sin(T), T)), plane(viz.markers(T + 0.1, np.cos(T), T))),
    "arrow": (plane(viz.arrow((3, 1), tail=(1, -1))), plane(viz.arrow((2, -2.4), tail=(1.5, 1)))),
    "arrow in a square plane": (plane(viz.arrow((1, 1)), equal=True), plane(viz.arrow((-1.2, 0.7)), equal=True)),
    "arrow of no length": (plane(viz.arrow((3, 1))), plane(viz.arrow((0.05, 0.01)))),
    "arrow straight up": (plane(viz.arrow((3, 1))), plane(viz.arrow((0, 2)))),
    "label": (plane(viz.label([1], [1], "λ = 2")), plane(viz.label([2], [-1], "λ = −3.25"))),
    "labels": (
        plane(viz.label([1, 2, 3], [1, 2, 0], ["a", "b", "c"], position="middle right")),
        plane(viz.label([2, 2.5, 4], [-1, 1, 1], ["a", "longer", "c"], position="middle right")),
    ),
    "bold label": (plane(viz.label([1], [1], "<b> rank 4 </b>")), plane(viz.label([2], [-1], "<b>rank 12</b>"))),
    "label that leaves": (
        plane(viz.label([1], [1], "out"), viz.markers([1, 2], [1, 2])),
        plane(viz.label([9], [1], "out"), viz.markers([1, 9], [1, 2])),
    ),
    "bars": (
        plane(viz.bars(CENTRES, COUNTS, width=1.0), low=0),
        plane(viz.bars(CENTRES, COUNTS[::-1] + 0.013, width=1.0), low=0),
    ),
    "bars that move": (
        plane(viz.bars(CENTRES, COUNTS, width=0.8), low=0),
        plane(viz.bars(CENTRES + 0.37, COUNTS, width=0.8), low=0),
    ),
    "bars one lets light through": (
        plane(viz.bars(CENTRES, COUNTS, "data/0.4", width=0.9), low=0),
        plane(viz.bars(CENTRES, COUNTS / 2, "data/0.4", width=0.9), low=0),
    ),
    "bars without a width": (plane(viz.bars(CENTRES, COUNTS), low=0), plane(viz.bars(CENTRES, -COUNTS / 2))),
    "bars on a base": (
        plane(viz.bars(CENTRES, COUNTS, width=1.0, base=np.full(5, 0.5)), low=0),
        plane(viz.bars(CENTRES, COUNTS / 2, width=1.0, base=np.full(5, 0.5)), low=0),
    ),
    "line of another colour and width": (
        plane(viz.line(T, np.sin(T), "data", width=2)),
        plane(viz.line(T, np.cos(T), "model", width=4.5)),
    ),
    "area of another colour": (plane(viz.area(T, np.sin(T))), plane(viz.area(T, np.sin(T), 0.0, "null", opacity=0.4))),
    "arrow of another colour and width": (
        plane(viz.arrow((3, 1))),
        plane(viz.arrow((2, -2.4), "optimum", width=4.0)),
    ),
    "arrow that shrinks to nothing": (plane(viz.arrow((3, 1))), plane(viz.arrow((0, 0)))),
    "arrow that was nothing": (plane(viz.arrow((0, 0))), plane(viz.arrow((3, 1), width=4.0))),
    "markers of another colour and size": (
        plane(viz.markers(T, np.sin(T))),
        plane(viz.markers(T, np.cos(T), "optimum", size=11)),
    ),
    "markers of many sizes": (
        plane(viz.markers(T, np.sin(T), size=3 + T)),
        plane(viz.markers(T, np.sin(T), size=np.where(T > 3, 0.0, 9 - T))),
    ),
    "squares of another size": (
        plane(viz.markers(T, np.sin(T), symbol="square")),
        plane(viz.markers(T, np.cos(T), symbol="square", size=12)),
    ),
    "diamonds of another size": (
        plane(viz.markers(T, np.sin(T), symbol="diamond")),
        plane(viz.markers(T, np.cos(T), symbol="diamond", size=12)),
    ),
    "triangles of many sizes": (
        plane(viz.markers(T, np.sin(T), symbol="triangle-up", size=3 + T), viz.markers(T, T, symbol="triangle-down")),
        plane(
            viz.markers(T, T / 3, symbol="triangle-up", size=9 - T), viz.markers(T, T, symbol="triangle-down", size=4)
        ),
    ),
    "markers on a scale with other ends": (
        plane(viz.markers(T, np.sin(T), T, bounds=(0, 6))),
        plane(viz.markers(T, np.sin(T), T, bounds=(-1, 8.3))),
    ),
    "a text with a sign that is no markup": (plane(viz.label([1], [1], "0.04")), plane(viz.label([1], [1], "< 0.001"))),
    "a paler trace": (plane(viz.line(T, np.sin(T))), plane(viz.line(T, np.sin(T), opacity=0.3))),
    "rings of another colour": (
        plane(viz.markers(T, np.sin(T), ring=True)),
        plane(viz.markers(T, np.sin(T), "model", ring=True, size=12)),
    ),
    "bars of another colour": (
        plane(viz.bars(CENTRES, COUNTS, "data", width=1.0), low=0),
        plane(viz.bars(CENTRES, COUNTS, "model", width=1.0), low=0),
    ),
    "bars of another width": (
        plane(viz.bars(CENTRES, COUNTS, width=1.0), low=0),
        plane(viz.bars(CENTRES + 0.2, COUNTS / 2, width=0.7), low=0),
    ),
    "markers of many sizes that appear": (
        plane(viz.markers(T, gaps(1, 2, 30), size=3 + T)),
        plane(viz.markers(T, np.cos(T), size=9 - T)),
    ),
    "a field of arrows": (field(10), field(75)),
    "bars on another base": (
        plane(viz.bars(CENTRES, COUNTS, width=1.0, base=np.full(5, 0.5)), low=0),
        plane(viz.bars(CENTRES, COUNTS, width=1.0, base=np.arange(5) / 3), low=0),
    ),
    "title": (titled("R = 20,000 means"), titled("R = 100 means of 7 draws")),
    "title and name": (titled("one", viz.line(T, T, name="a")), titled("two", viz.line(T, -T, name="b"))),
    "photograph": (
        plane(viz.line(T, np.sin(T)), images=[photo(1)]),
        plane(viz.line(T, np.cos(T)), images=[photo(2)]),
    ),
}
SIDES = ["top left", "top center", "top right", "middle left", "middle center", "middle right", "bottom right"]
CASES |= {
    f"label to the {side}": (
        plane(viz.label([1], [1], "λ = 2", position="bottom left")),
        plane(viz.label([2], [-1], "λ", "model", position=side)),
    )
    for side in SIDES
}
CASES["bars without a width"][1]["layout"] = CASES["bars without a width"][0]["layout"]
