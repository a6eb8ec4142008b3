"""A handle of a scene in a hand, or pushed by a key: the parameters that follow, and what is said where it stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import viz
from explorer.controls import ControlError, Slider
from explorer.lesson.parameters import Parameters
from explorer.lesson.scene import Scene

if TYPE_CHECKING:
    from explorer.lesson.lesson import Lesson

Spot = tuple[float, float]
FOLLOWED = {"x": (0,), "y": (1,), "point": (0, 1)}  # coordinates in which a handle is where the hand is
AWAY = 0.03  # of an axis: that far from the hand a handle has stopped
EDGE = 0.01  # of an axis: that near to its end a handle has come to it
PUSHES = tuple(2**k for k in range(8))  # how many steps of a key a handle is tried at


def pulled(
    lesson: Lesson, scene: Scene, name: str, index: int | None, hand: Spot, tell: bool = True
) -> tuple[Parameters, str]:
    """As `Lesson.pulled`; without `tell` a handle that the lesson itself holds back says nothing.

    Raises:
        KeyError: the scene has no such handle.
    """
    assert scene.parameters is not None, "the scene is none of the lesson's"
    handle = next((each for _, each in scene.handles if (each.name, each.index) == (name, index)), None)
    if handle is None:
        which = "" if index is None else f" number {index}"
        raise KeyError(f"There is nothing named {name[:40]}{which} to drag in this figure.")
    sentence = ""
    try:
        moved = _led(lesson, scene.parameters, handle, hand) if handle.moves is None else handle.moves(*hand)
    except viz.Limit as limit:
        moved, sentence = limit.values, str(limit)
    before, found, errors = scene.parameters, dict(scene.parameters), []
    for each in moved:
        lesson.control(each)  # or a sentence that there is none
    for control in lesson.controls:
        if control.name in moved:
            try:
                found[control.name] = control.dragged(moved[control.name], before[control.name])
            except ControlError as error:
                found[control.name] = control.check(error.nearest)
                errors.append((control, error))
    after = Parameters(found)
    said = (
        sentence or " ".join(str(error) for _, error in errors) or _ended(lesson, scene, after, handle, [*moved], hand)
    )
    return after, said or (_held(lesson, scene, handle, hand) if after == scene.parameters and tell else "")


def pushed(lesson: Lesson, scene: Scene, name: str, index: int | None, by: Spot) -> tuple[Parameters, str]:
    """As `Lesson.pushed`: a handle that stands for a whole number stays where it is until it is half way to the next
    one; a hand gets there, a single key press would not.

    Raises:
        KeyError: as `pulled`.
    """
    spots = {(each.name, each.index): each for _, each in scene.handles}
    handle, said = spots.get((name, index)), ""
    (x, y), (dx, dy) = handle.spot if handle else (0.0, 0.0), by
    for far in PUSHES:
        over = (
            handle is not None and handle.follows in ("line", "angle") and x * (x + far * dx) + y * (y + far * dy) <= 0
        )
        if far > 1 and over:
            break  # on the other side of the origin it would turn half way round
        found, sentence = pulled(lesson, scene, name, index, (x + far * dx, y + far * dy))
        said = said or sentence
        if found != scene.parameters:
            return found, said
    assert scene.parameters is not None
    return scene.parameters, said


def _ended(lesson: Lesson, scene: Scene, after: Parameters, handle: viz.Handle, moved: list[str], hand: Spot) -> str:
    """The sentence where a lesson itself brought a value back to an end of its slider, so that the handle is not where
    the hand is; or none."""
    ends = (each for each in lesson.controls if each.name in moved and isinstance(each, Slider))
    end = next((each for each in ends if after[each.name] in (each.low, each.high)), None)
    if end is None or handle.follows not in FOLLOWED:
        return ""
    found = lesson.scene(after, following=scene)
    for number, each in found.handles:
        if (each.name, each.index) == (handle.name, handle.index):
            axes = found.panels[number].x, found.panels[number].y
            apart = [abs(axes[k].share(each.spot[k]) - axes[k].share(hand[k])) for k in FOLLOWED[handle.follows]]
            return f"{end.reach}: the handle goes no further." if max(apart) > AWAY else ""
    return ""


def _held(lesson: Lesson, scene: Scene, handle: viz.Handle, hand: Spot) -> str:
    """The sentence where a lesson holds a handle back that nothing moved: it is not where the hand is, and would not
    move if the hand went on by the length of an axis, as one between two whole numbers would; or none."""
    panel = next(scene.panels[number] for number, each in scene.handles if each is handle)
    coordinates = FOLLOWED.get(handle.follows, ())
    further, edge, away = list(hand), False, 0.0
    for k in coordinates:
        axis = (panel.x, panel.y)[k]
        if axis.range is None:
            return ""
        here, there = axis.share(handle.spot[k]), axis.share(hand[k])
        side = int(there > here) - int(there < here)
        further[k] = axis.at(there + side)
        if abs(there - here) > away:
            away, edge = abs(there - here), abs(here - (side > 0)) < EDGE
    if (
        away <= AWAY
        or pulled(lesson, scene, handle.name, handle.index, (further[0], further[1]), tell=False)[0] != scene.parameters
    ):
        return ""
    return "The picture ends here: the handle goes no further." if edge else "The handle goes no further."


def _led(lesson: Lesson, parameters: Parameters, handle: viz.Handle, hand: Spot) -> Mapping[str, Any]:
    """What a handle that is a control moves: that point, or its point of that index."""
    control = lesson.control(handle.name)
    if control.kind == "point":
        return {control.name: hand}
    if control.kind != "points" or handle.index is None:
        raise TypeError(f"The handle {handle.name} needs `moves`: it is neither a Point nor one of some Points.")
    rows = list(parameters[control.name])
    rows[handle.index] = hand if isinstance(rows[handle.index], tuple) else hand[0]
    return {control.name: tuple(rows)}
