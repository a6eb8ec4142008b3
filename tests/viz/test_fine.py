"""Smooth heat maps for paper: as fine as is asked for, on logarithmic axes too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import viz


def mapped(log: bool) -> dict[str, Any]:
    x = np.logspace(0, 3, 7) if log else np.linspace(0, 3, 7)
    z = np.add.outer(np.arange(5.0), np.arange(7.0))
    trace = {"type": "heatmap", "x": x, "y": np.arange(5.0), "z": z, "zsmooth": "best", "xaxis": "x", "yaxis": "y"}
    axes = {"xaxis": {"domain": [0.0, 0.5], "type": "log" if log else "linear"}, "yaxis": {"domain": [0.0, 1.0]}}
    return {"data": [trace], "layout": axes}


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("density", [1.0, 600 / 96])
def test_a_smooth_map_has_the_cells_that_are_asked_for(log: bool, density: float):
    (found,) = viz.fine(mapped(log), (400.0, 300.0), density)["data"]
    at_least = max(4.0, density)
    assert found["zsmooth"] is False
    assert found["z"].shape[1] >= at_least * 200 and found["z"].shape[0] >= at_least * 300
    x = np.log10(found["x"]) if log else found["x"]
    steps = np.diff(x)
    assert np.ptp(steps) < 1e-9, "cells of one width on the page"
    # Along a row z is the number of the old cell: 0 at its first place, 6 at its last, linear between them.
    inside = (x >= 0) & (x <= 3)
    np.testing.assert_allclose(
        found["z"][0][inside] - found["z"][0][inside][0], 2 * (x - x[inside][0])[inside], atol=1e-5
    )


def test_cells_are_bounded_and_what_has_no_logarithm_is_left_alone():
    (huge,) = viz.fine(mapped(True), (9000.0, 9000.0), 12.0)["data"]
    assert max(huge["z"].shape) < 2400 + 7
    figure = mapped(True)
    figure["data"][0]["x"] = np.linspace(-1, 3, 7)
    (same,) = viz.fine(figure, (400.0, 300.0))["data"]
    assert same["zsmooth"] == "best"
