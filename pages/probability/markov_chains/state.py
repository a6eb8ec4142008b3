"""The controls and quantities: weather of three kinds, how it is forgotten, riffled decks, hidden days, the Nile."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Seed, Simplex, Slider, Steps, Text
from explorer.lesson import State, kept
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from mathcore.probability import riffles

Array = NDArray[np.float64]
WEATHER, ALPHABET = ("sun", "cloud", "rain"), "scr"
MOST, RIFFLES, EVEN = 40, 14, np.full(3, 1 / 3)  # steps, riffles; all three alike
USUAL = ((0.9, 0.075, 0.025), (0.15, 0.8, 0.05), (0.25, 0.25, 0.5))
ROWS = "Row by row: the day after sun, after cloud, after rain (columns: sun, cloud, rain). Rows sum to one."
MATRIX = Simplex("matrix", "Transition matrix P", USUAL, step=0.005, help=ROWS)
MATRIX_OF_THREE = replace(MATRIX, when={"source": ("three",)})
START = Simplex("start", "Start μ₀: sun, cloud, rain", ((0.0, 0.0, 1.0),), step=0.005)
JUMP = Slider("jump", "Jump anywhere, t", 0, 0.5, 0, 0.01, help="With probability t the next state is drawn evenly.")
QUARTERS = "Four ticks are one step: the mass is on its way, and arrives."
TICK = Steps("tick", "Time, in quarter steps", high=4 * MOST, default=8, rate=6, help=QUARTERS)
SOURCES = {"three": "Weather", "letters": "Letters", "urn": "Urns"}
OF = "Weather: the three states of Flow. Letters: 27, from text of scikit-learn. Urns: Ehrenfest’s, 10 balls, lazy."
SOURCE = Choice("source", "Chain", SOURCES, "three", help=OF)
CARDS = Slider("cards", "Cards", 2, 104, 52, 1, integer=True)
RIFFLED = Steps("riffles", "Riffles", high=RIFFLES, default=3, rate=1.5)
SEED = Seed("seed", "Seed of the shuffle", 1)
SAID = "small letters s (sun), c (cloud), r (rain) and - (nothing seen), two to seven of them"
OBSERVED = Text("observed", "Seen, day by day", "--s-r-", "[scr-]{2,7}", SAID, 7, ("--s-r-", "--", "srsrsr", "r----s"))
ACCURACY = Slider("accuracy", "How often a sighting is right", 0.34, 0.99, 0.8, 0.01)
FLOWS, ONE_MEAN, TWO_MEANS = (600.0, 1300.0), 1097.75, 849.97
UPPER = Slider("upper", "Level of the high state, 10⁸ m³", *FLOWS, ONE_MEAN, 0.01)
LOWER = Slider("lower", "Level of the low state, 10⁸ m³", *FLOWS, TWO_MEANS, 0.01)
SPREAD = Slider("spread", "Standard deviation around both, 10⁸ m³", 60, 250, 126.4, 0.1)
STAY = Slider("stay", "Probability of staying, s", 0.5, 0.99, 0.98, 0.005)
YEAR = Slider("year", "Year", 1871, 1970, 1898, 1, integer=True)


class Decay(NamedTuple):
    """How a chain forgets: the chain with and without jumps, its classes, its long run, the moduli and places of its
    eigenvalues, the worst distances d(0), ..., d(MOST), Dobrushin's δ, and the largest breach of detailed balance."""

    chain: Array
    bare: NDArray[np.complex128]  # eigenvalues without jumps
    kinds: markov.Classes
    settled: Array
    values: NDArray[np.complex128]
    worst: Array
    delta: float
    unbalanced: float

    @property
    def second(self) -> float:
        """|λ₂|."""
        return float(np.abs(self.values[1]))

    @property
    def reversible(self) -> bool:
        """Detailed balance, and no state of long-run share 0."""
        return self.unbalanced < 1e-12 and self.kinds.irreducible

    @property
    def mixing(self) -> float:
        """The first n with d(n) ≤ 1/4; NaN if that is beyond MOST."""
        found = np.flatnonzero(self.worst <= 0.25)
        return float(found[0]) if len(found) else float("nan")


class Answers(NamedTuple):
    """What the hidden days were: beliefs, the best path and the days one by one, with the logarithms of their
    probabilities, and those of all paths."""

    beliefs: hidden.Beliefs
    best: NDArray[np.intp]
    log_best: float
    daily: NDArray[np.intp]
    log_daily: float
    every: NDArray[np.intp]
    logs: Array


class Chains(State):
    """A chain of three states with jumps, one to be forgotten, a deck, hidden days, and hidden levels of a river."""

    chain = cached_property(lambda q: markov.damped(q.p.matrix, q.p.jump))
    first = cached_property(lambda q: np.array(q.p.start[0]))
    n = cached_property(lambda q: q.p.tick // 4)
    phase = cached_property(lambda q: q.p.tick % 4 / 4)
    powers = cached_property(lambda q: markov.powers(q.chain, q.n))
    masses = cached_property(lambda q: np.einsum("i,nij->nj", q.first, q.powers))  # μ₀, ..., μₙ
    mass = cached_property(lambda q: q.masses[-1])
    kinds = cached_property(lambda q: markov.classes(q.chain))
    settled = cached_property(lambda q: markov.long_run(q.chain, q.first))
    delta = cached_property(lambda q: markov.dobrushin(q.chain))
    side = cached_property(lambda q: markov.farthest(q.powers[-1]))  # of the image, the longest: two corners, distance
    away = cached_property(lambda q: float(markov.distance(q.mass, q.settled)))
    second = cached_property(lambda q: markov.second_of_three(q.chain))

    @kept("source", "matrix", "jump")
    def decay(self) -> Decay:
        """How the chosen chain forgets."""
        given = {"letters": markov.letters, "urn": markov.urn}
        bare = given[self.p.source]() if self.p.source in given else np.array(self.p.matrix)
        chain = markov.damped(bare, self.p.jump)
        settled = markov.long_run(chain, np.full(len(chain), 1 / len(chain)))
        worst, values = markov.worst_distances(markov.powers(chain, MOST), settled), markov.eigenvalues(chain)
        every = markov.eigenvalues(bare), markov.classes(chain), settled, values, worst, markov.dobrushin(chain)
        return Decay(chain, *every, markov.imbalance(chain, settled))

    @kept("cards")
    def unmixed(self) -> Array:
        """The distance to an even shuffle after 0, 1, ..., RIFFLES riffles, and the birthday bound on it: (2, n)."""
        found = [[f(self.p.cards, n) for n in range(RIFFLES + 1)] for f in (riffles.unmixed, riffles.shared_bits)]
        return np.array(found)

    @kept("cards", "seed")
    def decks(self) -> NDArray[np.intp]:
        """A deck after 0, 1, ..., RIFFLES riffles, (RIFFLES + 1, cards)."""
        return riffles.decks(self.p.cards, RIFFLES, self.p.seed)

    deck = cached_property(lambda q: q.decks[q.p.riffles])
    runs = cached_property(lambda q: riffles.sequences(q.deck))  # of each card, the number of its rising sequence
    shares = cached_property(lambda q: riffles.shares(q.p.cards, q.p.riffles))
    even = cached_property(lambda q: riffles.even_shares(q.p.cards))
    gap = cached_property(lambda q: float(q.unmixed[0, q.p.riffles]))

    @kept("matrix", "jump", "start", "observed", "accuracy")
    def answers(self) -> Answers:
        """What the hidden days were."""
        seen = hidden.noisy(self.p.observed, ALPHABET, self.p.accuracy)
        found = hidden.beliefs(self.chain, self.first, seen)
        best, log_best = hidden.viterbi(self.chain, self.first, seen)
        daily = np.round(found.smoothed, 12).argmax(axis=1)
        every = hidden.every_path(3, len(seen))
        logs = hidden.log_probability(self.chain, self.first, seen, np.concatenate([every, daily[None]]))
        return Answers(found, best, log_best, daily, float(logs[-1]), every, logs[:-1])

    log_evidence = cached_property(lambda q: float(q.answers.beliefs.log_evidence[-1]))
    best = cached_property(
        lambda q: float(np.exp(q.answers.log_best - q.log_evidence))
    )  # of the path, given what is seen
    daily = cached_property(lambda q: float(np.exp(q.answers.log_daily - q.log_evidence)))

    @kept("upper", "lower", "spread", "stay")
    def river(self) -> tuple[hidden.Beliefs, NDArray[np.intp], float]:
        """Of the Nile: beliefs (state 0 is high), the best path, and the logarithm of its probability."""
        model = hidden.staying(self.p.stay), np.full(2, 0.5), self.levels
        return hidden.beliefs(*model), *hidden.viterbi(*model)

    @kept("upper", "lower", "spread")
    def levels(self) -> Array:
        """Of each year and each state, the logarithm of the density of its flow, (100, 2)."""
        return hidden.normal(hidden.nile_flow()[1], (self.p.upper, self.p.lower), self.p.spread)

    index = cached_property(lambda q: q.p.year - 1871)
    high = cached_property(lambda q: float(q.river[0].smoothed[q.index, 0]))  # probability, given the whole record
    so_far = cached_property(lambda q: float(q.river[0].filtered[q.index, 0]))
    alone = cached_property(lambda q: float(1 / (1 + np.exp(q.levels[q.index, 1] - q.levels[q.index, 0]))))
    switches = cached_property(lambda q: np.flatnonzero(np.diff(q.river[1])) + 1871)  # the last years before each
