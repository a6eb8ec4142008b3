"""Every slider of every lesson whose frames Plotly still draws while it is dragged, and why; all others are written."""

from __future__ import annotations

import pytest

from explorer import catalogue, frames
from explorer.controls import Slider
from explorer.lesson import Lesson
from tests.browser.fastlane_cases import CASES
from tests.lessons.fast_lane import ANOTHER, reasons

PLACES = (0.2, 0.5, 0.8)  # shares of a slider's way, at which one value is followed by the next

# Lesson, view and slider. What "appears" has no element yet that could be moved, which Plotly then makes: one frame
# of a drag, unless the slider changes how many there are.
KNOWN = {
    "dot_products_norms ball inverse": "a text becomes bold",
    "dot_products_norms digits inverse": "an axis moves",
    "dot_products_norms digits digit": "a filled shape appears",
    "rank_determinant area fold": "a filled shape appears; a text appears; markers appear",
    "psd_covariance kernel width": "markers of several looks appear",
    "linear_transformations digit digit": "bar: marker.color",
    "linear_transformations digit second": "bar: marker.color",
    "independence_orthogonality steps step": "a text appears; markers of several looks appear",
    "independence_orthogonality loss count": "heatmap: x, y",
    "matrix_factorizations steps step": "a filled shape appears",
    "functions_limits box a": "markers appear",
    "functions_limits near a": "markers appear",
    "functions_limits softmax image": "bar: marker.color",
    "partial_derivatives digit image": "an axis is named anew",
    "backpropagation paths nest": "a text appears; scatter: textfont.size",
    "optimizers fail big": "an axis moves",
    "constrained_optimization pursuit bound": "markers appear",
    "integration panels n": "another number of bars",
    "integration cube d": "markers appear",
    "integral_transforms circles turn": "a text appears",
    "measure_theory seen level": "a filled shape appears",
    "why_probability reliability bins": "a text appears",
    "random_variables law drawn": "another number of bars",
    "expectation_variance shuffle shuffled": "markers appear",
    "expectation_variance shuffle cards": "markers appear",
    "bayes_theorem evidence tests": "a text appears; markers appear; markers of several looks appear",
    "bayes_theorem words text": "a text with markup",
    "bayes_theorem words word": "a text with markup",
    "entropy_kl fit distance": "contour: a logarithmic axis; markers appear; scatter: marker.size",
    "entropy_kl fit weight": "contour: a logarithmic axis",
    "markov_chains flow jump": "a text with markup",
    "markov_chains flow tick": "a filled shape appears",
    "distributions_in_practice tails n": "an axis moves",
    "distributions_in_practice tails share": "an axis moves",
    "distributions_in_practice tails rho": "an axis moves",
    "sampling_distributions draw n": "an axis is named anew",
    "sampling_distributions all small": "an axis is named anew",
    "confidence_intervals dance n": "markers of several looks appear",
    "confidence_intervals dance off": "markers of several looks appear",
    "confidence_intervals dance confidence": "markers of several looks appear",
    "confidence_intervals groups confidence": "a filled shape appears",
    "hypothesis_testing filter signal": "a text with markup",
    "hypothesis_testing filter real": "a text with markup",
    "hypothesis_testing filter alpha": "a text with markup",
    "ml_significance pool added": "a text appears; markers appear",
    "sparse_matrices eliminate side": "a filled shape appears; a text appears; markers appear; scatter: textfont.size",
    "sparse_matrices own turn": "a filled shape appears; markers appear",
    "generalization_bounds memory width": "a text appears",
    "generalization_bounds memory noise": "a text appears",
    "martingales stake pockets": "a text appears",
    "martingales stake start": "markers appear",
    "martingales lead length": "another number of bars; bar: marker.color; heatmap: x",
    "martingales lead part": "bar: marker.color",
    "brownian_sde zoom exponent": "an axis is named anew",
    "random_projections worst eps": "a text appears",
    "random_projections failure eps": "a text appears",
    "random_projections search eps": "a text appears",
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
