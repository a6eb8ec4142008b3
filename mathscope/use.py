"""What a program or a notebook does with lessons: find one, draw a state, save it, give it live sliders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explorer import catalogue, export, link
from explorer.lesson import Lesson, Scene
from explorer.notebook import Framed
from explorer.sweeps import multiples, offline


def lesson(slug: str) -> Lesson:
    """The lesson of that slug; its `scene(angle=60)` is the figure at a state, its `controls` are what can be given.

    Raises:
        KeyError: there is none; the message names the nearest.
    """
    return catalogue.find(slug)


def lessons() -> Mapping[str, Lesson]:
    """All lessons by slug, in teaching order."""
    return catalogue.lessons()


def open_link(address: str) -> Scene:
    """The scene that a link shows: an address of the application or the part behind its last slash, as in
    `"eigenvectors?angle=60"`.

    Raises:
        KeyError: no lesson of that name.
        ValueError: a part of the link asks for what cannot be; the message says what.
        Unanswerable: valid parameters for which there is nothing to draw.
    """
    parts = urlsplit(address.strip())
    found = catalogue.find(parts.path.rstrip("/").rpartition("/")[2])
    parameters, sentences = link.read(found, link.parse(parts.query))
    if sentences:
        raise ValueError(" ".join(sentences))
    return found.scene(parameters)


def save(scene: Scene, path: str | Path, **options: Any) -> Path:
    """Write a scene as a file, its kind by the ending: png, svg, pdf, eps, html, json, csv, py, rs, ipynb.

    Args:
        options: as on the command line: `look="dark"`, `preset="nature-single"`, `width_mm=120`, `font=7`, `dpi=600`,
            `panel=2`, `grid="angle:0:90:6"`.

    Returns:
        The path.

    Raises:
        ExportError: no such kind or option, or what cannot be together; NoBrowser: an image, and nothing to draw it.
    """
    path = Path(path)
    known = (*export.OPTIONS, *multiples.OPTIONS)
    unknown = [name for name in options if name not in known]
    if unknown:
        raise export.ExportError(f"There is no option {unknown[0]}; there are {', '.join(known)}.")
    texts = {name: str(int(value) if isinstance(value, bool) else value) for name, value in options.items()}
    shape = export.Shape.read(texts)
    if any(name in texts for name in multiples.OPTIONS):
        if scene.lesson is None or scene.parameters is None:
            raise ValueError("Only the scene of a lesson has panels to choose from; call lesson.scene().")
        scene, shape = multiples.asked(scene.lesson, scene.parameters, texts, shape)
    path.write_bytes(export.make(scene, path.suffix.removeprefix(".").lower(), shape))
    return path


def sliders(scene: Scene, controls: str, *, look: str = "light", height: int = 720) -> Framed:
    """The scene with one or two live controls, as a page that needs neither server nor network; a notebook shows it.

    Args:
        scene: of a lesson; the other controls rest at its state.
        controls: as `"angle"`, `"angle:0:90:31"` (from, to, how many values) or `"angle;matrix:..."` for two.
        look: light, dark, projector, or auto (as the reader's system is).
        height: of the frame in a notebook, in pixels.

    Raises:
        SweepError: a control that cannot be swept, or too many values; the message says what is possible.
    """
    if scene.lesson is None or scene.parameters is None:
        raise ValueError("Only the scene of a lesson has controls; call lesson.scene().")
    page = offline.read(scene.lesson, scene.parameters, controls, look)
    return Framed(page.make().decode(), scene.lesson.title, scene.alt, height)
