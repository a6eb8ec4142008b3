"""One HTML file with live controls that needs no server and no network: its frames are all computed before.

One or two controls of a lesson are taken over a grid of values. A frame (figure, readouts, laws, notice, alternative
text) is stored as what differs from the first one, each value once, however many frames share it; arrays travel as
base64 typed arrays. The page draws them with the scripts that draw the lesson's own page.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import numpy as np

import viz
from explorer import export, frames
from explorer.assets import STATIC, colours, page_style, plotly_source
from explorer.export import stamp
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.sweeps.sweep import Progress, Sweep, SweepError, over, see, word
from explorer.sweeps.sweep import read as read_sweep
from explorer.version import VERSION

SCRIPT = "offline/offline"  # the module of the page; what it imports comes with it
LOOKS = ("light", "dark")  # what "auto" chooses from

MOST_CONTROLS = 2
MOST_FRAMES = 400
MOST_BYTES = 30_000_000
SAMPLE = 7  # frames that the size is estimated from
SINGLE = 1e-6  # part of an array's span that single precision may change
ONE, EACH = 61, 20  # values of a control by default, alone and beside another


@dataclass(frozen=True)
class Offline:
    """What the file holds: a state of a lesson, and one or two sweeps from it.

    `look` is a name of `viz.LOOKS`, or "auto": light or dark, as the reader's system is. `home` is the address of the
    application that the file's link begins with.
    """

    lesson: Lesson
    parameters: Parameters
    sweeps: Sequence[Sweep]
    look: str = "auto"
    home: str = ""

    def __post_init__(self) -> None:
        names = [sweep.name for sweep in self.sweeps]
        if not 1 <= len(names) <= MOST_CONTROLS or len(set(names)) < len(names):
            raise SweepError("A page with live controls takes one or two different controls.")
        if self.look not in (*viz.LOOKS, "auto"):
            raise SweepError(f"look is one of auto, {', '.join(viz.LOOKS)}.")
        if self.count > MOST_FRAMES:
            product = " × ".join(str(len(sweep.values)) for sweep in self.sweeps)
            fewer = MOST_FRAMES if len(names) == 1 else int(MOST_FRAMES**0.5)
            raise SweepError(
                f"{product} values are {self.count:,} frames; at most {MOST_FRAMES} fit. "
                f"Choose at most {fewer} values{'' if len(names) == 1 else ' of each control, or one control'}."
            )

    @property
    def count(self) -> int:
        """How many frames the file holds."""
        return int(np.prod([len(sweep.values) for sweep in self.sweeps]))

    def states(self) -> list[Parameters]:
        """The parameters of all frames; the last control runs fastest."""
        names = [sweep.name for sweep in self.sweeps]
        found = [
            self.lesson.parameters({**self.parameters, **dict(zip(names, values, strict=True))})
            for values in itertools.product(*(sweep.values for sweep in self.sweeps))
        ]
        for sweep in self.sweeps:
            see(sweep.control, found)
        return found

    def estimate(self) -> int:
        """About how many bytes the file will have, from a sample of its frames."""
        states = self.states()
        chosen = [states[int(i)] for i in np.unique(np.linspace(0, len(states) - 1, SAMPLE).round().astype(int))]
        story = _Story(self.lesson)
        for state in chosen:
            story.add(self, state)
        whole = len(_page(self, story))
        return whole + round(story.pooled / max(len(chosen) - 1, 1) * (len(states) - len(chosen)))

    def make(self, progress: Progress | None = None) -> bytes:
        """The file. `progress` is told of each frame, and may raise to stop.

        Raises:
            SweepError: the file would be larger than MOST_BYTES; the sentence says how many values would fit.
        """
        states = self.states()
        story = _Story(self.lesson)
        for done, state in enumerate(states):
            if progress:
                progress(done, len(states))
            story.add(self, state)
            if story.pooled > MOST_BYTES:
                raise self._too_large(story.pooled * len(states) / (done + 1))
        body = _page(self, story)
        if len(body) > MOST_BYTES:
            raise self._too_large(len(body))
        if progress:
            progress(len(states), len(states))
        return body

    def _too_large(self, size: float) -> SweepError:
        part = 0.8 * (MOST_BYTES - len(plotly_source())) / size
        fewer = [max(2, int(len(sweep.values) * part ** (1 / len(self.sweeps)))) for sweep in self.sweeps]
        told = " and ".join(f"{n} of {sweep.control.label}" for n, sweep in zip(fewer, self.sweeps, strict=True))
        return SweepError(
            f"The file would have about {size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are made. "
            f"Choose fewer values, about {told}."
        )


def read(lesson: Lesson, parameters: Parameters, text: str, look: str = "auto") -> Offline:
    """The page that a link or a command line asks for: one or two sweeps (see `sweep.read`), a semicolon between them.

    A control without values of its own takes ONE over its range (EACH, if there are two), the present one among them.

    Raises:
        SweepError: with a sentence.
    """
    texts = [each.strip() for each in text.split(";" if ";" in text or ":" in text else ",") if each.strip()]
    count = ONE if len(texts) == 1 else EACH
    sweeps = []
    for each in texts[: MOST_CONTROLS + 1]:
        found = read_sweep(lesson, each, count=count, most=MOST_FRAMES)
        sweeps.append(found if ":" in each else over(found.control, count, keep=parameters[found.name]))
    return Offline(lesson, parameters, sweeps, look)


class _Story:
    """All frames, as the first one and what differs from it."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.base: dict[str, Any] | None = None
        self.paths: dict[tuple[str | int, ...], int] = {}
        self.values: dict[bytes, int] = {}
        self.frames: list[list[int]] = []
        self.shown: list[list[int]] = []
        self.pooled = 0  # bytes of the values that differ

    def add(self, page: Offline, state: Parameters) -> None:
        frame = _frame(self.lesson, state)
        self.shown.append([int(sweep.control.shown(state)) for sweep in page.sweeps])
        if self.base is None:
            self.base = frame
        told = []
        for path, value in frames.changes(self.base, frame):
            body = frames.encode(value)
            if body not in self.values:
                self.values[body] = len(self.values)
                self.pooled += len(body) + 1
            told += [self.paths.setdefault(tuple(path), len(self.paths)), self.values[body]]
        self.pooled += 8 * len(told) // 2
        self.frames.append(told)


def _frame(lesson: Lesson, state: Parameters) -> dict[str, Any]:
    """A frame of the page, with the layout of a narrow screen, in the precision that a picture needs."""
    try:
        scene = lesson.scene(state)
    except Unanswerable:
        scene = None  # the frame says so
    told = frames.frame(lesson, state, scene=scene)
    kept = {name: told[name] for name in ("figure", "readouts", "notice", "alt", "link")}
    narrow = scene.plotly(size=frames.NARROW, narrow=True) if scene else told["figure"]
    bars = [trace.get("colorbar") for trace in narrow["data"]]
    found: dict[str, Any] = _single(kept | {"narrow": {"layout": narrow["layout"], "bars": bars}})
    return found


def _single(value: Any) -> Any:
    """Arrays in single precision, where that moves no number by more than a millionth of their span."""
    if isinstance(value, np.ndarray):
        if value.dtype != np.float64:
            return value
        with np.errstate(over="ignore", invalid="ignore"):
            short = value.astype(np.float32)
            error = np.abs(short.astype(np.float64) - value)
        real = value[np.isfinite(value)]
        if not real.size:
            return short
        small = bool(np.all(error[np.isfinite(value)] <= SINGLE * (real.max() - real.min())))
        # On a logarithmic axis a small number counts as much as a large one.
        close = bool(np.all(error[np.isfinite(value)] <= SINGLE * np.abs(real)))
        return short if small and close else value
    if isinstance(value, dict):
        return {name: _single(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_single(each) for each in value]
    return value


def _page(page: Offline, story: _Story) -> bytes:
    lesson, looks = page.lesson, LOOKS if page.look == "auto" else (page.look,)
    told = {
        "controls": [_control(page, sweep) for sweep in page.sweeps],
        "look": page.look,
        "looks": {name: colours(name) for name in looks},
        "templates": {name: viz.template(name) for name in looks},
        "base": story.base,
        "paths": list(story.paths),
        "frames": story.frames,
        "shown": story.shown,
    }
    # The values are JSON already. In a script element "<" could end it, and JSON may write it otherwise.
    head = frames.encode(told)[:-1] + b',"values":[' + b",".join(story.values) + b"]}"
    data = head.replace(b"<", b"\\u003c")
    origin = export.describe(_first(page), page.home or None)
    names = {sweep.name for sweep in page.sweeps}
    at_rest = "; ".join(
        f"{control.label}: {word(control, page.parameters[control.name])}"
        for control in lesson.controls
        if control.name not in names and control.shown(page.parameters)
    )
    text = _TEMPLATE
    for name, value in {
        "TITLE": escape(lesson.title),
        "IDEA": escape(lesson.idea),
        "LINK": escape(origin.link),
        "LICENCE": escape(origin.licence),
        "VERSION": VERSION,
        "REST": escape(at_rest),
        "STYLE": _style(page.look, looks),
        "NOSCRIPT": escape(str(story.base["alt"]) if story.base else ""),
    }.items():
        text = text.replace(f"%{name}%", value)
    before, _, after = stamp.page(text, origin).partition("%SCRIPTS%")
    scripts = b"<script>" + plotly_source() + b"</script>\n<script>" + script().encode() + b"</script>"
    story_element = b'<script type="application/json" id="story">' + data + b"</script>\n"
    return before.encode() + story_element + scripts + after.encode()


def _first(page: Offline) -> Scene:
    """The scene that the file opens with, or the first that can be drawn: it is what the file says of itself."""
    for state in (page.parameters, *page.states()):
        try:
            return page.lesson.scene(state)
        except Unanswerable:
            continue
    raise SweepError("Nothing can be drawn at any of these values.")


def _control(page: Offline, sweep: Sweep) -> dict[str, Any]:
    now = page.parameters[sweep.name]
    if now in sweep.values:
        at = sweep.values.index(now)
    elif isinstance(now, (int, float)):
        at = int(np.argmin([abs(float(value) - float(now)) for value in sweep.values]))
    else:
        at = 0
    words = [word(sweep.control, value) for value in sweep.values]
    found = {"name": sweep.name, "kind": sweep.control.kind, "label": sweep.control.label}
    return found | {"help": sweep.control.help, "words": words, "at": at}


def _style(look: str, looks: Sequence[str]) -> str:
    """The style sheets, and the colours of the looks as variables: the chosen look's, or the system's choice."""
    sheets = page_style() + (STATIC / "offline" / "offline.css").read_text(encoding="utf-8")

    def colors(name: str) -> str:
        return "".join(f"--{role}:{value};" for role, value in viz.LOOKS[name].colors.items())

    rules = f":root{{{colors(looks[0])}}}"
    if look == "auto":
        rules += f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{colors('dark')}}}}}"
    elif look == "dark":
        rules += ":root{color-scheme:dark}"
    return rules + sheets.replace("</", "<\\/")


@cache
def script() -> str:
    """The page's modules as one classic script: modules cannot import one another from a file."""
    parts = []
    for path, source in _modules(SCRIPT, {}).items():
        name = path.rpartition("/")[2]
        given = re.findall(r"^export (?:async )?(?:class|function|const) (\w+)", source, re.MULTILINE)
        body = re.sub(
            r'^import (\{[^}]*\}) from "\.{1,2}/(?:\w+/)?(\w+)\.js";$',
            r"const \1 = module_\2;",
            source,
            flags=re.MULTILINE,
        )
        body = re.sub(r"^export ", "", body, flags=re.MULTILINE)
        parts.append(f"const module_{name} = (() => {{\n{body}\nreturn {{ {', '.join(given)} }};\n}})();")
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();"


def _modules(path: str, found: dict[str, str]) -> dict[str, str]:
    """A module of the browser's scripts and all that it imports, by path, each after what it imports itself."""
    source = (STATIC / f"{path}.js").read_text(encoding="utf-8")
    for asked in re.findall(r'^import .* from "(\.{1,2}/[\w/]+)\.js";$', source, re.MULTILINE):
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), asked))
        if other not in found:
            _modules(other, found)
    found[path] = source
    return found


# The policy keeps the promise: whatever the scripts did, the browser would fetch nothing. Plotly's WebGL compiles
# its shaders' wrappers, hence unsafe-eval.
_TEMPLATE = """<!doctype html>
<html>
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:">
<style>%STYLE%</style>
</head>
<body>
<header><h1>%TITLE%</h1><p>%IDEA%</p></header>
<main id="offline"></main>
<noscript><p>%NOSCRIPT%</p><p>The controls of this page need JavaScript.</p></noscript>
<footer>
<p>%REST%</p>
<p>Mathscope %VERSION%, licence %LICENCE%. The same figure with all its controls: <a href="%LINK%">%LINK%</a>. \
This page itself needs no network.</p>
</footer>
%SCRIPTS%
</body>
</html>
"""
