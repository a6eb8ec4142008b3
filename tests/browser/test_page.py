"""The lesson page in a real browser: what moves while it is dragged, what stays, what survives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.catalogue import find
from tests.browser.conftest import Server, Visitor
from tests.browser.stage_hands import NOW

pytestmark = pytest.mark.browser


def test_frames_are_drawn_before_the_slider_is_released(visitor: Visitor):
    page = visitor.open("eigenvectors")
    before, (x, y) = visitor.frames(), visitor.thumb("angle")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(x + 3 * step, y)
        page.wait_for_timeout(25)
    page.wait_for_timeout(200)
    during, angle = visitor.frames(), visitor.params()["angle"]
    assert during - before >= 12
    assert angle == float(page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan") != 20
    readout = page.locator("[data-testid=live-panel]").inner_text()
    page.mouse.up()
    visitor.rest()
    assert visitor.params()["angle"] == angle
    assert f"angle={angle:g}" in page.url
    scene = find("eigenvectors").scene(angle=angle)
    turned = next(each for each in scene.readouts if each.name == "angle from x to Ax")
    assert f"{abs(getattr(turned, 'value')):.3g}"[:4] in readout
    assert not visitor.complaints


def test_the_figure_is_the_scene_of_its_parameters(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=65&matrix=1,2;0,1.5")
    drawn = page.evaluate(
        "() => { const t = document.querySelector('.js-plotly-plot')._fullData.find((t) => t.name === 'Ax');"
        " return [Array.from(t.x), Array.from(t.y)]; }"
    )
    scene = find("eigenvectors").scene(angle=65, matrix="1,2;0,1.5")
    trace = next(t for t in scene.plotly()["data"] if t.get("name") == "Ax")
    assert np.allclose(drawn, [trace["x"], trace["y"]])


def test_a_handle_is_dragged_and_the_parameters_follow(visitor: Visitor):
    page = visitor.open("eigenvectors")
    handle = page.locator(".scope-handle").filter(has=page.locator("circle")).first
    box = handle.bounding_box()
    assert box is not None
    before = visitor.frames()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(x - 2 * step, y - 2 * step)
        page.wait_for_timeout(25)
    page.wait_for_timeout(200)
    angle = visitor.params()["angle"]
    assert angle != 20 and visitor.frames() - before >= 8
    page.mouse.up()
    visitor.rest()
    assert visitor.params()["angle"] == angle
    assert float(page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan") == angle
    assert not visitor.complaints


def test_axes_rest_while_a_handle_is_held_and_follow_when_it_is_let_go(visitor: Visitor):
    page = visitor.open("eigenvectors")
    handle = page.locator(".scope-handle[aria-label^='eigenvector 1']")
    box, plane = handle.bounding_box(), page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None and plane is not None
    start = axis_range(visitor)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    goal = (plane["x"] + 0.94 * plane["width"], plane["y"] + 0.06 * plane["height"])
    page.mouse.move(*goal, steps=12)
    page.wait_for_timeout(500)
    assert axis_range(visitor) == start
    held = handle.bounding_box()
    assert held is not None
    assert math.hypot(held["x"] + held["width"] / 2 - goal[0], held["y"] + held["height"] / 2 - goal[1]) < 4
    page.mouse.up()
    visitor.rest()
    assert axis_range(visitor)[1] > start[1]
    assert not visitor.complaints


def test_a_handle_is_moved_by_the_keyboard(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.locator(".scope-handle").first.focus()
    for _ in range(6):
        page.keyboard.press("Shift+ArrowUp")
        page.wait_for_timeout(60)
    page.wait_for_timeout(1200)
    visitor.rest()
    assert visitor.params()["angle"] != 20


def test_a_slider_is_moved_by_the_keyboard(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.locator(".st-key-angle input[type=range]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params).angle === 25", timeout=30_000
    )


def axis_range(visitor: Visitor) -> list[float]:
    return visitor.page.evaluate("Array.from(document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range)")


def test_the_readers_zoom_stays_while_a_slider_is_dragged(visitor: Visitor):
    page = visitor.open("eigenvectors")
    plane = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert plane is not None
    start = axis_range(visitor)
    page.mouse.move(plane["x"] + plane["width"] * 0.7, plane["y"] + plane["height"] * 0.2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_timeout(300)
    zoomed = axis_range(visitor)
    assert abs(zoomed[1] - zoomed[0]) < 0.8 * abs(start[1] - start[0])
    x, y = visitor.thumb("angle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=8)
    page.wait_for_timeout(300)
    assert np.allclose(axis_range(visitor), zoomed)
    page.mouse.up()
    visitor.rest()
    assert np.allclose(axis_range(visitor), zoomed)
    assert visitor.params()["angle"] != 20


def test_the_entries_follow_a_handle_all_the_way(visitor: Visitor):
    page = visitor.open("eigenvectors")
    box = page.locator(".scope-handle[aria-label^='eigenvector 1']").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for across, down in ((-20, 10), (-50, 0), (-50, 40), (-90, 20)):
        page.mouse.move(x + across, y + down, steps=6)
        visitor.rest()
        entries = [float(each.input_value()) for each in page.locator(".scope-entry").all()]
        assert entries == pytest.approx(np.ravel(visitor.params()["matrix"]), rel=1e-5)
        seen.append(entries)
    assert len(np.unique(seen, axis=0)) == 4, "the matrix was to change at every stop"
    page.mouse.up()
    visitor.rest()
    assert not visitor.complaints


def test_a_matrix_is_edited_in_place(visitor: Visitor):
    page = visitor.open("eigenvectors")
    entry = page.locator(".st-key-matrix-editor input").first
    entry.fill("1.5")
    page.wait_for_function(f"{NOW}.matrix[0][0] === 1.5")  # without Enter, once the hand rests
    entry.press("Enter")
    visitor.rest()
    assert "matrix=1.5" in page.url
    entry.fill("nine")
    entry.press("Enter")
    status = page.locator(".scope-matrix [role=status]")
    assert status.inner_text() == "An entry is a number from −99 to 99; “nine” is not. The figure keeps the last one."
    assert (entry.input_value(), visitor.params()["matrix"][0][0]) == ("nine", 1.5)  # type: ignore[index]
    entry.fill("2")
    assert status.inner_text() == ""
    assert not visitor.complaints


def test_the_server_dies_in_mid_drag_and_the_page_recovers_in_the_same_state(server: Server, visitor: Visitor):
    page = visitor.open("eigenvectors")
    x, y = visitor.thumb("angle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=6)
    page.wait_for_timeout(200)
    server.kill()
    page.mouse.move(x + 60, y, steps=6)
    page.wait_for_timeout(500)
    wanted = float(page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan")
    assert page.get_by_text("Live updates are off").count() >= 1
    page.mouse.up()
    server.start()
    page.wait_for_function(
        "(wanted) => JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params).angle === wanted",
        arg=wanted,
        timeout=60_000,
    )
    visitor.rest()
    page.wait_for_timeout(2000)
    visitor.rest()
    assert visitor.params()["angle"] == wanted
    assert math.isclose(float(page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan"), wanted)


def test_a_function_is_typed_and_a_bad_one_gets_a_sentence(visitor: Visitor):
    lesson = find("taylor_series")
    control = next(control for control in lesson.controls if control.kind == "expression")
    page = visitor.open("taylor_series")
    page.evaluate("window.mounted = document.querySelector('[data-testid=live-figure]')")
    field = page.locator(f".st-key-{control.name} input[type=text]").first
    field.fill("cos(2*x)")
    page.wait_for_timeout(600)
    assert visitor.params()[control.name] == "cos(2*x)"
    field.press("Enter")
    visitor.rest()
    field.fill("cos(2*")
    field.press("Enter")
    visitor.rest()
    sentence = page.get_by_text("cannot be read as a function").first
    sentence.wait_for(timeout=10_000)
    assert visitor.params()[control.name] == "cos(2*x)"
    field.fill("cos(x)")
    field.press("Enter")
    visitor.rest()
    sentence.wait_for(state="hidden", timeout=10_000)
    same = "window.mounted === document.querySelector('[data-testid=live-figure]')"
    assert page.evaluate(same), "the sentence came and went, and the figure stayed where it was, with its zoom"
    assert not visitor.complaints


def test_a_csv_is_drawn_and_broken_and_huge_ones_get_a_sentence(visitor: Visitor, tmp_path):
    lesson = find("resampling")
    control = next(control for control in lesson.controls if control.kind == "data")
    page = visitor.open(f"resampling?{control.name}={control.initial}")
    page.locator(f".st-key-{control.name}-source [role=combobox], .st-key-{control.name}-source input").first.click()
    page.get_by_text("Your own CSV file").last.click()
    visitor.rest()
    upload = page.locator(f".st-key-{control.name}-file input[type=file]")
    for name, content, said in (
        ("broken.csv", b"\xff\xfe\x00", "UTF-8"),
        ("words.csv", b"a,b\nx,y\nz,w\nq,r\n", "No column"),
        ("huge.csv", b"v\n" + b"1.25\n" * 1_200_000, "at most 5 MB"),
    ):
        (tmp_path / name).write_bytes(content)
        upload.set_input_files(tmp_path / name)
        page.get_by_text(said).first.wait_for(timeout=30_000)
        visitor.rest()
    rows = "\n".join(f"{k % 7 + 0.5},{k % 5}" for k in range(60))
    (tmp_path / "mine.csv").write_text(f"height,weight\n{rows}\n")
    upload.set_input_files(tmp_path / "mine.csv")
    page.locator(f".st-key-{control.name}-use button").click()
    visitor.rest()
    page.wait_for_timeout(500)
    value = str(visitor.params()[control.name])
    assert value.startswith("own:")
    assert "own:" in page.url or "own%3A" in page.url
    again = Visitor(page.context.new_page(), visitor.url)
    again.open(page.url.removeprefix(visitor.url + "/"))
    assert again.params() == visitor.params()
    assert not visitor.complaints


def test_a_pin_keeps_a_ghost_and_undo_goes_back(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=40")
    count = "document.querySelector('.js-plotly-plot').data.length"
    before = page.evaluate(count)
    page.locator(".st-key-tool-pin button").first.click()
    visitor.rest()
    page.wait_for_timeout(300)
    assert page.evaluate(count) > before
    page.locator(".st-key-angle input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    visitor.rest()
    page.wait_for_timeout(300)
    assert visitor.params()["angle"] == 41
    page.locator(".st-key-tool-undo button").first.click()
    visitor.rest()
    page.wait_for_timeout(300)
    assert visitor.params()["angle"] == 40
    assert "pin=" in page.url


def test_the_play_bar_plays_and_stops_at_a_state(visitor: Visitor):
    page = visitor.open("eigenvectors?view=power&step=0")
    page.get_by_role("button", name="Play").first.click()
    page.wait_for_timeout(1500)
    assert visitor.params()["step"] > 0  # type: ignore[operator]
    page.get_by_role("button", name="Pause").first.click()
    visitor.rest()
    page.wait_for_timeout(500)
    step = visitor.params()["step"]
    assert f"step={step}" in page.url or step == 4


def test_home_finds_a_lesson_and_opens_it_without_a_reload(visitor: Visitor):
    page = visitor.open("")
    page.evaluate("window.__same = true")
    search = page.locator("[data-testid=stMain] input[type=search]").first
    search.fill("eigenvalue")
    card = page.locator("[data-testid=stMain] a[href$=eigenvectors] >> visible=true").first
    card.click()
    page.wait_for_selector("[data-testid=live-figure] .main-svg", timeout=30_000)
    visitor.rest()
    assert page.url.split("?")[0].endswith("/eigenvectors")
    assert page.evaluate("window.__same") is True
    assert not visitor.complaints
