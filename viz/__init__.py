"""The drawing: arrays in, Plotly figures (as plain dictionaries) out.

A lesson composes *blocks* (`line`, `arrow`, `bars`, ...) into *panels* (`Plane`, `Space`), and `compose` lays the
panels out as one Plotly figure. Colours are named by role (`"@data"`, `"@model/0.3"`) and become real colours only
when a look (light, dark, projector, ...) is chosen: in the browser for the page, in `resolve` for a file.
"""

from viz.axes import Axis, reach
from viz.blocks import (
    area,
    arrow,
    bars,
    contour,
    dots,
    ellipse,
    grid,
    heatmap,
    label,
    line,
    markers,
    note,
    polyline,
    segment,
    stems,
    surface,
)
from viz.compose import beside, compose, plain
from viz.curve_names import called
from viz.fine import fine
from viz.flat import flattened, has_space
from viz.graphs import courses, discs, edge_labels, node_labels, quiver, ribbons, tree
from viz.handles import Follows, Handle, Limit, Moves, handles, keep_within, span
from viz.labels import clear_of, corner, emptiest, key, left_of, off, pinned, spread
from viz.layouts import tidy
from viz.linear import arc, polygon, rectangles, right_angle
from viz.looks import LOOKS, Look, resolve, template, template_of
from viz.panels import Panel, Plane, Space, picture
from viz.paper import PER_INCH, NoRoom, Page, lay_out, on_paper, points, roles_of, with_indices
from viz.paths import classes, clipped
from viz.roomy import roomy

__all__ = [
    "LOOKS",
    "PER_INCH",
    "Axis",
    "Follows",
    "Handle",
    "Limit",
    "Look",
    "Moves",
    "NoRoom",
    "Page",
    "Panel",
    "Plane",
    "Space",
    "arc",
    "area",
    "arrow",
    "bars",
    "beside",
    "called",
    "classes",
    "clear_of",
    "clipped",
    "compose",
    "contour",
    "corner",
    "courses",
    "discs",
    "dots",
    "edge_labels",
    "ellipse",
    "emptiest",
    "fine",
    "flattened",
    "grid",
    "handles",
    "has_space",
    "heatmap",
    "keep_within",
    "key",
    "label",
    "lay_out",
    "left_of",
    "line",
    "markers",
    "node_labels",
    "note",
    "off",
    "on_paper",
    "picture",
    "pinned",
    "plain",
    "points",
    "polygon",
    "polyline",
    "quiver",
    "reach",
    "rectangles",
    "resolve",
    "ribbons",
    "right_angle",
    "roles_of",
    "roomy",
    "segment",
    "span",
    "spread",
    "stems",
    "surface",
    "template",
    "template_of",
    "tidy",
    "tree",
    "with_indices",
]
