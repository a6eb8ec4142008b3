"""Eigenvectors and singular vectors have no sign of their own: while a hand moves something, none jumps to its other
side; at rest, the same parameters give the same figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pytest

from explorer import catalogue
from explorer.answers import Memory, answer
from explorer.lesson import State

ROUND = np.deg2rad(np.arange(0, 361, 8))


def spots(scene: Any) -> dict[tuple[str, int | None], np.ndarray]:
    return {(handle.name, handle.index): np.array(handle.spot) for _, handle in scene.handles}


def test_a_slider_turns_the_eigenbasis_without_a_jump():
    lesson = catalogue.find("eigenvectors")
    scene = lesson.scene(matrix=((2, 0.5), (0.5, 1)))
    for basis in range(1, 91):
        after = lesson.scene(lesson.parameters({"matrix": ((2, 0.5), (0.5, 1)), "basis": basis}), scene)
        for key, spot in spots(after).items():
            assert np.hypot(*(spot - spots(scene)[key])) < 0.15, f"{key} jumps at {basis}"
        scene = after


@pytest.mark.parametrize(
    ("slug", "values"),
    [
        ("eigenvectors", {"matrix": ((2, 0.5), (0.5, 1))}),
        ("psd_covariance", {}),
        ("spectral_decomposition", {}),
        ("svd", {}),
    ],
)
def test_a_direction_dragged_round_the_circle_stays_in_the_hand(slug, values):
    """From frame to frame no handle moves by more than the hand's small move lets it."""
    lesson = catalogue.find(slug)
    for view in lesson.views:
        start = lesson.scene(lesson.parameters({**values, "view": view}))
        for _, handle in start.handles if start.state and start.state.steadied else ():
            scene, jumps, stopped = start, [], False
            radius = float(np.hypot(*handle.spot))
            begin = np.arctan2(*handle.spot[::-1])
            if radius < 1e-9:
                continue
            for turn in ROUND:
                to = radius * np.cos(begin + turn), radius * np.sin(begin + turn)
                moved, sentence = lesson.pulled(scene, handle.name, handle.index, *to)
                after = lesson.scene(moved, scene)
                key = handle.name, handle.index
                before, now = spots(scene).get(key), spots(after).get(key)
                if before is not None and now is not None and not (sentence or stopped):
                    flipped = np.hypot(*(now + before)) < 0.2 * radius and np.hypot(*before) > 0.5 * radius
                    jumps += [float(np.rad2deg(turn))] if flipped else []
                scene, stopped = after, bool(sentence)
            assert not jumps, f"{slug} {view}: {handle.name} {handle.index} jumps to its other side at {jumps}"


def asked(memory: Memory, number: int, **parts: Any) -> Any:
    message = {"id": number, "slug": "eigenvectors", "fresh": True, **parts}
    return orjson.loads(answer(orjson.dumps(message).decode(), memory))["frame"]


def test_the_socket_carries_signs_through_one_gesture_and_not_into_the_next():
    matrix = [[2, 0.5], [0.5, 1]]
    memory = Memory()
    for number in range(19):
        asked(memory, number, values={"matrix": matrix, "basis": 5 * number}, gesture=1)
    carried = asked(memory, 19, values={"matrix": matrix, "basis": 90}, gesture=1)
    rest = asked(Memory(), 0, values={"matrix": matrix, "basis": 90})
    again = asked(memory, 20, values={"matrix": matrix, "basis": 90}, gesture=2)

    def place(frame: Any) -> list[tuple[float, float]]:
        return [(each["x"], each["y"]) for each in frame["handles"]]

    assert place(again) == place(rest)
    assert not np.allclose(place(carried), place(rest))
    assert np.allclose(np.abs(place(carried)), np.abs(place(rest)))


def test_a_quantity_cannot_take_the_name_of_what_every_state_has():
    with pytest.raises(TypeError, match="names a quantity steadied"):
        type("Shadowed", (State,), {"steadied": 1})
