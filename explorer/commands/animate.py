"""`mathscope animate SLUG --sweep angle:0:90 --seconds 4 -o x.mp4`: a sweep as GIF or MP4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from explorer.commands import progress
from explorer.commands import run as run_command
from explorer.lesson import Lesson, Parameters
from explorer.sweeps import animation
from explorer.sweeps.sweep import SweepError, sweepable

OPTIONS = {
    "sweep": "the control and its range: angle:0:90, or kind:a,b,c; angle alone is its whole range",
    "seconds": "how long it runs",
    "fps": "frames in a second",
    "ease": "smooth (slow at both ends) or linear",
    "back": "yes: there and back again",
    "look": "light, dark or projector",
    "width": "of the figure, in pixels",
    "height": "of the figure, in pixels",
    "scale": "pixels of the film for each of the figure",
}


def run(slug: str, arguments: Sequence[str]) -> int:
    """The command; returns the exit status."""
    return run_command("animate", slug, arguments, OPTIONS, _make)


def _make(lesson: Lesson, parameters: Parameters, options: Mapping[str, str], kind: str) -> bytes:
    if "sweep" not in options:
        names = ", ".join(control.name for control in sweepable(lesson, parameters))
        raise SweepError(f"--sweep names the control that moves; here it is one of {names}.")
    film = animation.Film.read(options)
    return animation.make(lesson, parameters, animation.read(lesson, options["sweep"]), film, kind, progress)
