"""The handout: a lecture as one PDF on A4, a page a scene: the figure as vectors, caption, notes, state and link.

The figures are Kaleido's PDFs; fpdf2 sets the words in the type of the figures (embedded; a second font has the signs
of mathematics) and pikepdf puts the figures onto the pages. No clock: the same lecture gives the same file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pikepdf
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from explorer import catalogue, export, link
from explorer.controls.base import clipped
from explorer.export import fonts
from explorer.lectures.model import Lecture, LectureScene
from explorer.lesson import Unanswerable
from explorer.version import VERSION

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0  # mm
HIGH = 105.0  # mm of a figure, which is as wide as the text
FIGURE = export.Shape(width_mm=WIDTH - 2 * MARGIN, height_mm=HIGH, font=8.0, line=1.2)
TOP = 30.0  # mm from the top of the page to the figure
FOOT = 30.0  # mm at the bottom for state, link and page number
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)  # points of the notes: the first that fits the page
INK, PALE, BLUE = (20, 24, 32), (90, 96, 108), (0, 75, 145)
ADDRESS = "http://localhost:8501/"
_MM = 72 / 25.4  # points


def make(lecture: Lecture, address: str = ADDRESS, told: Callable[[int], None] = lambda done: None) -> bytes:
    """The handout as the bytes of a PDF; `told` hears how many scenes are drawn.

    Args:
        lecture: a page for each of its scenes (more only where notes are too long for one).
        address: where the application runs; the links begin with it.

    Raises:
        export.NoBrowser: there is no Chrome or Chromium to draw the figures.
    """
    for step in steps(lecture, address):
        if isinstance(step, bytes):
            return step
        told(step)
    raise AssertionError("steps ends with the file")


def steps(lecture: Lecture, address: str = ADDRESS) -> Iterator[int | bytes]:
    """How many scenes are drawn, after each; at last the PDF."""
    figures: list[bytes | str] = []
    for scene in lecture.scenes:
        figures.append(_figure(scene))
        yield len(figures)
    words, starts = _words(lecture, address, figures)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(words)) as document:
        for start, figure in zip(starts, figures, strict=True):
            if isinstance(figure, bytes):
                _place(document.pages[start], figure)
        # No date: the same lecture is the same file.
        told = {"/Title": lecture.title, "/Author": lecture.author, "/Subject": lecture.about}
        document.trailer["/Info"] = document.make_indirect(pikepdf.Dictionary())
        document.docinfo["/Creator"] = f"Mathscope {VERSION}"
        for key, text in told.items():
            if text:
                document.docinfo[key] = text
        document.save(out, deterministic_id=True, compress_streams=True)
    yield out.getvalue()


def _place(page: pikepdf.Page, figure: bytes) -> None:
    """Put a figure's page onto a page of the handout, as wide as the text, its upper edge at `TOP`."""
    with pikepdf.open(io.BytesIO(figure)) as drawn:
        _, low, width, high = (float(edge) for edge in drawn.pages[0].mediabox)  # Kaleido starts at 0, 0
        left, right, top = MARGIN * _MM, (WIDTH - MARGIN) * _MM, (HEIGHT - TOP) * _MM
        height = (right - left) * (high - low) / width
        page.add_overlay(drawn.pages[0], pikepdf.Rectangle(left, top - height, right, top))


def _figure(scene: LectureScene) -> bytes | str:
    """The figure of a scene at rest as a PDF, or the sentence why there is none."""
    try:
        drawn = catalogue.find(scene.lesson).scene(scene.parameters)
    except Unanswerable as error:
        return str(error)
    return export.make(drawn, "pdf", FIGURE)


def _words(lecture: Lecture, address: str, figures: list[bytes | str]) -> tuple[bytes, list[int]]:
    """Everything but the figures, and the number of the page on which each scene begins."""
    pdf = FPDF(format="A4")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, FOOT + 4)
    for family, style, face in (("Arimo", "", "regular"), ("Arimo", "B", "bold"), ("Symbols", "", "symbols")):
        pdf.add_font(family, style=style, fname=fonts.FOLDER / fonts.FILES[face])
    pdf.set_fallback_fonts(["Symbols"], exact_match=False)
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # it enters the number of the file, and is not shown
    pdf.set_lang("en")
    starts = []
    for number, (scene, figure) in enumerate(zip(lecture.scenes, figures, strict=True), 1):
        pdf.add_page()
        starts.append(pdf.page - 1)
        pdf.start_section(f"{number}. {scene.caption or catalogue.find(scene.lesson).title}")
        _page(pdf, lecture, number, scene, address, figure)
    return bytes(pdf.output()), starts


def _line(pdf: FPDF, text: str, size: float, style: str = "", color: tuple[int, int, int] = INK) -> None:
    pdf.set_font("Arimo", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _page(pdf: FPDF, lecture: Lecture, number: int, scene: LectureScene, address: str, figure: bytes | str) -> None:
    lesson = catalogue.find(scene.lesson)
    pdf.set_y(11)
    _line(pdf, clipped(" · ".join(filter(None, (lecture.title, lecture.author))), 110), 8.5, "", PALE)
    pdf.set_y(18)
    _line(pdf, f"{number}   {clipped(lesson.title, 62)}", 14, "B")
    if isinstance(figure, str):
        pdf.set_y(TOP + 40)
        _line(pdf, f"No figure: {figure}", 10.5)
    pdf.set_y(TOP + HIGH + 3)
    if scene.caption:
        _line(pdf, scene.caption, 12, "B")
        pdf.ln(2)
    _foot(pdf, lecture, number, scene, address)
    if scene.notes:
        room = HEIGHT - FOOT - 4 - pdf.get_y()
        for size in SIZES:
            pdf.set_font("Arimo", "", size)
            tall = pdf.multi_cell(0, size * 0.5, scene.notes, align="L", dry_run=True, output="HEIGHT")
            assert isinstance(tall, (int, float))  # output="HEIGHT" gives just that
            if tall <= room:
                break
        _line(pdf, scene.notes, size, "")


def _foot(pdf: FPDF, lecture: Lecture, number: int, scene: LectureScene, address: str) -> None:
    lesson = catalogue.find(scene.lesson)
    query = link.write(lesson, scene.parameters)
    target = f"{address}{lesson.slug}{'?' + query if query else ''}"
    changed = [
        f"{c.name} = {clipped(c.write(scene.parameters[c.name]), 60)}"
        for c in lesson.controls
        if scene.parameters[c.name] != c.initial
    ]
    state = ", ".join(changed) or "as the lesson begins"
    if scene.sweep:
        sweep = scene.sweep
        state += f"; in the lecture {sweep.control} moves from {sweep.start:g} to {sweep.end:g}"
    y = pdf.get_y()
    pdf.set_auto_page_break(False)
    pdf.set_draw_color(200, 204, 212)
    pdf.line(MARGIN, HEIGHT - FOOT, WIDTH - MARGIN, HEIGHT - FOOT)
    pdf.set_y(HEIGHT - FOOT + 2)
    _line(pdf, clipped(f"State: {state}.", 330), 7.5, "", PALE)
    pdf.set_font("Arimo", "", 7.5)
    pdf.set_text_color(*BLUE)
    pdf.multi_cell(0, 3.75, clipped(target, 330), align="L", link=target, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(HEIGHT - 9)
    pdf.set_text_color(*PALE)
    pdf.set_font("Arimo", "", 8)
    pdf.cell(0, 4, f"{number} / {len(lecture.scenes)}", align="R")
    pdf.set_auto_page_break(True, FOOT + 4)
    pdf.set_y(y)
