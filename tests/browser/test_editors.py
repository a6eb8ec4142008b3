"""The editors of ours, each alone on a page: cells painted, a curve drawn, shares that keep their sum."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from explorer.controls import Cells, Control, Matrix, Simplex, Sketch, jsonable
from tests.browser.conftest import Visitor
from tests.explorer.written_texts import NUMBERS, TABLES

pytestmark = pytest.mark.browser

WALLS = Cells("walls", "Walls", ("0110", "1000", "0001"))
GRAPH = Cells("graph", "Graph", ("010", "101", "010"), symmetric=True)
DRAWN = Sketch("drawn", "Drawn", (0.0, 0.0, 0.0, 0.0, 0.0))
RISING = Sketch("rising", "Rising", (0.0, 0.25, 0.5, 0.75, 1.0), rising=True)
CHAIN = Simplex("chain", "Chain", ((0.5, 0.3, 0.2),))

MOUNT = """
async ({component, data}) => {
  const { mount } = await import(`/scope/static/test/figure/${component}.js`);
  document.body.replaceChildren();
  const place = document.createElement('div');
  place.style = 'position: fixed; left: 20px; top: 20px; width: 260px; background: white';
  document.body.append(place);
  window.given = null;
  mount({ data, parentElement: place, setStateValue: (name, value) => (window.given = value) });
}
"""


def alone(visitor: Visitor, control: Control) -> Page:
    """A page with that editor and nothing else."""
    page = visitor.open("show/eigenvectors")
    value = control.initial
    told = {key: jsonable(each) for key, each in control.describe().items()}
    data = told | {"slug": f"test-{control.name}", "value": jsonable(value), "help": "", **control.widget().options}
    page.evaluate(MOUNT, {"component": control.component, "data": data})
    return page


def given(page: Page, control: Control) -> Any:
    """What the editor gave to Python, as the control keeps it."""
    page.wait_for_function("window.given !== null")
    return control.check(page.evaluate("window.given"))


def middle(page: Page, selector: str, number: int) -> tuple[float, float]:
    box = page.locator(selector).nth(number).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_painting_gives_all_cells_what_the_first_becomes(visitor: Visitor):
    page = alone(visitor, WALLS)
    page.mouse.move(*middle(page, ".scope-cell", 0))
    page.mouse.down()
    page.mouse.move(*middle(page, ".scope-cell", 3), steps=10)
    page.mouse.up()
    assert given(page, WALLS) == ((1, 1, 1, 1), (1, 0, 0, 0), (0, 0, 0, 1))


def test_cells_are_toggled_by_keys(visitor: Visitor):
    page = alone(visitor, WALLS)
    page.locator(".scope-cell").first.focus()
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert given(page, WALLS) == ((0, 1, 1, 0), (1, 1, 0, 0), (0, 0, 0, 1))
    assert page.locator(".scope-cell[aria-pressed=true]").count() == 5


def test_an_edge_of_a_graph_is_toggled_both_ways_and_loops_cannot_be(visitor: Visitor):
    page = alone(visitor, GRAPH)
    assert page.locator(".scope-cell:disabled").count() == 3
    page.locator(".scope-cell").nth(2).click()
    assert given(page, GRAPH) == ((0, 1, 1), (1, 0, 1), (1, 1, 0))


def test_a_curve_is_drawn_by_mouse(visitor: Visitor):
    page = alone(visitor, DRAWN)
    box = page.locator(".scope-sketch-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2, steps=12)
    page.mouse.up()
    assert given(page, DRAWN) == pytest.approx((0, 0.25, 0.5, 0.75, 1), abs=0.06)


def test_a_height_is_moved_by_keys_and_a_rising_curve_makes_way(visitor: Visitor):
    page = alone(visitor, RISING)
    page.locator(".scope-sketch-pad").focus()
    for key in ("ArrowRight", *["Shift+ArrowUp"] * 4):
        page.keyboard.press(key)
    assert given(page, RISING) == pytest.approx((0, 0.65, 0.65, 0.75, 1))


def test_a_share_that_is_typed_moves_the_others_in_proportion(visitor: Visitor):
    page = alone(visitor, CHAIN)
    page.locator(".scope-entry").first.fill("0.75")
    page.keyboard.press("Enter")
    assert given(page, CHAIN) == CHAIN.with_share(CHAIN.initial, 0, 0, 0.75) == ((0.75, 0.15, 0.1),)


READ = """
async ([texts, tables]) => {
  const { numberFrom, tableFrom } = await import('/scope/static/test/common/numbers.js');
  const whole = (found) => (found && !found.says && !found.values.flat().includes(null) ? found.values : null);
  return [texts.map((text) => numberFrom(text)), tables.map((text) => whole(tableFrom(text, 2)))];
}
"""


def test_the_browser_reads_numbers_and_tables_as_python_does(visitor: Visitor):
    page = visitor.open("show/eigenvectors")
    numbers, tables = page.evaluate(READ, [list(NUMBERS), list(TABLES)])
    for text, found in zip(NUMBERS, numbers, strict=True):
        number = NUMBERS[text]
        assert found == (None if number is None else pytest.approx(number, rel=1e-14)), text
    for text, found in zip(TABLES, tables, strict=True):
        square = found if found and [len(row) for row in found] == [2, 2] else None  # others have no room
        assert square == jsonable(TABLES[text]), text


PASTE = """
([text, at]) => {
  const data = new DataTransfer();
  data.setData('text', text);
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelectorAll('.scope-entry')[at].dispatchEvent(event);
}
"""


@pytest.mark.parametrize(
    ("text", "at", "matrix"),
    [
        ("1\t0,5\t0\r\n0\t1\t−1\r\n", 4, ((1, 0.5, 0), (0, 1, -1))),
        ("[[1, 0.5, 0], [0, 1, -1]]", 0, ((1, 0.5, 0), (0, 1, -1))),
        ("1 0.5 0; 0 1 -1", 0, ((1, 0.5, 0), (0, 1, -1))),
        ("1/2\t-√4", 4, ((3, 3, 3), (3, 0.5, -2))),
    ],
)
def test_a_table_is_pasted_whole_or_from_the_entry_that_has_the_focus(visitor: Visitor, text, at, matrix):
    control = Matrix("pasted", "Pasted", ((3, 3, 3), (3, 3, 3)))
    page = alone(visitor, control)
    page.evaluate(PASTE, [text, at])
    assert given(page, control) == matrix


def test_what_cannot_be_pasted_changes_nothing_and_says_why(visitor: Visitor):
    control = Matrix("refused", "Refused", ((3, 3, 3), (3, 3, 3)))
    page = alone(visitor, control)
    for text, said in (
        ("1\t2\n3\t4\n5\t6", "The table has 3 rows of 2 numbers; from this entry on there is room for 2 by 3"),
        ("1\t2\t3\t4", "The table has 1 row of 4 numbers;"),
        ("1\n2\n3", "The table has 3 rows of 1 number;"),
        ("1\t2\t99\n0\t0\t0", "“99” is not"),
        ("1\tx", "“x” is not"),
        ("1\t\t3", "Row 1 of the table has no number in place 2. Nothing was changed."),
        ("2·[[1,2,3],[4,5,6]]", "“2·” stands outside the brackets of the rows."),
        ("1,250\t2\t3", "two ways: write 1250 or 1.250. Nothing was changed."),
    ):
        page.evaluate(PASTE, [text, 0])
        assert said in page.locator(".scope-note").first.inner_text()
    page.evaluate(PASTE, ["1,5\r\n", 0])  # one number, which the browser itself writes into its cell
    assert [entry.input_value() for entry in page.locator(".scope-entry").all()] == ["3"] * 6


@pytest.mark.parametrize("address", ["gradient_descent?view=loss", "show/gradient_descent?view=loss"])
def test_a_number_is_typed_into_a_slider(visitor: Visitor, address):
    page = visitor.open(address)
    slider = page.locator(":is(.st-key-kappa, [data-control=kappa]) input[type=range]")
    slider.focus()
    page.keyboard.type("7")
    note = page.locator(".scope-exact .scope-note")
    page.keyboard.type(",53")
    assert "becomes 7.94" in note.inner_text()
    page.keyboard.press("Enter")
    visitor.rest()
    page.wait_for_timeout(800)
    assert visitor.params()["kappa"] == 7.94
    slider.focus()
    page.keyboard.type("-5")
    assert "Out of reach" in note.inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".scope-exact").count() == 0
    assert not visitor.complaints
