"""The quantities of the lesson: a function at a point, its quotients in some arithmetic, and what limits them."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.lesson import State, kept
from mathcore.calculus import finite_differences as fd
from mathcore.calculus.derivatives import Local, Quotient
from mathcore.calculus.seams import height, unbroken
from mathcore.common.enclosures import lagrange
from pages.calculus.derivatives import panels
from pages.calculus.derivatives.panels import Array, X

GOOD_STEP = 6e-6  # the cube root of the roundoff: near it a central difference is best


class Derivatives(State):
    """A function, a point and a step."""

    step = cached_property(lambda q: Quotient(q.p.function, q.p.a, q.p.h, q.p.method, q.p.precision))
    error = cached_property(lambda q: abs(q.step.value - q.here.slope))
    best = cached_property(lambda q: fd.best_step(q.p.method, q.rounding, q.here.second, q.here.third))
    line = cached_property(lambda q: float(np.nan_to_num(q.here.middle)))  # the tangent; at a corner the middle
    misfit = cached_property(lambda q: float(fd.misfits(q.p.function, q.p.a, [q.p.h], q.line, q.p.precision)[0]))
    disagreement = cached_property(lambda q: float(fd.disagreement(q.gradient, q.numeric)))
    apart = cached_property(lambda q: fd.disagreement(q.gradient[:, None], q.numeric[:, None]))  # weight by weight
    methods = kept("function", "a", "precision")(panels.methods)
    precisions = kept("function", "a", "method", "precision")(panels.precisions)
    misfits = kept("function", "a", "precision")(panels.misfits)
    checks = kept("seed", "bug", "method", "precision")(panels.checks)

    @kept("function", "a")
    def here(self) -> Local:
        """The function at the point."""
        return Local(self.p.function, self.p.a)

    @kept("function")
    def curves(self) -> tuple[Array, Array]:
        """f and f' over X."""
        return unbroken(self.p.function, fd.evaluate, X), unbroken(self.p.function, fd.slopes, X)

    @kept("function")
    def heights(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The y ranges of f and of f'."""
        return height(self.curves[0]), height(self.curves[1])

    @kept("function", "h", "method", "precision")
    def quotients(self) -> Array:
        """The quotient at every x of X."""
        return fd.quotient(self.p.function, X, self.p.h, self.p.method, self.p.precision)

    @kept("function", "a", "precision")
    def rounding(self) -> float:
        """A bound on the rounding error of f(a)."""
        return fd.rounding(self.p.function, self.p.a, self.p.precision)

    def bound(self, order: int) -> float:
        """A proved bound on |f⁽ⁿ⁺¹⁾|/(n+1)! within h of a, n the order; infinite where there is none."""
        found = lagrange(self.p.function, self.p.a, self.p.h, order).derivative
        return found if found > 1e-290 else 0.0  # balls are widened by that much in any case

    @kept("seed", "bug")
    def gradient(self) -> Array:
        """The gradient of a real loss as a program computes it."""
        return fd.gradient(fd.weights(self.p.seed), self.p.bug)

    @kept("seed", "method", "precision", "h")
    def numeric(self) -> Array:
        """The same by difference quotients with this step."""
        return fd.differences(fd.weights(self.p.seed), self.p.h, self.p.method, self.p.precision)[0]

    @kept("seed", "bug")
    def at_its_best(self) -> float:
        """The disagreement with central differences of a good step in double precision."""
        return float(fd.disagreement(self.gradient, fd.differences(fd.weights(self.p.seed), GOOD_STEP)[0]))
