"""What to do now hangs on what comes after: values flow back from rewards, and the score leads noise back to data."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import gridworlds, reverse_modes
from mathcore.advanced.gridworlds import GOAL
from pages.advanced.rl_diffusion import panels
from pages.advanced.rl_diffusion import state as s


def discount_readouts(q: s.Applied) -> list[Readout | Law]:
    slips = "moves slip" * (q.p.slip > 0)
    shortest = max([size * q.p.discount ** (d - 1) for d, size in q.prizes], default=0.0)
    found: list[Readout | Law] = [
        Readout("worth of the start V*", q.start_value, role="optimum"),
        Readout("moves of the best route", moves(q)),
        Readout("the route changes at γ", ", ".join(number(g, 5) for g in q.strip.switches[:4]) or "nowhere"),
        law("a prize at distance d", "V*(start) = max r · γᵈ⁻¹", q.start_value, shortest, unless=slips),
    ]
    if len(q.strip.switches) == 1 and s.DISCOUNTS[0] < q.break_even < s.DISCOUNTS[-1]:
        sides = q.strip.switches[0], q.break_even
        found.append(law("one switch", "γ = (small ÷ big)^(1/(d₂ − d₁))", *sides, tolerance=1e-7, unless=slips))
    return found


def grid_notice(q: s.Applied) -> str:
    if q.idle:
        return "The start is a prize: there is nothing to decide."
    if q.p.near == q.p.far:
        return "Both prizes stand in one cell: there the big one counts."
    ways = "where moves slip, the discount may choose among the ways to it" if q.p.slip else "nothing changes the route"
    return ("Walls keep the start from both prizes.", f"Only one prize can be reached: {ways}.", "")[len(q.prizes)]


def grid_alt(q: s.Applied) -> str:
    grid = f"A grid of 5 by 9 cells, prizes of 1 and {q.p.prize:g}. At discount {q.p.discount:g}"
    return f"{grid} the start is worth {number(q.start_value)}; moves of the best route: {moves(q)}."


def sweep_readouts(q: s.Applied) -> list[Readout | Law]:
    k, error = q.p.sweep, q.errors[q.p.sweep]
    return [
        Readout("value of the start after k sweeps", q.values[q.home], role="data"),
        Readout("its value in the end V*", q.start_value, role="optimum"),
        Readout("error, at worst", error, role="data"),
        law("V* solves Bellman’s equation", "max |T V* − V*| = 0", q.residual, 0.0),
        law("a sweep contracts", "|Vₖ − V*| ≤ γᵏ · |V₀ − V*|", error, q.p.discount**k * q.errors[0]),
        law("one sweep more tells", "|Vₖ − V*| ≤ |Vₖ₊₁ − Vₖ| ÷ (1 − γ)", error, q.changes[k] / (1 - q.p.discount)),
    ]


def sweep_alt(q: s.Applied) -> str:
    return f"Values after {q.p.sweep} sweeps; the largest error is {number(q.errors[q.p.sweep], 3)}. {grid_alt(q)}"


def cliff_readouts(q: s.Applied) -> list[Readout | Law]:
    late = [f"{number(each.late)} ± {number(each.error, 2)}" for each in q.learnt]
    return [
        Readout("Q-learning: return of late episodes", late[0], role="gradient"),
        Readout("SARSA: return of late episodes", late[1], role="model"),
        Readout("their best moves lead to", " and ".join(led(q.cliff, path) for path in q.paths)),
        Readout("edge, one row back, top: worth", ", ".join(number(each) for each in q.three)),
        law("neither beats the best that explores", "worth of the moves learnt ≤ V*ε", max(q.worths), q.best_exploring),
        law("exploring has its price", "V*ε ≤ V*", q.best_exploring, q.best_plain),
    ]


def cliff_notice(q: s.Applied) -> str:
    ends = dict(zip(("Q-learning", "SARSA"), (int(path[-1]) for path in q.paths), strict=True))
    jump = " and ".join(who for who, end in ends.items() if q.cliff.ends[end] and end != GOAL)
    lost = " and ".join(who for who, end in ends.items() if not q.cliff.ends[end])
    if jump:
        return f"The route of {jump} goes over the cliff: one fall costs less than what it expects of the way."
    below = " and ".join(w for w, each in zip(ends, q.learnt, strict=True) if each.late < panels.LOWEST)
    circles = f"The best moves of {lost} still go in circles: the mean of the agents is no finished plan. " * bool(lost)
    return circles + f"The late returns of {below} lie below the axis." * bool(below)


def cliff_alt(q: s.Applied) -> str:
    late = [number(each.late, 3) for each in q.learnt]
    return f"Routes learnt at a cliff. Late episodes bring {late[0]} with Q-learning and {late[1]} with SARSA."


def fork_readouts(q: s.Applied) -> list[Readout | Law]:
    unlike = "the modes are more than two, or uneven" * (len(q.p.places) > 2 or q.p.share != 0.5)
    noisy, sides = "noise is added on the way" * (q.p.sampler == "sde"), (q.first_fork, q.fork_of_two)
    return [
        Readout("humps of the density now", f"{q.humps}", role="optimum"),
        Readout("forks, from noise to data, at t", ", ".join(number(t) for t in q.forks) or "none"),
        Readout("modes told right from X at time t", 100 * q.told_apart, "%", role="accent"),
        law("the fork of two equal modes", "t = ½ ln(1 + m² − s²)", *sides, slack=1e-6, unless=unlike),
        law("the ODE keeps each path’s rank", "change of Fₜ(x) = 0", q.moved, 0.0, slack=0.03, unless=noisy),
    ]


def fork_alt(q: s.Applied) -> str:
    return f"A score: {q.humps} humps at t = {q.p.time:g}; forks: {', '.join(map(number, q.forks)) or 'none'}."


def cloud_readouts(q: s.Applied) -> list[Readout | Law]:
    sides, coarse = (q.square.mean(), q.asked_square), "fewer than 100 steps" * (q.p.steps < 100)
    slack = 5 * q.square.std() / np.sqrt(len(q.square)) + 0.04 * q.asked_square
    return [
        Readout("time of this frame", q.clock, role="accent"),
        Readout("half of the particles end within", np.median(q.nearest), role="model"),
        Readout("half of the data lie within", np.median(q.drawn), role="optimum"),
        law("the cloud is as wide as the data", "E|X|² = mean |c|² + 2s²", *sides, slack=slack, unless=coarse),
    ]


def cloud_alt(q: s.Applied) -> str:
    return f"Particles at time {number(q.clock, 3)} on their way from noise to {len(q.mixture.centres)} modes."


def numbers(q: s.Applied) -> dict[str, Any]:
    told = {"power": max(q.route_length - 1, 0), "error": q.errors[q.p.sweep], "first_error": q.errors[0]}
    told |= {"switch": q.strip.switches[0] if q.strip.switches else r"\text{(none)}"}
    told |= {"edge": q.three[0], "back_row": q.three[1], "top": q.three[2], "fade": np.exp(-2 * q.p.time)}
    told |= {"bound": q.p.discount**q.p.sweep * q.errors[0], "variance": float(q.line.variance(q.p.time))}
    return told | {"line_square": q.now.second_moment(), "density_at_zero": float(q.now.density([[0.0]])[0])}


def puzzle(q: s.Applied) -> bool:
    return q.p.prize >= 5 and q.p.slip == 0 and not q.idle and any(g >= 0.9 for g in q.strip.switches)


def twice(q: s.Applied) -> bool:
    whole = reverse_modes.humps(q.line, 0.0)[0] == len(q.p.places) >= 3
    return bool(whole and len(q.forks) >= 2 and q.forks[0] - q.forks[1] >= 0.6)


moves = lambda q: f"{q.route_length}" if q.arrives and not q.idle else "it goes nowhere"
led = lambda w, way: f"the goal in {len(way) - 1}" if way[-1] == GOAL else "a fall" if w.ends[way[-1]] else "circles"
ON, WORTH, GRID = panels.VIEWS, [s.DISCOUNT, s.PRIZE, s.SLIP], [s.START, s.NEAR, s.FAR, s.WALLS]
DISCOUNTED, SWEPT = [*WORTH, *GRID], [s.SWEEP, *WORTH, s.BEGIN, s.WAS, *GRID]
LEARNT = [s.EXPLORE, s.FALL, s.EPISODES, s.RATE, s.SEED]
FORKED = [s.TIME, s.SHARE, s.SPREAD, s.SAMPLER, s.PLACES, s.SEED]
CLOUDED = [s.FRAME, s.SOURCE, s.SPREAD, s.STEPS, s.SAMPLER, s.CENTRES, s.SEED]
SNAKE = ((3, 4), (3, 3), (3, 2), (3, 1), (6, 0), (6, 1), (6, 2), (6, 3))
bent = lambda **more: {"start": (0, 4), "near": (0, 3), "far": (8, 0), "walls": SNAKE, "prize": 5.0} | more
fork = lambda *places, **more: {"view": "fork", "places": places} | more
STILL, NARROW = "The density has one hump at all times: nothing forks.", fork(-3.0, -2.0, 2.5, spread=0.2)
WHY, NEARLY = "½ ln(1 + 9 − 0.09) = 1.147.", fork(-2.5, -1.2, 1.2, 2.5, share=0.25)
lesson = Lesson(
    title="Applications in Reinforcement Learning and Diffusion Models",
    terms=("Bellman equation", "value iteration", "discount factor", "Q-learning", "SARSA", "score matching", "DDPM"),
    state=s.Applied,
    views={
        "discount": View("All discounts", ON["discount"], discount_readouts, grid_alt, DISCOUNTED, grid_notice),
        "iteration": View("Value iteration", ON["iteration"], sweep_readouts, sweep_alt, SWEPT, grid_notice),
        "cliff": View("Cliff", ON["cliff"], cliff_readouts, cliff_alt, LEARNT, cliff_notice),
        "fork": View("Fork", ON["fork"], fork_readouts, fork_alt, FORKED, lambda q: STILL * (not len(q.forks))),
        "cloud": View("Cloud", ON["cloud"], cloud_readouts, cloud_alt, CLOUDED),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "No slips, a big prize of 5 or more: build a grid whose best route changes at a γ of 0.9 or more.",
            "The switch is at (1/prize)^(1/(d₂ − d₁)): the way to the big prize must be long. Walls make ways long.",
            puzzle,
            [bent(), bent(prize=6.0), bent(near=(1, 4), discount=0.5)],
            [bent(prize=8.0), bent(slip=0.05), bent(prize=4.5), bent(walls=SNAKE[:4]), bent(far=(8, 4))],
            views=["discount"],
        ),
        Challenge(
            "In Fork: three modes or four, all humps of the data, and the first two forks at least 0.6 apart in t.",
            "What is far apart parts early, what is near parts late. Coarse first, then fine.",
            twice,
            [fork(-3.0, -1.5, 1.5, 3.0, share=0.25), fork(-2.4, 1.6, 2.5, share=0.34), NARROW],
            [fork(-2.0, 0.0, 2.0), fork(-2.5, 2.0, 2.3), fork(-3.0, -1.0, 3.0, share=0.34), NEARLY],
            views=["fork"],
        ),
        Challenge(
            "Predict: two equal modes at −3 and 3, s = 0.3. From which time t on does the score know no two sides?",
            "Zero is a valley while m² e⁻²ᵗ is larger than the variance s² e⁻²ᵗ + 1 − e⁻²ᵗ.",
            predict=Prediction("The time of the fork", lambda q: q.first_fork, 0.04, fork(-3.0, 3.0), why=WHY),
        ),
    ),
    draft={"episodes": 251, "steps": 100},
    related=("markov_chains", "differential_equations", "entropy_kl", "jensen"),
    oracles=("worths: scipy.optimize.linprog", "cliff: −13, Sutton & Barto", "forks: sympy", "score: scipy.stats"),
    source=(gridworlds.solve, gridworlds.strip, reverse_modes.forks),
)
