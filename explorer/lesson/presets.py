"""Presets: the states worth seeing, written into a lesson's text as links under *Look for*.

    - [Just too long](?step=0.211&tick=40): a little above 2/L the steep direction grows by 1.11 a step.

gives the preset its name, its state (controls not named keep their defaults) and what to notice. Points without such a
link are advice alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from explorer.controls import Control, ControlError
from explorer.text import sentence

HEADING = "Look for"
# *Words* that Markdown sets apart: beside the figure a notice is plain text.
_EMPHASIS = re.compile(r"(?<![\w*])\*(\w[^*]*?)\*(?![\w*])")
_POINT = re.compile(r"^- \[(?P<name>[^\]]+)\]\(\?(?P<query>[^)\s]*)\):\s+(?P<notice>.+)$", re.DOTALL)


class PresetError(ValueError):
    """A preset in a lesson's text that cannot be read."""


@dataclass(frozen=True)
class Preset:
    """A state worth seeing, and a sentence or two on what to notice there."""

    name: str
    values: Mapping[str, Any]
    notice: str


def sections(markdown: str) -> dict[str, str]:
    """The parts of a lesson's text by their `## ` headings."""
    parts = re.split(r"^## +(.+?) *$", markdown, flags=re.MULTILINE)
    return {heading: body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def points(body: str) -> list[str]:
    """The points of a list in Markdown, each on one line."""
    return [" ".join(point.split()) for point in re.split(r"^(?=- )", body, flags=re.MULTILINE) if point.strip()]


def read(markdown: str, controls: Sequence[Control]) -> tuple[Preset, ...]:
    """The presets of a lesson's text.

    Raises:
        PresetError: a link that is no preset, names no control, or a value that the control cannot take or changes.
    """
    return tuple(
        _preset(point, controls) for point in points(sections(markdown).get(HEADING, "")) if point.startswith("- [")
    )


def _preset(point: str, controls: Sequence[Control]) -> Preset:
    match = _POINT.match(point)
    if match is None:
        raise PresetError(f"A preset is written “- [Name](?control=value): what to notice.”, not “{point[:80]}”.")
    known = {control.name: control for control in controls}
    values = {}
    for name, text in parse_qsl(match["query"], keep_blank_values=True):
        where = f"The preset “{match['name']}” says {name}={text}"
        if name not in known:
            raise PresetError(f"{where}, and there is no such control; there are {', '.join(known)}.")
        try:
            value = known[name].read(text)
        except ControlError as error:
            raise PresetError(f"{where}: {error}") from None
        if known[name].write(value) != text:
            raise PresetError(f"{where}, which the control keeps as {known[name].write(value)}: write that.")
        values[name] = value
    notice = _EMPHASIS.sub(r"\1", match["notice"])
    return Preset(match["name"], values, sentence(notice))
