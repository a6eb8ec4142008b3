"""How the tests of lessons ask a scene: for a law, for the value of a readout, for what comes of a drag.

Scenes and lessons are Any here: the state of each lesson is a class of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.lesson import Law


def law(scene: Any, start: str) -> Law:
    """The law whose name begins so."""
    return next(each for each in scene.readouts if isinstance(each, Law) and each.name.startswith(start))


def value(scene: Any, start: str) -> Any:
    """The value of the readout whose name begins so."""
    return next(each.value for each in scene.readouts if not isinstance(each, Law) and each.name.startswith(start))


def text(scene: Any, start: str) -> str:
    """The readout whose name begins so, as a reader sees it."""
    return next(str(each.text) for each in scene.readouts if not isinstance(each, Law) and each.name.startswith(start))


def drag(lesson: Any, values: Mapping[str, Any], handle: str, index: int | None, x: float, y: float) -> tuple[Any, str]:
    """The scene after a handle of that state was dragged to (x, y), and what the page says."""
    moved, sentence = lesson.pulled(lesson.scene(**values), handle, index, x, y)
    return lesson.scene(moved), sentence
