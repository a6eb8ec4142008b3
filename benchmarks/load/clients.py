"""Readers, as their browsers speak to the socket: one request on its way, the newest value next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from websockets.asyncio.client import connect

from explorer import catalogue, frames
from explorer.controls import Slider
from explorer.lesson import Lesson

PACE = 0.1  # seconds between two values of a hand
RESTS = 40  # values until a reader goes on to another slider or lesson


@dataclass
class Told:
    """What a reader saw: seconds from each value's time on the clock to its frame, and sentences instead of frames."""

    waits: list[float] = field(default_factory=list)
    missed: int = 0  # values that a newer one overtook
    errors: list[str] = field(default_factory=list)


def sliders(lesson: Lesson) -> list[Slider]:
    """The sliders that move something in the lesson's first view."""
    return [each for each in lesson.shown(lesson.parameters()) if isinstance(each, Slider)]


def at(slider: Slider, share: float) -> float:
    """The value of a slider at a share of its way."""
    if slider.log:
        return slider.values[int(share * (len(slider.values) - 1))]
    return slider.low + share * (slider.high - slider.low)


def drags(seed: int) -> Iterator[dict[str, Any]]:
    """The messages of a reader who drags a slider there and back, goes on to another, for ever; by seed."""
    draws = np.random.default_rng(seed)
    lessons = [each for each in catalogue.lessons().values() if sliders(each)]
    while True:
        lesson = lessons[draws.integers(len(lessons))]
        slider = sliders(lesson)[draws.integers(len(sliders(lesson)))]
        values = {c.name: frames.jsonable(c.initial) for c in lesson.controls}
        for share in np.concatenate([np.linspace(0.1, 0.9, RESTS // 2), np.linspace(0.9, 0.1, RESTS // 2)]):
            found = lesson.nearest({slider.name: at(slider, share)})[0][slider.name]
            message = {"slug": lesson.slug, "values": values | {slider.name: frames.jsonable(found)}}
            yield message | {"draft": bool(lesson.draft), "narrow": False}


def largest(seed: int) -> Iterator[dict[str, Any]]:
    """The messages of a reader who asks for the whole figures of lessons with every number at its upper end: of those
    lessons that declare a draft, whose figures are the heavy ones. No two of them are the same state."""
    draws = np.random.default_rng(seed)
    heavy = [each for each in catalogue.lessons().values() if each.draft]
    while True:
        lesson = heavy[draws.integers(len(heavy))]
        top = {}
        for control in lesson.controls:
            if control.kind == "slider":
                top[control.name] = getattr(control, "high")
            elif control.kind == "seed":
                top[control.name] = int(draws.integers(10_000))
            elif control.kind == "choice":
                options = list(getattr(control, "options"))
                top[control.name] = options[draws.integers(len(options))]
        found = lesson.nearest(top)[0]
        yield {"slug": lesson.slug, "values": {name: frames.jsonable(value) for name, value in found.items()}}


async def read(url: str, messages: Iterator[dict[str, Any]], end: float, pace: float, told: Told) -> None:
    """Ask until the end: a value each `pace` seconds of a fixed clock, the newest one when an answer took longer."""
    async with connect(url, max_size=None, ping_interval=None, open_timeout=60) as socket:
        due = time.perf_counter() + pace * np.random.default_rng(id(told)).random()
        number = 0
        while time.perf_counter() < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            message = next(messages)
            while pace and due + pace < time.perf_counter():
                message, due = next(messages), due + pace
                told.missed += 1
            number += 1
            await socket.send(orjson.dumps({"id": number, **message}).decode())
            while "progress" in (reply := orjson.loads(await socket.recv())):
                pass
            told.waits.append(time.perf_counter() - due)
            if "error" in reply:
                told.errors.append(f"{message['slug']}: {reply['error']}")
            due = due + pace if pace else time.perf_counter()
