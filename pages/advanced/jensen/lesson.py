"""The mean of f is not f of the mean: they differ by what f bends between the values, on the side to which it bends."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Points, Simplex, Slider
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, law
from explorer.text import number
from mathcore.advanced import jensen
from pages.advanced.jensen import panels

FUNCTIONS = {"square": "x²", "exp": "eˣ", "log": "ln x", "hinge": "max(0, x − 1)", "wave": "sin 2x"}
FORMULAS = {"square": "x^2", "exp": "e^x", "log": r"\ln x", "hinge": r"\max(0, x-1)", "wave": r"\sin 2x"}
SHARES = "Drag a bar under the curve: the others keep their proportions, and all four sum to one."
FUNCTION = Choice("function", "Function f", FUNCTIONS, "exp")
MASSES = Points("masses", "Places of the masses", (0.2, 0.8, 2.4, 2.9), panels.PLACES, None, 0.01, fewest=4, most=4)
WEIGHTS = Simplex("weights", "Weights", ((0.25, 0.25, 0.25, 0.25),), help=SHARES)
OBSERVED = Slider("observed", "Observed x", -3, 3, 1.5, 0.1)
Q_MEAN = Slider("q_mean", "Mean of q", -3, 3, 0, 0.01)
Q_SD = Slider("q_sd", "Standard deviation of q", 0.4, 2, 1, 0.01)
TREES = Slider("trees", "Trees", 1, jensen.TREES, jensen.TREES, 1, integer=True)
DIGIT = Slider("digit", "Test digit", 0, jensen.TESTED - 1, 450, 1, integer=True)


class Jensen(State):
    """Four masses on a curve, importance weights on the logarithm, probabilities on minus the logarithm."""

    shares = WEIGHTS  # the control: how one share moves the others
    x = cached_property(lambda q: np.array(q.p.masses))
    w = cached_property(lambda q: np.array(q.p.weights[0]))
    found = cached_property(lambda q: jensen.jensen(q.p.function, q.x, q.w))
    rises = cached_property(lambda q: q.found.above_tangent(q.x))  # of the masses, over the tangent at their mean
    posterior = cached_property(lambda q: jensen.posterior(q.p.observed))
    log_evidence = cached_property(lambda q: jensen.log_evidence(q.p.observed))
    elbo = cached_property(lambda q: jensen.elbo(q.p.observed, q.p.q_mean, q.p.q_sd))
    kl = cached_property(lambda q: jensen.kl_normal(q.p.q_mean, q.p.q_sd, *q.posterior))
    draws = cached_property(lambda q: q.p.q_mean + q.p.q_sd * panels.QUANTILES)  # of q, all equally probable
    log_weights = cached_property(lambda q: jensen.log_weight(q.p.observed, q.draws, q.p.q_mean, q.p.q_sd))
    votes = cached_property(lambda q: jensen.bagged().of_truth(q.p.trees)[:, q.p.digit])  # of each tree for the truth
    on_log = cached_property(lambda q: jensen.jensen("log", q.votes, np.ones(q.p.trees)))  # minus both of their losses
    losses = cached_property(lambda q: jensen.bagged().losses(q.p.trees))
    tree_loss = cached_property(lambda q: -q.on_log.mean_of_values)  # of the digit: the mean of the trees' losses
    joint_loss = cached_property(lambda q: -q.on_log.value_of_mean)  # the loss of the trees' mean


def readouts(q: Jensen) -> list[Readout | Law]:
    g, sign = q.found, {"straight": "=", "concave": "≤"}.get(q.found.shape, "≥")
    name, unless = f"between the masses f is {g.shape}", "f is not convex there" * (g.shape == "bent both ways")
    upper = law("not above the upper one’s", "gap ≤ ½ · max f″ · Var X", g.gap, g.most)
    return [
        Readout("mean of the values E f(X)", g.mean_of_values, role="data"),
        Readout("value of the mean f(E X)", g.value_of_mean, role="model"),
        Readout("gap E f(X) − f(E X)", g.gap, role="accent"),
        Readout("variance of X", g.variance),
        law(name, f"E f(X) {sign} f(E X)", g.mean_of_values, g.value_of_mean, unless=unless),
        law("the gap is the mean height over the tangent", "gap = E[f(X) − tangent]", g.gap, q.w @ q.rises),
        law("not below the lower parabola’s mean", "½ · min f″ · Var X ≤ gap", g.least, g.gap),
        upper if np.isfinite(g.most) else Readout("the upper parabola", "none: f′ jumps at the kink"),
    ]


def notice(q: Jensen) -> str:
    if q.found.shape == "straight":
        return "No bend lies between the outermost masses, or they are all at one place: there is no gap."
    inside = np.clip(q.rises, *panels.HEIGHTS[q.p.function][2]) == q.rises
    return "" if inside.all() else "A mass is too far from the tangent for the right panel: it waits at the edge."


def alt(q: Jensen) -> str:
    mean, value = number(q.found.mean_of_values), number(q.found.value_of_mean)
    masses = f"Four masses on the curve of {FUNCTIONS[q.p.function]} and their heights over the tangent at the mean."
    return f"{masses} The mean of the values is {mean}, the value of the mean {value}."


def elbo_readouts(q: Jensen) -> list[Readout | Law]:
    return [
        Readout("evidence ln p(x) = ln E w", q.log_evidence, "nats", role="model"),
        Readout("ELBO = E ln w", q.elbo, "nats", role="data"),
        law("Jensen: the ELBO is a lower bound", "E ln w ≤ ln E w", q.elbo, q.log_evidence),
        law("the gap is a divergence", "ln p(x) − ELBO = KL(q ‖ p(z|x))", q.log_evidence - q.elbo, q.kl),
    ]


def elbo_notice(q: Jensen) -> str:
    if q.kl < 1e-3:
        return "q is the posterior, all but exactly: the weights are all alike, and the bound is tight."
    heights = np.append(q.log_weights, q.elbo)
    out = np.count_nonzero((heights < panels.LOWEST) | (heights > np.log(panels.HEAVIEST)))
    return f"Dots that wait at the edge of the right panel, because they lie beyond it: {out}." if out else ""


def elbo_alt(q: Jensen) -> str:
    at = f"A density q around {number(q.p.q_mean)} and the posterior around {number(q.posterior[0])}"
    return f"{at}; the weights on the logarithm. ln p(x) is {number(q.log_evidence)}, the ELBO {number(q.elbo)} nats."


def ensemble_readouts(q: Jensen) -> list[Readout | Law]:
    (each, together), right = q.losses, jensen.bagged().accuracies(q.p.trees)
    return [
        Readout("this digit: mean of the trees’ losses", q.tree_loss, "nats", role="data"),
        Readout("this digit: loss of their mean", q.joint_loss, "nats", role="model"),
        Readout("all test digits: mean loss of a tree", each.mean(), "nats"),
        Readout("all test digits: loss of the mean", together.mean(), "nats"),
        Readout("right: a tree, and the mean of all", f"{100 * right[0]:.1f}% and {100 * right[1]:.1f}%"),
        law("this digit does not lose", "loss of the mean ≤ mean loss", q.joint_loss, q.tree_loss),
        law("no digit loses", "max(loss of the mean − mean loss) ≤ 0", (together - each).max(), 0.0),
    ]


def ensemble_alt(q: Jensen) -> str:
    says = f"What {q.p.trees} trees give to the true class of test digit {q.p.digit}, on the curve of −ln p; the mean"
    return f"{says} loss is {number(q.tree_loss)}, the loss of the mean {number(q.joint_loss)}."


def numbers(q: Jensen) -> dict[str, Any]:
    where = {"posterior_mean": q.posterior[0], "posterior_sd": q.posterior[1], "elbo_gap": q.log_evidence - q.elbo}
    return vars(q.found) | where | {"formula": FORMULAS[q.p.function]}


hinge = lambda *masses: {"function": "hinge", "masses": masses}
tight = lambda observed, mean, sd: {"view": "elbo", "observed": observed, "q_mean": mean, "q_sd": sd}
TWO = {"function": "square", "masses": (1.0, 3.0, 1.0, 3.0), "weights": ((0.75, 0.25, 0.0, 0.0),)}
ON_CURVE = [panels.curve_panel, panels.tangent_panel]
ON_LOG, ON_LOSS = [panels.densities_panel, panels.weights_panel], [panels.votes_panel, panels.losses_panel]
TILTED, EVEN = {"weights": ((0.73, 0.09, 0.09, 0.09),)}, {"function": "wave", "masses": (0.79, 0.79, 2.35, 2.35)}
lesson = Lesson(
    title="Jensen's Inequality and Convex Functions",
    terms=("convex", "concave", "AM-GM", "Bregman divergence", "ELBO", "variational inference", "bagging", "log loss"),
    state=Jensen,
    choose="Where",
    views={
        "gap": View("On a curve", ON_CURVE, readouts, alt, [FUNCTION, MASSES, WEIGHTS], notice),
        "elbo": View("ELBO", ON_LOG, elbo_readouts, elbo_alt, [OBSERVED, Q_MEAN, Q_SD], elbo_notice),
        "ensemble": View("Ensemble", ON_LOSS, ensemble_readouts, ensemble_alt, [DIGIT, TREES]),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Not the wave: close the gap with outermost masses at least 0.9 apart, each mass weighing 0.1 or more.",
            "Where f bends one way only, any bend between the masses opens a gap. Where could they stand without one?",
            lambda q: q.found.gap == 0 and np.ptp(q.x) > 0.899 and q.w.min() >= 0.1 and q.p.function != "wave",
            [hinge(1.1, 1.3, 2.0, 2.8), hinge(0.05, 0.3, 0.5, 1.0), hinge(1.0, 1.0, 1.0, 1.9)],
            [hinge(0.9, 1.3, 2.0, 2.8), hinge(1.1, 1.2, 1.5, 1.9), hinge(1.1, 1.3, 2.0, 2.8) | TILTED, EVEN],
            views=["gap"],
        ),
        Challenge(
            "In ELBO, for an x of at least 1 (or at most −1), make the bound tight to 0.001 nats.",
            "All weights must be alike. Which q is proportional to p(x, z)?",
            lambda q: abs(q.p.observed) >= 1 and q.kl < 1e-3,
            [tight(1.5, 0.75, 0.71), tight(-2, -1, 0.7), tight(3, 1.48, 0.72)],
            [tight(1.5, 0.7, 0.7), tight(0.9, 0.45, 0.71), tight(1.5, 0.75, 0.74)],
            views=["elbo"],
        ),
        Challenge(
            "Predict: X is 1 with probability 3/4 and 3 with probability 1/4. How large is E X² − (E X)²?",
            "Square first, then average; average first, then square.",
            predict=Prediction("The gap", lambda q: q.found.gap, 0.05, TWO, why="(3 + 9)/4 − 1.5² = 0.75."),
            again=(
                Again(
                    "Predict: X is 1 with probability 1/2 and 3 with probability 1/2. How large is E X² − (E X)²?",
                    TWO | {"weights": ((0.5, 0.5, 0.0, 0.0),)},
                    "(1 + 9)/2 − 2² = 1.",
                ),
            ),
        ),
    ),
    related=("convexity", "entropy_kl", "taylor_series"),
    oracles=("sides: numpy.average", "f″: sympy.diff", "ELBO, KL: scipy.integrate.quad", "losses: sklearn’s log_loss"),
    source=(jensen.jensen, jensen.bends, jensen.elbo, jensen.bagged),
)
