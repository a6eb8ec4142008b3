"""A run that takes over a second, in a real browser and with the slow engine: how far it is, Stop, and moving on.

How long the largest run of the lesson takes depends on the machine: `pace` makes it last long enough to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer.version import ROOT
from tests.browser.conftest import Server, Visitor
from tests.browser.stage_hands import serious

pytestmark = pytest.mark.browser

SLOW = "source=cauchy&n=1000&replicates=100000"
RUN = "[data-testid=live-run]"
PATIENCE = 60_000  # ms
# What the bars of the simulated means are: whole or draft, they differ.
BARS = (
    "() => { const bars = document.querySelector('.js-plotly-plot')._fullData.find((t) => t.type === 'bar');"
    " return bars ? JSON.stringify(Array.from(bars.y)) : ''; }"
)


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = os.pathsep.join([str(ROOT), str(Path(__file__).with_name("pace"))])
    environment = {"MATHSCOPE_ENGINE": "numpy", "PYTHONPATH": path, "MATHSCOPE_PROCESSES": "1"}
    with Server(tmp_path_factory.mktemp("slow") / "log.txt", environment) as found:
        yield found


@pytest.fixture
def reader(slow_server: Server, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    yield Visitor(context.new_page(), slow_server.url)
    context.close()


def begin(reader: Visitor, seed: int, path: str = "lln_clt") -> Page:
    """Open the largest run; each test has a seed of its own, since the server keeps what it computed."""
    page = reader.page
    page.goto(f"{reader.url}/{path}?{SLOW}&seed={seed}")
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=PATIENCE)
    return page


def test_a_long_run_shows_its_progress_and_ends_in_the_whole_figure(reader: Visitor):
    page = begin(reader, 11)
    expect(page.locator(RUN)).to_be_visible(timeout=PATIENCE)
    draft, height = page.evaluate(BARS), page.evaluate("document.querySelector('.scope-stage').offsetHeight")
    page.wait_for_function(
        "Number(document.querySelector('.scope-run [role=progressbar]')?.getAttribute('aria-valuenow')) > 0",
        timeout=PATIENCE,
    )
    assert "%" in page.locator(RUN).inner_text()
    expect(page.locator(RUN)).to_be_hidden(timeout=PATIENCE)
    reader.rest()
    assert page.evaluate(BARS) != draft
    assert page.evaluate("document.querySelector('.scope-stage').offsetHeight") == height
    expect(page.get_by_text("still being computed")).to_have_count(0, timeout=PATIENCE)
    assert reader.params()["replicates"] == 100_000 and "replicates=100000" in page.url
    assert not reader.complaints


def test_stop_keeps_the_draft_and_says_so_until_something_changes(reader: Visitor):
    page = begin(reader, 12)
    button = page.locator(RUN).get_by_role("button", name="Stop")
    expect(button).to_be_visible(timeout=PATIENCE)
    draft = page.evaluate(BARS)
    button.focus()
    page.keyboard.press("Enter")
    status = page.locator(".scope-status")
    expect(status).to_contain_text("Stopped: the figure is the draft", timeout=PATIENCE)
    expect(page.locator(RUN)).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_text("these are the numbers of the draft")).to_be_visible(timeout=PATIENCE)
    reader.rest(2500)
    expect(page.locator(RUN)).to_be_hidden()
    expect(status).to_contain_text("Stopped: the figure is the draft")
    assert page.evaluate(BARS) == draft
    assert reader.params()["replicates"] == 100_000 and "replicates=100000" in page.url
    page.get_by_role("tab", name="Code").click()
    reader.rest(1500)
    expect(page.locator(RUN)).to_be_hidden()
    expect(status).to_contain_text("Stopped: the figure is the draft")
    # A change computes again: one step down is still long.
    page.locator(".st-key-n input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    expect(status).not_to_contain_text("Stopped", timeout=PATIENCE)
    expect(page.locator(RUN)).to_be_visible(timeout=PATIENCE)
    assert not reader.complaints


def test_what_was_chosen_in_take_away_stays_while_a_figure_is_computed(reader: Visitor):
    page = reader.page
    page.goto(f"{reader.url}/lln_clt?source=cauchy&n=1000&replicates=100&seed=31")
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=PATIENCE)
    page.get_by_role("tab", name="Take away").click()
    page.locator(".st-key-sweep-film summary").click()
    seconds = page.locator(".st-key-film-seconds input")
    seconds.fill("7")
    seconds.press("Enter")
    expect(page.get_by_text("105 frames")).to_be_visible(timeout=PATIENCE)
    page.locator(".st-key-replicates input[type=range]").press("End")
    expect(page.get_by_text("there is nothing to take away")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("there is nothing to take away")).to_be_hidden(timeout=PATIENCE)
    expect(seconds).to_be_visible(timeout=PATIENCE)
    expect(seconds).to_have_value("7.00")
    page.get_by_role("tab", name="Theory").click()
    expect(seconds).to_have_count(0)
    page.get_by_role("tab", name="Take away").click()
    expect(seconds).to_have_value("7.00", timeout=PATIENCE)
    assert not reader.complaints


def test_who_moves_on_is_not_kept_waiting(reader: Visitor):
    page = begin(reader, 13)
    expect(page.locator(RUN)).to_be_visible(timeout=PATIENCE)
    before, was = reader.frames(), reader.params()["n"]
    x, y = reader.thumb("n")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(x - 4 * step, y)
        page.wait_for_timeout(30)
    page.wait_for_function(
        "([before, was]) => { const figure = document.querySelector('[data-testid=live-figure]');"
        " return figure.dataset.frames > before + 2 && JSON.parse(figure.dataset.params).n < was; }",
        arg=[before, was],
        timeout=PATIENCE,
    )
    page.mouse.move(x - 150, y, steps=4)
    page.mouse.up()
    expect(page.locator(RUN)).to_be_hidden(timeout=PATIENCE)
    reader.rest()
    assert reader.params()["n"] != was
    assert not reader.complaints


@pytest.mark.parametrize(
    ("path", "width", "scheme", "seed"),
    [("lln_clt", 1280, "light", 21), ("lln_clt", 390, "dark", 22), ("show/lln_clt", 390, "light", 23)],
)
def test_it_is_in_sight_and_can_be_read(
    slow_server: Server, browser: Browser, path: str, width: int, scheme: Literal["light", "dark"], seed: int
):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    reader = Visitor(context.new_page(), slow_server.url)
    page = begin(reader, seed, path)
    expect(page.locator(RUN)).to_be_visible(timeout=PATIENCE)
    box = page.locator(RUN).bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    # The check may take longer than the run: what it looks at is kept on the page.
    page.evaluate("const run = document.querySelector('.scope-run'); if (run) run.after(run.cloneNode(true));")
    assert not serious(page)
    assert not reader.complaints
    context.close()


def test_the_stage_says_that_its_figure_is_whole_when_it_is(reader: Visitor):
    page = begin(reader, 16, "show/lln_clt")
    figure = page.locator("[data-testid=live-figure]")
    expect(figure).to_have_attribute("data-status", "coming")
    expect(figure).to_have_attribute("data-status", "whole", timeout=PATIENCE)
    expect(page.locator(RUN)).to_be_hidden(timeout=PATIENCE)
    assert not reader.complaints


def test_the_stage_has_the_same(reader: Visitor):
    page = begin(reader, 15, "show/lln_clt")
    page.locator(RUN).get_by_role("button", name="Stop").click()
    expect(page.locator(".scope-status")).to_contain_text("Stopped: the figure is the draft", timeout=PATIENCE)
    expect(page.locator("[data-testid=live-figure]")).to_have_attribute("data-status", "stopped")
    expect(page.locator(RUN)).to_be_hidden(timeout=PATIENCE)
    page.locator("[data-control=n] input[type=range]").focus()
    page.keyboard.press("Home")
    expect(page.locator(".scope-status")).not_to_contain_text("Stopped", timeout=PATIENCE)
    page.wait_for_function(
        "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params).n === 1", timeout=PATIENCE
    )
    assert not reader.complaints
