"""What a hand, a sentence or a law holds is let go of when it is over."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_a_handle_that_vanishes_in_the_hand_is_let_go(visitor: Visitor):
    page = visitor.open("taylor_series?function=log(1%2Bx)&centre=0")
    handle = page.locator(".scope-handle").first
    box, panel = handle.bounding_box(), page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None and panel is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = visitor.params()["centre"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(panel["x"] + 4, y, steps=10)  # there is no logarithm to the left of -1
    expect(page.locator(".scope-handle")).to_have_count(0, timeout=20_000)
    page.mouse.up()
    visitor.rest()
    page.get_by_role("button", name="Undo").click()
    visitor.rest(800)
    assert visitor.params()["centre"] == before
    expect(page.locator(".scope-handle").first).to_be_visible()
    page.locator(".st-key-order input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    visitor.rest()
    assert f"order={visitor.params()['order']:g}" in page.url and visitor.params()["centre"] == before
    assert not visitor.complaints


def test_the_sides_of_a_law_say_what_they_are_now(visitor: Visitor):
    page = visitor.open("svd?view=photo&rank=8")
    laws = page.locator(".scope-laws")
    assert "i > 8" in laws.inner_text()
    page.locator(".st-key-rank input[type=range]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    visitor.rest()
    rank = visitor.params()["rank"]
    assert isinstance(rank, (int, float)) and rank != 8
    assert f"i > {rank:g}" in laws.inner_text() and "i > 8" not in laws.inner_text()
    assert not visitor.complaints


def test_a_sentence_about_a_text_goes_with_the_text(visitor: Visitor):
    page = visitor.open("taylor_series")
    field = page.locator(".st-key-function input").first
    field.fill("sin(")
    field.press("Enter")
    status = page.locator(".scope-status")
    expect(status).to_contain_text("cannot be read", timeout=20_000)
    page.wait_for_timeout(1600)
    page.get_by_role("button", name="Reset", exact=True).click()
    visitor.rest()
    expect(status).not_to_contain_text("cannot be read", timeout=20_000)
    assert not visitor.complaints


def test_to_the_start_and_play_at_once_plays_on(visitor: Visitor):
    page = visitor.open("gradient_descent?tick=60")
    bar = page.locator(".scope-play")
    bar.get_by_role("button", name="To the start").click()
    bar.get_by_role("button", name="Play", exact=True).click()
    seen: list[float] = []
    for _ in range(14):
        seen.append(float(str(visitor.params()["tick"])))
        page.wait_for_timeout(100)
    bar.get_by_role("button", name="Pause").click()
    visitor.rest()
    after = [tick for tick in seen if tick != 60]
    assert after == sorted(after), "the run went back while it played"
    assert seen[-1] > 5
    assert not visitor.complaints


def test_the_list_of_data_follows_reset(visitor: Visitor, tmp_path):
    page = visitor.open("resampling")
    page.locator(".st-key-data-source").get_by_role("combobox").click()
    page.get_by_role("option", name="Your own CSV file").click()
    visitor.rest()
    (tmp_path / "own.csv").write_text("height,weight\n" + "\n".join(f"{150 + k % 40},{60 + k}" for k in range(40)))
    page.locator("input[type=file]").set_input_files(tmp_path / "own.csv")
    page.get_by_role("button", name="Draw these numbers").click()
    expect(page.get_by_text("Yours: height, weight, 40 rows.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Reset", exact=True).click()
    visitor.rest(800)
    expect(page.locator(".st-key-data-source input")).not_to_have_value("Your own CSV file")
    expect(page.get_by_text("Draw these numbers")).to_have_count(0)
    assert "data=" not in page.url
    assert not visitor.complaints


def test_a_draft_that_comes_late_does_not_take_the_place_of_the_whole_figure(visitor: Visitor):
    page = visitor.open("lln_clt")
    found = page.evaluate("""async () => {
      const { Store } = await import('/scope/static/test/figure/store.js');
      const store = new Store('late'), drawn = [], asked = [], stopped = [];
      store.painter = { show: () => drawn.push('draft'), settle() {} };
      store.wire = { open: true, ask: (...what) => asked.push(what), stop: (id) => stopped.push(id) };
      Object.assign(store, { draft: true, committed: { n: 1 } });
      store.push({ n: 2 });
      store.put({ params: { n: 2 }, figure: { data: [], layout: {} } });
      const [request, answer] = asked[0];
      answer({ frame: { params: { n: 2 }, figure: { data: [], layout: {} } } });
      return [request.draft, stopped.length, drawn, store.drafted, store.frame.params.n];
    }""")
    assert found == [True, 1, [], False, 2]


ARROWS = """JSON.stringify(document.querySelector('.js-plotly-plot').data.map((trace) =>
  [trace.name, ...['x', 'y'].map((axis) => Array.from(trace[axis] ?? []).map((value) => Number(value).toFixed(6)))]))"""


def test_at_rest_directions_are_those_of_the_link_whatever_side_they_had_in_the_hand(visitor: Visitor):
    page = visitor.open("eigenvectors")
    x, y = visitor.thumb("basis")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 31):  # a quarter of a turn: an arrow that is carried along ends opposite to the convention
        page.mouse.move(x + 10 * step, y)
        page.wait_for_timeout(25)
    in_the_hand = page.evaluate(ARROWS)
    page.mouse.up()
    visitor.rest(800)
    assert visitor.params()["basis"] == 90
    at_rest = page.evaluate(ARROWS)
    assert at_rest != in_the_hand
    page.goto(page.url)
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
    visitor.rest(800)
    assert page.evaluate(ARROWS) == at_rest
    assert not visitor.complaints


def test_what_is_moved_on_before_python_answers_is_not_taken_back(visitor: Visitor):
    page = visitor.open("eigenvectors")
    found = page.evaluate("""async () => {
      const { Store } = await import('/scope/static/test/figure/store.js');
      const begun = (slug) => {
        const store = new Store(slug), given = [];
        store.commitTo = (values) => given.push(values);
        store.committed = { angle: 30, size: 1, row: [0, 0] };
        return { store, given };
      };
      const out = {};
      {
        const { store, given } = begun('one value after another');
        store.push({ angle: 45 });
        store.commit(['angle']);
        store.push({ angle: 50 });
        store.receive({ angle: 45, size: 1, row: [0, 0] });
        out.kept = store.value('angle');
        store.commit(['angle']);
        store.receive({ angle: 50, size: 1, row: [0, 0] });
        out.after = [given, store.live.size, store.given.size];
      }
      {
        const { store, given } = begun('two at once');
        store.push({ angle: 45 });
        store.commit(['angle']);
        store.push({ angle: 50 });
        store.commit(['angle']);
        store.receive({ angle: 45, size: 1, row: [0, 0] });
        out.second = store.value('angle');
      }
      {
        const { store, given } = begun('back again');
        store.push({ angle: 45 });
        store.commit(['angle']);
        store.push({ angle: 30 });
        store.commit(['angle']);
        out.back = given.at(-1);
      }
      {
        const { store, given } = begun('another control');
        store.push({ angle: 45 });
        store.commit(['angle']);
        store.push({ size: 2 });
        store.commit(['size']);
        out.both = given.at(-1);
      }
      {
        const { store, given } = begun('a list');
        store.push({ row: [1, 2] });
        store.commit();
        store.push({ row: [1, 3] });
        store.receive({ angle: 30, size: 1, row: [1, 2] });
        out.row = store.value('row');
      }
      {
        const { store } = begun('Python knows better');
        store.push({ angle: 45 });
        store.commit();
        store.push({ angle: 50 });
        store.receive({ angle: 60, size: 1, row: [0, 0] });
        out.other = store.value('angle');
      }
      return out;
    }""")
    assert found["kept"] == 50
    assert found["after"] == [[{"angle": 45}, {"angle": 50}], 0, 0]
    assert found["second"] == 50
    assert found["back"] == {"angle": 30}
    assert found["both"] == {"angle": 45, "size": 2}
    assert found["row"] == [1, 3]
    assert found["other"] == 60, "Python put another value in its place"
