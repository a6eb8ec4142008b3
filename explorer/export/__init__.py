"""A scene as a file that says where it comes from: PNG, SVG, PDF, HTML, JSON, CSV, programs, a notebook."""

from explorer.export.errors import ExportError, NoBrowser
from explorer.export.formats import FORMATS, IMAGES, Format, figure, make, table
from explorer.export.origin import Origin, describe, file_name, home_page, state_in
from explorer.export.preflight import Finding, Report, check
from explorer.export.presets import PRESETS, Preset
from explorer.export.render import browser, image
from explorer.export.shape import OPTIONS, Shape

__all__ = [
    "FORMATS",
    "IMAGES",
    "OPTIONS",
    "PRESETS",
    "ExportError",
    "Finding",
    "Format",
    "NoBrowser",
    "Origin",
    "Preset",
    "Report",
    "Shape",
    "browser",
    "check",
    "describe",
    "figure",
    "file_name",
    "home_page",
    "image",
    "make",
    "state_in",
    "table",
]
