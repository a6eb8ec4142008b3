"""The pseudo-inverse gives the shortest best solution; where singular values are small it drowns it in noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Seed, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import inverse_problems
from mathcore.inverse_problems import Inverse, RidgePaths, System
from viz.linear_map import side_arrow

Array = NDArray[np.float64]
DISC = 0.25  # the radius of the disc of noise around b in the plane
METHODS = {"none": "A⁺", "tsvd": "Cut off", "ridge": "Ridge"}

PLANE = {"view": ("plane",)}
NOISE = {"view": ("noise",)}
RIDGE = {"view": ("ridge",)}
STRENGTH = Slider(
    "strength",
    "Strength",
    1e-8,
    1,
    0.1,
    log=True,
    per_decade=10,
    help="As a part of σ₁. Cut off: smaller singular values count as zero. Ridge: μ in σ²/(σ² + μ²).",
    when={"view": ("plane", "noise"), "method": ("tsvd", "ridge")},
)
PENALTY = Slider("penalty", "Penalty α", 0.001, 100_000, 1, log=True, per_decade=10, when=RIDGE)
CONTROLS = (
    Choice("view", "Show", {"plane": "Plane", "noise": "Noise", "ridge": "Patients"}, "plane"),
    Matrix("matrix", "Matrix A", ((1.0, 0.5), (0.6, 0.3)), -3.0, 3.0, 0.01, when=PLANE),
    Point("b", "Right side b", (1.0, 1.6), (-2.2, 2.2), (-2.2, 2.2), 0.01, when=PLANE),
    Choice("system", "System", {"blur": "Blur", "hilbert": "Hilbert"}, "blur", when=NOISE),
    Slider(
        "condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=8, when={"view": ("noise",), "system": ("blur",)}
    ),
    Slider("size", "Size n", 2, 12, 10, 1, integer=True, when={"view": ("noise",), "system": ("hilbert",)}),
    Slider("noise", "Relative noise on b", 1e-12, 1, 0.01, log=True, per_decade=10, when=NOISE),
    Choice("method", "Solve by", METHODS, "none", when={"view": ("plane", "noise")}),
    STRENGTH,
    Seed("seed", "Seed of the noise", 1, when=NOISE),
    PENALTY,
    Slider("patients", "Patients to learn from", 20, 300, 40, 1, integer=True, when=RIDGE),
    Toggle("squares", "Squares and products too", help="65 features in place of 10.", when=RIDGE),
)
STRENGTHS = tuple(float(value) for value in STRENGTH.values)
PENALTIES = tuple(float(value) for value in PENALTY.values)


@dataclass(frozen=True)
class Result:
    """`found` the (filtered) inverse of the 2x2 matrix, `solution` (2,) what it makes of b, `ridges` (k, 2) the ridge
    solutions at all strengths; `system` the noisy system, `coefficients` (n,) of its solution, `error` of it;
    `paths` ridge regression on the patients, `place` the number of the penalty."""

    parameters: Parameters
    found: Inverse
    solution: Array
    ridges: Array
    system: System
    coefficients: Array
    error: float
    bias: float
    spread: float
    paths: RidgePaths
    place: int


def compute(p: Parameters) -> Result:
    """The plane's inverse, the noisy system, and the patients."""
    found = inverse_problems.invert(p.matrix, p.method, p.strength)
    shadow, s = found.u.T @ np.array(p.b), found.singular
    mu = np.array(STRENGTHS)[:, None] * max(float(s[0]), 1e-100)
    ridges = (s * shadow / (s**2 + mu**2)) @ found.v.T
    system = inverse_problems.system(p.system, p.condition, p.size, p.noise, p.seed, STRENGTHS)
    coefficients = system.coefficients(p.method, p.strength)
    goal, scale = system.v.T @ system.truth, float(np.linalg.norm(system.truth))
    kept = inverse_problems.factors(system.singular, p.method, p.strength)
    spread = kept * (system.u.T @ system.noise) / system.singular
    return Result(
        parameters=p,
        found=found,
        solution=found.inverse @ np.array(p.b),
        ridges=ridges,
        system=system,
        coefficients=coefficients,
        error=float(np.linalg.norm(coefficients - goal)) / scale,
        bias=float(np.linalg.norm(coefficients - spread - goal)) / scale,
        spread=float(np.linalg.norm(spread)) / scale,
        paths=inverse_problems.diabetes_ridge(p.patients, p.squares, PENALTIES),
        place=int(np.argmin(np.abs(np.log(np.array(PENALTIES) / p.penalty)))),
    )


def used_rank(r: Result) -> int:
    """How many singular directions the solution uses."""
    return int(np.sum((r.found.kept > 0) & (r.found.singular > 0)))


def reach(r: Result) -> float:
    """Half the width of the plane of x: one of four sizes, so that the axes rest while b is dragged."""
    longest = float(np.hypot(*r.solution))
    return next((size for size in (2.6, 7.0, 25.0) if longest <= 0.9 * size), 90.0)


def plane_panels(r: Result) -> list[viz.Panel]:
    """Where solutions live, and where b lives: the pseudo-inverse goes from the column space to the row space."""
    p, size, rank = r.parameters, reach(r), used_rank(r)
    found, x, b = r.found, r.solution, np.array(p.b)
    nan = np.full(2, np.nan)
    null = found.v[:, 1] if rank == 1 else nan
    row = found.v[:, 0] if rank == 1 else nan
    column = found.u[:, 0] if rank == 1 else nan
    far = 3 * size
    angle = np.linspace(0, 2 * np.pi, 181)
    disc = DISC * np.stack([np.cos(angle), np.sin(angle)])
    spread = x[:, None] + found.inverse @ disc
    path = r.ridges.T if p.method == "ridge" else np.full((2, len(STRENGTHS)), np.nan)
    corner = 0.86 * size
    left = [
        viz.segment(-far * row, far * row, "optimum", width=1.6, hover=False),
        viz.segment(-far * null, far * null, "null", width=1.4, dash="dot", hover=False),
        viz.segment(x - far * null, x + far * null, "model", width=1.6, dash="dash", hover=False),
        viz.line(spread[0], spread[1], "data", width=1.6, name="x for b within the disc"),
        viz.line(path[0], path[1], "gradient", width=2.0, name="ridge, all strengths"),
        *along(row, corner, "row space", "optimum"),
        *along(null, corner, "null space", "null"),
        *side_arrow(np.clip(x, -far, far), "x̂", "model", size),
    ]
    image = found.matrix @ x
    right = [
        viz.segment(-9 * column, 9 * column, "optimum", width=1.6, hover=False),
        viz.line(b[0] + disc[0], b[1] + disc[1], "data", width=1.6, name="noise"),
        viz.segment(b, image, "muted", width=1.6, dash="dot", hover=False),
        *along(-column, 2.0, "column space", "optimum", lower=True),
        *side_arrow(image, "Ax̂", "model", 2.6),
        *side_arrow(b, "b", "data", 2.6, left=True),
    ]
    axis, other = viz.Axis("", (-size, size)), viz.Axis("", (-2.6, 2.6))
    many = "All solutions (dashed), the shortest x̂" if rank == 1 and p.method != "ridge" else "The solution x̂"
    return [
        viz.Plane(left, axis, axis, many, equal=True),
        viz.Plane(right, other, other, "b, and the nearest Ax̂", equal=True),
    ]


def along(direction: Array, far: float, text: str, role: str, *, lower: bool = False) -> list[dict[str, Any]]:
    """A name at the end of a line through the origin, at its upper or lower end, inside of the plane."""
    if np.isnan(direction).any():
        return [viz.label([np.nan], [np.nan], "", role)]
    d = direction if (direction[1] >= 0) != lower else -direction
    spot = d * min(far / max(abs(d[0]), 1e-9), far / max(abs(d[1]), 1e-9))
    side = "left" if spot[0] > 0 else "right"
    return [viz.label([spot[0]], [spot[1]], text, role, position=f"{'bottom' if lower else 'top'} {side}", size=12)]


def noise_panels(r: Result) -> list[viz.Panel]:
    """The solution; its coefficients (Picard); error over strength; and the L-curve."""
    p, s = r.parameters, r.system
    n = len(s.truth)
    t = (np.arange(n) + 0.5) / n
    index = np.arange(1, n + 1)
    shadow = np.abs(s.u.T @ s.b)

    def on(values: Array, low: float, high: float) -> Array:
        return np.clip(np.maximum(np.abs(values), 1e-300), low, high)

    solution = viz.Plane(
        [
            viz.line(t, np.clip(s.v @ r.coefficients, -5, 5), "model", name="found"),
            viz.line(t, s.truth, "optimum", width=2.6, dash="dash", name="truth"),
        ],
        viz.Axis("place", (0, 1), ticks=(0, 0.5, 1)),
        viz.Axis("x", (-1.2, 2.2), ticks=(-1, 0, 1, 2)),
        f"Truth (dashed), found: error {number(100 * r.error, 3)}%",
    )
    low, high = 1e-16, 1e8
    filtered = np.where(np.abs(r.coefficients) > low, on(r.coefficients, low, high), np.nan)
    picard = viz.Plane(
        [
            viz.line(index, on(s.singular, low, high), "null", width=1.8, name="σ"),
            viz.markers(index, on(shadow, low, high), "data", size=5, name="|u·b|"),
            viz.markers(index, on(shadow / s.singular, low, high), "gradient", size=5, name="|u·b|/σ"),
            viz.line(index, filtered, "model", width=2.4, name="f |u·b|/σ"),
            viz.label(
                [0.035 * n + 0.5] * 3, [1e-5, 1e-9, 1e-13], ["|u·b|/σ", "|u·b|", "σ"], position="middle right", size=12,
            ),
        ],
        viz.Axis("number i", (0, n + 1)),
        viz.Axis("", (low, high), log=True, ticks=[1e-16, 1e-8, 1, 1e8]),
        "Picard: what noise becomes",
    )  # fmt: skip
    picard.traces[-1]["textfont"]["color"] = ["@gradient", "@data", "@null"]
    here = (np.nan, np.nan, np.nan, np.nan)
    if p.method != "none":
        at = int(np.argmin(np.abs(np.log(np.array(STRENGTHS) / p.strength))))
        here = (p.strength, s.error[p.method][at], s.residual[p.method][at], s.size[p.method][at])
    bounds = (0.05, 100.0)
    shown = {method: np.where(values < bounds[1], values, np.nan) for method, values in s.error.items()}
    error = viz.Plane(
        [
            viz.line(STRENGTHS, shown["tsvd"], "null", width=1.8, step=True, name="cut off"),
            viz.line(STRENGTHS, shown["ridge"], "gradient", name="ridge"),
            viz.markers([here[0]], [np.clip(here[1], *bounds)], "model", size=11, name="now"),
            viz.label([1.4e-8], [0.09], "ridge", "gradient", position="middle right", size=12),
            viz.label([2e-6], [0.09], "cut off", "null", position="middle right", size=12),
        ],
        viz.Axis("strength", (1e-8, 1), log=True, ticks=[1e-8, 1e-6, 1e-4, 1e-2, 1]),
        viz.Axis("error / truth", bounds, log=True, ticks=[0.1, 1, 10, 100], labels=["0.1", "1", "10", "100"]),
        "True error over the strength",
    )  # fmt: skip
    lowest, most = 1e-6, 1e3

    def knee(method: str) -> tuple[Array, Array]:
        inside = (s.size[method] < most) & (s.size[method] > 0.1)
        return np.clip(s.residual[method], lowest, 20), np.where(inside, s.size[method], np.nan)

    curve = viz.Plane(
        [
            viz.line(*knee("ridge"), "gradient", name="ridge"),
            viz.markers(*knee("tsvd"), "null", size=4, name="cut off"),
            viz.markers([np.clip(here[2], lowest, 20)], [np.clip(here[3], 0.1, most)], "model", size=11, name="now"),
        ],
        viz.Axis("what is left, |Ax − b|", (lowest, 20), log=True, ticks=[1e-6, 1e-4, 1e-2, 1]),
        viz.Axis("|x|", (0.1, most), log=True, ticks=[0.1, 1, 10, 100, 1000]),
        "L-curve: knee between two evils",
    )  # fmt: skip
    return [solution, picard, error, curve]


def ridge_panels(r: Result) -> list[viz.Panel]:
    """The weights over the penalty, and the error on patients seen and not seen."""
    paths, here = r.paths, r.parameters.penalty
    shown = paths.weights[:, :10]
    x = np.tile(np.append(PENALTIES, np.nan), shown.shape[1])
    y = np.concatenate([np.append(np.clip(column, -90, 90), np.nan) for column in shown.T])
    ticks = (1e-3, 1e-1, 1e1, 1e3, 1e5)
    order = np.argsort(-np.abs(shown[np.searchsorted(PENALTIES, 20.0)]))[:1]
    weights = viz.Plane(
        [
            viz.line(x, y, "data", width=1.6, opacity=0.8, name="weight"),
            viz.line([here, here], [-90, 90], "model", width=1.6, dash="dash", hover=False),
            viz.markers(np.full(shown.shape[1], here), np.clip(shown[r.place], -90, 90), "model", size=6, name="now"),
            viz.label(
                [25.0], shown[np.searchsorted(PENALTIES, 20.0), order] + 9, [paths.names[k] for k in order],
                position="middle right", size=12,
            ),
        ],
        viz.Axis("penalty α", (1e-3, 1e5), log=True, ticks=ticks),
        viz.Axis("weight (per standard deviation)", (-90, 90)),
        "Weights of ten features shrink",
    )  # fmt: skip
    best = int(np.argmin(paths.testing))
    errors = viz.Plane(
        [
            viz.line(PENALTIES, np.clip(paths.training, 0, 130), "data", name="patients seen"),
            viz.line(PENALTIES, np.where(paths.testing < 130, paths.testing, np.nan), "gradient", name="others"),
            viz.markers([PENALTIES[best]], [paths.testing[best]], "optimum", size=13, ring=True, name="least"),
            viz.markers([here], [np.clip(paths.testing[r.place], 0, 130)], "model", size=11, name="now"),
            viz.label([0.0015], [min(paths.testing[0], 118.0) + 2], "others", "gradient", position="top right"),
            viz.label([0.0015], [max(paths.training[0], 14.0) - 2], "seen", "data", position="bottom right"),
        ],
        viz.Axis("penalty α", (1e-3, 1e5), log=True, ticks=ticks),
        viz.Axis("error (score points, r.m.s.)", (0, 130)),
        "Error on patients seen and others",
    )  # fmt: skip
    return [weights, errors]


PANELS = {"plane": plane_panels, "noise": noise_panels, "ridge": ridge_panels}


def plane_readouts(r: Result) -> list[Readout | Law]:
    """Singular values, and Penrose's four conditions."""
    names = ("ABA = A", "BAB = B", "AB symmetric", "BA symmetric")
    forms = ("‖ABA − A‖", "‖BAB − B‖", "‖AB − (AB)ᵀ‖", "‖BA − (BA)ᵀ‖")
    condition = r.found.condition
    shown = number(condition, 4) if np.isfinite(condition) else "∞"
    slack = 1e-9 * (1 + float(np.linalg.norm(r.found.inverse)))
    readouts: list[Readout | Law] = [
        Readout("singular values", ", ".join(number(float(s), 3) for s in r.found.singular), role="optimum"),
        Readout("condition κ = σ₁/σ₂", shown),
        Readout("length of x̂", float(np.hypot(*r.solution)), role="model"),
        Readout("distance from Ax̂ to b", float(np.hypot(*(r.found.matrix @ r.solution - r.parameters.b))), role="data"),
    ]
    gaps = r.found.penrose()
    return readouts + [
        Law(f"Penrose {k + 1}: {names[k]}", forms[k], gaps[k], "", 0.0, tolerance=slack) for k in range(4)
    ]


def noise_readouts(r: Result) -> list[Readout | Law]:
    """The error and its two sources; without a filter, the bound by the condition number."""
    p, s = r.parameters, r.system
    kept = inverse_problems.factors(s.singular, p.method, p.strength)
    found: list[Readout | Law] = [
        Readout("true error", 100 * r.error, "%", role="model"),
        Readout("from noise", 100 * r.spread, "%", role="data", note="‖f σ⁻¹uᵀe‖, relative to the truth"),
        Readout("from the filter (bias)", 100 * r.bias, "%", role="gradient"),
        Readout("condition κ", s.condition),
        Readout("parameters in effect Σfᵢ", float(kept.sum()), f"of {len(kept)}"),
        Law("error ≤ bias + noise", "error", r.error, "bias + noise", r.bias + r.spread, "≤"),
    ]
    if p.method == "none":
        share = float(np.linalg.norm(s.noise) / np.linalg.norm(s.exact))
        # Rounding of b is noise as well: 1e-16 of it, and as much from the computed singular vectors.
        bound = s.condition * (share + 1e-14)
        found.append(Law("error ≤ κ × relative noise", "error", r.error, "κ |e|/|b|", bound, "≤"))
    return found


def ridge_readouts(r: Result) -> list[Readout | Law]:
    """Errors, effective parameters, and the equation of the minimum."""
    paths, k = r.paths, r.place
    condition = number(paths.condition, 3) if np.isfinite(paths.condition) else "∞"
    weights = float(np.linalg.norm(paths.weights[k]))
    return [
        Readout("error on other patients", float(paths.testing[k]), "points", role="gradient"),
        Readout("error on patients seen", float(paths.training[k]), "points", role="data"),
        Readout("least error on others", float(paths.testing.min()), "points", role="optimum"),
        Readout("parameters in effect", float(paths.effective[k]), f"of {paths.weights.shape[1]}"),
        Readout("condition κ of X", condition),
        Law("at the minimum", "|Xᵀ(y − Xw)|", float(paths.gradient[k]), "α|w|", PENALTIES[k] * weights, tolerance=1e-7),
    ]


READOUTS = {"plane": plane_readouts, "noise": noise_readouts, "ridge": ridge_readouts}


def handles(r: Result) -> list[Handle]:
    """b and the solution; the strength on its curve; the penalty on its curve."""
    p = r.parameters
    if p.view == "noise":
        if p.method == "none":
            return []
        at = int(np.argmin(np.abs(np.log(np.array(STRENGTHS) / p.strength))))
        error = float(np.clip(r.system.error[p.method][at], 0.05, 100.0))
        return [Handle("strength_at", (p.strength, error), "strength", panel=2, role="model")]
    if p.view == "ridge":
        here = float(np.clip(r.paths.testing[r.place], 0, 130))
        return [Handle("penalty_at", (p.penalty, here), "penalty", panel=1, role="model")]
    held = [Handle("b", p.b, "right side b", panel=1, role="data")]
    if p.method != "ridge" and used_rank(r):
        held.append(Handle("solution", (float(r.solution[0]), float(r.solution[1])), "solution x̂", role="model"))
    return held


def notice(r: Result) -> str:
    """What is special about the case at hand."""
    p, rank = r.parameters, used_rank(r)
    if p.view == "plane":
        if rank == 0:
            return "A is zero, or all of it is cut off: its pseudo-inverse is zero."
        if rank == 1 and r.found.singular[1] > 0 and p.method == "tsvd":
            return "σ₂ is below the cut: A is treated as if it had rank one."
        if rank == 1:
            return "A has rank one: b off the column space has no solution, b on it has a whole line of them."
        return "" if reach(r) < 90 or np.abs(r.solution).max() < 90 else "x̂ lies far outside of the figure."
    if p.view == "noise" and p.method == "none" and r.error > 1:
        return f"The solution has nothing to do with the truth: it is off by {number(100 * r.error, 3)}%."
    return ""


def numbers(r: Result) -> dict[str, Any]:
    """The named values. The examples solve the plane's system by the pseudo-inverse, and the blur by all three ways."""
    p = r.parameters
    plain = inverse_problems.invert(p.matrix)
    b = np.array(p.b)
    x = plain.inverse @ b
    blur = inverse_problems.system("blur", p.condition, 32, p.noise, p.seed, STRENGTHS)
    goal = blur.v.T @ blur.truth
    at = {
        method: float(np.linalg.norm(blur.coefficients(method, p.strength) - goal) / np.linalg.norm(goal))
        for method in inverse_problems.METHODS
    }
    best = int(np.argmin(r.paths.testing))
    return {
        "matrix": np.array(p.matrix),
        "b": b,
        "inverse": plain.inverse,
        "pseudo_solution": x,
        "x_1": float(x[0]),
        "x_2": float(x[1]),
        "sigma_1": float(plain.singular[0]),
        "sigma_2": float(plain.singular[1]),
        "length": float(np.hypot(*x)),
        "residual": float(np.hypot(*(plain.matrix @ x - b))),
        "condition": p.condition,
        "noise": p.noise,
        "strength": p.strength,
        "error_plain": at["none"],
        "error_cut": at["tsvd"],
        "error_ridge": at["ridge"],
        "best_strength": float(STRENGTHS[int(np.argmin(blur.error["ridge"]))]),
        "best_error": float(blur.error["ridge"].min()),
        "bound": p.condition * p.noise,
        "patients": p.patients,
        "features": len(r.paths.names),
        "penalty": p.penalty,
        "test_error": float(r.paths.testing[r.place]),
        "train_error": float(r.paths.training[r.place]),
        "effective": float(r.paths.effective[r.place]),
        "best_penalty": PENALTIES[best],
        "best_test_error": float(r.paths.testing[best]),
    }


def draw(r: Result) -> Scene:
    """The chosen view, and the laws at the present numbers."""
    p = r.parameters
    if p.view == "plane":
        alt = (
            f"Left the solution of Ax = b of least length, {number(float(np.hypot(*r.solution)), 4)}; right b and the "
            f"nearest vector of the column space, at a distance of "
            f"{number(float(np.hypot(*(r.found.matrix @ r.solution - p.b))), 4)}."
        )
    elif p.view == "noise":
        alt = (
            f"A system with condition number {number(r.system.condition, 3)} and relative noise {number(p.noise, 3)}, "
            f"solved by {METHODS[p.method]}: the error is {number(100 * r.error, 3)}%. Beside it Picard plot, error "
            f"over strength, and L-curve."
        )
    else:
        alt = (
            f"Ridge weights over the penalty, and the error: {number(float(r.paths.testing[r.place]), 4)} points on "
            f"other patients at penalty {number(p.penalty, 3)}."
        )
    return Scene(
        panels=PANELS[p.view](r),
        readouts=READOUTS[p.view](r),
        handles=handles(r),
        notice=notice(r),
        alt=alt,
        numbers=numbers(r),
        view=f"plane:{reach(r)}"
        if p.view == "plane"
        else f"{p.view}:{p.system}:{p.size if p.system == 'hilbert' else 32}",
    )


def pull_solution(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The b that has the pointer as its solution: its part outside of the reach of A stays."""
    found = inverse_problems.invert(p.matrix, p.method, p.strength)
    b = np.array(p.b)
    target = found.matrix @ (found.inverse @ found.matrix @ np.clip((x, y), -1e3, 1e3))
    return {"b": tuple(np.clip(target + b - found.matrix @ (found.inverse @ b), -2.2, 2.2))}


def best_strength(r: Result) -> bool:
    """Whether the ridge has the least true error that any strength gives, with enough noise that it matters."""
    p = r.parameters
    errors = r.system.error["ridge"]
    return p.view == "noise" and p.system == "blur" and p.method == "ridge" and r.error <= 1.005 * errors.min() < 0.5


def blown_up(r: Result) -> bool:
    """Whether noise of a millionth at most ruins the unfiltered solution."""
    p = r.parameters
    return p.view == "noise" and p.method == "none" and p.noise <= 1.001e-6 and r.error >= 1


lesson = Lesson(
    title="Pseudo-Inverse and Ill-Conditioned Systems",
    idea="The pseudo-inverse gives the shortest best solution; where singular values are small it drowns it in noise.",
    terms=(
        "Moore-Penrose inverse",
        "least norm solution",
        "condition number",
        "Hilbert matrix",
        "truncated SVD",
        "ridge regression",
        "Tikhonov regularisation",
        "filter factors",
        "Picard condition",
        "L-curve",
        "inverse problem",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "solution": pull_solution,
        "strength_at": lambda p, x, y: {"strength": float(np.clip(x, 1e-8, 1))},
        "penalty_at": lambda p, x, y: {"penalty": float(np.clip(x, 1e-3, 1e5))},
    },
    presets=(
        Preset(
            "Rank one", {}, "No x reaches b. The dashed line holds all that come nearest; x̂ is the shortest of them."
        ),
        Preset(
            "Nearly singular",
            {"matrix": ((1.0, 0.5), (0.6, 0.38)), "b": (1.0, 0.9)},
            "Now there is one solution, but the small disc of noise around b becomes a long ellipse around it.",
        ),
        Preset(
            "Ridge",
            {"matrix": ((1.0, 0.5), (0.6, 0.38)), "b": (1.0, 0.9), "method": "ridge", "strength": 0.1},
            "The ellipse has shrunk, and x̂ has moved along the purple path towards zero: two of Penrose's laws fail.",
        ),
        Preset(
            "Drowned",
            {"view": "noise"},
            "One percent of noise, κ = 10⁶: divided by small σ it outgrows everything, and the curve leaves the axes.",
        ),
        Preset(
            "Saved",
            {"view": "noise", "method": "ridge", "strength": 0.0251},
            "The filter keeps what stands above the noise. The bump is back; the box has lost its corners for good.",
        ),
        Preset(
            "Hilbert",
            {"view": "noise", "system": "hilbert", "size": 10, "noise": 1e-6, "method": "tsvd", "strength": 1e-5},
            "Ten equations, κ above 10¹³: a millionth of noise leaves five directions that can be trusted.",
        ),
        Preset(
            "Patients",
            {"view": "ridge", "squares": True, "penalty": 0.1},
            "65 features, 40 patients: nearly no error on those seen, a large one on others. Raise the penalty.",
        ),
    ),
    challenges=(
        Challenge(
            "In Noise, on the blur, find the ridge strength with the least true error.",
            "Choose Ridge and drag the point along the purple curve. In practice this curve is not known.",
            best_strength,
            {"view": "noise", "method": "ridge", "strength": 0.0251},
        ),
        Challenge(
            "Ruin the solution (error 100% or more) with noise of a millionth or less.",
            "The bound is κ times the noise.",
            blown_up,
            {"view": "noise", "noise": 1e-6, "condition": 1e10},
        ),
        Challenge(
            "Predict: x + y = 2 is one equation for two unknowns, written twice: A = [1 1; 1 1], b = (2, 2).",
            "The solution of least length is perpendicular to the line of all solutions.",
            predict=Prediction(
                "How long is A⁺b?",
                lambda r: float(np.hypot(*r.solution)),
                0.1,
                {"matrix": ((1.0, 1.0), (1.0, 1.0)), "b": (2.0, 2.0)},
                why="The point of the line x + y = 2 nearest to 0 is (1, 1), at a distance of √2.",
            ),
        ),
        Challenge(
            "Predict: A = [1 1; 1 1] again, now b = (2, 0). How far is b from every Ax?",
            "The column space is the diagonal.",
            predict=Prediction(
                "What is the least |Ax − b|?",
                lambda r: float(np.hypot(*(r.found.matrix @ r.solution - r.parameters.b))),
                0.1,
                {"matrix": ((1.0, 1.0), (1.0, 1.0)), "b": (2.0, 0.0)},
                why="(2, 0) falls onto (1, 1); what is left is (1, −1), of length √2.",
            ),
        ),
    ),
    related=("svd", "projections_least_squares", "matrix_factorizations", "subspaces_basis", "map_estimation"),
    source=(
        inverse_problems.invert,
        inverse_problems.factors,
        inverse_problems.system,
        inverse_problems.diabetes_ridge,
    ),
    listing=lambda p: {
        name: p[name]
        for name in ("matrix", "b", "condition", "noise", "strength", "seed", "penalty", "patients", "squares")
    },
)
