"""Frames: a scene as the browser draws it, and what changed from one frame to the next.

A frame is a nested dictionary; arrays in it stay NumPy arrays until `encode` writes them as Plotly's typed arrays
(base64). `changes` compares two frames, so that only what moved travels while a control is dragged.
"""

from __future__ import annotations

import binascii
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson

from explorer import alone, link
from explorer.controls import jsonable
from explorer.lesson import Law, Lesson, Parameters, Readout, Scene, Unanswerable
from viz.compose import axis_names

Json = Any

WIDE, NARROW = (960, 540), (390, 720)
_TYPES = {np.dtype(name): name for name in ("f8", "f4", "i4", "i2", "u1", "u2", "u4")}
_PLAIN = frozenset({str, int, float, bool, type(None)})


def named(lesson: Lesson, parameters: Parameters) -> dict[str, Json]:
    """The part of a frame that says which state it is of."""
    values = {name: jsonable(value) for name, value in parameters.items()}
    # The alternative text has what is seen; together with this it changes with every control.
    told = "; ".join(control.told(parameters[control.name]) for control in lesson.shown(parameters))
    return {"params": values, "link": link.write(lesson, parameters), "told": told}


def _blank(lesson: Lesson, why: str) -> dict[str, Json]:
    """The other parts where there is no figure."""
    return {
        "figure": {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}},
        "handles": [],
        "readouts": [],
        "notice": why,
        "alt": f"No figure: {why}",
        "solved": [None] * len(lesson.challenges),
    }


def _alone(lesson: Lesson, parameters: Parameters, why: str, narrow: bool) -> dict[str, Json]:
    """What there is of a figure that cannot be drawn."""
    rest = alone.scene(lesson, parameters)
    if rest is None:
        return {}
    figure = rest.plotly(size=NARROW if narrow else WIDE, narrow=narrow)
    figure["layout"]["uirevision"] = f"{lesson.slug}:alone"
    return {"figure": figure, "notice": f"{why} {alone.SAYS}", "alt": f"{rest.alt} No more is shown: {why}"}


def draft(lesson: Lesson, parameters: Parameters, *, narrow: bool = False, pin: str = "") -> dict[str, Json]:
    """The frame that stands for the whole one while a control is dragged, or while that one is computed: of fewer
    samples, with the link and the parameters that the reader set."""
    shown = lesson.drafted(parameters)
    found = frame(lesson, shown, narrow=narrow, pin=pin)
    return found if shown is parameters else found | named(lesson, parameters)


def standing_in(lesson: Lesson, parameters: Parameters, why: str) -> dict[str, Json]:
    """The frame for who cannot wait for the whole one: the draft, or where that is no less, no figure and why."""
    if lesson.drafted(parameters) == parameters:
        return named(lesson, parameters) | _blank(lesson, why)
    return draft(lesson, parameters)


def frame(
    lesson: Lesson, parameters: Parameters, *, narrow: bool = False, pin: str = "", scene: Scene | None = None
) -> dict[str, Json]:
    """Everything that the page shows of one state, except the fixed text.

    `narrow` stacks the panels, for a phone. `pin` is the query of a state that stays behind as a ghost; a pin that
    cannot be drawn is left out. `scene` is the lesson's scene of these parameters, where it is there already. Where
    that cannot be drawn, the notice says why, and the figure has the reader's function alone or is empty.
    """
    told = named(lesson, parameters)
    try:
        scene = scene or lesson.scene(parameters)
    except Unanswerable as error:
        return told | _blank(lesson, str(error)) | _alone(lesson, parameters, str(error), narrow)
    figure = scene.plotly(size=NARROW if narrow else WIDE, narrow=narrow)
    if pin:
        figure["data"] = [*ghost(lesson, pin, narrow), *figure["data"]]
    return told | {
        "figure": figure,
        "handles": handles(scene),
        "readouts": [readout(each) for each in scene.readouts],
        "notice": scene.notice,
        "alt": scene.alt,
        "solved": lesson.solved(scene),
    }


def ghost(lesson: Lesson, pin: str, narrow: bool) -> list[dict[str, Json]]:
    """The lines, points and bars of a pinned state, pale and grey; its text, images and fields are left out."""
    try:
        scene = lesson.scene(link.read(lesson, link.parse(pin))[0])
    except (Unanswerable, ValueError):  # nothing to draw there, or no link
        return []
    pale = []
    for trace in scene.plotly(size=NARROW if narrow else WIDE, narrow=narrow)["data"]:
        if trace["type"] not in ("scatter", "scatter3d", "bar") or trace.get("mode") == "text":
            continue
        found = {**trace, "opacity": 0.4, "hoverinfo": "skip"}
        if trace.get("line", {}).get("color") == "@grid":
            continue
        if "line" in found:
            invisible = str(found["line"].get("color", "")).endswith("/0")
            found["line"] = found["line"] | {"color": "@null/0" if invisible else "@null"}
        if "fillcolor" in found:
            found["fillcolor"] = "@null/0.2"
        if "marker" in found:
            found["marker"] = {k: v for k, v in found["marker"].items() if k not in ("colorscale", "cmin", "cmax")}
            hollow = found["marker"].get("color") is not None and str(found["marker"]["color"]).endswith("/0")
            found["marker"]["color"] = "@null/0" if hollow else "@null"
        pale.append(found)
    return pale


def handles(scene: Scene) -> list[dict[str, Json]]:
    """The handles of a scene, with the Plotly axes that they lie on; namesakes say in which panel they are."""
    names = axis_names(scene.panels)
    counts = Counter(handle.label for _, handle in scene.handles)
    found = []
    for panel, handle in scene.handles:
        axes, (x, y) = names[panel], handle.spot
        if axes is not None and np.isfinite([x, y]).all():
            label = f"{handle.label}, in panel {panel + 1}" if counts[handle.label] > 1 else handle.label
            told = {"name": handle.name, "index": handle.index, "label": label, "role": handle.role}
            told["follows"] = handle.follows
            found.append(told | {"x": x, "y": y, "xaxis": axes[0], "yaxis": axes[1]})
    return found


def readout(each: Readout | Law) -> dict[str, Json]:
    """A readout or a law as texts."""
    if isinstance(each, Readout):
        return {"kind": "readout", "name": each.name, "text": each.text, "role": each.role, "note": each.note}
    left, right = each.sides
    return {
        "kind": "law",
        "name": each.name,
        "left_name": each.left_name,
        "left": left,
        "relation": each.relation,
        "right_name": each.right_name,
        "right": right,
        "difference": each.gap,
        "holds": each.holds,
        "note": each.said,
    }


def _default(value: Any) -> Json:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value if value.dtype in _TYPES else value.astype(np.float64))
        body = {
            "dtype": _TYPES[array.dtype],
            "bdata": binascii.b2a_base64(array.tobytes(), newline=False).decode("ascii"),
        }
        if array.ndim > 1:
            body["shape"] = ", ".join(map(str, array.shape))
        return body
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, range):
        return list(value)
    raise TypeError(f"A frame cannot hold a {type(value).__name__}.")


def encode(message: Json) -> bytes:
    """A frame or message as JSON. A NaN outside an array becomes null, as Plotly wants it."""
    return orjson.dumps(message, default=_default)


Change = tuple[list[str | int], Json]


def changes(old: Json, new: Json) -> list[Change]:
    """What must be set in `old` to make it `new`: pairs of a path and a value."""
    found: list[Change] = []
    if old is not new:
        _compare(old, new, [], found)
    return found


def _compare(old: Json, new: Json, path: list[str | int], found: list[Change]) -> None:
    """Walk two frames side by side. This is the most frequent loop of a drag: a frame has hundreds of values, of which
    few have changed, so a path is written down only where one has."""
    steps: Iterable[tuple[str | int, Json, Json]]
    if isinstance(new, dict) and isinstance(old, dict) and old.keys() == new.keys():
        steps = zip(new, map(old.__getitem__, new), new.values(), strict=True)
    elif isinstance(new, (list, tuple)) and isinstance(old, (list, tuple)) and len(old) == len(new):
        steps = zip(range(len(new)), old, new, strict=True)
    elif isinstance(new, np.ndarray):
        same = isinstance(old, np.ndarray) and old.shape == new.shape and old.dtype == new.dtype
        if not (same and old.tobytes() == new.tobytes()):
            found.append(([*path], new))
        return
    elif (
        isinstance(new, Mapping) and isinstance(old, Mapping) and not (isinstance(new, dict) and isinstance(old, dict))
    ):
        _compare(dict(old), dict(new), path, found)  # of another class: asked for last, since that takes longest
        return
    else:
        # Containers that come here differ in their keys or their length; arrays in them cannot be asked for equality.
        nested = isinstance(old, (np.ndarray, Mapping, list, tuple))
        if nested or type(old) is not type(new) or old != new:
            found.append(([*path], new))
        return
    for step, before, after in steps:
        if before is after:
            continue
        if type(after) in _PLAIN:
            if type(before) is not type(after) or before != after:
                found.append(([*path, step], after))
        else:
            path.append(step)
            _compare(before, after, path, found)
            path.pop()
