"""Figures as LaTeX code: its paths are the drawing's, its words are LaTeX, and TeX, where there is one, agrees."""

from __future__ import annotations

import ast
import io
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
from PIL import Image

from explorer import export
from explorer.catalogue import find
from explorer.export import latex, pgf, svg
from explorer.version import ROOT

COLUMN = export.Shape.read({"preset": "nature-single"})
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">%s</svg>'


def drawn(inside: bytes) -> str:
    return pgf.pgf(SQUARE % inside, (100, 100), 100 / 72.27 * 25.4)  # so that a pixel is a point


def curve(steps: list[tuple[str, list[tuple[float, float]]]]) -> np.ndarray:
    """Points along the Bézier curves of some steps."""
    t = np.linspace(0, 1, 21)[:, None]
    here, found = np.zeros(2), []
    for name, points in steps:
        if name == "curveto":
            a, b, c = np.array(points)
            found.append((1 - t) ** 3 * here + 3 * t * (1 - t) ** 2 * a + 3 * t**2 * (1 - t) * b + t**3 * c)
        if points:
            here = np.array(points[-1])
    return np.concatenate(found)


@pytest.mark.parametrize("path", ["M3,0A3,3 0 1,1 0,-3A3,3 0 0,1 3,0Z", "M-3,0A3,3 0 0,0 3,0", "M0,3a3,3 0 0,0 3,-3"])
def test_an_arc_lies_on_its_circle(path):
    points = curve(list(svg.steps(path)))
    assert np.allclose(np.hypot(*points.T), 3, atol=2e-3)


def test_an_arc_goes_the_way_that_its_flags_say():
    long = curve(list(svg.steps("M3,0A3,3 0 1,1 0,-3")))  # clockwise on a screen, three quarters
    assert long[:, 1].max() == pytest.approx(3, abs=2e-3) and long[:, 0].min() == pytest.approx(-3, abs=2e-3)
    short = curve(list(svg.steps("M3,0A3,3 0 0,0 0,-3")))
    assert short.min(axis=0)[0] >= -1e-9 and short[:, 1].max() <= 1e-9
    wide = curve(list(svg.steps("M-4,0A1,0.5 0 0,1 4,0")))  # too small: grown until it reaches
    assert wide[:, 1].min() == pytest.approx(-2, abs=2e-3)


def test_steps_of_a_path_are_read_as_svg_says():
    assert list(svg.steps("M1,2l3,0 0,4H0v-1z")) == [
        *(("moveto", [(1, 2)]), ("lineto", [(4, 2)]), ("lineto", [(4, 6)])),
        *(("lineto", [(0, 6)]), ("lineto", [(0, 5)]), ("close", [])),
    ]
    assert [name for name, _ in svg.steps("M0,0 1,0 1,1")] == ["moveto", "lineto", "lineto"]
    (_, start), (_, bend) = svg.steps("M0,0Q1.5,3 3,0")
    assert start == [(0, 0)] and bend == [(1, 2), (2, 2), (3, 0)]


def test_places_turn_and_run_upwards():
    code = drawn(b'<g transform="translate(10,20)"><path d="M0,0L5,0" style="stroke: rgb(255,0,0); fill: none"/></g>')
    assert r"\pgfpathmoveto{\pgfqpoint{10pt}{80pt}}" in code and r"\pgfpathlineto{\pgfqpoint{15pt}{80pt}}" in code
    assert r"{RGB}{255,0,0}" in code and r"\pgfusepath{stroke}" in code
    text = b'<text x="30" y="40" transform="rotate(-90,30,40)" text-anchor="end" style="fill: #000">50% of a_1</text>'
    code = drawn(text)
    assert r"\pgftext[x=30pt,y=60pt,right,base,rotate=90]" in code and r"50\% of a\_1" in code
    half = drawn(b'<g style="opacity: 0.5"><rect x="0" y="0" width="4" height="4" style="fill-opacity: 0.5"/></g>')
    assert r"\pgfsetfillopacity{0.25}" in half
    nothing = drawn(b'<path d="M0,0L5,0" style="fill: none"/><path d="M0,0L5,0" style="opacity: 0"/>')
    assert "moveto" not in nothing


@pytest.mark.parametrize(
    "inside",
    [
        b'<use href="#a"/>',
        b'<rect width="1" height="1" fill="salmon"/>',
        b'<g transform="skewX(3)"/>',
        b'<ellipse rx="1" ry="2"/>',
    ],
)
def test_what_it_does_not_know_is_an_error_and_no_hole(inside):
    with pytest.raises(svg.Unread):
        drawn(inside)


def test_texts_are_latex():
    assert latex.latex("50% & a_b {x} $5 #1 ~^\\") == (
        r"50\% \& a\_b \{x\} \$5 \#1 \textasciitilde{}\textasciicircum{}\textbackslash{}"
    )
    assert latex.latex("x̄ ≤ λ₁") == r"$\bar{x}$ $\leq $ $\lambda $$_{1}$"
    assert latex.latex("−3 · 10⁻²") == r"$-$3 $\cdot $ 10$^{-}$$^{2}$"
    assert latex.latex(" né ") == "~né~"
    assert latex.unread("名") == {"名"} and latex.latex("名") == "名"


def test_every_letter_that_a_lesson_can_write_has_a_command():
    texts = (
        node.value
        for folder in ("pages", "viz")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert not set().union(*map(latex.unread, texts))


@pytest.fixture(scope="module")
def code() -> str:
    return export.make(find("eigenvectors").scene(angle=30), "pgf", COLUMN).decode()


def test_a_figure_has_all_its_words_and_its_origin(code):
    lesson = find("eigenvectors")
    scene = lesson.scene(angle=30)
    root = ElementTree.fromstring(export.make(scene, "svg", COLUMN))
    said = ["".join(node.itertext()).strip("\u200b ") for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert code.count(r"\pgftext[") == sum(1 for each in said if each)
    assert code.count("{") == code.count("}")
    assert code.count(r"\begin{pgfscope}") == code.count(r"\end{pgfscope}") > 10
    assert export.state_in(code.encode()) == "eigenvectors?angle=30"
    assert r"\sffamily" in code
    serif = export.make(scene, "pgf", export.Shape.read({"preset": "nature-single", "serif": "1"})).decode()
    assert r"\sffamily" not in serif


DOCUMENT = r"""\documentclass{article}
\usepackage{pgf}
\usepackage[paperwidth=%.4fmm,paperheight=%.4fmm,margin=0mm]{geometry}
\pagestyle{empty}\parindent0pt\topskip0pt
\begin{document}\vbox to 0pt{\input{figure.pgf}\vss}\end{document}
"""


@pytest.mark.may_skip
@pytest.mark.skipif(not all(map(shutil.which, ("pdflatex", "pdftoppm"))), reason="needs TeX and poppler")
@pytest.mark.parametrize(
    ("slug", "query"), [("eigenvectors", {"angle": 30}), ("svd", {"view": "photo"}), ("subspaces_basis", {})]
)
def test_tex_draws_what_the_browser_draws(slug, query, tmp_path: Path):
    scene = find(slug).scene(**query)
    (tmp_path / "figure.pgf").write_bytes(export.make(scene, "pgf", COLUMN))
    box = pypdf.PdfReader(io.BytesIO(export.make(scene, "pdf", COLUMN))).pages[0].mediabox
    size = (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4)
    (tmp_path / "page.tex").write_text(DOCUMENT % size, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    assert "Missing character" not in (tmp_path / "page.log").read_text("latin-1")
    assert len(pypdf.PdfReader(tmp_path / "page.pdf").pages) == 1
    subprocess.run(["pdftoppm", "-r", "100", "-png", "page.pdf", "page"], cwd=tmp_path, check=True)
    ours = Image.open(next(tmp_path.glob("page*.png"))).convert("L")
    shape = export.Shape.read({"preset": "nature-single", "dpi": "100"})
    theirs = Image.open(io.BytesIO(export.make(scene, "png", shape))).convert("L")
    assert np.abs(np.subtract(ours.size, theirs.size)).max() <= 2
    # Blurred, so that type of another cut counts little and a shape that is missing or elsewhere much.
    small = (ours.width // 4, ours.height // 4)
    one, other = (np.asarray(each.resize(small, Image.Resampling.BOX), dtype=float).ravel() for each in (ours, theirs))
    assert np.corrcoef(one, other)[0, 1] > 0.85
