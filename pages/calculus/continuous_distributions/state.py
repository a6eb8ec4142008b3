"""The state of the lesson: a law with a strip, its image under a typed map, a sample, a flow of the plane, data."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.calculus import densities, flows, pushforward
from mathcore.calculus.flows import BoxCox, BoxMuller, Coupling
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
DRAWS, PUSHED, CLOUD = 500, 3000, 700  # points of the sample, of the histogram of the output, of the cloud
LEVELS = 361  # heights at which the density of the output is drawn
SIZES = {"coupling": (3.5, 6.0), "box_muller": (1.0, 4.0)}  # of the planes: the input's, the output's
STEP = 1e-6  # of the difference quotient of F
OPEN = 2.0**-54  # keeps uniform numbers off 0
LAW = "law", "sketch"
BENT = "flow", "stretch", "bend", "layers"


class Spread(State):
    """What a view asks for."""

    density = kept(*LAW)(lambda q: densities.KNOWN.get(q.p.law) or densities.drawn(q.p.sketch))
    low = cached_property(lambda q: min(q.p.a, q.p.b))
    high = cached_property(lambda q: max(q.p.a, q.p.b))
    cdf_low = cached_property(lambda q: float(q.density.cdf(q.low)))
    cdf_high = cached_property(lambda q: float(q.density.cdf(q.high)))
    probability = cached_property(lambda q: q.density.between(q.low, q.high))
    height = cached_property(lambda q: float(q.density.pdf(q.high)))  # of the density at the right end
    # A tiny step of F around it: its slope without the density.
    slope = cached_property(lambda q: q.density.between(q.high - STEP, q.high + STEP) / (2 * STEP))

    # Uniform on (0, 1), or crowded near 0.
    uniforms = kept("seed", "even")(lambda q: (random_uniforms(q.p.seed, 27, 0, DRAWS) + OPEN) ** (2 - q.p.even))
    sample = kept(*LAW, "seed", "even")(lambda q: q.density.ppf(q.uniforms))
    shown = cached_property(lambda q: q.sample[: q.p.draws])
    gap = cached_property(lambda q: densities.largest_gap(q.shown, q.density.cdf))

    push = kept(*LAW, "map")(lambda q: pushforward.push(q.p.map, q.density))
    levels = kept(*LAW, "map")(lambda q: np.linspace(*q.push.window, LEVELS))  # heights y in the window
    roots = kept(*LAW, "map")(lambda q: q.push.roots(q.levels))  # the x on each branch that is sent there
    layers = kept(*LAW, "map", "jacobian")(lambda q: q.push.shares(q.roots, q.p.jacobian))  # and what it gives
    top = kept(*LAW, "map")(lambda q: pushforward.usual_height(q.push.shares(q.roots).sum(axis=0)))
    level = cached_property(lambda q: float(q.push.formula(q.high)))  # g at the right end; NaN where it is not defined
    factor = cached_property(lambda q: float(pushforward.slopes(q.p.map, q.high)))  # g′ there
    sources = cached_property(lambda q: np.unique(q.push.roots(q.level)[~np.isnan(q.push.roots(q.level))]))  # of it
    terms = cached_property(lambda q: q.push.shares(q.sources, q.p.jacobian))  # of the density there
    density_out = cached_property(lambda q: float(q.push.pdf(q.level)[0]))  # with the Jacobian
    cdf_out = cached_property(lambda q: float(q.push.cdf(q.level)[0]))
    image = cached_property(lambda q: q.push.area(q.low, q.high, q.p.jacobian))  # the area of the strip's image; error
    whole = cached_property(lambda q: q.push.area(-np.inf, np.inf, q.p.jacobian))

    @kept(*LAW, "map", "seed")
    def histogram(self) -> tuple[Array, Array]:
        """Of a pushed sample."""
        pushed = self.push.formula(self.density.ppf(random_uniforms(self.p.seed, 28, 0, PUSHED) + OPEN))
        return densities.histogram(pushed, self.push.window, 60)

    coupled = cached_property(lambda q: q.p.flow == "coupling")
    flow = cached_property(lambda q: Coupling(q.p.stretch, q.p.bend, q.p.layers) if q.coupled else BoxMuller())
    at = cached_property(lambda q: np.array(q.p.point if q.coupled else q.p.spot))
    # The corners of the cell around it; that in the square is a fifth as wide, and stays inside.
    half = cached_property(lambda q: 0.5 * q.p.cell * (1.0 if q.coupled else 0.2))
    inner = cached_property(lambda q: (-9.0, 9.0) if q.coupled else (0.002, 0.998))
    box = cached_property(lambda q: (np.clip(q.at - q.half, *q.inner), np.clip(q.at + q.half, *q.inner)))
    images = cached_property(lambda q: q.flow.forward(q.at[None]))
    log_det = cached_property(lambda q: float(q.images[1][0]))
    log_in = cached_property(lambda q: float(q.flow.log_input(q.at[None])[0]))
    log_out = cached_property(lambda q: q.log_in - q.log_det)
    cell_image = cached_property(lambda q: q.flow.forward(flows.outline(*q.box))[0])
    cell_mass = cached_property(lambda q: q.flow.input_mass(*q.box))
    image_mass = cached_property(lambda q: flows.image_mass(q.flow, *q.box, q.p.jacobian))
    mesh = kept("flow")(lambda q: flows.mesh(-3.0, 3.0, 13) if q.coupled else flows.mesh(0.004, 0.996, 11))
    mesh_out = kept(*BENT)(lambda q: q.flow.forward(q.mesh)[0])
    cloud_out = kept(*BENT, "seed")(lambda q: q.flow.forward(q.cloud)[0])
    relief = kept(*BENT, "jacobian")(lambda q: flows.relief(q.flow, SIZES[q.p.flow][1], q.p.jacobian))

    @kept("flow", "seed")
    def cloud(self) -> Array:
        draw = random_normals if self.coupled else random_uniforms
        return draw(self.p.seed, 29, 0, 2 * CLOUD).reshape(-1, 2) + OPEN

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
    mean_unit = cached_property(lambda q: float(np.exp(np.log(q.values).mean())))  # the geometric mean of the data
    best_in_means = kept("data", "jacobian")(lambda q: BoxCox(q.values, q.mean_unit).best(q.p.jacobian))
    gains = kept("data", "unit")(lambda q: [q.boxcox.gain(flows.LAMBDAS, each) for each in (True, False)])
