"""The state of the lesson: a quadratic form, a cloud, draws from a Gaussian, the matrix of a kernel."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from explorer.text import number
from mathcore.common.plane import rotation
from mathcore.common.randomness import random_normals
from mathcore.linear_algebra import quadratic_forms as forms
from mathcore.linear_algebra.quadratic_forms import Cholesky, Definiteness

Array = NDArray[np.float64]


class Form(State):
    """The form of A + tI with draws that have it as covariance, and a cloud with its covariance and kernel matrix."""

    @cached_property
    def form(self) -> Array:
        """The symmetric part of A + tI (2, 2)."""
        return forms.symmetric_part(self.p.matrix) + self.p.shift * np.eye(2)

    signs: cached_property[Definiteness] = cached_property(lambda q: forms.definiteness(q.form))
    eigen = cached_property(lambda q: forms.eigen_symmetric(q.form))
    values = cached_property(lambda q: q.eigen[0])  # its eigenvalues (2,), descending
    vectors = cached_property(lambda q: q.steady("vectors", q.eigen[1]))  # its eigenvectors, in columns
    cholesky: cached_property[Cholesky] = cached_property(lambda q: forms.cholesky(q.form))

    @cached_property
    def verdict(self) -> str:
        """What Cholesky says, in a few words."""
        step, pivots = self.cholesky.failed, self.cholesky.pivots
        return "succeeds" if step is None else f"fails at step {step + 1}: pivot {number(pivots[step], 3)}"

    u = cached_property(lambda q: q.steady("u", rotation(q.p.angle)[:, :1])[:, 0])  # the direction (2,)
    value = cached_property(lambda q: float(forms.form(q.form, q.u)))

    points: cached_property[Array] = cached_property(lambda q: np.array(q.p.points))  # the cloud (n, 2)
    covariance: cached_property[Array] = cached_property(lambda q: forms.covariance(q.points))
    main = cached_property(lambda q: forms.eigen_symmetric(q.covariance))
    spread = cached_property(lambda q: np.maximum(q.main[0], 0.0))  # the variances along its axes (2,), descending
    axes = cached_property(lambda q: q.steady("axes", q.main[1]))  # their directions, in columns
    half_axes = cached_property(lambda q: q.axes * np.sqrt(q.spread))  # of the ellipse of one standard deviation
    shadow_variance = cached_property(lambda q: float(forms.form(q.covariance, q.u)))

    @kept("count", "seed")
    def normals(self) -> Array:
        """Standard normals (2, n); the first draws stay the same as their number grows."""
        return random_normals(self.p.seed, 0, 0, 2 * self.p.count).reshape(self.p.count, 2).T

    @cached_property
    def root(self) -> Array:
        """R (2, 2) with R Rᵀ the form; NaN if there is none."""
        return forms.root(self.form, self.p.root) if self.signs.semidefinite else np.full((2, 2), np.nan)

    sample = cached_property(lambda q: q.root @ q.normals)
    drawn = cached_property(lambda q: forms.covariance(q.sample.T))  # of the draws (2, 2)

    gram = cached_property(lambda q: forms.gram(q.points, q.p.kernel, q.p.width))  # the kernel's matrix (n, n)
    spectrum = cached_property(lambda q: forms.eigen_symmetric(q.gram))
    share = cached_property(lambda q: q.spectrum[0] / (np.abs(q.spectrum[0]).max() or 1.0))  # over the largest (n,)
    negative = cached_property(lambda q: q.share < -1e-9)  # which of its eigenvalues are below zero (n,)
