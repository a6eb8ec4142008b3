"""What is in a figure: its pieces of text with size, colour and place, and the colour roles that carry meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.export import fonts, svg

Box = tuple[float, float, float, float]
_INDICES = re.compile("[⁰¹²³⁴-₎ᵢⱼₖᵀᵏ]")
_INDEX = 0.6  # how large Arimo draws these, beside its digits
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Text:
    """A piece of text: its size in pixels, colour ("#rrggbb", "" if unknown), what it is, and its box (left, top,
    right, bottom) in pixels if it was measured. `index`: a subscript or superscript; `on_paper`: nothing but the
    background is under it."""

    text: str
    size: float
    role: str
    color: str = ""
    box: Box | None = None
    index: bool = False
    on_paper: bool = False


def outside(box: Box, page: tuple[float, float]) -> float:
    """By how many pixels a box leaves the page (0 or less: it does not)."""
    return max(-box[0], -box[1], box[2] - page[0], box[3] - page[1])


def overlap(a: Box, b: Box) -> float:
    """The share of the smaller of two boxes that lies in the other."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return across * down / max(min(areas), 1e-9)


# --- in a drawn figure ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """What a node of the drawing inherits."""

    matrix: NDArray[np.float64]
    role: str
    clear: bool


_ROLES = (
    (re.compile(r"\b[xyz]\d*title\b|g-[xy]\d*title"), "An axis title"),
    (re.compile(r"\b[xy]\d*tick\b|\bcbaxis\b"), "A tick label"),
    (re.compile(r"\bannotation\b"), "A panel title"),
    (re.compile(r"\bcolorbar\b|\bcbtitle\b"), "The colour bar's type"),
    (re.compile(r"\btextpoint\b"), "A label"),
)
_COVERS = {"heatmaplayer", "contourlayer", "imagelayer", "barlayer"}


def texts_in_svg(drawing: str) -> list[Text]:
    """The texts of an SVG by Plotly, measured with the metrics of our own fonts."""
    found: list[Text] = []

    def walk(node: ElementTree.Element, place: _Place) -> None:
        style = node.get("style", "")
        if re.search(r"display:\s*none|visibility:\s*hidden|(?<![-\w])opacity:\s*0(?![.\d])", style):
            return
        kind, name = node.get("class", ""), node.tag.rpartition("}")[2]
        if name in ("defs", "metadata"):
            return
        role = next((said for pattern, said in _ROLES if pattern.search(kind)), place.role)
        clear = place.clear
        if kind.startswith("subplot "):
            clear = (
                not any(len(layer) for layer in node.iter() if _COVERS & set(layer.get("class", "").split()))
                and "gl" not in kind
            )
        here = _Place(place.matrix @ svg.matrix(node.get("transform", "")), role, clear)
        if name == "text":
            found.extend(_pieces(node, here))
            return
        for child in node:
            walk(child, here)

    walk(ElementTree.fromstring(drawing), _Place(np.eye(3), "A label", True))
    return found


def _pieces(node: ElementTree.Element, place: _Place) -> Iterator[Text]:
    """The lines of a text element."""
    style = node.get("style", "")
    size = _number(style, "font-size") or 12.0
    color = _hex(style)
    anchor = node.get("text-anchor", "start")
    x, y = float(node.get("x", 0)), float(node.get("y", 0))
    lines = [child for child in node if "line" in child.get("class", "").split()] or [node]
    for line in lines:
        down = line.get("dy", "0") if line is not node else "0"
        left = float(line.get("x", x)) if line is not node else x
        base = (float(line.get("y", y)) if line is not node else y) + (
            float(down[:-2]) * size if down.endswith("em") else float(down.removesuffix("px") or 0)
        )
        runs = list(_runs(line, size, fonts.is_bold(style)))
        text = "".join(run[0] for run in runs).strip("​ ")
        if not text:
            continue
        wide = sum(fonts.width(run, run_size, bold) for run, run_size, bold in runs)
        left -= wide * {"middle": 0.5, "end": 1.0}.get(anchor, 0.0)
        up, under = fonts.height(size)
        corners = np.array([[x0, y0, 1.0] for x0 in (left, left + wide) for y0 in (base - up, base + under)])
        spots = (place.matrix @ corners.T)[:2]
        grown = float(np.sqrt(abs(np.linalg.det(place.matrix[:2, :2]))))
        box = (*(float(v) for v in spots.min(axis=1)), *(float(v) for v in spots.max(axis=1)))
        on_paper = place.clear or place.role in ("An axis title", "A tick label", "A panel title")
        yield Text(text, size * grown, place.role, color, (box[0], box[1], box[2], box[3]), on_paper=on_paper)
        small = [run_size for run, run_size, _ in runs if run.strip() and run_size < 0.95 * size]
        small += [size * _INDEX] if _INDICES.search(text) else []
        if small:
            yield Text(text, min(small) * grown, place.role, color, index=True)


def _runs(node: ElementTree.Element, size: float, bold: bool) -> Iterator[tuple[str, float, bool]]:
    if node.text:
        yield node.text, size, bold
    for child in node:
        style = child.get("style", "")
        share = re.search(r"font-size:\s*([\d.]+)%", style)
        inner = size * float(share[1]) / 100 if share else _number(style, "font-size") or size
        yield from _runs(child, inner, fonts.is_bold(style) if "font-weight" in style else bold)
        if child.tail:
            yield child.tail, size, bold


def _number(style: str, name: str) -> float | None:
    match = re.search(rf"{name}:\s*([\d.]+)px", style)
    return float(match[1]) if match else None


def _hex(style: str) -> str:
    """The fill of a style as "#rrggbb", "" where it is not solid."""
    match = re.search(r"(?<![-\w])fill:\s*rgba?\((\d+),\s*(\d+),\s*(\d+)", style)
    faint = re.search(r"fill-opacity:\s*0?\.[0-8]", style)
    return "" if match is None or faint else "#" + "".join(f"{int(part):02x}" for part in match.groups())


# --- in the description of a figure -----------------------------------------------------------------------------------


def texts_in_figure(figure: Mapping[str, Any]) -> Iterator[Text]:
    """The texts that a Plotly figure describes, its spaces projected, without their place: all that can be said without
    a browser."""
    layout = figure["layout"]
    base = layout["template"]["layout"]
    if any(re.match(r"[xy]axis", key) for key in layout):
        axis = base["xaxis"]
        yield Text("0", float(axis["tickfont"]["size"]), "A tick label", axis["tickfont"]["color"], on_paper=True)
        yield Text(
            "x", float(axis["title"]["font"]["size"]), "An axis title", axis["title"]["font"]["color"], on_paper=True
        )
    for note in layout.get("annotations", ()):
        yield Text(
            _TAG.sub("", note["text"]),
            float(base["font"]["size"]),
            "A panel title",
            base["font"]["color"],
            on_paper=True,
        )
    for trace in figure["data"]:
        words = [_TAG.sub("", str(each)) for each in _listed(trace.get("text")) if str(each).strip()]
        if words and "text" in str(trace.get("mode", "")):
            sizes = _listed(trace.get("textfont", {}).get("size", base["font"]["size"]))
            yield Text(words[0], min(float(each) for each in sizes), "A label")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, np.ndarray)) else [value]


def solid_roles(panels: Sequence[viz.Panel]) -> set[str]:
    """The colour roles of what is drawn solid: lines, marks, bars and labels, not pale fills nor what is hidden."""
    found: set[str] = set()
    for panel in panels:
        for trace in panel.traces:
            shown = [np.isfinite(np.asarray(trace[key], float)).any() for key in "xy" if key in trace]
            if not all(shown) or float(trace.get("opacity", 1.0)) < 0.5:
                continue
            parts = []
            line = trace.get("line", {})
            if "lines" in str(trace.get("mode", "")) and float(line.get("width", 1)) > 0:
                parts.append(line.get("color"))
            if "markers" in str(trace.get("mode", "")) or trace["type"] == "bar":
                marker = trace.get("marker", {})
                parts += [marker.get("color"), marker.get("line", {}).get("color")]
            if "text" in str(trace.get("mode", "")):
                parts.append(trace.get("textfont", {}).get("color"))
            if trace["type"] == "mesh3d":
                parts.append(trace.get("color"))
            for each in parts:
                for color in _listed(each):
                    match = re.fullmatch(r"@([a-z]+)(?:/([\d.]+))?", color) if isinstance(color, str) else None
                    if match and float(match[2] or 1) >= 0.5:
                        found.add(match[1])
    return found & set(viz.LOOKS["light"].colors)
