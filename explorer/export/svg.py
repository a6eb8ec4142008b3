"""What is read of an SVG drawing of ours: styles, lengths, transforms, and the steps of its shapes.

Anything that Plotly and `viz.flat` do not write is an error, rather than a hole in a figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


class Unread(ValueError):
    """Something of SVG that is not read here."""


def rules(node: ElementTree.Element) -> dict[str, str]:
    """Attributes and, over them, the style of a node."""
    found = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    for rule in node.get("style", "").split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def length(text: str, em: float = 0.0) -> float:
    """A length in pixels."""
    found = NUMBER.match(text.strip())
    if found is None:
        raise Unread(f"the length {text}")
    return float(found[0]) * (em if text.strip().endswith("em") else 1.0)


def share(text: str) -> float:
    """A share of one, of a number or of a percentage."""
    return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def matrix(text: str) -> np.ndarray:
    """The matrix (3, 3) of a `transform`.

    Raises:
        Unread: it has a step that is not translate, scale, rotate or matrix.
    """
    found = np.eye(3)
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", text):
        numbers = [float(each) for each in NUMBER.findall(inside)]
        one = np.eye(3)
        if name == "translate":
            one[:2, 2] = (*numbers, 0.0)[:2]
        elif name == "scale":
            one[0, 0], one[1, 1] = numbers[0], numbers[-1]
        elif name == "rotate":
            angle, (x, y) = math.radians(numbers[0]), (*numbers[1:], 0.0, 0.0)[:2]
            turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
            one[:2, :2], one[:2, 2] = turn, np.array([x, y]) - turn @ (x, y)
        elif name == "matrix":
            one[:2] = np.array(numbers).reshape(3, 2).T
        else:
            raise Unread(f"the transform {name}")
        found = found @ one
    return found


def framed(node: ElementTree.Element) -> np.ndarray:
    """The matrix of a drawing within the drawing: from its view box to its place."""
    x, y, wide, high = (length(node.get(name, "0")) for name in ("x", "y", "width", "height"))
    found = np.eye(3)
    found[:2, 2] = x, y
    if node.get("viewBox"):
        left, top, across, down = (float(each) for each in NUMBER.findall(node.get("viewBox", "")))
        found[0, 0], found[1, 1] = wide / across, high / down
        found[:2, 2] -= found[0, 0] * left, found[1, 1] * top
    return found


def segments(node: ElementTree.Element) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The steps of a shape as PGF names them, each with its points in the node's pixels."""
    kind = node.tag.rpartition("}")[2]
    own = rules(node)
    size = {name: length(own[name]) for name in ("x", "y", "width", "height", "cx", "cy", "r") if name in own}
    if kind == "rect":
        x, y, wide, high = (size.get(name, 0.0) for name in ("x", "y", "width", "height"))
        yield from steps(f"M{x},{y}h{wide}v{high}h{-wide}Z") if wide and high else ()
    elif kind == "circle":
        x, y, r = (size.get(name, 0.0) for name in ("cx", "cy", "r"))
        yield from steps(f"M{x + r},{y}A{r},{r} 0 1,1 {x - r},{y}A{r},{r} 0 1,1 {x + r},{y}Z")
    elif kind == "path":
        yield from steps(own.get("d", ""))
    else:
        raise Unread(f"<{kind}>")


def steps(text: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The steps of the data of an SVG path (SVG 1.1, 8.3), arcs as Bézier curves."""
    here = begin = np.zeros(2)
    for letter, inside in re.findall(r"([MmLlHhVvCcQqAaZz])([^MmLlHhVvCcQqAaZz]*)", text):
        numbers = [float(each) for each in NUMBER.findall(inside)]
        base = here if letter.islower() else np.zeros(2)
        name = letter.upper()
        if name == "Z":
            here = begin
            yield "close", []
            continue
        step = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7}[name]
        for at in range(0, len(numbers), step):
            part = numbers[at : at + step]
            base = here if letter.islower() else np.zeros(2)
            if name in "HV":
                along = int(name == "V")
                new = here.copy()
                new[along] = part[0] + base[along]
                yield "lineto", [_pair(new)]
            elif name == "A":
                new = base + part[5:]
                yield from _arc(here, new, part)
            else:
                points = base + np.array(part).reshape(-1, 2)
                new = points[-1]
                if name == "Q":
                    points = np.array([here + 2 / 3 * (points[0] - here), new + 2 / 3 * (points[0] - new), new])
                way = {"M": "moveto" if at == 0 else "lineto", "L": "lineto"}.get(name, "curveto")
                yield way, [_pair(each) for each in points]
                if way == "moveto":
                    begin = new
            here = new


def _arc(start: np.ndarray, end: np.ndarray, part: list[float]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """An elliptic arc as Bézier curves of at most a quarter each (SVG 1.1, F.6)."""
    rx, ry, turn, large, sweep = abs(part[0]), abs(part[1]), math.radians(part[2]), bool(part[3]), bool(part[4])
    if not rx or not ry or np.allclose(start, end):
        yield "lineto", [_pair(end)]
        return
    rotated = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    half = rotated.T @ ((start - end) / 2)
    grown = math.sqrt(max(1.0, (half[0] / rx) ** 2 + (half[1] / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    below = (rx * half[1]) ** 2 + (ry * half[0]) ** 2
    root = math.sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) * (1 if large != sweep else -1)
    middle = root * np.array([rx * half[1] / ry, -ry * half[0] / rx])
    first = math.atan2((half[1] - middle[1]) / ry, (half[0] - middle[0]) / rx)
    last = math.atan2((-half[1] - middle[1]) / ry, (-half[0] - middle[0]) / rx)
    angle = (last - first) % (2 * math.pi) if sweep else -((first - last) % (2 * math.pi))
    centre = rotated @ middle + (start + end) / 2
    count = max(1, math.ceil(abs(angle) / (math.pi / 2) - 1e-9))
    reach = 4 / 3 * math.tan(angle / count / 4)
    for k in range(count):
        a, b = first + angle * k / count, first + angle * (k + 1) / count
        (ca, sa), (cb, sb) = (math.cos(a), math.sin(a)), (math.cos(b), math.sin(b))
        flat = ((ca - reach * sa, sa + reach * ca), (cb + reach * sb, sb - reach * cb), (cb, sb))
        yield "curveto", [_pair(centre + rotated @ (rx * x, ry * y)) for x, y in flat]


def _pair(point: np.ndarray) -> tuple[float, float]:
    return float(point[0]), float(point[1])
