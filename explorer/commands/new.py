"""`python -m explorer new SECTION SLUG`: the files of a new lesson, which work and say what to fill in."""

from __future__ import annotations

import re

from explorer import catalogue
from explorer.catalogue import HEADINGS
from explorer.version import ROOT

_LESSON = '''"""One sentence: the idea of {title}."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Slider
from explorer.lesson import Challenge, Lesson, Parameters, Preset, Readout, Scene

CONTROLS = (Slider("slope", "Slope", -3, 3, 1, 0.1),)
X = np.linspace(-2.0, 2.0, 101)


@dataclass(frozen=True)
class Result:
    """`y` (101,) over X."""

    parameters: Parameters
    y: NDArray[np.float64]


def compute(p: Parameters) -> Result:
    """What the figure shows, by a function of `mathcore`."""
    return Result(p, p.slope * X)


def draw(r: Result) -> Scene:
    """The figure and its readouts."""
    plane = viz.Plane([viz.line(X, r.y)], viz.Axis("x", (-2, 2)), viz.Axis("y", (-6, 6)), "A line")
    return Scene(
        panels=[plane],
        readouts=[Readout("slope", r.parameters.slope)],
        alt=f"A line of slope {{r.parameters.slope}}.",
        numbers={{"slope": r.parameters.slope}},
    )


lesson = Lesson(
    title="{title}",
    idea="One sentence: the idea.",
    terms=("{slug}",),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    presets=(
        Preset("Start", {{}}, "What to notice here."),
        Preset("Steep", {{"slope": 3}}, "What to notice here."),
        Preset("Falling", {{"slope": -1}}, "What to notice here."),
    ),
    challenges=(
        Challenge(
            "Make the line level.",
            "A level line has no slope.",
            lambda r: r.parameters.slope == 0,
            {{"slope": 0}},
        ),
    ),
)
'''

_PYTHON = '''"""{title}: the idea by hand."""

# --- parameters ---
SLOPE = 1.0
# --- end of parameters ---

print(f"slope = {{SLOPE:.12g}}")
'''

_RUST = """//! {title}: the idea by hand.

// --- parameters ---
const SLOPE: f64 = 1.0;
// --- end of parameters ---

fn main() {{
    println!("slope = {{SLOPE:.12}}");
}}
"""


def new(section: str, slug: str) -> str:
    """Write the four files; returns what to do next.

    Raises:
        ValueError: no such section, a slug that is no name, or files that exist already.
    """
    sections = [section.name for section in catalogue.sections()]
    if section not in sections:
        raise ValueError(f"There is no section {section}; the sections are {', '.join(sections)}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,40}", slug):
        raise ValueError("A slug has 3 to 41 lower-case letters, digits and underscores, and begins with a letter.")
    title = slug.replace("_", " ").capitalize()
    texts = "\n\n".join(f"## {heading}\n\nWhat belongs here: see CONTRIBUTING.md." for heading in HEADINGS) + "\n"
    files = {
        ROOT / "pages" / section / f"{slug}.py": _LESSON.format(title=title, slug=slug),
        ROOT / "pages" / section / f"{slug}.md": texts,
        ROOT / "examples" / "python" / f"{slug}.py": _PYTHON.format(title=title),
        ROOT / "examples" / "rust" / "src" / "bin" / f"{slug}.rs": _RUST.format(title=title),
    }
    there = [path for path in files if path.exists()]
    if there:
        raise ValueError(f"{there[0].relative_to(ROOT)} exists already; nothing was written.")
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    names = "\n".join(f"  {path.relative_to(ROOT)}" for path in files)
    return (
        f"Wrote\n{names}\nNow add “{slug}” to {section} in pages/__init__.py; CONTRIBUTING.md says what a lesson needs."
    )
