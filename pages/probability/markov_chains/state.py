"""The controls and quantities: three kinds of weather and how they are forgotten, a deck, hidden days, the Nile."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Seed, Simplex, Slider, Steps, Text
from explorer.lesson import State, kept
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from mathcore.probability import riffles

WEATHER, ALPHABET = ("sun", "cloud", "rain"), "scr"
MOST, RIFFLES = 40, 14  # steps, riffles
USUAL = ((0.9, 0.075, 0.025), (0.15, 0.8, 0.05), (0.25, 0.25, 0.5))
ROWS = "Row by row: the day after sun, after cloud, after rain (columns: sun, cloud, rain). Rows sum to one."
MATRIX = Simplex("matrix", "Transition matrix P", USUAL, step=0.005, help=ROWS)
WEATHERS = replace(MATRIX, when={"source": ("three",)})
START = Simplex("start", "Start μ₀: sun, cloud, rain", ((0.0, 0.0, 1.0),), step=0.005)
JUMP = Slider("jump", "Jump anywhere, t", 0, 0.5, 0, 0.01, help="With probability t the next state is drawn evenly.")
TICK = Steps("tick", "Time, in quarter steps", high=4 * MOST, default=8, rate=8, help="Four ticks are one step.")
OF = "Weather: the three states of Flow. Letters: 27, from text of scikit-learn. Urns: Ehrenfest’s, 10 balls, lazy."
SOURCE = Choice("source", "Chain", {"three": "Weather", "letters": "Letters", "urn": "Urns"}, "three", help=OF)
CARDS = Slider("cards", "Cards", 2, 104, 52, 1, integer=True)
RIFFLED = Steps("riffles", "Riffles", high=RIFFLES, default=3, rate=1.5)
SEED = Seed("seed", "Seed of the shuffle", 1)
SAID = "small letters s (sun), c (cloud), r (rain) and - (nothing seen), two to seven of them"
OBSERVED = Text("observed", "Seen, day by day", "-s-rcs-", "[scr-]{2,7}", SAID, 7, ("-s-rcs-", "--", "srsr", "r---s"))
ACCURACY = Slider("accuracy", "How often a sighting is right", 0.34, 0.99, 0.8, 0.01)
UPPER = Slider("upper", "Level of the high state, 10⁸ m³", 600, 1300, 1097.75, 0.01)
LOWER = Slider("lower", "Level of the low state, 10⁸ m³", 600, 1300, 849.97, 0.01)
SPREAD = Slider("spread", "Standard deviation around both, 10⁸ m³", 60, 250, 126.4, 0.1)
STAY = Slider("stay", "Probability of staying, s", 0.5, 0.99, 0.98, 0.005)
YEAR = Slider("year", "Year", 1871, 1970, 1898, 1, integer=True)


class Chains(State):
    """A chain of three states with jumps, one to be forgotten, a deck, hidden days, and hidden levels of a river."""

    chain = cached_property(lambda q: markov.damped(q.p.matrix, q.p.jump))
    first = cached_property(lambda q: np.array(q.p.start[0]))
    n = cached_property(lambda q: q.p.tick // 4)
    powers = cached_property(lambda q: markov.powers(q.chain, q.n))
    masses = cached_property(lambda q: np.einsum("i,nij->nj", q.first, q.powers))  # μ₀, ..., μₙ
    mass = cached_property(lambda q: q.masses[-1])
    kinds = cached_property(lambda q: markov.classes(q.chain))
    settled = cached_property(lambda q: markov.long_run(q.chain, q.first))
    delta = cached_property(lambda q: markov.dobrushin(q.chain))
    side = cached_property(lambda q: markov.farthest(q.powers[-1]))  # the image's longest: two corners, distance
    away = cached_property(lambda q: float(markov.distance(q.mass, q.settled)))
    second = cached_property(lambda q: float(abs(markov.eigenvalues(q.chain)[1])))
    bare = cached_property(lambda q: markov.KNOWN.get(q.p.source, lambda: np.array(q.p.matrix))())
    decay = kept("source", "matrix", "jump")(lambda q: markov.decay(q.bare, q.p.jump, MOST))
    unmixed = kept("cards")(lambda q: riffles.course(q.p.cards, RIFFLES))  # distances, and birthdays: (2, n)
    decks = kept("cards", "seed")(lambda q: riffles.decks(q.p.cards, RIFFLES, q.p.seed))
    deck = cached_property(lambda q: q.decks[q.p.riffles])
    runs = cached_property(lambda q: riffles.sequences(q.deck))  # of each card, the number of its rising sequence
    count = cached_property(lambda q: int(q.runs[-1]) + 1)
    shares = cached_property(lambda q: riffles.shares(q.p.cards, q.p.riffles))
    even = cached_property(lambda q: riffles.even_shares(q.p.cards))
    gap = cached_property(lambda q: float(q.unmixed[0, q.p.riffles]))
    sequences = cached_property(lambda q: riffles.mean_sequences(q.p.cards, q.p.riffles))  # their mean number
    seen = cached_property(lambda q: hidden.noisy(q.p.observed, ALPHABET, q.p.accuracy))
    hangs = kept("matrix", "jump", "start", "observed", "accuracy")
    answers: Any = hangs(lambda q: hidden.decode(q.chain, q.first, q.seen))
    log_evidence = cached_property(lambda q: float(q.answers.beliefs.log_evidence[-1]))
    best = cached_property(lambda q: float(np.exp(q.answers.log_best - q.log_evidence)))  # given what is seen
    daily = cached_property(lambda q: float(np.exp(q.answers.log_daily - q.log_evidence)))
    # Of each year and each state, high and low, the logarithm of the density of its flow; beliefs, and the best path.
    levels = cached_property(lambda q: hidden.normal(hidden.nile_flow()[1], (q.p.upper, q.p.lower), q.p.spread))
    river = kept("upper", "lower", "spread", "stay")(lambda q: hidden.two_levels(q.p.stay, q.levels))
    alones = cached_property(lambda q: 1 / (1 + np.exp(q.levels[:, 1] - q.levels[:, 0])))  # P(high), year by year
    index = cached_property(lambda q: q.p.year - 1871)
    high = cached_property(lambda q: float(q.river[0].smoothed[q.index, 0]))  # given the whole record
    so_far = cached_property(lambda q: float(q.river[0].filtered[q.index, 0]))
    alone = cached_property(lambda q: float(q.alones[q.index]))
    switches = cached_property(lambda q: np.flatnonzero(np.diff(q.river[1])) + 1871)  # the last years before each
