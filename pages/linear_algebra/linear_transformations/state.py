"""The named quantities of the lesson: a map and the sum that it keeps, three moves, a cube, a digit, a layer."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.common import tables
from mathcore.linear_algebra import plane_moves
from mathcore.linear_algebra.determinants import determinant
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from mathcore.linear_algebra.plane_moves import Cut, Moves

Array = NDArray[np.float64]
LAST = 40  # steps of the play bar
TIMES = np.linspace(0, 1, 101)  # on the way from I to A
TARGETS = {
    "lean": ("Lean", Moves(0, 0.8, 1, 1)),
    "swap": ("Swap", Moves(90, 0, 1, -1)),
    "tent": ("Tent", Moves(-40, 0, 1.6, 0.6)),
    "slant": ("Slant", Moves(30, 0.75, 1.5, 0.8)),
}


class Transformations(State):
    """A map of the plane, one of space, one made of moves, and a layer; what each does, whole or on its way from I."""

    matrix = cached_property(lambda q: np.array(q.p.a))  # (2, 2)
    u = cached_property(lambda q: np.array(q.p.u))
    v = cached_property(lambda q: np.array(q.p.v))
    vectors = cached_property(lambda q: np.stack([q.u, q.v, q.u + q.v]))  # (3, 2)
    time = cached_property(lambda q: q.p.step / LAST)  # 0 at I, 1 at A
    now = cached_property(lambda q: plane_moves.morph(q.matrix, q.time))  # (2, 2), A on its way
    images = cached_property(lambda q: plane_moves.bent(q.matrix, q.vectors, q.p.kind, q.time))  # (3, 2), on their way
    signed = cached_property(lambda q: determinant(q.now))

    moves = cached_property(lambda q: Moves(q.p.turn, q.p.slant, q.p.first, q.p.second))
    built = cached_property(lambda q: q.moves.matrix)  # (2, 2)
    built_determinant = cached_property(lambda q: determinant(q.built))
    target = cached_property(lambda q: TARGETS[q.p.target][1].matrix)  # (2, 2)

    @cached_property
    def off(self) -> float:
        """How far the built letter is from the target: the largest distance of two corners."""
        return float(np.hypot(*(apply(self.built, LETTER_F) - apply(self.target, LETTER_F)).T).max())

    cube = cached_property(lambda q: np.array(q.p.cube))  # (3, 3)
    cube_now = cached_property(lambda q: plane_moves.morph(q.cube, q.time))  # (3, 3), on its way
    volume = cached_property(lambda q: determinant(q.cube_now))
    volumes = cached_property(lambda q: np.linalg.det(plane_moves.morph(q.cube, TIMES)))  # on all the way

    picture = cached_property(lambda q: tables.digits().values[q.p.digit].reshape(8, 8))
    written = cached_property(lambda q: int(tables.digits().labels[q.p.digit]))
    chances = cached_property(lambda q: plane_moves.digit_probabilities(q.warped))  # (10,)
    read = cached_property(lambda q: int(np.argmax(q.chances)))

    @cached_property
    def warped(self) -> Array:
        """The picture (8, 8) moved by the built map; empty if that is singular."""
        whole = abs(self.built_determinant) > 1e-9
        return plane_moves.warp(self.picture, self.built) if whole else np.zeros((8, 8))

    weights = cached_property(lambda q: np.array(q.p.weights))  # (2, 2)
    hidden = cached_property(lambda q: plane_moves.layer(q.weights, plane_moves.crossed()[0], q.p.relu))  # (40, 2)

    @kept("weights", "relu")
    def cut(self) -> Cut:
        """The best line behind the layer."""
        return plane_moves.best_line(self.hidden, plane_moves.crossed()[1])

    @kept()
    def alone(self) -> float:
        """The part of the points that the best line without a layer has right."""
        return plane_moves.best_line(*plane_moves.crossed()).accuracy
