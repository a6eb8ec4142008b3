"""The page /lectures: the ready lectures, and the builder of the reader's own. The scripts do the rest."""

from __future__ import annotations

import html as escape
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from explorer import catalogue
from explorer.assets import PLOTLY_PATH
from explorer.controls import Control
from explorer.lectures import model, shelf
from explorer.lesson import Lesson

ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'%3E"
    "%3Ctext y='.9em' font-size='90'%3E📐%3C/text%3E%3C/svg%3E"
)


@cache
def lessons() -> dict[str, Any]:
    """What the builder must know of each lesson: its title, and its controls as they describe themselves."""
    found: dict[str, Any] = {}
    for lesson in catalogue.lessons().values():
        controls = []
        for control in lesson.controls:
            told = control.describe()
            kept: dict[str, Any] = {
                key: told[key] for key in ("name", "label", "kind", "low", "high", "step", "unit") if key in told
            }
            kept |= {"swept": control.kind in model.SWEPT, "initial": control.write(control.initial)}
            controls.append(kept | {"when": _when(lesson, control)})
        thumb = lesson.card("light").exists()
        found[lesson.slug] = {"title": lesson.title, "controls": controls, "thumb": thumb}
    return found


def _when(lesson: Lesson, control: Control) -> list[dict[str, list[str]]]:
    """The conditions of a control in the texts of links: of several, one that holds is enough; none means always."""
    ways = [control.when] if isinstance(control.when, Mapping) else control.when
    told = [
        {name: [lesson.control(name).write(value) for value in values] for name, values in way.items()} for way in ways
    ]
    return [way for way in told if way]


def ready_ones() -> list[dict[str, Any]]:
    """The ready lectures, as the list shows them; a file that cannot be read says why."""
    found: list[dict[str, Any]] = [
        {"name": name, "title": each.title, "author": each.author, "about": each.about, "scenes": len(each.scenes)}
        for name, each in shelf.ready().items()
    ]
    return found + [{"name": name, "error": str(error)} for name, error in shelf.broken().items()]


def html(static: str, home: str) -> str:
    """The page; `static` is the hash in the address of its scripts and styles, `home` where others find it."""
    data: dict[str, Any] = {
        "lessons": lessons(),
        "ready": ready_ones(),
        "limits": {**model.LONGEST, "scenes": model.MOST_SCENES},
    }
    data |= {"plotly": PLOTLY_PATH, "looks": "scope/looks.json", "root": "./", "home": home}
    told = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    base = escape.escape(f"scope/static/{static}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lectures · Mathscope</title>
<link rel="icon" href="data:image/svg+xml,{ICON}">
<link rel="stylesheet" href="{base}/page.css">
<link rel="stylesheet" href="{base}/lectures/lectures.css">
<script type="application/json" id="lectures-data">{told}</script>
<script type="module" src="{base}/lectures/lectures.js"></script>
</head>
<body class="lec-page">
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
"""
