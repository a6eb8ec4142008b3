"""The contracts themselves: each refuses a small lesson that breaks its promise, and no other contract minds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz
from explorer import listing
from explorer.controls import Slider, Toggle, Widget
from explorer.lesson import Challenge, Lesson, Preset, Readout, State, View, law, up_to
from tests.lessons import contracts
from tests.lessons.by_keys import everything_by_keys

X = np.linspace(-2.0, 2.0, 9)
SLOPE = Slider("slope", "Slope", -3, 3, 1, 0.5)
STRAIGHT = Toggle("straight", "Straight", True)
PROGRAM = '''"""A line."""

# --- parameters ---
SLOPE = 1.0
STRAIGHT = True
# --- end of parameters ---

print(f"slope = {SLOPE:.12g}")
print(f"left = {-2 * SLOPE:.12g}")
print(f"right = {2 * SLOPE:.12g}")
'''


class Mouse(Toggle):
    """A control that only a mouse reaches."""

    def widget(self) -> Widget:
        return Widget("mouse trap")


class Line(State):
    """A line of some slope."""

    @property
    def y(self) -> Any:
        return self.p.slope * X + (0 if self.p.straight else 0.1 * X**2)


def panel(q: Line) -> viz.Plane:
    """The line, and a handle at its end."""
    handle = viz.Handle("end", (2.0, q.y[-1]), "end", moves=lambda x, y: {"slope": y / 2}, follows="y")
    return viz.Plane([viz.line(X, q.y)], viz.Axis("x", (-3, 3)), viz.Axis("y", (-8, 8)), "A line", handles=[handle])


def readouts(q: Line) -> list[Any]:
    """The slope, and a law that a curve breaks."""
    bent = "" if q.p.straight else "the line is bent"
    return [Readout("slope", q.p.slope), law("a line is odd", "f(−2) = −f(2)", q.y[0], -q.y[-1], unless=bent)]


def lesson(**changes: Any) -> Lesson:
    """The lesson that keeps all promises, with some parts of it replaced; those of its view too."""
    view = View("Line", [panel], readouts, lambda q: f"A line of slope {q.p.slope}.")
    of_view = {name: changes.pop(name) for name in list(changes) if name in vars(view)}
    parts: dict[str, Any] = {
        "title": "Lines",
        "idea": "A line has one slope.",
        "terms": ("line",),
        "controls": (SLOPE, STRAIGHT),
        "state": Line,
        "views": {"line": replace(view, **of_view)},
        "numbers": lambda q: {"left": q.y[0], "right": q.y[-1]},
        "challenges": (
            Challenge(
                "Make the line level.",
                "It has no slope.",
                lambda q: q.p.slope == 0,
                [{"slope": 0}],
                [{"slope": 0.5}, {"slope": -0.5}, {"slope": 2}],
            ),
        ),
        "presets": (
            Preset("Start", {}, "A line of slope one."),
            Preset("Steep", {"slope": 3.0}, "A steep line."),
        ),
        "slug": "lines",
        "oracles": ("heights: numpy.polyval",),
    }
    return Lesson(**(parts | changes))


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The program of the lesson, where the listing looks for it."""
    path = tmp_path / "python" / "lines.py"
    path.parent.mkdir()
    path.write_text(PROGRAM)
    monkeypatch.setattr(listing, "EXAMPLES", tmp_path)
    listing._file.cache_clear()
    yield path
    listing._file.cache_clear()


@pytest.mark.parametrize("promise", [*contracts.PROMISES, everything_by_keys], ids=lambda promise: promise.__name__)
def test_a_good_lesson_keeps_every_promise(promise: Callable[[Lesson], None]):
    promise(lesson())


def jumping(q: Line) -> viz.Plane:
    """An axis that follows the slope."""
    return replace(panel(q), y=viz.Axis("y", (-7 * abs(q.p.slope) - 1, 7 * abs(q.p.slope) + 1)))


def flickering(q: Line) -> viz.Plane:
    """A second trace for steep lines only."""
    plane = panel(q)
    return replace(plane, traces=[*plane.traces, *([viz.line(X, X)] if q.p.slope > 2 else [])])


def changing(q: Line) -> viz.Plane:
    """A trace of another kind for steep lines."""
    plane = panel(q)
    return replace(plane, traces=[viz.bars(X, q.y) if q.p.slope > 2 else viz.line(X, q.y)])


def slipping(q: Line) -> viz.Plane:
    """A handle that goes half as far as the pointer."""
    return replace(panel(q), handles=[replace(panel(q).handles[0], moves=lambda x, y: {"slope": y / 4})])


def silent(q: Line) -> viz.Plane:
    """A handle that stops in silence."""
    return replace(panel(q), handles=[replace(panel(q).handles[0], moves=lambda x, y: {"slope": min(y / 2, 1)})])


def vanishing(q: Line) -> viz.Plane:
    """A handle that is gone when the line falls."""
    return replace(panel(q), handles=panel(q).handles if q.p.slope > 0 else [])


def twins(q: Line) -> viz.Plane:
    """Two handles of one name."""
    return replace(panel(q), handles=[*panel(q).handles, *panel(q).handles])


def falling(q: Line) -> viz.Plane:
    """A handle whose drag raises."""
    return replace(panel(q), handles=[replace(panel(q).handles[0], moves=lambda x, y: {"slope": 1 / 0})])


def nameless(q: Line) -> viz.Plane:
    """A handle that a screen reader cannot name."""
    return replace(panel(q), handles=[replace(panel(q).handles[0], label=" ")])


def namesakes(q: Line) -> viz.Plane:
    """Two handles that are called the same."""
    return replace(panel(q), handles=[panel(q).handles[0], replace(panel(q).handles[0], name="other")])


def rigid(q: Line) -> viz.Plane:
    """A handle that no key moves, and no hand."""
    return replace(panel(q), handles=[replace(panel(q).handles[0], moves=lambda x, y: {})])


def false_law(q: Line) -> list[Any]:
    """A law that holds at the start alone."""
    return [law("the slope is one", "slope = 1", q.p.slope, 1)]


def idle_excuse(q: Line) -> list[Any]:
    """A law that is excused and holds all the same."""
    return [law("the slope is read at one", "slope = f(1)", q.p.slope, q.p.slope, unless="the moon is full")]


def empty_law(q: Line) -> list[Any]:
    """A law that says one thing twice."""
    return [law("the slope is itself", "slope = slope", q.p.slope, q.p.slope)]


def blunt_law(q: Line) -> list[Any]:
    """A law that forgives more than its sides can be large."""
    return [law("the slope is one", "slope = 1", q.p.slope, 1, **up_to(10.0))]


def blunt_zero(q: Line) -> list[Any]:
    """A law that finds nothing left, of what is never so large as what it forgives."""
    return [law("nothing is left", "rest = 0", 1e-9 * q.p.slope, 0, scale=1e-8, tolerance=1e-7)]


def undefined(q: Line) -> list[Any]:
    """A law with a side that is no number."""
    return [law("the slope is read at one", "slope = f(1)", np.nan if q.p.slope == 0 else 1, 1)]


SABOTAGE = {
    "no oracle": (contracts.oracles_named, {"oracles": ()}, "names no oracle"),
    "an oracle in a word": (contracts.oracles_named, {"oracles": ("NumPy",)}, "in 10 to 200 letters"),
    "a law that fails": (contracts.laws_hold, {"readouts": false_law}, "fails"),
    "an excuse that excuses nothing": (contracts.laws_hold, {"readouts": idle_excuse}, "does not"),
    "a law with no number": (contracts.laws_hold, {"readouts": undefined}, r"slope = f\(1\): nan"),
    "a law that cannot fail": (contracts.laws_hold, {"readouts": empty_law}, "cannot fail: both sides are slope"),
    "a law that forgives all": (contracts.laws_hold, {"readouts": blunt_law}, "forgive is larger.*the slope is one"),
    "a zero that forgives all": (contracts.laws_hold, {"readouts": blunt_zero}, "forgive is larger.*nothing is left"),
    "an axis that jumps": (contracts.figures_rest, {"panels": [jumping]}, "an axis jumps"),
    "a trace that comes and goes": (contracts.figures_rest, {"panels": [flickering]}, "other traces"),
    "a trace of another kind": (contracts.figures_rest, {"panels": [changing]}, "other traces"),
    "a panel that comes and goes": (
        contracts.figures_rest,
        {"panels": [lambda q: [panel(q)] * (2 if q.p.slope > 2 else 1)]},
        "other traces",
    ),
    "an axis that moves for no reason": (contracts.figures_rest, {"rescales": {"slope": "so"}}, "why does slope"),
    "an excuse for no control": (contracts.figures_rest, {"rescales": {"moon": "It pulls at the axis."}}, "moon"),
    "a handle that slips": (contracts.handles_follow, {"panels": [slipping]}, "nothing is said"),
    "a handle that stops in silence": (contracts.handles_follow, {"panels": [silent]}, "nothing is said"),
    "a handle that vanishes": (contracts.handles_follow, {"panels": [vanishing]}, "vanishes"),
    "two handles of one name": (contracts.handles_follow, {"panels": [twins]}, "two handles"),
    "a handle that raises": (contracts.handles_follow, {"panels": [falling]}, "division by zero"),
    "a handle without a name": (everything_by_keys, {"panels": [nameless]}, "without a name"),
    "two handles called the same": (everything_by_keys, {"panels": [namesakes]}, "called the same"),
    "a handle that no key moves": (everything_by_keys, {"panels": [rigid]}, "no arrow key moves"),
    "two controls called the same": (
        everything_by_keys,
        {"controls": (replace(SLOPE, name="other"),)},
        "two controls",
    ),
    "a control without a widget of a known kind": (
        everything_by_keys,
        {"controls": (Mouse("mouse", "By mouse"),)},
        "no key leads to",
    ),
    "a number that raises": (
        contracts.numbers_told,
        {"numbers": lambda q: {"half": 1 / q.p.slope}},
        "its numbers raise ZeroDivisionError",
    ),
    "a name of 300 letters": (contracts.texts_fit, {"readouts": lambda q: [Readout("n" * 300, 1)]}, "300 letters"),
    "a name out of a program": (
        contracts.texts_fit,
        {"readouts": lambda q: [Readout("sigma_row", 1)]},
        "speaks like a program",
    ),
    "a rounding error": (contracts.texts_fit, {"readouts": lambda q: [Readout("gap", 6.1e-17)]}, "rounding, or meant"),
    "a readout twice": (contracts.texts_fit, {"readouts": lambda q: [Readout("n", 1), Readout("n", 2)]}, "twice"),
    "a notice without end": (contracts.texts_fit, {"notice": lambda q: "so " * 100}, "notice has 300"),
    "a title without end": (
        contracts.texts_fit,
        {"panels": [lambda q: replace(panel(q), title="t" * 80)]},
        "title has 80",
    ),
}


@pytest.mark.parametrize("case", SABOTAGE)
def test_a_broken_promise_is_refused(case: str):
    promise, changes, why = SABOTAGE[case]
    with pytest.raises((AssertionError, ZeroDivisionError, KeyError), match=why):
        promise(lesson(**changes))


def test_a_declared_axis_may_move():
    contracts.figures_rest(lesson(panels=[jumping], rescales={"slope": "The line is seen whole, however steep."}))


def challenged(**changes: Any) -> Lesson:
    return lesson(challenges=(replace(lesson().challenges[0], **changes),))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"solved": lambda q: True}, "solved before it began"),
        ({"solved": lambda q: False}, "refused, though honest"),
        ({"solved": lambda q: abs(q.p.slope) < 0.9}, "passes, though it misses"),
        ({"answers": ()}, "no answer"),
        ({"solved": None}, "nothing to solve"),
        ({"hint": ""}, "a hint"),
        ({"solved": lambda q: q.p.slope >= 3 or q.p.slope == 0}, "the preset Steep solves"),
    ],
)
def test_a_challenge_that_judges_wrongly_is_refused(changes: dict[str, Any], why: str):
    with pytest.raises(AssertionError, match=why):
        contracts.challenges_judge(challenged(**changes))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (PROGRAM.replace("2 * SLOPE", "2.1 * SLOPE"), "in the program and"),
        (PROGRAM.replace('print(f"left', 'print(f"wrong'), "does not give it"),
        (PROGRAM.replace('print(f"left = {-2 * SLOPE:.12g}")\n', ""), "prints 2 numbers"),
        (PROGRAM + "1 / (SLOPE - 3)\n", "division by zero"),
    ],
)
def test_a_program_that_disagrees_at_one_preset_is_refused(program: Path, broken: str, why: str):
    program.write_text(broken)
    with pytest.raises((AssertionError, ZeroDivisionError), match=why):
        contracts.programs_agree(lesson())


def test_a_preset_that_draws_nothing_is_refused():
    from explorer.lesson import Unanswerable

    def nothing(q: Line) -> viz.Plane:
        if q.p.slope == 3:
            raise Unanswerable("Nothing is that steep.")
        return panel(q)

    with pytest.raises(AssertionError, match="draws nothing"):
        contracts.figures_rest(lesson(panels=[nothing]))
