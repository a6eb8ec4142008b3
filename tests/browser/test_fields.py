"""Heat maps and contour maps of the fast lane against Plotly's own pictures, pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page

import viz
from explorer import frames
from explorer.catalogue import find
from tests.browser.conftest import Server, blank

pytestmark = pytest.mark.browser
Figure = dict[str, Any]
X, Y = np.linspace(-3, 3, 61), np.linspace(-2, 2, 51)
A, B = np.meshgrid(X, Y)

# The first figure by Plotly and the others after it by the fast lane, beside the last by Plotly alone.
SCRIPT = """
async ({figures, look}) => {
  const [{Drawing, loadPlotly}, {loadLooks}, {difference}] = await Promise.all(
    ['figure/drawing', 'common/looks', 'common/arrays'].map((name) => import(`/scope/static/test/${name}.js`)));
  const Plotly = await loadPlotly('/' + window.__plotly);
  const looks = await loadLooks('/scope/looks.json');
  document.body.replaceChildren();
  document.body.style.cssText = 'margin:0;background:white';
  const made = (id, frame) => {
    const gd = document.createElement('div');
    gd.id = id;
    gd.style.cssText = 'width:720px;height:430px';
    document.body.append(gd);
    const drawing = new Drawing(gd, Plotly);
    drawing.setLook(looks[look], looks.templates[look]);
    drawing.draw(frame);
    return drawing;
  };
  const told = figures.map((text) => JSON.parse(text));
  const fast = made('fast', told[0]);
  let taken = true;
  for (let k = 1; k < told.length; k++) {
    fast.ahead = false;
    fast.update(told[k], difference(told[k - 1], told[k]));
    taken &&= fast.ahead;
  }
  made('own', JSON.parse(figures.at(-1)));
  window.__fast = fast;
  await new Promise((done) => setTimeout(done, 60));
  return taken;
}
"""


@pytest.fixture(scope="module")
def sheet(server: Server, browser: Browser) -> Iterator[Page]:
    with blank(server, browser, 760) as page:
        yield page


def seen(sheet: Page, element: str) -> NDArray[np.int64]:
    """The pixels of an element, (height, width, 3)."""
    shot = sheet.locator(f"#{element}").screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=np.int64)


def drawn(sheet: Page, *figures: Figure, look: str = "light") -> bool:
    """Draw; whether the fast lane took all the frames."""
    told = [frames.encode({"figure": each}).decode() for each in figures]
    return bool(sheet.evaluate(SCRIPT, {"figures": told, "look": look}))


def unlike(sheet: Page) -> tuple[float, float]:
    """The mean difference of the two pictures in steps of 255, and the share of pixels that differ by more than 48."""
    apart = np.abs(seen(sheet, "fast") - seen(sheet, "own")).max(axis=2)
    return float(apart.mean()), float((apart > 48).mean())


def plane(*traces: Any) -> Figure:
    return viz.compose([viz.Plane(list(traces), viz.Axis("x", (-3, 3)), viz.Axis("y", (-2, 2)), "t")], revision="test")


def bowl(k: float) -> NDArray[np.float64]:
    return np.asarray(A**2 + k * B**2)


def waves(k: float) -> NDArray[np.float64]:
    return np.asarray(np.sin(k * A) * np.cos(B + k))


def cells(k: float) -> Figure:
    z = np.random.default_rng(int(k)).normal(size=(7, 9))
    return plane(viz.heatmap(z, np.linspace(-2, 2, 9), np.linspace(-1.5, 1.5, 7), scale="diverging", bounds=(-2, 2)))


def hole(k: float) -> Figure:
    z = np.arange(12.0).reshape(3, 4) * k
    z[1, int(k)] = np.nan
    return plane(viz.heatmap(z, np.arange(4.0) - 1.5, np.arange(3.0) - 1, bounds=(0, 20)))


CASES = {
    "cells": cells,
    "cells, one of them missing": hole,
    "cells whose scale is their own": lambda k: plane(viz.heatmap(waves(k)[::6, ::6], X[::6], Y[::6])),
    "rows from the top": lambda k: plane(viz.heatmap(waves(k)[::6, ::6], X[::6], Y[::6][::-1], bounds=(-1, 1))),
    "smooth": lambda k: plane(viz.heatmap(waves(k), X, Y, scale="diverging", bounds=(-1, 1), smooth=True)),
    "smooth beside a line": lambda k: plane(
        viz.heatmap(bowl(k), X, Y, bounds=(0, 20), smooth=True, opacity=0.5), viz.line(X, np.sin(k * X))
    ),
    "filled contours": lambda k: plane(viz.contour(X, Y, bowl(k), levels=(0, 16, 1), opacity=0.5)),
    "filled contours of waves": lambda k: plane(viz.contour(X, Y, waves(k), levels=(-0.8, 0.8, 0.2), width=2.0)),
    "contours alone": lambda k: plane(viz.contour(X, Y, waves(k), levels=(-0.8, 0.8, 0.4), filled=False, role="data")),
    "one contour": lambda k: plane(viz.contour(X, Y, bowl(k), levels=(4, 4, 1), filled=False, role="ink", width=2)),
    "contours whose levels move": lambda k: plane(viz.contour(X, Y, bowl(k), levels=(k, 9 * k, k))),
    "no contour in sight": lambda k: plane(viz.contour(X, Y, bowl(k), levels=(90 * k, 99 * k, k))),
}


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
@pytest.mark.parametrize("name", CASES)
def test_the_picture_is_plotlys(sheet: Page, name: str, look: str):
    make = CASES[name]
    assert drawn(sheet, make(1), make(3), make(2), look=look), "the fast lane left this to Plotly"
    mean, apart = unlike(sheet)
    assert mean < 1.5 and apart < 0.01, (mean, apart)
    sheet.evaluate("window.__fast.draw(window.__fast.frame)")
    mean, apart = unlike(sheet)  # the edges of lines may differ by a step
    assert mean < 0.01 and apart < 1e-4, "something was left behind"


def test_a_field_of_another_size_is_left_to_plotly(sheet: Page):
    few, many = (plane(viz.heatmap(bowl(1)[::k, ::k], X[::k], Y[::k], bounds=(0, 9))) for k in (10, 5))
    assert not drawn(sheet, few, many)
    assert max(unlike(sheet)) < 0.01


def test_numbers_at_a_colour_bar_are_plotlys(sheet: Page):
    one, other = (plane(viz.heatmap(waves(1), X, Y, bounds=(-k, k), bar="z")) for k in (1, 2))
    assert not drawn(sheet, one, other)
    assert max(unlike(sheet)) < 0.01


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("gradient_descent", {"kappa": 3.0}, {"kappa": 12.0}),
        ("optimizers", {"angle": 10}, {"angle": 50}),
        ("dot_products_norms", {"view": "digits", "digit": 3}, {"view": "digits", "digit": 8}),
        ("matrix_factorizations", {"step": 1}, {"step": 2}),
        ("backpropagation", {"view": "moons", "tick": 1}, {"view": "moons", "tick": 30}),
    ],
)
def test_lessons_take_it(sheet: Page, slug: str, before: Any, after: Any):
    assert drawn(sheet, *(find(slug).scene(**each).plotly() for each in (before, after)))
    mean, apart = unlike(sheet)
    assert mean < 1.5 and apart < 0.01, (mean, apart)


@pytest.mark.parametrize("count", [3, 12])
def test_a_colour_bar_stands_beside_its_map(sheet: Page, count: int):
    """A square map in a wide place: Plotly's own box of the map, and of the bar."""
    field = viz.heatmap(np.eye(count), np.arange(count), np.arange(count), bar="share")
    axis = viz.Axis("k", (-0.5, count - 0.5))
    figure = viz.compose([viz.Plane([viz.line([0, 1], [0, 1])]), viz.Plane([field], axis, axis, equal=True)])
    drawn(sheet, figure)
    end, bar = sheet.evaluate(
        """() => {
          const gd = document.getElementById('own');
          const axis = gd._fullLayout.xaxis2;
          const box = gd.querySelector('.colorbar .cbfills').getBoundingClientRect();
          return [axis._offset + axis._length, box.left - gd.getBoundingClientRect().left];
        }"""
    )
    assert 0 < bar - end < 25
