"""Every slider of every lesson whose frames Plotly still draws while it is dragged, and why; all others are written."""

from __future__ import annotations

import pytest

from explorer import catalogue, frames
from explorer.controls import Slider
from explorer.lesson import Lesson
from tests.browser.fastlane_cases import CASES
from tests.lessons.fast_lane import ANOTHER, reasons

PLACES = (0.2, 0.5, 0.8)  # shares of a slider's way, at which one value is followed by the next

# Lesson, view and slider. What "appears" has no element yet that could be moved, and is of a look that only Plotly
# makes (a star, a cross): one frame of a drag, unless the slider changes how many there are. Where "an axis moves" its
# ticks are counts or values of the moment, which belong to what is shown: the range rests.
KNOWN = {
    "dot_products_norms digits inverse": "an axis moves",
    "rank_determinant area fold": "markers appear",
    "independence_orthogonality steps step": "markers of several looks appear",
    "independence_orthogonality loss count": "heatmap: x, y",
    "backpropagation paths nest": "a text appears; scatter: textfont.size",
    "optimizers fail big": "an axis moves",
    "integration panels n": "another number of bars",
    "random_variables law drawn": "another number of bars",
    "bayes_theorem evidence tests": "markers appear; markers of several looks appear",
    "bayes_theorem words text": "a text with markup",
    "bayes_theorem words word": "a text with markup",
    "entropy_kl fit distance": "contour: a logarithmic axis; markers appear; scatter: marker.size",
    "entropy_kl fit weight": "contour: a logarithmic axis",
    "markov_chains flow jump": "a text with markup",
    "distributions_in_practice tails n": "an axis moves",
    "distributions_in_practice tails share": "an axis moves",
    "distributions_in_practice tails rho": "an axis moves",
    "hypothesis_testing filter signal": "a text with markup",
    "hypothesis_testing filter real": "a text with markup",
    "hypothesis_testing filter alpha": "a text with markup",
    "sparse_matrices eliminate side": "scatter: textfont.size",
    "martingales lead length": "another number of bars; bar: marker.color; heatmap: x",
    "high_dimensional_statistics stein means": "scatter: marker.size",
}


def by_plotly(lesson: Lesson) -> dict[str, set[str]]:
    """Why Plotly draws some frame of each slider, by view and slider; without those that have no reason."""
    found: dict[str, set[str]] = {}
    for key, view in lesson.views.items():
        base = lesson.parameters({"view": key} if len(lesson.views) > 1 else {})
        declared = {**lesson.rescales, **view.rescales}
        for slider in (each for each in lesson.shown(base) if isinstance(each, Slider)):
            every, why = slider.every(), set()
            for share in PLACES:
                at = min(int(share * (len(every) - 1)), len(every) - 2)
                states = (lesson.parameters({**base, slider.name: value}) for value in every[at : at + 2])
                before, after = (frames.frame(lesson, lesson.drafted(state)) for state in states)
                if before["figure"]["data"] and after["figure"]["data"]:
                    why |= set(reasons(before, after))
            # The ticks of an axis that moves are Plotly's, and so is what is drawn in space.
            why = {each for each in why if not each.startswith("space: ")}
            why -= {ANOTHER, "an axis is named anew"} if slider.name in declared else set()
            if why:
                found[f"{lesson.slug} {key} {slider.name}"] = why
    return found


@pytest.mark.parametrize("slug", catalogue.lessons())
def test_frames_of_a_drag_are_written(slug: str):
    found = {name: "; ".join(sorted(why)) for name, why in by_plotly(catalogue.find(slug)).items()}
    assert found == {name: why for name, why in KNOWN.items() if name.split()[0] == slug}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_lets_through_what_the_browser_writes(name: str):
    before, after = ({"figure": figure} for figure in CASES[name])
    assert reasons(before, after) == []
