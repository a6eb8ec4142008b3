"""The handout of a lecture, read by a PDF library that is not ours, and the command line that prints it."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import time
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import export, routes
from explorer.__main__ import main
from explorer.lectures import handout, reading, writing
from explorer.lectures import routes as lecture_routes
from tests.explorer.test_lectures import SAMPLE, STEPS

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)
SIGNS = "λ₁ ≥ σ, Aᵀ = A⁻¹, ‖x‖₂ ≤ ε, ∇f → ∞, Σᵢ xᵢ ∈ ℝⁿ, η·κ ≈ √2"


@pytest.fixture(scope="module")
def printed() -> pypdf.PdfReader:
    text = SAMPLE.replace("Two directions only stretch", f'"{SIGNS}"')
    return pypdf.PdfReader(io.BytesIO(handout.make(reading.read(text), "https://example.org/")))


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_the_handout_has_a_page_for_each_scene_with_its_words(printed):
    assert len(printed.pages) == 2
    first, second = (flat(page.extract_text()) for page in printed.pages)
    assert "From eigenvectors to the SVD · Ada" in first and "Eigenvalues and Eigenvectors" in first
    assert SIGNS in first and "Then λ = 3." in first
    assert "angle = 90; in the lecture angle moves from 0 to 90" in first and "1 / 2" in first
    assert "https://example.org/eigenvectors?angle=90" in first
    assert "Singular Value Decomposition" in second and "2 / 2" in second


@pytest.mark.slow
def test_the_figures_of_the_handout_are_vectors_with_their_text(printed):
    page = printed.pages[0]
    text = flat(page.extract_text())
    assert "x on the unit circle, and Ax" in text and "direction of x (degrees)" in text
    assert len(page.images) == 0
    figures = [part.get_object() for part in page["/Resources"]["/XObject"].values()]
    assert [figure["/Subtype"] for figure in figures] == ["/Form"] and len(figures[0].get_data()) > 5000


@pytest.mark.slow
def test_the_handout_embeds_its_fonts_and_says_what_it_is(printed):
    for page in printed.pages:
        fonts = page["/Resources"]["/Font"].get_object().values()
        kinds = [font.get_object() for font in fonts]
        inner = [k["/DescendantFonts"][0].get_object() if "/DescendantFonts" in k else k for k in kinds]
        assert inner and all("/FontFile2" in each["/FontDescriptor"] for each in inner if each["/Subtype"] != "/Type3")
    assert printed.metadata.title == "From eigenvectors to the SVD" and printed.metadata.author == "Ada"
    assert "Mathscope" in printed.metadata.creator
    links = [note.get_object()["/A"]["/URI"] for note in printed.pages[0]["/Annots"]]
    assert links and set(links) == {"https://example.org/eigenvectors?angle=90"}
    assert [each.title for each in printed.outline] == [f"1. {SIGNS}", "2. Singular Value Decomposition (SVD)"]


@pytest.mark.slow
def test_long_notes_go_on_to_another_page_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr(handout, "_figure", lambda scene, layout: "not drawn here")
    notes = " ".join(f"word{k}" for k in range(1000))
    lecture = reading.read(SAMPLE.replace("Then λ = 3.", notes))
    pages = pypdf.PdfReader(io.BytesIO(handout.make(lecture))).pages
    text = " ".join(page.extract_text() for page in pages)
    assert len(pages) == 3 and all(f"word{k}" in text for k in range(1000))


@pytest.mark.slow
def test_the_same_lecture_is_the_same_file(monkeypatch):
    monkeypatch.setattr(handout, "_figure", lambda scene, layout: "not drawn here")
    first = handout.make(reading.read(SAMPLE))
    time.sleep(1.1)  # a clock in the file would tick
    assert handout.make(reading.read(SAMPLE)) == first


@pytest.mark.slow
def test_the_handout_comes_line_by_line_with_its_progress():
    answer = CLIENT.post("/lecture/handout", json=writing.told(reading.read(SAMPLE)))
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["done"], line["of"]) for line in lines[:-1]] == [(0, 2), (1, 2), (2, 2)]
    pdf = pypdf.PdfReader(io.BytesIO(base64.b64decode(lines[-1]["pdf"])))
    assert len(pdf.pages) == 2 and lines[-1]["name"] == "from-eigenvectors-to-the-svd"


def without_browser(*arguments: Any) -> Any:
    raise export.NoBrowser("PDF needs Chrome or Chromium on this computer.")


def test_without_a_browser_a_sentence_says_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(export.formats, "image", without_browser)
    answer = CLIENT.post("/lecture/handout", json=writing.told(reading.read(SAMPLE)))
    assert json.loads(answer.text.splitlines()[-1]) == {"error": "PDF needs Chrome or Chromium on this computer."}
    assert CLIENT.get("/lecture/random-projections.pdf").status_code == 501
    (tmp_path / "own.yaml").write_text(SAMPLE)
    assert main(["lecture", str(tmp_path / "own.yaml"), "-o", str(tmp_path / "own.pdf")]) == 2
    assert "needs Chrome" in capsys.readouterr().err


def test_only_two_handouts_are_drawn_at_once(monkeypatch):
    monkeypatch.setattr(handout, "_figure", lambda scene, layout: "not drawn here")
    told = writing.told(reading.read(SAMPLE))
    assert lecture_routes._printing.acquire(blocking=False) and lecture_routes._printing.acquire(blocking=False)
    try:
        assert CLIENT.post("/lecture/handout", json=told).status_code == 503
        assert CLIENT.get("/lecture/random-projections.pdf").status_code == 503
    finally:
        lecture_routes._printing.release()
        lecture_routes._printing.release()
    for _ in range(4):  # each gives its place back
        assert CLIENT.post("/lecture/handout", json=told).status_code == 200


# --- the command line -------------------------------------------------------------------------------------------------


def test_the_command_line_prints_a_readers_own_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "_figure", lambda scene, layout: "not drawn here")
    own, pdf = tmp_path / "own.yaml", tmp_path / "own.pdf"
    own.write_text(SAMPLE)
    assert main(["lecture", str(own), "-o", str(pdf), "--address", "https://example.org"]) == 0
    assert "https://example.org/svd" in flat(pypdf.PdfReader(pdf).pages[1].extract_text())
    assert "2 of 2 scenes drawn" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing", "-o", "x.pdf"], "There is no lecture “nothing”"),
        (["nothing.yaml", "-o", "x.pdf"], "nothing.yaml: No such file or directory."),
        (["random-projections"], "Name one lecture and the PDF to write"),
        (["random-projections", "svd.yaml", "-o", "x.pdf"], "svd.yaml: No such file"),
    ],
)
def test_a_wrong_command_gets_a_sentence(arguments, sentence, capsys):
    assert main(["lecture", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_the_check_of_the_command_line_fails_for_faults(tmp_path, capsys):
    own = tmp_path / "own.yaml"
    own.write_text(SAMPLE)
    assert main(["lecture", "--check", str(own)]) == 1
    assert "a ready one has at least 8" in capsys.readouterr().err
    own.write_text("title: x\nscenes: 5")
    assert main(["lecture", "--check", str(own)]) == 2
    assert "own.yaml: Line 2: scenes is a list" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.may_skip
@pytest.mark.parametrize(("per_page", "pages"), [(1, 4), (2, 2), (4, 1)])
def test_each_scene_and_step_has_its_place_and_a_code_that_leads_to_its_state(per_page, pages, monkeypatch, tmp_path):
    monkeypatch.setattr(handout, "_figure", lambda scene, layout: "not drawn here")
    made = handout.make(reading.read(STEPS), "https://example.org/", layout=handout.Layout(per_page, notes=False))
    printed = pypdf.PdfReader(io.BytesIO(made))
    assert len(printed.pages) == pages
    text = " ".join(page.extract_text() for page in printed.pages)
    assert "turned" in text and "Part two" in text and "A = UΣVᵀ" in text and "$" not in text
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm draws the pages that the codes are read from")
    (tmp_path / "x.pdf").write_bytes(made)
    subprocess.run(["pdftoppm", "-r", "200", "-png", tmp_path / "x.pdf", tmp_path / "x"], check=True)
    codes = {c.text for path in tmp_path.glob("x*.png") for c in zxingcpp.read_barcodes(Image.open(path))}
    assert codes == {
        "https://example.org/eigenvectors?angle=90",
        "https://example.org/eigenvectors?angle=90&basis=30",
        "https://example.org/eigenvectors?angle=90&basis=-30",
        "https://example.org/",
    }


def test_a_layout_that_cannot_be_gets_a_sentence():
    for arguments in ((3, False), (2, True)):
        with pytest.raises(export.ExportError):
            handout.Layout(*arguments)
    for query in ("per_page=3", "per_page=2&notes=1", "per_page=x"):
        answer = CLIENT.get(f"/lecture/eigenvectors-to-svd.pdf?{query}")
        assert answer.status_code == 400 and answer.text.endswith(".")
