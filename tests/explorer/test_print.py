"""Paper: presets, the check, the looks that are made for print."""

from __future__ import annotations

import io
import itertools
import json
import re

import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

import viz
from explorer import export, routes
from explorer.__main__ import main
from explorer.catalogue import find, lessons
from explorer.export import fonts, marks
from explorer.export import preflight as checks

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)


def sizes_in_pdf(body: bytes) -> list[float]:
    """The sizes of all type in a PDF, in points, by pypdf."""
    found: list[float] = []

    def seen(text, matrix, text_matrix, font, size):
        if text.strip():
            place = np.reshape(text_matrix[:4], (2, 2)) @ np.reshape(matrix[:4], (2, 2))
            found.append(float(size * np.sqrt(abs(np.linalg.det(place)))))

    pypdf.PdfReader(io.BytesIO(body)).pages[0].extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("name", export.PRESETS)
def test_every_preset_lays_out_every_lesson_inside_its_page(name):
    preset = export.PRESETS[name]
    shape = export.Shape.read({"preset": name})
    for lesson in lessons().values():
        try:
            figure = export.figure(lesson.scene(), shape)
        except export.ExportError as error:  # a slide has room for so many panels, and says what helps
            assert preset.height is not None and "titles=0" in str(error), lesson.slug
            figure = export.figure(lesson.scene(), export.Shape.read({"preset": name, "titles": "0"}))
        wide, high = shape.size_mm((figure.layout.width, figure.layout.height))
        assert wide == preset.width and 0 < high <= preset.tallest + 0.01, lesson.slug


def test_a_narrow_column_stacks_the_panels_that_a_wide_one_sets_side_by_side():
    lesson = find("eigenvectors")
    single, double = (
        export.figure(lesson.scene(), export.Shape.read({"preset": f"nature-{n}"})) for n in ("single", "double")
    )
    assert single.layout.xaxis2.domain[0] == 0 and double.layout.xaxis2.domain[0] > 0.4


def test_no_type_is_smaller_than_asked_and_lines_are_as_thick_as_asked():
    scene = find("lln_clt").scene()
    figure = export.figure(scene, export.Shape.read({"preset": "ieee-double", "font": "9", "line": "0.75"}))
    sizes = [t.textfont.size for t in figure.data if t.type == "scatter" and t.mode == "text"]
    flat = [float(each) for size in sizes for each in np.atleast_1d(size)]
    assert flat and min(flat) >= 12 - 1e-9  # 9 pt
    assert figure.layout.template.layout.xaxis.tickfont.size >= 12 - 1e-9
    widths = [t.line.width for t in figure.data if t.type == "scatter" and t.line.width]
    assert any(np.isclose(width, 1.0) for width in widths)  # 0.75 pt


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"preset": "neon"}, "preset is one of"),
        ({"font": "1"}, "font is a number from 3 to 48"),
        ({"font": "nan"}, "font is a number"),
        ({"line": "x"}, "line is a number"),
        ({"dpi": "5000"}, "dpi is a number"),
        ({"grey": "maybe"}, "grey is 1"),
        ({"preset": "plos", "width_mm": "80"}, "give one of them"),
        ({"preset": "nature-single", "height_mm": "200"}, "at most 170 mm"),
        ({"preset": "slide-16x9", "dpi": "1200"}, "at most"),
        ({"scale": "3", "dpi": "300"}, "give one of them"),
        ({"width_mm": "40", "font": "40"}, "no room for type"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(query, said):
    response = CLIENT.get("/figure/eigenvectors.json", params=query)
    assert response.status_code == 400 and said in response.text


def test_a_control_named_like_an_option_is_the_control():
    told = CLIENT.get("/figure/psd_covariance.json?view=kernel&width=2&preset=plos").json()
    assert told["layout"]["meta"]["parameters"]["width"] == "2"
    assert main(["figure", "psd_covariance", "--width", "2", "--check"]) in (0, 1)


def test_names_are_in_the_header():
    response = CLIENT.get("/figure/eigenvectors.csv?angle=30&preset=nature-single")
    assert response.headers["content-disposition"] == 'inline; filename="eigenvectors_angle-30_nature-single.csv"'


# --- the check ----------------------------------------------------------------------------------------------------


def test_small_type_fails_with_what_to_do():
    report = export.check(find("eigenvectors").scene(), export.Shape.read({"preset": "nature-single", "font": "4.2"}))
    failed = [finding.sentence for finding in report.findings if not finding.passed]
    assert any("prints at 4.2 pt, under 5 pt" in text and "font=5" in text for text in failed)
    assert report.smallest_pt <= 4.2 and not report.passed


def test_the_measured_type_is_that_of_the_pdf():
    scene, shape = find("taylor_series").scene(), export.Shape.read({"preset": "acm-single"})
    report = export.check(scene, shape)
    found = sizes_in_pdf(export.make(scene, "pdf", shape))
    said = next(f.sentence for f in report.findings if f.kind == "type")
    assert re.search(rf"prints? at {min(found):.1f} pt", said), said


def test_contrast_is_that_of_wcag():
    assert checks.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert checks.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known pair just below 4.5
    assert checks.contrast("#767676", "#ffffff") >= 4.5


def test_red_and_green_of_one_lightness_are_confused_by_a_deuteranope_alone():
    pair = {"red": "#b3542f", "green": "#6e7a1f"}
    eyes = list(checks.EYES)
    assert not checks.distance(*(checks._rgb(color) for color in pair.values())) < checks.CONFUSED
    assert checks.confused(pair, eyes[1])
    assert not checks.confused({"blue": "#0000ff", "yellow": "#ffff00"}, eyes[1])


def test_colour_blind_eyes_are_those_of_machado():
    # Machado, Oliveira and Fernandes (2009), table 1, severity 1.0: rows of the matrices, for linear RGB.
    matrices = {
        1: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        2: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        3: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    }
    color = np.array([0.8, 0.3, 0.2])
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    level = "#" + "".join(f"{round(255 * c):02x}" for c in color)
    for index, eye in enumerate(checks.EYES):
        if index == 0:
            continue
        ours = np.clip(np.array(matrices[index]) @ linear, 0, 1)
        wanted = np.where(ours <= 0.0031308, 12.92 * ours, 1.055 * ours ** (1 / 2.4) - 0.055)
        assert np.allclose(checks.seen([level], eye)[0], wanted, atol=0.01)


def test_the_roles_on_paper_stay_apart_for_every_eye():
    look = viz.on_paper("light", font=8, line=1)
    colors = {role: look.colors[role] for role in ("data", "model", "optimum", "gradient", "accent", "null")}
    for eye in list(checks.EYES)[1:]:
        assert checks.confused(colors, eye) == []
    assert all(checks.contrast(color, "#ffffff") >= 4.5 for color in colors.values())
    grey = viz.on_paper("light", font=8, line=1, grey=True, roles=list(colors))
    greys = {role: grey.colors[role] for role in colors}
    assert checks.confused(greys, checks.GREY) == []
    assert all(checks.contrast(color, "#ffffff") >= 4.5 for color in greys.values())
    assert all(color[1:3] == color[3:5] == color[5:7] for color in grey.colors.values())


def test_the_screen_look_on_paper_is_found_out():
    report = export.check(find("dot_products_norms").scene(), export.Shape.read({}))
    assert any("deuteranope" in f.sentence and not f.passed for f in report.findings)


def test_text_that_is_cut_or_overlaps_is_found():
    drawing = """<svg xmlns="http://www.w3.org/2000/svg" width="100" height="60"><g transform="translate(10,0)">
      <text x="0" y="20" style="font-size: 10px; fill: rgb(1, 2, 3);">first word</text>
      <text x="5" y="22" style="font-size: 10px; fill: rgb(1, 2, 3);">second</text></g>
      <text x="98" y="50" style="font-size: 10px; fill: rgb(1, 2, 3);">over the edge</text>
      <g transform="rotate(90)"><text x="0" y="-40" style="font-size: 10px;">down</text></g></svg>"""
    found = [text for text in marks.texts_in_svg(drawing) if text.box]
    sentences = [finding.sentence for finding in checks._layout(found, (100, 60))]
    assert any("“over the edge” is cut" in text for text in sentences)
    assert any("“first word” and “second” overlap" in text for text in sentences)
    down = next(text for text in found if text.text == "down")
    assert down.box and down.box[3] - down.box[1] > down.box[2] - down.box[0]


def test_widths_of_text_are_those_of_arial():
    # Adobe's AFM of Helvetica: a 556, i 222, W 944, space 278 thousandths; Arimo has the same metrics.
    assert fonts.width("aiW ", 1000) == pytest.approx(556 + 222 + 944 + 278, abs=2)
    assert fonts.missing("λ₁ ⊗ ✓ ᵀ") == set() and fonts.missing("語") == {"語"}


@pytest.mark.parametrize("slug", lessons())
def test_a_lesson_at_its_default_is_fit_for_two_columns(slug):
    report = export.check(lessons()[slug].scene(), export.Shape.read({"preset": "ieee-double"}))
    assert report.measured
    assert not [f.sentence for f in report.findings if not f.passed and f.kind in ("type", "page")]


def test_the_report_by_route_and_command(capsys):
    response = CLIENT.get("/figure/eigenvectors.check?angle=30&preset=nature-single&font=4")
    told = json.loads(response.content)
    assert response.headers["content-type"] == "application/json"
    assert told["passed"] is False and told["width_mm"] == 89
    assert main(["figure", "eigenvectors", "--preset", "nature-single", "--font", "4", "--check"]) == 1
    assert "FAIL" in capsys.readouterr().out
    assert main(["figure", "eigenvectors", "--preset", "nature-single", "--check"]) == 0


def test_a_folder_gets_a_file_with_a_name_and_the_file_leads_back(tmp_path, capsys):
    assert main(["figure", "eigenvectors", "--angle", "30", "--format", "csv", "-o", str(tmp_path)]) == 0
    path = tmp_path / "eigenvectors_angle-30.csv"
    assert path.exists() and str(path) in capsys.readouterr().out
    assert main(["origin", str(path)]) == 0
    assert capsys.readouterr().out.strip() == "eigenvectors?angle=30"
    (tmp_path / "other.txt").write_text("nothing")
    assert main(["origin", str(tmp_path / "other.txt")]) == 2


text = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
number = st.integers(-10, 3000).map(str) | st.floats().map(str) | text
QUERY = st.fixed_dictionaries(
    {},
    optional={name: number for name in export.OPTIONS if name not in ("preset", "look")}
    | {"preset": st.sampled_from([*export.PRESETS, "x", ""]), "look": st.sampled_from(["light", "dark", "x"])},
)


@settings(max_examples=150, deadline=None)
@given(slug=st.sampled_from(["eigenvectors", "psd_covariance"]), query=QUERY)
def test_no_options_are_a_server_error(slug, query):
    response = CLIENT.get(f"/figure/{slug}.json", params=query)
    assert response.status_code in (200, 400), response.text
    if response.status_code == 400:
        assert response.text.strip().endswith((".", ")")) and len(response.text) < 400


def test_the_words_of_presets_name_their_guide():
    assert all(preset.source for preset in export.PRESETS.values())
    widths = {name: preset.width for name, preset in export.PRESETS.items()}
    assert widths["nature-single"] == 89 and widths["nature-double"] == 183
    for first, second in itertools.pairwise(("elsevier-single", "elsevier-middle", "elsevier-double")):
        assert widths[first] < widths[second]
