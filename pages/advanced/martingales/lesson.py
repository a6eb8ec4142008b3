"""A fair game stays fair whatever your stakes and whenever you stop, as long as your fortune stays bounded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorer.controls import Choice, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore import kernels
from mathcore.advanced import duel
from mathcore.advanced import martingales as mg
from pages.advanced.martingales import panels
from pages.advanced.martingales import readouts as said
from pages.advanced.martingales.state import ROUNDS, Martingales

COINS = {"thrown": "A thrown coin", "digits": "Two classifiers"}
UP = Slider("up", "Chance p of a step up, of a win", 0.3, 0.7, 0.5, 0.01)
HIGH = Slider("high", "Upper barrier a", 1, 30, 8, 1, integer=True)
FLOOR = Toggle("floor", "Stop at a lower barrier too", True, help="Off: nothing bounds what a walk can lose.")
LOW = Slider("low", "Lower barrier b below the start", 1, 30, 16, 1, integer=True, when={"floor": (True,)})
TIME = Steps("time", "Round", high=ROUNDS, default=120, rate=20)
SEED = Seed()
POCKETS = Slider("pockets", "Winning pockets of 38", 14, 24, 18, 1, integer=True, help="18 is red at roulette.")
STAKE = Slider("stake", "Stake (coins)", 1, 50, 5, 1, integer=True, help="Or what you have, or lack, if that is less.")
START = Slider("start", "Coins at the start", 1, 99, 50, 1, integer=True)
DOUBLINGS = Slider("doublings", "Losses in a row that the table allows", 1, 10, 5, 1, integer=True)
WANTED = Slider("wanted", "Coins wanted", 1, 30, 10, 1, integer=True)
LENGTH = Slider("length", "Steps of a walk", 20, 200, 100, 4, integer=True)
PART = Slider("part", "Part of the time", 0.01, 0.5, 0.1, 0.01)
THROW = replace(UP, when={"coin": ("thrown",)})
COIN = Choice("coin", "Bet on", COINS, "thrown")
FRACTION = Slider("fraction", "Fraction f that is staked", 0, 0.9, 0.5, 0.01)
LEVEL = Slider("level", "Level c", 2, 2000, 20, log=True, per_decade=30)


def numbers(q: Martingales) -> dict[str, Any]:
    s, n, e = q.stopped, q.p.time, q.evening
    stop = {"stopped_above": s.up[n], "stopped_below": s.down[n], "still_place": s.place[n], "mean_now": s.mean[n]}
    stop |= {"part_above": s.high * s.up[n], "part_below": -s.low * s.down[n]}
    stop |= {"time_now": s.time[n], "drift": 2 * q.p.up - 1, "timid": q.table.chance[0, q.p.start]}
    night = {"evening_won": e.won, "evening_mean": e.mean, "evening_staked": e.staked, "limit": -e.results[0]}
    lead = {"lead_tails": mg.tails(q.leads, q.p.part), "arcsine_tails": mg.arcsine_tails(q.p.part)}
    bets = {"ville": 1 / q.p.level, "crossed": q.crossing[q.now], "best_growth": mg.growth(q.win, q.kelly)}
    return stop | night | lead | bets


def patient(q: Martingales) -> bool:
    """A fair walk between barriers, up three times in five, that takes 300 rounds or more."""
    return q.fair and q.p.floor and abs(q.reach - 0.6) < 1e-9 and q.duration > 300 - 1e-6


at_wheel = lambda k, m, pockets=18: {"view": "double", "doublings": k, "wanted": m, "pockets": pockets}
between = lambda high, low, **more: {"high": high, "low": low} | more
BOLD = {"view": "stake", "stake": 50}
WHY = "All at once: one round at 18/38 = 0.474. Any other way puts more coins on the table, and each pays the edge."
WIDE = "The parts of the mean have the axis that holds them all."
SIZES = dict.fromkeys(("up", "high", "low"), WIDE)
FARTHER = dict.fromkeys(("pockets", "start"), "The axis of the coins staked holds the most timid gambler.")
DEEPER = {"doublings": "Each loss more that the table allows is twice as deep.", "pockets": WIDE, "wanted": WIDE}
STOP = [panels.walks_panel, panels.shares_panel], said.stop_readouts, said.stop_alt
STAKES = [panels.chances_panel, panels.line_panel], said.stake_readouts, said.stake_alt
DOUBLE = [panels.evenings_panel, panels.limits_panel], said.doubling_readouts, said.doubling_alt
LEAD = [panels.strips_panel, panels.leads_panel], said.lead_readouts, said.lead_alt
BETS = [panels.fortunes_panel, panels.growth_panel], said.bet_readouts, said.bet_alt
lesson = Lesson(
    title="Martingales and Random Walks",
    terms=(
        *("optional stopping", "gambler's ruin", "bold play", "martingale strategy", "roulette", "arcsine law"),
        *("Azuma", "Kelly criterion", "e-value", "Ville's inequality", "anytime-valid inference", "Wald"),
        "supermartingale",
    ),
    state=Martingales,
    choose="Game",
    views={
        "stop": View("Stopping", *STOP, [UP, HIGH, FLOOR, LOW, TIME, SEED], said.stop_notice, rescales=SIZES),
        "stake": View("Stakes", *STAKES, [POCKETS, STAKE, START, SEED], said.stake_notice, rescales=FARTHER),
        "double": View("Doubling", *DOUBLE, [POCKETS, DOUBLINGS, WANTED, SEED], rescales=DEEPER),
        "lead": View("Who leads", *LEAD, [LENGTH, PART, SEED]),
        "bets": View("Fractions", *BETS, [COIN, THROW, FRACTION, LEVEL, TIME, SEED], said.bet_notice),
    },
    numbers=numbers,
    listing=lambda q: {**q.p, "win": q.win, "null": q.null, "rounds": q.now},
    challenges=(
        Challenge(
            "Doubling, 18 pockets: 99% or more of evenings end at home, yet the mean evening costs a coin or more.",
            "A higher limit wins more often and costs more when it does not. Want few coins.",
            lambda q: q.p.pockets == 18 and q.evening.won >= 0.99 and q.evening.mean <= -1,
            [at_wheel(9, 2), at_wheel(9, 3), at_wheel(10, 6)],
            [at_wheel(8, 1), at_wheel(9, 4), at_wheel(10, 7), at_wheel(10, 1), at_wheel(10, 6, 19)],
            views=["double"],
        ),
        Challenge(
            "Stopping: a fair walk that ends above three times in five exactly, after at least 300 rounds on average.",
            "The two ends balance like weights on a lever. The mean time is the product of the two arms.",
            patient,
            [between(16, 24), between(18, 27), between(20, 30)],
            [between(14, 21), between(17, 26), between(20, 30, up=0.51), between(24, 16)],
            views=["stop"],
        ),
        Challenge(
            "Predict: you have 50 coins and need 100, at red (18 of 38). What is your best chance, between 0 and 1?",
            "Each coin on the table pays 1/19 to the house on average. How few can you put there?",
            predict=Prediction("Best chance", lambda q: q.table.chance[:, q.p.start].max(), 0.012, BOLD, why=WHY),
        ),
    ),
    related=("markov_chains", "lln_clt", "hypothesis_testing", "ab_testing", "jensen"),
    oracles=(
        "laws of stopped walks: Feller’s closed forms, fundamental matrix (numpy.linalg.inv), all paths of 12 steps",
        "stakes: Coolidge’s and Feller’s ruin formula; bold play: Dubins and Savage’s recursion in fractions",
        "leads: scipy.stats.arcsine, all paths; fortunes: scipy.stats.binom; digits: sklearn.metrics",
    ),
    source=(mg.stopped_walk, mg.stakes, mg.evening, mg.crossed, duel.duel, kernels.random_walks, kernels.gamblers_ruin),
)
