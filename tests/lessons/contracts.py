"""What every lesson promises, as functions that raise AssertionError with a sentence.

`test_every_lesson.py` holds every lesson of the catalogue to them; `test_contracts.py` holds them to lessons that break
one promise each.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import viz
from explorer import drawing_matplotlib, listing
from explorer.controls import Control, Matrix, Points, Slider
from explorer.lesson import Law, Lesson, Parameters, Readout, Scene, Unanswerable, presets
from explorer.lesson.scene import Numbers
from explorer.text import fill
from tests.lessons.states import apart, told
from tests.lessons.states import corners as corners
from tests.lessons.states import drawn as drawn
from tests.lessons.states import in_every_view as in_every_view
from tests.lessons.states import random_states as random_states

MOVED = ("slider", "steps", "point", "points", "matrix", "seed")  # kinds of controls that are moved, not switched
PLACES = 10  # that a handle is dragged to
NEAR = 0.03  # of its axis that a handle may be off the pointer
ANGLE = 3.0  # degrees that a handle which follows an angle may be off
# Letters that have room: a readout's name stands on one line beside its value, a law's sides on one each.
LONGEST = {"name": 64, "unless": 64, "side": 44, "value": 64, "notice": 200, "title": 52, "axis": 52}


def laws_hold(lesson: Lesson) -> None:
    """Every law holds at every preset, corner and random state, except where it says which assumption is switched off;
    and a law that says so somewhere fails somewhere. No law has one thing on both sides, and none forgives more than
    its sides are large at every state."""
    excused: set[str] = set()
    broken: set[str] = set()
    seen: dict[str, list[Law]] = {}
    states = [preset.values for preset in lesson.presets] + list(corners(lesson)) + random_states(lesson)
    for state in apart(lesson, states):
        for law in told(lesson, state):
            if not isinstance(law, Law):
                continue
            sides = f"{law.left_name} {law.relation} {law.right_name}: {law.left!r}, {law.right!r}"
            assert law.sound, f"{lesson.slug} {state}: {law.name}: {sides}"
            assert law.left_name != law.right_name, (
                f"{lesson.slug}: “{law.name}” cannot fail: both sides are {law.left_name}"
            )
            seen.setdefault(re.sub(r"\d+", "#", law.name), []).append(law)  # of every step there is a law
            if law.unless:
                excused.add(law.name)
                broken |= set() if law.holds else {law.name}
            else:
                assert law.holds, f"{lesson.slug} {state}: “{law.name}” fails: {sides}"
    assert excused <= broken, (
        f"{lesson.slug}: what these laws name does not break them, make a preset where it does: {excused - broken}"
    )
    idle = {name: max(map(size, laws)) for name, laws in seen.items() if blunt(laws)}
    assert not idle, f"{lesson.slug}: these laws cannot fail, what they forgive is larger than their sides: {idle}"


def size(law: Law) -> float:
    """The size of what a law compares: of its larger side, or of what the sides are computed from, where it says so."""
    return max(abs(law.left), abs(law.right), law.scale or 0.0)


def blunt(laws: Sequence[Law]) -> bool:
    """Whether a law, as it stands at these states, forgives as much as its sides are large at each of them. Where one
    side is zero at all of them, what is left of the other is only rounding: then it is the scale that counts, 1 if
    there is none."""
    against_zero = any(all(getattr(law, side) == 0 for law in laws) for side in ("left", "right"))
    sizes = ((1.0 if law.scale is None else law.scale) if against_zero else size(law) for law in laws)
    return all(law.forgiven >= most for law, most in zip(laws, sizes, strict=True))


def _shape(scene: Scene) -> list[Any]:
    """The number and kinds of traces."""
    return [[(trace["type"], trace.get("mode")) for trace in panel.traces] for panel in scene.panels]


def _marks(scene: Scene) -> set[str]:
    """The symbols of all markers."""
    given = [trace.get("marker", {}).get("symbol", "circle") for panel in scene.panels for trace in panel.traces]
    each = itertools.chain.from_iterable([mark] if isinstance(mark, str) else mark for mark in given)
    return {str(mark).removesuffix("-open") for mark in each}


def _ranges(scene: Scene) -> list[Any]:
    """The ranges of all axes."""
    axes = [(panel.x, panel.y, *([panel.z] if isinstance(panel, viz.Space) else [])) for panel in scene.panels]
    return [[None if axis.range is None else tuple(map(float, axis.range)) for axis in each] for each in axes]


def over_its_range(control: Control, value: Any) -> list[Any]:
    """Values that a reader passes while moving that control from where it is: of a matrix one entry moves, of points
    one point."""
    if isinstance(control, Slider):
        every = list(control.every())
        return [every[int(k)] for k in np.unique(np.linspace(0, len(every) - 1, 9).round())]
    if control.kind == "seed":
        return [1, 2, 77]
    if isinstance(control, Matrix):
        rows, columns = control.shape
        places = [(i, j) for i in range(rows) for j in range(columns)][:: max(1, rows * columns // 4)]
        found = []
        for (i, j), end in itertools.product(places, (control.low, control.high)):
            changed = [list(row) for row in value]
            changed[i][j] = end
            found.append(control.check(changed))
        return found
    if isinstance(control, Points):
        corners = [(x, y) for x in control.x for y in control.y] if control.y else list(control.x)
        return [control.check((corner, *value[1:])) for corner in corners]
    return list(control.extremes())


def figures_rest(lesson: Lesson) -> None:
    """While one control is moved over its range, the number and kind of traces rest, and so do the axes, unless the
    view says that this control rescales it, and why."""
    for preset in lesson.presets:
        base = lesson.parameters(preset.values)
        view = lesson.views[lesson.view_of(base)]
        first = drawn(lesson, base)
        assert first is not None, f"{lesson.slug}: the preset {preset.name} draws nothing"
        unknown = _marks(first) - {*drawing_matplotlib.SYMBOLS, *drawing_matplotlib.THIN, "arrow"}
        assert not unknown, f"{lesson.slug}, {preset.name}: programs that draw with matplotlib do not know {unknown}"
        rescales = {**lesson.rescales, **view.rescales}
        for name, why in rescales.items():
            lesson.control(name)
            assert len(why) > 15, f"{lesson.slug}: why does {name} rescale {view.label}?"
        for control in lesson.controls:
            if control.kind not in MOVED or not control.shown(base):
                continue
            for value in over_its_range(control, base[control.name]):
                scene = drawn(lesson, {**base, control.name: value})
                if scene is None:
                    continue
                where = f"{lesson.slug}, {preset.name}, {control.name} = {value}"
                assert _shape(scene) == _shape(first), f"{where}: other traces than before"
                if control.name not in rescales:
                    assert _ranges(scene) == _ranges(first), (
                        f"{where}: an axis jumps: {_ranges(first)} {_ranges(scene)}"
                    )


def _places(panel: viz.Plane, handle: viz.Handle) -> list[tuple[float, float]]:
    """Places in the panel, some near the handle; the same in each run."""
    rng = np.random.default_rng(7)
    axes = panel.x, panel.y
    found = []
    for k, share in enumerate(rng.uniform(0.05, 0.95, (PLACES, 2))):
        spot = []
        for axis, part, now in zip(axes, share, handle.spot, strict=True):
            assert axis.range is not None, "a plane with handles has ranges"
            low, high = _along(axis, axis.range)
            middle = float(_along(axis, now))
            at = low + part * (high - low) if k % 2 else middle + 0.1 * (part - 0.5) * (high - low)
            spot.append(float(10**at if axis.log else at))
        found.append((spot[0], spot[1]))
    return found


def _along(axis: viz.Axis, values: Any) -> Any:
    return np.log10(values) if axis.log else np.asarray(values, dtype=float)


def _off(panel: viz.Plane, handle: viz.Handle, pointer: tuple[float, float]) -> str:
    """What is wrong with where a handle stands for that place of the pointer; "" if nothing is."""
    spot = handle.spot
    if handle.follows == "loosely":
        return ""
    if handle.follows == "line":
        ends = [np.array(each.spot) * sign for each in panel.handles for sign in (1, -1) if each.role == handle.role]
        off = min(float(np.hypot(*(end - pointer))) for end in ends)
        return f"{off:.2f} away" if off > NEAR * float(np.ptp(_along(panel.x, panel.x.range))) else ""
    if handle.follows == "angle":
        turned = np.rad2deg(np.arctan2(*spot[::-1]) - np.arctan2(*pointer[::-1]))
        off = abs((turned + 180) % 360 - 180)
        return f"{off:.1f} degrees off" if off > ANGLE else ""
    for name, axis, there, wanted in zip("xy", (panel.x, panel.y), spot, pointer, strict=True):
        if handle.follows in (name, "point"):
            low, high = _along(axis, axis.range)
            off = abs(_along(axis, there) - _along(axis, wanted)) / abs(high - low)
            if off > NEAR:
                return f"{name} is {there:.4g} for {wanted:.4g}"
    return ""


def handles_follow(lesson: Lesson) -> None:
    """Every handle that appears at a preset can be dragged to ten places: what is held stays under the pointer, or
    stops with a sentence."""
    for preset in lesson.presets:
        scene = drawn(lesson, preset.values)
        assert scene is not None
        names = [(handle.name, handle.index) for _, handle in scene.handles]
        assert len(set(names)) == len(names), f"{lesson.slug}, {preset.name}: two handles of one name"
        for number, handle in scene.handles:
            panel = scene.panels[number]
            assert isinstance(panel, viz.Plane)
            for pointer in _places(panel, handle):
                where = f"{lesson.slug}, {preset.name}: {handle.name} {handle.index} to {pointer}"
                moved, sentence = lesson.pulled(scene, handle.name, handle.index, *pointer)
                assert not sentence or sentence.endswith("."), f"{where}: not a sentence: {sentence}"
                after = drawn(lesson, moved, scene)
                if after is None or sentence:
                    continue
                found = {(each.name, each.index): (place, each) for place, each in after.handles}
                if (handle.name, handle.index) not in found:
                    assert after.notice, f"{where}: it vanishes, and nothing is said"
                    continue
                place, there = found[handle.name, handle.index]
                plane = after.panels[place]
                assert isinstance(plane, viz.Plane)
                fault = _off(plane, there, pointer)
                assert not fault, f"{where}: {fault}, and nothing is said"


# Names of a program and its powers, which no reader writes; and what is left of a number that cancels.
RAW = re.compile(r"[a-z]{2,}_[a-z]+|\d[eE][+-]?\d\d|\*\*")
DUST = re.compile(r"×10⁻(?:¹[³⁴-⁹]|[²³⁴-⁹][⁰¹²³⁴-⁹]|[⁰¹²³⁴-⁹]{3})")


def _dust(each: Readout | Law) -> bool:
    """Whether a reader sees a number that looks like a rounding error, while nothing says that it is none. The sides of
    an equation are never written so; those of an inequality may be as small as they like."""
    return isinstance(each, Readout) and each.scale is None and bool(DUST.search(each.text))


def texts_fit(lesson: Lesson) -> None:
    """Names, readouts, notices and titles have lengths that fit their places and are written for readers: no names of a
    program, no rounding errors beside exact answers. Readouts are named once."""
    for values in [preset.values for preset in lesson.presets]:
        for state in in_every_view(lesson, values):
            scene = drawn(lesson, state)
            if scene is None:
                continue
            where = f"{lesson.slug} {state}"
            names = [each.name for each in scene.readouts]
            assert len(names) == len(set(names)), f"{where}: a readout twice"
            texts = [("notice", scene.notice)]
            for each in scene.readouts:
                texts.append(("name", each.name))
                assert not _dust(each), f"{where}: {each}: rounding, or meant? Say its scale."
                if isinstance(each, Law):
                    texts += [("side", each.left_name), ("side", each.right_name), ("unless", each.unless)]
                elif isinstance(each.value, str):
                    texts.append(("value", each.value))
            for panel in scene.panels:
                texts += [("title", panel.title), ("axis", panel.x.title), ("axis", panel.y.title)]
            for kind, text in texts:
                letters = len(re.sub("<[^>]*>", "", text))
                assert letters <= LONGEST[kind], f"{where}: the {kind} has {letters} letters: {text}"
                assert kind == "value" or not RAW.search(text), f"{where}: the {kind} speaks like a program: {text}"


def challenges_judge(lesson: Lesson) -> None:
    """Each challenge has an honest answer that passes; the start, every near miss and every preset do not."""
    for challenge in lesson.challenges:
        assert len(challenge.prompt) > 10, f"{lesson.slug}: a prompt that asks nothing"
        assert len(challenge.hint) > 10, (
            f"{lesson.slug}: a hint of {len(challenge.hint)} letters says nothing: {challenge.prompt}"
        )
        if challenge.solved is None:
            assert challenge.predict is not None, f"{lesson.slug}: nothing to solve: {challenge.prompt}"
            continue
        place = list(lesson.challenges).index(challenge)

        def judged(values: Mapping[str, Any], place: int = place) -> bool:
            scene = drawn(lesson, values)
            return scene is not None and bool(lesson.solved(scene)[place])

        assert not judged({}), f"{lesson.slug}: solved before it began: {challenge.prompt}"
        for preset in lesson.presets:
            solved = judged(preset.values)
            assert not solved, f"{lesson.slug}: the preset {preset.name} solves: {challenge.prompt}"
        assert challenge.answers, f"{lesson.slug}: no answer: {challenge.prompt}"
        assert len(challenge.misses) >= 3, f"{lesson.slug}: fewer than three near misses: {challenge.prompt}"
        for answer in challenge.answers:
            assert judged(answer), f"{lesson.slug}: refused, though honest: {challenge.prompt} {answer}"
        for miss in challenge.misses:
            assert not judged(miss), f"{lesson.slug}: passes, though it misses: {challenge.prompt} {miss}"


def printed(output: str) -> dict[str, float]:
    """The lines `name = number` of a program."""
    found = re.findall(
        r"^([a-z][a-z0-9_]*) = (-?(?:[\d.]+(?:e[-+]?\d+)?|inf|nan))\s*$", output, re.MULTILINE | re.IGNORECASE
    )
    return {name: float(text) for name, text in found}


def python_prints(source: str) -> str:
    """What a Python program prints, run in this process (they are standalone and quick; starting one is not)."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "program", "exec"), {"__name__": "__main__"})
    return out.getvalue()


def agrees(lesson: Lesson, parameters: Parameters, found: Mapping[str, float], where: str) -> None:
    """The numbers that a program printed are those of the figure."""
    assert len(found) >= 3, f"{where}: prints {len(found)} numbers"
    numbers = Numbers(lesson, lesson.at(parameters))
    for name, value in found.items():
        assert name in numbers, f"{where}: {name} is printed, but the scene does not give it"
        figure = float(np.real(numbers[name]))
        same = np.isclose(value, figure, rtol=1e-6, atol=1e-9, equal_nan=True)
        assert same, f"{where}: {name} is {value} in the program and {figure} in the figure"


def programs_agree(lesson: Lesson) -> None:
    """The Python program runs at every preset, and prints the numbers of the figure."""
    told: dict[str, dict[str, float]] = {}  # by program: presets may differ in nothing that it reads
    for preset in lesson.presets:
        parameters = lesson.parameters(preset.values)
        program = listing.python(lesson, parameters)
        if program not in told:
            told[program] = printed(python_prints(program))
        agrees(lesson, parameters, told[program], f"{lesson.slug}, {preset.name}")


def numbers_told(lesson: Lesson) -> None:
    """“With your numbers” can be read at every preset in every view and at random states, or says why not."""
    text = presets.sections(lesson.text())["With your numbers"] if lesson.folder != Path() else ""
    shown = itertools.chain.from_iterable(in_every_view(lesson, preset.values) for preset in lesson.presets)
    for values in (*shown, *random_states(lesson)):
        state = lesson.parameters(values)
        try:
            fill(text, Numbers(lesson, lesson.at(state)))
            lesson.numbers(lesson.at(state))
        except Unanswerable as error:
            assert str(error).endswith("."), f"{lesson.slug} {state}: not a sentence: {error}"
        except Exception as error:
            raise AssertionError(f"{lesson.slug} {state}: its numbers raise {error!r}") from error


def oracles_named(lesson: Lesson) -> None:
    """A lesson tells the reader what its numbers are held against, one oracle each, in a line."""
    assert lesson.oracles, f"{lesson.slug}: names no oracle: what are its numbers held against?"
    for each in lesson.oracles:
        assert 10 <= len(each) <= 200, (
            f"{lesson.slug}: an oracle is named in 10 to 200 letters, not {len(each)}: {each}"
        )


# What every lesson promises.
PROMISES = (
    oracles_named,
    laws_hold,
    figures_rest,
    handles_follow,
    texts_fit,
    numbers_told,
    challenges_judge,
    programs_agree,
)
