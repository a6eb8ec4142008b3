"""Drawing blocks for spectra: a graph coloured by numbers, a function on a spectrum, scans side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import heatmap, label, line, markers
from viz.panels import Axis, Plane


def graph(
    places: ArrayLike,
    edges: ArrayLike,
    values: ArrayLike,
    *,
    bound: float,
    source: int,
    title: str = "",
    unit: str = "",
) -> Plane:
    """A graph whose nodes are coloured by `values` (n,), from -bound to bound, and sized by their moduli.

    `places` has shape (n, 2) with coordinates within [-1, 1], `edges` (m, 2); the node `source` has a ring.
    """
    at, joined, shown = np.asarray(places, float), np.asarray(edges), np.asarray(values, float)
    ends = np.concatenate([at[joined], np.full((len(joined), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    share = np.minimum(np.abs(shown) / bound, 1.0)
    nodes = markers(at[:, 0], at[:, 1], shown, size=9 + 9 * np.sqrt(share), scale="diverging", bounds=(-bound, bound))
    nodes["marker"]["line"] = {"color": "@muted", "width": 1}
    nodes |= {"hovertext": [f"node {k + 1}: {value:.4g}{unit}" for k, value in enumerate(shown)], "hoverinfo": "text"}
    axis = Axis("", (-1.2, 1.2), visible=False)
    return Plane(
        [
            line(ends[:, 0], ends[:, 1], "zero", width=1.2, hover=False),
            nodes,
            markers([at[source, 0]], [at[source, 1]], "data", size=25, ring=True, name="source"),
        ],
        axis,
        axis,
        title,
        equal=True,
    )


def filter_curve(
    values: ArrayLike,
    factors: ArrayLike,
    on: ArrayLike,
    curve: tuple[ArrayLike, ArrayLike],
    *,
    title: str,
    x: Axis,
    y: Axis,
) -> Plane:
    """A function over the eigenvalues: filled where a layer is on, a ring where it is off."""
    at, height, lit = np.asarray(values, float), np.asarray(factors, float), np.asarray(on, bool)
    return Plane(
        [
            line(*curve, "null", width=1.6, hover=False),
            markers(np.where(lit, at, np.nan), height, "model", size=9, name="layer on"),
            markers(np.where(lit, np.nan, at), height, "null", size=9, ring=True, name="layer off"),
        ],
        x,
        y,
        title,
    )


def scans(
    first: ArrayLike, second: ArrayLike, names: tuple[str, str], bounds: tuple[float, float], title: str
) -> Plane:
    """Two square pictures of the same size side by side, each with its name under it; row 0 on top."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    n = len(a)
    both = np.concatenate([a, np.full((n, 1), np.nan), b], axis=1)
    return Plane(
        [
            heatmap(both, np.arange(2 * n + 1), np.arange(n), bounds=bounds),
            label(
                [n / 2 - 0.5, 1.5 * n + 0.5],
                [n + 0.9, n + 0.9],
                list(names),
                "muted",
                position="middle center",
                size=12,
            ),
        ],
        Axis("", (-0.6, 2 * n + 0.6), visible=False),
        Axis("", (n + 1.4, -0.6), visible=False),
        title,
        equal=True,
    )
