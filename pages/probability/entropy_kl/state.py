"""The state of the lesson: two distributions of four letters, their codes, a normal fitted to two humps, letters."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType

import numpy as np

from explorer.controls import Simplex
from explorer.lesson import State, kept
from mathcore.probability import information, letters, two_humps

BLOCK = 4  # symbols in the longest block that is coded as one
HELP = "Drag a bar: the others keep their proportions, and all four sum to one."
P = Simplex("p_shares", "Distribution p", ((0.5, 0.25, 0.125, 0.125),), step=0.0025, help=HELP)
Q = Simplex("q_shares", "Distribution q", ((0.25, 0.25, 0.25, 0.25),), step=0.0025, help=HELP)


class Information(State):
    """Quantities of all views; each is computed when a view asks for it."""

    shares = MappingProxyType({"p_shares": P, "q_shares": Q})
    p_now = cached_property(lambda q: np.array(q.p.p_shares[0]))
    q_now = cached_property(lambda q: np.array(q.p.q_shares[0]))
    compared = cached_property(lambda q: information.measured(q.p_now, q.q_now))  # in bits
    entropy, cross_entropy = cached_property(lambda q: q.compared[0]), cached_property(lambda q: q.compared[1])
    kl, kl_back = cached_property(lambda q: q.compared[2]), cached_property(lambda q: q.compared[3])
    row = staticmethod(lambda shares: ",\\ ".join(f"{share:g}" for share in shares))
    p_row, q_row = cached_property(lambda q: q.row(q.p_now)), cached_property(lambda q: q.row(q.q_now))
    # Surprise: who draws and who is the model, each with its name and colour; the unit in bits.
    unit_bits = cached_property(lambda q: np.log(2.0) if q.p.unit == "nats" else 1.0)
    pair = cached_property(lambda q: [(q.p_now, "p", "data"), (q.q_now, "q", "model")][:: -1 if q.p.swap else 1])
    measured = cached_property(lambda q: [q.unit_bits * n for n in information.measured(q.pair[0][0], q.pair[1][0])])
    # Code, in bits; the best codes by what they hang on.
    huffman_p = kept("p_shares")(lambda q: information.huffman(q.p_now))
    huffman_q = kept("q_shares")(lambda q: information.huffman(q.q_now))
    blocks_p = kept("p_shares")(lambda q: information.block_lengths(q.p_now, q.p_now, BLOCK))
    blocks_q = kept("p_shares", "q_shares")(lambda q: information.block_lengths(q.p_now, q.q_now, BLOCK))
    lengths = cached_property(lambda q: {"own": q.p.own, "p": q.huffman_p, "q": q.huffman_q}[q.p.code])
    words = cached_property(lambda q: information.words(q.lengths))
    texts = cached_property(lambda q: [word.text or "empty" for word in q.words])
    budget = cached_property(lambda q: information.kraft(q.lengths))
    huffman_length = cached_property(lambda q: information.mean_length(q.p_now, q.huffman_p))
    mean_length = cached_property(lambda q: information.mean_length(q.p_now, q.lengths))
    longer = cached_property(lambda q: q.mean_length - q.huffman_length)
    badly = cached_property(lambda q: (q.p.code, q.budget) == ("own", 1) and q.longer > 0.7999 and min(q.p_now) >= 0.1)
    place = cached_property(lambda q: (q.p.distance, q.p.weight))  # of the humps; the fits are in nats
    fitted = cached_property(lambda q: (q.p.q_mean, q.p.q_sd, *q.place))
    forward_kl = cached_property(lambda q: float(two_humps.forward(*q.fitted)))
    reverse_kl = cached_property(lambda q: two_humps.reverse(*q.fitted))
    fit = cached_property(lambda q: q.forward_kl if q.p.direction == "forward" else q.reverse_kl)
    branches = cached_property(lambda q: two_humps.minima(q.p.direction, q.p.weight))  # over all distances
    minima = cached_property(lambda q: q.branches[:, int(np.abs(two_humps.DISTANCES - q.p.distance).argmin())])
    lowest = cached_property(lambda q: int(np.nanargmin(q.minima[:, 2])))
    lowest_kl = cached_property(lambda q: float(q.minima[q.lowest, 2]))
    heavier = cached_property(lambda q: 1 if q.p.weight >= 0.5 else 2)  # hump
    tied = cached_property(lambda q: abs(q.minima[0, 2] - q.minima[q.heavier, 2]))  # bridge and hump
    landscape = kept("direction", "distance", "weight")(lambda q: two_humps.landscape(q.p.direction, *q.place))
    path = cached_property(lambda q: two_humps.descent(q.p.direction, *q.fitted))
    roles = cached_property(lambda q: ("accent", *("optimum", "ink")[:: 1 if q.heavier == 1 else -1]))  # of minima
    model = cached_property(lambda q: letters.learn(q.p.order, q.p.alpha, q.p.characters))  # of text
    by_order = kept("alpha", "characters")(lambda q: letters.by_order(q.p.alpha, q.p.characters))
    counted = cached_property(lambda q: q.by_order[0, q.p.order])
    held_out = cached_property(lambda q: q.by_order[1, q.p.order])
    perplexity = cached_property(lambda q: 2.0**q.held_out)
    surprises = cached_property(lambda q: letters.sentence(q.p.sentence, q.p.order, q.p.alpha, q.p.characters))
    sentence_bits = cached_property(lambda q: q.surprises.sum())
