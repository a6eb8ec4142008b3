"""`mathscope new SECTION SLUG`: the files of a new lesson, which draw and say what to fill in."""

from __future__ import annotations

import re

from explorer import catalogue
from explorer.version import ROOT

_LESSON = '''"""One sentence: the idea of %TITLE%."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, law
from pages.%SECTION%.%SLUG% import panels

SLOPE = Slider("slope", "Slope", -3, 3, 1, 0.1)
POINT = Slider("point", "Where to read it off", -2, 2, 1, 0.1)


class Line(State):
    """What the figure shows, by functions of `mathcore`: each quantity is computed when a view asks for it."""

    @cached_property
    def height(self) -> float:
        """The height of the line at the point."""
        return float(self.p.slope * self.p.point)

    @cached_property
    def y(self) -> NDArray[np.float64]:
        """The line over `panels.X`."""
        return self.p.slope * panels.X


def readouts(q: Line) -> list[Readout | Law]:
    return [
        Readout("height at the point", q.height, role="data"),
        law("the line goes through zero", "f(−x) = −f(x)", -q.p.slope * q.p.point, -q.height),
    ]


def alt(q: Line) -> str:
    return f"A line of slope {q.p.slope} through zero; at {q.p.point} its height is {q.height:.3g}."


def numbers(q: Line) -> dict[str, Any]:
    return {"opposite": -q.height}


lesson = Lesson(
    title="%TITLE%",
    terms=("%SLUG%",),
    controls=(SLOPE,),
    state=Line,
    views={
        "line": View("Line", [panels.line_panel], readouts, alt, [POINT]),
        "slopes": View("Slopes", [panels.slopes_panel], lambda q: [Readout("slope", q.p.slope)], alt),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Make the line level.",
            "A level line has no slope.",
            lambda q: q.p.slope == 0,
            answers=[{"slope": 0}, {"slope": 0, "point": 2}, {"slope": 0, "view": "slopes"}],
            misses=[{"slope": 0.1}, {"slope": -0.1}, {"slope": 3}],
        ),
        Challenge(
            "Predict: how high is a line of slope 2 at the point 1.5?",
            "Height is slope times distance.",
            predict=Prediction("The height", lambda q: q.height, 0.1, {"slope": 2, "point": 1.5}, why="2 · 1.5 = 3."),
        ),
    ),
    oracles=("heights: numpy.polyval",),
    source=(np.multiply,),
)
'''

_PANELS = '''"""The panels of the lesson: one function each, from the state to a plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import viz

if TYPE_CHECKING:
    from pages.%SECTION%.%SLUG%.lesson import Line

X = np.linspace(-2.0, 2.0, 101)


def slope_at(x: float) -> viz.Moves:
    """The slope that puts the line at x under the pointer."""
    return lambda _, y: {"slope": y / x}


def line_panel(q: Line) -> viz.Plane:
    """The line, the point on it, and a handle at its end."""
    traces = [
        viz.called(viz.line(X, q.y, "model"), "f(x)", at=0.8),
        viz.dots((q.p.point, q.height), "data", size=11, name="the point"),
    ]
    end = viz.Handle("end", (2.0, q.y[-1]), "end of the line", "model", moves=slope_at(2.0), follows="y")
    return viz.Plane(traces, viz.Axis("x", (-2.1, 2.1)), viz.Axis("f(x)", (-7, 7)), "A line", handles=[end])


def slopes_panel(q: Line) -> viz.Plane:
    """The slope as a bar."""
    bar = viz.bars([0.0], [q.p.slope], "model", width=0.5)
    return viz.Plane([bar], viz.Axis("", (-1, 1), ticks=[]), viz.Axis("slope", (-3.5, 3.5)), "Its slope")
'''

_TEXT = """## Idea

What belongs here: what the reader should see, in words of one who does not have it yet.

## Mathematics

What belongs here: definitions, derivation, result, from first principles.

## With your numbers

What belongs here: the derivation with the values of the figure. At the point ${{point}}$ a slope of ${{slope}}$ gives
the height ${{height}}$, and ${{opposite}}$ on the other side.

## In machine learning

What belongs here: where it is used, and what goes wrong without it.

## Look for

- [Start](?): what belongs here is what to notice.
- [Steep](?slope=3): what belongs here is what to notice.
- [Slopes](?slope=-1&view=slopes): what belongs here is what to notice.

## References

- What belongs here: author, title, publisher (year), chapter.
"""

_PYTHON = '''"""%TITLE%: the idea by hand."""

# --- parameters ---
SLOPE = 1.0
POINT = 1.0
# --- end of parameters ---

height = SLOPE * POINT
print(f"slope = {SLOPE:.12g}")
print(f"height = {height:.12g}")
print(f"opposite = {-height:.12g}")
'''

_RUST = """//! %TITLE%: the idea by hand.

// --- parameters ---
const SLOPE: f64 = 1.0;
const POINT: f64 = 1.0;
// --- end of parameters ---

fn main() {
    let height = SLOPE * POINT;
    println!("slope = {SLOPE:.12}");
    println!("height = {height:.12}");
    println!("opposite = {:.12}", -height);
}
"""


_TEST = '''"""What the numbers of the lesson are held against."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pages.%SECTION%.%SLUG%.lesson import lesson


@pytest.mark.parametrize("slope", [-3.0, 0.0, 0.7])
def test_heights_are_those_of_numpy(slope: float) -> None:
    state: Any = lesson.scene(slope=slope, point=1.5).state
    assert state.height == pytest.approx(np.polyval([slope, 0.0], 1.5))
'''


def new(section: str, slug: str) -> str:
    """Write the seven files; returns what to do next.

    Raises:
        ValueError: no such section, a slug that is no name, or files that exist already.
    """
    sections = [section.name for section in catalogue.sections()]
    if section not in sections:
        raise ValueError(f"There is no section {section}; the sections are {', '.join(sections)}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,40}", slug):
        raise ValueError("A slug has 3 to 41 lower-case letters, digits and underscores, and begins with a letter.")
    folder, examples = ROOT / "pages" / section / slug, ROOT / "examples"
    files = {
        folder / "__init__.py": "",
        folder / "lesson.py": _LESSON,
        folder / "panels.py": _PANELS,
        folder / "lesson.md": _TEXT,
        examples / "python" / f"{slug}.py": _PYTHON,
        examples / "rust" / "src" / "bin" / f"{slug}.rs": _RUST,
        ROOT / "tests" / "lessons" / section / f"test_{slug}.py": _TEST,
    }
    there = [path for path in files if path.exists()]
    if there:
        raise ValueError(f"{there[0].relative_to(ROOT)} exists already; nothing was written.")
    folder.mkdir(exist_ok=True)
    for path, text in files.items():
        for name, value in {"TITLE": slug.replace("_", " ").capitalize(), "SECTION": section, "SLUG": slug}.items():
            text = text.replace(f"%{name}%", value)
        path.write_text(text, encoding="utf-8")
    names = "\n".join(f"  {path.relative_to(ROOT)}" for path in files)
    return (
        f"Wrote\n{names}\nNow add “{slug}” to {section} in pages/__init__.py and to pages/paths.py, its terms to "
        f"pages/{section}/glossary.md and its exercises to pages/{section}/exercises, and name it in the `related` of "
        "a lesson that leads to it; CONTRIBUTING.md says what a lesson needs."
    )
