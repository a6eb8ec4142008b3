"""Planes with room for what lies beyond the axes that a lesson chose for the usual: a matrix out of a homework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.axes import Axis
from viz.panels import Panel, Plane

STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 50.0, 80.0, 120.0, 200.0, 400.0, 1000.0, 3000.0, 10_000.0)
SHARE = 0.8  # of a curve's points that are to be seen
MARGIN = 1.08  # how far beyond the farthest handle an axis goes
ASIDE = 0.1  # halves of a plane's width between what was out of sight and its name


def roomy(panel: Panel) -> Panel:
    """The panel with axes that hold its handles, what is named in it and most of each curve.

    Axes grow by the factors of STEPS, so that they rest while little changes; a plane of equal units grows as a whole,
    one with a logarithmic axis or without ranges stays as it is. A name keeps its distance on the screen from what it
    names, and a text its corner.
    """
    if not isinstance(panel, Plane) or not all(_grows(axis) for axis in (panel.x, panel.y)):
        return panel
    factors = np.array([_factor(panel, at) for at in range(2)])
    if panel.equal:
        factors[:] = factors.max()
    if (factors == 1).all():
        return panel
    x, y = (
        replace(axis, range=tuple(_grown(axis, factor)), ticks=None, labels=None)
        for axis, factor in zip((panel.x, panel.y), factors, strict=True)
    )
    traces = [_moved(trace, panel, factors) if trace.get("meta") else trace for trace in panel.traces]
    return replace(panel, traces=traces, x=x, y=y)


def _grows(axis: Axis) -> bool:
    return axis.range is not None and not axis.log and axis.range[0] != axis.range[1]


def _grown(axis: Axis, factor: float) -> NDArray[np.float64]:
    """The range about zero if it holds zero, else about its middle."""
    low, high = np.asarray(axis.range, float)
    still = 0.0 if low <= 0 <= high else (low + high) / 2
    return still + factor * (np.array([low, high]) - still)


def _factor(panel: Plane, at: int) -> float:
    """The least factor by which the axis of that number (0: x, 1: y) holds what it should."""
    axis = (panel.x, panel.y)[at]
    spots = [handle.spot[at] for handle in panel.handles]
    spots += [trace["meta"]["of"][at] for trace in panel.traces if isinstance(trace.get("meta"), Mapping)]
    found = np.asarray(spots, float) * MARGIN
    for trace in panel.traces:
        if trace.get("type") == "scatter" and trace.get("mode") != "text" and len(trace["x"]) > 1:
            values = np.sort(np.asarray(trace["xy"[at]], float))
            values = values[np.isfinite(values)]
            if len(values):
                cut = int((1 - SHARE) / 2 * len(values))
                found = np.append(found, [values[cut], values[len(values) - 1 - cut]])
    found = found[np.isfinite(found)]
    for factor in STEPS:
        low, high = sorted(_grown(axis, factor))
        if ((found >= low) & (found <= high)).all():
            return factor
    return STEPS[-1]


def _moved(trace: Mapping[str, Any], panel: Plane, factors: NDArray[np.float64]) -> Mapping[str, Any]:
    """A name or a corner's text in axes that grew."""
    meta = trace["meta"]
    if not isinstance(meta, Mapping):
        return {**trace, "x": np.asarray(trace["x"]) * factors[0], "y": np.asarray(trace["y"]) * factors[1]}
    half = np.array([(axis.range[1] - axis.range[0]) / 2 for axis in (panel.x, panel.y) if axis.range])
    of, at = np.asarray(meta["of"], float), np.array([trace["x"][0], trace["y"][0]], float)
    # It was pushed back into the plane, away from what it names: it goes outwards from that instead.
    outside = (np.abs(of) > half).any()
    way = of / max(float(np.hypot(*of)), 1e-300) * ASIDE * half if outside else at - of
    edge = np.asarray(meta["edge"], float) * half * factors
    x, y = np.clip(of + way * factors, -edge, edge)
    return {**trace, "x": np.array([x]), "y": np.array([y])}
