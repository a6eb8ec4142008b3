"""The densities of means and of heaps: their axes rest while n changes, and what is taller says how tall it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import viz
from pages.probability.lln_clt import panels
from pages.probability.lln_clt.lesson import lesson
from pages.probability.lln_clt.state import Averages

SOURCES = ["exponential", "uniform", "bernoulli", "mixture", "pareto", "cauchy"]


def density(panel: Callable[[Averages], viz.Plane], **values: object) -> tuple[float, tuple[float, float] | None, str]:
    """The tallest bar of a panel, the range of its axis, and what is written beside a bar that is cut."""
    found = panel(lesson.at(lesson.parameters(values)))
    heights = next(trace["y"] for trace in found.traces if trace["type"] == "bar")
    texts = [str(text) for trace in found.traces for text in trace.get("text", []) if str(text).startswith("↑")]
    return float(np.nanmax(np.asarray(heights, float))), found.y.range, "".join(texts)


@pytest.mark.parametrize("source", SOURCES)
def test_the_axis_of_the_means_rests_while_n_and_their_number_change(source: str):
    cases = [(n, 2_000) for n in (1, 2, 5, 30, 1000)] + [(10, count) for count in (100, 1000, 20_000)]
    assert len({density(panels.means_panel, source=source, n=n, replicates=count)[1] for n, count in cases}) == 1


@pytest.mark.parametrize("n", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("source", SOURCES)
def test_a_bar_is_whole_or_says_its_height(source: str, n: int):
    for count in (100, 300, 1000, 20_000):
        tallest, axis, says = density(panels.means_panel, source=source, n=n, replicates=count)
        assert axis and tallest > 0.1
        assert says == (f"↑ {tallest:.3g}" if tallest > axis[1] else "")


@pytest.mark.parametrize("source", ["exponential", "uniform", "bernoulli", "cauchy"])
def test_few_bars_are_cut(source: str):
    counts = (1, 2, 3, 10, 30, 100, 1000)
    assert not [n for n in counts if density(panels.means_panel, source=source, n=n, replicates=20_000)[2]]


@pytest.mark.parametrize("independent", [True, False])
def test_the_axis_of_the_heaps_is_the_same_for_every_board(independent: bool):
    fixed = {"view": "galton", "step": 300, "independent": independent}
    boards = [{"n": n, "probability": p} for n in (1, 2, 5, 9, 16) for p in (0.03, 0.2, 0.5, 0.9)]
    seen = [density(panels.heaps_panel, **board, **fixed) for board in boards]
    assert len({axis for _, axis, _ in seen}) == 1
    assert not any(says for _, _, says in seen)


def test_the_first_balls_say_how_high_their_heap_would_be():
    tallest, axis, says = density(panels.heaps_panel, view="galton", n=12, step=14)
    assert tallest == pytest.approx(np.sqrt(3))  # one ball has landed: all of the balls, in a heap of 1/deviation
    assert axis and axis[1] < tallest and says == "↑ 1.73"
