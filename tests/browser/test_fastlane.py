"""The fast lane's picture against Plotly's own, point by point, to half a pixel.

Each case is two figures. One element gets the first by Plotly and the second by the fast lane; another gets both by
Plotly. The points of all paths, markers and texts must agree, and still do after the first has settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

import viz
from explorer import frames
from explorer.catalogue import find
from tests.browser.conftest import Server, blank
from tests.browser.fastlane_cases import CASES, CENTRES, COUNTS, Figure, T, gaps, plane, titled

pytestmark = pytest.mark.browser


# Draws in two elements and gives back what is seen in each: numbers by trace, in pixels of the plot.
SCRIPT = """
async ({first, second, via, zoom, look}) => {
  const [{Drawing, loadPlotly}, {loadLooks}, {difference}] = await Promise.all(
    ['figure/drawing', 'common/looks', 'common/arrays'].map((name) => import(`/scope/static/test/${name}.js`)));
  const Plotly = await loadPlotly('/' + window.__plotly);
  const looks = await loadLooks('/scope/looks.json');

  const corners = (d) => {
    const found = []; let x = 0, y = 0;
    for (const [, letter, rest] of d.matchAll(/([MLHVAZ])([^MLHVAZ]*)/g)) {
      const n = rest.split(/[ ,]+/).filter(Boolean).map(Number);
      if (letter === 'Z') continue;
      if (letter === 'H') x = n[0]; else if (letter === 'V') y = n[0]; else [x, y] = n.slice(-2);
      if (letter === 'M') found.push([]);
      found.at(-1).push([x, y]);
    }
    return found;
  };
  const shift = (node) => {
    const m = /translate\\(([-\\d.e]+)[ ,]+([-\\d.e]+)\\)/.exec(node.getAttribute('transform') || '');
    return m ? [Number(m[1]), Number(m[2])] : [0, 0];
  };
  const near = ([x, y]) => Math.abs(x) < 20000 && Math.abs(y) < 20000;
  const hidden = (node) => node.getAttribute('display') === 'none';
  const picture = (gd) => [...gd.querySelectorAll('.cartesianlayer g.trace')].map((trace) => {
    const out = {};
    const all = (selector) => [...trace.querySelectorAll(selector)];
    const pieces = (nodes) => nodes.flatMap((n) => corners(n.getAttribute('d'))).filter((piece) => piece.length > 1);
    out.line = pieces(all('.js-line'));
    out.fill = pieces(all('.js-fill'));
    out.markers = all('path.point').filter((n) => !hidden(n) && near(shift(n))).map((n) => {
      const [x, y] = shift(n);
      return corners(n.getAttribute('d')).flat().map(([a, b]) => [a + x, b + y]);
    });
    out.texts = all('g.textpoint').filter((n) => !hidden(n) && n.querySelector('text')?.textContent).map((n) => {
      const t = n.querySelector('text');
      const [dx, dy] = shift(n);
      return {text: t.textContent, at: [[Number(t.getAttribute('x')) + dx, Number(t.getAttribute('y')) + dy]]};
    }).filter(({at}) => near(at[0]));
    out.bars = all('.point > path').map((n) => corners(n.getAttribute('d')).flat());
    const look = ({style: s}) => [s.fill, s.fillOpacity, s.stroke, s.strokeOpacity, s.strokeWidth].join(' ');
    const drawn = (n) => corners(n.getAttribute('d')).some((piece) => piece.length > 1);
    const words = all('g.textpoint').filter((n) => !hidden(n)).map((n) => n.querySelector('text'));
    // A line with gaps is one path here and several of Plotly's.
    out.looks = [...new Set(all('.js-line, .js-fill').filter(drawn).map(look))];
    out.clipped = [...new Set(all('.js-line').filter(drawn).map((n) => n.hasAttribute('clip-path')))];
    out.looks.push(...all('.point > path').map(look));
    out.looks.push(...words.map(look));
    out.looks.push(...all('path.point').filter((n) => !hidden(n) && near(shift(n))).map(look));
    out.looks.push(trace.style.opacity);
    out.sides = words.map((n) => n.getAttribute('text-anchor'));
    return out;
  }).concat([...gd.querySelectorAll('image')].map((n) => ({href: n.getAttribute('xlink:href')})))
    .concat([...gd.querySelectorAll('text.annotation-text')].map((n) => ({title: n.innerHTML})))
    .concat([...gd.querySelectorAll('.infolayer [class^=g-] > text')].map((n) => ({
      title: n.textContent, sides: [n.getAttribute('text-anchor')]}))); // its distance from the axis waits after a zoom

  // A reader's zoom about a place beside the middle.
  const zoomed = async (drawing, gd) => {
    const plot = gd.querySelector('.nsewdrag').getBoundingClientRect(), frame = gd.getBoundingClientRect();
    drawing.outlook.zoom(0.5, plot.left - frame.left + 0.3 * plot.width, plot.top - frame.top + 0.45 * plot.height);
    await new Promise((done) => setTimeout(done, 60));
    if (gd._fullLayout.xaxis.range[0] === JSON.parse(first).figure.layout.xaxis.range[0]) throw new Error('no zoom');
  };

  const made = async () => {
    const gd = document.createElement('div');
    gd.style.cssText = 'width:720px;height:430px';
    document.body.append(gd);
    const drawing = new Drawing(gd, Plotly);
    drawing.setLook(looks[look], looks.templates[look]);
    const frame = JSON.parse(first);
    drawing.draw(frame);
    if (zoom) await zoomed(drawing, gd);
    return [gd, drawing, frame];
  };
  const [a, fast, from] = await made();
  let last = from, taken = true;
  for (const told of [...via, second]) {
    const to = JSON.parse(told);
    fast.ahead = false;
    fast.update(to, difference(last, to));
    taken &&= fast.ahead;
    last = to;
  }
  const quick = picture(a);
  const [b, slow] = await made();
  slow.draw(JSON.parse(second));
  const own = picture(b);
  fast.draw(fast.frame);
  const settled = picture(a);
  for (const gd of [a, b]) { Plotly.purge(gd); gd.remove(); }
  return {taken, quick, own, settled};
}
"""


@pytest.fixture(scope="module")
def sheet(server: Server, browser: Browser) -> Iterator[Page]:
    with blank(server, browser, 900) as page:
        yield page


def shown(sheet: Page, *figures: Figure, zoom: bool = False, look: str = "light") -> Any:
    """The first figure by Plotly and the others after it by the fast lane; and the first and the last by Plotly."""
    first, *via, second = (frames.encode({"figure": each}).decode() for each in figures)
    return sheet.evaluate(SCRIPT, {"first": first, "second": second, "via": via, "zoom": zoom, "look": look})


def flat(shape: Any) -> list[Any]:
    """All numbers of a nested list, in order."""
    if isinstance(shape, (int, float)):
        return [shape]
    return [number for part in shape for number in flat(part)]


def assert_alike(found: Any, own: Any) -> None:
    assert len(found) == len(own)
    for mine, plotlys in zip(found, own, strict=True):
        for told in ("href", "title", "looks", "sides", "clipped"):
            assert mine.get(told) == plotlys.get(told), told
        for kind in ("line", "fill", "markers", "bars"):
            left, right = mine.get(kind, []), plotlys.get(kind, [])
            assert len(left) == len(right), kind
            for a, b in zip(left, right, strict=True):
                assert np.shape(a) == np.shape(b), kind
                assert np.allclose(flat(a), flat(b), atol=0.5, rtol=0), kind
        assert [each["text"] for each in mine.get("texts", [])] == [each["text"] for each in plotlys.get("texts", [])]
        for a, b in zip(mine.get("texts", []), plotlys.get("texts", []), strict=True):
            assert np.allclose(flat(a["at"]), flat(b["at"]), atol=0.5, rtol=0)


@pytest.mark.parametrize("zoomed", [False, True], ids=["whole", "zoomed"])
@pytest.mark.parametrize("name", CASES)
def test_the_picture_is_plotlys(sheet: Page, name: str, zoomed: bool):
    first, second = CASES[name]
    found = shown(sheet, first, second, zoom=zoomed)
    assert found["taken"], "the fast lane left this to Plotly"
    assert_alike(found["quick"], found["own"])
    assert_alike(found["settled"], found["own"])


@pytest.mark.parametrize("look", ["dark", "projector"])
def test_it_is_plotlys_in_every_look(sheet: Page, look: str):
    for name in (
        "arrow",
        "label",
        "bars",
        "markers that hide",
        "arrow that was nothing",
        "label to the top left",
        "title",
        "line of another colour and width",
        "markers of many sizes",
        "area of another colour",
    ):
        found = shown(sheet, *CASES[name], look=look)
        assert found["taken"]
        assert_alike(found["quick"], found["own"])


def test_bars_of_two_traces_stand_at_their_own_places(sheet: Page):
    picture = shown(sheet, *CASES["bars of two traces at one place"])["own"]
    one, other = (
        [sorted({x for x, _ in corners}) for corners in trace["bars"] if corners]
        for trace in picture
        if trace.get("bars")
    )
    assert len(one) == len(other) > 2
    assert np.allclose(one, other, atol=0.5)


WORDS = ["one", "two", "three", "four"]
SERIES: dict[str, Callable[[int], Figure]] = {
    "labels": lambda n: plane(viz.label(T[:n], np.sin(T[:n]), WORDS[:n], position="middle right")),
    "markers": lambda n: plane(viz.markers(T[:n], np.sin(T[:n]))),
    "line": lambda n: plane(viz.line(T[: 3 * n], np.sin(T[: 3 * n]))),
    "line that goes and comes": lambda n: plane(viz.line(T, n * np.sin(T) / 4 if n > 1 else gaps(*range(61)))),
    "bold texts that go and come": lambda n: plane(
        viz.label(T[:4], T[:4] / 2, [f"<b>{word}</b>" if k < n else "" for k, word in enumerate(WORDS)])
    ),
    "texts that go and come": lambda n: plane(
        viz.label(T[:4], T[:4] / 2, [word if k < n else "" for k, word in enumerate(WORDS)])
    ),
}


@pytest.mark.parametrize("name", SERIES)
def test_what_was_fewer_for_a_while_is_all_there_again(sheet: Page, name: str):
    found = shown(sheet, *(SERIES[name](n) for n in (4, 1, 3, 2, 4)))
    assert found["taken"]
    assert_alike(found["quick"], found["own"])
    assert_alike(found["settled"], found["own"])


@pytest.mark.parametrize("steps", [(1, 4), (4, 1, 4), (1, 3, 2, 4)])
def test_a_text_that_was_empty_is_there_again_whoever_draws(sheet: Page, steps: tuple[int, ...]):
    found = shown(sheet, *(SERIES["texts that go and come"](n) for n in steps))
    for picture in ("quick", "own", "settled"):
        assert [each["text"] for each in found[picture][0]["texts"]] == WORDS


def scene(**values: Any) -> Figure:
    return find("eigenvectors").scene(**values).plotly()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"angle": 20}, {"angle": 133}),
        ({"angle": 300}, {"angle": 301}),
        ({"view": "power", "step": 4}, {"view": "power", "step": 11}),
        ({"view": "flow", "angle": 10}, {"view": "flow", "angle": 11}),
        ({"basis": 0}, {"basis": 33}),
    ],
)
def test_the_worked_lesson_takes_the_fast_lane(sheet: Page, before: Any, after: Any):
    found = shown(sheet, scene(**before), scene(**after))
    assert found["taken"]
    assert_alike(found["quick"], found["own"])
    assert_alike(found["settled"], found["own"])


def heat(scale: float) -> Figure:
    """The numbers at its colour bar change with it."""
    return plane(viz.heatmap(scale * np.arange(12.0).reshape(3, 4), bar="z"), viz.line(T, scale * np.sin(T)))


@pytest.mark.parametrize(
    "pair",
    [
        lambda: (heat(1), heat(2)),
        lambda: (plane(viz.line(T, T, dash="dash")), plane(viz.line(T, T, dash="dash", width=5))),
        lambda: (plane(viz.markers(T, T, T)), plane(viz.markers(T, T, T[::-1]))),
        lambda: (plane(viz.markers(T, T, symbol="star")), plane(viz.markers(T, T, symbol="star", size=12))),
        lambda: (plane(viz.bars(CENTRES, COUNTS, "data")), plane(viz.bars(CENTRES, COUNTS, "data/0.4"))),
        lambda: (titled("one"), titled("a title that is far too long for a single line of this panel, " * 2)),
        lambda: (titled("one"), titled("two<br>lines")),
        lambda: (plane(viz.line(T, T)), plane(viz.line(T, T), viz.line(T, -T))),
        lambda: (plane(viz.line(T, T)), plane(viz.line(T, T), low=-5)),
        lambda: (plane(viz.label([1], [1], "a")), plane(viz.label([1], [1], "x<sub>1</sub>"))),
        lambda: (plane(viz.line(T, np.exp(-T)), log=True), plane(viz.line(T, np.exp(-T) - 0.1), log=True)),
    ],
    ids=[
        "heatmap",
        "dashes",
        "colours by number",
        "stars",
        "bars that become clear",
        "long title",
        "title of two lines",
        "another trace",
        "axis",
        "markup",
        "zero on a logarithm",
    ],
)
def test_what_it_cannot_draw_it_leaves_to_plotly(sheet: Page, pair: Callable[[], tuple[Figure, Figure]]):
    found = shown(sheet, *pair())
    assert not found["taken"]
    assert_alike(found["quick"], found["own"])
