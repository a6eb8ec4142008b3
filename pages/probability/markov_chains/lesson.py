"""Mass that moves by fixed chances forgets where it came from: how fast depends on what one step can bring together."""

from __future__ import annotations

from typing import Any

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from mathcore.probability import riffles
from pages.probability.markov_chains import panels
from pages.probability.markov_chains import readouts as told
from pages.probability.markov_chains import state as given
from pages.probability.markov_chains.state import Chains

FLOW, FORGET = (panels.graph_panel, panels.triangle_panel), (panels.circle_panel, panels.decay_panel)
SHUFFLE = (panels.deck_panel, panels.sequences_panel, panels.cliff_panel)
DECODE, NILE = (panels.trellis_panel, panels.paths_panel), (panels.series_panel, panels.chances_panel)
CHAIN = given.MATRIX, given.START, given.JUMP
FORGOTTEN = given.SOURCE, given.MATRIX_OF_THREE, given.JUMP, given.TICK
RIVER = given.UPPER, given.LOWER, given.SPREAD, given.STAY, given.YEAR
DECK = {"cards": "A deck of m cards has up to m rising sequences, and m places."}


def numbers(q: Chains) -> dict[str, Any]:
    """Names for the text and the programs."""
    names = dict(zip(("sun", "cloud", "rain"), q.settled.tolist(), strict=True))
    masses = {f"mass_{name}": m for name, m in zip(names, q.mass.tolist(), strict=True)}
    more = {"delta_n": q.side[2], "delta_to_n": q.delta**q.n, "packets": 2**q.p.riffles, "days": len(q.p.observed)}
    more["sequences"] = riffles.mean_sequences(q.p.cards, q.p.riffles)
    return masses | {f"share_{name}": share for name, share in names.items()} | more


def never_settles(q: Chains) -> bool:
    """Irreducible, periodic, and sun has a share of 5% to 15%."""
    return q.kinds.irreducible and not q.kinds.settles and 0.05 <= round(q.settled[0], 9) <= 0.15


def forgets_in_two(q: Chains) -> bool:
    """Nothing is left after two steps of three states, and half is left after one."""
    return q.p.source == "three" and q.decay.worst[1] >= 0.5 and q.decay.worst[2] < 1e-9


row = lambda *shares: tuple(shares)
chain = lambda *rows, **more: {"matrix": rows, **more}
UNSEEN = {"view": "decode", "observed": "--"}
lesson = Lesson(
    title="Markov Chains and Sequential Models",
    terms=("Markov chain", "stationary distribution", "mixing time", "PageRank", "hidden Markov model", "Viterbi"),
    state=Chains,
    views={
        "flow": View("Flow", FLOW, told.flow, told.flow_alt, [*CHAIN, given.TICK], told.flow_notice),
        "forgetting": View(
            "Forgetting", FORGET, told.forgetting, told.forgetting_alt, FORGOTTEN, told.forgetting_notice
        ),
        "shuffle": View(
            "Shuffle", SHUFFLE, told.shuffle, told.shuffle_alt, [given.RIFFLED, given.CARDS, given.SEED], rescales=DECK
        ),
        "decode": View(
            "Decode", DECODE, told.decode, told.decode_alt, [given.OBSERVED, given.ACCURACY, *CHAIN], told.decode_notice
        ),
        "nile": View("Nile", NILE, told.nile, told.nile_alt, RIVER, told.nile_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Predict: after sun the next day is sunny 9 times in 10, after cloud 3 in 10, no rain. Share of sunny days?",
            "In the long run as many days turn from sun to cloud as from cloud to sun.",
            predict=Prediction(
                "Share of sun",
                lambda q: q.settled[0],
                0.01,
                chain(row(0.9, 0.1, 0), row(0.3, 0.7, 0), row(0.5, 0.5, 0)),
                why="π(sun) · 0.1 = π(cloud) · 0.3, so the shares are as 3 to 1: 0.75.",
            ),
        ),
        Challenge(
            "In Flow: every state can be reached from every other, mass never settles, and π(sun) is 5% to 15%.",
            "Two groups that take turns. The one that has a single state has half of the time.",
            never_settles,
            [
                chain(row(0, 1, 0), row(0.2, 0, 0.8), row(0, 1, 0)),
                chain(row(0, 0, 1), row(0, 0, 1), row(0.1, 0.9, 0)),
                chain(row(0, 1, 0), row(0.3, 0, 0.7), row(0, 1, 0), start=((0.2, 0.5, 0.3),)),
            ],
            [
                chain(row(0, 1, 0), row(0.2, 0.01, 0.79), row(0, 1, 0)),
                chain(row(0, 1, 0), row(0.5, 0, 0.5), row(0, 1, 0)),
                chain(row(0, 1, 0), row(0.2, 0, 0.8), row(0, 1, 0), jump=0.01),
                chain(row(1, 0, 0), row(0, 0, 1), row(0, 1, 0)),
            ],
            views=["flow"],
        ),
        Challenge(
            "In Forgetting, of the weather: d(1) is at least 0.5, and after the second step nothing is left to forget.",
            "All eigenvalues but 1 must be 0, though the rows differ. A step may leave some states for good.",
            forgets_in_two,
            [
                chain(row(0.1, 0.9, 0), row(0.1, 0, 0.9), row(0.1, 0, 0.9), view="forgetting"),
                chain(row(0, 1, 0), row(0, 0, 1), row(0, 0, 1), view="forgetting"),
                chain(row(0.8, 0, 0.2), row(0.8, 0, 0.2), row(0, 0.8, 0.2), view="forgetting"),
            ],
            [
                chain(row(0.3, 0.7, 0), row(0.3, 0, 0.7), row(0.3, 0, 0.7), view="forgetting"),
                chain(row(0.1, 0.9, 0), row(0.1, 0, 0.9), row(0.12, 0, 0.88), view="forgetting"),
                chain(row(1, 0, 0), row(1, 0, 0), row(1, 0, 0), view="forgetting"),
            ],
            views=["forgetting"],
        ),
        Challenge(
            "In Decode: each state can be reached from each, yet the days’ best states form an impossible path.",
            "Many small masses must gather in a state that the first day’s best state cannot step to.",
            lambda q: q.kinds.irreducible and q.answers.log_daily == -float("inf"),
            [
                chain(row(0.95, 0.05, 0), row(0.05, 0, 0.95), row(0, 0.1, 0.9), start=((0.4, 0.3, 0.3),), **UNSEEN),
                chain(row(0, 0.3, 0.7), row(0, 0, 1), row(0.55, 0.45, 0), start=((0.5, 0.1, 0.4),), **UNSEEN)
                | {"observed": "---"},
                chain(row(0.7, 0.3, 0), row(0.05, 0.05, 0.9), row(0.15, 0, 0.85), start=((0.4, 0.2, 0.4),), **UNSEEN)
                | {"observed": "sr"},
            ],
            [
                chain(row(1, 0, 0), row(0, 0, 1), row(0, 0, 1), start=((0.4, 0.3, 0.3),), **UNSEEN),
                chain(
                    row(0.95, 0.045, 0.005), row(0.05, 0, 0.95), row(0, 0.1, 0.9), start=((0.4, 0.3, 0.3),), **UNSEEN
                ),
                chain(row(0.95, 0.05, 0), row(0.05, 0, 0.95), row(0, 0.1, 0.9), start=((0.4, 0.3, 0.3),), **UNSEEN)
                | {"jump": 0.01},
                chain(row(0.95, 0.05, 0), row(0.05, 0, 0.95), row(0, 0.1, 0.9), start=((0.6, 0.2, 0.2),), **UNSEEN),
            ],
            views=["decode"],
        ),
    ),
    related=("eigenvectors", "lln_clt", "entropy_kl", "bayesian_inference", "martingales", "spectral_methods"),
    oracles=(
        "stationary law: numpy.linalg.lstsq on π(P − I) = 0; averages of simulated and of exact powers",
        "riffles: exact fractions, all orders of small decks, the table of Bayer and Diaconis (1992)",
        "hidden states: all paths by brute force; statsmodels’ MarkovRegression on the Nile",
    ),
    source=(markov.long_run, markov.dobrushin, markov.worst_distances, riffles.unmixed, hidden.beliefs, hidden.viterbi),
)
