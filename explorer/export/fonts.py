"""The type of figures on paper: Arimo (metrics of Arial) or STIX (metrics of Times), which travel with the program and
with each file.

Chromium draws with fonts that fontconfig finds, so it is told of ours (Linux; on macOS and Windows it takes Arial,
which has the same metrics). A PDF embeds what it was drawn with; an SVG gets the glyphs that it uses as @font-face.
"""

from __future__ import annotations

import base64
import io
import logging
import os
import re
import tempfile
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FILES = {
    "regular": "Arimo-Regular.ttf",
    "bold": "Arimo-Bold.ttf",
    "serif": "STIXGeneral.ttf",
    "serif-bold": "STIXGeneralBol.ttf",
    "symbols": "Symbols.ttf",
    "symbols-bold": "Symbols-Bold.ttf",  # the same letters: a browser that makes its own bold draws it as Type 3
}
_FAMILY = {
    "regular": ("Arimo", 400),
    "bold": ("Arimo", 700),
    "serif": ("STIXGeneral", 400),
    "serif-bold": ("STIXGeneral", 700),
    "symbols": ("Mathscope Symbols", 400),
    "symbols-bold": ("Mathscope Symbols", 700),
}
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


@cache
def _bytes(face: str) -> bytes:
    return (FOLDER / FILES[face]).read_bytes()


@cache
def _metrics(face: str) -> tuple[dict[int, float], float, float]:
    """Advance of each character, ascent and descent, all as shares of the type's size."""
    font = TTFont(io.BytesIO(_bytes(face)), lazy=True)
    unit = font["head"].unitsPerEm
    widths = font["hmtx"]
    advance = {code: widths[name][0] / unit for code, name in font.getBestCmap().items()}
    return advance, font["hhea"].ascent / unit, -font["hhea"].descent / unit


def missing(text: str) -> set[str]:
    """The characters that none of our fonts has."""
    known = _metrics("regular")[0].keys() | _metrics("symbols")[0].keys()
    return {letter for letter in text if ord(letter) not in known and not letter.isspace()}


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is in type of that size; a character that no font of ours has counts as wide as an m."""
    first, second = _metrics("bold" if bold else "regular")[0], _metrics("symbols")[0]
    return size * sum(first.get(ord(c), second.get(ord(c), 0.83)) for c in text)


def height(size: float) -> tuple[float, float]:
    """How far capitals rise over the line of writing, and letters fall under it, in type of that size."""
    return 0.72 * size, 0.21 * size


@lru_cache(maxsize=64)
def _subset(face: str, letters: str) -> bytes:
    """The glyphs of those letters as WOFF."""
    options = subset.Options()
    options.flavor = "woff"
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [1, 2, 13, 14]
    font = TTFont(io.BytesIO(_bytes(face)))
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    font["head"].modified = font["head"].created  # no clock in a file
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def faces(texts: list[tuple[str, bool]], serif: bool = False) -> str:
    """CSS that embeds what the texts, each bold or not, need of our fonts."""
    needed: defaultdict[str, set[str]] = defaultdict(set)
    for text, bold in texts:
        weights = ["serif-bold" if bold else "serif"] if serif else []
        faces_asked = [*weights, "bold" if bold else "regular", "symbols-bold" if bold else "symbols"]
        for letter in text:
            face = next((each for each in faces_asked if ord(letter) in _metrics(each)[0]), None)
            if face:
                needed[face].add(letter)
    rules = []
    for face in sorted(needed):
        family, weight = _FAMILY[face]
        data = base64.b64encode(_subset(face, "".join(sorted(needed[face])))).decode()
        rules.append(f"@font-face{{font-family:'{family}';font-weight:{weight};src:url(data:font/woff;base64,{data})}}")
    return "".join(rules)


@cache
def tell_fontconfig() -> None:
    """Let the browsers that this process starts find our fonts, beside those of the system."""
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    path = Path(tempfile.mkdtemp(prefix="mathscope-fonts-")) / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
        f'<include ignore_missing="yes">{escape(system)}</include><dir>{escape(str(FOLDER))}</dir></fontconfig>\n',
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(path)


_BOLD = re.compile(r"font-weight:\s*(bold|[6-9]00)")


def is_bold(style: str) -> bool:
    """Whether a CSS declaration asks for bold type."""
    return _BOLD.search(style) is not None
