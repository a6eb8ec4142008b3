"""Requests as a stranger would send them: by seed, for the suite (a few) and for the bench (as many as one likes)."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import orjson

from explorer import catalogue, frames
from explorer.controls import Control
from explorer.controls.data import OwnData, pack
from explorer.lesson import Lesson

TEXTS = (
    "",
    " ",
    "nan",
    "inf",
    "-1e309",
    "1e300",
    "1e-300",
    "0x10",
    "1/0",
    "9" * 400,
    "a" * 9000,
    "../../etc/passwd",
    "..%2f..%2f",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%00",
    "\u202e",
    "𝔘\ud7ff",
    "=cmd|' /C calc'!A0",
    "own:",
    "own:.AAAA",
    "own:.%%%",
    "own:." + base64.urlsafe_b64encode(zlib.compress(b"\0" * 5_000_000, 9)).decode(),
    "exp(exp(exp(x)))",
    "x**x**x**x**9",
    "1e300*x",
    "1/(x-x)",
    "sqrt(-1)*x",
    "__import__('os')",
    "(" * 500 + "x" + ")" * 500,
    "x+" * 900 + "x",
    "1e300,1e300;1e300,1e300",
    "1,2;3",
    "1e-320,0;0,1e-320",
    ";".join(["1,1"] * 400),
    "null",
    "[]",
    "true",
    "🦀" * 50,
)
NUMBERS = (0, -1, 1, 1e300, -1e300, 1e-300, 1e15, -1e15, 2**63, -(2**63), 10**400, 0.1, float("inf"))
PATHS = (
    "/figure/{slug}.{kind}?{query}",
    "/show/{slug}?{query}",
    "/scope/state/{slug}.json?{query}",
    "/scope/lesson/{text}.json",
    "/scope/qr.svg?text={text}",
    "/scope/static/{text}/{text}",
    "/scope/thumbnail/{slug}.{text}.svg",
    "/lecture/{text}",
    "/lecture/{text}.json",
    "/{text}",
    "/health?{query}",
)
KINDS = ("json", "csv", "html", "py", "rs", "ipynb", "check", "exe", "", "png.json")
OPTIONS = ("width", "height", "scale", "look", "preset", "font", "grid", "panel", "pin", "view", "controls", "embed")


@dataclass(frozen=True)
class Hostile:
    """One request: a path to GET, or the text of a message for the socket."""

    path: str = ""
    message: str = ""


def hostile(seed: int) -> Iterator[Hostile]:
    """Requests without end; the same for the same seed."""
    draws = np.random.default_rng(seed)
    lessons = list(catalogue.lessons().values())
    while True:
        lesson = lessons[draws.integers(len(lessons))]
        yield _get(draws, lesson) if draws.random() < 0.4 else _message(draws, lesson)


def _one(draws: np.random.Generator, among: Any) -> Any:
    return among[draws.integers(len(among))]


def _values(draws: np.random.Generator, lesson: Lesson, text: bool) -> dict[str, Any]:
    """Some controls at values that they can take, at their ends, or that nothing can take."""
    found: dict[str, Any] = {}
    for control in lesson.controls:
        kind = draws.random()
        if kind < 0.5:
            continue
        if kind < 0.75:
            value = _one(draws, list(control.extremes()))
            found[control.name] = control.write(value) if text else frames.jsonable(value)
        else:
            found[control.name] = _strange(draws, control)
    if draws.random() < 0.1:
        found[_one(draws, TEXTS)[:40]] = _one(draws, TEXTS)
    return found


def _strange(draws: np.random.Generator, control: Control) -> Any:
    if control.kind == "data" and draws.random() < 0.5:
        return _data(draws, getattr(control, "own") or 1)
    choices: list[Callable[[], Any]] = [
        lambda: _one(draws, TEXTS),
        lambda: _one(draws, NUMBERS),
        lambda: [_one(draws, NUMBERS) for _ in range(draws.integers(4))],
        lambda: [[_one(draws, NUMBERS) for _ in range(2)] for _ in range(draws.integers(5))],
        lambda: {"x": _one(draws, NUMBERS)},
        lambda: None,
    ]
    return _one(draws, choices)()


def _data(draws: np.random.Generator, columns: int) -> str:
    """A reader's data: huge, tiny, constant, of three rows, with names that are no names."""
    rows = int(draws.integers(3, 40))
    size = _one(draws, (1e300, 1e200, 1e154, 1e15, 1.0, 1e-15, 1e-200, 1e-320, 0.0))
    values = draws.normal(size=(rows, columns)) * size
    if draws.random() < 0.3:
        values[:] = values[0]
    names = tuple(str(_one(draws, TEXTS))[:40] for _ in range(columns))
    return pack(OwnData(names, values))


def _get(draws: np.random.Generator, lesson: Lesson) -> Hostile:
    query = _values(draws, lesson, text=True)
    for _ in range(draws.integers(3)):
        query[_one(draws, OPTIONS)] = _one(draws, TEXTS)
    written = "&".join(f"{quote(str(name))}={quote(str(value), errors='replace')}" for name, value in query.items())
    slug = lesson.slug if draws.random() < 0.9 else _one(draws, TEXTS)
    text = quote(_one(draws, TEXTS)[:200], safe="", errors="replace")
    path = _one(draws, PATHS) if draws.random() < 0.5 else _one(draws, PATHS[:3])
    return Hostile(path=path.format(slug=quote(slug[:200], safe=""), kind=_one(draws, KINDS), query=written, text=text))


def _message(draws: np.random.Generator, lesson: Lesson) -> Hostile:
    found: dict[str, Any] = {"id": int(draws.integers(1000)), "slug": lesson.slug}
    found["values"] = _values(draws, lesson, text=False)
    found["draft"] = bool(draws.random() < 0.8)
    if draws.random() < 0.2:
        names = [control.name for control in lesson.controls]
        found["drag"] = {"name": _one(draws, [*names, "x"]), "index": _one(draws, (None, 0, -1, 99))}
        found["drag"] |= {"x": _one(draws, NUMBERS), "y": _one(draws, NUMBERS)}
    for name in ("id", "slug", "values", "pin", "predict", "guess", "gesture", "reader", "stop", "drag"):
        if draws.random() < 0.04:
            found[name] = _one(draws, (*TEXTS, *NUMBERS, [], {}, None, True))
    try:
        text = orjson.dumps(found).decode()
    except (TypeError, orjson.JSONEncodeError):  # whole numbers beyond 64 bits
        text = str(found).replace("'", '"').replace("None", "null").replace("True", "true").replace("False", "false")
    if draws.random() < 0.03:
        text = text[: draws.integers(len(text))]
    return Hostile(message=text)
