"""The link is the state: parameters as the query of a URL, and back."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from explorer.lesson import Lesson, Parameters

RESERVED = frozenset(
    {"look", "pin", "controls", "embed", "embed_options", "width", "height", "scale", "download"}
    | {"preset", "width_mm", "height_mm", "font", "line", "dpi", "grey", "transparent"}
    | {"letters", "titles", "serif", "draw"}
    | {"grid", "panel", "sliders", "sweep", "seconds", "fps", "ease", "back"}
)
"""Names in a link that are no controls: how the figure is shown, not what it shows."""

LONGEST = 20_000  # characters of a query; the reader's own data are the longest thing that a link carries


def split(lesson: Lesson, query: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A query's texts for the controls, and those that say how a file is made. A control's own name comes first: if a
    lesson has a control `width`, the width of its files is given as `width_mm`.

    Names that are neither are left among the first, for the lesson to refuse.
    """
    own = lesson.names
    options = {name: text for name, text in query.items() if name in RESERVED and name not in own}
    return {name: text for name, text in query.items() if name not in options}, options


def write(lesson: Lesson, parameters: Parameters) -> str:
    """The query of a link, without "?": every control that is not at its default, in the order of the controls."""
    parts = [
        (control.name, control.write(parameters[control.name]))
        for control in lesson.controls
        if parameters[control.name] != control.initial
    ]
    return urlencode(parts, safe=",;:")


def read(lesson: Lesson, query: Mapping[str, str]) -> tuple[Parameters, list[str]]:
    """The nearest parameters that can be drawn, and a sentence for each part of the query that asked for more."""
    known = lesson.names
    found, sentences = lesson.nearest({name: text for name, text in query.items() if name in known})
    unknown = [name for name in query if name not in known and name not in RESERVED and not name.startswith("utm_")]
    if unknown:
        names = ", ".join(name[:30] for name in unknown[:3])
        sentences.append(f"The link names {names}, which this lesson does not have.")
    return found, sentences


MOST_PARTS = 200


def parse(text: str) -> dict[str, str]:
    """A query as a dictionary; of a name given twice the last value counts.

    Raises:
        ValueError: it has too many parts.
    """
    try:
        return dict(parse_qsl(text[:LONGEST], keep_blank_values=True, max_num_fields=MOST_PARTS))
    except ValueError:
        raise ValueError(f"A link has at most {MOST_PARTS} parts.") from None
