"""Small multiples: a sweep of one control as a grid of panels with one shared scale, as a scene like any other.

Tufte (1983), "The Visual Display of Quantitative Information", ch. 8. Because the grid is a scene, it is exported by
what exports every scene.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import viz
from explorer import frames
from explorer.export import Shape
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.sweeps.sweep import Progress, Sweep, SweepError, word
from explorer.sweeps.sweep import read as read_sweep
from viz.compose import gaps

MOST = 16  # panels of one figure
MOST_ROWS = 6  # values where each has all panels of the lesson under one another
COUNT = 6  # values of a sweep that names no number
CELL = (300, 250)  # pixels of a panel
SQUARE = (250, 250)  # pixels of a panel whose axes have one unit
SPACE = (320, 300)  # pixels of a panel in three dimensions
FRAME = (96, 98)  # pixels around the grid: tick labels, axis titles, the titles of the first row
LONGEST_TITLE = 30  # characters over a panel

ALL = "all"
OPTIONS = {
    "grid": "small multiples of a control: angle:0:90:6, or kind:a,b,c",
    "panel": f"one panel alone, or the one that a grid repeats: 1 is the first; {ALL} for all of them",
}
"""What `asked` understands, in a link and on the command line."""


def grid(
    lesson: Lesson,
    parameters: Parameters,
    sweep: Sweep,
    panel: str = "",
    progress: Progress | None = None,
) -> Scene:
    """The grid as a scene: a panel for each value, filled by rows.

    Args:
        lesson, parameters: the state that the sweep starts from.
        sweep: at most MOST values.
        panel: the number of the lesson's panel that is repeated (1 is the first), "" for the one that the sweep
            changes most often, "all" for all of them under one another, a column for each value.
        progress: told of each value; may raise to stop.

    Raises:
        SweepError: too many values, no such panel, or values of which one cannot be drawn, with a sentence.
    """
    if len(sweep.values) > MOST:
        raise SweepError(f"A grid has at most {MOST} panels; this sweep has {len(sweep.values)} values.")
    scenes = []
    for done, state in enumerate(sweep.states(lesson, parameters)):
        if progress:
            progress(done, len(sweep.values))
        try:
            scenes.append(lesson.scene(state))
        except Unanswerable as error:
            raise SweepError(f"{sweep.control.label} {word(sweep.control, state[sweep.name])}: {error}") from None
    if progress:
        progress(len(scenes), len(scenes))
    count = min(len(scene.panels) for scene in scenes)
    if panel == ALL and count < max(len(scene.panels) for scene in scenes):
        raise SweepError(f"The number of panels changes with {sweep.control.label}; choose one panel.")
    rows = range(count) if panel == ALL else [_chosen(scenes, panel, count)]
    titles = _titles(sweep)
    if len(rows) > 1:
        if len(scenes) > MOST_ROWS:
            raise SweepError(f"A grid of all panels has at most {MOST_ROWS} values; choose fewer, or one panel.")
        columns = len(scenes)
        panels: list[viz.Panel] = []
        for row in rows:
            # The title of the lesson's panel stands beside its row, that of the value above its column.
            line = [_beside(scene.panels[row]) for scene in scenes]
            panels += _shared(line, titles if row == 0 else [""] * columns, columns, under=row == rows[-1])
    else:
        columns = columns_of(len(scenes))
        panels = _shared([scene.panels[rows[0]] for scene in scenes], titles, columns)
        if len(panels) > columns:
            rest = viz.Axis(visible=False, bare=True)
            panels += [viz.Plane([], rest, rest)] * (-len(panels) % columns)
    base = scenes[0]
    values = ", ".join(word(sweep.control, value) for value in sweep.values)
    return dataclasses.replace(
        base,
        multiples=True,
        panels=[dataclasses.replace(each, handles=()) if isinstance(each, viz.Plane) else each for each in panels],
        columns=columns,
        readouts=(),
        notice="",
        alt=f"{len(scenes)} panels, for {sweep.control.label} {values}. First: {base.alt} Last: {scenes[-1].alt}",
        state=lesson.at(parameters),
    )


def asked(lesson: Lesson, parameters: Parameters, options: Mapping[str, str], shape: Shape) -> tuple[Scene, Shape]:
    """The scene that a link or a command line asks for, and its shape: a grid, if `grid` is among the options.

    A grid for which no size is given gets its natural one.

    Raises:
        SweepError, Unanswerable: with a sentence.
    """
    if "grid" not in options:
        scene = lesson.scene(parameters)
        if "panel" in options and options["panel"] != ALL:
            only = scene.panels[_number(options["panel"], len(scene.panels))]
            scene = dataclasses.replace(scene, panels=[only], columns=None)
        return scene, shape
    sweep = read_sweep(lesson, options["grid"], count=COUNT, most=MOST)
    scene = grid(lesson, parameters, sweep, options.get("panel", ""))
    return scene, shaped(scene, shape, options)


def shaped(scene: Scene, shape: Shape, options: Mapping[str, str]) -> Shape:
    """The shape in which a grid is drawn: its natural size, if the options name no other."""
    if shape.printed or "width" in options or "height" in options:
        return shape
    width, height = natural(scene)
    return dataclasses.replace(shape, width=width, height=height)


def natural(scene: Scene) -> tuple[int, int]:
    """Width and height in pixels at which the panels of a grid are neither squeezed nor stretched."""
    columns = scene.columns or 1
    rows = -(-len(scene.panels) // columns)
    first = scene.panels[0]
    if isinstance(first, viz.Space):
        cell = SPACE
    elif first.equal and first.x.range and first.y.range:
        wide, high = (abs(axis.range[1] - axis.range[0]) for axis in (first.x, first.y) if axis.range)
        cell = (SQUARE[0], int(np.clip(SQUARE[0] * high / wide, 120, 420)))
    else:
        cell = CELL
    side, between = gaps(scene.panels, columns)
    return FRAME[0] + columns * cell[0] + (columns - 1) * side, FRAME[1] + rows * cell[1] + (rows - 1) * between


def columns_of(count: int) -> int:
    """How many panels stand in a row: a grid about half as wide again as high, with few empty places."""
    if count <= 3:
        return count

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        return 0.4 * (rows * columns - count) + abs(math.log(columns / rows / 1.5))

    return min(range(2, 6), key=cost)


def _titles(sweep: Sweep) -> list[str]:
    words = [word(sweep.control, value) for value in sweep.values]
    if sweep.control.kind == "choice":
        return words
    titled = [f"{sweep.control.label} = {each}" for each in words]
    if max(map(len, titled)) <= LONGEST_TITLE:
        return titled
    return [titled[0], *words[1:]]


def _chosen(scenes: Sequence[Scene], panel: str, count: int) -> int:
    if panel:
        return _number(panel, count)
    drawn = [[_plain(each) for each in scene.panels] for scene in scenes]
    moves = [sum(bool(frames.changes(drawn[0][at], other[at])) for other in drawn[1:]) for at in range(count)]
    return moves.index(max(moves))


def _number(panel: str, count: int) -> int:
    """The place of the panel of that number."""
    if not panel.isascii() or not panel.isdigit() or len(panel) > 6 or not 1 <= int(panel) <= count:
        raise SweepError(f"panel is a number from 1 to {count}, or {ALL}.")
    return int(panel) - 1


def _plain(panel: viz.Panel) -> dict[str, Any]:
    """What is seen of a panel."""
    return {
        name: vars(value) if isinstance(value, viz.Axis) else value
        for name, value in vars(panel).items()
        if name != "handles"
    }


def _beside(panel: viz.Panel) -> viz.Panel:
    if isinstance(panel, viz.Plane) and not panel.y.title:
        return dataclasses.replace(panel, y=dataclasses.replace(panel.y, title=panel.title))
    return panel


def _shared(panels: Sequence[viz.Panel], titles: Sequence[str], columns: int, under: bool = True) -> list[viz.Panel]:
    """The panels with one range for each axis and one colour scale, axes labelled at the left and at the bottom only.

    Axes that mean different things (another title, another kind) stay as they are. `under` says whether the last row
    is the bottom of the figure.
    """
    found: list[viz.Panel] = [
        dataclasses.replace(panel, title=title, weight=1.0, traces=traces)
        for panel, title, traces in zip(panels, titles, _one_scale([p.traces for p in panels]), strict=True)
    ]
    if all(isinstance(panel, viz.Plane) for panel in found):
        planes = [panel for panel in found if isinstance(panel, viz.Plane)]
        x, y = _one_axis([p.x for p in planes], planes, "x"), _one_axis([p.y for p in planes], planes, "y")
        last = len(planes) - columns  # from here on nothing stands below
        return [
            dataclasses.replace(
                plane,
                x=dataclasses.replace(x, bare=not (under and at >= last)) if x else plane.x,
                y=dataclasses.replace(y, bare=at % columns > 0) if y else plane.y,
            )
            for at, plane in enumerate(planes)
        ]
    elif all(isinstance(panel, viz.Space) for panel in found):
        spaces = [panel for panel in found if isinstance(panel, viz.Space)]
        x, y, z = (_one_axis([getattr(p, name) for p in spaces], spaces, name) for name in "xyz")
        return [dataclasses.replace(s, x=x or s.x, y=y or s.y, z=z or s.z) for s in spaces]
    return found


def _one_axis(axes: Sequence[viz.Axis], panels: Sequence[viz.Panel], name: str) -> viz.Axis | None:
    """One axis that holds the ranges of all; None if they do not mean the same."""
    first = axes[0]
    if len({(axis.title, axis.log, axis.visible, axis.percent) for axis in axes}) > 1:
        return None
    if len({(a.range, tuple(a.ticks or ()), tuple(a.labels or ())) for a in axes}) == 1 and first.range:
        return first
    ranges = [axis.range or _extent(panel, name, axis.log) for axis, panel in zip(axes, panels, strict=True)]
    turned = all(low > high for low, high in ranges)
    low, high = min(map(min, ranges)), max(map(max, ranges))
    ticks, labels = first.ticks, first.labels
    if any((tuple(a.ticks or ()), tuple(a.labels or ())) != (tuple(ticks or ()), tuple(labels or ())) for a in axes):
        ticks, labels = None, None
    return dataclasses.replace(first, range=(high, low) if turned else (low, high), ticks=ticks, labels=labels)


def _extent(panel: viz.Panel, name: str, log: bool) -> tuple[float, float]:
    """The span of the data along an axis that has no range of its own, with a little room."""
    values = [np.asarray(trace[name], float).ravel() for trace in panel.traces if name in trace]
    joined = np.concatenate(values) if values else np.empty(0)
    joined = joined[np.isfinite(joined) & ((joined > 0) | (not log))]
    if not joined.size:
        return (1.0, 10.0) if log else (0.0, 1.0)
    if log:
        return float(joined.min() / 1.3), float(joined.max() * 1.3)
    room = 0.05 * float(joined.max() - joined.min()) or 0.5
    return float(joined.min() - room), float(joined.max() + room)


def _one_scale(drawn: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The traces of all panels, those at one place with one colour scale; one colour bar for all."""
    found = [[dict(trace) for trace in traces] for traces in drawn]
    if len({tuple(trace["type"] for trace in traces) for traces in found}) > 1:
        return found
    for place in range(len(found[0])):
        same = [traces[place] for traces in found]
        if same[0]["type"] in ("heatmap", "contour", "surface"):
            low, high = ("cmin", "cmax") if same[0]["type"] == "surface" else ("zmin", "zmax")
            _bounds(same, same, low, high, [trace["z"] for trace in same])
            for trace in same[:-1]:
                trace["showscale"] = False
            if all("start" in trace.get("contours", {}) for trace in same):
                start = min(trace["contours"]["start"] for trace in same)
                end = max(trace["contours"]["end"] for trace in same)
                for trace in same:
                    trace["contours"] = {**same[0]["contours"], "start": start, "end": end}
        elif all("colorscale" in trace.get("marker", {}) for trace in same):
            marks = [dict(trace["marker"]) for trace in same]
            _bounds(marks, marks, "cmin", "cmax", [mark["color"] for mark in marks])
            for trace, mark in zip(same, marks, strict=True):
                trace["marker"] = mark
    return found


def _bounds(asked: Sequence[Any], targets: Sequence[Any], low: str, high: str, values: Sequence[Any]) -> None:
    ends = []
    for each, numbers in zip(asked, values, strict=True):
        array = np.asarray(numbers, float)
        real = array[np.isfinite(array)]
        if low in each and high in each:
            ends.append((each[low], each[high]))
        elif real.size:
            ends.append((float(real.min()), float(real.max())))
    if ends:
        bottom, top = min(end[0] for end in ends), max(end[1] for end in ends)
        for each in targets:
            each[low], each[high] = bottom, top
