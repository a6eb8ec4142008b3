"""The densities of means and of heaps: their axes rest while n changes, and what is taller says how tall it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

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


@pytest.mark.parametrize(("n", "tosses"), [(2, 2), (4, 4), (12, 4)])
def test_a_board_of_copies_drops_what_the_numbers_count(n: int, tosses: int):
    q: Any = lesson.at(lesson.parameters({"view": "galton", "n": n, "independent": False, "step": 300}))
    assert (q.n, q.path.shape[1] - 1) == (tosses, 4 * tosses)  # each toss is recorded four times: a row a record
    turns, records = q.path[:, -1], 4 * tosses
    assert set(turns % 4) == {0}
    claimed, true = 0.5 / np.sqrt(records), 0.5 / np.sqrt(tosses)  # of the share of right turns
    assert q.means.unit == pytest.approx(claimed)
    assert np.std(turns / records) == pytest.approx(true, rel=0.15)
    assert q.means.deviation == pytest.approx(true, rel=0.05)
    assert q.heaps.width == pytest.approx(1 / (records * claimed))
    assert ("is drawn as 4" in lesson.scene(view="galton", n=n, independent=False).notice) == (n > tosses)


def test_copies_leave_the_gap_that_the_text_says():
    z = np.linspace(0, 3, 30_001)
    left = np.abs(norm.cdf(2 * z) - norm.cdf(z)).max()
    assert left == pytest.approx(0.161, abs=5e-4)  # "the gap ends at 0.161 instead of 0"
    for source in ("exponential", "uniform", "mixture"):
        q: Any = lesson.at(lesson.parameters({"view": "distance", "source": source, "independent": False}))
        assert left - 2e-4 < q.distances[-1] < left + 0.005


def test_the_gap_that_is_drawn_is_the_one_that_is_told():
    for source, n, independent in (("bernoulli", 1, False), ("pareto", 40, True), ("mixture", 3, False)):
        q: Any = lesson.at(lesson.parameters({"source": source, "n": n, "tail": 2.5, "independent": independent}))
        x, below, normal, at = q.farthest
        assert abs(below[at] - normal[at]) == pytest.approx(q.distance, abs=1e-9)
        assert (np.diff(x) >= 0).all() and (np.diff(below) > -1e-9).all()


def test_the_alternative_text_says_the_gap_that_is_drawn():
    scene = lesson.scene(view="distance", source="pareto", tail=1.5)
    wide = next(str(text) for trace in scene.panels[0].traces for text in trace.get("text", []) if "apart" in str(text))
    assert wide.partition(": ")[2] in scene.alt and "limit" in scene.alt
