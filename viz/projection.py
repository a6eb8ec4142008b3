"""What Plotly's camera sees: data of a 3-D scene to world, to pixels of its panel, and the light that falls on it.

World: the box of the axes is centred at the origin with the sides of `aspectratio`. The camera sees an angle of 45
degrees in height, in perspective, z upwards; the light is fixed to the camera, as plotly.js has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_TANGENT = float(np.tan(np.pi / 8))


@dataclass(frozen=True)
class Sight:
    """A camera over a box. `low`, `high`: corners of the box in data; `sides`: of the box in the world; `eye`, `center`
    in the world; `size`: width and height of the panel in pixels."""

    low: Array
    high: Array
    sides: Array
    eye: Array
    center: Array
    size: tuple[float, float]

    @classmethod
    def of(cls, scene: Mapping[str, Any], size: tuple[float, float], bounds: Array) -> Sight:
        """Of a scene of Plotly's layout. `bounds` (3, 2) are the ranges of axes that name none."""
        ranges = np.array(
            [scene[f"{name}axis"].get("range") or bounds[at].tolist() for at, name in enumerate("xyz")], dtype=float
        )
        camera = scene["camera"]
        center = camera.get("center", {"x": 0.0, "y": 0.0, "z": 0.0})
        return cls(
            ranges[:, 0],
            ranges[:, 1],
            _vector(scene["aspectratio"]),
            _vector(camera["eye"]),
            _vector(center),
            size,
        )

    def world(self, points: ArrayLike) -> Array:
        """Data (..., 3) in the world."""
        return (np.asarray(points, float) - (self.low + self.high) / 2) / (self.high - self.low) * self.sides

    @cached_property
    def axes(self) -> tuple[Array, Array, Array]:
        """The unit vectors to the right, upwards and forwards, as the camera sees them."""
        forward = self.center - self.eye
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        length = float(np.linalg.norm(right))
        right = right / length if length > 1e-9 else np.array([1.0, 0.0, 0.0])  # straight from above
        return right, np.cross(right, forward), forward

    def depth(self, world: Array) -> Array:
        """How far points (..., 3) lie in front of the eye."""
        return (np.asarray(world) - self.eye) @ self.axes[2]

    def pixels(self, world: Array) -> Array:
        """Places (..., 2) of points (..., 3) of the world: to the right and down from the panel's upper left corner."""
        right, up, forward = self.axes
        away = np.asarray(world) - self.eye
        far = np.maximum(away @ forward, 1e-6)
        scale = 0.5 * self.size[1] / _TANGENT
        return np.stack(
            [0.5 * self.size[0] + scale * (away @ right) / far, 0.5 * self.size[1] - scale * (away @ up) / far], axis=-1
        )

    def light(self, trace: Mapping[str, Any]) -> Array:
        """The unit vector towards the light of a trace, whose position plotly.js takes for clip coordinates."""
        right, up, _ = self.axes
        usual = {"x": 10, "y": 1e4} if trace["type"] == "surface" else {"x": 1e5, "y": 1e5}
        place = trace.get("lightposition", usual)
        found = float(place["x"]) * self.size[0] / self.size[1] * right + float(place["y"]) * up
        return np.asarray(found / np.linalg.norm(found))


def _vector(named: Mapping[str, float]) -> Array:
    return np.array([named[name] for name in "xyz"], dtype=float)


def shaded(colors: Array, normals: Array, places: Array, sight: Sight, trace: Mapping[str, Any]) -> Array:
    """Colours (n, 3) of faces from 0 to 1 in the trace's light: its ambient and its diffuse part, Lambert's law.

    `normals` (n, 3) need no length; the side that is seen is the one that is lit. The highlight is left out: on the
    matte figures of this program it is under two per cent.
    """
    lighting = trace.get("lighting", {})
    lengths = np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    seen = normals / lengths
    seen = np.where((np.einsum("ij,ij->i", seen, sight.eye - places) < 0)[:, None], -seen, seen)
    lit = np.maximum(seen @ sight.light(trace), 0.0)
    strength = np.minimum(float(lighting.get("ambient", 0.8)) + float(lighting.get("diffuse", 0.8)) * lit, 1.0)
    return np.clip(colors * strength[:, None], 0.0, 1.0)
