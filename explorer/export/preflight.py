"""Is a figure fit to print? Size of type, contrast, colours that a grey copy or a colour-blind eye confuses, text that
overlaps or is cut. Each finding says what to change.

Thresholds:
- type: the least that the preset's guide allows, otherwise 5 pt (Nature's least).
- contrast: 4.5:1 for type and 3:1 for lines and marks (WCAG 2.2, criteria 1.4.3 and 1.4.11).
- colours: two colours are confused when their distance in CAM02-UCS (Luo, Cui and Li, 2006) is under 10, about ten
  times the smallest difference that can be seen side by side: marks of a figure are thin and apart. Greys are confused
  under 7: between the ink and the palest grey that type may have there is no room for six roles farther apart.
  Colour-blind eyes are those of Machado, Oliveira and Fernandes (2009) at full severity. Both from the library
  colorspacious.

A figure in colour that a grey copy would confuse is not unfit to print, so that is a note; everything else fails.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pikepdf
from colorspacious import cspace_convert, deltaE
from numpy.typing import NDArray

import viz
from explorer.export import fonts, marks
from explorer.export.errors import NoBrowser
from explorer.export.formats import figure, size
from explorer.export.presets import PRESETS
from explorer.export.render import image
from explorer.export.shape import MM, Shape
from explorer.lesson import Scene

CONFUSED = 10.0  # in CAM02-UCS
CONFUSED_GREY = 7.0  # the same, of greys
TYPE_CONTRAST, MARK_CONTRAST = 4.5, 3.0
LEAST_TYPE = 5.0  # points
GREY = "a grey copy"
EYES: Mapping[str, tuple[str, Any]] = {
    GREY: ("grey", None),
    "a deuteranope (no green cones)": ("cvd", "deuteranomaly"),
    "a protanope (no red cones)": ("cvd", "protanomaly"),
    "a tritanope (no blue cones)": ("cvd", "tritanomaly"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `kind` (type, contrast, colours, text, fonts, pixels, page), whether it `passed`,
    and a sentence that says what was found and, if it failed, what to change. A `note` passed, and is worth reading all
    the same."""

    kind: str
    passed: bool
    sentence: str
    note: bool = False


@dataclass(frozen=True)
class Report:
    """What was found. `measured` says whether the text was measured in the drawn figure (it needs a browser)."""

    findings: tuple[Finding, ...]
    width_mm: float
    height_mm: float
    smallest_pt: float
    measured: bool

    @property
    def passed(self) -> bool:
        """Whether everything passed."""
        return all(finding.passed for finding in self.findings)

    def json(self) -> bytes:
        """The report as JSON."""
        return json.dumps({"passed": self.passed, **asdict(self)}, ensure_ascii=False).encode()

    def text(self) -> str:
        """The report as lines for a terminal."""
        return "\n".join(
            f"{('note' if f.note else 'ok  ') if f.passed else 'FAIL'}  {f.sentence}" for f in self.findings
        )


def check(scene: Scene, shape: Shape) -> Report:
    """Look at the figure as it would be printed.

    Raises:
        ExportError: the figure cannot be made in that shape.
    """
    drawn = figure(scene, shape, flat=True)
    wide, high = shape.size_mm(size(drawn))
    described: dict[str, Any] = drawn.to_plotly_json()
    point = wide / MM * 72 / size(drawn)[0]  # points of one CSS pixel, as printed
    texts = [*marks.texts_in_figure(described)]
    measured, body = True, b""
    try:
        texts = marks.texts_in_svg(image(described, "svg", size(drawn)).decode())
        body = image(described, "pdf", size(drawn))
    except NoBrowser:
        measured = False
    findings = [_page(shape, wide, high)]
    smallest = min((text.size * point for text in texts), default=shape.points)
    findings += [_type(texts, point, shape)]
    findings += _contrast(scene, shape, texts)
    findings += _confusions(scene, shape)
    if measured:
        findings += _layout(texts, size(drawn))
        findings += _fonts(body)
        findings += _pixels(body, point)
    return Report(tuple(findings), round(wide, 3), round(high, 3), round(smallest, 2), measured)


def _page(shape: Shape, wide: float, high: float) -> Finding:
    tallest = PRESETS[shape.preset].tallest if shape.preset else None
    said = f"The figure is {wide:.4g} mm wide and {high:.4g} mm high."
    if tallest is not None and high > tallest + 0.01:
        return Finding("page", False, f"{said} {PRESETS[shape.preset].title} allows {tallest:g} mm: set height_mm.")
    return Finding("page", True, said)


def _type(texts: Sequence[marks.Text], point: float, shape: Shape) -> Finding:
    least = PRESETS[shape.preset].least if shape.preset else LEAST_TYPE
    plain = [text for text in texts if not text.index]
    if not plain:
        return Finding("type", True, "The figure has no type.")
    worst = min(plain, key=lambda text: text.size)
    size_pt = worst.size * point
    if size_pt < least - 0.05:
        return Finding(
            "type",
            False,
            f"{worst.role} (“{_clipped(worst.text)}”) prints at {size_pt:.1f} pt, under {least:g} pt: choose a "
            f"wider figure or font={_up(least * shape.points / size_pt)}.",
        )
    said = f"The smallest type prints at {size_pt:.1f} pt (least: {least:g} pt)."
    indices = [text for text in texts if text.index]
    if indices:
        smallest = min(indices, key=lambda text: text.size)
        index_pt = smallest.size * point
        if index_pt < least - 0.05:
            return Finding(
                "type",
                False,
                f"An index in “{_clipped(smallest.text)}” prints at {index_pt:.1f} pt, under {least:g} pt (the rest at "
                f"{size_pt:.1f} pt or more): choose font={_up(least * shape.points / index_pt)}.",
            )
        said += f" Indices and exponents print at {index_pt:.1f} pt."
    return Finding("type", True, said)


def _up(value: float) -> str:
    return f"{np.ceil(value * 2) / 2:g}"


def _clipped(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


# --- colours ----------------------------------------------------------------------------------------------------------


def _look(scene: Scene, shape: Shape) -> viz.Look:
    if not shape.printed:
        return viz.LOOKS[shape.look]
    page = shape.page()
    roles = sorted(viz.roles_of(scene.panels))
    return viz.on_paper(page.look, font=page.font, line=page.line, grey=page.grey, roles=roles)


def _rgb(color: str) -> NDArray[np.float64]:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours "#rrggbb" (WCAG 2.2), from 1 to 21."""
    lights = []
    for color in (first, second):
        c = _rgb(color)
        linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        lights.append(float(linear @ np.array([0.2126, 0.7152, 0.0722])))
    low, high = sorted(lights)
    return (high + 0.05) / (low + 0.05)


def _contrast(scene: Scene, shape: Shape, texts: Sequence[marks.Text]) -> Iterator[Finding]:
    look = _look(scene, shape)
    paper = look.colors["paper"]
    named = {"#ffffff": "white", "#000000": "black"}.get(paper.lower(), paper)
    solid = marks.solid_roles(scene.panels)
    ratios = {role: contrast(look.colors[role], paper) for role in sorted(solid - {"grid", "zero", "paper"})}
    weak = {role: ratio for role, ratio in ratios.items() if ratio < MARK_CONTRAST}
    on = f"the paper (a transparent figure must lie on {named})" if shape.transparent else "the background"
    for role, ratio in weak.items():
        yield Finding(
            "contrast",
            False,
            f"The colour “{role}” ({look.colors[role]}) has a contrast of {ratio:.1f}:1 against {on}, "
            f"under {MARK_CONTRAST:g}:1: choose look=projector.",
        )
    if ratios and not weak:
        role = min(ratios, key=lambda each: ratios[each])
        yield Finding(
            "contrast",
            True,
            f"Lines and marks have a contrast of at least {ratios[role]:.1f}:1 (“{role}”) against {on}.",
        )
    pale: dict[str, tuple[float, marks.Text]] = {}
    for text in texts:
        if text.color and text.on_paper:
            ratio = contrast(text.color, paper)
            if ratio < TYPE_CONTRAST - 0.05:
                pale.setdefault(text.color, (ratio, text))
    for color, (ratio, text) in pale.items():
        yield Finding(
            "contrast",
            False,
            f"The type “{_clipped(text.text)}” ({color}) has a contrast of {ratio:.1f}:1 against {on}, under "
            f"{TYPE_CONTRAST:g}:1: choose look=projector{' or leave grey out' if shape.grey else ''}.",
        )


def seen(colors: Sequence[str], eye: str) -> NDArray[np.float64]:
    """The colours, shape (n, 3) in sRGB from 0 to 1, as an eye of `EYES` sees them."""
    rgb = np.array([_rgb(color) for color in colors])
    kind, which = EYES[eye]
    if kind == "grey":
        lightness = cspace_convert(rgb, "sRGB1", "CIELab")[:, 0]
        greys = np.stack([lightness, np.zeros_like(lightness), np.zeros_like(lightness)], axis=1)
        return np.clip(cspace_convert(greys, "CIELab", "sRGB1"), 0, 1)
    space = {"name": "sRGB1+CVD", "cvd_type": which, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)


def distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """How different two sRGB colours look, in CAM02-UCS (1 is about the least difference that can be seen)."""
    return float(deltaE(first, second, input_space="sRGB1", uniform_space="CAM02-UCS"))


def confused(colors: Mapping[str, str], eye: str) -> list[tuple[str, str, float]]:
    """The pairs of named colours "#rrggbb" that an eye of `EYES` confuses, with their distance."""
    names = list(colors)
    if len(names) < 2:
        return []
    shown = seen([colors[name] for name in names], eye)
    found = [(a, b, distance(shown[i], shown[j])) for (i, a), (j, b) in combinations(enumerate(names), 2)]
    least = CONFUSED_GREY if EYES[eye][0] == "grey" else CONFUSED
    return [(a, b, gap) for a, b, gap in found if gap < least]


def _confusions(scene: Scene, shape: Shape) -> Iterator[Finding]:
    look = _look(scene, shape)
    roles = marks.solid_roles(scene.panels) - {"grid", "zero", "paper", "muted", "ink"}
    colors = {role: look.colors[role] for role in sorted(roles)}
    if len(colors) < 2:
        yield Finding("colours", True, "The figure uses one colour, which nothing can be confused with.")
        return
    for eye in EYES:
        if shape.grey and eye != GREY:
            continue
        pairs = confused(colors, eye)
        if not pairs:
            yield Finding("colours", True, f"All {len(colors)} colours stay apart for {eye}.")
            continue
        said = "; ".join(f"“{a}” and “{b}” (ΔE′ {gap:.1f})" for a, b, gap in pairs)
        least = CONFUSED_GREY if eye == GREY else CONFUSED
        if eye == GREY and not shape.grey:
            advice = "for a journal without colour choose grey=1, which spreads the greys of this figure"
        elif shape.look == "light" and not shape.printed:
            advice = "choose a preset for paper, whose colours are farther apart"
        else:
            advice = "only the direct labels tell them apart; choose a view with fewer colours, or grey=1"
        note = eye == GREY and not shape.grey
        yield Finding("colours", note, f"For {eye} these look alike: {said} (under {least:g}); {advice}.", note=note)


# --- in the PDF -------------------------------------------------------------------------------------------------------

LEAST_DPI = 300  # pixels to the inch of a photograph or a heat map, below which a printer sees them


def _fonts(body: bytes) -> Iterator[Finding]:
    """Whether all type is in fonts that journals take: embedded, and none of Type 3."""
    bad = set()
    with pikepdf.open(io.BytesIO(body)) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font":
                name = str(each.get("/BaseFont", "/unnamed")).removeprefix("/")
                if each.get("/Subtype") == "/Type3":
                    bad.add("a font of Type 3, which many journals refuse")
                elif each.get("/Subtype") != "/Type0" and "/FontDescriptor" not in each:
                    bad.add(f"{name}, which is not embedded")
    for said in sorted(bad):
        yield Finding("fonts", False, f"The PDF has {said}: leave titles out (titles=0) or choose another type.")
    if not bad:
        yield Finding("fonts", True, "All type is embedded, none as Type 3.")


def _pixels(body: bytes, point: float) -> Iterator[Finding]:
    """Pictures in the PDF and their pixels to the inch, as printed. Cells of a heat map may be as large as they are."""
    with pikepdf.open(io.BytesIO(body)) as document:
        for matrix, picture in _pictures(document.pages[0]):
            wide = float(np.hypot(matrix[0], matrix[1])) * 96 / 72 * point / 72  # inches, as printed
            density = int(picture.get("/Width", 0)) / max(wide, 1e-9)
            if density < LEAST_DPI:
                yield Finding(
                    "pixels",
                    True,
                    f"A picture of {int(picture['/Width'])} pixels in a row prints at {density:.0f} to the inch; a "
                    "printer asks for 300 of a photograph. Its pixels are the data: they are drawn as they are.",
                    note=True,
                )
                return


def _pictures(page: Any) -> Iterator[tuple[NDArray[np.float64], Any]]:
    """The images that a page draws, each with the matrix (6,) that places its unit square, in points."""
    stack = [np.eye(3)]
    now = np.eye(3)
    pictures = page.obj.get("/Resources", {}).get("/XObject", {})
    for each in pikepdf.parse_content_stream(page):
        operands, word = list(each.operands), str(each.operator)
        if word == "q":
            stack.append(now)
        elif word == "Q" and stack:
            now = stack.pop()
        elif word == "cm":
            a, b, c, d, e, f = (float(part) for part in operands)
            now = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ now
        elif word == "Do" and str(operands[0]) in pictures:
            found = pictures[str(operands[0])]
            if found.get("/Subtype") == "/Image":
                yield now[:, :2].ravel(), found


# --- where the text lies ----------------------------------------------------------------------------------------------


def _layout(texts: Sequence[marks.Text], page: tuple[int, int]) -> Iterator[Finding]:
    flat = [text for text in texts if text.box is not None]
    cut = [text for text in flat if text.box and marks.outside(text.box, page) > 0.5]
    for text in cut[:3]:
        assert text.box is not None
        yield Finding(
            "text",
            False,
            f"{text.role} “{_clipped(text.text)}” is cut by the edge, by "
            f"{viz.points(marks.outside(text.box, page)):.1f} pt: choose smaller type or a wider figure.",
        )
    pairs = [(a, b) for a, b in combinations(flat, 2) if a.box and b.box and marks.overlap(a.box, b.box) > 0.12]
    for a, b in pairs[:3]:
        yield Finding(
            "text",
            False,
            f"“{_clipped(a.text)}” and “{_clipped(b.text)}” overlap: choose smaller type or a wider figure"
            " (or move the state a little).",
        )
    if len(pairs) > 3:
        yield Finding("text", False, f"{len(pairs) - 3} more pairs of texts overlap.")
    if not cut and not pairs:
        yield Finding("text", True, "No text is cut or overlaps another.")
    unknown = sorted(set().union(*(fonts.missing(text.text) for text in flat)))
    if unknown:
        yield Finding("text", False, f"The fonts that are embedded have no {' '.join(unknown)}: another font draws it.")
