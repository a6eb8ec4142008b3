"""Figures on paper: a look with its type in points, greys that can be told apart, panels stacked in a narrow column.

Lengths are CSS pixels, 96 to the inch, as everywhere in Plotly; `pixels` and `points` convert.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz.blocks import STROKE
from viz.compose import BARE_ROOM, TICKS_ROOM, close, gaps
from viz.looks import LOOKS, Look, color_roles
from viz.panels import Panel, Plane

PER_INCH = 96.0
FAMILY = "Arimo, Arial, Helvetica, 'Liberation Sans', 'Mathscope Symbols', 'DejaVu Sans', sans-serif"
SERIF = "STIXGeneral, 'STIX Two Text', 'Times New Roman', Arimo, 'Mathscope Symbols', serif"
NARROWEST = 200.0  # pixels of the light look's type that the plot of a panel needs beside others
_CHROMATIC = ("data", "model", "optimum", "gradient", "accent", "null")
_DARKEST, _PALEST = 6.0, 49.0  # L* of the greys that roles get on white; 49 has a contrast of 4.6:1, enough for type

# The roles on white paper. Their hues are those of the screen; lightness and chroma were searched for so that every
# pair is at least 14 apart in CAM02-UCS (Luo, Cui and Li, 2006) for normal, deuteranope, protanope and tritanope eyes
# (Machado, Oliveira and Fernandes, 2009), each with a contrast of at least 4.5:1, enough for type (WCAG 2.2, 1.4.3).
_INKS = {
    "data": "#14429a",
    "model": "#af6105",
    "gradient": "#7424f0",
    "optimum": "#097853",
    "null": "#363e47",
    "accent": "#883c06",
}


def pixels(points: float) -> float:
    """Points (72 to the inch) as CSS pixels (96 to the inch)."""
    return points * PER_INCH / 72


def points(px: float) -> float:
    """CSS pixels as points."""
    return px * 72 / PER_INCH


def on_paper(
    look: str,
    *,
    font: float,
    line: float,
    grey: bool = False,
    transparent: bool = False,
    roles: Sequence[str] = (),
    serif: bool = False,
) -> Look:
    """A look for print.

    Args:
        look: the name of the look whose colours are taken; of "light" the roles are those that paper asks for.
        font: points of the smallest type in the figure (indices and exponents are smaller by nature).
        line: points of an ordinary line; thinner and thicker ones, markers and arrow heads keep their proportion to it.
        grey: each colour as a grey; the roles that the figure uses are spread evenly over the lightness, dark to pale.
        transparent: no background.
        roles: the roles that the figure uses (see `color_roles`); of them the chromatic ones are spread.
        serif: type like that of a text in Times.
    """
    base = LOOKS[look]
    size = pixels(font)
    found = dataclasses.replace(
        base,
        name=f"{look} on paper",
        colors={**base.colors, **_INKS} if look == "light" else base.colors,
        font=size,
        scale=pixels(line) / STROKE,
        text=size / LOOKS["light"].font,
        smallest=size,
        paper="rgba(0,0,0,0)" if transparent else None,
        family=SERIF if serif else FAMILY,
    )
    return greyed(found, roles) if grey else found


def greyed(look: Look, roles: Sequence[str]) -> Look:
    """The look in greys. The chromatic roles among `roles` are spread evenly between the ink and the paper."""
    dark_page = _lightness(look.colors["paper"]) < 50
    used = [role for role in _CHROMATIC if role in roles] or list(_CHROMATIC)
    low, high = (_DARKEST, _PALEST) if not dark_page else (100 - _DARKEST, 100 - _PALEST)
    step = (high - low) / max(1, len(used) - 1)
    colors = {role: _grey(_lightness(value)) for role, value in look.colors.items()}
    colors |= {role: _grey(low + step * k) for k, role in enumerate(used)}
    # A diverging scale has two dark ends, which a grey cannot tell apart: on paper it runs from pale to dark instead.
    ends = ("#f2f2f2", "#1a1a1a") if not dark_page else ("#1a1a1a", "#f2f2f2")
    scales = {
        name: tuple((at, _grey(_lightness(value))) for at, value in stops)
        if name != "diverging"
        else ((0.0, ends[0]), (1.0, ends[1]))
        for name, stops in look.scales.items()
    }
    return dataclasses.replace(look, colors=colors, scales=scales)


def _lightness(color: str) -> float:
    """CIE L* (0 to 100) of "#rrggbb" (sRGB, IEC 61966-2-1; CIE 15)."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * y ** (1 / 3) - 16 if y > (6 / 29) ** 3 else y * (29 / 3) ** 3


def _grey(lightness: float) -> str:
    """The grey "#vvvvvv" of that L*."""
    f = (lightness + 16) / 116
    y = f**3 if f > 6 / 29 else lightness / (29 / 3) ** 3
    c = 12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055
    level = max(0, min(255, round(255 * c)))
    return f"#{level:02x}{level:02x}{level:02x}"


def roles_of(panels: Sequence[Panel]) -> set[str]:
    """The roles that the panels use."""
    return color_roles([panel.traces for panel in panels])


@dataclasses.dataclass(frozen=True)
class Page:
    """A figure on paper: its width and height (None: as high as suits it, at most `tallest`) in pixels, and how it is
    drawn (`on_paper`)."""

    width: float
    height: float | None = None
    tallest: float = float("inf")
    font: float = 8.0
    line: float = 1.0
    look: str = "light"
    grey: bool = False
    transparent: bool = False
    serif: bool = False


@dataclasses.dataclass(frozen=True)
class Layout:
    """Panels with their titles wrapped, and where they go: columns, height, margins (left, right, top, bottom), and
    `rise`, the room that titles of several lines need between two rows; all in pixels."""

    panels: tuple[Panel, ...]
    columns: int
    height: float
    margins: tuple[float, float, float, float]
    rise: float


class NoRoom(ValueError):
    """The type is too large for the page; the message is one sentence for the reader. `least`: height and width in mm
    that would do."""

    def __init__(self, message: str, least: tuple[float, float]) -> None:
        super().__init__(message)
        self.least = least


def lay_out(
    panels: Sequence[Panel],
    width: float,
    font: float,
    *,
    columns: int | None = None,
    height: float | None = None,
    tallest: float = float("inf"),
) -> Layout:
    """As many panels beside each other as have room, and the height at which they have a good shape.

    Args:
        panels: at least one.
        width: pixels of the whole figure.
        font: pixels of its type.
        columns: the most panels in a row; by default as `compose` has it.
        height: pixels, if it is given.
        tallest: pixels of the most that it may be.

    Raises:
        NoRoom: not even one panel in a row has room beside its tick labels.
    """
    room = font / LOOKS["light"].font
    most = columns or (len(panels) if len(panels) <= 3 else 2)
    left = (4.6 if any(_framed(panel) for panel in panels) else 1.2) * font
    right = 1.2 * font
    gap = gaps(panels, most)[0] * room
    inner = width - left - right
    fit = most if close(panels) else max(1, min(most, int((inner + gap) / (NARROWEST * room + gap))))
    # Where as many rows as that are too high for the page, narrower panels are better than none.
    tried = [_rows(panels, each, inner, left, right, gap, font, room, height, tallest) for each in range(fit, most + 1)]
    found = next((each for each in tried if isinstance(each, Layout)), None)
    if found is None:
        raise min((each for each in tried if isinstance(each, NoRoom)), key=lambda each: each.least)
    return found


def _rows(
    panels: Sequence[Panel],
    fit: int,
    inner: float,
    left: float,
    right: float,
    gap: float,
    font: float,
    room: float,
    height: float | None,
    tallest: float,
) -> Layout | NoRoom:
    """The layout with so many panels in a row, or why there is none."""
    rows: list[list[Panel]] = []
    plots, lines = 0.0, [0]
    for start in range(0, len(panels), fit):
        members = panels[start : start + fit]
        share = (inner - gap * (len(members) - 1)) / sum(panel.weight for panel in members)
        row = [_worded(panel, share * panel.weight, font) for panel in members]
        plots += max(share * panel.weight * _shape(panel) for panel in row)
        lines.append(max((panel.title.count("<br>") for panel in row if panel.title), default=0))
        rows.append(row)
    titled = any(panel.title for panel in panels)
    top = (0.9 + (1.3 * (1 + lines[1]) if titled else 0)) * font
    bottom = 3.4 * font if any(isinstance(p, Plane) and p.x.visible for p in rows[-1]) else 1.2 * font
    # Under photographs and spaces nothing is written: the room of tick labels goes to the panels.
    spare = (
        0.0 if any(isinstance(p, Plane) and p.x.visible for row in rows[:-1] for p in row) else TICKS_ROOM - BARE_ROOM
    )
    bare = all(isinstance(p, Plane) and p.x.bare for row in rows[:-1] for p in row)  # `gaps` has left it out already
    rise = 1.3 * font * max(lines[2:], default=0) - (0.0 if bare else spare * room)
    between = (len(rows) - 1) * (gaps(panels, fit)[1] * room + rise)
    height = min(top + bottom + plots + between if height is None else height, tallest)
    taken = top + bottom + between
    if height - taken < 4 * font * len(rows) or inner < 8 * font:
        least = ((taken + 4 * font * len(rows)) / PER_INCH * 25.4, (left + right + 8 * font) / PER_INCH * 25.4)
        ways = "choose smaller type or a larger figure"
        ways += ", one panel (panel=1) or no titles (titles=0)" if len(panels) > 1 and titled else ""
        return NoRoom(
            f"There is no room for type of {points(font):.3g} pt: this figure needs at least {least[1]:.0f} mm by "
            f"{np.ceil(least[0]):.0f} mm with it; {ways}.",
            least,
        )
    return Layout(tuple(panel for row in rows for panel in row), fit, height, (left, right, top, bottom), rise)


def _worded(panel: Panel, width: float, font: float) -> Panel:
    """The panel with its title, and that of its x axis, wrapped to its width."""
    title = wrapped(panel.title, width, font)
    if isinstance(panel, Plane):
        return dataclasses.replace(
            panel, title=title, x=dataclasses.replace(panel.x, title=wrapped(panel.x.title, width, font, 0.5))
        )
    return dataclasses.replace(panel, title=title)


def _framed(panel: Panel) -> bool:
    return isinstance(panel, Plane) and panel.y.visible


def _shape(panel: Panel) -> float:
    """Height over width at which a panel looks well."""
    if isinstance(panel, Plane) and panel.equal and panel.x.range and panel.y.range:
        (x0, x1), (y0, y1) = panel.x.range, panel.y.range
        return min(1.35, max(0.4, (y1 - y0) / (x1 - x0)))
    if isinstance(panel, Plane):
        return 0.68 if panel.x.visible else 0.8
    return 0.78


def wrapped(text: str, width: float, size: float, share: float = 0.56) -> str:
    """The text with `<br>` where it would be wider than `width` pixels in type of `size` pixels.

    `share` is the mean width of a letter over the size of the type: 0.56 in the bold of Arial.
    """
    most = max(8, int(width / (share * size)))
    if "<" in text or len(text) <= most:
        return text
    lines = [""]
    for word in re.split(r" +", text):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "<br>".join(lines)


_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵏ", "0123456789+−=()niTk", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+−=()aeoxklmnpstijruv", strict=True))
_GROWN = '<span style="font-size:107%">'  # Plotly's own are 70% of the type; these are 75%
_INDEX = re.compile(f"([{''.join(_RAISED)}]+)|([{''.join(_LOWERED)}]+)")


def indices(text: str) -> str:
    """The text with Unicode's raised and lowered letters as tags: the type has them at 60% of its size, too small on
    paper; so they are 75%."""

    def tag(match: re.Match[str]) -> str:
        name, letters = ("sup", _RAISED) if match[1] else ("sub", _LOWERED)
        return f"<{name}>{_GROWN}{''.join(letters[each] for each in match[0])}</span></{name}>"

    return _INDEX.sub(tag, text)


def with_indices(figure: Any, key: str = "") -> Any:
    """A figure (nested dictionaries and lists), its texts with `indices`."""
    if isinstance(figure, str):
        return indices(figure) if key in ("text", "ticktext") else figure
    if isinstance(figure, Mapping):
        return {name: with_indices(value, name) for name, value in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [with_indices(value, key) for value in figure]
    return figure
