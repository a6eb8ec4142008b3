r"""A drawing as PGF: LaTeX code that draws it, with its words in the type of the document that reads it.

The drawing is the SVG of the same figure, so both look alike; nothing is measured by TeX, each text hangs at the point
of its baseline that SVG gives. ``\input`` it into a document that loads pgf; pictures in it are PDF's own, so that one
file is enough: pdfLaTeX, LuaLaTeX and XeLaTeX read them, DVI has none.

What of SVG is read is what Plotly and `viz.flat` write; anything else is an error, rather than a hole in a figure.
"""

from __future__ import annotations

import base64
import io
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from explorer.export import svg
from explorer.export.latex import latex

POINTS = 72.27 / 25.4  # TeX's points in a millimetre
STRIPS = 48  # of one colour each, for a run of colours along a bar
_URL = re.compile(r"url\(\s*['\"]?[^#)]*#([^'\")]+)['\"]?\s*\)")
_INHERITED = (
    *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "fill-rule", "clip-rule"),
    *("font-size", "font-weight", "font-style", "text-anchor", "visibility"),
)
_START = {"fill": "rgb(0,0,0)", "stroke": "none", "stroke-width": "1", "font-size": "12px", "text-anchor": "start"}
_SILENT = {"title", "desc", "metadata", "style", "defs", "clipPath", "linearGradient"}
_CAPS = {"round": r"\pgfsetroundcap", "square": r"\pgfsetrectcap"}
_JOINS = {"round": r"\pgfsetroundjoin", "bevel": r"\pgfsetbeveljoin"}
_BOLD = ("bold", "600", "700", "800", "900")
_ANCHORS = {"start": "left,base", "middle": "base", "end": "right,base"}


@dataclass(frozen=True)
class _State:
    """What a node has from those around it: styles, opacity, and the way from its pixels to the page's."""

    style: Mapping[str, str]
    opacity: float = 1.0
    matrix: np.ndarray = field(default_factory=lambda: np.eye(3))

    def at(self, x: float, y: float) -> tuple[float, float]:
        found = self.matrix @ (x, y, 1.0)
        return float(found[0]), float(found[1])


class _Writer:
    def __init__(self, root: ElementTree.Element, unit: float, high: float, sans: bool) -> None:
        self.unit, self.high, self.sans = unit, high, sans
        self.named = {node.get("id", ""): node for node in root.iter() if node.get("id")}
        self.colors: dict[tuple[int, int, int], str] = {}
        self.lines: list[str] = []

    # --- numbers, points, colours ---

    def point(self, x: float, y: float) -> str:
        return rf"\pgfqpoint{{{_short(x * self.unit)}pt}}{{{_short((self.high - y) * self.unit)}pt}}"

    def color(self, text: str) -> tuple[str, float] | None:
        """The name of a colour and its opacity; None where nothing is drawn."""
        if text in ("none", "transparent", ""):
            return None
        if text.startswith("#"):
            digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
            red, green, blue = (float(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
            alpha = 1.0
        elif text.startswith("rgb"):
            numbers = [float(each) for each in svg.NUMBER.findall(text)]
            red, green, blue, alpha = (*(round(each) for each in numbers[:3]), *numbers[3:], 1.0)[:4]
        elif text in _WORDS:
            red, green, blue, alpha = (*_WORDS[text], 1.0)
        else:
            raise svg.Unread(f"the colour {text}")
        name = self.colors.setdefault((int(red), int(green), int(blue)), f"scope{len(self.colors)}")
        return name, float(alpha)

    # --- nodes ---

    def walk(self, node: ElementTree.Element, state: _State) -> None:
        kind = node.tag.rpartition("}")[2]
        if kind in _SILENT:
            return
        own = svg.rules(node)
        if own.get("display") == "none":
            return
        style = {**state.style, **{name: own[name] for name in _INHERITED if name in own}}
        opacity = state.opacity * float(own.get("opacity", 1))
        state = replace(state, style=style, opacity=opacity, matrix=state.matrix @ svg.matrix(own.get("transform", "")))
        clip = _URL.match(own.get("clip-path", ""))
        if clip:
            self.lines.append(r"\begin{pgfscope}")
            for shape in self.named[clip[1]]:
                self.path(
                    shape, replace(state, matrix=state.matrix @ svg.matrix(svg.rules(shape).get("transform", "")))
                )
            self.lines.append(r"\pgfusepathqclip")
        self.one(kind, node, state)
        if clip:
            self.lines.append(r"\end{pgfscope}")

    def one(self, kind: str, node: ElementTree.Element, state: _State) -> None:
        if kind == "g":
            for child in node:
                self.walk(child, state)
        elif kind == "svg":
            inner = replace(state, matrix=state.matrix @ svg.framed(node))
            for child in node:
                self.walk(child, inner)
        elif kind == "text":
            self.text(node, state)
        elif kind == "image":
            self.image(node, state)
        elif kind in ("path", "rect", "circle", "line"):
            self.shape(node, state)
        else:
            raise svg.Unread(f"<{kind}>")

    def shape(self, node: ElementTree.Element, state: _State) -> None:
        style = state.style
        if state.opacity == 0 or style.get("visibility") == "hidden":
            return
        run = _URL.match(style["fill"])
        if run:
            self.gradient(self.named[run[1]], node, state)
        filled = None if run else self.color(style["fill"])
        width = svg.length(style["stroke-width"])
        stroked = self.color(style["stroke"]) if width else None
        see = state.opacity * float(style.get("fill-opacity", 1)) * (filled[1] if filled else 0)
        line = state.opacity * float(style.get("stroke-opacity", 1)) * (stroked[1] if stroked else 0)
        if not see and not line:
            return
        put = self.lines.append
        put(r"\begin{pgfscope}")
        if filled and see:
            put(rf"\pgfsetfillcolor{{{filled[0]}}}")
            if see < 1:
                put(rf"\pgfsetfillopacity{{{_short(see)}}}")
        if stroked and line:
            put(rf"\pgfsetstrokecolor{{{stroked[0]}}}\pgfsetlinewidth{{{_short(width * self.unit)}pt}}")
            if line < 1:
                put(rf"\pgfsetstrokeopacity{{{_short(line)}}}")
            put(_CAPS.get(style.get("stroke-linecap", ""), "") + _JOINS.get(style.get("stroke-linejoin", ""), ""))
            put(rf"\pgfsetmiterlimit{{{_short(float(style.get('stroke-miterlimit', 4)))}}}")
            dashes = [float(each) for each in svg.NUMBER.findall(style.get("stroke-dasharray", ""))]
            if any(dashes):
                parts = "".join(f"{{{_short(each * self.unit)}pt}}" for each in dashes * (1 + len(dashes) % 2))
                start = svg.length(style.get("stroke-dashoffset", "0")) * self.unit
                put(rf"\pgfsetdash{{{parts}}}{{{_short(start)}pt}}")
        if style.get("fill-rule") == "evenodd":
            put(r"\pgfseteorule")
        if self.path(node, state):
            acts = [name for name, done in (("stroke", stroked and line), ("fill", filled and see)) if done]
            put(rf"\pgfusepath{{{','.join(acts)}}}")
        put(r"\end{pgfscope}")

    def path(self, node: ElementTree.Element, state: _State) -> bool:
        """The shape of a node as PGF's current path; whether there is any."""
        before = len(self.lines)
        for name, points in svg.segments(node):
            told = "".join(f"{{{self.point(*state.at(*each))}}}" for each in points)
            self.lines.append(rf"\pgfpath{name}{told}")
        return len(self.lines) > before

    def gradient(self, bar: ElementTree.Element, node: ElementTree.Element, state: _State) -> None:
        """A run of colours along a line, as strips of one colour each, within the shape."""
        if bar.get("gradientUnits") == "userSpaceOnUse":
            raise svg.Unread("a gradient in the page's units")
        corners = np.array([point for _, points in svg.segments(node) for point in points])
        low, high = corners.min(axis=0), corners.max(axis=0)
        corner = [[bar.get(f"x{k}", far), bar.get(f"y{k}", "0")] for k, far in ((1, "0"), (2, "1"))]
        start, end = (np.array([svg.share(each) for each in way]) for way in corner)
        stops = [(svg.share(each.get("offset", "0")), *self.rgba(each)) for each in bar]
        table = np.array(sorted(stops, key=lambda stop: stop[0]))
        along = int(np.argmax(np.abs(end - start)))
        at = np.linspace(0, 1, STRIPS + 1)
        self.lines.append(r"\begin{pgfscope}")
        self.path(node, state)
        self.lines.append(r"\pgfusepathqclip")
        for k in range(STRIPS):
            middle = 0.5 * (at[k] + at[k + 1])
            red, green, blue, alpha = (np.interp(middle, table[:, 0], table[:, 1 + each]) for each in range(4))
            box = np.array([low, high], dtype=float)
            # A strip reaches a little under the next one, or a printer shows the paper between them.
            sides = start[along] + (end - start)[along] * np.array([at[k], min(1.0, at[k + 1] + 0.5 / STRIPS)])
            box[:, along] = low[along] + (high - low)[along] * sides
            (x0, y0), (x1, y1) = box
            name = self.color(f"rgb({red:.0f},{green:.0f},{blue:.0f})")
            assert name is not None
            self.lines.append(rf"\pgfsetfillcolor{{{name[0]}}}\pgfsetfillopacity{{{_short(alpha * state.opacity)}}}")
            ways = ("moveto", "lineto", "lineto", "lineto")
            for way, spot in zip(ways, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), strict=True):
                self.lines.append(rf"\pgfpath{way}{{{self.point(*state.at(*spot))}}}")
            self.lines.append(r"\pgfpathclose\pgfusepath{fill}")
        self.lines.append(r"\end{pgfscope}")

    def rgba(self, stop: ElementTree.Element) -> tuple[float, float, float, float]:
        rules = svg.rules(stop)
        numbers = [float(each) for each in svg.NUMBER.findall(rules["stop-color"])]
        return numbers[0], numbers[1], numbers[2], float(rules.get("stop-opacity", 1))

    def text(self, node: ElementTree.Element, state: _State) -> None:
        if state.opacity == 0 or float(state.style.get("fill-opacity", 1)) == 0:
            return
        x, y = (svg.length(node.get(name, "0")) for name in "xy")
        lines = [each for each in node if each.get("class") == "line"]
        for each in lines or [node]:
            size = svg.length(state.style["font-size"])
            down = svg.length(each.get("dy", "0"), size) if lines else 0.0
            self.words(each, state, (svg.length(each.get("x", str(x))), svg.length(each.get("y", str(y))) + down))

    def words(self, node: ElementTree.Element, state: _State, place: tuple[float, float]) -> None:
        style = {**state.style, **{name: value for name, value in svg.rules(node).items() if name in _INHERITED}}
        said = "".join(self.runs(node, style))
        if not said.strip():
            return
        color = self.color(style["fill"])
        assert color is not None
        matrix = state.matrix
        turned = -math.degrees(math.atan2(matrix[1, 0], matrix[0, 0]))
        size = svg.length(style["font-size"]) * self.unit
        x, y = state.at(*place)
        where = (
            f"x={_short(x * self.unit)}pt,y={_short((self.high - y) * self.unit)}pt,{_ANCHORS[style['text-anchor']]}"
        )
        where += f",rotate={_short(turned)}" if abs(turned) > 1e-3 else ""
        type_ = rf"\fontsize{{{_short(size)}pt}}{{{_short(1.2 * size)}pt}}\selectfont"
        family = r"\sffamily" if self.sans else ""
        self.lines.append(rf"\pgftext[{where}]{{\color{{{color[0]}}}{family}{type_} {said}}}")

    def runs(self, node: ElementTree.Element, style: Mapping[str, str]) -> Iterator[str]:
        """The pieces of a line of text as LaTeX: a smaller piece off the baseline is an exponent or an index."""
        size = svg.length(style["font-size"])
        bold = r"\bfseries " if style.get("font-weight", "400") in _BOLD else ""
        if node.text:
            yield f"{{{bold}{latex(node.text)}}}"
        for child in node:
            rules = svg.rules(child)
            inner = {**style, **{name: value for name, value in rules.items() if name in _INHERITED}}
            small = svg.length(inner["font-size"]) * (size / 100 if inner["font-size"].endswith("%") else 1)
            inner["font-size"] = f"{small}px"
            said = "".join(self.runs(child, inner))
            up = -svg.length(rules.get("dy", "0"), small)
            if said and up and small < size:
                printed = small * self.unit
                type_ = rf"\fontsize{{{_short(printed)}pt}}{{{_short(1.2 * printed)}pt}}\selectfont "
                said = rf"\raisebox{{{_short(up * self.unit)}pt}}{{{type_}{said}}}"
            yield said
            if child.tail:
                yield f"{{{bold}{latex(child.tail)}}}"

    def image(self, node: ElementTree.Element, state: _State) -> None:
        href = next(value for name, value in node.attrib.items() if name.rpartition("}")[2] == "href")
        picture = Image.open(io.BytesIO(base64.b64decode(href.partition(",")[2]))).convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        pixels = white.convert("RGB")
        grey = all(a == b for a, b in zip(pixels.getextrema()[:2], pixels.getextrema()[1:], strict=True)) and _is_grey(
            pixels
        )
        raw = (pixels.convert("L") if grey else pixels).tobytes()
        coded = zlib.compress(raw, 9).hex().upper()
        lines = "\n".join(coded[at : at + 120] for at in range(0, len(coded), 120))
        x, y, wide, high = (svg.length(node.get(name, "0")) for name in ("x", "y", "width", "height"))
        (left, bottom), (right, top) = state.at(x, y + high), state.at(x + wide, y)
        put = self.lines.append
        put(r"\begin{pgfscope}")
        if state.opacity < 1:
            put(rf"\pgfsetfillopacity{{{_short(state.opacity)}}}")
        put(rf"\pgftransformshift{{{self.point(left, bottom)}}}")
        # The matrix is in PDF's points, 72 to the inch, and TeX has 72.27.
        scale = self.unit * 72 / 72.27
        across, up = (right - left) * scale, (bottom - top) * scale
        put(r"\pgflowlevelsynccm")
        put(rf"\scopepicture{{{_short(across)} 0 0 {_short(up)} 0 0 cm BI /W {pixels.width} /H {pixels.height}")
        put(f"/CS /{'G' if grey else 'RGB'} /BPC 8 /F [/AHx /Fl] ID\n{lines}>\nEI}}")
        put(r"\end{pgfscope}")


USE = r"Needs \usepackage{pgf}; then \input this file where the figure stands. pdfLaTeX, LuaLaTeX or XeLaTeX."
_WORDS = {"black": (0, 0, 0), "white": (255, 255, 255)}
_HEAD = r"""\begingroup
\makeatletter
\def\scopepicture#1{\pgfsys@invoke{q #1 Q}}
"""


def pgf(drawing: bytes, size: tuple[int, int], wide_mm: float, *, sans: bool = True) -> str:
    r"""The SVG of a figure that is `size` pixels large as a ``pgfpicture`` that is `wide_mm` wide.

    `sans`: the words are in the sans serif type of the document, otherwise in the type around the figure.

    Raises:
        Unread: the SVG has something that is not among what Plotly and `viz.flat` write.
    """
    root = ElementTree.fromstring(drawing)
    width, height = size
    unit = wide_mm * POINTS / width
    writer = _Writer(root, unit, float(height), sans)
    for child in root:
        writer.walk(child, _State(_START))
    colors = "".join(
        rf"\definecolor{{{name}}}{{RGB}}{{{red},{green},{blue}}}" + "%\n"
        for (red, green, blue), name in writer.colors.items()
    )
    page = rf"\pgfpathrectangle{{\pgfpointorigin}}{{{writer.point(width, 0)}}}\pgfusepath{{use as bounding box,clip}}"
    body = "%\n".join(line for line in writer.lines if line)
    return f"{_HEAD}{colors}\\begin{{pgfpicture}}%\n{page}%\n{body}%\n\\end{{pgfpicture}}%\n\\endgroup%\n"


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) >= 5e-5 else "0"


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = (np.asarray(part) for part in picture.split())
    return bool((red == green).all() and (green == blue).all())
