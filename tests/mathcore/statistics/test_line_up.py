"""Line-ups. Oracles: SciPy's t-test of what each tile shows; the kernel's shuffles are those of `sample_inference`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_iris

from mathcore.statistics import line_up
from mathcore.statistics import sample_inference as inference


@pytest.mark.parametrize(("name", "paired"), [("iris", False), ("sleep", True), ("sleep", False), ("diabetes", False)])
@pytest.mark.parametrize("seed", [1, 4, 77])
def test_the_t_of_each_tile_is_scipys(name, paired, seed):
    sample = line_up.two_groups(name)
    labels, values, real = line_up.labels(sample, paired, seed), line_up.pooled(sample), line_up.hidden(seed) - 1
    null, t = line_up.shuffled(sample, paired, 64, seed)
    test: Any = stats.ttest_rel if paired else stats.ttest_ind
    seen = test(sample.first_group, sample.second_group).statistic
    shown = np.insert(t[: line_up.TILES - 1], real, seen)
    for tile, chosen in enumerate(labels):
        first, second = values[chosen], values[~chosen]
        if paired:  # those of the first label in the order of the pairs
            m = len(values) // 2
            first = np.where(chosen[:m], values[:m], values[m:])
            second = np.where(chosen[:m], values[m:], values[:m])
        assert shown[tile] == pytest.approx(test(first, second).statistic, rel=1e-6), tile
    assert labels[real].tolist() == (np.arange(len(values)) < len(sample.first_group)).tolist()
    assert null.observed == pytest.approx(sample.first_group.mean() - sample.second_group.mean())


def test_the_shuffles_are_those_of_the_permutation_test():
    sample = line_up.two_groups("iris")
    null, _ = line_up.shuffled(sample, False, 200, 3)
    assert null.replicates == pytest.approx(inference.permute(sample, "mean", False, 200, 3).replicates, abs=1e-12)


def test_iris_is_scikit_learns():
    table, sample = load_iris(), line_up.two_groups("iris")
    assert sample.first_group.tolist() == table.data[table.target == 1, 1].tolist()
    assert stats.ttest_ind(sample.first_group, sample.second_group).statistic == pytest.approx(-3.2058, abs=1e-4)


def test_the_hidden_tile_is_anywhere_alike():
    found = np.bincount([line_up.hidden(seed) for seed in range(4000)], minlength=21)[1:]
    assert stats.chisquare(found).pvalue > 0.001


def test_tiles_lie_in_a_grid_and_are_found_there():
    for tile in range(1, line_up.TILES + 1):
        x, y = line_up.corner(tile)
        assert line_up.tile_at(x + 0.5, y + 0.5) == tile
        assert np.ptp(line_up.frame(tile), axis=0) == pytest.approx([0.94, 0.95])
    assert line_up.corner(1) == (0, 3) and line_up.corner(20) == (4, 0)
    assert (line_up.tile_at(-9, 99), line_up.tile_at(99, -9)) == (1, 20)
    assert line_up.frames().shape == (6 * line_up.TILES, 2)


@pytest.mark.parametrize(("name", "paired"), [("iris", False), ("sleep", True), ("diabetes", False)])
def test_what_is_drawn_lies_in_its_tile(name, paired):
    sample = line_up.two_groups(name)
    found = line_up.drawn(sample, paired, 5)
    for points in (found.first, found.second):
        assert (points >= 0).all() and (points <= (line_up.COLUMNS, line_up.ROWS)).all()
        assert len(points) == line_up.TILES * min(len(sample.first_group), line_up.MOST) or name == "diabetes"
    assert np.isfinite(found.links).any() == paired
    # The bars of the real tile stand at the means.
    values, real = line_up.pooled(sample), line_up.hidden(5)
    bars = found.means.reshape(line_up.TILES, 2, 3, 2)[real - 1, :, 0, 1] - line_up.corner(real)[1]
    wanted = (np.array([sample.first_group.mean(), sample.second_group.mean()]) - values.min()) / np.ptp(values)
    assert bars == pytest.approx(0.1 + 0.76 * wanted)
