"""The state of the lesson: a law with a strip, its image under a typed map, a sample, a flow of the plane, data."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.calculus import densities, flows, pushforward
from mathcore.calculus.densities import Density
from mathcore.calculus.flows import BoxCox, BoxMuller, Coupling, Flow
from mathcore.calculus.pushforward import Push
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
DRAWS, PUSHED, CLOUD = 500, 3000, 700  # points of the sample, of the histogram of the output, of the cloud
LEVELS = 361  # heights at which the density of the output is drawn
SIZES = {"coupling": (3.5, 6.0), "box_muller": (1.0, 4.0)}  # of the planes: the input's, the output's
STEP = 1e-6  # of the difference quotient of F
OPEN = 2.0**-54  # that keeps uniform numbers off 0


class Spread(State):
    """What a view asks for."""

    low = cached_property(lambda q: min(q.p.a, q.p.b))
    high = cached_property(lambda q: max(q.p.a, q.p.b))
    cdf_low = cached_property(lambda q: float(q.density.cdf(q.low)))
    cdf_high = cached_property(lambda q: float(q.density.cdf(q.high)))
    probability = cached_property(lambda q: q.density.between(q.low, q.high))
    height = cached_property(lambda q: float(q.density.pdf(q.high)))  # of the density at the right end
    # A tiny step of F around it: its slope without the density.
    slope = cached_property(lambda q: q.density.between(q.high - STEP, q.high + STEP) / (2 * STEP))

    @kept("law", "sketch")
    def density(self) -> Density:
        return densities.KNOWN.get(self.p.law) or densities.drawn(self.p.sketch)

    @kept("seed", "even")
    def uniforms(self) -> Array:
        """On (0, 1); crowded near 0 if they are not even."""
        found = random_uniforms(self.p.seed, 27, 0, DRAWS) + OPEN
        return found if self.p.even else found**2

    @kept("law", "sketch", "seed", "even")
    def sample(self) -> Array:
        return self.density.ppf(self.uniforms)

    shown = cached_property(lambda q: q.sample[: q.p.draws])
    gap = cached_property(lambda q: densities.largest_gap(q.shown, q.density.cdf))

    @kept("law", "sketch", "map")
    def push(self) -> Push:
        return pushforward.push(self.p.map, self.density)

    @kept("law", "sketch", "map")
    def curves(self) -> list[Array]:
        return self.push.curves()

    @kept("law", "sketch", "map")
    def ladder(self) -> tuple[Array, Array]:
        """Heights y in the window, and the x on each branch that is sent there."""
        y = np.linspace(*self.push.window, LEVELS)
        return y, self.push.roots(y)

    @kept("law", "sketch", "map", "jacobian")
    def layers(self) -> Array:
        """What each branch gives to the density at those heights."""
        return self.push.shares(self.ladder[1], self.p.jacobian)

    @kept("law", "sketch", "map", "jacobian")
    def top(self) -> float:
        """A height that holds most of the density of the output."""
        return pushforward.usual_height(self.layers.sum(axis=0))

    @kept("law", "sketch", "map", "seed")
    def histogram(self) -> tuple[Array, Array]:
        """Of a pushed sample."""
        pushed = self.push.formula(self.density.ppf(random_uniforms(self.p.seed, 28, 0, PUSHED) + OPEN))
        return densities.histogram(pushed, self.push.window, 60)

    level = cached_property(lambda q: float(q.push.formula(q.high)))  # g at the right end; NaN where it is not defined
    factor = cached_property(lambda q: float(pushforward.slopes(q.p.map, q.high)))  # g′ there
    terms = cached_property(lambda q: q.push.shares(q.sources[:, None], q.p.jacobian)[:, 0])
    density_out = cached_property(lambda q: float(q.push.pdf(q.level)[0]))  # at the level, with the Jacobian

    @cached_property
    def sources(self) -> Array:
        """All x that are sent to the level."""
        found = self.push.roots(self.level)[:, 0]
        return np.sort(found[np.isfinite(found)])

    cdf_out = cached_property(lambda q: float(q.push.cdf(q.level)[0]))
    image = cached_property(lambda q: q.push.area(q.low, q.high, q.p.jacobian))  # the area of the strip's image; error
    whole = cached_property(lambda q: q.push.area(-np.inf, np.inf, q.p.jacobian))

    coupled = cached_property(lambda q: q.p.flow == "coupling")
    at = cached_property(lambda q: np.array(q.p.point if q.coupled else q.p.spot))
    images = cached_property(lambda q: q.flow.forward(q.at[None]))
    log_det = cached_property(lambda q: float(q.images[1][0]))
    log_in = cached_property(lambda q: float(q.flow.log_input(q.at[None])[0]))
    log_out = cached_property(lambda q: q.log_in - q.log_det)
    cell_image = cached_property(lambda q: q.flow.forward(flows.outline(*q.box))[0])
    cell_mass = cached_property(lambda q: q.flow.input_mass(*q.box))
    image_mass = cached_property(lambda q: flows.image_mass(q.flow, *q.box, q.p.jacobian))
    mesh = kept("flow")(lambda q: flows.mesh(-3.0, 3.0, 13) if q.coupled else flows.mesh(0.004, 0.996, 11))
    mesh_out = kept("flow", "stretch", "bend", "layers")(lambda q: q.flow.forward(q.mesh)[0])
    cloud_out = kept("flow", "stretch", "bend", "layers", "seed")(lambda q: q.flow.forward(q.cloud)[0])

    @cached_property
    def flow(self) -> Flow:
        return Coupling(self.p.stretch, self.p.bend, self.p.layers) if self.coupled else BoxMuller()

    @cached_property
    def box(self) -> tuple[Array, Array]:
        """The corners of the cell around the point; that of the square is a fifth as wide, and stays in it."""
        half = 0.5 * self.p.cell * (1.0 if self.coupled else 0.2)
        bounds = (-9.0, 9.0) if self.coupled else (0.002, 0.998)
        return np.clip(self.at - half, *bounds), np.clip(self.at + half, *bounds)

    @kept("flow", "seed")
    def cloud(self) -> Array:
        draw = random_normals if self.coupled else random_uniforms
        return draw(self.p.seed, 29, 0, 2 * CLOUD).reshape(-1, 2) + OPEN

    @kept("flow", "stretch", "bend", "layers", "jacobian")
    def relief(self) -> tuple[Array, Array]:
        return flows.relief(self.flow, SIZES[self.p.flow][1], self.p.jacobian)

    @kept("data")
    def values(self) -> Array:
        own = self.p.data.startswith("own:")
        x = np.sort(unpack(self.p.data).values[:, 0]) if own else flows.samples(self.p.data)
        if not x[0] > 0:
            raise Unanswerable("Box and Cox need positive numbers, and some of these are not.")
        if not x[-1] > x[0] * (1 + 1e-6):
            raise Unanswerable("All these numbers are alike: there is nothing to make symmetric.")
        return x

    boxcox = cached_property(lambda q: BoxCox(q.values, q.p.unit))
    z = cached_property(lambda q: q.boxcox.standard(q.values, q.p.lam))
    bounds = cached_property(lambda q: (0.0, 1.04 * float(q.values[-1])))  # of the data, as they are drawn
    best = kept("data", "unit", "jacobian")(lambda q: q.boxcox.best(q.p.jacobian))  # the most likely exponent
    best_in_ones = kept("data", "jacobian")(lambda q: BoxCox(q.values).best(q.p.jacobian))  # if the unit is 1
    gains = kept("data", "unit")(lambda q: [q.boxcox.gain(flows.LAMBDAS, each) for each in (True, False)])
