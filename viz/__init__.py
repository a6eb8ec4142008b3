"""The drawing: arrays in, Plotly figures (as plain dictionaries) out.

A lesson composes *blocks* (`line`, `arrow`, `bars`, ...) into *panels* (`Plane`, `Space`), and `compose` lays the
panels out as one Plotly figure. Colours are named by role (`"@data"`, `"@model/0.3"`) and become real colours only
when a look (light, dark, projector, ...) is chosen: in the browser for the page, in `resolve` for a file.
"""

from viz.blocks import (
    area,
    arrow,
    bars,
    contour,
    ellipse,
    grid,
    heatmap,
    label,
    line,
    markers,
    segment,
    stems,
    surface,
)
from viz.compose import compose
from viz.looks import LOOKS, Look, resolve, template, template_of
from viz.panels import Axis, Panel, Plane, Space, picture
from viz.paper import PER_INCH, NoRoom, Page, lay_out, on_paper, points, roles_of

__all__ = [
    "LOOKS",
    "PER_INCH",
    "Axis",
    "Look",
    "NoRoom",
    "Page",
    "Panel",
    "Plane",
    "Space",
    "area",
    "arrow",
    "bars",
    "compose",
    "contour",
    "ellipse",
    "grid",
    "heatmap",
    "label",
    "lay_out",
    "line",
    "markers",
    "on_paper",
    "picture",
    "points",
    "resolve",
    "roles_of",
    "segment",
    "stems",
    "surface",
    "template",
    "template_of",
]
