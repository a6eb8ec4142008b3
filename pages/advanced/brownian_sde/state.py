"""The state of the lesson: a path and its windows, two schemes on one path, particles in a double well, chains, SGD."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.advanced import brownian, double_well
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
DEEPEST, DETAIL, SHOWN = 16, 9, 12  # halvings of the sums; of a window; of the zoom, at most
FINEST, PATHS = 8, 256  # halvings of the finest step of a scheme; paths that measure its error
DURATION, TICKS = 60.0, 120  # of the particles in the well; places of the play bar
CHAIN, BURN, RUNS, UPDATES = 20_000, 200, 200, 200  # steps of a chain; those drawn, and left out; of SGD


class Brownian(State):
    """Each group of quantities belongs to one view."""

    # Zoom: a window of width 2^-zoom; `close` is the path in it, less its value at the window's left end.
    width = cached_property(lambda q: 0.5**q.p.zoom)
    low = cached_property(lambda q: min(max(q.p.centre - q.width / 2, 0.0), 1 - q.width))
    pieces = cached_property(lambda q: 2**q.p.zoom)
    path = kept("kind", "seed")(lambda q: brownian.window(q.p.kind, q.p.seed, DEEPEST, 0, 2**DEEPEST))
    sums = kept("kind", "seed")(lambda q: brownian.sums(q.path))
    squares = cached_property(lambda q: float(q.sums.squares[q.p.zoom]))
    lengths = cached_property(lambda q: float(q.sums.lengths[q.p.zoom]))
    ito = cached_property(lambda q: float(q.sums.ito[q.p.zoom]))

    @cached_property
    def close(self) -> Array:
        fine = self.p.zoom + DETAIL
        first = round(self.low * 2**fine)
        found = brownian.window(self.p.kind, self.p.seed, fine, first, first + 2**DETAIL)
        return found - found[0]

    # One path: X, and Y by two schemes with steps h = horizon / count, of the first of many paths.
    count = cached_property(lambda q: 2**q.p.halvings)
    h = cached_property(lambda q: q.p.horizon / q.count)
    given = cached_property(lambda q: (q.p.mu, q.p.sigma, q.p.horizon))
    motions = kept("seed", "horizon")(lambda q: brownian.pairs_of_paths(q.p.seed, FINEST, PATHS, q.p.horizon))
    of_y = cached_property(lambda q: q.motions[0 if q.p.same else 1])
    exact = cached_property(lambda q: brownian.geometric(q.motions[0][:, 0], q.given))
    steps = cached_property(lambda q: q.of_y[:: 2 ** (FINEST - q.p.halvings), 0])
    schemes = cached_property(lambda q: {n: brownian.followed(q.steps, q.given, n) for n in brownian.SCHEMES})
    errors = kept("mu", "sigma", "horizon", "same", "seed")(lambda q: brownian.errors(q.motions[0], q.of_y, q.given))
    promised = kept("mu", "sigma", "horizon")(lambda q: brownian.promised(q.given, FINEST))
    weighted = cached_property(lambda q: brownian.weighted_squares(q.motions, q.p.halvings, q.p.same, q.given))
    measured = cached_property(lambda q: {name: np.sqrt(np.mean(e * e, axis=1)) for name, e in q.errors.items()})

    # The double well: particles at time `now`; of those still here; lost to infinity.
    now = cached_property(lambda q: DURATION * q.p.time / TICKS)
    mean_time = cached_property(lambda q: float(double_well.mean_time(q.p.noise)))
    kramers = cached_property(lambda q: float(double_well.kramers(q.p.noise)))
    escape = kept("noise")(lambda q: double_well.flow(q.p.noise, double_well.GOAL))
    spreading = kept("noise")(lambda q: double_well.flow(q.p.noise, points=110))
    run = kept("noise", "step", "particles", "seed")(
        lambda q: double_well.run(q.p.noise, q.p.step, DURATION, q.p.particles, q.p.seed, TICKS + 1)
    )
    seen = cached_property(lambda q: q.run.places[(len(q.run.places) - 1) * q.p.time // TICKS])  # few, if h is long
    here = cached_property(lambda q: q.seen[np.isfinite(q.seen)])
    lost = cached_property(lambda q: len(q.seen) - len(q.here))
    crossed = cached_property(lambda q: float(q.run.share(q.now)))
    should = cached_property(lambda q: 1 - float(q.escape.left([q.now])[0]))

    # Large steps: dX = −rate X dt + dB. A chain that grows without bound is only begun.
    truth = cached_property(lambda q: 0.5 / q.p.rate)
    factor = cached_property(lambda q: brownian.stepper(q.p.stepper, q.p.rate, q.p.length))
    settled = cached_property(lambda q: brownian.stationary(q.p.stepper, q.p.rate, q.p.length))
    stable = cached_property(lambda q: abs(q.factor[0]) < 1)
    normals = kept("seed")(lambda q: random_normals(q.p.seed, 3, 0, CHAIN))
    chain = cached_property(lambda q: brownian.chain(q.factor, q.normals[: CHAIN if q.stable else BURN]))
    variance = cached_property(lambda q: float(np.mean(q.chain[BURN:] ** 2)) if q.stable else np.nan)

    # SGD.
    data = cached_property(lambda q: brownian.regression())
    rho = cached_property(lambda q: q.data.contraction(q.p.eta, q.p.batch))
    wander = cached_property(lambda q: q.data.wander(q.p.eta, q.p.batch))
    as_sde = cached_property(lambda q: q.p.eta * q.data.noise / (2 * q.p.batch))
    limit = cached_property(lambda q: q.data.limit(q.p.batch))
    due = cached_property(lambda q: q.data.due(q.p.eta, q.p.batch, UPDATES))
    batches = kept("batch", "seed")(lambda q: brownian.batches(q.p.batch, q.p.seed, UPDATES, RUNS))
    descents = kept("eta", "batch", "seed")(lambda q: brownian.descents(q.p.eta, q.batches))
    ending = cached_property(lambda q: float(np.mean(np.clip(np.nan_to_num(q.descents[-1], nan=1e9), -1e9, 1e9) ** 2)))
