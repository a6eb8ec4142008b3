"""The densities of means and of heaps: their axes rest while n changes, and what is taller says how tall it is."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.catalogue import find

SOURCES = ["exponential", "uniform", "bernoulli", "mixture", "pareto", "cauchy"]


def density(panel: int, **values: object) -> tuple[float, tuple[float, float], str]:
    """The tallest bar of a panel, the range of its axis, and what is written beside a bar that is cut."""
    found = find("lln_clt").scene(**values).panels[panel]
    heights = next(trace["y"] for trace in found.traces if trace["type"] == "bar")
    texts = [str(text) for trace in found.traces for text in trace.get("text", []) if str(text).startswith("↑")]
    assert found.y.range is not None
    return float(np.nanmax(np.asarray(heights, float))), found.y.range, "".join(texts)


@pytest.mark.parametrize("source", SOURCES)
def test_the_axis_of_the_means_rests_while_n_and_their_number_change(source: str):
    cases = [(n, 2_000) for n in (1, 2, 5, 30, 1000)] + [(10, count) for count in (100, 1000, 20_000)]
    assert len({density(1, source=source, n=n, replicates=count)[1] for n, count in cases}) == 1


@pytest.mark.parametrize("n", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("source", SOURCES)
def test_a_bar_is_whole_or_says_its_height(source: str, n: int):
    for count in (100, 300, 1000, 20_000):
        tallest, (_, top), says = density(1, source=source, n=n, replicates=count)
        assert tallest > 0.1
        assert says == (f"↑ {tallest:.3g}" if tallest > top else "")


@pytest.mark.parametrize("source", ["exponential", "uniform", "bernoulli", "cauchy"])
def test_few_bars_are_cut(source: str):
    cut = [n for n in (1, 2, 3, 10, 30, 100, 1000) if density(1, source=source, n=n, replicates=20_000)[2]]
    assert not cut


@pytest.mark.parametrize("independent", [True, False])
def test_the_axis_of_the_heaps_is_the_same_for_every_board(independent: bool):
    fixed = {"view": "galton", "step": 300, "independent": independent}
    seen = [density(1, n=n, probability=p, **fixed) for n in (1, 2, 5, 9, 16) for p in (0.03, 0.2, 0.5, 0.9)]
    assert len({axis for _, axis, _ in seen}) == 1
    assert not any(says for _, _, says in seen)


def test_the_first_balls_say_how_high_their_heap_would_be():
    tallest, (_, top), says = density(1, view="galton", n=12, step=14)
    assert tallest == pytest.approx(np.sqrt(3))  # one ball has landed: all of the balls, in a heap of 1/deviation
    assert top < tallest and says == "↑ 1.73"
