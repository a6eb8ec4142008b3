"""The panel of means: its axis follows the density of the means and not the noise of a small sample."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.catalogue import find
from viz.sampling import DENSITIES


def means(**values: object) -> tuple[float, float]:
    """The highest bar of the histogram of means, and the top of its axis."""
    panel = find("lln_clt").scene(**values).panels[1]
    heights = next(trace["y"] for trace in panel.traces if trace["type"] == "bar")
    assert panel.y.range is not None
    return float(np.nanmax(np.asarray(heights, float))), panel.y.range[1]


@pytest.mark.parametrize("replicates", [100, 300, 1000, 20_000])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("source", ["exponential", "uniform", "bernoulli", "mixture", "pareto", "cauchy"])
def test_no_bar_leaves_the_panel(source: str, n: int, replicates: int):
    highest, top = means(source=source, n=n, replicates=replicates)
    assert top in DENSITIES
    assert 0.1 < highest <= top


@pytest.mark.parametrize("n", [1, 2, 3, 10])
@pytest.mark.parametrize("source", ["exponential", "uniform", "mixture", "pareto"])
def test_a_draft_has_the_axis_of_the_figure_that_follows(source: str, n: int):
    whole, draft = (means(source=source, n=n, replicates=count)[1] for count in (20_000, 2_000))
    assert draft == whole


@pytest.mark.parametrize("n", [1, 2, 5, 10, 40, 1000])
def test_the_axis_does_not_follow_the_noise_of_few_means(n: int):
    tops = {means(source="uniform", n=n, replicates=100, seed=seed)[1] for seed in range(1, 21)}
    assert tops == {DENSITIES[0]}
