"""How a figure is drawn into a file: pixels for the screen, or millimetres and points for paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import viz
from explorer import drawing
from explorer.export.errors import ExportError
from explorer.export.presets import PRESETS

SMALLEST, LARGEST = 200, 4000  # pixels of a side
LARGEST_SCALE = 4.0
MOST_PIXELS = 40_000_000  # of a PNG
MM = 25.4  # to the inch
_NUMBERS: Mapping[str, tuple[type, float, float, str]] = {
    "width": (int, SMALLEST, LARGEST, ""),
    "height": (int, SMALLEST, LARGEST, ""),
    "scale": (float, 0.5, LARGEST_SCALE, ""),
    "width_mm": (float, 40, 420, " (millimetres)"),
    "height_mm": (float, 30, 420, " (millimetres)"),
    "font": (float, 3, 48, " (points of the smallest type, as printed)"),
    "line": (float, 0.1, 8, " (points of an ordinary line, as printed)"),
    "dpi": (float, 72, 1200, " (pixels to the inch of a PNG)"),
}
_SWITCHES: Mapping[str, bool] = {
    "1": True,
    "true": True,
    "yes": True,
    "": True,
    "0": False,
    "false": False,
    "no": False,
}
SWITCHES = ("grey", "transparent", "letters", "titles", "serif")
OPTIONS = ("look", *_NUMBERS, "preset", *SWITCHES, "draw")
"""Names that `Shape.read` understands, in a link and on the command line."""


@dataclass(frozen=True)
class Shape:
    """How a figure is drawn into a file.

    For the screen: `look`, `width` and `height` in CSS pixels, and `scale`, pixels of a PNG for each of them. For paper
    (any of the other fields is set): `preset` (a name of `PRESETS`) or `width_mm`, `height_mm` (None: as suits the
    figure), `font` and `line` in points as printed, `grey`, `transparent`, `dpi` of a PNG. `home` is the address of the
    application that the file's link begins with. `letters` puts (a), (b) before the titles of panels, `titles=False`
    leaves those out, `serif` sets the type of paper in one like Times.
    `draw` names what a program draws its figure with (`drawing.WAYS`).
    """

    look: str = "light"
    width: int = 960
    height: int = 540
    scale: float = 2.0
    preset: str = ""
    width_mm: float | None = None
    height_mm: float | None = None
    font: float | None = None
    line: float | None = None
    grey: bool = False
    transparent: bool = False
    dpi: float | None = None
    letters: bool = False
    titles: bool = True
    serif: bool = False
    draw: str = "plotly"
    home: str = ""

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> Shape:
        """From the texts of a link or a command line; raises ExportError with a sentence."""
        given: dict[str, Any] = {}
        look = texts.get("look", cls.look)
        if look not in viz.LOOKS:
            raise ExportError(f"look is one of {', '.join(viz.LOOKS)}.")
        for name, (kind, low, high, unit) in _NUMBERS.items():
            if name in texts:
                try:
                    given[name] = kind(texts[name])
                except ValueError:
                    given[name] = None
                if given[name] is None or not low <= given[name] <= high:
                    raise ExportError(f"{name} is a number from {low:g} to {high:g}{unit}.")
        for name in SWITCHES:
            if name in texts:
                if texts[name].lower() not in _SWITCHES:
                    raise ExportError(f"{name} is 1 (yes) or 0 (no).")
                given[name] = _SWITCHES[texts[name].lower()]
        if texts.get("preset"):
            if texts["preset"] not in PRESETS:
                raise ExportError(f"preset is one of {', '.join(PRESETS)}.")
            given["preset"] = texts["preset"]
        lost = next((name for name in ("width", "height", "scale") if name in texts), None)
        if lost and ("preset" in given or "width_mm" in given):
            raise ExportError(f"{lost} is for the screen, in pixels; paper has width_mm, height_mm and dpi.")
        if "draw" in texts:
            if texts["draw"] not in (*drawing.WAYS, "no"):
                raise ExportError(f"draw is one of {', '.join(name or 'no' for name in drawing.WAYS)}.")
            given["draw"] = texts["draw"].removeprefix("no")
        return cls(look=look, **given).checked()

    def checked(self) -> Shape:
        """The shape itself; raises ExportError where its parts contradict each other or ask for too much."""
        if self.preset and self.width_mm is not None:
            raise ExportError("preset and width_mm both say how wide the figure is; give one of them.")
        if self.dpi is not None and self.scale != type(self).scale:
            raise ExportError("dpi and scale both say how many pixels a PNG has; give one of them.")
        tallest = PRESETS[self.preset].tallest if self.preset else 420
        if self.height_mm is not None and self.height_mm > tallest:
            raise ExportError(f"A figure for {PRESETS[self.preset].title} is at most {tallest:g} mm high.")
        wide, high = self.inches
        if wide * high * self.density**2 > MOST_PIXELS:
            most = int((MOST_PIXELS / (wide * high)) ** 0.5)
            raise ExportError(f"A PNG of that size has at most {most} dpi ({MOST_PIXELS // 10**6} million pixels).")
        return self

    @property
    def printed(self) -> bool:
        """Whether the figure is laid out for paper."""
        return bool(self.preset or self.grey or self.transparent or self.serif) or any(
            value is not None for value in (self.width_mm, self.height_mm, self.font, self.line, self.dpi)
        )

    @property
    def wide(self) -> float:
        """The width in mm."""
        if self.preset:
            return PRESETS[self.preset].width
        return self.width_mm or self.width / viz.PER_INCH * MM

    @property
    def high(self) -> float | None:
        """The height in mm, None if it follows from the figure."""
        if self.height_mm is not None:
            return self.height_mm
        if self.preset:
            return PRESETS[self.preset].height
        return None if self.width_mm else self.height / viz.PER_INCH * MM

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height in inches (a height that follows from the figure: the most that it can be)."""
        tallest = PRESETS[self.preset].tallest if self.preset else 420
        return self.wide / MM, (self.high or min(tallest, 3 * self.wide)) / MM

    @property
    def density(self) -> float:
        """Pixels to the inch of a PNG."""
        if self.dpi is not None:
            return self.dpi
        return 300.0 if self.preset or self.width_mm else viz.PER_INCH * self.scale

    @property
    def points(self) -> float:
        """The smallest type in points, as printed."""
        default = PRESETS[self.preset].font if self.preset else 8.0 if self.width_mm else 9.75
        return self.font or default

    def page(self) -> viz.Page:
        """The page that the figure is laid out for. Its sides are whole pixels: files are stretched by less than 0.3%
        from there to exact millimetres."""
        line = self.line or (PRESETS[self.preset].line if self.preset else 1.0 if self.width_mm else 1.65)
        high = None if self.high is None else float(round(self.high / MM * viz.PER_INCH))
        width = round(self.wide / MM * viz.PER_INCH)
        return viz.Page(
            width=float(width),
            height=high,
            tallest=float(int(self.inches[1] * MM * width / self.wide)),
            font=self.points,
            line=line,
            look=self.look,
            grey=self.grey,
            transparent=self.transparent,
            serif=self.serif,
        )

    def size_mm(self, size: tuple[int, int]) -> tuple[float, float]:
        """Exact width and height in mm of a figure that is laid out in `size` pixels."""
        return self.wide, self.high or size[1] * self.wide / size[0]

    @property
    def label(self) -> str:
        """What a file's name says of the shape."""
        parts = [self.preset or (f"{self.width_mm:g}mm" if self.width_mm else "")]
        parts += ["grey"] if self.grey else []
        return "-".join(part for part in parts if part)
