"""The pictures of the lesson cards: each lesson's own figure at its default, small, light and dark, as SVG.

A picture carries a fingerprint of the figure that it was drawn from, so that `check` can tell without a browser
whether the figure has changed since.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

import viz
from explorer import catalogue, export, frames
from explorer.commands import slim
from explorer.lesson import Lesson

SIZE = (480, 300)
LARGEST = 64_000  # bytes of a card: home shows one for each lesson
DENSITY = 2.0  # pixels of a card that is a picture for each of the page's
LOOKS = ("light", "dark")
TINY = 1e-9  # below it a number is rounding


def path(lesson: Lesson, look: str) -> Path:
    """Where a lesson's picture in a look lies."""
    return lesson.card(look)


def mark(lesson: Lesson, look: str) -> str:
    """The fingerprint of the figure that a picture is drawn from. Numbers count to some four digits of the largest
    beside them: machines and versions of NumPy differ in the last ones."""
    figure = orjson.loads(frames.encode(_plain(viz.resolve(_figure(lesson), viz.LOOKS[look]))))
    return hashlib.sha256(orjson.dumps(figure)).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return _steps(value.astype(float).ravel())
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) > TINY else "0"
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key not in ("source", "of", "edge", "uirevision")}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _steps(values: NDArray[np.float64]) -> list[int | None]:
    """The size of the largest, and all in whole steps of a part of it; None for NaN. Steps and offset are odd numbers,
    so that what a figure likes to show, halves and tenths of its range, does not lie between two of them."""
    largest = max(float(np.max(np.abs(values), initial=0.0, where=np.isfinite(values))), TINY)
    step = largest * 3.1831e-5
    size = round(float(np.log(largest)) / 1.0472e-4 + 0.1234)
    return [size, *(round(v / step + 0.1234) if np.isfinite(v) else None for v in values.tolist())]


def _figure(lesson: Lesson) -> dict[str, object]:
    return lesson.scene().plotly(size=SIZE)


def draw(slugs: Sequence[str] = ()) -> int:
    """Draw the pictures of the named lessons (all, if none is named) that are missing or out of date."""
    for lesson in map(catalogue.find, slugs or catalogue.lessons()):
        for look in LOOKS:
            if not slugs and current(lesson, look):
                continue
            target = path(lesson, look)
            svg = _simplified(lesson, look)
            target.write_bytes(svg.replace(b"<svg", f'<svg data-mark="{mark(lesson, look)}"'.encode(), 1))
            print(f"{lesson.slug}: {target.name}")
    return 0


def _simplified(lesson: Lesson, look: str) -> bytes:
    """The figure without titles of axes and ticks, which no one could read at this size; as lines, or as a picture
    where those are too many."""
    scene = lesson.scene()
    figure = scene.figure(look, size=SIZE)
    figure.update_xaxes(title_text="", showticklabels=False, ticks="")
    figure.update_yaxes(title_text="", showticklabels=False, ticks="")
    bare = {"title": {"text": ""}, "showticklabels": False}
    spaces = [panel for panel in scene.panels if isinstance(panel, viz.Space)]
    for number, space in enumerate(spaces, 1):
        eye = dict(zip("xyz", space.camera, strict=True))  # without room for what is left out
        camera = {"eye": eye, "center": {"x": 0, "y": 0, "z": 0}}
        figure.update_layout(
            {
                f"scene{number if number > 1 else ''}": dict.fromkeys(("xaxis", "yaxis", "zaxis"), bare)
                | {"camera": camera}
            }
        )
    figure.update_layout(margin={"l": 8, "r": 8, "t": 8, "b": 8}, annotations=[])
    figure.update_traces(showscale=False, selector=lambda t: "showscale" in t)
    told = figure.to_plotly_json()
    drawn = slim.slim(export.image(told, "svg", SIZE))
    if len(drawn) <= LARGEST:
        return drawn
    return slim.pictured(export.image(told, "png", SIZE, DENSITY), SIZE)


def current(lesson: Lesson, look: str) -> bool:
    """Whether the picture is there and was drawn from today's figure."""
    found = path(lesson, look)
    return found.exists() and f'data-mark="{mark(lesson, look)}"' in found.read_text(encoding="utf-8")[:400]


def check(slugs: Sequence[str] = ()) -> int:
    """1, with the names on standard error, if a picture is missing or out of date; otherwise 0."""
    stale = [
        f"{lesson.slug}.{look}"
        for lesson in catalogue.lessons().values()
        for look in LOOKS
        if (not slugs or lesson.slug in slugs) and not current(lesson, look)
    ]
    if stale:
        print(f"Out of date: {', '.join(stale)}. `make thumbnails` draws them again.", file=sys.stderr)
    return 1 if stale else 0
