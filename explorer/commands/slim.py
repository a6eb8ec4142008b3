"""A drawing by Plotly as a small one, for cards that are loaded by the dozen: fewer points and digits, each style and
each marker written once. Nothing moves by more than a part of a pixel."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float64]
AWAY = 0.2  # pixels that a line may move
QUALITY = 82  # of the pictures in it, as WebP
FEW = 40_000  # pixels of a picture that is kept exactly: cells of a heat map, each a pixel
_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_STEP = re.compile(r"([MLHVCQZmlhvz])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
_TAKEN = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}  # numbers of a command
_NUMBER = re.compile(r"-?\d+\.\d+")
_PICTURE = "data:image/png;base64,"


def slim(drawing: bytes) -> bytes:
    """The drawing, small."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawing.decode())
    named = set(re.findall(r"url\([\"']?#([^)\"']+)", drawing.decode()))
    _pruned(root, named)
    for node in root.iter():
        if "d" in node.attrib:
            node.set("d", lines(node.get("d", "")))
        if "transform" in node.attrib:
            node.set("transform", _rounded(node.get("transform", "")))
        for name in ("href", f"{{{_LINK}}}href"):
            if node.get(name, "").startswith(_PICTURE):
                node.set("href", webp(base64.b64decode(node.attrib.pop(name)[len(_PICTURE) :])))
    _once(root)
    return ElementTree.tostring(root, encoding="unicode").encode()


def pictured(png: bytes, size: tuple[int, int]) -> bytes:
    """A drawing that is one picture, for what would be larger as lines."""
    wide, high = size
    return (
        f'<svg xmlns="{_SVG}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<image width="{wide}" height="{high}" href="{webp(png)}"/></svg>'
    ).encode()


def webp(png: bytes) -> str:
    """A picture as a `data:` address."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png))
    picture.save(out, "WEBP", quality=QUALITY, lossless=picture.width * picture.height <= FEW, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def _pruned(node: ElementTree.Element, named: set[str]) -> None:
    """Leave out groups with nothing in them, and names that nothing asks for."""
    for child in list(node):
        _pruned(child, named)
        name, style = child.tag.rpartition("}")[2], child.get("style", "")
        hidden = re.search(r"display:\s*none|(?<![-\w])opacity:\s*0(?![.\d])", style) is not None
        empty = name in ("g", "defs", "text") and not len(child) and not (child.text or "").strip()
        if hidden or empty or (name == "path" and not child.get("d")):
            node.remove(child)
    for attribute in ("class", "data-unformatted", "data-math", "data-notex", "data-index"):
        node.attrib.pop(attribute, None)
    if node.get("id") not in named:
        node.attrib.pop("id", None)


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda match: _short(float(match[0])), text)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def lines(path: str) -> str:
    """A path of lines and curves as one of fewer lines. Plotly's curves have an end every pixel: they become lines. A
    path with arcs (a marker) stays as it is."""
    parts = _parts(path)
    if parts is None:
        return path
    return "".join(_written(points, closed) for points, closed in parts)


def _parts(path: str) -> list[tuple[Array, bool]] | None:
    """The points of each part of a path, and whether it is closed; None if it holds more than lines and curves."""
    if re.sub(r"[MLHVCQZmlhvz\d\s.,e-]", "", path):
        return None
    tokens = list(_STEP.finditer(path))
    found: list[tuple[Array, bool]] = []
    points: list[tuple[float, float]] = []
    command, at = "", 0
    while at < len(tokens):
        if tokens[at][1]:
            command, at = tokens[at][1], at + 1
        kind = command.upper()
        if kind == "Z":
            found.append((np.array(points), True))
            points = points[:1]
            continue
        if kind == "M":
            if len(points) > 1:
                found.append((np.array(points), False))
            elif found and found[-1][1]:
                points = []
        numbers = [float(token[2]) for token in tokens[at : at + _TAKEN[kind]]]
        at += _TAKEN[kind]
        x, y = points[-1] if points else (0.0, 0.0)
        own = command.islower()
        if kind == "H":
            spot = (numbers[0] + (x if own else 0.0), y)
        elif kind == "V":
            spot = (x, numbers[0] + (y if own else 0.0))
        else:
            spot = (numbers[-2] + (x if own else 0.0), numbers[-1] + (y if own else 0.0))
        points = [spot] if kind == "M" else [*points, spot]
        command = {"M": "L", "m": "l"}.get(command, command)
    if len(points) > 1:
        found.append((np.array(points), False))
    return found


def _written(points: Array, closed: bool) -> str:
    """Points as a path, each by its distance from the one before, in tenths of a pixel."""
    kept = np.rint(10 * points[fewer(points)]).astype(int)
    first = f"M{_tenths(kept[0, 0])} {_tenths(kept[0, 1])}"
    steps = [step for step in np.diff(kept, axis=0) if step.any()]
    if not steps and not closed:
        steps = [np.zeros(2, int)]
    said = "".join(f"{_tenths(x)}{'' if y < 0 else ' '}{_tenths(y)}l" for x, y in steps).removesuffix("l")
    return f"{first}{'l' if said else ''}{said}{'z' if closed else ''}"


def _tenths(value: int) -> str:
    sign, whole, part = "-" if value < 0 else "", abs(int(value)) // 10, abs(int(value)) % 10
    return f"{sign}{whole or ('' if part else '0')}{f'.{part}' if part else ''}"


def fewer(points: Array, away: float = AWAY) -> NDArray[np.bool_]:
    """Which points (n, 2) of a line are needed for it to stay within `away` of itself (Douglas and Peucker, 1973)."""
    kept = np.zeros(len(points), bool)
    kept[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        begin, end = waiting.pop()
        if end - begin < 2:
            continue
        base = points[end] - points[begin]
        arms = points[begin + 1 : end] - points[begin]
        length = float(np.hypot(*base))
        share = np.clip(arms @ base / length**2, 0, 1) if length > 1e-9 else np.zeros(len(arms))
        gaps = np.hypot(*(arms - share[:, None] * base).T)
        worst = int(np.argmax(gaps))
        if gaps[worst] > away:
            middle = begin + 1 + worst
            kept[middle] = True
            waiting += [(begin, middle), (middle, end)]
    return kept


_PLAIN = re.compile(r"translate\((-?[\d.]+),\s*(-?[\d.]+)\)")


def _once(root: ElementTree.Element) -> None:
    """Each style as a class, each marker as a shape that is used."""
    styles = Counter(node.get("style", "") for node in root.iter() if node.get("style"))
    names = {style: _name(at) for at, (style, count) in enumerate(styles.most_common()) if count > 1}
    drawn = Counter(node.get("d", "") for node in root.iter() if "A" in node.get("d", ""))
    shapes = {path: _name(at) for at, (path, count) in enumerate(drawn.most_common()) if count > 2}
    for node in root.iter():
        if node.get("style") in names:
            node.set("class", names[node.attrib.pop("style")])
        elif not node.get("style", "x"):
            node.attrib.pop("style")
        if node.get("d") in shapes:
            node.tag = f"{{{_SVG}}}use"
            node.set("href", f"#{shapes[node.attrib.pop('d')]}")
            if place := _PLAIN.fullmatch(node.get("transform", "")):
                node.attrib.pop("transform")
                node.set("x", place[1])
                node.set("y", place[2])
    rules = "".join(f".{name}{{{_tight(style)}}}" for style, name in names.items())
    kept = ElementTree.Element(f"{{{_SVG}}}defs")
    ElementTree.SubElement(kept, f"{{{_SVG}}}style").text = rules
    for path, name in shapes.items():
        ElementTree.SubElement(kept, f"{{{_SVG}}}path", {"id": name, "d": path})
    root.insert(0, kept)


def _tight(style: str) -> str:
    """A style without what goes without saying."""
    return "".join(_rules(style)).removesuffix(";")


def _rules(style: str) -> Iterator[str]:
    usual = {"opacity: 1", "fill-opacity: 1", "stroke-opacity: 1"}
    for rule in (part.strip() for part in style.split(";")):
        if rule and rule not in usual:
            yield re.sub(r":\s+", ":", re.sub(r",\s+", ",", rule)) + ";"


def _name(number: int) -> str:
    """Short names that no id of Plotly's has: a, b, ..., z, aa."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return (_name(number // 26 - 1) if number >= 26 else "") + letters[number % 26]
