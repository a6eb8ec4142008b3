"""Remember old gradients to glide along a ravine; divide each coordinate by its own size to walk all of them alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from explorer.controls import Choice, Point, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import optimizer_theory as theory
from mathcore.calculus import optimizers as opt
from pages.calculus.optimizers import panels
from pages.calculus.optimizers import readouts as said
from pages.calculus.optimizers.state import TICKS, Optimizers, Patients

FEATURES = {"standard": "Standardised", "raw": "In their own units", "turned": "Own units, axes turned"}
FIRST = {"gradient": 0.0188, "momentum": 0.01, "nesterov": 0.01, "adagrad": 1.0, "rmsprop": 0.0316, "adam": 0.1}
RAVINE = {"objective": ("quadratic",)}
OBJECTIVE = Choice("objective", "Loss", panels.LOSSES, "quadratic")
METHOD = Choice("method", "Method in hand", panels.NAMES, "momentum")
ALL = Toggle("all", "Show all six", False)
SIZED = [(f"step_{m}", f"Step size η of {name}", FIRST[m], {"method": (m,)}) for m, name in panels.NAMES.items()]
SIZES = [Slider(key, label, 1e-5, 10.0, first, log=True, when=when) for key, label, first, when in SIZED]
BETA = Slider("beta", "Momentum β", 0.0, 0.99, 0.8, 0.005, when={"method": ("momentum", "nesterov")})
RHO = Slider("rho", "Memory of squares ρ", 0.5, 0.999, 0.9, 0.001, when={"method": ("rmsprop",)})
BETA1 = Slider("beta1", "Momentum β₁", 0.0, 0.99, 0.9, 0.01, when={"method": ("adam",)})
BETA2 = Slider("beta2", "Memory of squares β₂", 0.5, 0.999, 0.999, 0.001, when={"method": ("adam",)})
KAPPA = Slider("kappa", "Condition number κ", 1.0, 1000.0, 100.0, log=True, per_decade=20, when=RAVINE)
ANGLE = Slider("angle", "Ravine turned by", 0, 90, 0, 1, unit="°", when=RAVINE)
SUMMED = "A batch twice as large, its losses added up and not averaged, doubles the loss."
DOUBLINGS = Slider("doublings", "Loss doubled so many times", 0, 10, 0, 1, integer=True, help=SUMMED, when=RAVINE)
START = Point("start", "Start", (-4.5, 2.0), (-6.0, 6.0), (-6.0, 6.0), 0.01, help="Of the ravine: along its two axes.")
BAR = Slider("bar", "Loss to get below", 1e-6, 100.0, 1e-3, log=True, per_decade=20)
TICK = Steps("tick", "Step", high=TICKS, default=24, rate=20)
KIND = Choice("features", "Features", FEATURES, "standard")
TARGET = Slider("target", "Log loss to get below", 0.03, 3.0, 0.15, log=True, per_decade=40)
SEED = Seed("seed", "Seed of the mini-batches", 1)
BIG = Slider("big", "Large gradient C", 2.1, 8.0, 3.0, 0.1)
MEMORY = Slider("memory", "Memory of squares β₂", 0.01, 0.99, 0.1, 0.01)
OWN = (*SIZES, BETA, RHO, BETA1, BETA2)
TRAINED = "Logistic regression on 400 patients, its loss on 169 others. Marks are at the nearest trained step."
FIRST_STEP = {"method": "adam", "tick": 0}
WHY = "g/√g² is ±1 whatever g is: each coordinate goes exactly η, the steep one no farther than the flat one."
RACE_AT: dict[str, Any] = {"view": "race", "objective": "rosenbrock", "start": (-1.2, 1.0), "tick": 200}
FAIR = RACE_AT | {"beta1": 0.9, "beta2": 0.999}  # Adam as its paper sets it
HALF = {"step_momentum": 0.00188, "doublings": 1}
PLANE_AT = {"view": "plane", "kappa": 1000.0, "step_momentum": 0.00376, "beta": 0.885}


def numbers(q: Optimizers) -> dict[str, Any]:
    p, how, best, pulls = q.p, q.how, theory.best(q.p.kappa), q.cycle.pulls
    linear, (x, y) = q.land.quadratic and how.method in opt.LINEAR, q.path[q.now]
    rate = float(theory.rate(how.step * q.land.high, how.momentum, p.kappa, q.nesterov)) if linear else np.nan
    flat, steep = theory.roots([q.reach / p.kappa, q.reach], p.beta, q.nesterov)
    found = {"steps": q.now, "size": how.step, "x_now": x, "y_now": y, "gap_now": q.gaps[q.now], "rate_now": rate}
    found |= {"best_step": best.reach / (p.kappa * q.factor), "best_beta": best.beta, "best_rate": best.rate}
    found |= {"plain_rate": (p.kappa - 1) / (p.kappa + 1), "flat_roots": flat, "steep_roots": steep}
    found |= {f"{method}_pull": pulls[method].sum() for method in ("adam", "amsgrad")} | {"adam_pulls": pulls["adam"]}
    return found | {"squares": theory.squares(p.big, p.memory), "threshold": theory.threshold(p.big)}


def listing(q: Optimizers) -> Mapping[str, Any]:
    p, how = q.p, q.how
    ravine = {"objective": p.objective, "kappa": p.kappa, "angle": p.angle, "factor": q.factor}
    own = {"method": p.method, "step": how.step, "momentum": how.momentum, "decay": how.decay}
    return ravine | {"start": tuple(q.start.tolist())} | own | {"steps": p.tick, "big": p.big, "memory": p.memory}


PATHS = [panels.map_panel, panels.losses_panel], said.paths_readouts, said.paths_alt
PLANE = [panels.plane_panel, panels.roots_panel], said.plane_readouts, said.plane_alt
RACE = [panels.map_panel, panels.race_panel], said.race_readouts, said.race_alt
DATA = [panels.losses_panel, panels.race_panel], said.data_readouts, said.race_alt
FAIL = [panels.walk_panel, panels.pulls_panel], said.fail_readouts, said.fail_alt
RUN = (OBJECTIVE, KAPPA, ANGLE, DOUBLINGS, START, METHOD, *OWN, ALL, BAR, TICK)
LEARN = (KIND, METHOD, *OWN, ALL, TARGET, SEED, TICK)
ALWAYS = [replace(each, when={}) for each in (KAPPA, DOUBLINGS)]
lesson = Lesson(
    title="Advanced Optimization (Momentum, Adam, RMSProp)",
    terms=(*panels.NAMES.values(), "heavy ball", "AdamW", "AMSGrad", "learning rate", "adaptive methods"),
    state=Optimizers,
    views={
        "paths": View("Paths", *PATHS, RUN, said.notice),
        "plane": View("Step and momentum", *PLANE, [*ALWAYS, METHOD, *SIZES[1:3], BETA], said.plane_notice),
        "race": View("Fair race", *RACE, RUN, said.notice),
        "data": View("On real data", *DATA, LEARN, lambda q: TRAINED, state=Patients),
        "fail": View("Where Adam fails", *FAIL, [BIG, MEMORY, TICK]),
    },
    rescales={"objective": "Each loss has a map of its own."},
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: Adam stands where the gradient is (−4.5, 200), and η is 0.1. How far along x is its first step?",
            "m̂ is the gradient itself, and the root of ŝ is its size.",
            predict=Prediction("Along x", lambda q: abs(q.path[1, 0] - q.path[0, 0]), 0.01, FIRST_STEP, why=WHY),
        ),
        Challenge(
            "In Step and momentum, κ = 1,000: a digit in fewer than 40 steps. (Gradient descent at its best: 1,151.)",
            "Go to where the two dashed lines meet: there no direction waits for the other.",
            lambda q: q.p.kappa == 1000 and theory.digit(q.rate) < 40,
            [PLANE_AT, PLANE_AT | {"step_momentum": 0.00355, "beta": 0.89}, PLANE_AT | HALF],
            [PLANE_AT | {"beta": 0.895}, PLANE_AT | {"kappa": 891.0}, PLANE_AT | {"method": "nesterov"}],
            views=["plane"],
        ),
        Challenge(
            "Fair race, Rosenbrock from (−1.2, 1), 200 steps: momentum below all of Adam's curve (β₁ 0.9, β₂ 0.999).",
            "A memory of ten to twenty steps, 1/(1 − β), and a step a little short of the cliff.",
            lambda q: FAIR.items() <= dict(q.p).items() and opt.settled(q.course[1], q.p.tick) < q.down[5].min(),
            [RACE_AT | {"beta": beta, "step_momentum": step} for beta, step in ((0.9, 0.00211), (0.95, 0.000668))],
            [
                RACE_AT | {"beta": beta, "step_momentum": step}
                for beta, step in ((0.8, 0.00316), (0.9, 0.00376), (0.5, 0.001))
            ],
            views=["race"],
        ),
        Challenge(
            "Where Adam fails, C of 4 or more: the shortest memory β₂ with which Adam's pulls add up towards −1.",
            "The blue bar of the sum must lie below zero, by as little as the slider allows.",
            lambda q: q.p.big >= 4 and q.p.memory - MEMORY.step < theory.threshold(q.p.big) <= q.p.memory,
            [{"view": "fail", "big": big, "memory": memory} for big, memory in ((4.0, 0.32), (5.0, 0.24), (8.0, 0.14))],
            [{"view": "fail", "big": big, "memory": memory} for big, memory in ((4.0, 0.33), (4.0, 0.31), (3.0, 0.48))],
            views=["fail"],
        ),
    ),
    related=("gradient_descent", "hessian_curvature", "convexity", "backpropagation", "natural_gradient"),
    oracles=(
        "steps: the papers' rules in plain numbers; momentum, Nesterov and Adam of sklearn.neural_network",
        "roots: numpy.linalg.eigvals; best step and momentum: scipy.optimize.differential_evolution",
        "log loss, right answers: sklearn.metrics; Adam's cycle: Reddi, Kale and Kumar (2018), Theorem 1",
    ),
    source=(opt.Mover, opt.race, opt.train, theory.rate, theory.best, theory.pulls),
)
