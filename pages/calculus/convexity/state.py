"""The quantities of the lesson: a function with a chord and a tangent, a landscape with a segment, two networks."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.calculus import convexity as cv
from mathcore.calculus import plane_landscapes as pl
from mathcore.calculus import relabelling as nets
from mathcore.calculus.chords import Chord, chord
from pages.calculus.convexity import panels

Array = NDArray[np.float64]


class Convexity(State):
    """Each quantity is computed when a view asks for it."""

    # A function of x with a chord, and with a tangent.
    ends = cached_property(lambda q: (min(q.p.a, q.p.b), max(q.p.a, q.p.b)))
    m = cached_property(lambda q: 0.5 * (q.p.a + q.p.b))  # the middle of the chord
    h = cached_property(lambda q: 0.5 * abs(q.p.b - q.p.a))  # and its half-width
    verdict = cached_property(lambda q: cv.judge(q.p.function))
    over = cached_property(lambda q: float(cv.above(q.p.function, q.tangent, q.p.c, q.p.x)))  # the tangent, at x
    chords = kept("function")(panels.chords_map)

    @kept("function")
    def curve(self) -> Array:
        """f, f′ and f″ over FINE, shape (3, 401)."""
        return cv.derivatives(self.p.function, panels.FINE)

    @kept("function")
    def spans(self) -> list[tuple[float, float]]:
        """The y ranges of f, f′ and f″, the last without the window's edges, where it may be far larger."""
        return [cv.heights(row) for row in (*self.curve[:2], self.curve[2, 40:-40])]

    @kept("function", "a", "b")
    def chord(self) -> Chord:
        low, high = self.ends
        return chord(lambda t: cv.values(self.p.function, low + (high - low) * t))

    @kept("function", "a", "b")
    def tent(self) -> cv.Bend:
        return cv.tent(self.p.function, *self.ends)

    @kept("function", "c")
    def tangent(self) -> cv.Tangent:
        return cv.tangent(self.p.function, self.p.c)

    @kept("function", "c")
    def above(self) -> Array:
        """How far the graph is above the tangent, over FINE."""
        return cv.above(self.p.function, self.tangent, self.p.c, panels.FINE)

    @kept("function", "c", "x")
    def area(self) -> tuple[float, float]:
        return cv.area(self.p.function, self.tangent.slope, self.p.c, self.p.x)

    # A landscape with a segment.
    level = cached_property(lambda q: float(np.max(q.segment.curve[[0, -1]])))  # the height of the higher end
    plane = kept("landscape", "surface")(panels.plane_map)

    @kept("landscape", "surface")
    def land(self) -> pl.Landscape:
        return pl.landscape(self.p.landscape, self.p.surface if self.p.landscape == "typed" else "")

    @kept("landscape", "surface", "p", "q")
    def segment(self) -> Chord:
        (x, y), (u, v) = self.p.p, self.p.q
        return chord(lambda t: self.land.value(x + (u - x) * t, y + (v - y) * t), len(panels.SHARES))

    @kept("landscape", "surface", "p", "q")
    def turn(self) -> cv.Bend:
        """The mean of the curvature along the segment under its tent, of t from 0 to 1."""
        return cv.bend(self.land.along(self.p.p, self.p.q), 6 if self.p.landscape == "typed" else 0, 1e-9)

    # Two networks.
    label = cached_property(lambda q: q.pair.label(q.p.copy, q.p.rank))
    other = cached_property(lambda q: q.pair.copy(q.label))  # network B, relabelled

    @kept("first", "second")
    def pair(self) -> nets.Pair:
        return nets.pair(self.p.first, self.p.second)

    @cached_property
    def line(self) -> Chord:
        """The losses along the line from network A to the copy of B."""
        return Chord(panels.SHARES, nets.along(self.pair.first, self.other, panels.SHARES))
