"""Same link, same figure: a state that was reached by hand looks as it does when its link is opened."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

# What is opened, the control that is moved, by which keys, and the state that this leads to. Among them are texts that
# were empty or hidden before, in the plane and in space, a camera, and axes that grow.
WAYS = {
    "texts that appear": ("block_kronecker?view=blocks", "block", ["Home", "ArrowRight", "Home", "End"], "block=4"),
    "a dot in space that appears": ("independence_orthogonality", "step", ["Home"], "step=0"),
    "a name in space that appears": ("independence_orthogonality", "step", ["Home", "End"], "step=6"),
    "a text in space that changes": (
        "projections_least_squares",
        "degree",
        ["Home", "ArrowRight", "ArrowRight"],
        "degree=2",
    ),
    "axes that grow": ("linear_transformations?view=build", "slant", ["End"], "slant=2"),
    "a heat map": ("gradient_descent", "kappa", ["End"], "kappa=100"),
    "bars": ("lln_clt", "n", ["Home", "ArrowRight"], "n=2"),
}


def picture(visitor: Visitor) -> np.ndarray:
    """The figure without what lies over it."""
    page = visitor.page
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    visitor.rest(700)
    image = Image.open(io.BytesIO(page.locator(".scope-plot").screenshot()))
    return np.asarray(image.convert("RGB"), dtype=int)


@pytest.mark.parametrize("way", WAYS)
def test_a_state_looks_the_same_however_it_was_reached(visitor: Visitor, way: str):
    path, control, keys, state = WAYS[way]
    page = visitor.open(path)
    slider = page.locator(f".st-key-{control} input[type=range], [data-control={control}] input[type=range]").first
    for key in keys:
        slider.focus()
        page.keyboard.press(key)
        page.wait_for_timeout(250)
    by_hand = picture(visitor)
    reached = visitor.params()
    assert state in page.url
    address = page.url
    page.goto("about:blank")
    visitor.open(address.removeprefix(f"{visitor.url}/"))
    assert visitor.params() == reached
    by_link = picture(visitor)
    assert by_link.shape == by_hand.shape
    different = (np.abs(by_link - by_hand).max(axis=2) > 60).sum()
    assert different <= 20, f"{different} pixels differ"
    assert len(np.unique(by_link.reshape(-1, 3), axis=0)) > 20, "the figure is empty"
    assert not visitor.complaints
