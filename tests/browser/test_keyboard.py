"""A walk by keyboard alone through states that together hold every kind of control and of handle. That every lesson has
nothing else is held without a browser (tests/lessons/by_keys.py)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from explorer import catalogue, link
from explorer.controls import Control
from explorer.lesson import Lesson, Parameters
from tests.browser.conftest import Visitor
from tests.lessons import by_keys

pytestmark = pytest.mark.browser

STATES = (
    "multivariable_taylor",
    "eigenvectors?view=power&matrix=2,0.3;0.3,1.8&angle=120&step=12",
    "ml_significance?view=many",
    "jensen",
    "convexity?view=plane",
    "integral_transforms?view=jumps&shape=drawn&order=12",
    "sparse_matrices?view=own",
)
PARAMS = "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params)"
# Of what has the focus: which of some places it is, its handle's name, its name, its begin.
HERE = """places => { const n = document.activeElement, attr = (name) => n.getAttribute(name) || '';
  const by = attr('aria-labelledby').split(' ').map((id) => document.getElementById(id)?.innerText || '').join('');
  const name = n.labels?.[0]?.innerText || attr('aria-label') || by || n.innerText || n.title || n.placeholder || '';
  return [places.filter((each) => n.matches(each)), n.matches('.scope-handle') ? attr('aria-label') : '',
    name.trim(), n.outerHTML.slice(0, 160)]; }"""
MOST = 150  # presses of Tab from the title to the end of the controls
# What changes a value, by the kind of widget; where several keys may, each is tried until the value is another.
PRESSES: dict[str, list[list[str]]] = {
    "slider": [["ArrowRight"], ["ArrowLeft"]],
    "select_slider": [["ArrowRight"], ["ArrowLeft"]],
    "seed": [["ArrowUp"]],
    "segmented_control": [["ArrowRight", "Space"], ["ArrowLeft", "Space"]],
    "grid": [["ArrowRight", "Space"], ["ArrowLeft", "Space"]],
    "selectbox": [["ArrowDown", "ArrowDown", "Enter"], ["ArrowDown", "Enter"]],
    "data": [["ArrowDown", "ArrowDown", "Enter"], ["ArrowDown", "Enter"]],
    "radio": [["ArrowDown"], ["ArrowUp"]],
    "toggle": [["Space"]],
    "matrix": [["Control+a", "0", ".", "2", "Enter"]],
    "cells": [["ArrowRight", "Space"]],
    "sketch": [["ArrowUp"], ["ArrowDown"]],
}


def state(path: str) -> tuple[Lesson, Parameters]:
    """The lesson and the parameters of an address."""
    slug, _, query = path.partition("?")
    lesson = catalogue.find(slug)
    return lesson, link.read(lesson, link.parse(query))[0]


def test_the_walk_meets_every_kind_of_control_and_handle():
    found: set[str] = set()
    wanted: set[str] = set()
    for path in STATES:
        lesson, parameters = state(path)
        found |= by_keys.kinds(lesson, parameters, lesson.scene(parameters))
    for lesson in catalogue.lessons().values():
        for parameters, scene in by_keys.views(lesson):
            wanted |= by_keys.kinds(lesson, parameters, scene)
    assert not wanted - found


def place(control: Control) -> str:
    """Where in the page a control is."""
    if control.kind == "steps":
        return f".scope-play[data-control={control.name}] input[type=range]"
    name = f"{control.name}-source" if control.kind == "data" else control.name
    name = f"{name}-editor" if control.component else name
    focus = by_keys.FOCUS[by_keys.widget(control)]
    return f".st-key-{name} {focus}" if control.kind != "seed" else f".st-key-{name}-row {focus}"


def walk(page: Page, places: list[str]) -> tuple[set[str], set[str], list[str]]:
    """Tab from the title on: the places and the handles that were reached, and what had the focus without a name."""
    page.locator("h1").click()
    reached: set[str] = set()
    handles: set[str] = set()
    nameless = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        here, handle, name, what = page.evaluate(
            HERE,
            places,
        )
        reached |= set(here)
        handles |= {handle} if handle else set()
        if not name and "<body" not in what:
            nameless.append(what)
        if len(reached) == len(set(places)):
            break
    return reached, handles, nameless


def change(visitor: Visitor, control: Control, at: str) -> Any:
    """Use a control by keys; the value that it has then."""
    page, before = visitor.page, visitor.params()[control.name]
    kind = by_keys.widget(control)
    after = before
    for presses in PRESSES.get(kind, [[]]):
        target = page.locator(at).first
        if kind in ("segmented_control", "grid"):
            target = page.locator(f"{at}[aria-checked=true]").first
        target.focus()
        if kind == "text_input":
            page.keyboard.press("Control+a")
            page.keyboard.type(control.write(list(control.extremes())[-1]))
            page.keyboard.press("Enter")
        for key in presses:
            page.keyboard.press(key)
        page.wait_for_timeout(700)  # a value of keys is given to Python when they rest
        visitor.rest(200)
        after = visitor.params()[control.name]
        if after != before:
            break
    return after


used: set[str] = set()  # kinds of widgets and of handles that keys have moved, over the walk


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.partition("?")[0])
def test_a_lesson_is_gone_through_by_keyboard_alone(visitor: Visitor, path: str):
    lesson, parameters = state(path)
    page = visitor.open(path)
    controls = {control.name: control for control in lesson.shown(parameters)}
    places = {name: place(control) for name, control in controls.items()}
    reached, handles, nameless = walk(page, list(places.values()))
    assert not {name for name, at in places.items() if at not in reached}, "Tab leads to none of these"
    shown = page.locator(".scope-handle:visible").evaluate_all("all => all.map((n) => n.getAttribute('aria-label'))")
    assert handles == set(shown) and len(set(shown)) == len(shown)
    assert not nameless
    for _, handle in lesson.scene(parameters).handles:
        how = "itself" if handle.moves is None else handle.follows
        node = page.locator(f".scope-handle[aria-label^='{handle.label}']").first
        if how in used or not node.count() or not node.is_visible():
            continue
        before, said = visitor.params(), page.locator(".scope-did")
        node.focus()
        for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"):
            page.keyboard.press(key)
            page.wait_for_timeout(150)
            visitor.rest(150)
            if visitor.params() != before:
                break
        assert visitor.params() != before, f"no arrow key moves {handle.label}"
        assert handle.label in said.inner_text() and page.evaluate("document.activeElement.matches('.scope-handle')")
        page.wait_for_timeout(600)  # until it is given to Python
        visitor.rest(200)
        used.add(how)
    # The choice of views comes last: it takes other controls away.
    for name in sorted(places, key=lambda name: name == "view"):
        control = controls[name]
        kind = by_keys.widget(control)
        if kind in used or not page.locator(places[name]).count():
            continue
        value = visitor.params()[name]
        assert change(visitor, control, places[name]) != value, f"no key changes {name}, a {kind}"
        used.add(kind)
    assert not visitor.complaints
