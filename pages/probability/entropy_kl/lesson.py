"""Entropy is the mean surprise of what happens. A wrong model adds to it the KL divergence: never less than nothing."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Points, Slider, Text, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.probability import information, letters, two_humps
from pages.probability.entropy_kl import panels
from pages.probability.entropy_kl.state import LONGEST, Information, P, Q, numbers

UNIT = Choice("unit", "Unit", {"bits": "bits", "nats": "nats"}, "bits")
SWAP = Toggle("swap", "Let q draw, and p be the model", False)
CODES = {"p": "Best for p", "q": "Best for q", "own": "My own"}
CODE = Choice("code", "Code", CODES, "p")
OWN = Points("own", "Lengths of my own words (bits)", (2.0, 2.0, 2.0, 2.0), (1.0, 5.0), None, 1.0, fewest=4, most=4)
WAYS = {"forward": "KL(p ‖ q)", "reverse": "KL(q ‖ p)"}
DIRECTION = Choice("direction", "Made small", WAYS, "reverse")
DISTANCE = Slider("distance", "Distance of the humps", 0, 10, 6, 0.1)
WEIGHT = Slider("weight", "Weight of the left hump", 0.05, 0.95, 0.6, 0.05)
Q_MEAN = Slider("q_mean", "Mean of q", -7, 7, 2, 0.01)
Q_SD = Slider("q_sd", "Standard deviation of q", 0.5, 6, 2, 0.01)
ORDER = Slider("order", "Order: letters before that count", 0, letters.ORDERS - 1, 3, 1, integer=True)
CHARACTERS = Slider(
    "characters", "Characters to learn from", 260, 26_000, 26_000, log=True, integer=True, per_decade=20
)
ALPHA = Slider("alpha", "Pseudo-count α", 0.01, 1, 0.1, log=True, per_decade=20)
SAID = ("the data set", "quiz of the queen", "these features are the same")
SENTENCE = Text("sentence", "Your sentence", "the number of features", "[a-z ]+", "small letters and spaces", 40, SAID)


def bits(name: str, value: float, role: str = "ink", unit: str = "bits") -> Readout:
    """A readout in bits or nats; an infinite one is a word."""
    return Readout(name, value, unit, role=role) if np.isfinite(value) else Readout(name, "infinite", role=role)


def surprise_readouts(q: Information) -> list[Readout | Law]:
    unit, mine, theirs = q.p.unit, *(("q", "p") if q.p.swap else ("p", "q"))
    own, cross = (
        q.scale * each for each in (information.entropy(q.drawn), information.cross_entropy(q.drawn, q.model))
    )
    kl, back = (q.scale * each for each in ((q.kl_back, q.kl) if q.p.swap else (q.kl, q.kl_back)))
    found: list[Readout | Law] = [
        bits(f"entropy H({mine})", own, "model" if q.p.swap else "data", unit),
        bits(f"cross-entropy H({mine}, {theirs})", cross, "ink", unit),
        bits(f"surplus KL({mine} ‖ {theirs})", kl, "accent", unit),
        bits(f"the other way, KL({theirs} ‖ {mine})", back, "ink", unit),
        law("an even spread surprises most", f"H({mine}) ≤ log 4 ({unit})", own, q.scale * 2.0),
    ]
    if np.isfinite(kl):
        pinsker, says = (
            2 * q.apart**2 * q.scale / np.log(2),
            "2 TV² ≤ KL (nats)" if unit == "nats" else "2 TV² / ln 2 ≤ KL (bits)",
        )
        found += [
            law("the areas add up", f"H({mine}, {theirs}) = H({mine}) + KL ({unit})", cross, own + kl),
            law("Gibbs: no model beats the truth", f"KL({mine} ‖ {theirs}) ≥ 0 ({unit})", kl, 0.0),
            law("Pinsker: what is TV apart costs", says, pinsker, kl),
        ]
    return found


def surprise_notice(q: Information) -> str:
    if ((q.drawn > 0) & (q.model == 0)).any():
        return "The model gives 0 to what is drawn: that surprise is infinite, and so are cross-entropy and KL."
    high = (q.drawn > 0) & (np.minimum(q.drawn, q.model) < 2.0**-panels.TALL)
    return "A surprise is over the edge of the panel: its column is cut off there." if high.any() else ""


def surprise_alt(q: Information) -> str:
    mine, theirs = ("q", "p") if q.p.swap else ("p", "q")
    kl = q.kl_back if q.p.swap else q.kl
    says = f"Bars of p and q, and columns as wide as {mine} and as tall as the surprise."
    return f"{says} H({mine}) is {number(information.entropy(q.drawn))} bits, KL({mine} ‖ {theirs}) {number(kl)} bits."


def code_readouts(q: Information) -> list[Readout | Law]:
    n, over = LONGEST, q.budget > 1
    unless = "the words break Kraft’s budget" if over else ""
    found: list[Readout | Law] = [
        bits("mean length L of a word", q.mean_length, "ink"),
        bits("entropy H(p)", q.entropy, "data"),
        bits("the best code’s mean length", q.huffman_length, "data"),
        Readout("budget spent, K = Σ 2^−ℓ", q.budget, "of 1", role="gradient" if over else "ink"),
        law("the best code wastes less than a bit", "its length ≤ H(p) + 1 (bits)", q.huffman_length, q.entropy + 1),
        law(
            f"and in blocks of {n} less than 1/{n}",
            f"bits per symbol ≤ H(p) + 1/{n}",
            q.blocks_p[-1],
            q.entropy + 1 / n,
        ),
    ]
    if np.isfinite(q.mean_length):
        surplus = information.divergence(q.p_now, q.implied) - np.log2(q.budget)
        found += [
            law("no decodable code is shorter", "H(p) ≤ L (bits)", q.entropy, q.mean_length, unless=unless),
            law(
                "lengths are a model r = 2^−ℓ/K",
                "L = H(p) + KL(p ‖ r) − log₂ K (bits)",
                q.mean_length,
                q.entropy + surplus,
            ),
        ]
    return found


def code_notice(q: Information) -> str:
    if q.budget > 1:
        return (
            f"These words take {number(q.budget)} of 1: a purple word begins with another, and messages are ambiguous."
        )
    if not np.isfinite(q.mean_length):
        return "q gives 0 to a letter that p draws: the code for q has no word for it."
    return "Only one letter is ever drawn: its word is empty, for nothing need be said." if q.entropy == 0 else ""


def code_alt(q: Information) -> str:
    told = ", ".join(f"{panels.LETTERS[word.symbol]} {word.text or 'empty'}" for word in q.words)
    means = f"mean length {number(q.mean_length)} bits, entropy {number(q.entropy)} bits."
    return f"A binary tree with the words {told}; they take {number(q.budget)} of the budget, {means}"


def fit_readouts(q: Information) -> list[Readout | Law]:
    found: list[Readout | Law] = [
        Readout("KL(p ‖ q)", q.forward_kl, "nats", role="accent" if q.p.direction == "forward" else "ink"),
        Readout("KL(q ‖ p)", q.reverse_kl, "nats", role="accent" if q.p.direction == "reverse" else "ink"),
        Readout("lowest of all q", q.best, "nats", role="optimum"),
        Readout("local minima", np.isfinite(q.minima[:, 2]).sum()),
        Readout("gradient descent from q ends at", q.ends, role="gradient"),
        law("no q is below the lowest minimum", "KL of this q ≥ lowest (nats)", q.fit, q.best, tolerance=1e-8),
    ]
    if q.p.direction == "forward":
        says = "KL(p ‖ q) = KL(p ‖ q*) + KL(q* ‖ q) (nats)"
        return [*found, law("q* has the moments of p", says, q.forward_kl, q.best + q.gain)]
    return [*found, law("the heavier hump alone costs at most", "lowest ≤ ln 1/weight (nats)", q.best, q.ceiling)]


def fit_notice(q: Information) -> str:
    return "The humps are one: p is itself a normal, and both divergences can be 0." if q.p.distance == 0 else ""


def fit_alt(q: Information) -> str:
    way, value = WAYS[q.p.direction], number(q.fit)
    says = f"Two humps {number(q.p.distance)} apart, a normal q, and the landscape of {way} over its mean and spread."
    return f"{says} It is {value} nats here and {number(q.best)} nats at its lowest; descent ends at {q.ends}."


def text_readouts(q: Information) -> list[Readout | Law]:
    k, unit, model = q.p.order, "bits per character", q.order_model
    found: list[Readout | Law] = [
        Readout("cross-entropy of the text held out", q.held_out, unit, role="model"),
        Readout("perplexity 2^that", q.perplexity, "characters", role="model"),
        Readout("entropy of what was counted", q.counted, unit, role="data"),
        Readout("your sentence", q.surprises.sum(), "bits", role="accent"),
        Readout("your sentence, in the mean", q.surprises.mean(), unit, role="accent"),
        law("no model beats its own counts", "counted ≤ model on them (bits)", q.counted, model.own()),
        law(
            "held out: entropy and surplus",
            "H(p, q) = H(p) + KL (bits)",
            q.held_out,
            letters.held_entropy(k) + letters.excess(model),
        ),
    ]
    if k + 1 < letters.ORDERS:
        name = "of the counts, more context never hurts"
        found.append(law(name, f"order {k + 1} ≤ order {k} (bits)", q.by_order[0, k + 1], q.counted))
    return found


def text_notice(q: Information) -> str:
    high = np.count_nonzero(q.surprises > panels.LOUD)
    return f"Letters of more than 12 bits, whose bars are cut off: {high}." if high else ""


def text_alt(q: Information) -> str:
    says = f"Bits per character against the order, and the surprise of each letter of “{q.p.sentence}”."
    return f"{says} At order {q.p.order}: counted {number(q.counted)}, held out {number(q.held_out)} bits."


fair = lambda p, q, **more: {"p_shares": (p,), "q_shares": (q,), **more}
coded = lambda *own, p=(0.5, 0.25, 0.125, 0.125): {"view": "code", "code": "own", "own": own, "p_shares": (p,)}
humps = lambda distance, weight, **more: {"view": "fit", "distance": distance, "weight": weight, **more}
PREDICTED = {"view": "code", "p_shares": ((0.4, 0.3, 0.2, 0.1),)}
SURPRISE, CODED = (panels.bars_panel, panels.areas_panel), (panels.tree_panel, panels.blocks_panel)
FITTED = panels.densities_panel, panels.landscape_panel, panels.branches_panel
TEXTED = panels.orders_panel, panels.sentence_panel
FITS, TEXTS = (DIRECTION, DISTANCE, WEIGHT, Q_MEAN, Q_SD), (ORDER, CHARACTERS, ALPHA, SENTENCE)
lesson = Lesson(
    title="Entropy, Cross-Entropy and KL Divergence",
    terms=(
        *("entropy", "cross-entropy", "Kullback-Leibler divergence", "relative entropy", "surprise", "Huffman code"),
        *("Kraft inequality", "Gibbs' inequality", "mode seeking", "perplexity", "log loss", "n-gram", "bits", "nats"),
    ),
    state=Information,
    views={
        "surprise": View("Surprise", SURPRISE, surprise_readouts, surprise_alt, [P, Q, UNIT, SWAP], surprise_notice),
        "code": View("Code", CODED, code_readouts, code_alt, [P, Q, CODE, OWN], code_notice),
        "fit": View("Fit", FITTED, fit_readouts, fit_alt, FITS, fit_notice),
        "text": View("Text", TEXTED, text_readouts, text_alt, TEXTS, text_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "In Surprise, make KL(p ‖ q) infinite, and yet KL(q ‖ p) at most 0.05 bits.",
            "The first needs a letter that p draws and q rules out. How often may p draw it, if q is to look so good?",
            lambda q: np.isinf(q.kl) and q.kl_back <= 0.05,
            [
                fair((0.5, 0.25, 0.22, 0.03), (0.515, 0.26, 0.225, 0.0)),
                fair((0.97, 0.03, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)),
                fair((0.01, 0.01, 0.49, 0.49), (0.0, 0.0, 0.5, 0.5), swap=True, unit="nats"),
            ],
            [
                fair((0.5, 0.25, 0.15, 0.1), (0.55, 0.28, 0.17, 0.0)),
                fair((0.97, 0.03, 0.0, 0.0), (0.97, 0.02, 0.01, 0.0)),
                fair((0.515, 0.26, 0.225, 0.0), (0.5, 0.25, 0.22, 0.03)),
            ],
            views=["surprise"],
        ),
        Challenge(
            "Predict: letters come with probabilities 0.4, 0.3, 0.2 and 0.1. How long is a word of the best code?",
            "Join the two rarest letters into one; then the two rarest of what is left; each joining costs a bit.",
            predict=Prediction(
                "Mean length of the best code",
                lambda q: q.huffman_length,
                0.02,
                PREDICTED,
                unit="bits",
                why="0.3 + 0.6 + 1 = 1.9: the weights of the joined pairs. The entropy is 1.846 bits.",
            ),
        ),
        Challenge(
            "In Code, spend the budget exactly and be 0.8 bits longer than the best, with every p at least 0.1.",
            "Words of your own: nothing is wasted, and yet they are bad. Which letter gets the short word?",
            lambda q: (
                q.p.code == "own"
                and q.budget == 1
                and q.mean_length > q.huffman_length + 0.7999
                and q.p_now.min() >= 0.1
            ),
            [coded(3.0, 3.0, 2.0, 1.0), coded(3.0, 3.0, 1.0, 2.0), coded(3.0, 2.0, 3.0, 1.0, p=(0.6, 0.2, 0.1, 0.1))],
            [
                coded(3.0, 3.0, 3.0, 1.0),
                coded(2.0, 2.0, 2.0, 2.0, p=(0.7, 0.1, 0.1, 0.1)),
                coded(2.0, 3.0, 3.0, 1.0),
                coded(3.0, 3.0, 2.0, 1.0, p=(1.0, 0.0, 0.0, 0.0)),
            ],
            views=["code"],
        ),
        Challenge(
            "In Fit, for KL(q ‖ p) and unequal humps, make bridge and heavier hump equally good, to 0.02 nats.",
            "In the right panel the curve of the bridge crosses that of the hump. The crossing moves with the weight.",
            lambda q: q.p.direction == "reverse" and q.p.weight != 0.5 and abs(q.minima[0, 2] - q.heavier) <= 0.02,
            [humps(5.0, 0.6), humps(5.1, 0.4), humps(4.7, 0.65)],
            [humps(5.4, 0.6), humps(5.7, 0.5), humps(5.0, 0.6, direction="forward"), humps(7.0, 0.6)],
            views=["fit"],
        ),
    ),
    related=("maximum_likelihood", "jensen", "markov_chains", "bayesian_inference", "independence_correlation"),
    oracles=(
        *(
            "entropies, KL: scipy.stats.entropy",
            "codes: exhaustive search",
            "fits: scipy.integrate.quad, scipy.optimize",
        ),
        *("letters: collections.Counter", "normal KL: scipy.integrate.quad"),
    ),
    source=(information.divergence, information.huffman, two_humps.reverse, two_humps.branches, letters.learn),
)
