"""One HTML file with live controls that needs no server and no network: its frames are all computed before.

One or two controls of a lesson are taken over a grid of values; `story` says how their frames are stored. The page
draws them with the scripts that draw the lesson's own page.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

import viz
from explorer import export, frames
from explorer.assets import colours, plotly_source
from explorer.export import stamp
from explorer.lesson import Lesson, Parameters, Scene
from explorer.sweeps import standalone
from explorer.sweeps.story import Pool, Story, first_scene
from explorer.sweeps.sweep import Progress, Sweep, SweepError, over, see, word
from explorer.sweeps.sweep import read as read_sweep
from explorer.version import VERSION

SCRIPT = "offline/offline"  # the module of the page; what it imports comes with it

MOST_CONTROLS = 2
MOST_FRAMES = 400
MOST_BYTES = 30_000_000
SAMPLE = 7  # frames that the size is estimated from
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
        story = Story(self.lesson, self.sweeps, Pool())
        for state in chosen:
            story.add(state)
        whole = len(_page(self, story))
        return whole + round(story.pool.size / max(len(chosen) - 1, 1) * (len(states) - len(chosen)))

    def make(self, progress: Progress | None = None) -> bytes:
        """The file. `progress` is told of each frame, and may raise to stop.

        Raises:
            SweepError: the file would be larger than MOST_BYTES; the sentence says how many values would fit.
        """
        states = self.states()
        story = Story(self.lesson, self.sweeps, Pool())
        for done, state in enumerate(states):
            if progress:
                progress(done, len(states))
            story.add(state)
            if story.pool.size > MOST_BYTES:
                raise self._too_large(story.pool.size * len(states) / (done + 1))
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


def _page(page: Offline, story: Story) -> bytes:
    lesson, looks = page.lesson, standalone.looks(page.look)
    told = story.told(page.parameters) | {
        "look": page.look,
        "looks": {name: colours(name) for name in looks},
        "templates": {name: viz.template(name) for name in looks},
    }
    # The values are JSON already. In a script element "<" could end it, and JSON may write it otherwise.
    head = frames.encode(told)[:-1] + b',"values":' + story.pool.encoded() + b"}"
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
        "POLICY": standalone.POLICY,
        "REST": escape(at_rest),
        "STYLE": standalone.style(page.look, "offline/offline.css"),
        "NOSCRIPT": escape(str(story.base["alt"]) if story.base else ""),
    }.items():
        text = text.replace(f"%{name}%", value)
    before, _, after = stamp.page(text, origin).partition("%SCRIPTS%")
    scripts = b"<script>" + plotly_source() + b"</script>\n<script>" + standalone.script(SCRIPT).encode() + b"</script>"
    story_element = b'<script type="application/json" id="story">' + data + b"</script>\n"
    return before.encode() + story_element + scripts + after.encode()


def _first(page: Offline) -> Scene:
    """The scene that the file opens with, or the first that can be drawn: it is what the file says of itself."""
    found = first_scene(page.lesson, (page.parameters, *page.states()))
    if found is None:
        raise SweepError("Nothing can be drawn at any of these values.")
    return found


_TEMPLATE = """<!doctype html>
<html>
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="%POLICY%">
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
