"""The quantities: two paths in a plane, a polynomial on a spectrum, Lanczos in three arithmetics, the digits."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.advanced import digits_ridge, krylov

Array = NDArray[np.float64]
TILT, SIDE = np.deg2rad(20), 5.0  # of the valley in the plane; half the width of both planes
CIRCLE = np.stack([np.cos(t := np.linspace(0, 2 * np.pi, 121)), np.sin(t)], axis=1)
RUN = range(1, krylov.STEPS + 1)
SD_STEPS, MOST = 30, 12  # steps of descent; eigenvalues on the line of Polynomial
TURN = np.array([[np.cos(TILT), -np.sin(TILT)], [np.sin(TILT), np.cos(TILT)]])


class Plane(State):
    """A valley x'Ax/2 in the plane, det A = 1, and two ways down from the start."""

    kappa = cached_property(lambda q: q.p.kappa)
    matrix = cached_property(lambda q: TURN * q.bends @ TURN.T)
    bends = cached_property(lambda q: np.array([q.p.kappa**-0.5, q.p.kappa**0.5]))  # the eigenvalues of A
    root = cached_property(lambda q: TURN * np.sqrt(q.bends) @ TURN.T)  # the square root of A
    start = cached_property(lambda q: np.array(q.p.start))
    descent = cached_property(lambda q: krylov.steepest_descent(q.matrix, q.start, SD_STEPS))
    descent_errors = cached_property(lambda q: krylov.a_norm(q.matrix, q.descent))

    @kept("kappa")
    def levels(self) -> Array:
        """Level lines in the left plane: circles of the right one, back through the square root of A."""
        return krylov.level_lines(self.root, SIDE)

    @cached_property
    def two(self) -> Array:
        """The three points of conjugate gradients: it solves A d = -A start from zero, and x = start + d."""
        run = krylov.conjugate_gradients(lambda x: self.matrix @ x, -self.matrix @ self.start, 2)
        return self.start + run.points[:, :, 0]

    @cached_property
    def ratio(self) -> float:
        """The A-norm of the error after one step of descent, as a part of that before; 0 at the minimum."""
        before, after = self.descent_errors[:2]
        return float(after / before) if before > 0 else 0.0


class Polynomial(Plane):
    """Eigenvalues on a line, b with equal parts along their eigenvectors, and the polynomial of step k."""

    spectrum = cached_property(lambda q: np.sort(np.array(q.p.spectrum)))
    merged = cached_property(lambda q: krylov.distinct(q.spectrum, np.ones(len(q.spectrum))))
    groups = cached_property(lambda q: len(q.merged[0]))
    length = cached_property(lambda q: float(np.sqrt(len(q.spectrum))))  # of b
    k = cached_property(lambda q: min(q.p.k, q.groups))
    line_kappa = cached_property(lambda q: float(q.merged[0][-1] / q.merged[0][0]))
    process = cached_property(lambda q: krylov.lanczos(q.merged[0], q.merged[1], q.groups))
    roots = cached_property(lambda q: krylov.arrived(q.process.ritz(q.k), q.merged[0]))
    left = cached_property(lambda q: krylov.residual_polynomial(q.roots, q.merged[0]))  # of each part of b
    chebyshev_error = cached_property(lambda q: krylov.bound(q.line_kappa, q.k))
    line_error = cached_property(lambda q: float(q.line_errors[q.p.k]))

    @kept("spectrum")
    def line_errors(self) -> Array:
        """The relative A-norm errors at all steps."""
        return krylov.exact_errors(self.spectrum, np.ones(len(self.spectrum)), MOST)

    @kept("spectrum")
    def line_bounds(self) -> Array:
        """At all steps what the condition number alone promises, and what it does when the largest are set apart."""
        lam = self.merged[0]
        return np.array([[krylov.bound(self.line_kappa, k), krylov.bound_apart(lam, k)] for k in range(MOST + 1)]).T

    @cached_property
    def residual(self) -> Array:
        """The parts of b - A x_k along the eigenvectors, over those of b; x_k from the tridiagonal system."""
        lam, parts = self.merged
        return np.asarray((parts - lam * self.process.solution(self.length, self.k)) / parts)


class Solvers(Polynomial):
    """Runs on named spectra, and the digits' equations."""

    lam = kept("matrix")(lambda q: krylov.spectrum(q.p.matrix))
    power = kept("matrix")(lambda q: krylov.power_quotients(q.lam, np.ones(len(q.lam)), krylov.STEPS))
    paige = kept("matrix")(lambda q: np.array([krylov.paige_bound(q.lam, 1 + 0 * q.lam, k) for k in RUN]))
    plain = kept("alpha")(lambda q: digits_ridge.solve("none", q.p.alpha))
    solved = kept("alpha", "pre")(lambda q: digits_ridge.solve(q.p.pre, q.p.alpha))
    run = cached_property(lambda q: krylov.history(q.p.matrix, q.p.arithmetic))
    exact = cached_property(lambda q: krylov.history(q.p.matrix, "exact"))
    run_kappa = cached_property(lambda q: float(q.lam[-1] / q.lam[0]))
    now = cached_property(lambda q: q.run.at(q.p.step))  # the Ritz values, and which are ghosts
    ghosts = cached_property(lambda q: int(q.now[1].sum()))
    top_ritz = cached_property(lambda q: float(q.run.top[q.p.step - 1]))
    run_needed = cached_property(lambda q: krylov.needed(q.run.errors))
    exact_needed = cached_property(lambda q: krylov.needed(q.exact.errors))
    exact_error = cached_property(lambda q: float(q.exact.errors[q.p.step]))
    run_error = cached_property(lambda q: float(q.run.errors[q.p.step]))
    power_top = cached_property(lambda q: float(q.power[q.p.step - 1]))
    plain_error = cached_property(lambda q: float(q.plain.errors[q.p.it]))
    soon = cached_property(lambda q: int(np.argmax(q.solved.right >= q.solved.goal)))  # as good as the solution
    solved_error = cached_property(lambda q: float(q.solved.errors[q.p.it]))
