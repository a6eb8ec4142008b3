"""The state of the lesson: a path and its windows, two schemes on one path, particles in a double well, chains, SGD."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.advanced import brownian, double_well
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
DEEPEST, DETAIL, SHOWN = 16, 9, 12  # halvings of the sums; of a window; of the zoom, at most
FINEST, PATHS = 9, 400  # halvings of the finest step of a scheme; paths that measure its error
LEVELS = np.arange(FINEST + 1)
DURATION, TICKS = 60.0, 120  # of the particles in the well; places of the play bar
CHAIN, BURN = 20_000, 200  # steps of a chain; those drawn, and left out of its variance
RUNS, UPDATES = 400, 300  # of SGD
NOISES = np.round(np.linspace(0.3, 1.2, 46), 2)
ETAS = np.geomspace(0.01, 2.0, 121)


@lru_cache(1)
def times_of_noise() -> Array:
    """The mean time over the barrier for each of NOISES."""
    return double_well.mean_time(NOISES, points=1601)


class Brownian(State):
    """Each group of quantities belongs to one view."""

    # Zoom: a window of width 2^-zoom.
    width = cached_property(lambda q: 0.5**q.p.zoom)
    low = cached_property(lambda q: min(max(q.p.centre - q.width / 2, 0.0), 1 - q.width))
    pieces = cached_property(lambda q: 2**q.p.zoom)
    brownian = cached_property(lambda q: q.p.kind == "brownian")
    squares = cached_property(lambda q: float(q.sums.squares[q.p.zoom]))
    lengths = cached_property(lambda q: float(q.sums.lengths[q.p.zoom]))
    ito = cached_property(lambda q: float(q.sums.ito[q.p.zoom]))

    @kept("kind", "seed")
    def path(self) -> Array:
        return brownian.window(self.p.kind, self.p.seed, DEEPEST, 0, 2**DEEPEST)

    @kept("kind", "seed")
    def sums(self) -> brownian.Sums:
        return brownian.sums(self.path)

    @cached_property
    def close(self) -> Array:
        """The path in the window, less its value at the window's left end."""
        fine = self.p.zoom + DETAIL
        first = round(self.low * 2**fine)
        found = brownian.window(self.p.kind, self.p.seed, fine, first, first + 2**DETAIL)
        return found - found[0]

    # One path: X, and Y by Euler's and Milstein's schemes with steps of horizon / count.
    count = cached_property(lambda q: 2**q.p.halvings)
    h = cached_property(lambda q: q.p.horizon / q.count)
    given = cached_property(lambda q: (q.p.mu, q.p.sigma, q.p.horizon))

    @kept("seed")
    def motions(self) -> tuple[Array, Array]:
        """W on [0, 1] at 2^9 + 1 times of PATHS paths, and as much again that has nothing to do with it."""
        both = brownian.brownian_paths(self.p.seed, FINEST, 2 * PATHS)
        return both[:, :PATHS], both[:, PATHS:]

    @cached_property
    def noise_of_scheme(self) -> Array:
        return self.motions[0 if self.p.same else 1] * np.sqrt(self.p.horizon)

    @cached_property
    def exact(self) -> Array:
        """X of the first path at all fine times."""
        return brownian.geometric(self.motions[0][:, 0] * np.sqrt(self.p.horizon), *self.given)

    @cached_property
    def schemes(self) -> dict[str, Array]:
        """Y of the first path, at the ends of its steps."""
        w = self.noise_of_scheme[:: 2 ** (FINEST - self.p.halvings), 0]
        return {name: brownian.followed(w, *self.given, name) for name in brownian.SCHEMES}

    @kept("mu", "sigma", "horizon", "same", "seed")
    def errors(self) -> dict[str, Array]:
        """X − Y at the horizon, of each path (columns) at each number of halvings (rows)."""
        at = brownian.geometric(self.motions[0][[0, -1]] * np.sqrt(self.p.horizon), *self.given)[1]
        w = [self.noise_of_scheme[:: 2 ** (FINEST - k)] for k in LEVELS]
        return {
            name: np.array([at - brownian.followed(each, *self.given, name, end=True) for each in w])
            for name in brownian.SCHEMES
        }

    @kept("mu", "sigma", "horizon")
    def promised(self) -> dict[str, Array]:
        """The root mean square error at each number of halvings, exactly, and (last) that of unrelated noise."""
        found = {
            name: np.array([brownian.strong_error(*self.given, 2**k, name) for k in LEVELS])
            for name in brownian.SCHEMES
        }
        return found | {"unrelated": np.array([brownian.unrelated_error(*self.given, 2**k, "euler") for k in LEVELS])}

    measured = cached_property(lambda q: {name: np.sqrt(np.mean(e * e, axis=1)) for name, e in q.errors.items()})

    # The double well.
    now = cached_property(lambda q: DURATION * q.p.time / TICKS)
    mean_time = cached_property(lambda q: float(double_well.mean_time(q.p.noise)))
    kramers = cached_property(lambda q: float(double_well.kramers(q.p.noise)))
    seen = cached_property(lambda q: q.run.places[q.p.time])
    here = cached_property(lambda q: q.seen[np.isfinite(q.seen)])
    lost = cached_property(lambda q: len(q.seen) - len(q.here))
    crossed = cached_property(lambda q: float(q.run.share(q.now)))
    should = cached_property(lambda q: 1 - float(q.escape.left([q.now])[0]))

    @kept("noise", "step", "particles", "seed")
    def run(self) -> double_well.Run:
        p = self.p
        return double_well.run(p.noise, p.step, DURATION, p.particles, p.seed, TICKS + 1)

    @kept("noise")
    def escape(self) -> double_well.Flow:
        return double_well.flow(self.p.noise, double_well.GOAL)

    @kept("noise")
    def spreading(self) -> double_well.Flow:
        return double_well.flow(self.p.noise)

    # Large steps: dX = −rate X dt + dB.
    truth = cached_property(lambda q: 0.5 / q.p.rate)
    factor = cached_property(lambda q: brownian.stepper(q.p.stepper, q.p.rate, q.p.length))
    settled = cached_property(lambda q: brownian.stationary(q.p.stepper, q.p.rate, q.p.length))
    stable = cached_property(lambda q: abs(q.factor[0]) < 1)

    @kept("seed")
    def normals(self) -> Array:
        return random_normals(self.p.seed, 3, 0, CHAIN)

    @kept("stepper", "rate", "length", "seed")
    def chain(self) -> Array:
        """The chain; only its beginning where it grows without bound."""
        return brownian.chain(*self.factor, self.normals[: CHAIN if self.stable else BURN])

    variance = cached_property(lambda q: float(np.mean(q.chain[BURN:] ** 2)) if q.stable else np.nan)

    # SGD.
    data = cached_property(lambda q: brownian.regression())
    rho = cached_property(lambda q: q.data.contraction(q.p.eta, q.p.batch))
    wander = cached_property(lambda q: q.data.wander(q.p.eta, q.p.batch))
    as_sde = cached_property(lambda q: q.p.eta * q.data.noise / (2 * q.p.batch))
    limit = cached_property(lambda q: q.data.limit(q.p.batch))

    @kept("batch", "seed")
    def batches(self) -> tuple[Array, Array]:
        return brownian.batches(self.p.batch, self.p.seed, UPDATES, RUNS)

    @kept("eta", "batch", "seed")
    def descents(self) -> Array:
        return brownian.descents(self.p.eta, self.batches)

    @cached_property
    def due(self) -> Array:
        """The variance of the weight after 0, 1, ... steps from the best weight, exactly."""
        k, q = np.arange(UPDATES + 1), self.data.noise * self.p.eta**2 / self.p.batch
        return q * k if abs(self.rho - 1) < 1e-12 else q * (1 - self.rho**k) / (1 - self.rho)
