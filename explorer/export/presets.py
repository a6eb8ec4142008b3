"""Print presets: the widths that journals and slides give a figure, from their guides for authors.

A journal whose guide we could not read is not in the list; `width_mm` serves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """`width` and `tallest` in mm, `font` (the smallest type) and `line` (an ordinary line) in points as printed.

    `least` is the smallest type that the guide allows (5 pt where it is silent); `source` names the guide and the year
    in which it was read.
    """

    title: str
    width: float
    tallest: float
    font: float
    line: float
    source: str
    height: float | None = None
    least: float = 5.0


_NATURE = "Nature research figure guide, read 2026: 89 and 183 mm wide, at most 170 mm high, type of 5 to 7 pt"
_IEEE = "IEEE Author Center, Size Requirements for Graphics, read 2026: 3.5 in (88.9 mm) and 7.16 in (182 mm)"
_ELSEVIER = "Elsevier, Artwork sizing, read 2026: 90, 140 and 190 mm, at most 240 mm high, type of 7 pt"
_PLOS = "PLOS, Figures, read 2026: 6.68 to 19.05 cm wide, at most 22.23 cm high, type of 8 to 12 pt"
_ACM = "acmart.cls (sigconf), \\columnwidth 241.14749 pt and \\textwidth 506.295 pt of 1/72.27 in, read 2026"
_SPRINGER = (
    "Springer, artwork guidelines in its instructions for authors, read 2026: large journals 84 and 174 mm, at most"
    " 234 mm high, small ones 119 mm, at most 195 mm; lettering of 8 to 12 pt"
)
_SCIENCE = (
    "Science (AAAS), instructions for a revised manuscript, read 2026 as quoted by authors: 5.7, 12.1 and 18.4 cm,"
    " that is one, two and three columns"
)
_NEURIPS = "NeurIPS, Formatting Instructions, read 2026: text 5.5 in wide and 9 in high"
_ICML = "ICML, by tueplots.figsizes.icml2022, read 2026: 3.25 in and 6.75 in"
_BEAMER = "beamer.cls: 128 x 96 mm (4:3) and 160 x 90 mm (16:9), less margins of 10 mm; type of 11 pt"
_A4 = "A4 (ISO 216), 210 mm less two margins of 25 mm"
_SLIDE = "PowerPoint and Impress, 16:9: 13.333 x 7.5 in"

PRESETS: Mapping[str, Preset] = {
    "nature-single": Preset("Nature, one column", 89, 170, 7, 1.0, _NATURE),
    "nature-double": Preset("Nature, two columns", 183, 170, 7, 1.0, _NATURE),
    "ieee-single": Preset("IEEE, one column", 88.9, 220, 8, 1.0, _IEEE),
    "ieee-double": Preset("IEEE, two columns", 182, 220, 8, 1.0, _IEEE),
    "acm-single": Preset("ACM, one column", 84.75, 220, 8, 1.0, _ACM),
    "acm-double": Preset("ACM, two columns", 177.94, 220, 8, 1.0, _ACM),
    "elsevier-single": Preset("Elsevier, one column", 90, 240, 7, 1.0, _ELSEVIER),
    "elsevier-middle": Preset("Elsevier, one and a half columns", 140, 240, 7, 1.0, _ELSEVIER),
    "elsevier-double": Preset("Elsevier, two columns", 190, 240, 7, 1.0, _ELSEVIER),
    "springer-single": Preset("Springer, one column", 84, 234, 8, 1.0, _SPRINGER),
    "springer-double": Preset("Springer, full width", 174, 234, 8, 1.0, _SPRINGER),
    "springer-small": Preset("Springer, small journal", 119, 195, 8, 1.0, _SPRINGER),
    "science-single": Preset("Science, one column", 57, 220, 7, 1.0, _SCIENCE),
    "science-double": Preset("Science, two columns", 121, 220, 7, 1.0, _SCIENCE),
    "science-triple": Preset("Science, three columns", 184, 220, 7, 1.0, _SCIENCE),
    "plos": Preset("PLOS, full width", 190.5, 222.3, 8, 1.0, _PLOS, least=8.0),
    "neurips": Preset("NeurIPS, text width", 139.7, 228.6, 8, 1.0, _NEURIPS),
    "icml-single": Preset("ICML, one column", 82.55, 228.6, 8, 1.0, _ICML),
    "icml-double": Preset("ICML, two columns", 171.45, 228.6, 8, 1.0, _ICML),
    "beamer-4x3": Preset("Beamer 4:3", 108, 66, 8, 1.2, _BEAMER, height=66, least=6.0),
    "beamer-16x9": Preset("Beamer 16:9", 140, 60, 8, 1.2, _BEAMER, height=60, least=6.0),
    "a4-text": Preset("A4, text width", 160, 240, 9, 1.0, _A4),
    "slide-16x9": Preset("Slide 16:9", 338.67, 190.5, 18, 2.5, _SLIDE, height=190.5, least=12.0),
}
