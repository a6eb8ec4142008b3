"""Photographs inside a figure, for paper."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

_PNG = "data:image/png;base64,"


def grey(image: Mapping[str, Any]) -> dict[str, Any]:
    """A Plotly layout image whose pixels are greys (luma of ITU-R BT.601, as Pillow has it)."""
    source = str(image.get("source", ""))
    if not source.startswith(_PNG):
        return dict(image)
    buffer = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(source[len(_PNG) :]))).convert("L").save(buffer, "PNG")
    return {**image, "source": _PNG + base64.b64encode(buffer.getvalue()).decode()}
