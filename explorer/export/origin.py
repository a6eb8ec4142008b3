"""Where a figure comes from: what every file says of itself, and how a file leads back to its state.

`describe(scene)` gives the `Origin`. Its `mark` is one token of plain ASCII that survives unescaped in the metadata of
every format (PNG, SVG, PDF, HTML, JSON, CSV, GIF, MP4, programs); `state_in(content)` finds it again, and so does the
home page in the browser (page/static/home/opener.js).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer import link
from explorer.address import reachable
from explorer.controls import Control
from explorer.lesson import Lesson, Parameters, Readout, Scene
from explorer.version import VERSION, YEAR, fingerprint

LICENCE = "MIT"
LICENCE_LINK = "https://spdx.org/licenses/MIT.html"
AUTHOR = "Mathscope contributors"
LONGEST_NAME = 100  # characters of a file's name, its ending not counted
_MARK = re.compile(rb"mathscope:state:([A-Za-z0-9_-]{1,40000})")
_HOME = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?")


@dataclass(frozen=True)
class Origin:
    """What a file says of itself.

    `state` is the lesson with its query, `link` the same as an address; `parameters` holds every control as the link
    writes it, `seed` the seed of a random figure ("" if nothing is random); `sources` the fingerprint of the program.
    """

    slug: str
    title: str
    state: str
    link: str
    parameters: Mapping[str, str]
    seed: str
    alt: str
    caption: str
    version: str = VERSION
    sources: str = ""
    year: int = YEAR
    author: str = AUTHOR
    licence: str = LICENCE
    licence_link: str = LICENCE_LINK

    @property
    def mark(self) -> str:
        """The token that leads from a file back to its state: ASCII letters, digits, colons, "-" and "_"."""
        return "mathscope:state:" + base64.urlsafe_b64encode(self.state.encode()).decode().rstrip("=")

    @property
    def program(self) -> str:
        """Name and version of what drew the figure."""
        return f"Mathscope {self.version} ({self.sources})"

    @property
    def credit(self) -> str:
        """One line for a comment: title, program, link, licence."""
        return f"{self.title}. {self.program}. {self.link} Licence: {self.licence}."

    def record(self) -> dict[str, Any]:
        """Everything as JSON's own types, for formats that hold JSON."""
        return {
            "lesson": self.slug,
            "title": self.title,
            "link": self.link,
            "parameters": dict(self.parameters),
            "seed": self.seed,
            "alt": self.alt,
            "caption": self.caption,
            "program": self.program,
            "version": self.version,
            "author": self.author,
            "licence": self.licence,
            "state": self.mark,
        }

    def bibtex(self) -> str:
        """An entry for a bibliography that every BibTeX style knows. The year is that of the version, so that the entry
        does not change by itself."""
        key = hashlib.sha256(self.state.encode()).hexdigest()[:6]
        title = re.sub(r"([&%$#_{}])", r"\\\1", self.title)
        return (
            f"@misc{{mathscope_{self.slug}_{key},\n"
            f"  author       = {{{{{self.author}}}}},\n"
            f"  title        = {{{{Mathscope}}: {title}}},\n"
            f"  year         = {{{self.year}}},\n"
            f"  howpublished = {{\\url{{{self.link}}}}},\n"
            f"  note         = {{Interactive figure, version {self.version}, program under {self.licence}}}\n"
            "}\n"
        )

    @property
    def attribution(self) -> str:
        """A line for a figure that is printed: what CC BY 4.0 asks for (title, author, source, licence)."""
        return f"“{self.title}” by {self.author}, made with Mathscope {self.version}, CC BY 4.0. {self.link}"


def describe(scene: Scene, home: str | None = None) -> Origin:
    """The origin of a scene. `home` is the address of the application's home page (default: `home_page()`).

    Raises:
        ValueError: a scene that no lesson made.
    """
    lesson, parameters = scene.lesson, scene.parameters
    if lesson is None or parameters is None:
        raise ValueError("Only the scene of a lesson has an origin; call lesson.scene().")
    query = link.write(lesson, parameters)
    state = f"{lesson.slug}?{query}" if query else lesson.slug
    seeds = [control.write(parameters[control.name]) for control in lesson.controls if control.kind == "seed"]
    return Origin(
        slug=lesson.slug,
        title=lesson.title,
        state=state,
        link=f"{(home or home_page()).rstrip('/')}/{state}",
        parameters={control.name: control.write(parameters[control.name]) for control in lesson.controls},
        seed=", ".join(seeds),
        alt=scene.alt,
        caption=_caption(scene, lesson, parameters),
        sources=fingerprint(),
    )


def home_page(asked: str = "") -> str:
    """The address under which readers find the application: MATHSCOPE_URL, else the one `asked` (the address of a
    request, if it looks like one), else that of `make run`; this machine's on the network where that answers."""
    return reachable(asked if _HOME.fullmatch(asked) else "http://localhost:8501")


def _caption(scene: Scene, lesson: Lesson, parameters: Parameters) -> str:
    """Title, what is seen, the values of the controls that matter here, the readouts of the moment."""
    values = [
        f"{control.label} = {_short(control.write(parameters[control.name]))}{_unit(control)}"
        for control in lesson.controls
        if control.shown(parameters)
    ]
    told = [f"{r.name} = {r.text}" for r in scene.readouts if isinstance(r, Readout)][:6]
    parts = [f"{lesson.title}.", scene.alt.rstrip()]
    if values:
        parts.append(f"Parameters: {'; '.join(values)}.")
    if told:
        parts.append(f"Values: {'; '.join(told)}.")
    return " ".join(parts)


def _unit(control: Control) -> str:
    unit = str(getattr(control, "unit", ""))
    return unit if unit in ("", "°", "%") else f" {unit}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def file_name(lesson: Lesson, parameters: Parameters, kind: str, suffix: str = "") -> str:
    """A name that holds the lesson and the state: `eigenvectors_angle-30_matrix-2-1-1-2.pdf`.

    ASCII letters, digits, ".", "-" and "_" only, at most 100 characters before the ending. Where the state has no room,
    or its text cannot be told from its safe form, eight digits of its hash stand at the end.
    """
    texts = [
        (control.name, control.write(parameters[control.name]))
        for control in lesson.controls
        if parameters[control.name] != control.initial
    ]
    tail = f"_{suffix}" if suffix else ""
    name = "_".join([lesson.slug, *(f"{name}-{_safe(text)}" for name, text in texts)])
    plain = all(re.fullmatch(r"[A-Za-z0-9.,;-]*", text) for _, text in texts)
    if not plain or len(name) + len(tail) > LONGEST_NAME:
        digits = hashlib.sha256(link.write(lesson, parameters).encode()).hexdigest()[:8]
        name = name[: LONGEST_NAME - len(tail) - 9].rstrip("-_.") + f"-{digits}"
    return f"{name}{tail}.{kind}"


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]", "-", text)


def state_in(content: bytes) -> str | None:
    """The state (`"eigenvectors?angle=30"`) that a file of ours carries, or None if it carries none."""
    found = _MARK.search(content)
    if found is None:
        return None
    token = found[1] + b"=" * (-len(found[1]) % 4)
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
