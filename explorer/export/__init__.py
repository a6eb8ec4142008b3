"""A scene as a file that says where it comes from: PNG, SVG, PDF, HTML, JSON, CSV, programs, a notebook."""

from explorer.export.errors import ExportError, NoBrowser
from explorer.export.formats import FORMATS, Format, Shape, image, make, table
from explorer.export.origin import Origin, describe, file_name, state_in

__all__ = [
    "FORMATS",
    "ExportError",
    "Format",
    "NoBrowser",
    "Origin",
    "Shape",
    "describe",
    "file_name",
    "image",
    "make",
    "state_in",
    "table",
]
