"""A vector adds something new exactly when a piece is left once its shadows on the others are taken away."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import TEN_DIGITS, WIDE, Choice, Matrix, Seed, Slider, Steps
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.common.rationals import exact_determinant, exact_rank
from mathcore.linear_algebra import orthogonality
from pages.linear_algebra.independence_orthogonality import panels
from pages.linear_algebra.independence_orthogonality.panels import SUB, SWEEP

FEATURES = ("age", "sex", "BMI", "pressure", "total chol.", "LDL", "HDL", "chol./HDL", "triglyc.", "glucose")
LOST = "Classical Gram–Schmidt has lost its orthogonality: some columns of its Q are far from right angles."
AT_LEAST = "Glued columns have κ = 10 at least: to the left of it nothing changes."
SQUARE, EXACT = "loss ≤ 10n·u·κ²", dict[str, Any](tolerance=0.0, digits=3)
ENTRIES = [(j, k) for j in range(3) for k in range(j, 3)]  # of R
COLUMNS = Matrix(
    "matrix", "Columns a₁, a₂, a₃", ((1.6, 1.0, 0.2), (0.0, 1.6, 1.0), (0.3, 0.5, 1.6)), -2, 2, 0.05, wide=WIDE
)
STEP = Steps("step", "Gram–Schmidt step", high=6, default=5, rate=0.7)
FAMILY = Choice("family", "Columns", {"random": "Random", "lauchli": "Läuchli", "glued": "Glued"}, "random")
EXPONENT = Slider("exponent", "Condition number 10ᵏ, k", 0, 15, 6, 0.5)
METHOD = Choice("method", "Method in the heatmap", {k: name for k, (name, _) in panels.METHODS.items()}, "classical")
COUNT = Slider("count", "Number of columns", 3, 20, 10, integer=True)
NOISE = Slider("noise", "Noise on the copy of BMI", 0.001, 3.0, 0.1, log=True, help="In standard deviations.")
ORDER = Choice("order", "Order", {"given": "Copy last", "reversed": "Copy first"}, "given")


class Orthogonality(State):
    """Gram-Schmidt on three columns; what rounding leaves of orthogonality; how much of each feature is new."""

    columns = cached_property(lambda q: np.array(q.p.matrix))
    process = cached_property(lambda q: orthogonality.gram_schmidt_steps(q.columns))
    done = cached_property(lambda q: q.process[0][: q.p.step])  # the steps up to now
    frame = cached_property(lambda q: q.process[1])  # Q (3, 3); a column of zeros where nothing was left
    upper = cached_property(lambda q: q.process[2])  # R (3, 3)
    diagonal = cached_property(lambda q: np.diag(q.upper))
    left = cached_property(lambda q: q.done[-1].left)  # the length that the step leaves
    live = cached_property(lambda q: [step.column for step in q.done if step.kind == "scale" and not step.dependent])
    parallel = cached_property(lambda q: [exact_rank(q.columns[:, pair]) < 2 for pair in ([0, 1], [0, 2], [1, 2])])
    volume = cached_property(lambda q: float(np.prod(q.diagonal)))
    determinant = cached_property(lambda q: exact_determinant(q.columns))
    defect = cached_property(lambda q: float(orthogonality.loss(q.frame[:, q.diagonal > 0])) if q.upper.any() else 0.0)
    condition = cached_property(lambda q: 10.0**q.p.exponent)
    kappa = cached_property(lambda q: orthogonality.condition_of(q.p.family, q.condition))  # what the columns have
    # By method (31,), the loss of orthogonality over the condition numbers; then at the one that was chosen.
    losses = kept("family", "count", "seed")(lambda q: orthogonality.losses(q.p.family, SWEEP, q.p.count, q.p.seed))
    loss = cached_property(lambda q: {key: found[round(2 * q.p.exponent)] for key, found in q.losses.items()})
    # The nearly dependent columns (m, n) there, and the entries of |QᵀQ − I| of their Q by the chosen method.
    dependent = cached_property(lambda q: orthogonality.dependent_columns(q.p.family, q.condition, q.p.count, q.p.seed))
    deviation = cached_property(lambda q: orthogonality.deviation(q.dependent, q.p.method))
    # The features with a copy of BMI: of each (11,) what those before it do not explain, and its variance inflation.
    way = cached_property(lambda q: 1 if q.p.order == "given" else -1)
    names = cached_property(lambda q: (*FEATURES, "BMI copy")[:: q.way])
    copy = cached_property(lambda q: q.names.index("BMI copy"))
    features = kept("noise", "order")(lambda q: orthogonality.with_copy(q.p.noise)[:, :: q.way])
    share = kept("noise", "order")(lambda q: orthogonality.new_share(q.features))
    inflation = kept("noise", "order")(lambda q: orthogonality.inflation(q.features))


def steps_readouts(q: Orthogonality) -> list[Readout | Law]:
    now, rank = q.done[-1] if q.done else None, int(np.sum(q.diagonal > 0))
    found: list[Readout | Law] = [
        Readout("independent together", "yes" if rank == 3 else f"no: rank {rank}", role="optimum"),
        Readout("independent pairs", f"{3 - sum(q.parallel)} of 3", role="data"),
    ]
    if now and now.kind == "subtract":
        along, entry = now.coefficient, f"r{SUB[now.against]}{SUB[now.column]}"
        found += [
            Readout(f"{entry}, the shadow's signed length", along, role="gradient"),
            Readout("length of what is left", q.left, role="model"),
            law("Pythagoras", "|w|² = r² + |left|²", now.before @ now.before, along**2 + now.after @ now.after),
        ]
    elif now:
        found.append(Readout(f"r{SUB[now.column] * 2}, the length scaled away", now.coefficient, role="model"))
    found.append(law("volume of the box", "|det A| = r₁₁ r₂₂ r₃₃", abs(q.determinant), q.volume, scale=0))
    if len(q.live) > 1:
        found.append(law("the q are orthonormal", "|QᵀQ − I| = 0", orthogonality.loss(q.frame[:, q.live]), 0, digits=2))
    return found


def steps_notice(q: Orthogonality) -> str:
    gone = [k for k in range(3) if q.diagonal[k] == 0]
    if gone == [2] and not any(q.parallel):
        return "No two columns are parallel, and yet nothing is left of a₃: it lies in the plane of a₁ and a₂."
    if gone:
        why = "the columns before it make it" if q.columns[:, gone[0]].any() else "it is the zero vector"
        return f"Nothing is left of a{SUB[gone[0]]}: {why}, so it gets no q."
    new = q.diagonal / np.hypot.reduce(q.upper)
    says = f"Only {number(new.min(), 2)} of a{SUB[np.argmin(new)]} is left. {TEN_DIGITS}"
    return says if new.min() < 1e-8 else ""


def steps_alt(q: Orthogonality) -> str:
    return f"Three columns after {q.p.step} of 6 steps of Gram–Schmidt; their box has volume {number(q.volume, 3)}."


def loss_readouts(q: Orthogonality) -> list[Readout | Law]:
    methods = panels.METHODS.items()
    found = [Readout(f"loss, {name}", q.loss[key], digits=3, role=role, scale=0) for key, (name, role) in methods]
    glued = "lengths are those of what is left, and columns are glued" if q.p.family == "glued" else ""
    bound = 10.0 * q.p.count * orthogonality.UNIT_ROUNDOFF * q.kappa  # 10 n is generous for the constants
    bounds = [
        law("bound for modified (Björck)", "loss ≤ 10n·u·κ", q.loss["modified"], bound, **EXACT),
        law("bound with lengths by Pythagoras", SQUARE, q.loss["pythagorean"], bound * q.kappa, **EXACT),
        law("of classical, not proved", SQUARE, q.loss["classical"], bound * q.kappa, unless=glued, **EXACT),
    ]
    return [*found, *(each for each in bounds if each.right < 1)]


def loss_alt(q: Orthogonality) -> str:
    both = f"classical Gram–Schmidt loses {number(q.loss['classical'], 2)}, modified {number(q.loss['modified'], 2)}"
    return f"Loss of orthogonality against the condition number. At 10 to the {number(q.p.exponent)} {both}."


def features_readouts(q: Orthogonality) -> list[Readout | Law]:
    worst, last = int(np.argmax(q.inflation)), (q.inflation[-1], 1 / q.share[-1])
    return [
        Readout("new in the copy of BMI", 100 * q.share[q.copy], "%", 3, role="gradient"),
        Readout("its variance inflation", q.inflation[q.copy], digits=3, role="gradient"),
        Readout("variance inflation of BMI", q.inflation[q.names.index("BMI")], digits=3, role="data"),
        Readout("largest inflation", f"{q.names[worst]}: {number(q.inflation[worst], 3)}"),
        law("last feature: 1 over its new part", "inflation = 1/share", *last, tolerance=1e-6),
    ]


def features_alt(q: Orthogonality) -> str:
    new, price = number(100 * q.share[q.copy], 2), number(q.inflation[q.copy], 3)
    return f"Diabetes features: the copy of BMI is {new} percent new, and its variance inflation is {price}."


STEPS = (panels.columns_panel, panels.face_panel)
lesson = Lesson(
    title="Linear Independence and Orthogonality",
    terms=(
        *("linear independence", "orthogonality", "Gram-Schmidt", "QR", "Householder", "loss of orthogonality"),
        *("collinearity", "variance inflation factor", "orthonormal basis", "condition number"),
    ),
    state=Orthogonality,
    views={
        "steps": View("Steps", STEPS, steps_readouts, steps_alt, [COLUMNS, STEP], steps_notice, turns=True),
        "loss": View(
            "Rounding",
            [panels.loss_panel, panels.defect_panel],
            loss_readouts,
            loss_alt,
            [FAMILY, EXPONENT, METHOD, COUNT, Seed()],
            lambda q: LOST if q.loss["classical"] > 0.5 else AT_LEAST if q.kappa > 2 * q.condition else "",
            rescales={"count": "The heatmap has a row and a column for each column of Q."},
        ),
        "features": View("Data", [panels.features_panels], features_readouts, features_alt, [NOISE, ORDER]),
    },
    numbers=lambda q: {"q": q.frame, "r": q.upper, **{f"r_{j + 1}{k + 1}": q.upper[j, k] for j, k in ENTRIES}},
    listing=lambda q: {"matrix": q.p.matrix},
    challenges=(
        Challenge(
            "Make three columns without a zero that are pairwise independent but dependent together.",
            "Keep a₁ and a₂ apart and make a₃ a mixture of both, entry by entry.",
            lambda q: q.upper[2, 2] == 0 and not any(q.parallel) and bool(np.all(q.p.matrix)),
            answers=[
                {"matrix": ((1, 0.5, 1.5), (0.5, 1, 1.5), (1, 1, 2))},
                {"matrix": ((1, 0.5, 0.5), (0.5, 1, -0.5), (1.5, 0.5, 1))},
                {"matrix": ((1, -1, 1.5), (1, 1, 0.5), (-1, 0.5, -1.25))},
            ],
            misses=[
                {"matrix": ((1, 0, 1), (0, 1, 1), (0, 0, 0))},
                {"matrix": ((1, 0.5, 1.5), (0.5, 1, 1.5), (1, 1, 1.95))},
                {"matrix": ((1, 2, 1.5), (0.5, 1, 1.5), (1, 2, 2))},
            ],
            views=("steps",),
        ),
        Challenge(
            "Random columns: a κ at which classical Gram–Schmidt is useless (loss over 0.1), modified keeps 6 digits.",
            "The loss is κ² times the unit roundoff for one, κ for the other.",
            lambda q: q.p.family == "random" and q.loss["classical"] > 0.1 and q.loss["modified"] < 1e-6,
            answers=[{"view": "loss", "exponent": each} for each in (9, 9.5, 10)],
            misses=[{"view": "loss", "exponent": 8}, {"view": "loss", "exponent": 11.5}, {"exponent": 9}],
            views=("loss",),
        ),
        Challenge(
            "Predict: κ goes from 10⁴ to 10⁷. By how many powers of ten does the loss of classical Gram–Schmidt grow?",
            "Look at the slope of its bound.",
            predict=Prediction(
                "Powers of ten",
                lambda q: np.log10(q.losses["classical"][14] / q.losses["classical"][8]),
                1.0,
                {"view": "loss", "exponent": 7, "seed": 3},
                why="The bound grows like κ², six powers of ten; the matrix decides the rest.",
            ),
        ),
    ),
    related=("subspaces_basis", "projections_least_squares", "matrix_factorizations", "dot_products_norms"),
    oracles=("QR: numpy.linalg.qr", "loss: published bounds", "inflation: statsmodels’ variance_inflation_factor"),
    source=(orthogonality.gram_schmidt_steps, orthogonality.orthonormalise, orthogonality.new_share),
)
