"""The figure that every page of the benchmark draws: that of the `eigenvectors` lesson at its default, as plain dicts.

`whole` is the figure at an angle, `moving` only what changes from one angle to the next. A test holds both against the
lesson's own figure.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Json = dict[str, Any]

FIRST, LAST, START = 0, 360, 20
WIDTH, HEIGHT = 660, 430  # about what the lesson has in the window of the measurement
MATRIX = np.array([[2.0, 1.0], [1.0, 2.0]])
EIGEN = ((3.0, math.sqrt(0.5), math.sqrt(0.5)), (1.0, math.sqrt(0.5), -math.sqrt(0.5)))
BLUE, ORANGE, GREEN, GRAY, GRID, INK = "#0072b2", "#c44e00", "#00795a", "#6b7280", "#e3e7ee", "#1b2330"


def turning(angle: float) -> float:
    """The angle in degrees from x to Ax, for x at `angle` degrees."""
    x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    u, v = 2 * x + y, x + 2 * y
    return math.degrees(math.atan2(x * v - y * u, x * u + y * v))


def line(x: Any, y: Any, color: str, width: float, dash: str = "solid", **more: Any) -> Json:
    """A line, on the left panel unless told otherwise."""
    style = {"color": color, "width": width, "dash": dash, "simplify": False}
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "line": style, "hoverinfo": "skip"} | more


def arrow(x: float, y: float, color: str, width: float, name: str) -> Json:
    """An arrow from the origin."""
    head = {"symbol": "arrow", "angleref": "previous", "size": [0, 5 * width], "color": color}
    style = {"color": color, "width": width, "simplify": False}
    ends: Json = {"x": [0, x], "y": [0, y], "line": style, "marker": head}
    return {"type": "scatter", "mode": "lines+markers", "name": name, "hoverinfo": "x+y+name"} | ends


def label(x: float, y: float, text: str, color: str, position: str) -> Json:
    """A word in the figure."""
    where: Json = {"x": [x], "y": [y], "text": [text], "textposition": position}
    return {"type": "scatter", "mode": "text", "textfont": {"color": color, "size": 15}, "hoverinfo": "skip"} | where


def dots(x: list[float], y: list[float], name: str, marker: Json) -> Json:
    """Points on the right panel."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "name": name,
        "marker": marker,
        "xaxis": "x2",
        "yaxis": "y2",
        "hoverinfo": "x+y+name",
    }


def moving(angle: float) -> dict[int, Json]:
    """What changes with the angle: for the index of each trace that moves, its new properties."""
    x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    u, v = 2 * x + y, x + 2 * y
    turned = turning(angle)
    aligned = min(abs(turned), 180 - abs(turned)) < 0.5
    return {
        8: arrow(u, v, ORANGE, 4.0 if aligned else 3.0, "Ax"),
        9: arrow(x, y, BLUE, 3.0, "x"),
        10: label(1.16 * x, 1.16 * y, "x", BLUE, "middle center"),
        11: label(u, v, "Ax = λx" if aligned else "Ax", ORANGE, "top center"),
        17: dots([angle], [turned], "x now", {"color": BLUE, "size": 11}),
    }


def still() -> list[Json]:
    """The traces that do not move, and a place for each that does."""
    turn = np.linspace(0, 2 * np.pi, 181)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    image = MATRIX @ circle
    traces = [
        line(circle[0].tolist(), circle[1].tolist(), GRAY, 1.4, "dot"),
        line(image[0].tolist(), image[1].tolist(), GRAY, 1.4),
    ]
    for k, (value, x, y) in enumerate(EIGEN):
        traces += [
            line((-9 * x, 9 * x), (-9 * y, 9 * y), GREEN, 1.4, "dash"),
            arrow(value * x, value * y, GREEN, 2.2, f"λ{'₁₂'[k]}v{'₁₂'[k]}"),
            label(1.12 * value * x, 1.12 * value * y, f"λ{'₁₂'[k]} = {value:.0f}", GREEN, "middle right"),
        ]
    traces += [{}] * 4
    right: Json = {"xaxis": "x2", "yaxis": "y2"}
    traces += [
        line((0, 360), (level, level), GRID if level % 180 else GREEN, 1.2, "dash", **right) for level in (-180, 0, 180)
    ]
    degrees = np.arange(361.0).tolist()
    curve = [turning(angle) for angle in degrees]
    traces.append(line(degrees, curve, ORANGE, 2.2, name="angle from x to Ax", **right))
    ring = {"color": "rgba(0,121,90,0)", "size": 11, "line": {"color": GREEN, "width": 2}}
    traces.append(dots([45.0, 135.0, 225.0, 315.0], [0.0, 0.0, 0.0, 0.0], "eigenvector", ring))
    traces.append({})
    return traces


def layout() -> Json:
    """Two panels side by side, with the axes at rest."""
    line_of_axis: Json = {"gridcolor": GRID, "zerolinecolor": "#b4bcc8", "linecolor": INK}
    left: Json = {"range": [-3.6, 3.6], "constrain": "domain"} | line_of_axis
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "margin": {"l": 50, "r": 20, "t": 40, "b": 50},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {"color": INK, "size": 13},
        "showlegend": False,
        "hovermode": "closest",
        "uirevision": "still",
        "xaxis": left | {"domain": [0, 0.46], "anchor": "y"},
        "yaxis": left | {"anchor": "x", "scaleanchor": "x"},
        "xaxis2": line_of_axis
        | {
            "title": {"text": "direction of x (degrees)"},
            "range": [0, 360],
            "tickvals": list(range(0, 361, 60)),
            "domain": [0.54, 1],
            "anchor": "y2",
        },
        "yaxis2": line_of_axis
        | {
            "title": {"text": "angle from x to Ax (degrees)"},
            "range": [-190, 190],
            "tickvals": [-180, -90, 0, 90, 180],
            "anchor": "x2",
        },
        "annotations": [
            heading(0, "x on the unit circle, and Ax"),
            heading(0.54, "Eigenvectors: where the turning is 0 or ±180"),
        ],
    }


def heading(x: float, text: str) -> Json:
    """The title of a panel."""
    place: Json = {"x": x, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": f"<b>{text}</b>", "showarrow": False, "yshift": 6}


def whole(angle: float) -> Json:
    """The figure at an angle."""
    traces = still()
    for index, trace in moving(angle).items():
        traces[index] = trace
    return {"data": traces, "layout": layout(), "config": {"displayModeBar": False}}
