"""A drag across a network: frames are there before they are wanted, and where they are not, the picture stays near.

The first tests lead the page's own store through a drag on a clock of their own, before a server that is as far away
and as quick as they say; the last one is a real page behind a line that delays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.delay import Line, delayed
from tests.browser.conftest import Server, Visitor

pytestmark = pytest.mark.browser

# A drag over 320 of 361 values in 120 moves, one every 20 ms. In: the round trip, what a frame costs the server (ms),
# the rate of the line in bytes a ms (0: any). Out: the share of the values, after the first quarter of a second, that
# got their own frame before the release, the lags of these, how far off the picture was, what was asked for.
DRAG = """async ({trip, cost, rate}) => {
  let now = 0, timers = [], count = 0;
  performance.now = () => now;
  window.setTimeout = (f, ms = 0) => { timers.push({id: ++count, at: now + ms, f}); return count; };
  window.clearTimeout = (id) => { timers = timers.filter((each) => each.id !== id); };
  const run = (until) => {
    for (;;) {
      const next = timers.sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (!next || next.at > until) break;
      timers.shift();
      now = Math.max(now, next.at);
      next.f();
    }
    now = until;
  };
  const {storeOf} = await import('/scope/static/test/figure/store.js');
  const SIZE = 1400, asked = {early: 0, live: 0, most: 0};
  class Far {
    open = true; trip = trip; far = trip > 20; live = []; early = []; free = 0; flying = 0;
    feel() {}
    stop() {}
    ask(request, done) {
      setTimeout(() => { (request.ahead ? this.early : this.live).push({request, done}); this.work(); }, trip / 2);
      asked.most = Math.max(asked.most, this.flying += request.ahead ? request.ahead.at.length : 1);
      return 1;
    }
    work() {
      const job = this.working ? null : (this.live.shift() ?? this.early.shift());
      if (!job) return;
      const {request, done} = job, {ahead, values} = request;
      const answer = (angle) => ({at: angle, frame: {params: {...values, angle}, figure: {}}, bytes: SIZE});
      const at = ahead ? ahead.at.slice(0, Math.ceil(8 / cost)) : [values.angle];
      this.working = true;
      asked[ahead ? 'early' : 'live'] += at.length;
      setTimeout(() => {
        this.working = false;
        this.free = Math.max(now, this.free) + (rate ? at.length * SIZE / rate : 0);
        const told = ahead ? {ahead: at.map(answer), left: ''} : answer(values.angle);
        setTimeout(() => { this.flying -= ahead ? ahead.at.length : 1; done(told); }, this.free - now + trip / 2);
        this.work();
      }, at.length * cost);
    }
  }
  const store = storeOf(`drag ${trip} ${cost} ${rate}`), shown = [], changes = [], off = [];
  store.controls = [{name: 'angle', kind: 'slider', low: 0, high: 360, step: 1}];
  store.committed = {angle: 20};
  store.frame = {params: {angle: 20}, figure: {}};
  store.wire = new Far();
  store.painter = {show: (frame) => shown.push([frame.params.angle, now]), settle: () => shown.push(['settled', now])};
  store.held.add('angle');
  store.ahead.aim('angle');
  run(300);
  for (let move = 1; move <= 120; move++) {
    run(300 + 20 * move);
    const value = Math.round(20 + 320 * move / 120);
    changes.push([value, now]);
    store.push({angle: value});
    const last = shown.findLast(([angle]) => angle !== 'settled');
    off.push(Math.abs((last ? last[0] : 20) - value));
  }
  run(now + 500);
  const late = changes.filter(([, at]) => at > 550);
  const first = (value, at) => shown.find(([angle, when]) => angle === value && when >= at) ?? [0, Infinity];
  const lags = late.map(([value, at]) => first(value, at)[1] - at);
  store.held.clear();
  run(now + 3000);
  return {...asked, framed: lags.filter(Number.isFinite).length / late.length,
    lags: lags.filter(Number.isFinite).sort((a, b) => a - b),
    off: off.slice(12).sort((a, b) => a - b), end: shown.filter(([angle]) => angle !== 'settled').at(-1)[0],
    settled: shown.at(-1)[0] === 'settled', unmet: store.unmet};
}"""


@pytest.fixture
def sheet(server: Server, browser: Browser) -> Iterator[Page]:
    """An empty page of the application's origin, so that its modules can be imported."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + "/scope/looks.json")
    page.set_content("<body></body>")
    yield page
    context.close()


def led(sheet: Page, trip: float, cost: float = 2.5, rate: float = 0) -> Any:
    found = sheet.evaluate(DRAG, {"trip": trip, "cost": cost, "rate": rate})
    assert found["end"] == 340 and found["settled"] and not found["unmet"], "it is right at rest"
    return found


@pytest.mark.parametrize(("trip", "share"), [(40, 0.95), (80, 0.95), (200, 0.9)])
def test_values_have_their_frames_before_they_are_wanted(sheet: Page, trip: int, share: float):
    found = led(sheet, trip)
    assert found["framed"] >= share
    assert found["lags"][int(0.95 * len(found["lags"]))] < 20
    assert found["early"] <= 361, "each is fetched once"


def test_beside_its_server_nothing_is_fetched_ahead_and_one_is_on_its_way(sheet: Page):
    found = led(sheet, 4)
    assert found["early"] == 0 and found["most"] == 1 and found["framed"] == 1


def test_over_a_thin_line_the_picture_is_the_nearest_that_is_known(sheet: Page):
    found = led(sheet, 300, rate=125)
    # One at a time, each answer is 300 ms behind the hand, which is 40 values, and the next comes 300 ms later.
    assert found["off"][len(found["off"]) // 2] <= 20
    assert found["most"] <= 46, "frames for later do not fill the line"


def test_a_drag_behind_a_slow_line_is_drawn_ahead_and_right_at_rest(server: Server, browser: Browser):
    with delayed(server.port, Line("far", 0.08)) as line:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitor = Visitor(context.new_page(), f"http://127.0.0.1:{line.port}")
        page = visitor.open("eigenvectors")
        page.evaluate("""async () => {
          const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
          const load = (end) => import(loaded.find((name) => name.endsWith(end)));
          window.__known = (await load('/figure/known.js')).known;
          window.__store = (await load('/figure/store.js')).storeOf('eigenvectors');
        }""")
        x, y = visitor.thumb("angle")
        page.mouse.move(x, y)
        page.mouse.down()
        page.wait_for_function("window.__known.entries.size > 30", timeout=60_000)
        assert page.evaluate("window.__store.wire.far")
        for step in range(1, 31):
            page.mouse.move(x + 4 * step, y)
            page.wait_for_timeout(20)
        line.use(Line("worse", 3.0))
        # What was asked for over the good line has come when it is forgotten; what is asked for from now on takes 3 s.
        page.wait_for_timeout(600)
        page.evaluate("window.__known.clear()")
        page.mouse.move(x + 190, y, steps=3)
        page.wait_for_selector("[data-testid=near-mark] >> visible=true", timeout=20_000)
        words = page.locator("[data-testid=near-mark]").inner_text()
        assert words == f"Shown: Direction of x {visitor.params()['angle']:g}"
        line.use(Line("far", 0.08))
        page.mouse.up()
        visitor.rest(1500)
        assert page.locator("[data-testid=near-mark]").is_hidden()
        value = page.locator(".st-key-angle input[type=range]").get_attribute("value")
        assert visitor.params()["angle"] == float(value or "nan") and f"angle={value}" in page.url
        assert not visitor.complaints
        context.close()
