"""What the views of the lesson say in numbers, laws and sentences."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import martingales as mg
from mathcore.advanced.duel import duel
from pages.advanced.martingales.state import DRAWN, GAMBLERS, POCKETS, WALKS, Martingales

Said = list[Readout | Law]


def stop_readouts(q: Martingales) -> Said:
    s, n, p = q.stopped, q.p.time, q.p.up
    known = number(q.duration) if np.isfinite(q.duration) else "infinite" if q.fair else "some never stop"
    found: Said = [
        Readout("stopped by now", 100 * (s.up[n] + s.down[n]), "%", role="ink"),
        Readout("in the end at the upper barrier", 100 * q.reach, "%", role="optimum"),
        Readout("rounds until then, mean E T", known),
        Readout("mean of the 40 drawn, by now", q.halted[:, n].mean(), role="accent"),
        law("Wald, at each n", "E S(T∧n) = (2p − 1) · E min(T, n)", s.mean[n], (2 * p - 1) * s.time[n]),
    ]
    if q.fair:
        found.append(law("a second martingale", "E S²(T∧n) = E min(T, n)", s.square[n], s.time[n]))
    else:
        found.append(law("a second martingale", "E (q/p)^S(T∧n) = 1", s.power[n], 1.0))
    unless = "the walk is not fair" * (not q.fair)
    sides = "P(stopped by n) ≤ exp(−a²/2n) + exp(−b²/2n)"
    found.append(law("Azuma and Doob", sides, s.up[n] + s.down[n], mg.azuma(s.high, q.bottom, n), unless=unless))
    if not np.isnan(q.duration):
        end = s.high * q.reach - s.low * (1 - q.reach)
        drift = 0.0 if q.fair else (2 * p - 1) * q.duration
        sides = "E S(T) = 0" if q.fair else "E S(T) = (2p − 1) · E T"
        unless = "nothing bounds the losses" * (q.fair and not q.p.floor)
        found.append(law("optional stopping, when all have stopped", sides, end, drift, unless=unless))
    return found


def stop_notice(q: Martingales) -> str:
    if q.p.floor:
        return ""
    if q.fair:
        return "No lower barrier: every walk stops at the upper one, yet the mean of T is infinite."
    return "" if q.p.up > 0.5 else f"No lower barrier: {number(100 * (1 - q.reach), 3)}% of the walks never stop."


def stop_alt(q: Martingales) -> str:
    foot = f" or −{q.p.low}" if q.p.floor else ""
    says = f"{DRAWN} walks that stop at {q.p.high}{foot}, by round {q.p.time}; the exact mean is"
    return f"{says} {number(q.stopped.mean[q.p.time])}; beside it what makes up the mean."


def stake_readouts(q: Martingales) -> Said:
    x, s = q.p.start, q.p.stake
    over = "the game is in your favour" * (q.edge > 0)
    found: Said = [
        Readout("chance to reach 100", 100 * q.chance, "%", role="data"),
        Readout("the same boldly", 100 * q.bold, "%", role="optimum"),
        Readout("coins staked until the end, mean", q.staked),
        Readout("rounds until the end, mean", q.table.rounds[s - 1, x]),
        law("the edge on each coin", "100 · chance − start = edge · staked", 100 * q.chance - x, q.edge * q.staked),
        law("no stake beats bold play", "chance ≤ chance of bold play", q.chance, q.bold, unless=over),
        law("nor a fair game", "chance ≤ start / 100", q.chance, x / 100, unless=over),
    ]
    if q.gamblers is not None:
        exact = mg.reach_probability(q.red, (mg.GOAL - x) // s, x // s)
        found.append(law("in closed form", "chance = (1 − rⁱ) / (1 − rᴺ)", q.chance, exact))
        error = 5 * np.sqrt(exact * (1 - exact) / GAMBLERS) + 0.002
        note = f"up to simulation error: ±{number(error, 2)}"
        found.append(
            law("2,048 gamblers agree", "share at 100 = chance", q.gamblers[1], q.chance, slack=error, note=note)
        )
    return found


def stake_notice(q: Martingales) -> str:
    if q.edge == 0:
        return "19 of 38 is a fair game: every system has the chance start/100, and only the time differs."
    return "In your favour: now the smallest stakes are best, and bold play is worst." if q.edge > 0 else ""


def stake_alt(q: Martingales) -> str:
    says = (
        f"Chance to reach 100 coins from {q.p.start} with stakes of {q.p.stake} at {q.p.pockets} of {POCKETS} pockets"
    )
    return f"{says}: {number(q.chance)}; boldly {number(q.bold)}. Staked on average: {number(q.staked)} coins."


def doubling_readouts(q: Martingales) -> Said:
    e = q.evening
    return [
        Readout("evenings that end at home", 100 * e.won, "%", role="optimum"),
        Readout("loss at the limit, at most", -e.results[0], "coins", role="gradient"),
        Readout("coins staked in an evening, mean", e.staked),
        Readout("mean of the 25 drawn so far", q.evenings[:, -1].mean(), "coins", role="data"),
        law("the edge on each coin", "mean result = edge · staked", e.mean, q.edge * e.staked),
        law("probabilities", "Σ P(result) = 1", e.chances.sum(), 1.0),
    ]


def doubling_alt(q: Martingales) -> str:
    e = q.evening
    says = f"Evenings of doubling, at most {q.p.doublings} losses in a row, for {q.p.wanted} coins"
    return f"{says}: won {number(100 * e.won)}% of the time, with a mean result of {number(e.mean)} coins."


def lead_readouts(q: Martingales) -> Said:
    exact, part = mg.tails(q.leads, q.p.part), q.p.part
    error = 5 * np.sqrt(exact * (1 - exact) / WALKS) + 1e-3
    note = f"up to simulation error: ±{number(error, 2)}"
    ahead, last = (
        mg.tails(counts[::2], part) for counts in (q.lead_counts.positive_counts, q.lead_counts.last_zero_counts)
    )
    return [
        Readout("one of the two leads all but this part, exact", 100 * exact, "%", role="accent"),
        Readout("the same by the arcsine law", 100 * mg.arcsine_tails(part), "%", role="model"),
        law("10,000 walks agree", "share of them = exact", ahead, exact, slack=error, note=note, digits=4),
        law(
            "the last tie has the same law", "share by last tie = exact", last, exact, slack=error, note=note, digits=4
        ),
        law("probabilities", "Σ u(k) u(m − k) = 1", q.leads.sum(), 1.0),
    ]


def lead_alt(q: Martingales) -> str:
    says = f"{DRAWN} fair walks of {q.p.length} steps as strips, dark where ahead, and the law of the time ahead"
    return f"{says}: {number(100 * mg.tails(q.leads, q.p.part), 3)}% lie within {q.p.part:g} of an end."


def bet_readouts(q: Martingales) -> Said:
    n, f, ever = q.now, q.p.fraction, float(q.crossing[q.now])
    kelly = law("no fraction beats Kelly’s", "growth ≤ growth at Kelly’s", q.growth, mg.growth(q.win, q.kelly))
    sides = "P(a fortune was at c by n) ≤ 1/c"
    rate = Readout("growth a round, E ln factor", q.growth, role="data")
    if q.digits:
        path = q.fortunes[0]
        hit = np.flatnonzero(path[: n + 1] >= np.log(q.p.level) - 1e-12)
        when = f"at disagreement {hit[0]}" if len(hit) else "not yet"
        wins = int((duel() > 0).sum())
        return [
            Readout("ridge right alone, naive Bayes right alone", f"{wins} and {q.rounds - wins}"),
            Readout("as filed: the level is reached", when, role="ink"),
            Readout("as filed: fortune, the e-value", np.exp(path[n]), role="ink"),
            rate,
            law("Ville, if both were equally good", sides, ever, 1 / q.p.level),
            law("the order does not matter in the end", "ln M(N) = N · growth", path[-1], q.rounds * q.growth),
            kelly,
        ]
    return [
        Readout("median fortune", q.median, role="model"),
        Readout("chance to have at least the first coin", 100 * mg.kept_first(q.win, f, n), "%"),
        rate,
        law("mean", "E M(n) = (1 + f(2p − 1))ⁿ", mg.mean_fortune(q.win, f, n), (1 + f * (2 * q.win - 1)) ** n),
        law("Ville", sides, ever, 1 / q.p.level, unless="the game is in your favour" * (q.win > 0.5)),
        kelly,
    ]


def bet_notice(q: Martingales) -> str:
    if q.p.fraction == 0:
        return "Nothing is staked: every fortune stays at 1."
    if q.digits:
        return f"Each of {q.rounds} test digits on which just one of two classifiers is right; other paths: shuffled."
    return ""


def bet_alt(q: Martingales) -> str:
    what = "the digits on which two classifiers differ" if q.digits else f"a coin with chance {q.p.up:g}"
    says = f"Fortunes that stake the fraction {q.p.fraction:g} on {what}, on a logarithmic axis, by round {q.now}"
    return f"{says}; growth a round is {number(q.growth)}, best at the fraction {number(q.kelly)}."
