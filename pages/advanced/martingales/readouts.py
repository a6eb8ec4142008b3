"""What the views of the lesson say in numbers, laws and sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.advanced import martingales as mg
from pages.advanced.martingales.state import DRAWN, GAMBLERS, WALKS, Martingales

Said = list[Readout | Law]
EDGE = "the edge on each coin"


def rare(chance: float, count: int) -> dict[str, Any]:
    """The slack of a simulated share: five standard errors, and a little where the chance is tiny."""
    slack = 5 * np.sqrt(chance * (1 - chance) / count) + 3 / count
    return up_to(slack) | {"digits": 4}


def stop_readouts(q: Martingales) -> Said:
    s, n, p = q.stopped, q.p.time, q.p.up
    known = number(q.duration) if np.isfinite(q.duration) else "infinite" if q.fair else "some never stop"
    unfair, sides = "the walk is not fair" * (not q.fair), "P(stopped by n) ≤ exp(−a²/2n)"
    sides += " + exp(−b²/2n)" * q.p.floor
    square = law("a second martingale", "E S²(T∧n) = E min(T, n)", s.square[n], s.time[n])
    found: Said = [
        Readout("stopped by now", 100 * (s.up[n] + s.down[n]), "%"),
        Readout("in the end at the upper barrier", 100 * q.reach, "%", role="optimum"),
        Readout("rounds until then, mean E T", known),
        Readout("mean of the 40 drawn, by now", q.halted[:, n].mean(), role="accent"),
        law("Wald, at each n", "E S(T∧n) = (2p − 1) · E min(T, n)", s.mean[n], (2 * p - 1) * s.time[n]),
        square if q.fair else law("a second martingale", "E (q/p)^S(T∧n) = 1", s.power[n], 1.0),
        law("Azuma and Doob", sides, s.up[n] + s.down[n], mg.azuma(s.high, q.bottom, n), unless=unfair),
    ]
    if not np.isnan(q.duration):
        end, drift = s.high * q.reach - s.low * (1 - q.reach), 0.0 if q.fair else (2 * p - 1) * q.duration
        sides = "E S(T) = 0" if q.fair else "E S(T) = (2p − 1) · E T"
        unless = "nothing bounds the losses" * (q.fair and not q.p.floor)
        found.append(law("optional stopping, when all have stopped", sides, end, drift, unless=unless))
    return found


def stop_notice(q: Martingales) -> str:
    if q.p.floor or q.p.up > 0.5:
        return ""
    fair = "No lower barrier: every walk stops at the upper one, yet the mean of T is infinite."
    return fair if q.fair else f"No lower barrier: {number(100 * (1 - q.reach), 3)}% of the walks never stop."


def stop_alt(q: Martingales) -> str:
    says = f"{DRAWN} walks that stop at {q.p.high}{f' or −{q.p.low}' * q.p.floor}, by round {q.p.time}; the exact mean"
    return f"{says} is {number(q.stopped.mean[q.p.time])}; beside it what makes up the mean."


def stake_readouts(q: Martingales) -> Said:
    x, s, over = q.p.start, q.p.stake, "the game is in your favour" * (q.edge > 0)
    found: Said = [
        Readout("chance to reach 100", 100 * q.chance, "%", role="data"),
        Readout("the same boldly", 100 * q.bold, "%", role="optimum"),
        Readout("coins staked until the end, mean", q.staked),
        Readout("rounds until the end, mean", q.table.rounds[s - 1, x]),
        law(EDGE, "100 · chance − start = edge · staked", 100 * q.chance - x, q.edge * q.staked),
        law("no stake beats bold play", "chance ≤ chance of bold play", q.chance, q.bold, unless=over),
        law("nor a fair game", "chance ≤ start / 100", q.chance, x / 100, unless=over),
    ]
    if q.gamblers is not None:
        exact, name = mg.reach_probability(q.red, (mg.GOAL - x) // s, x // s), f"{GAMBLERS:,} gamblers agree"
        found.append(law("in closed form", "chance = (1 − rⁱ) / (1 − rᴺ)", q.chance, exact))
        found.append(law(name, "share at 100 = chance", q.gamblers[1], q.chance, **rare(exact, GAMBLERS)))
    return found


def stake_notice(q: Martingales) -> str:
    if q.edge == 0:
        return "19 of 38 is a fair game: every system has the chance start/100, and only the time differs."
    return "In your favour: now the smallest stakes are best, and bold play is worst." if q.edge > 0 else ""


def stake_alt(q: Martingales) -> str:
    says = f"Chance to reach 100 coins from {q.p.start} with stakes of {q.p.stake} at {q.p.pockets} of 38 pockets"
    return f"{says}: {number(q.chance)}; boldly {number(q.bold)}. Staked on average: {number(q.staked)} coins."


def doubling_readouts(q: Martingales) -> Said:
    e = q.evening
    return [
        Readout("evenings that end at home", 100 * e.won, "%", role="optimum"),
        Readout("loss at the limit, at most", -e.results[0], "coins", role="gradient"),
        Readout("coins staked in an evening, mean", e.staked),
        Readout("mean of the 25 drawn, by round 90", q.evenings[:, -1].mean(), "coins", role="data"),
        law(EDGE, "mean result = edge · staked", e.mean, q.edge * e.staked),
    ]


def doubling_alt(q: Martingales) -> str:
    says = f"Evenings of doubling, at most {q.p.doublings} losses in a row, for {q.p.wanted} coins: won"
    return f"{says} {number(100 * q.evening.won)}% of the time, with a mean result of {number(q.evening.mean)} coins."


def lead_readouts(q: Martingales) -> Said:
    exact, counts = mg.tails(q.leads, q.p.part), q.lead_counts
    ahead, last = (mg.tails(each[::2], q.p.part) for each in (counts.positive_counts, counts.last_zero_counts))
    return [
        Readout("one of two leads all but this part, exact", 100 * exact, "%", role="accent"),
        Readout("the same by the arcsine law", 100 * mg.arcsine_tails(q.p.part), "%", role="model"),
        law("10,000 walks agree", "share of them = exact", ahead, exact, **rare(exact, WALKS)),
        law("the last tie has the same law", "share by last tie = exact", last, exact, **rare(exact, WALKS)),
        law("probabilities", "Σ u(k) u(m − k) = 1", q.leads.sum(), 1.0),
    ]


def lead_alt(q: Martingales) -> str:
    says = f"{DRAWN} fair walks of {q.p.length} steps as strips, coloured where ahead, and the law of the time ahead"
    return f"{says}: {number(100 * mg.tails(q.leads, q.p.part), 3)}% lie within {q.p.part:g} of an end."


def bet_readouts(q: Martingales) -> Said:
    n, f, ever, sides = q.now, q.p.fraction, float(q.crossing[q.now]), "P(a fortune was at c by n) ≤ 1/c"
    rate = Readout("growth a round, E ln factor", q.growth, role="data")
    kelly = law("no fraction beats Kelly’s", "growth ≤ growth at Kelly’s", q.growth, mg.growth(q.win, q.kelly))
    if q.digits:
        path, wins = q.fortunes[0], round(q.win * q.rounds)
        hit = np.flatnonzero(path[: n + 1] >= np.log(q.p.level) - 1e-12)
        return [
            Readout("ridge right alone, naive Bayes right alone", f"{wins} and {q.rounds - wins}"),
            Readout("as filed: the level is reached", f"at disagreement {hit[0]}" if len(hit) else "not yet"),
            Readout("as filed: fortune, the e-value", np.exp(path[n])),
            rate,
            law("Ville, if both were equally good", sides, ever, 1 / q.p.level),
            law("the order does not matter in the end", "ln M(N) = N · growth", path[-1], q.rounds * q.growth),
            kelly,
        ]
    off, wide, drift = abs(q.log_median - n * q.growth), np.log(2) * (np.log1p(f) - np.log1p(-f)), 2 * q.win - 1
    return [
        Readout("median fortune", np.exp(q.log_median), role="model", scale=0),
        Readout("chance to have at least the first coin", 100 * mg.kept_first(q.win, f, n), "%"),
        rate,
        law("mean", "E M(n) / (1 + f(2p − 1))ⁿ = 1", mg.mean_fortune(q.win, f, n) / (1 + f * drift) ** n, 1.0),
        law("the median keeps to n · growth", "|ln median − n·g| ≤ ln 2 · ln((1+f)/(1−f))", off, wide, scale=1),
        law("Ville", sides, ever, 1 / q.p.level, unless="the game is in your favour" * (q.win > 0.5)),
        kelly,
    ]


def bet_notice(q: Martingales) -> str:
    says = f"Each of {q.rounds} test digits on which just one of two classifiers is right; other paths: shuffled."
    return "Nothing is staked: every fortune stays at 1." if q.p.fraction == 0 else says if q.digits else ""


def bet_alt(q: Martingales) -> str:
    what = "the digits on which two classifiers differ" if q.digits else f"a coin with chance {q.p.up:g}"
    says = f"Fortunes that stake the fraction {q.p.fraction:g} on {what}, on a logarithmic axis, by round {q.now}"
    return f"{says}; growth a round is {number(q.growth)}, best at the fraction {number(q.kelly)}."
