"""The handout: a lecture as one PDF on A4: of each scene the figure as vectors, caption, notes, state, link, QR code.

One scene a page, with its notes or without; or two or four, without.

The figures are Kaleido's PDFs; fpdf2 sets the words in the type of the figures (embedded; a second font has the signs
of mathematics) and pikepdf puts the figures onto the pages. No clock: the same lecture gives the same file.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pikepdf
import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from explorer import catalogue, export, link
from explorer.controls.base import clipped
from explorer.export import fonts
from explorer.lectures import images, words
from explorer.lectures.model import Lecture, LectureScene
from explorer.lesson import Unanswerable
from explorer.version import VERSION

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0  # mm
HIGH = 105.0  # mm of a figure, which is as wide as the text, where it has a page of its own
TOP = 30.0  # mm from the top of the page to the figure
HEAD = 18.0  # mm of the heads of pages with several scenes
CODE = 20.0  # mm of a QR code
PER_PAGE = (1, 2, 4)
FOOT = 30.0  # mm at the bottom for state, link and page number
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)  # points of the notes: the first that fits the page
INK, PALE, BLUE = (20, 24, 32), (90, 96, 108), (0, 75, 145)
ADDRESS = "http://localhost:8501/"
LONGEST_CODE = 600  # characters that a code of this size can carry to a phone
_MM = 72 / 25.4  # points


@dataclasses.dataclass(frozen=True)
class Layout:
    """What stands on a page: `per_page` scenes (1, 2 or 4), with the lecturer's notes (one a page only) or without.

    Raises:
        export.ExportError: there is no such layout.
    """

    per_page: int = 1
    notes: bool = True

    def __post_init__(self) -> None:
        if self.per_page not in PER_PAGE:
            raise export.ExportError("A handout has 1, 2 or 4 scenes a page.")
        if self.notes and self.per_page > 1:
            raise export.ExportError("Notes need a page for each scene; with 2 or 4 a page leave them out.")

    @property
    def wide(self) -> float:
        """The width of a figure, in mm."""
        whole = WIDTH - 2 * MARGIN
        return whole if self.per_page < 4 else (whole - 8.0) / 2

    @property
    def high(self) -> float:
        """The height of a figure, in mm."""
        return {1: HIGH, 2: 84.0, 4: 92.0}[self.per_page]

    @property
    def shape(self) -> export.Shape:
        """The shape of the figures as files."""
        font = 8.0 if self.per_page < 4 else 6.5
        return export.Shape(width_mm=self.wide, height_mm=self.high, font=font, line=1.2 if self.per_page < 4 else 1.0)

    def place(self, at: int) -> tuple[float, float]:
        """The upper left corner of the figure of the scene with that number on its page, in mm."""
        if self.per_page == 1:
            return MARGIN, TOP
        row, column = divmod(at, self.per_page // 2)
        return MARGIN + column * (self.wide + 8.0), HEAD + 9.0 + row * (HEIGHT - HEAD) / 2


WITH_NOTES = Layout()


def make(
    lecture: Lecture,
    address: str = ADDRESS,
    told: Callable[[int], None] = lambda done: None,
    layout: Layout = WITH_NOTES,
) -> bytes:
    """The handout as the bytes of a PDF; `told` hears how many scenes are drawn.

    Args:
        lecture: its scenes and their steps, each in a place of its own (notes may go on to another page).
        address: where the application runs; the links begin with it.

    Raises:
        export.NoBrowser: there is no Chrome or Chromium to draw the figures.
        LectureError: the words of a scene name what its figure has not.
    """
    for step in steps(lecture, address, layout):
        if isinstance(step, bytes):
            return step
        told(step)
    raise AssertionError("steps ends with the file")


def count(lecture: Lecture) -> int:
    """How many figures the handout has."""
    return sum(1 for _ in lecture.stops())


def steps(lecture: Lecture, address: str = ADDRESS, layout: Layout = WITH_NOTES) -> Iterator[int | bytes]:
    """How many scenes are drawn, after each; at last the PDF."""
    figures: list[bytes | str] = []
    for _, scene in lecture.stops():
        figures.append(_figure(scene, layout) if scene.lesson else "")
        yield len(figures)
    paper, places = _paper(lecture, address, figures, layout)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as document:
        for (page, left, top), figure in zip(places, figures, strict=True):
            if isinstance(figure, bytes):
                _place(document.pages[page], figure, left, top, layout.wide)
        # No date: the same lecture is the same file.
        told = {"/Title": lecture.title, "/Author": lecture.author, "/Subject": lecture.about}
        document.trailer["/Info"] = document.make_indirect(pikepdf.Dictionary())
        document.docinfo["/Creator"] = f"Mathscope {VERSION}"
        for key, text in told.items():
            if text:
                document.docinfo[key] = text
        document.save(out, deterministic_id=True, compress_streams=True)
    yield out.getvalue()


def _place(page: pikepdf.Page, figure: bytes, left: float, top: float, wide: float) -> None:
    """Put a figure's page onto a page of the handout: its upper left corner and its width in mm."""
    with pikepdf.open(io.BytesIO(figure)) as drawn:
        _, low, width, high = (float(edge) for edge in drawn.pages[0].mediabox)  # Kaleido starts at 0, 0
        upper = (HEIGHT - top) * _MM
        height = wide * _MM * (high - low) / width
        page.add_overlay(drawn.pages[0], pikepdf.Rectangle(left * _MM, upper - height, (left + wide) * _MM, upper))


def _figure(scene: LectureScene, layout: Layout) -> bytes | str:
    """The figure of a scene at rest as a PDF, or the sentence why there is none."""
    try:
        drawn = catalogue.find(scene.lesson).scene(scene.parameters)
    except Unanswerable as error:
        return f"No figure: {error}"
    return export.make(drawn, "pdf", layout.shape)


Place = tuple[int, float, float]


def _paper(lecture: Lecture, address: str, figures: list[bytes | str], layout: Layout) -> tuple[bytes, list[Place]]:
    """Everything but the figures, and for each of them its page and its upper left corner in mm."""
    pdf = FPDF(format="A4")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, FOOT + 4)
    for family, style, face in (("Arimo", "", "regular"), ("Arimo", "B", "bold"), ("Symbols", "", "symbols")):
        pdf.add_font(family, style=style, fname=fonts.FOLDER / fonts.FILES[face])
    pdf.set_fallback_fonts(["Symbols"], exact_match=False)
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # it enters the number of the file, and is not shown
    pdf.set_lang("en")
    places = []
    for at, ((name, scene), figure) in enumerate(zip(lecture.stops(), figures, strict=True)):
        if scene.lesson:
            caption, notes = words.fill(scene, scene.caption), words.fill(scene, scene.notes)
            scene = dataclasses.replace(scene, caption=caption, notes=notes)
        spot = at % layout.per_page
        if spot == 0:
            pdf.add_page()
            pdf.set_y(11)
            _line(pdf, clipped(" · ".join(filter(None, (lecture.title, lecture.author))), 110), 8.5, "", PALE)
        left, top = layout.place(spot)
        places.append((pdf.page - 1, left, top))
        pdf.start_section(f"{name}. {scene.caption or scene.name}")
        told = _page if layout.per_page == 1 else _cell
        instead = figure if isinstance(figure, str) else ""
        told(pdf, Entry(name, scene, _target(scene, address), instead, layout, left, top), len(lecture.scenes))
    return bytes(pdf.output()), places


@dataclasses.dataclass(frozen=True)
class Entry:
    """A scene and its place on a page; `instead` is the sentence where there is no figure."""

    name: str
    scene: LectureScene
    target: str
    instead: str
    layout: Layout
    left: float
    top: float


def _line(
    pdf: FPDF, text: str, size: float, style: str = "", color: tuple[int, int, int] = INK, wide: float = 0
) -> None:
    pdf.set_font("Arimo", style, size)
    pdf.set_text_color(*color)
    left = pdf.get_x()
    pdf.multi_cell(wide, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_x(left if wide else pdf.l_margin)


def _card(pdf: FPDF, entry: Entry) -> None:
    """A scene without a figure: its text and its image in the place of the figure."""
    scene, layout, left, top = entry.scene, entry.layout, entry.left, entry.top
    pdf.set_xy(left, top)
    if scene.text:
        _line(
            pdf,
            re.sub(r"(?m)^\s*\$+(.+?)\$+\s*$", r"\1", scene.text),
            12 if layout.per_page < 4 else 8,
            wide=layout.wide,
        )
    if scene.image:
        high = max(10.0, top + layout.high - pdf.get_y() - 2)
        body = io.BytesIO(images.content(scene.image))
        pdf.image(body, left, pdf.get_y() + 1, layout.wide, high, keep_aspect_ratio=True, alt_text=scene.alt or None)


def _code(pdf: FPDF, target: str, left: float, top: float) -> None:
    """A QR code as squares, so that it stays sharp at any size."""
    rows = [list(row) for row in segno.make_qr(target, error="l").matrix]
    side = CODE / (len(rows) + 2)
    pdf.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):  # a run of dark squares is one rectangle
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                pdf.rect(left + (x + 1) * side, top + (y + 1) * side, (end - x) * side, side, style="F")
            x = end + 1


def _target(scene: LectureScene, address: str) -> str:
    """The address of a scene's state, or of the application where it has none."""
    if not scene.lesson:
        return address
    query = link.write(catalogue.find(scene.lesson), scene.parameters)
    return f"{address}{scene.lesson}{'?' + query if query else ''}"


def _cell(pdf: FPDF, entry: Entry, total: int) -> None:
    """One of several scenes of a page: its name, under the figure the caption, and beside it the code."""
    scene, layout, left, top = entry.scene, entry.layout, entry.left, entry.top
    pdf.set_auto_page_break(False)
    pdf.set_xy(left, top - 7)
    _line(pdf, f"{entry.name}   {clipped(scene.name, 62 if layout.per_page == 2 else 34)}", 11, "B", wide=layout.wide)
    if not scene.lesson:
        _card(pdf, entry)
    elif entry.instead:
        pdf.set_xy(left, top + layout.high / 2)
        _line(pdf, entry.instead, 9, wide=layout.wide)
    low = top + layout.high + 2
    beside = layout.wide - CODE - 4
    pdf.set_xy(left, low)
    if scene.caption:
        _line(pdf, scene.caption, 10 if layout.per_page == 2 else 8.5, "B", wide=beside)
    target = entry.target
    pdf.set_font("Arimo", "", 6.5)
    pdf.set_text_color(*BLUE)
    pdf.set_x(left)
    pdf.multi_cell(beside, 3.2, clipped(target, 120), align="L", link=target, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if len(target) <= LONGEST_CODE:
        _code(pdf, target, left + layout.wide - CODE, low)
    pdf.set_auto_page_break(True, FOOT + 4)


def _page(pdf: FPDF, entry: Entry, total: int) -> None:
    """A scene that has a page of its own."""
    scene = entry.scene
    pdf.set_y(18)
    _line(pdf, f"{entry.name}   {clipped(scene.name, 62)}", 14, "B")
    if not scene.lesson:
        _card(pdf, entry)
    elif entry.instead:
        pdf.set_y(TOP + 40)
        _line(pdf, entry.instead, 10.5)
    pdf.set_y(TOP + HIGH + 3)
    if scene.caption:
        _line(pdf, scene.caption, 12, "B")
        pdf.ln(2)
    _foot(pdf, entry, total)
    if scene.notes and entry.layout.notes:
        room = HEIGHT - FOOT - 4 - pdf.get_y()
        for size in SIZES:
            pdf.set_font("Arimo", "", size)
            tall = pdf.multi_cell(0, size * 0.5, scene.notes, align="L", dry_run=True, output="HEIGHT")
            assert isinstance(tall, (int, float))  # output="HEIGHT" gives just that
            if tall <= room:
                break
        _line(pdf, scene.notes, size, "")


def _state(scene: LectureScene) -> str:
    """The state of a scene in words."""
    if not scene.lesson:
        return ""
    changed = [
        f"{c.name} = {clipped(c.write(scene.parameters[c.name]), 60)}"
        for c in catalogue.find(scene.lesson).controls
        if scene.parameters[c.name] != c.initial
    ]
    state = ", ".join(changed) or "as the lesson begins"
    if scene.sweep:
        sweep = scene.sweep
        state += f"; in the lecture {sweep.control} moves from {sweep.start:g} to {sweep.end:g}"
    return f"State: {state}."


def _foot(pdf: FPDF, entry: Entry, total: int) -> None:
    target = entry.target
    y = pdf.get_y()
    pdf.set_auto_page_break(False)
    pdf.set_draw_color(200, 204, 212)
    pdf.line(MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT)
    beside = WIDTH - 2 * MARGIN - CODE - 4
    pdf.set_y(HEIGHT - FOOT + 2)
    _line(pdf, clipped(_state(entry.scene), 280), 7.5, "", PALE, wide=beside)
    pdf.set_font("Arimo", "", 7.5)
    pdf.set_text_color(*BLUE)
    pdf.set_x(MARGIN)
    pdf.multi_cell(beside, 3.75, clipped(target, 280), align="L", link=target, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if len(target) <= LONGEST_CODE:
        _code(pdf, target, WIDTH - MARGIN - CODE, HEIGHT - FOOT + 1)
    pdf.set_xy(MARGIN, HEIGHT - 9)
    pdf.set_text_color(*PALE)
    pdf.set_font("Arimo", "", 8)
    pdf.cell(0, 4, f"{entry.name} / {total}", align="R")
    pdf.set_auto_page_break(True, FOOT + 4)
    pdf.set_y(y)
