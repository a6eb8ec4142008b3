"""Files of figures, opened with tools that are not ours: what they hold, and what they say of themselves."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pypdf
import pytest
from lxml import etree
from nbconvert.preprocessors import ExecutePreprocessor
from PIL import Image

import viz
from explorer import export
from explorer.catalogue import find, lessons
from explorer.export import render
from explorer.version import ROOT, VERSION, YEAR
from tests.explorer.test_print import sizes_in_pdf

SVG = "{http://www.w3.org/2000/svg}"
STATE = {"angle": 30, "matrix": "2,-1;0.5,1"}
SCENE = find("eigenvectors").scene(**STATE)
ORIGIN = export.describe(SCENE)
COLUMN = export.Shape.read({"preset": "nature-single"})


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The state in every format, one column of a journal wide."""
    return {
        kind: export.make(SCENE, kind, COLUMN) for kind in export.FORMATS if kind != "eps" or shutil.which("pdftops")
    }


def reader_of(body: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(body))


def test_every_format_leads_back_to_its_state(files):
    assert {export.state_in(body) for body in files.values()} == {"eigenvectors?matrix=2,-1;0.5,1&angle=30"}
    assert export.state_in(b"nothing of ours") is None
    assert export.state_in(b"mathscope:state:____") is None


def test_every_format_says_link_parameters_version_and_licence(files):
    for kind, body in files.items():
        text = body.decode("utf-8", "replace")
        plain = text.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", '"')
        if kind == "pdf":
            info = reader_of(body).metadata
            plain = " ".join(str(value) for value in info.values())
            plain += reader_of(body).xmp_metadata.dc_rights["x-default"]
        if kind == "json":  # whose slashes are escaped
            plain = json.dumps(json.loads(text)["layout"]["meta"])
        assert ORIGIN.link in plain, kind
        assert VERSION in plain and "MIT" in plain and "2,-1;0.5,1" in plain, kind


def test_the_same_state_is_the_same_file(files):
    for kind in ("svg", "pdf", "csv", "json", "py", "rs", "ipynb"):
        assert export.make(SCENE, kind, COLUMN) == files[kind], kind


def test_the_page_of_a_pdf_is_the_column_to_a_hundredth_of_a_millimetre(files):
    page = reader_of(files["pdf"]).pages[0]
    width, height = (float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height))
    assert abs(width - 89) < 0.01
    svg = etree.fromstring(files["svg"])
    assert svg.get("width") == "89mm" and abs(float(svg.get("height").removesuffix("mm")) - height) < 0.01


def test_the_type_of_a_pdf_is_embedded_and_can_be_read(files):
    reader = reader_of(files["pdf"])
    fonts = {}
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        fonts[str(font.get_object()["/BaseFont"])] = below
    assert fonts
    for name, font in fonts.items():
        assert re.match(r"/[A-Z]{6}\+", name)  # a subset
        assert font["/Subtype"] == "/CIDFontType2" and "/FontFile2" in font["/FontDescriptor"].get_object()
    text = reader.pages[0].extract_text()
    for wanted in ("direction of x (degrees)", "180", "Ax"):
        assert wanted in text
    assert reader.metadata.title == "Eigenvalues and Eigenvectors"
    assert "/CreationDate" not in reader.metadata


def test_the_smallest_type_of_a_pdf_is_the_one_asked_for():
    body = export.make(SCENE, "pdf", export.Shape.read({"preset": "ieee-single", "font": "9"}))
    sizes = sizes_in_pdf(body)
    assert sizes and 8.95 < min(sizes) < 9.1


def test_an_svg_holds_its_words_its_type_and_its_numbers(files):
    svg = etree.fromstring(files["svg"])
    assert svg.find(SVG + "title").text == "Eigenvalues and Eigenvectors"
    assert svg.find(SVG + "desc").text == SCENE.alt
    source = svg.find(".//{http://purl.org/dc/elements/1.1/}source")
    assert source.text == ORIGIN.link
    seeds = {node.get("{https://mathscope.invalid/ns#}name"): node.text for node in svg.iter("{*}parameter")}
    assert seeds == dict(ORIGIN.parameters)
    style = svg.find(SVG + "style").text
    assert style.count("@font-face") >= 2 and "http" not in style
    # The tip of Ax in the drawing, through the axis, is the Ax of the figure.
    figure = export.figure(SCENE, COLUMN)
    assert str(figure.layout.width) in svg.get("viewBox").split()


def test_the_type_in_an_svg_has_every_letter_that_it_uses(files):
    from base64 import b64decode

    from fontTools.ttLib import TTFont

    svg = etree.fromstring(files["svg"])
    known: set[int] = set()
    for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", svg.find(SVG + "style").text):
        known |= set(TTFont(io.BytesIO(b64decode(data))).getBestCmap())
    used = {letter for node in svg.iter(SVG + "text") for letter in "".join(node.itertext())}
    assert {
        letter for letter in used if ord(letter) not in known and not letter.isspace() and letter != "\u200b"
    } == set()


def test_a_png_knows_its_resolution_and_its_origin():
    shape = export.Shape.read({"preset": "ieee-single", "dpi": "600"})
    image: Any = Image.open(io.BytesIO(export.make(SCENE, "png", shape)))
    assert abs(image.width - 88.9 / 25.4 * 600) <= 2
    assert np.allclose(image.info["dpi"], 600, atol=0.01)
    assert image.text["Source"] == ORIGIN.link and image.text["Title"] == ORIGIN.title
    record = json.loads(image.text["mathscope"])
    assert record["parameters"]["angle"] == "30" and record["caption"] == ORIGIN.caption
    image.load()


def test_a_transparent_picture_has_no_background_and_a_grey_one_no_colour():
    clear: Any = Image.open(io.BytesIO(export.make(SCENE, "png", export.Shape.read({"transparent": "1"})))).convert(
        "RGBA"
    )
    assert clear.getpixel((2, 2))[3] == 0
    for slug in ("eigenvectors", "svd", "psd_covariance"):
        shape = export.Shape.read({"preset": "nature-single", "grey": "1", "dpi": "100"})
        body = export.make(find(slug).scene(), "png", shape)
        pixels = np.asarray(Image.open(io.BytesIO(body)).convert("RGB"), dtype=int)
        assert np.ptp(pixels, axis=2).max() <= 2, slug


def test_a_photograph_is_grey_on_grey_paper():
    scene = find("svd").scene(view="photo") if "photo" in str(find("svd").controls) else find("svd").scene()
    images = export.figure(scene, export.Shape.read({"preset": "nature-double", "grey": "1"})).layout.images
    for each in images:
        from base64 import b64decode

        assert Image.open(io.BytesIO(b64decode(each.source.split(",")[1]))).mode == "L"


def test_pandas_reads_the_csv_as_it_is(files):
    table = pd.read_csv(io.BytesIO(files["csv"]))
    tip = table[table["name"] == "Ax"][["x", "y"]].to_numpy(float)[-1]
    assert np.allclose(tip, SCENE.numbers["image"])
    assert ORIGIN.mark in table["origin"][0] and table["origin"][1:].isna().all()


def test_the_json_is_a_plotly_figure_with_its_origin(files):
    import plotly.io as pio

    figure = pio.from_json(files["json"].decode())
    assert figure.layout.meta["link"] == ORIGIN.link and figure.layout.meta["seed"] == ""


@pytest.mark.slow
def test_the_notebook_runs_and_prints_the_numbers_of_the_figure(files, tmp_path):
    book = nbformat.reads(files["ipynb"].decode(), as_version=4)
    nbformat.validate(book)
    assert book.metadata["mathscope"]["link"] == ORIGIN.link
    ExecutePreprocessor(timeout=120, kernel_name="python3").preprocess(book, {"metadata": {"path": str(tmp_path)}})
    said = "".join(out.get("text", "") for cell in book.cells for out in cell.get("outputs", []))
    turned = re.search(r"^turned = (\S+)", said, re.MULTILINE)
    assert turned and np.isclose(float(turned[1]), SCENE.numbers["turned"])


def test_the_programs_still_begin_and_run_as_programs(files):
    compile(files["py"].decode(), "eigenvectors.py", "exec")
    assert files["py"].startswith(b"# Eigenvalues and Eigenvectors. Mathscope")
    assert files["rs"].startswith(b"// Eigenvalues and Eigenvectors. Mathscope") and b"fn main" in files["rs"]


def test_a_random_figure_says_its_seed():
    lesson = next(each for each in lessons().values() if any(c.kind == "seed" for c in each.controls))
    name = next(c.name for c in lesson.controls if c.kind == "seed")
    assert export.describe(lesson.scene(**{name: 7})).seed == "7"


def test_a_name_holds_the_state_and_stays_short():
    lesson = find("eigenvectors")
    parameters = lesson.parameters({"angle": 30})
    assert export.file_name(lesson, parameters, "pdf") == "eigenvectors_angle-30.pdf"
    assert export.file_name(lesson, parameters, "png", "nature-single") == "eigenvectors_angle-30_nature-single.png"
    assert export.file_name(lesson, lesson.parameters(), "svg") == "eigenvectors.svg"
    names = set()
    for each in lessons().values():
        for preset in each.presets:
            name = export.file_name(each, each.parameters(preset.values), "pdf", "elsevier-double-grey")
            assert re.fullmatch(r"[A-Za-z0-9._-]{1,110}", name)
            names.add((name, each.parameters(preset.values), each.slug))
    assert len({name for name, _, _ in names}) == len(names)


def test_the_citation_has_the_year_of_the_version():
    assert f"(c) {YEAR} " in (ROOT / "LICENSE").read_text()
    entry = ORIGIN.bibtex()
    assert f"year         = {{{YEAR}}}" in entry and ORIGIN.link in entry and entry.count("{") == entry.count("}")


def test_the_caption_has_the_values_of_the_moment():
    assert "Direction of x = 30°" in ORIGIN.caption and SCENE.alt in ORIGIN.caption
    assert "Eigenvalues and Eigenvectors." in ORIGIN.caption


def test_the_address_of_a_request_is_taken_only_if_it_is_one(monkeypatch):
    monkeypatch.delenv("MATHSCOPE_URL", raising=False)
    assert export.home_page("https://example.org/maths/") == "https://example.org/maths/"
    for bad in ("javascript:alert(1)", 'http://x"onload=', "http://a b/", ""):
        assert export.home_page(bad) == "http://localhost:8501"
    monkeypatch.setenv("MATHSCOPE_URL", "https://maths.example.org")
    assert export.home_page("http://other") == "https://maths.example.org"


def test_without_a_browser_images_say_what_to_install_and_the_rest_works(monkeypatch, tmp_path):
    monkeypatch.setenv("MATHSCOPE_CHROMIUM", str(tmp_path / "nothing"))
    for kind in export.IMAGES:
        with pytest.raises(export.NoBrowser, match="needs Chrome or Chromium"):
            export.make(SCENE, kind)
    for kind in set(export.FORMATS) - set(export.IMAGES):
        assert len(export.make(SCENE, kind, COLUMN)) > 500
    report = export.check(SCENE, COLUMN)
    assert not report.measured and report.smallest_pt == pytest.approx(7, abs=0.05)


def test_the_browser_is_replaced_after_so_many_images_and_they_stay_the_same(monkeypatch):
    monkeypatch.setattr(render, "FRESH", 2)
    images: list[bytes] = []
    browsers: list[Any] = []
    for _ in range(4):
        images.append(export.make(SCENE, "svg"))
        browsers.append(render._warm)
    assert len({*images}) == 1
    assert browsers[0] is not browsers[-1] and not browsers[0].thread.is_alive()
    assert all(0 < each.drawn <= 2 for each in browsers)


def test_an_upright_narrow_figure_stacks_its_panels():
    scene = find("eigenvectors").scene()
    beside, stacked = scene.figure(size=(960, 540)), scene.figure(size=(390, 760))
    assert beside.layout.xaxis2.domain[0] > beside.layout.xaxis.domain[1]
    assert stacked.layout.yaxis.domain[0] > stacked.layout.yaxis2.domain[1]
    assert scene.figure(size=(600, 300)).layout.xaxis2.domain[0] > 0.4  # a wide strip is no phone


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "−3 is no formula"])
def test_a_spreadsheet_takes_no_text_of_a_reader_for_a_formula(name):
    panel = viz.Plane([viz.line([-1.5, 2], [0, 1])], viz.Axis("x", (-2, 2)), viz.Axis("y", (0, 1)), name)
    scene = dataclasses.replace(SCENE, panels=[panel])
    table = pd.read_csv(io.BytesIO(export.make(scene, "csv")))
    harmless = name if name.startswith("−") else f"'{name}"
    assert set(table["panel"]) == {harmless}
    assert table["x"].tolist() == [-1.5, 2.0], "numbers stay numbers"
