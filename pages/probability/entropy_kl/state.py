"""The state of the lesson: two distributions of four letters, their codes, a normal fitted to two humps, letters."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Simplex
from explorer.lesson import State, kept
from mathcore.probability import information, letters, two_humps

Array = NDArray[np.float64]
LONGEST = 4  # symbols in a block that is coded as one
BASIN = ("the bridge", "the left hump", "the right hump")
HELP = "Drag a bar: the others keep their proportions, and all four sum to one."
P = Simplex("p_shares", "p, which draws", ((0.5, 0.25, 0.125, 0.125),), step=0.0025, help=HELP)
Q = Simplex("q_shares", "q, the model", ((0.25, 0.25, 0.25, 0.25),), step=0.0025, help=HELP)


class Information(State):
    """Quantities of all views; each is computed when a view asks for it."""

    p_control, q_control = P, Q
    p_now = cached_property(lambda q: np.array(q.p.p_shares[0]))
    q_now = cached_property(lambda q: np.array(q.p.q_shares[0]))
    entropy = cached_property(lambda q: information.entropy(q.p_now))
    cross_entropy = cached_property(lambda q: information.cross_entropy(q.p_now, q.q_now))
    kl = cached_property(lambda q: information.divergence(q.p_now, q.q_now))
    kl_back = cached_property(lambda q: information.divergence(q.q_now, q.p_now))
    apart = cached_property(lambda q: information.total_variation(q.p_now, q.q_now))

    # --- Surprise: in bits or nats, and with the roles of p and q swapped or not.
    scale = cached_property(lambda q: np.log(2.0) if q.p.unit == "nats" else 1.0)
    drawn = cached_property(lambda q: q.q_now if q.p.swap else q.p_now)
    model = cached_property(lambda q: q.p_now if q.p.swap else q.q_now)

    # --- Code
    @kept("p_shares")
    def huffman_p(self) -> information.Lengths:
        return information.huffman(self.p_now)

    @kept("p_shares")
    def blocks_p(self) -> Array:
        """Bits per symbol of the best codes for blocks of 1, 2, ... symbols."""
        return information.block_lengths(self.p_now, self.p_now, LONGEST)

    @kept("p_shares", "q_shares")
    def blocks_q(self) -> Array:
        """The same of the codes that are best for q, while p draws."""
        return information.block_lengths(self.p_now, self.q_now, LONGEST)

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """Of the words, in bits; NaN for a letter without a word."""
        if self.p.code == "own":
            return tuple(self.p.own)
        return self.huffman_p if self.p.code == "p" else information.huffman(self.q_now)

    words = cached_property(lambda q: information.words(q.lengths))
    budget = cached_property(lambda q: information.kraft(q.lengths))
    huffman_length = cached_property(lambda q: information.mean_length(q.p_now, q.huffman_p))
    mean_length = cached_property(lambda q: information.mean_length(q.p_now, q.lengths))

    @cached_property
    def implied(self) -> Array:
        """What the words would be ideal for: 2^-length, as a part of the budget that they take."""
        return np.nan_to_num(2.0 ** -np.array(self.lengths)) / self.budget

    # --- Fit, in nats
    forward_kl = cached_property(lambda q: float(two_humps.forward(q.p.q_mean, q.p.q_sd, q.p.distance, q.p.weight)))
    reverse_kl = cached_property(lambda q: two_humps.reverse(q.p.q_mean, q.p.q_sd, q.p.distance, q.p.weight))
    fit = cached_property(lambda q: q.forward_kl if q.p.direction == "forward" else q.reverse_kl)
    moments = cached_property(lambda q: two_humps.moments(q.p.distance, q.p.weight))
    branches = cached_property(lambda q: two_humps.branches(q.p.weight))

    @cached_property
    def curves(self) -> Array:
        """The minima against the distance, (3, 101): of reverse KL bridge, left and right hump; of forward KL one."""
        return self.branches[:, :, 2] if self.p.direction == "reverse" else self.lowest_forward

    @kept("weight")
    def lowest_forward(self) -> Array:
        found = np.full((3, len(two_humps.DISTANCES)), np.nan)
        for k, distance in enumerate(two_humps.DISTANCES.tolist()):
            found[0, k] = two_humps.forward(*two_humps.moments(distance, self.p.weight), distance, self.p.weight)
        return found

    @cached_property
    def minima(self) -> Array:
        """All local minima of the chosen divergence at this distance: (3, 3), each with mean, sd and value, or NaN."""
        if self.p.direction == "reverse":
            return self.branches[:, round(self.p.distance / two_humps.FARTHEST * (len(two_humps.DISTANCES) - 1))]
        best = float(two_humps.forward(*self.moments, self.p.distance, self.p.weight))
        return np.array([[*self.moments, best], [np.nan] * 3, [np.nan] * 3])

    best = cached_property(lambda q: float(np.nanmin(q.minima[:, 2])))
    heavier = cached_property(lambda q: q.minima[1 if q.p.weight > 0.5 else 2, 2])
    ceiling = cached_property(lambda q: -np.log(max(q.p.weight, 1 - q.p.weight)))
    gain = cached_property(lambda q: float(two_humps.normals(*q.moments, q.p.q_mean, q.p.q_sd)))

    @kept("direction", "distance", "weight")
    def landscape(self) -> Array:
        return two_humps.landscape(self.p.direction, self.p.distance, self.p.weight)

    @kept("direction", "distance", "weight", "q_mean", "q_sd")
    def path(self) -> Array:
        return two_humps.descent(self.p.direction, self.p.q_mean, self.p.q_sd, self.p.distance, self.p.weight)

    @kept("direction", "distance", "weight", "q_mean", "q_sd")
    def ends(self) -> str:
        """Where gradient descent from the reader's q ends."""
        if self.p.direction == "forward":
            return "the moments of p"
        found = two_humps.settle(*self.path[-1].tolist(), self.p.distance, self.p.weight)
        off = np.abs(self.minima[:, :2] - (np.nan if found is None else found[:2])).max(axis=1)
        return BASIN[int(np.nanargmin(off))] if np.isfinite(off).any() else "between minima"

    # --- Text, in bits per character
    order_model = cached_property(lambda q: letters.learn(q.p.order, q.p.alpha, q.p.characters))
    counted = cached_property(lambda q: q.by_order[0, q.p.order])
    held_out = cached_property(lambda q: q.by_order[1, q.p.order])
    perplexity = cached_property(lambda q: 2.0**q.held_out)
    surprises = cached_property(lambda q: q.order_model.of(q.p.sentence))

    @kept("alpha", "characters")
    def by_order(self) -> Array:
        """(2, 6): at each order the entropy of what was counted, and the cross-entropy of the text held out."""
        models = [letters.learn(order, self.p.alpha, self.p.characters) for order in range(letters.ORDERS)]
        found = [[letters.counted_entropy(each), each.held_out().mean()] for each in models]
        return np.array(found).T


def numbers(q: Information) -> dict[str, Any]:
    """Named values for the text and the programs, beside the quantities."""
    rows = (",\\ ".join(f"{share:g}" for share in shares[0]) for shares in (q.p.p_shares, q.p.q_shares))
    return {**dict(zip(("p_row", "q_row"), rows, strict=True)), "sentence_bits": q.surprises.sum()}
