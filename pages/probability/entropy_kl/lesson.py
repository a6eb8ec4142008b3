"""Entropy is the mean surprise of what happens. A wrong model adds to it the KL divergence: never less than nothing."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Points, Slider, Text, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number, settled
from mathcore.probability import information, letters, two_humps
from pages.probability.entropy_kl import panels
from pages.probability.entropy_kl.state import BLOCK, Information, P, Q

UNIT = Choice("unit", "Unit", {"bits": "bits", "nats": "nats"}, "bits")
SWAP = Toggle("swap", "Let q draw, and p be the model", False)
CODE = Choice("code", "Code", {"p": "Best for p", "q": "Best for q", "own": "My own"}, "p")
OWN = Points("own", "My lengths (bits)", (2.0,) * 4, (1.0, 4.0), None, 1.0, 4, 4, when={"code": ("own",)})
DIRECTION = Choice("direction", "Made small", {"forward": "KL(p ‖ q)", "reverse": "KL(q ‖ p)"}, "reverse")
DISTANCE = Slider("distance", "Distance of the humps", 0, 10, 6, 0.1)
WEIGHT = Slider("weight", "Weight of the left hump", 0.05, 0.95, 0.6, 0.05)
Q_MEAN = Slider("q_mean", "Mean of q", -7, 7, 2, 0.01)
Q_SD = Slider("q_sd", "Standard deviation of q", 0.5, 6, 2, 0.01)
ORDER = Slider("order", "Order: letters before that count", 0, letters.ORDERS - 1, 3, 1, integer=True)
CHARACTERS = Slider("characters", "Characters learnt", 260, 26_000, 26_000, log=True, integer=True, per_decade=20)
ALPHA = Slider("alpha", "Pseudo-count α", 0.01, 1, 0.1, log=True, per_decade=20)
SAID, BASINS = ("the data set", "quiz of the queen"), ("the bridge", "the left hump", "the right hump")
SENTENCE = Text("sentence", "Your sentence", "the number of features", "[a-z ]+", "small letters and spaces", 40, SAID)


def told(name: str, value: float, role: str = "ink", unit: str = "bits") -> Readout:
    """A readout in bits or nats; an infinite one is a word."""
    return Readout(name, value, unit, role=role) if np.isfinite(value) else Readout(name, f"∞ {unit}", role=role)


def surprise_readouts(q: Information) -> list[Readout | Law]:
    (drawn, mine, role), (model, theirs, _) = q.pair
    unit, by, apart = q.p.unit, "" if q.p.unit == "nats" else " / ln 2", information.total_variation(drawn, model)
    (entropy, cross, kl, back), most = q.measured, "log₂ 4" if q.p.unit == "bits" else "ln 4"
    found: list[Readout | Law] = [
        told(f"entropy H({mine})", entropy, role, unit),
        told(f"cross-entropy H({mine}, {theirs})", cross, "ink", unit),
        told(f"surplus KL({mine} ‖ {theirs})", kl, "accent", unit),
        told(f"the other way, KL({theirs} ‖ {mine})", back, "ink", unit),
        law("an even spread surprises most", f"H({mine}) ≤ {most} ({unit})", entropy, 2 * q.unit_bits),
    ]
    if np.isfinite(kl):
        found += [
            law("the areas add up", f"H({mine}, {theirs}) = H({mine}) + KL ({unit})", cross, entropy + kl),
            law("Gibbs: no model beats the truth", f"KL({mine} ‖ {theirs}) ≥ 0 ({unit})", kl, 0.0),
            law("Pinsker: to be apart costs", f"2 TV²{by} ≤ KL ({unit})", 2 * apart**2 * q.unit_bits / np.log(2), kl),
        ]
    return found


def surprise_notice(q: Information) -> str:
    (drawn, _, _), (model, _, _) = q.pair
    if ((drawn > 0) & (model == 0)).any():
        return "The model gives 0 to what is drawn: that surprise is infinite, and so are cross-entropy and KL."
    high = ((drawn > 0) & (np.minimum(drawn, model) < 2.0**-panels.TALL)).any()
    return "A surprise is over the edge of the panel: its column is cut off there." if high else ""


def code_readouts(q: Information) -> list[Readout | Law]:
    unless, spent = "the words overdraw the budget" if q.budget > 1 else "", "gradient" if q.budget > 1 else "ink"
    best, last, bound = q.huffman_length, q.blocks_p[-1], q.entropy + 1 / BLOCK
    found: list[Readout | Law] = [
        told("mean length L of a word", q.mean_length),
        told("entropy H(p)", q.entropy, "data"),
        told("mean length of the best code for p", best, "data"),
        Readout("budget spent, K = Σ 2⁻ˡ", q.budget, "of 1", role=spent),
        law("the best code wastes at most a bit", "its length ≤ H(p) + 1 (bits)", best, q.entropy + 1),
        law(f"in blocks of {BLOCK} at most 1/{BLOCK}", f"bits per symbol ≤ H(p) + 1/{BLOCK}", last, bound),
    ]
    if np.isfinite(q.mean_length):
        surplus = information.divergence(q.p_now, information.implied(q.lengths)) - np.log2(q.budget)
        says = "L = H(p) + KL(p ‖ r) − log₂ K (bits)"
        found += [
            law("no decodable code is shorter", "H(p) ≤ L (bits)", q.entropy, q.mean_length, unless=unless),
            law("lengths are a model, r = 2⁻ˡ/K", says, q.mean_length, q.entropy + surplus),
        ]
    return found


def code_notice(q: Information) -> str:
    if q.budget > 1:
        return f"The words take {number(q.budget)} of 1: a purple one begins with another word, or is the same."
    if not np.isfinite(q.cross_entropy):
        return "q gives 0 to a letter that p draws: the code for q has no word for it."
    if max(q.cross_entropy, *q.blocks_q) > panels.MOST:
        return f"The codes for q cost up to {number(max(q.cross_entropy, *q.blocks_q), 3)} bits: off the right panel."
    return "One letter is always drawn: its best word is empty, for nothing need be said." if q.entropy == 0 else ""


def fit_readouts(q: Information) -> list[Readout | Law]:
    forward, best, mean = q.p.direction == "forward", q.lowest_kl, two_humps.moments(*q.place)
    end = two_humps.basin(q.p.direction, q.path[-1], *q.place)
    ends = "the moments of p" if forward else "no minimum" if end is None else BASINS[end]
    found: list[Readout | Law] = [
        Readout("KL(p ‖ q)", q.forward_kl, "nats", role="accent" if forward else "ink"),
        Readout("KL(q ‖ p)", q.reverse_kl, "nats", role="ink" if forward else "accent"),
        Readout("lowest of all normal q", best, "nats", role=q.roles[q.lowest], scale=1),
        Readout("descent from q ends at", ends, role="gradient"),
        law("no q is below the lowest minimum", "KL of this q ≥ lowest (nats)", q.fit, best, scale=1),
    ]
    if forward:
        gain = two_humps.normals(*mean, q.p.q_mean, q.p.q_sd)
        says = "KL(p ‖ q) = KL(p ‖ q*) + KL(q* ‖ q) (nats)"
        return [*found, law("q* has the moments of p", says, q.forward_kl, best + gain)]
    ceiling = -np.log(max(q.p.weight, 1 - q.p.weight))
    return [*found, law("never more than the heavier hump alone", "lowest ≤ ln 1/weight (nats)", best, ceiling)]


def fit_notice(q: Information) -> str:
    hidden = two_humps.unseen(q.p.direction, panels.X, panels.LOW, panels.HIGH, *q.fitted) > 0.05
    high = [f"{BASINS[k]}, {number(q.minima[k, 2], 3)} nats" for k in range(3) if q.minima[k, 2] > panels.COSTLY]
    said = ["A part of the integral lies outside the left panel."] if hidden else []
    return " ".join([*said, f"Above the right panel: {'; '.join(high)}."] if high else said)


def text_readouts(q: Information) -> list[Readout | Law]:
    k, unit, parts = q.p.order, "bits per character", letters.held_entropy(q.p.order) + letters.excess(q.model)
    found: list[Readout | Law] = [
        Readout("cross-entropy of the text held out", q.held_out, unit, role="model"),
        Readout("perplexity, 2 to that", q.perplexity, "characters", role="model"),
        Readout("entropy of what was counted", q.counted, unit, role="data"),
        Readout("your sentence", q.sentence_bits, "bits", role="accent"),
        Readout("your sentence, in the mean", q.surprises.mean(), unit, role="accent"),
        law("no model beats its own counts", "counted ≤ model on the same (bits)", q.counted, q.model.own()),
        law("held out: its entropy and a surplus", "H(p, q) = H(p) + KL (bits)", q.held_out, parts),
    ]
    if k + 1 < letters.ORDERS:
        more = f"order {k + 1} ≤ order {k} (bits)"
        found.append(law("of the counts, more context never hurts", more, q.by_order[0, k + 1], q.counted))
    return found


AREAS = "Bars of p and q; columns as wide as a symbol is probable and as tall as it surprises, by p and by q."
TREE = "A binary tree of words, and bits per symbol by the length of a block. Mean length, entropy (bits), words:"
HUMPS = "Two humps and a normal q, the landscape of a divergence over q, and its minima against the distance: in nats"
ORDERS = "Bits per character against the order, and the surprise of each letter of a sentence"
sees = lambda q: f"{AREAS} H(p) is {number(q.entropy)}, KL(p ‖ q) {number(q.kl)}, KL(q ‖ p) {number(q.kl_back)} bits."
codes = lambda q: f"{TREE} {number(q.mean_length)}, {number(q.entropy)}, {' '.join(q.texts)}."
fits = lambda q: f"{HUMPS} it is {number(settled(q.fit))}, and {number(settled(q.lowest_kl))} at the lowest."
reads = lambda q: f"{ORDERS}. At order {q.p.order}: counted {number(q.counted)}, held out {number(q.held_out)} bits."
loud = lambda q: f"Letters of more than 12 bits, cut off: {n}." if (n := np.sum(q.surprises > panels.LOUD)) else ""
fair = lambda *shares, **more: more | {f"{k}_shares": (np.array(s) / 100,) for k, s in zip("pq", shares, strict=True)}
own = lambda *bits, p=(0.5, 0.25, 0.125, 0.125): {"view": "code", "code": "own", "own": bits, "p_shares": (p,)}
humps = lambda distance, weight, **more: {"view": "fit", "distance": distance, "weight": weight, **more}
PREDICTED, WHY = {"view": "code", "p_shares": ((0.4, 0.3, 0.2, 0.1),)}, "0.3 + 0.6 + 1, the sums of the pairs."
RARE, GONE, SURE = (1, 1, 49, 49), (0, 0, 50, 50), ((97, 3, 0, 0), (100, 0, 0, 0))
SEES, CODES = (panels.bars_panel, panels.areas_panel), (panels.tree_panel, panels.blocks_panel)
FITS = panels.densities_panel, panels.landscape_panel, panels.branches_panel
FITTED, READ = (DIRECTION, DISTANCE, WEIGHT, Q_MEAN, Q_SD), (ORDER, CHARACTERS, ALPHA, SENTENCE)
lesson = Lesson(
    title="Entropy, Cross-Entropy and KL Divergence",
    terms=(
        *("entropy", "cross-entropy", "Kullback-Leibler divergence", "relative entropy", "surprise", "Huffman code"),
        *("Kraft inequality", "Gibbs' inequality", "mode seeking", "perplexity", "log loss", "n-gram", "bits", "nats"),
    ),
    state=Information,
    views={
        "surprise": View("Surprise", SEES, surprise_readouts, sees, [P, Q, UNIT, SWAP], surprise_notice),
        "code": View("Code", CODES, code_readouts, codes, [P, Q, CODE, OWN], code_notice),
        "fit": View("Fit", FITS, fit_readouts, fits, FITTED, fit_notice),
        "text": View("Text", [panels.orders_panel, panels.sentence_panel], text_readouts, reads, READ, loud),
    },
    challenges=(
        Challenge(
            "In Surprise, make KL(p ‖ q) infinite, and yet KL(q ‖ p) at most 0.05 bits.",
            "The first needs a letter that p draws and q rules out. How often may p draw it, if q is to look so good?",
            lambda q: np.isinf(q.kl) and q.kl_back <= 0.05,
            [fair((50, 25, 22, 3), (51.5, 26, 22.5, 0)), fair(*SURE), fair(RARE, GONE, swap=True)],
            [fair((50, 25, 15, 10), (55, 28, 17, 0)), fair((97, 3, 0, 0), (97, 2, 1, 0)), fair(GONE, RARE)],
            views=["surprise"],
        ),
        Challenge(
            "Predict: letters come with probabilities 0.4, 0.3, 0.2 and 0.1. How long is a word of the best code?",
            "Join the two rarest into one, and go on with what is left; each joining costs a bit when it is drawn.",
            predict=Prediction("Its mean length", lambda q: q.huffman_length, 0.02, PREDICTED, unit="bits", why=WHY),
        ),
        Challenge(
            "In Code, with my own lengths and all p at least 0.1: spend all the budget, yet be 0.8 bits over the best.",
            "Nothing is wasted, and yet the words are bad. Which letter gets the short one?",
            lambda q: q.badly,
            [own(3.0, 3.0, 2.0, 1.0), own(3.0, 3.0, 1.0, 2.0), own(3.0, 2.0, 3.0, 1.0, p=(0.6, 0.2, 0.1, 0.1))],
            [own(3.0, 3.0, 3.0, 1.0), own(2.0, 3.0, 3.0, 1.0), own(3.0, 3.0, 2.0, 1.0, p=(1.0, 0.0, 0.0, 0.0))],
            views=["code"],
        ),
        Challenge(
            "In Fit, for KL(q ‖ p) and unequal humps, make bridge and heavier hump equally good, to 0.02 nats.",
            "In the right panel the curve of the bridge crosses that of the hump. The crossing moves with the weight.",
            lambda q: q.p.direction == "reverse" and q.p.weight != 0.5 and q.tied <= 0.02,
            [humps(5.0, 0.6), humps(5.0, 0.4), humps(4.7, 0.65)],
            [humps(5.4, 0.6), humps(5.7, 0.5), humps(5.0, 0.6, direction="forward"), humps(7.0, 0.6)],
            views=["fit"],
        ),
    ),
    related=("maximum_likelihood", "jensen", "markov_chains", "bayesian_inference", "independence_correlation"),
    oracles=(
        *("H, KL: scipy.stats.entropy", "codes: all trees", "text: Counter", "fits: scipy.integrate, scipy.optimize"),
    ),
    source=(information.divergence, information.huffman, two_humps.reverse, two_humps.branches, letters.learn),
)
