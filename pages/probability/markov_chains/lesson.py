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
SHUFFLE = panels.deck_panel, panels.sequences_panel, panels.cliff_panel
DECODE, NILE = (panels.trellis_panel, panels.paths_panel), (panels.series_panel, panels.chances_panel)
CHAIN, DECK = (given.MATRIX, given.START, given.JUMP), (given.RIFFLED, given.CARDS, given.SEED)
CHOSEN, SEEN = (given.SOURCE, given.WEATHERS, given.JUMP, given.TICK), (given.OBSERVED, given.ACCURACY, *CHAIN)
RIVER = given.UPPER, given.LOWER, given.SPREAD, given.STAY, given.YEAR
PLACES = {"cards": "A deck of m cards has m places, and up to m rising sequences."}


def numbers(q: Chains) -> dict[str, Any]:
    """Names for the text and the programs."""
    both = (("mass", q.mass), ("share", q.settled))
    found = {f"{of}_{name}": float(row[k]) for of, row in both for k, name in enumerate(given.WEATHER)}
    powers = {"delta_n": q.side[2], "delta_to_n": q.delta**q.n}
    return found | powers | {"packets": 2**q.p.riffles, "days": len(q.p.observed)}


swinging = lambda q: q.kinds.irreducible and not q.kinds.settles and 0.05 <= round(q.settled[0], 9) <= 0.15
in_two = lambda q: q.p.source == "three" and q.decay.worst[1] >= 0.5 and q.decay.worst[2] < 1e-9
chain = lambda *matrices, **more: [{"matrix": matrix, **more} for matrix in matrices]
WEEKEND = {"view": "decode", "observed": "--", "start": "0.4,0.3,0.3"}
ALMOST = "0.95,0.05,0;0.05,0,0.95;0,0.1,0.9"
LONGER = WEEKEND | {"matrix": "0,0.3,0.7;0,0,1;0.55,0.45,0", "start": "0.5,0.1,0.4", "observed": "---"}
SIGHTED = WEEKEND | {"matrix": "0.7,0.3,0;0.05,0.05,0.9;0.15,0,0.85", "start": "0.4,0.2,0.4", "observed": "sr"}
SUNNY, SUMS = {"matrix": "0.9,0.1,0;0.3,0.7,0;0.5,0.5,0"}, "0.1·π(sun) = 0.3·π(cloud): they are as 3 to 1."
SWINGS = "0,1,0;0.2,0,0.8;0,1,0", "0,0,1;0,0,1;0.1,0.9,0", "0,1,0;0.3,0,0.7;0,1,0"
OTHERS = "0,1,0;0.2,0.01,0.79;0,1,0", "0,1,0;0.5,0,0.5;0,1,0", "1,0,0;0,0,1;0,1,0"
POSSIBLE = "1,0,0;0,0,1;0,0,1", "0.95,0.045,0.005;0.05,0,0.95;0,0.1,0.9"
OTHER = {"matrix": ALMOST, "start": "0.6,0.2,0.2"}
FADES = "0.1,0.9,0;0.1,0,0.9;0.1,0,0.9", "0,1,0;0,0,1;0,0,1", "0.8,0,0.2;0.8,0,0.2;0,0.8,0.2"
FADE_NOT = "0.3,0.7,0;0.3,0,0.7;0.3,0,0.7", "0.1,0.9,0;0.1,0,0.9;0.12,0,0.88", "1,0,0;1,0,0;1,0,0"
lesson = Lesson(
    title="Markov Chains and Sequential Models",
    terms=("Markov chain", "stationary distribution", "mixing time", "PageRank", "hidden Markov model", "Viterbi"),
    state=Chains,
    views={
        "flow": View("Flow", FLOW, told.flow, told.flow_alt, [*CHAIN, given.TICK], told.flow_notice),
        "forgetting": View("Forgetting", FORGET, told.forgetting, told.forgetting_alt, CHOSEN, told.forgetting_notice),
        "shuffle": View("Shuffle", SHUFFLE, told.shuffle, told.shuffle_alt, DECK, rescales=PLACES),
        "decode": View("Decode", DECODE, told.decode, told.decode_alt, SEEN, told.decode_notice),
        "nile": View("Nile", NILE, told.nile, told.nile_alt, RIVER, told.nile_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Predict: 9 in 10 days after sun are sunny, 3 in 10 after cloud; no rain. Which share of days is sunny?",
            "In the long run as many days turn from sun to cloud as from cloud to sun.",
            predict=Prediction("Share of sun", lambda q: q.settled[0], 0.01, SUNNY, why=SUMS),
        ),
        Challenge(
            "In Flow: every state can be reached from every other, Pⁿ never settles, and π(sun) is 5% to 15%.",
            "Two groups that take turns. The one that has a single state has half of the time.",
            swinging,
            chain(*SWINGS),
            [*chain(*OTHERS), *chain(SWINGS[0], jump=0.01)],
            ["flow"],
        ),
        Challenge(
            "In Forgetting, of the weather: d(1) is at least 0.5, and after the second step nothing is left to forget.",
            "All eigenvalues but 1 must be 0, though the rows differ. A step may leave some states for good.",
            in_two,
            chain(*FADES, view="forgetting"),
            chain(*FADE_NOT, view="forgetting"),
            ["forgetting"],
        ),
        Challenge(
            "In Decode: each state can be reached from each, yet the days’ best states form an impossible path.",
            "Many small masses must gather in a state that the first day’s best state cannot step to.",
            lambda q: q.kinds.irreducible and q.answers.impossible,
            [*chain(ALMOST, **WEEKEND), LONGER, SIGHTED],
            [*chain(*POSSIBLE, **WEEKEND), *chain(ALMOST, **WEEKEND, jump=0.01), WEEKEND | OTHER],
            ["decode"],
        ),
    ),
    related=("eigenvectors", "lln_clt", "entropy_kl", "bayesian_inference", "martingales", "spectral_methods"),
    oracles=(
        "long run: numpy.linalg.lstsq, powers, simulated chains; classes: scipy.sparse.csgraph",
        "riffles: exact fractions, all orders of small decks, the table of Bayer and Diaconis (1992)",
        "hidden days: all paths by brute force; the Nile: statsmodels’ MarkovRegression",
    ),
    source=(markov.decay, markov.long_run, markov.dobrushin, riffles.unmixed, hidden.beliefs, hidden.viterbi),
)
