"""What the browser's fast lane can write, told from two frames: the rules of fastlane.js and its writers
(explorer/page/static/figure/), as far as they hang on the frames alone. What they ask of Plotly's drawing beside that
(that it has an element for each point) follows from the frame before; how long a title may be is not asked here."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from explorer.frames import WIDE, changes

FIGURE = Path(__file__).parents[2] / "explorer/page/static/figure"
PLACES = {"x", "y", "base", "width", "text", "meta"}
FAR = 2e5  # pixels
ANOTHER = "an axis moves"
CELLS = 40_000  # of a field

Frame = dict[str, Any]


@cache
def written(file: str, constant: str) -> dict[str, set[str]]:
    """The sets of names in a constant of a script, by their key; "" where it is one set."""
    text = (FIGURE / file).read_text(encoding="utf-8")
    body = re.search(rf"const {constant} = (.*?;)\n", text, re.DOTALL)
    assert body, f"{file} has no {constant}"
    found = re.findall(r"(?:(\w+): )?new Set\(\[(.*?)\]\)", body[1], re.DOTALL)
    return {key: set(re.findall(r'"([^"]+)"', names)) for key, names in found}


@cache
def outlines() -> set[str]:
    """The symbols whose size can be written."""
    body = re.search(r"const OUTLINES = \{\n(.*?)\n\};", (FIGURE / "styles.js").read_text(encoding="utf-8"), re.DOTALL)
    assert body
    return set(re.findall(r'^  "?([\w-]+)"?: \(', body[1], re.MULTILINE))


def reasons(old: Frame, new: Frame) -> list[str]:
    """Why Plotly must draw the second frame after the first, in a few words each; empty: it is written."""
    touched: dict[int, set[str]] = defaultdict(set)
    found = []
    for path, _ in changes(old["figure"], new["figure"]):
        if path[0] == "data" and len(path) >= 3:
            name = ".".join(step for step in path[2:] if isinstance(step, str))
            touched[int(path[1])].add(name)
        elif path[0] == "data":
            found.append("other traces")
        elif path[1] == "uirevision":
            continue  # it comes with an axis that shows something else
        elif path[2:] == ["title", "text"] and re.fullmatch(r"[xy]axis\d*", str(path[1])):
            if not re.fullmatch(r"[^&$\n<]+", new["figure"]["layout"][path[1]]["title"]["text"]):
                found.append(_layout(path))
        elif not (path[1] == "annotations" and path[3:] == ["text"]) and not (
            path[1] == "images" and path[3:] == ["source"]
        ):
            found.append(_layout(path))
    for at, names in touched.items():
        trace, before = new["figure"]["data"][at], old["figure"]["data"][at]
        found += _trace(trace, before, names, new["figure"]["layout"], any(map(_says, old["figure"]["data"])))
    return sorted(set(found))


def _layout(path: list[str | int]) -> str:
    key = str(path[1])
    if re.fullmatch(r"[xy]axis\d*", key):
        return "an axis is named anew" if path[2] == "title" else ANOTHER
    return "a space turns or changes its axes" if key.startswith("scene") else f"layout: {key}"


def _says(trace: Frame) -> bool:
    """Whether a trace shows a text, which others are made like."""
    words = [trace.get("text")] if isinstance(trace.get("text"), str) else trace.get("text") or []
    return (
        trace["type"] == "scatter" and "text" in trace["mode"] and bool((_seen(trace) & [bool(w) for w in words]).any())
    )


def _trace(trace: Frame, before: Frame, names: set[str], layout: Frame, spoken: bool) -> list[str]:
    kind = trace["type"]
    silent = written("styles.js", "SILENT")[""]
    if names <= silent:
        return []
    styles = written("styles.js", "WRITTEN").get(kind, set())
    field = written("fields.js", "CHANGING").get(kind, set())
    if kind in ("surface", "scatter3d", "mesh3d"):
        return [f"space: {kind}"]
    other = {name for name in names - silent - styles - field if name.partition(".")[0] not in PLACES}
    if other:
        return [f"{kind}: {', '.join(sorted(other))}"]
    if kind in ("heatmap", "contour"):
        return _field(trace, before, names - field - silent, layout)
    if kind not in ("scatter", "bar"):
        return [f"a trace of type {kind}"]
    found = _bars(trace, before, names) if kind == "bar" else _scatter(trace, before, names, layout, spoken)
    return [*found, *_styles(trace, before, names & styles)]


def _list(value: Any) -> bool:
    return isinstance(value, (list, tuple, np.ndarray))


def _pixels(trace: Frame, layout: Frame) -> dict[str, np.ndarray] | str:
    found = {}
    for letter, size in zip("xy", WIDE, strict=True):
        key = trace[f"{letter}axis"].replace(letter, f"{letter}axis")
        axis, values = layout[key], np.array(trace[letter], dtype=float)
        if axis.get("type") == "log":
            if (values <= 0).any():
                return "no logarithm"
            values = np.log10(values)
        low, high = axis.get("range", (np.nanmin(values, initial=0), np.nanmax(values, initial=1)))
        pixels = (values - low) / (high - low) * size * np.ptp(axis["domain"])
        if (np.abs(pixels) > FAR).any():
            return "a point far outside"
        found[letter] = pixels
    return found


def _seen(trace: Frame) -> np.ndarray:
    count = min(len(trace["x"]), len(trace["y"]))
    return np.isfinite(np.array(trace["x"][:count], float)) & np.isfinite(np.array(trace["y"][:count], float))


def _missing(trace: Frame, before: Frame) -> tuple[bool, bool]:
    """Whether a point is seen that was not there, and whether none was there to copy."""
    now, then = _seen(trace), _seen(before)
    then = np.pad(then, (0, max(0, len(now) - len(then))))[: len(now)]
    return bool((now & ~then).any()), not _seen(before).any()


def _scatter(trace: Frame, before: Frame, names: set[str], layout: Frame, spoken: bool) -> list[str]:
    line, marker, mode = trace.get("line", {}), trace.get("marker", {}), trace["mode"]
    lines = "lines" in mode or trace.get("fill") == "toself"
    if trace.get("fill", "none") not in ("none", "toself"):
        return [f"fill: {trace['fill']}"]
    if lines and (line.get("shape", "linear") not in ("linear", "hv") or line.get("simplify", True)):
        return ["a kind of line"]
    if "markers" in mode and (not isinstance(marker.get("symbol", "circle"), str)):
        return ["symbols of several kinds"]
    if any(trace.get(name) for name in ("connectgaps", "stackgroup", "texttemplate", "ids", "error_x", "error_y")):
        return ["scatter: an option"]
    where = _pixels(trace, layout)
    if isinstance(where, str):
        return [where]
    arrives, alone = _missing(trace, before)
    if trace.get("fill") == "toself" and alone and arrives and not trace.get("fillcolor"):
        return ["a filled shape appears"]
    if "markers" in mode and arrives:
        varied = any(_list(marker.get(k)) and f"marker.{k}" not in names for k in ("size", "color", "opacity", "angle"))
        arrow = marker.get("symbol") == "arrow" and marker.get("angleref") == "previous"
        if arrow or ((alone or varied) and not _made(marker)):
            return ["markers appear" if alone else "markers of several looks appear"]
    if "text" in mode:
        if _list(trace.get("textposition")):
            return ["texts on several sides"]
        if arrives and ("markers" in mode or not spoken):
            return ["a text appears"]
        texts = [trace["text"]] if isinstance(trace["text"], str) else trace["text"]
        for text in texts:
            match = re.fullmatch(r"(<b>)?([^&$\n]*?)(</b>)?", str(text))
            if not match or bool(match[1]) != bool(match[3]) or re.search("<[^<>]*>", match[2]):
                return ["a text with markup"]
    return []


def _made(marker: Frame) -> bool:
    """Whether a marker can be made where none is: of a known outline, in one colour, in named ones, or on a scale."""
    colours, line = marker.get("color"), marker.get("line", {})
    numbers = isinstance(colours, (list, tuple, np.ndarray)) and not any(isinstance(each, str) for each in colours)
    scale = not numbers or (marker.get("cmax", 0) > marker.get("cmin", 0) and not marker.get("showscale"))
    known = marker.get("symbol", "circle") in outlines() and not marker.get("angle") and colours is not None
    return bool(
        known
        and scale
        and not _list(line.get("width"))
        and not _list(line.get("color"))
        and not _list(marker.get("opacity"))
    )


def _bars(trace: Frame, before: Frame, names: set[str]) -> list[str]:
    if trace.get("orientation") == "h" or trace.get("text") is not None:
        return ["bars with texts, or lying"]
    if "x" in names and trace.get("width") is None:
        return ["bars without a width move"]
    if len(trace["x"]) != len(before["x"]) or len(trace["y"]) != len(trace["x"]):
        return ["another number of bars"]
    if "width" in names and (_list(trace["width"]) or _list(before["width"])):
        return ["bars of several widths"]
    return []


def _field(trace: Frame, before: Frame, other: set[str], layout: Frame) -> list[str]:
    kind = trace["type"]
    if other:
        return [f"{kind}: {', '.join(sorted(other))}"]
    if np.shape(trace["z"]) != np.shape(before["z"]):
        return [f"{kind}: another number of cells"]
    if np.size(trace["z"]) > CELLS:
        return [f"{kind}: over {CELLS:,} cells"]
    if any(layout[f"{a}axis{trace[f'{a}axis'][1:]}"].get("type") == "log" for a in "xy"):
        return [f"{kind}: a logarithmic axis"]
    if kind == "contour":
        if trace.get("autocontour", True) or trace.get("showscale") or not np.isfinite(trace["z"]).all():
            return ["contour: levels by Plotly, a colour bar, or gaps"]
        levels = trace["contours"]
        if (levels["end"] - levels["start"]) / levels["size"] > 99:
            return ["contour: over 100 levels"]
        return []
    ends = [(each.get("zmin"), each.get("zmax")) for each in (trace, before)]
    if trace.get("showscale") and (None in ends[0] or ends[0] != ends[1]):
        return ["heatmap: the numbers of its colour bar"]
    return []


def _part(trace: Frame, name: str) -> Any:
    value: Any = trace
    for step in name.split("."):
        value = value.get(step, {})
    return value


def _styles(trace: Frame, before: Frame, names: set[str]) -> list[str]:
    found, kind = [], trace["type"]
    for name in names:
        new, old = _part(trace, name), _part(before, name)
        line = before.get("line", {})
        if name == "line.width":
            bad = not new > 0 or not line.get("width", 1) > 0 or line.get("dash", "solid") != "solid"
        elif name == "marker.angle":
            bad = trace["marker"].get("symbol") != "arrow" or _list(before["marker"]["size"])
        elif name == "marker.size":
            arrow = trace["marker"].get("angleref") == "previous"
            known = trace["marker"].get("symbol") in outlines()
            bad = not arrow and (not known or _list(new) != _list(old))
        elif name == "opacity":
            bad = False
        elif name in ("marker.cmin", "marker.cmax") or (name == "marker.color" and _list(new) and kind == "scatter"):
            marker, colours = trace["marker"], trace["marker"]["color"]
            numbers = _list(colours) and not any(isinstance(each, str) for each in colours)
            both = numbers and _list(before["marker"]["color"])
            bad = not (both and marker.get("cmax", 0) > marker.get("cmin", 0))
        elif name == "textfont.color":
            bad = _list(new) != _list(old)
        elif name == "marker.color" and kind == "bar" and _list(new) and _list(old):
            pairs = zip(new, old, strict=False)
            bad = len(new) != len(old) or any(("/" in str(a)) != ("/" in str(b)) for a, b in pairs)
        else:
            bad = not isinstance(new, str) or not isinstance(old, str)
        if bad:
            found.append(f"{kind}: {name}")
    return found
