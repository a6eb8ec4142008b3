"""The looks of a figure: colours by role, type sizes and line widths, one Plotly template for each look.

The categorical colours follow Okabe and Ito (2008), "Color Universal Design", adjusted so that each has a contrast of
at least 3:1 against the background of its look (WCAG 2.2, criterion 1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

Json = Any


@dataclass(frozen=True)
class Look:
    """One look: a colour for each role, colour scales by name, the size of type in pixels, and `scale`, by which the
    line widths, marker sizes and type sizes that a figure names are multiplied.

    On paper type and lines go their own ways: `text` multiplies type sizes instead of `scale`, none is smaller than
    `smallest` pixels, and `paper` (a CSS colour) is the background of the file in place of the look's.
    """

    name: str
    colors: Mapping[str, str]
    scales: Mapping[str, tuple[tuple[float, str], ...]]
    font: float
    scale: float
    text: float | None = None
    smallest: float = 0.0
    paper: str | None = None
    family: str = "Inter, 'Source Sans Pro', 'Source Sans 3', 'DejaVu Sans', sans-serif"

    def enlarged(self, size: float, key: str) -> float:
        """A width or a size that a figure names under `key` (line, marker, textfont, ...), as this look draws it."""
        if key in _TYPE:
            return max(size * (self.scale if self.text is None else self.text), self.smallest)
        return size * self.scale


_TYPE = frozenset({"textfont", "font", "tickfont"})
_SEQUENTIAL_LIGHT = ((0.0, "#f7fbff"), (0.35, "#a6cde3"), (0.7, "#3a87bd"), (1.0, "#08306b"))
_SEQUENTIAL_DARK = ((0.0, "#10151f"), (0.35, "#1f4f7d"), (0.7, "#4ba3d9"), (1.0, "#e6f4ff"))
_DIVERGING_LIGHT = ((0.0, "#0b4f86"), (0.25, "#7db4d8"), (0.5, "#f7f7f7"), (0.75, "#f0a77a"), (1.0, "#a33a00"))
_DIVERGING_DARK = ((0.0, "#7cc4f5"), (0.25, "#2a6496"), (0.5, "#171b24"), (0.75, "#a6521f"), (1.0, "#ffb48a"))
_GRAY = ((0.0, "#000000"), (1.0, "#ffffff"))

_LIGHT = {
    "data": "#0072b2",
    "model": "#c44e00",
    "gradient": "#8f3f97",
    "optimum": "#00795a",
    "null": "#6b7280",
    "accent": "#9a6700",
    "ink": "#1b2330",
    "muted": "#5c6675",
    "grid": "#e3e7ee",
    "zero": "#b4bcc8",
    "paper": "#ffffff",
}
_DARK = {
    "data": "#56b4e9",
    "model": "#ff8f4f",
    "gradient": "#d79be0",
    "optimum": "#35c79b",
    "null": "#98a2b3",
    "accent": "#f0c04a",
    "ink": "#eef2f7",
    "muted": "#a9b4c4",
    "grid": "#2a3140",
    "zero": "#566176",
    "paper": "#0e1117",
}
_PROJECTOR = _LIGHT | {
    "data": "#00558c",
    "model": "#b03a00",
    "gradient": "#76257f",
    "optimum": "#006147",
    "null": "#4b5563",
    "accent": "#7a5000",
    "ink": "#000000",
    "muted": "#333a45",
    "grid": "#d5dae2",
    "zero": "#7d8796",
}
_SCALES_LIGHT = {"sequential": _SEQUENTIAL_LIGHT, "diverging": _DIVERGING_LIGHT, "gray": _GRAY}
_SCALES_DARK = {"sequential": _SEQUENTIAL_DARK, "diverging": _DIVERGING_DARK, "gray": _GRAY}

LOOKS: Mapping[str, Look] = {
    "light": Look("light", _LIGHT, _SCALES_LIGHT, font=13, scale=1.0),
    "dark": Look("dark", _DARK, _SCALES_DARK, font=13, scale=1.0),
    "projector": Look("projector", _PROJECTOR, _SCALES_LIGHT, font=21, scale=1.65),
}

_ROLE = re.compile(r"^@([a-z]+)(?:/(0?\.\d+|0|1))?$")


def color(reference: str, look: Look) -> str:
    """The CSS colour of a role reference: `"@data"` is solid, `"@data/0.3"` has opacity 0.3.

    Raises:
        ValueError: if the text has not that form or the look has no such role.
    """
    match = _ROLE.match(reference)
    if not match or match[1] not in look.colors:
        raise ValueError(f"{reference!r} names no colour role; the roles are {', '.join(sorted(look.colors))}.")
    value = look.colors[match[1]]
    if match[2] is None:
        return value
    red, green, blue = (int(value[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{float(match[2]):g})"


def color_roles(figure: Json) -> set[str]:
    """The roles that a figure, or any part of one, refers to."""
    if isinstance(figure, str):
        match = _ROLE.match(figure)
        return {match[1]} if match and match[1] in LOOKS["light"].colors else set()
    if isinstance(figure, Mapping):
        return set().union(*(color_roles(value) for value in figure.values()))
    if isinstance(figure, (list, tuple)):
        return set().union(*(color_roles(value) for value in figure))
    return set()


_SCALED = {("line", "width"), ("marker", "size"), ("textfont", "size"), ("font", "size"), ("error_y", "width")}


def resolve(figure: Json, look: Look, parent: str = "", key: str = "") -> Json:
    """A copy of a figure (nested dictionaries and lists) with each role reference replaced by the look's colour, and
    each line width, marker size and type size multiplied by the look's scale.

    Text that a reader sees may begin with "@" as well; only whole strings of the form of a reference are replaced.
    """
    if (parent, key) in _SCALED and (look.scale != 1 or look.smallest):
        if isinstance(figure, (int, float)):
            return look.enlarged(figure, parent)
        if isinstance(figure, (list, tuple, np.ndarray)):
            return [look.enlarged(float(each), parent) for each in figure]
    if isinstance(figure, str):
        if figure.startswith("@"):
            if figure[1:] in look.scales:
                return [list(stop) for stop in look.scales[figure[1:]]]
            if _ROLE.match(figure):
                return color(figure, look)
        return figure
    if isinstance(figure, Mapping):
        return {name: resolve(value, look, key, name) for name, value in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [resolve(value, look) for value in figure]
    return figure


@cache
def template(name: str) -> dict[str, Json]:
    """The Plotly template of a look, as a dictionary. Do not change the dictionary: it is shared."""
    return template_of(LOOKS[name])


def template_of(look: Look) -> dict[str, Json]:
    """The Plotly template of any look, those of `LOOKS` and those made for paper."""
    background = look.colors["paper"] if look.paper is None else look.paper
    thin = min(1.0, look.scale)  # grids and frames: never thicker than on the screen
    tick = max(look.font - 1, look.smallest)
    axis = {
        "gridcolor": look.colors["grid"],
        "zerolinecolor": look.colors["zero"],
        "gridwidth": thin,
        "linewidth": thin,
        "tickwidth": thin,
        "zerolinewidth": 1.4 * look.scale,
        "linecolor": look.colors["zero"],
        "tickcolor": look.colors["zero"],
        "ticks": "outside",
        "ticklen": 4,
        "automargin": False,
        "title": {"standoff": 6, "font": {"size": look.font, "color": look.colors["ink"]}},
        "tickfont": {"size": tick, "color": look.colors["muted"]},
    }
    scene_axis = {key: axis[key] for key in ("gridcolor", "zerolinecolor", "linecolor")} | {
        "backgroundcolor": look.colors["paper"],
        "showbackground": False,
        "title": {"font": {"size": look.font}},
        # Plotly draws these larger than their size says, the more so the larger the space is.
        "tickfont": {"size": max(11 * (look.font / 13) ** 0.5, look.smallest), "color": look.colors["muted"]},
    }
    roles = ["data", "model", "optimum", "gradient", "accent", "null"]
    colorbar = {
        "outlinewidth": 0,
        "thickness": look.font,
        "title": {"font": {"size": look.font, "color": look.colors["ink"]}},  # as that of an axis; by itself 1.2 times
        "tickfont": {"size": tick, "color": look.colors["muted"]},
    }
    return {
        "layout": {
            "font": {
                "family": look.family,
                "size": look.font,
                "color": look.colors["ink"],
            },
            "paper_bgcolor": background,
            "plot_bgcolor": background,
            "colorway": [look.colors[role] for role in roles],
            "xaxis": axis,
            "yaxis": axis,
            "scene": {"xaxis": scene_axis, "yaxis": scene_axis, "zaxis": scene_axis},
            "hoverlabel": {
                "bgcolor": look.colors["paper"],
                "bordercolor": look.colors["zero"],
                "font": {"color": look.colors["ink"], "size": look.font},
            },
            "legend": {"bgcolor": "rgba(0,0,0,0)", "font": {"size": look.font}},
            "colorscale": {
                "sequential": [list(stop) for stop in look.scales["sequential"]],
                "diverging": [list(stop) for stop in look.scales["diverging"]],
            },
            "coloraxis": {"colorbar": colorbar},
            "margin": {"l": 4.6 * look.font, "r": look.font, "t": 2.6 * look.font, "b": 3.2 * look.font},
        },
        "data": {
            "heatmap": [{"colorbar": colorbar}],
            "contour": [{"colorbar": colorbar}],
            "surface": [{"colorbar": colorbar}],
        },
    }
