"""Contact sheets: many pictures with their names on one page, for who looks at them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

LINE = 16  # pixels of a name over its picture


def contact_sheet(pictures: Sequence[tuple[str, Image.Image]], tile: tuple[int, int], columns: int) -> Image.Image:
    """The pictures, none larger than a tile less its name, row by row."""
    sheet = Image.new("RGB", (tile[0] * columns, tile[1] * math.ceil(len(pictures) / columns)), "white")
    for place, (name, picture) in enumerate(pictures):
        corner = (place % columns * tile[0], place // columns * tile[1])
        small = picture.convert("RGB")
        small.thumbnail((tile[0], tile[1] - LINE))
        sheet.paste(small, (corner[0], corner[1] + LINE))
        ImageDraw.Draw(sheet).text((corner[0] + 4, corner[1] + 2), name, fill="black")
    return sheet
