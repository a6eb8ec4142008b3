"""On paper: one panel, letters, type, EPS, the camera in the link, programs that draw, lists of figures."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import zipfile

import numpy as np
import pikepdf
import pytest

import viz
from explorer import export, link, listing
from explorer.__main__ import main
from explorer.catalogue import find, lessons
from explorer.controls import CAMERA, ControlError
from explorer.export import fonts, preflight, render
from explorer.sweeps import multiples

BOX = find("rank_determinant")
IN_SPACE = BOX.parameters({"view": "volume", "camera": "30,20,1.4"})


def shaped(**options: str) -> export.Shape:
    return export.Shape.read(options)


# --- three dimensions -------------------------------------------------------------------------------------------------


def test_a_pdf_of_three_dimensions_has_no_pixels_and_its_words_as_type():
    body = export.make(BOX.scene(IN_SPACE), "pdf", shaped(preset="nature-single"))
    with pikepdf.open(io.BytesIO(body)) as document:
        kinds = [
            str(each.get("/Subtype", ""))
            for each in document.objects
            if isinstance(each, pikepdf.Object) and isinstance(each, (pikepdf.Dictionary, pikepdf.Stream))
        ]
    assert "/Image" not in kinds and "/Type3" not in kinds
    drawing = export.make(BOX.scene(IN_SPACE), "svg", shaped(preset="nature-single")).decode()
    assert "<image" not in drawing and drawing.count("<svg") == 2


def test_the_camera_is_in_the_link_the_file_and_the_figure():
    query = link.write(BOX, IN_SPACE)
    assert "camera=30,20,1.4" in query
    assert link.read(BOX, link.parse(query)) == (IN_SPACE, [])
    scene = BOX.scene(IN_SPACE)
    assert next(p for p in scene.panels if isinstance(p, viz.Space)).zoom == 1.4
    assert "camera=30,20,1.4" in str(export.state_in(export.make(scene, "json")))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("30,95,1", "30,89,1"), ("0,0,9", "0,0,3"), ("north", ""), ("1,2,3,4", ""), ("nan,0,1", ""), (";" * 9, "")],
)
def test_a_camera_that_cannot_be_is_one_sentence(text, nearest):
    with pytest.raises(ControlError) as caught:
        CAMERA.check(text)
    assert caught.value.nearest == nearest


def test_every_view_with_a_space_turns_and_no_other():
    for lesson in lessons().values():
        text = "".join(path.read_text("utf-8") for path in lesson.folder.glob("*.py"))
        in_space = re.search(r"viz\.Space|space\.space|import space", text) is not None
        assert in_space or not any(view.turns for view in lesson.views.values()), lesson.slug
        for key, view in lesson.views.items() if in_space else ():
            scene = lesson.scene(lesson.parameters({"view": key} if len(lesson.views) > 1 else {}))
            assert view.turns == any(isinstance(panel, viz.Space) for panel in scene.panels), (lesson.slug, key)


# --- what an author asks for ------------------------------------------------------------------------------------------


def test_letters_of_panels_that_hold_photographs():
    """Panels are told apart by their places: two that hold arrays cannot be compared."""
    drawn = export.figure(find("svd").scene(view="photo"), shaped(preset="nature-double", letters="1"))
    titles = [note.text for note in drawn.layout.annotations if note.text.startswith("<b>(")]
    assert [title[3:6] for title in titles] == ["(a)", "(b)", "(c)", "(d)"]


def test_one_panel_letters_and_no_titles():
    lesson = find("eigenvectors")
    options = {"panel": "2"}
    scene, _ = multiples.asked(lesson, lesson.parameters(), options, shaped(preset="nature-single"))
    assert len(scene.panels) == 1
    both = export.figure(lesson.scene(), shaped(preset="nature-double", letters="1"))
    assert [re.sub("<[^>]*>", "", note.text)[:3] for note in both.layout.annotations] == ["(a)", "(b)"]
    bare = export.figure(lesson.scene(), shaped(preset="nature-double", titles="0"))
    assert not bare.layout.annotations
    alone = export.figure(scene, shaped(preset="nature-single", letters="1"))
    assert not alone.layout.annotations[0].text.startswith("<b>(a)")  # one panel needs no letter


def test_serif_type_is_in_the_files():
    scene = find("eigenvectors").scene()
    drawing = export.make(scene, "svg", shaped(preset="neurips", serif="1")).decode()
    assert "font-family:'STIXGeneral'" in drawing
    body = export.make(scene, "pdf", shaped(preset="neurips", serif="1"))
    with pikepdf.open(io.BytesIO(body)) as document:
        names = {str(e.get("/BaseFont")) for e in document.objects if isinstance(e, pikepdf.Dictionary)}
    assert any("STIX" in name for name in names)


def test_indices_on_paper_are_three_quarters_of_the_type():
    report = export.check(find("eigenvectors").scene(), shaped(preset="nature-single"))
    told = next(finding for finding in report.findings if finding.kind == "type")
    assert told.passed and "print at 5." in told.sentence
    small = export.check(find("eigenvectors").scene(), shaped(preset="nature-single", font="6"))
    told = next(finding for finding in small.findings if finding.kind == "type")
    assert not told.passed and "index" in told.sentence


def test_a_bold_symbol_is_no_type_3_font():
    scene = find("partial_derivatives").scene()  # ∂ in a title
    report = export.check(scene, shaped(preset="nature-single"))
    assert [finding.passed for finding in report.findings if finding.kind == "fonts"] == [True]
    assert fonts.faces([("∂⟂", True)]).count("font-weight:700") >= 1


@pytest.mark.may_skip
@pytest.mark.skipif(shutil.which("pdftops") is None, reason="needs poppler")
def test_an_eps_has_its_size_and_its_origin():
    body = export.make(find("eigenvectors").scene(), "eps", shaped(width_mm="80"))
    assert body.startswith(b"%!PS-Adobe-3.0 EPSF") and export.state_in(body) == "eigenvectors"
    right = re.search(rb"%%HiResBoundingBox: \S+ \S+ (\S+)", body)
    assert right and float(right[1]) == pytest.approx(80 / 25.4 * 72, abs=0.5)
    assert body.index(b"mathscope:state:") > body.index(b"%%EndComments")


def test_without_pdftops_an_eps_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(export.NoBrowser, match="pdftops"):
        render.postscript(b"")


@pytest.mark.parametrize("name", ["width", "height", "scale"])
def test_pixels_and_millimetres_together_are_one_sentence(name):
    for paper in ({"preset": "plos"}, {"width_mm": "89"}):
        with pytest.raises(export.ExportError, match=f"{name} is for the screen"):
            shaped(**paper, **{name: "400" if name != "scale" else "2"})


LIST = """\ufeff# mine
eigenvectors?angle=30
nothing
http://x/svd?rank=3&embed=true#top
eigenvectors?angle=30&look=dark
eigenvectors?output={elsewhere}
eigenvectors?angle=999
eigenvectors?format=json
eigenvectors?bogus=1
eigenvectors?{many}
"""


def test_a_list_of_figures_goes_on_after_a_line_that_cannot_be(tmp_path, capsys):
    elsewhere, folder = tmp_path / "elsewhere.csv", tmp_path / "new" / "folder"
    many = "&".join("a=1" for _ in range(300))
    (tmp_path / "list.txt").write_text(LIST.format(elsewhere=elsewhere, many=many), encoding="utf-8")
    assert main(["figures", str(tmp_path / "list.txt"), "-o", str(folder), "--format", "csv"]) == 2
    said = capsys.readouterr().err
    assert re.findall(r", line (\d+):", said) == ["3", "6", "7", "9", "10"] and "Traceback" not in said
    assert not elsewhere.exists()
    assert {path.name for path in folder.iterdir()} == {
        "eigenvectors_angle-30.csv",
        "eigenvectors_angle-30_2.csv",
        "eigenvectors.json",
        "svd_rank-3.csv",
    }


def test_the_list_of_figures_says_what_it_needs(tmp_path, capsys):
    (tmp_path / "list.txt").write_text("eigenvectors\n", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for words in ([], [str(tmp_path / "list.txt")]):
        with pytest.raises(SystemExit) as ended:
            main(["figures", *words])
        assert ended.value.code == 2 and "--help" in capsys.readouterr().err
    assert main(["figures", str(tmp_path / "none.txt"), "-o", str(tmp_path)]) == 2
    assert main(["figures", str(tmp_path / "list.txt"), "-o", str(tmp_path / "file")]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_smooth_heat_map_is_as_fine_as_a_printer_and_says_the_same():
    scene = find("correlation_data").scene(view="point")
    shape = shaped(width_mm="89")
    coarse, fine = (
        next(trace for trace in export.figure(scene, shape, flat=flat).data if trace.type == "heatmap")
        for flat in (False, True)
    )
    assert min(fine.z.shape) > 700 and not fine.zsmooth
    times = fine.z.shape[0] // coarse.z.shape[0]
    assert fine.y[:times].mean() == pytest.approx(coarse.y[0])
    middle = fine.z[
        times // 2 :: times, fine.z.shape[1] // coarse.z.shape[1] // 2 :: fine.z.shape[1] // coarse.z.shape[1]
    ]
    assert abs(middle - coarse.z).max() < 0.6 * abs(np.diff(coarse.z, axis=0)).max() + 0.01


def test_a_transparent_figure_says_what_it_must_lie_on():
    told = {}
    for look in ("light", "dark"):
        shape = shaped(preset="nature-single", transparent="1", look=look)
        told[look] = " ".join(f.sentence for f in preflight._contrast(find("eigenvectors").scene(), shape, []))
    assert "must lie on white" in told["light"] and "must lie on white" not in told["dark"]


# --- programs ---------------------------------------------------------------------------------------------------------


def test_a_program_draws_what_the_page_shows():
    scene = find("eigenvectors").scene(angle=30)
    text = export.make(scene, "py").decode()
    own: dict[str, object] = {}
    whole = ast.parse(text)
    kept = [n for n in whole.body if isinstance(n, (ast.Import, ast.FunctionDef)) or "FIGURE" in ast.dump(n)[:200]]
    exec(compile(ast.Module(kept, []), "drawn", "exec"), own)  # our own program
    figure = own["draw"]()  # type: ignore[operator]
    assert [trace.type for trace in figure.data] == [trace.type for trace in scene.figure().data]
    assert "draw().show()" in text and "draw" not in export.make(scene, "py", shaped(draw="no")).decode()


@pytest.mark.parametrize("slug", ["eigenvectors", "svd", "partial_derivatives", "markov_chains", "hessian_curvature"])
def test_matplotlib_draws_every_kind_of_figure(slug):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from explorer import drawing, drawing_matplotlib

    lesson = find(slug)
    for view in lesson.views:
        scene = lesson.scene(lesson.parameters({"view": view}))
        told = json.loads(json.dumps(drawing.told(scene)))
        figure = drawing_matplotlib.figure_of(told)
        figure.canvas.draw()
        assert len(figure.axes) == len(scene.panels)
        assert min(ax.get_tightbbox().x0 for ax in figure.axes) >= 0, "a title of an axis is cut"
        matplotlib.pyplot.close(figure)


def test_matplotlib_draws_each_marker_as_the_page_does():
    """Of a list of symbols each its own, empty ones empty, and those without an inside in their colour."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib.markers import MarkerStyle

    from explorer import drawing_matplotlib

    ax = matplotlib.pyplot.figure().add_subplot()
    symbols = ["circle", "triangle-down", "diamond-open", "line-ew-open", "circle"]
    trace = {"type": "scatter", "mode": "markers", "x": [0, 1, 2, 3, 4], "y": [0] * 5}
    drawing_matplotlib.scatter(ax, trace | {"marker": {"symbol": symbols, "color": "#ff0000"}}, 1, 10, None)
    drawn = ax.collections
    assert [each.get_offsets()[:, 0].tolist() for each in drawn] == [[0, 4], [1], [2], [3]]
    for each, mark in zip(drawn, "ovD_", strict=True):
        style = MarkerStyle(mark)
        path = style.get_path().transformed(style.get_transform())
        assert np.allclose(each.get_paths()[0].vertices, path.vertices)
    assert [len(each.get_facecolor()) for each in drawn[:3]] == [2, 1, 0]
    assert all(np.allclose(each.get_edgecolor(), [1, 0, 0, 1]) for each in drawn[2:])
    assert all(each.get_linewidth()[0] > 0 for each in drawn[2:])
    matplotlib.pyplot.close(ax.figure)


def test_matplotlib_draws_the_colour_bar_of_a_map_beside_it():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from explorer import drawing, drawing_matplotlib

    lesson = find("independence_orthogonality")
    scene = lesson.scene(lesson.parameters({"view": "loss"}))
    told = json.loads(json.dumps(drawing.told(scene)))
    figure = drawing_matplotlib.figure_of(told)
    figure.canvas.draw()
    bars = [(ax, bar) for ax in figure.axes for bar in ax.child_axes]
    assert len(bars) == 1 == sum(bool(trace.get("showscale")) for trace in told["data"])
    (plane, bar), room = bars[0], figure.bbox
    assert bar.get_ylabel() == "log₁₀" and bar.get_ylim() == pytest.approx((-16, 0))
    inside, beside = plane.get_window_extent(), bar.get_tightbbox()
    assert bar.get_window_extent().height == pytest.approx(inside.height, abs=1)
    assert inside.x1 < beside.x0 and beside.x1 <= room.x1
    others = [ax.get_tightbbox() for ax in figure.axes if ax is not plane]
    assert not any(beside.overlaps(other) for other in others)
    matplotlib.pyplot.close(figure)


def test_matplotlib_colours_a_surface_by_its_own_values():
    """One that names `surfacecolor` is of one colour; by its height it would have all of the scale."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from explorer import drawing_matplotlib

    figure = matplotlib.pyplot.figure()
    ax = figure.add_subplot(projection="3d")
    ax.set_zlim(0, 8)
    z = [[float(row + column) for column in range(5)] for row in range(5)]
    trace = {"type": "surface", "x": list(range(5)), "y": list(range(5)), "z": z, "opacity": 0.5}
    scale = {"colorscale": [[0, "#ff0000"], [1, "#ff0000"]], "surfacecolor": [[0.0] * 5] * 5}
    drawn = []
    ax.plot_surface = lambda *given, **named: drawn.append(named["facecolors"])
    drawing_matplotlib.surface(ax, trace | scale, 1, 10, None)
    graded = {"colorscale": [[0, "#000000"], [1, "#ffffff"]], "cmin": 0, "cmax": 16}
    drawing_matplotlib.surface(ax, trace | graded, 1, 10, None)
    matplotlib.pyplot.close(figure)
    assert np.allclose(drawn[0], [1, 0, 0, 0.5])
    assert drawn[1][..., 0].max() == pytest.approx(0.5, abs=0.01)  # 8 of 16


def test_a_notebook_ends_with_its_figure():
    book = json.loads(export.make(find("eigenvectors").scene(), "ipynb", shaped(draw="matplotlib")))
    assert book["cells"][-1]["id"] == "figure" and "figure_of" in "".join(book["cells"][-1]["source"])


def test_a_rust_program_comes_with_its_cargo():
    lesson = find("eigenvectors")
    with zipfile.ZipFile(io.BytesIO(listing.crate(lesson, lesson.parameters({"angle": 30})))) as archive:
        names = archive.namelist()
        assert names == ["eigenvectors-rust/Cargo.toml", "eigenvectors-rust/src/bin/eigenvectors.rs"]
        assert b"ANGLE: f64 = 30.0" in archive.read(names[1])


def test_the_citation_is_one_that_plain_knows():
    origin = export.describe(find("eigenvectors").scene())
    assert origin.bibtex().startswith("@misc{") and "howpublished = {\\url{" in origin.bibtex()
    assert "CC BY 4.0" in origin.attribution and origin.link in origin.attribution
