"""The table of the benchmark, and the text around it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from benchmarks.delay import Line
from benchmarks.drag.kinds import Kind
from benchmarks.drag.measure import ENDS, INTERVAL, MOVES, NOISE, VIEWPORT, Drags
from benchmarks.drag.openings import AIMS, LABELS, Openings
from benchmarks.drag.pages import Page

Rows = Sequence[tuple[Page, Drags]]
FarRows = Sequence[tuple[Line, Page, Drags]]
KindRows = Sequence[tuple[Kind, Drags]]
FAR_HEAD = ("Round trip", "Page", "after the slider's change: median", "95%", "frames per value", "frames per move")
KIND_HEAD = ("Figure and slider", "after the slider's change: median", "95%", "frames per value", "aim")
OPENING_HEAD = ("To the painted figure", "median", "longest", "aim")
HEAD = (
    "Page",
    "after the slider's change: median",
    "95%",
    "after the mouse: median",
    "95%",
    "frames per value",
    "frames per move",
    "tasks over 100 ms",
)
PACKAGES = ("streamlit", "plotly", "nicegui", "dash", "playwright")

TEXT = """# A drag, measured

Written by `make bench`. A mouse drags the slider "Direction of x" of the `eigenvectors` lesson in headless Chromium,
from {begin} to {end} degrees and back, {moves} moves a drag, one every {interval:.0f} ms **on a fixed clock**:
no move waits for the page. In the same run the same drag on pages that draw the same figure (18 traces, about 750
points, two panels).

{table}

The same drag where the server is far away: a proxy on this machine hands every byte on after half of the round trip
(`benchmarks/delay.py`), both ways. What counts is what comes after the first quarter of a second of each drag.

{across}

Other kinds of figure, beside the server. Here the value that is shown is what the page says of its figure, in the task
that draws it:

{kinds}

Before anything can be dragged (milliseconds):

{openings}

- Mathscope forgets all frames before each drag, so each is the first over its values; what a reader has seen before is
  there at once. The static page needs no server once it is loaded.
- Times are in milliseconds, to the painted figure **that shows that value**; which value it shows is read from the
  place of a marker in the picture, not from what the page says of itself.{checked}
- *After the slider's change* counts from the moment when the slider's element took the new value (its attribute, for
  sliders that are drawn by a script; the `input` event for the browser's own), *after the mouse* from the mouse event
  behind it. The second includes the slider's own work and the wait for the screen's next frame.
- Painted is the first moment after the frame that holds the change at which the page can do anything else.
- *Frames per value*: the share of the values that the slider took that got a frame before the release. *Frames per
  move*: frames for every move of the mouse; less than the former where the slider itself does not keep up.
- All pages draw with Plotly in SVG, at the versions that their packages ship. Each is opened anew in each round,
  warmed up, and dragged; {drags} drags of each page beside the server count.
{release}{noise}
{machine}
"""


def table(rows: Rows) -> str:
    """The table in Markdown, one row for each page."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    return "\n".join(lines + [f"| {' | '.join(row(page, drags))} |" for page, drags in rows])


def row(page: Page, drags: Drags) -> list[str]:
    """The cells of one page."""
    times = [
        f"{np.percentile(sample, share):.0f}" if sample else "–"
        for sample in (drags.after_change, drags.after_mouse)
        for share in (50, 95)
    ]
    shares = [f"{drags.framed / max(1, total):.2f}" for total in (drags.values, drags.moves)]
    return [page.label, *times, *shares, str(len(drags.long_tasks))]


def across(rows: FarRows) -> str:
    """The table of the lines in Markdown."""
    lines = ["| " + " | ".join(FAR_HEAD) + " |", "|" + "---|" * len(FAR_HEAD)]
    for line, page, drags in rows:
        times = [f"{np.percentile(drags.soon_change, k):.0f}" if drags.soon_change else "–" for k in (50, 95)]
        shares = [f"{drags.soon[1] / max(1, drags.soon[0]):.2f}", f"{drags.framed / max(1, drags.moves):.2f}"]
        lines.append("| " + " | ".join((line.name, page.label, *times, *shares)) + " |")
    return "\n".join(lines)


def kinds_table(rows: KindRows) -> str:
    """The table of the kinds in Markdown."""
    lines = ["| " + " | ".join(KIND_HEAD) + " |", "|" + "---|" * len(KIND_HEAD)]
    for kind, drags in rows:
        times = [f"{np.percentile(drags.after_change, k):.0f}" if drags.after_change else "–" for k in (50, 95)]
        share = f"{drags.framed / max(1, drags.values):.2f}"
        aim = "a peer" if kind.aim is None else f"{kind.aim[0]} / {kind.aim[1]}"
        lines.append("| " + " | ".join((kind.page.label, *times, share, aim)) + " |")
    return "\n".join(lines)


def openings_table(openings: Openings) -> str:
    """The table of what a reader waits for in Markdown."""
    lines = ["| " + " | ".join(OPENING_HEAD) + " |", "|" + "---|" * len(OPENING_HEAD)]
    for name, label in LABELS.items():
        times, (usual, longest) = openings.times[name], AIMS[name]
        cells = [f"{np.median(times):.0f}", f"{max(times):.0f}"] if times else ["–", "–"]
        lines.append("| " + " | ".join((label, *cells, f"{usual}" + (f" / {longest}" if longest else ""))) + " |")
    return "\n".join(lines)


def document(rows: Rows, far: FarRows, kinds: KindRows, openings: Openings, browser: str) -> str:
    """The whole text of benchmarks/drag.md."""
    drags = {page.name: result for page, result in rows}
    counts = {result.moves // MOVES for result in drags.values()}
    return TEXT.format(
        begin=ENDS[0],
        end=ENDS[1],
        moves=MOVES,
        interval=1000 * INTERVAL,
        table=table(rows),
        across=across(far),
        kinds=kinds_table(kinds),
        openings=openings_table(openings),
        checked=_checked(drags.get("mathscope")),
        drags=max(counts),
        release=_release(rows),
        noise=_noise(list(drags.values())),
        machine=_machine(browser),
    )


def _checked(mathscope: Drags | None) -> str:
    if mathscope is None:
        return ""
    wrong = mathscope.disagreements
    return f"\n  Mathscope's `data-params` disagreed with the picture {wrong} times in {mathscope.framed} frames."


def _release(rows: Rows) -> str:
    late = [(page, result.after_release) for page, result in rows if result.after_release]
    return "".join(
        f"- {page.label}: in {len(times)} drags the last value was shown only after\n"
        f"  the release, {np.median(times):.0f} ms after it (median).\n"
        for page, times in late
    )


def _noise(results: list[Drags]) -> str:
    spacing = np.concatenate([result.spacing for result in results])
    moved = f"- The moves reached the browser every {np.median(spacing):.0f} ms; 90% of them between " + (
        f"{np.percentile(spacing, 5):.0f} and {np.percentile(spacing, 95):.0f} ms.\n"
    )
    noise = [share for result in results for share in result.noise]
    if not noise:
        return moved + "- Whether other work disturbed the machine is not known: its system does not tell.\n"
    kept = (
        f"- Other work took {100 * np.mean(noise):.1f}% of the machine on average. A drag during which it took over\n"
    )
    thrown = sum(result.thrown_away for result in results)
    disturbed = sum(result.disturbed for result in results)
    rest = f"; {disturbed} were kept all the same, since it did not come to rest" if disturbed else ""
    return moved + kept + f"  {100 * NOISE:.0f}% was repeated ({thrown} were{rest}).\n"


def _machine(browser: str) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    size = f"{VIEWPORT['width']}x{VIEWPORT['height']}"
    return (
        f"Measured with Chromium {browser} (headless, software rendering, {size}), Python {platform.python_version()}, "
        f"{packages}, on {os.cpu_count()} cores ({platform.system()}, {platform.machine()})."
    )
