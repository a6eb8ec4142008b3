"""The state of the lesson: a law at its sliders, draws of it, a relation performed, and a sample that wants a law."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Control, Seed, Slider, Steps, Toggle
from explorer.lesson import State, kept
from mathcore.probability import law_fit, law_names, law_relations, law_shapes
from mathcore.probability.laws import LAWS, Distribution, Law, distribution

Array = NDArray[np.float64]
MOST = 300  # draws of the play bar
LAW = Choice("law", "Law", {key: law.name for key, law in LAWS.items()}, "gamma")


def slider(law: Law, place: int) -> Slider:
    """The slider of one parameter of one law: it stands there with its law alone."""
    p = law.parameters[place]
    label = f"{p.name.capitalize()} {p.symbol}"
    kind: dict[str, Any] = {"integer": True} if p.integer else {}
    only = {"law": (law.key,)}
    return Slider(f"{law.key}_{p.key}", label, p.low, p.high, p.default, p.step, help=p.meaning, when=only, **kind)


SLIDERS = {key: tuple(slider(law, k) for k in range(len(law.parameters))) for key, law in LAWS.items()}
PARAMETERS: tuple[Control, ...] = (LAW, *(each for several in SLIDERS.values() for each in several))
NAMES = tuple(control.name for control in PARAMETERS)
LEVEL = Slider("u", "Probability u", 0.0005, 0.9995, 0.6, 0.0001, help="u = P(X ≤ x), and x its quantile.")
SEED = Seed()
DRAWN = Steps("drawn", "Draws made from uniforms", high=MOST, default=0, rate=20)
RELATIONS = {key: each.name for key, each in (law_relations.LIMITS | law_relations.IDENTITIES).items()}
RELATION = Choice("relation", "What turns into what", RELATIONS, "rare")
LIMIT = Slider("n", "n, ν or k", 1, 1000, 10, log=True, integer=True, when={"relation": tuple(law_relations.LIMITS)})
MADE = {"relation": tuple(law_relations.IDENTITIES)}
PARTS = Slider("k", "How many, or which shape, k", 1, 10, 3, integer=True, step=1, when=MADE)
AMOUNT = Slider("amount", "Draws", 10, law_relations.DRAWS, 2000, log=True, integer=True, when=MADE)
HOLDS = Toggle("holds", "What the theorem assumes holds", True, when=MADE)
DATA = {
    "one": "Hidden law 1",
    "two": "Hidden law 2",
    "three": "Hidden law 3",
    "four": "Hidden law 4, of counts",
    "visits": "Doctor visits in a year",
    "tumours": "Tumours: radius of the nuclei",
    "growth": "Growth of US output",
}
SAMPLE = Choice("sample", "Data", DATA, "one")


class Laws(State):
    """One law, and what is asked of it in each view."""

    key = cached_property(lambda q: q.p.law)
    law = cached_property(lambda q: distribution(q.key, *(q.p[each.name] for each in SLIDERS[q.key])))
    x = cached_property(lambda q: float(q.law.ppf(q.p.u)))  # the quantile of u
    height = cached_property(lambda q: float(q.law.density(q.x)))
    reached = cached_property(lambda q: float(q.law.cdf(q.x)))  # P(X <= x): u, or the step above it
    frame = cached_property(lambda q: law_shapes.window(q.law))
    top = cached_property(lambda q: law_shapes.top(q.law, q.frame))
    curve = cached_property(lambda q: law_shapes.curve(q.law, q.frame))

    @kept(*NAMES, "seed")
    def draws(self) -> tuple[Array, Array]:
        """The first uniforms of the seed, and the draws that the quantile function makes of them."""
        return law_shapes.uniforms(MOST, self.p.seed), self.law.samples(MOST, self.p.seed)

    # Turn into
    limit = cached_property(lambda q: law_relations.LIMITS.get(q.p.relation))
    identity = cached_property(lambda q: law_relations.IDENTITIES.get(q.p.relation))

    @cached_property
    def size(self) -> float:
        """The limiting parameter, from where the law exists; or the number of draws."""
        return float(max(self.p.n, self.limit.least) if self.limit else self.p.amount)

    @kept("relation", "n", "k", "amount", "holds", "seed")
    def apart(self) -> float:
        """How far source and target are apart."""
        if self.limit:
            return self.limit.distance(self.size)
        return law_relations.kolmogorov(self.made, self.target)

    @cached_property
    def made(self) -> Array:
        """The draws of an identity."""
        p = self.p
        return law_relations.made(p.relation, float(p.k), p.holds, p.seed)[: p.amount]

    @cached_property
    def target(self) -> Distribution:
        """The law that an identity claims."""
        assert self.identity is not None
        return self.identity.target(float(self.p.k))

    @kept("relation", "k", "holds", "seed")
    def path(self) -> tuple[NDArray[Any], Array]:
        """The distance against the limiting parameter, or against the number of draws."""
        if self.limit:
            return law_relations.distances(self.p.relation)
        return law_relations.settling(self.p.relation, float(self.p.k), self.p.holds, self.p.seed)

    variation = cached_property(lambda q: law_relations.LIMITS["rare"].distance(float(max(q.p.n, law_relations.RARE))))

    # Which one, Pearson
    data = cached_property(lambda q: law_fit.sample(q.p.sample))
    whole = cached_property(lambda q: law_fit.whole(q.p.sample))
    gap = cached_property(lambda q: law_fit.misfit(q.p.sample, q.law))
    log_likelihood = cached_property(lambda q: law_fit.log_likelihood(q.p.sample, q.law))
    aic = cached_property(lambda q: 2 * len(q.law.theta) - 2 * q.log_likelihood)
    place = cached_property(lambda q: law_fit.place(q.law))  # in Pearson's plane

    @kept("sample")
    def spot(self) -> tuple[float, float]:
        """The place of the data in Pearson's plane."""
        return law_fit.shape_of(self.data)

    # Names
    calls = cached_property(lambda q: law_names.named(q.key, q.law.theta))
    wrong = cached_property(lambda q: law_names.misread(q.key, q.law.theta))

    @cached_property
    def other(self) -> Distribution | None:
        """The law that the usual misreading gives, before its shift."""
        return distribution(self.wrong.key, *self.wrong.theta) if self.wrong else None

    shift = cached_property(lambda q: q.wrong.shift if q.wrong else 0.0)

    @cached_property
    def both(self) -> tuple[float, float, float]:
        """A window and a height for the law that is meant and the one that is understood."""
        return law_shapes.together(self.law, self.other, self.shift)


def moment(value: float | None) -> str | float:
    """A moment as a readout says it."""
    if value is None:
        return "none"
    return "infinite" if np.isinf(value) else float(value)


def numbers(q: Laws) -> Mapping[str, Any]:
    """Named values for the text and the programs."""
    names = [("mean", 0), ("variance", 1), ("skewness", 2), ("kurtosis", 3)]
    found = {name: np.nan if q.law.moments[k] is None else q.law.moments[k] for name, k in names}
    keys = [each.symbol for each in q.law.law.parameters]
    told = ", ".join(f"{symbol} = {value:g}" for symbol, value in zip(keys, q.law.theta, strict=True))
    n = float(max(q.p.n, law_relations.RARE))
    found |= {"limiting": n, "le_cam": law_relations.RARE**2 / n}
    return {**found, "law_name": rf"\text{{{q.law.law.name}}}", "told": rf"\text{{{told}}}"}
