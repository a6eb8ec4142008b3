"""The state of the lesson: a law at its sliders, draws of it, a relation performed, and a sample that wants a law."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Control, Seed, Slider, Steps, Toggle
from explorer.lesson import State, kept
from mathcore.probability import law_fit, law_names, law_relations, law_shapes
from mathcore.probability.laws import LAWS, Parameter, distribution

Array = NDArray[np.float64]
LAW = Choice("law", "Law", {key: law.name for key, law in LAWS.items()}, "gamma")


def slider(key: str, p: Parameter) -> Slider:
    """The slider of one parameter of one law: it stands there with its law alone."""
    label, only = f"{p.name.capitalize()} {p.symbol}", {"law": (key,)}
    name, span = f"{key}_{p.key}", (p.low, p.high, p.default, p.step)
    return Slider(name, label, *span, help=p.meaning, when=only, integer=p.integer)


SLIDERS = {key: tuple(slider(key, p) for p in law.parameters) for key, law in LAWS.items()}
valued = lambda key, theta: {"law": key, **{each.name: v for each, v in zip(SLIDERS[key], theta, strict=True)}}
PARAMETERS: tuple[Control, ...] = (LAW, *(each for several in SLIDERS.values() for each in several))
NAMES = tuple(control.name for control in PARAMETERS)
LEVEL = Slider("u", "Probability u", 0.0005, 0.9995, 0.6, 0.0001, help="u = P(X ≤ x), and x its quantile.")
DRAWN = Steps("drawn", "Draws made from uniforms", high=300, default=0, rate=20)
RELATIONS = {key: each.name for key, each in (law_relations.LIMITS | law_relations.IDENTITIES).items()}
LIMITING, MADE = ({"relation": tuple(each)} for each in (law_relations.LIMITS, law_relations.IDENTITIES))
TURNED: tuple[Control, ...] = (
    Choice("relation", "What turns into what", RELATIONS, "rare"),
    Slider("n", "n, ν or k", 1, 1000, 10, log=True, integer=True, when=LIMITING),
    Slider("k", "How many, or which shape, k", 1, 10, 3, integer=True, step=1, when=MADE),
    Slider("amount", "Draws", 10, law_relations.DRAWS, 2000, log=True, integer=True, when=MADE),
    Toggle("holds", "What the theorem assumes holds", True, when=MADE),
    Seed(),
)
HIDDEN = {"one": "Hidden law 1", "two": "Hidden law 2", "three": "Hidden law 3", "four": "Hidden law 4, of counts"}
REAL = {"visits": "Doctor visits in a year", "tumours": "Tumours: radius of nuclei", "growth": "US growth"}
SAMPLE = Choice("sample", "Data", HIDDEN | REAL, "one")


class Laws(State):
    """One law, and what is asked of it in each view."""

    key = cached_property(lambda q: q.p.law)
    sliders = cached_property(lambda q: SLIDERS[q.key])
    law = cached_property(lambda q: distribution(q.key, *(q.p[each.name] for each in q.sliders)))
    x = cached_property(lambda q: float(q.law.ppf(q.p.u)))  # the quantile of u
    height = cached_property(lambda q: float(q.law.density(q.x)))
    reached = cached_property(lambda q: float(q.law.cdf(q.x)))  # P(X <= x): u, or the step above it
    frame = cached_property(lambda q: law_shapes.window(q.law))
    top = cached_property(lambda q: law_shapes.top(q.law, q.frame))
    curve = cached_property(lambda q: law_shapes.curve(q.law, q.frame))
    shown = cached_property(lambda q: [each[: q.p.drawn] for each in q.draws] if q.p.drawn else [np.zeros(0)] * 2)
    # Turn into: `size` is the limiting parameter, from where the law exists, or the number of draws.
    limit = cached_property(lambda q: law_relations.LIMITS.get(q.p.relation))
    identity = cached_property(lambda q: law_relations.IDENTITIES.get(q.p.relation))
    size = cached_property(lambda q: float(max(q.p.n, q.limit.least) if q.limit else q.p.amount))
    target = cached_property(lambda q: q.identity.target(float(q.p.k)))
    everything = cached_property(lambda q: (q.p.relation, float(q.p.k), q.p.holds, q.p.seed))
    made = cached_property(lambda q: law_relations.made(*q.everything)[: q.p.amount])
    rare = cached_property(lambda q: float(max(q.p.n, law_relations.LIMITS["rare"].least)))  # trials of the binomial
    variation = cached_property(lambda q: law_relations.LIMITS["rare"].distance(q.rare))
    # Which one, Pearson: `place` is that of the law in the plane, `spot` that of the data.
    data = cached_property(lambda q: law_fit.sample(q.p.sample))
    whole = cached_property(lambda q: law_fit.whole(q.p.sample))
    gap = cached_property(lambda q: law_fit.misfit(q.p.sample, q.law))
    log_likelihood = cached_property(lambda q: law_fit.log_likelihood(q.p.sample, q.law))
    aic = cached_property(lambda q: 2 * len(q.law.theta) - 2 * q.log_likelihood)
    place = cached_property(lambda q: law_fit.place(q.law))
    # Names: the law in each library, the usual misreading, the law that it gives and how far that is moved.
    calls = cached_property(lambda q: law_names.named(q.key, q.law.theta))
    wrong = cached_property(lambda q: law_names.misread(q.key, q.law.theta))
    other = cached_property(lambda q: distribution(q.wrong.key, *q.wrong.theta) if q.wrong else None)
    shift = cached_property(lambda q: q.wrong.shift if q.wrong else 0.0)
    both = cached_property(lambda q: law_shapes.together(q.law, q.other, q.shift))

    @kept(*NAMES, "seed")
    def draws(self) -> tuple[Array, Array]:
        """The first uniforms of the seed, and the draws that the quantile function makes of them."""
        return law_shapes.uniforms(300, self.p.seed), self.law.samples(300, self.p.seed)

    @kept("relation", "n", "k", "amount", "holds", "seed")
    def apart(self) -> float:
        """How far source and target are apart."""
        return self.limit.distance(self.size) if self.limit else law_relations.kolmogorov(self.made, self.target)

    @kept("relation", "k", "holds", "seed")
    def path(self) -> tuple[NDArray[Any], Array]:
        """The distance against the limiting parameter, or against the number of draws."""
        return law_relations.distances(self.p.relation) if self.limit else law_relations.settling(*self.everything)

    @kept("sample")
    def spot(self) -> tuple[float, float]:
        """The place of the data in Pearson's plane."""
        return law_fit.shape_of(self.data)
