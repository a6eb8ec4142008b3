"""A whole lecture as one HTML file, for the hall without a network: its sweeps run and its sliders move.

Of each scene the swept control and those on the screen are taken over a grid of values, and every frame of the grid is
computed before (explorer/sweeps/story.py). How fine the grids are follows from what a frame of each scene weighs, so
that the file stays near `AIM` bytes; what does not fit into a grid rests, and the page shows its value.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

import viz
from explorer import catalogue, export, frames
from explorer.assets import STAGE, colours, plotly_source
from explorer.controls import Choice, Control, Seed, Toggle
from explorer.export import stamp
from explorer.lectures import words
from explorer.lectures.model import Lecture, LectureScene, Sweep
from explorer.lesson import Lesson, Parameters
from explorer.sweeps import standalone, sweep
from explorer.sweeps.story import Pool, Story, first_scene

SCRIPT = "offline/slides"
AIM = 30_000_000  # bytes that the frames of a lecture are planned for
MOST_BYTES = 60_000_000  # of the file
MOST_FRAMES = 240  # of a scene
MOST_OF_ALL = 4000  # frames of a lecture: whoever asks for one must get it in minutes
MOST_STOPS = 200  # scenes and steps
MOST_OPTIONS = 12  # of a choice that stays alive
ONE = 61  # values of a control that is alone
LEAST = 5  # values of a number that a hand moves: with fewer it rests
FLOWS = 16  # values of one that a sweep moves, before others live beside it
SAMPLE = 4  # frames of a scene that the size is planned from


class TooLarge(export.ExportError):
    """The file would be larger than MOST_BYTES."""

    def __init__(self) -> None:
        super().__init__(
            f"The lecture would have more than {MOST_BYTES / 1e6:.0f} MB; make two of it, or show fewer controls."
        )


@dataclasses.dataclass(frozen=True)
class Grid:
    """A scene and the controls that live in it, each with its values; without controls it is one frame."""

    scene: LectureScene
    lesson: Lesson
    axes: tuple[sweep.Sweep, ...] = ()

    def states(self) -> list[Parameters]:
        """The parameters of all frames; the last control runs fastest."""
        names = [axis.name for axis in self.axes]
        return [
            self.lesson.parameters({**self.scene.parameters, **dict(zip(names, values, strict=True))})
            for values in itertools.product(*(axis.values for axis in self.axes))
        ]


def grid(scene: LectureScene, most: int) -> Grid:
    """The grid of a scene with at most `most` frames: the swept control first, then those on the screen in their order,
    as many as leave each number LEAST values, and the swept one FLOWS."""
    lesson = catalogue.find(scene.lesson)
    names = dict.fromkeys((*([scene.sweep.control] if scene.sweep else []), *scene.show))
    controls = [control for control in map(lesson.control, names) if _can_live(control, scene.parameters)]
    while controls:
        counts = _counts(controls, most)
        if scene.sweep and len(controls) > 1 and counts and counts[0] < FLOWS:
            counts = []
        if counts:
            axes = [
                _axis(control, count, scene.parameters[control.name], scene.sweep)
                for control, count in zip(controls, counts, strict=True)
            ]
            return Grid(scene, lesson, tuple(axes))
        controls.pop()
    return Grid(scene, lesson)


def _can_live(control: Control, parameters: Parameters) -> bool:
    return control.kind in sweep.KINDS and control.shown(parameters)


def _options(control: Control) -> int:
    """How many values a control has that is none of numbers; 0 for one of numbers."""
    return len(sweep.possible(control)) if isinstance(control, (Choice, Toggle, Seed)) else 0


def _counts(controls: Sequence[Control], most: int) -> list[int]:
    """How many values each control gets; empty if that is too few. The first number has more than the others."""
    options = [_options(control) for control in controls]
    room = most // int(np.prod([count for count in options if count], initial=1))
    numbers = options.count(0)
    if max(options) > MOST_OPTIONS:
        return []
    if not numbers:
        return options if room else []
    each = int(room ** (1 / numbers) + 1e-9)
    if each < LEAST:
        return []
    others = max(LEAST, round(0.6 * each)) if numbers > 1 else 0
    first = min(ONE, room // others ** (numbers - 1) if numbers > 1 else room)
    counts = iter([first] + [others] * (numbers - 1))
    return [count or next(counts) for count in options]


def _axis(control: Control, count: int, rest: Any, swept: Sweep | None) -> sweep.Sweep:
    """At most `count` values of a control, the one at rest among them; two thirds of them lie where it is swept."""
    if isinstance(control, (Choice, Toggle, Seed)):
        return sweep.over(control, count, keep=rest)
    every = list(sweep.possible(control))
    places = {0, len(every) - 1, *([every.index(rest)] if rest in every else [])}
    if swept and swept.control == control.name:
        ends = sorted(_nearest(every, value) for value in (swept.start, swept.end))
        places |= set(sweep.spread(range(ends[0], ends[1] + 1), max(2, 2 * count // 3)))
    fill = iter(_widest(len(every), count))
    while len(places) < min(count, len(every)):
        places.add(next(fill))
    chosen = sorted(places)
    return sweep.Sweep(control, tuple(every[at] for at in chosen))


def _widest(length: int, count: int) -> Iterator[int]:
    """Places of a list, those of ever finer even grids: taken in this order they lie evenly, whatever their number."""
    parts = 2
    while parts < 2 * max(length, count):
        yield from (round(k * (length - 1) / parts) for k in range(1, parts, 2))
        parts *= 2
    yield from range(length)


def _nearest(every: Sequence[Any], value: float) -> int:
    return int(np.argmin([abs(float(each) - value) for each in every]))


@dataclasses.dataclass(frozen=True)
class Offline:
    """What the file holds: a lecture, its notes or not, the look, and the address that its links begin with."""

    lecture: Lecture
    notes: bool = True
    look: str = "projector"
    home: str = ""

    def __post_init__(self) -> None:
        if self.look not in (*viz.LOOKS, "auto"):
            raise export.ExportError(f"look is one of auto, {', '.join(viz.LOOKS)}.")
        if self.count > MOST_STOPS:
            raise export.ExportError(
                f"The lecture has {self.count} scenes and steps; at most {MOST_STOPS} go into one file."
            )

    @property
    def count(self) -> int:
        """How many stops the lecture has."""
        return sum(1 for _ in self.lecture.stops())

    def plan(self) -> list[Grid | None]:
        """The grid of each stop, None for one without a figure: as fine as MOST_FRAMES and MOST_OF_ALL allow,
        coarser where a frame is heavy."""
        scenes = [scene for _, scene in self.lecture.stops()]
        most = min(MOST_FRAMES, MOST_OF_ALL // len(scenes))
        grids = [grid(scene, most) if scene.lesson else None for scene in scenes]
        weights = [_weight(each) if each else 0.0 for each in grids]
        wanted = [weight * len(each.states()) if each else 0.0 for each, weight in zip(grids, weights, strict=True)]
        share = _fair(wanted, AIM)
        return [
            grid(each.scene, min(most, max(1, int(share / weight)))) if each and size > share else each
            for each, weight, size in zip(grids, weights, wanted, strict=True)
        ]

    def make(self, progress: Callable[[int, int], None] | None = None) -> bytes:
        """The file. `progress` is told of each scene, and may raise to stop.

        Raises:
            TooLarge, LectureError: with a sentence.
        """
        for step in self.steps():
            if isinstance(step, bytes):
                return step
            if progress:
                progress(*step)
        raise AssertionError("the last step is the file")

    def steps(self) -> Iterator[tuple[int, int] | bytes]:
        """How many stops are done, and of how many, after each; at last the file."""
        yield 0, self.count
        grids = self.plan()
        pool = Pool()
        told = []
        for done, ((name, scene), each) in enumerate(zip(self.lecture.stops(), grids, strict=True), 1):
            told.append(self._stop(name, scene, each, pool))
            if pool.size > MOST_BYTES:
                raise TooLarge
            yield done, self.count
        body = self._page(told, pool)
        if len(body) > MOST_BYTES:
            raise TooLarge
        yield body

    def _stop(self, name: str, scene: LectureScene, each: Grid | None, pool: Pool) -> dict[str, Any]:
        """A stop as the page has it: its words, its figure, and the way of its sweep."""
        spoken = (lambda text: words.fill(scene, text)) if scene.lesson else str
        told: dict[str, Any] = {"name": name, "title": scene.name, "caption": spoken(scene.caption)}
        told |= {"notes": spoken(scene.notes)} if self.notes and scene.notes else {}
        if each is None:
            return told | {"title": scene.title, "text": scene.text, "image": scene.image, "alt": scene.alt}
        story = Story(each.lesson, each.axes, pool)
        for state in each.states():
            story.add(state)
        alive = {axis.name for axis in each.axes}
        shown = [each.lesson.control(control) for control in scene.show]
        rests = [c.told(scene.parameters[c.name]) for c in shown if c.name not in alive and c.shown(scene.parameters)]
        told |= {"numbers": list(scene.numbers), "story": story.told(scene.parameters), "rests": rests}
        if scene.sweep and each.axes and each.axes[0].name == scene.sweep.control:
            told["sweep"] = _way(scene.sweep, each.axes[0])
        return told

    def _page(self, stops: list[dict[str, Any]], pool: Pool) -> bytes:
        looks = standalone.looks(self.look)
        link = f"{self.home.rstrip('/')}/" + (f"lecture/{self.lecture.name}" if self.lecture.name else "lectures")
        told = {
            "title": self.lecture.title,
            "link": link,
            "minutes": self.lecture.minutes,
            "stops": stops,
            "look": self.look,
            "looks": {name: colours(name) for name in looks},
            "templates": {name: viz.template(name) for name in looks},
        }
        data = (frames.encode(told)[:-1] + b',"values":' + pool.encoded() + b"}").replace(b"<", b"\\u003c")
        text = _TEMPLATE.replace("%STYLE%", standalone.style(self.look, *STAGE, "offline/slides.css"))
        text = text.replace("%POLICY%", standalone.POLICY)
        before, _, after = self._signed(text, link).partition("%SCRIPTS%")
        story = b'<script type="application/json" id="lecture">' + data + b"</script>\n"
        scripts = f"</script>\n<script>{standalone.script(SCRIPT)}</script>".encode()
        return before.encode() + story + b"<script>" + plotly_source() + scripts + after.encode()

    def _signed(self, text: str, link: str) -> str:
        """The page with its title and origin: the state of the first figure, under the lecture's own name."""
        drawn = [scene for _, scene in self.lecture.stops() if scene.lesson]
        first = next(filter(None, (first_scene(catalogue.find(s.lesson), [s.parameters]) for s in drawn)), None)
        if first is None:
            return text.replace(
                "<html>\n<head>",
                f'<html lang="en">\n<head>\n<meta charset="utf-8"><title>{escape(self.lecture.title)}</title>',
                1,
            )
        lecture = self.lecture
        origin = dataclasses.replace(
            export.describe(first, self.home or None),
            title=lecture.title,
            caption=lecture.about or lecture.title,
            link=link,
            author=lecture.author or export.Origin.author,
        )
        return stamp.page(text, origin)


def _weight(each: Grid) -> float:
    """About how many bytes a frame of a grid adds to the file, from a few of them."""
    states = each.states()
    chosen = np.unique(np.linspace(0, len(states) - 1, SAMPLE).round().astype(int))
    pool = Pool()
    story = Story(each.lesson, each.axes, pool)
    for at in chosen:
        story.add(states[at])
    return max(1.0, pool.size / max(1, len(chosen) - 1))


def _fair(wanted: Sequence[float], whole: float) -> float:
    """The size that no scene goes beyond, so that all together have at most `whole`: light ones keep what they want."""
    left, ordered = whole, sorted(wanted)
    for at, size in enumerate(ordered):
        share = left / (len(ordered) - at)
        if size > share:
            return share
        left -= size
    return whole


def _way(swept: Sweep, axis: sweep.Sweep) -> dict[str, Any]:
    """The sweep as the page plays it: pairs of the share of the way that is gone and the place of the value there."""
    values = np.array([float(value) for value in axis.values])
    log = getattr(axis.control, "log", False)
    scale = np.log if log else np.asarray
    start, end = (float(scale(value)) for value in (swept.start, swept.end))
    gone = (scale(values) - start) / (end - start)
    way = sorted((float(share), at) for at, share in enumerate(gone) if -1e-9 <= share <= 1 + 1e-9)
    return {"way": way, "seconds": swept.seconds, "start": "click" if swept.on_click else "entry"}


_TEMPLATE = """<!doctype html>
<html>
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="%POLICY%">
<style>%STYLE%</style>
</head>
<body class="stage">
<main></main>
<noscript><p>The lecture is shown by a script; this browser runs none.</p></noscript>
%SCRIPTS%
</body>
</html>
"""
