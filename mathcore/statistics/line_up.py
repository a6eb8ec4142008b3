"""A line-up: the groups as they are among shuffled labels, each drawn small, and the t of each.

Source: Buja, Cook, Hofmann, Lawrence, Lee, Swayne and Wickham, "Statistical inference for exploratory data analysis and
model diagnostics", Phil. Trans. R. Soc. A 367 (2009).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.randomness import random_integers
from mathcore.common.tables import iris
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import resamples, samples
from mathcore.statistics import sample_inference as inference
from mathcore.statistics.samples import Sample

Array = NDArray[np.float64]
TILES, COLUMNS, ROWS, MOST = 20, 5, 4, 50  # dots of a group in a tile at most


def two_groups(name: str) -> Sample:
    """A built-in sample, or "iris": the sepal widths of versicolor and virginica."""
    if name != "iris":
        return samples.built_in(name)
    found, title = iris(), "sepal width (cm)"
    width = found.values[:, 1]
    groups = width[found.labels == 1], width[found.labels == 2]
    return Sample(width, width, *groups, False, title, title, ("versicolor", "virginica"), title)


def pooled(sample: Sample) -> Array:
    """The values of the first group, then those of the second."""
    return np.concatenate([sample.first_group, sample.second_group])


def shuffled(sample: Sample, paired: bool, count: int, seed: int) -> tuple[inference.Permuted, Array]:
    """The differences of means under `count` random labellings, and the t of each, (count,).

    Of the values less their mean: large values with small differences would lose their ties to rounding.
    """
    a, b = (group - pooled(sample).mean() for group in (sample.first_group, sample.second_group))
    null = inference.permute(replace(sample, first_group=a, second_group=b), "mean", paired, count, seed)
    return null, ht.t_of_differences(null.replicates, a, b, paired)


def hidden(seed: int) -> int:
    """The tile, from 1, that shows the data as they are."""
    return int(random_integers(seed, 99, 0, 1, TILES)[0]) + 1


def labels(sample: Sample, paired: bool, seed: int) -> NDArray[np.bool_]:
    """Which of the pooled values each tile puts into the first group, (TILES, values): the first shuffles of `shuffled`
    in their order, with the data as they are inserted at `hidden`."""
    a, total = len(sample.first_group), len(sample.first_group) + len(sample.second_group)
    if paired:
        swap = resamples.signs(a, TILES - 1, seed)
        found = np.concatenate([~swap, swap], axis=1)
    else:
        found = resamples.shuffles(total, a, TILES - 1, seed)
    return np.insert(found, hidden(seed) - 1, np.arange(total) < a, axis=0)


def corner(tile: int) -> tuple[int, int]:
    """The lower left corner of a tile, from 1, in a grid of unit squares; the first is on top on the left."""
    return (tile - 1) % COLUMNS, ROWS - 1 - (tile - 1) // COLUMNS


def tile_at(x: float, y: float) -> int:
    """The tile, from 1, that is nearest to a place in the grid."""
    column, row = int(np.clip(x, 0, COLUMNS - 0.01)), int(np.clip(y, 0, ROWS - 0.01))
    return (ROWS - 1 - row) * COLUMNS + column + 1


def frame(tile: int) -> Array:
    """The outline of a tile, (5, 2)."""
    return np.asarray(np.add([(0.03, 0.02), (0.97, 0.02), (0.97, 0.97), (0.03, 0.97), (0.03, 0.02)], corner(tile)))


@lru_cache(maxsize=1)
def frames() -> Array:
    """The outlines of all tiles, with rows of NaN between: (6 TILES, 2)."""
    return np.concatenate([part for k in range(1, TILES + 1) for part in (frame(k), np.full((1, 2), np.nan))])


class Drawn(NamedTuple):
    """All tiles as points of the plane, rows of NaN between lines: the dots of either group, bars at their means, lines
    between the members of pairs (one row of NaN if there are none)."""

    first: Array
    second: Array
    means: Array
    links: Array


def drawn(sample: Sample, paired: bool, seed: int) -> Drawn:
    """The tiles of a seed. A group of more than MOST values is drawn by as many of its quantiles, and of more pairs
    some are linked."""
    values, gap = pooled(sample), np.full((1, 2), np.nan)
    low, span = float(values.min()), float(np.ptp(values)) or 1.0
    height = (values - low) / span * 0.76 + 0.1
    wide = 0.17 * (max(len(sample.first_group), len(sample.second_group)) > 15)
    dots: tuple[list[Array], list[Array]] = ([], [])
    means, links = [], [gap]
    for tile, chosen in enumerate(labels(sample, paired, seed), 1):
        start = np.array(corner(tile), float)
        for side, mine in enumerate((chosen, ~chosen)):
            y, middle = height[mine], 0.3 + 0.4 * side
            seen = np.quantile(y, (np.arange(MOST) + 0.5) / MOST) if len(y) > MOST else y
            aside = wide * ((0.618 * np.arange(len(seen))) % 1 - 0.5)
            dots[side].append(start + np.stack([middle + aside, seen], axis=1))
            means += [start + np.array([(middle + reach, y.mean()) for reach in (-0.12, 0.12)]), gap]
        if paired:
            m = len(values) // 2
            some = np.unique(np.linspace(0, m - 1, MOST).round().astype(int))
            ends = np.where(chosen[:m], (height[:m], height[m:]), (height[m:], height[:m])).T[some]
            for a, b in ends.tolist():
                links += [start + np.array([(0.3, a), (0.7, b)]), gap]
    return Drawn(*(np.concatenate(each) for each in (*dots, means, links)))
