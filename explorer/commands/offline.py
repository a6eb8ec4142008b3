"""`mathscope offline SLUG --controls angle -o x.html`: a page with live controls that needs no network."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from explorer.commands import progress
from explorer.commands import run as run_command
from explorer.lesson import Lesson, Parameters
from explorer.sweeps import offline
from explorer.sweeps.sweep import SweepError, sweepable

OPTIONS = {
    "controls": "one or two controls that stay alive, a semicolon between them: angle, or angle:0:90:31, or kind:a,b,c",
    "look": "auto (light or dark, as the reader's system is), light, dark or projector",
}


def run(slug: str, arguments: Sequence[str]) -> int:
    """The command; returns the exit status."""
    return run_command("offline", slug, arguments, OPTIONS, _make)


def _make(lesson: Lesson, parameters: Parameters, options: Mapping[str, str], kind: str) -> bytes:
    if kind not in ("html", "htm"):
        raise SweepError("A page with live controls is an HTML file; let its name end in .html.")
    if "controls" not in options:
        names = ", ".join(control.name for control in sweepable(lesson, parameters))
        raise SweepError(f"--controls names what stays alive; here it is one or two of {names}.")
    page = offline.read(lesson, parameters, options["controls"], options.get("look", "auto"))
    print(f"{page.count} frames, about {page.estimate() / 1e6:.1f} MB", file=sys.stderr)
    return page.make(progress)
