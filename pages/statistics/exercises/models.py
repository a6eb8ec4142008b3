"""Exercises on models: their errors, their time and their causes."""

from explorer.lesson.tasks import Task


def signs(plus: int) -> tuple[float, ...]:
    """24 values, of which so many are +1 and the others −1."""
    return (1.0,) * plus + (-1.0,) * (24 - plus)


EXERCISES = {
    "bias_variance": (
        Task(
            "n = 30, noise of deviation {sigma}. What is the variance of the mean of the {neighbours} nearest "
            "neighbours?",
            {"sigma": (0.1, 0.2, 0.3, 0.4, 0.5), "neighbours": (2, 4, 5, 8, 10)},
            "σ²/k.",
            share=0.02,
        ),
        Task(
            "Polynomials of degree {degree} are fitted to n = 30 answers with noise of deviation {sigma}. What is the "
            "variance of the fit, averaged over the 30 places?",
            {"degree": (1, 2, 3, 5), "sigma": (0.1, 0.2, 0.3, 0.5)},
            "σ² times the number of parameters over n.",
            share=0.02,
            at={"view": "terms", "method": "polynomial"},
            answer="variance_now",
        ),
        Task(
            "The mean of the {neighbours} nearest neighbours, its own answer among them, is taken at each of {n} "
            "places. How many effective parameters has that, the trace of the hat matrix?",
            {"neighbours": (2, 4, 5, 8, 10), "n": (20, 40, 80)},
            "Each answer weighs 1/k in its own fit: n/k in all.",
            share=0.02,
            at={"view": "weights", "method": "neighbours"},
            answer="parameters_now",
        ),
    ),
    "cross_validation": (
        Task(
            "24 values are {heights}. Each is predicted by the mean of the 23 others. How many predictions have the "
            "right sign?",
            {"heights": tuple(signs(plus) for plus in (10, 11, 12, 14, 13))},
            "A value left out makes its own side smaller by one: with 12 and 12 none fits, with a clear majority all "
            "of it.",
            near=0.5,
            words={"heights": lambda y: f"{y.count(1.0)} times +1 and {y.count(-1.0)} times −1"},
        ),
        Task(
            "{variables} independent normal variables and noise of variance 1: least squares, without an intercept, "
            "on {rows} rows. What is the expected squared error on new rows?",
            {"variables": (5, 10), "rows": (24, 30, 40, 51)},
            "1 + p/(n − p − 1): the noise of the new row, and what the fit took over from the old noise.",
            share=0.01,
            at={"view": "estimate", "runs": 100},
            answer=lambda q: q.mean_truth,
        ),
        Task(
            "{variables} independent normal variables and noise of variance 1, least squares without an intercept, "
            "{rows} rows in {parts} folds. How many % is the cross-validated error expected above that of a fit to "
            "all rows?",
            {"variables": (5, 10), "rows": (40, 60), "parts": (4, 5, 10)},
            "A fit to m rows errs by 1 + p/(m − p − 1): the folds train on n(1 − 1/k) rows, the fit to all on n.",
            near=0.2,
            unit="%",
            at={"view": "estimate", "runs": 100},
            answer="percent_bias",
        ),
    ),
    "time_series": (
        Task(
            "One random walk is regressed on another, unrelated one, both of {count} steps. How often is the slope "
            "“significant” at 5%, in %?",
            {"count": ("30", "100", "300")},
            "Wanderings last as long as the series: the longer it is, the more often.",
            near=6.0,
            unit="%",
        ),
        Task(
            "xₜ = φ xₜ₋₁ + a shock of variance 1, with φ = {phi}. What is the variance of x?",
            {"phi": tuple((each, 0.0) for each in (-0.8, -0.6, 0.5, 0.7, 0.9, 0.95))},
            "v = φ²v + 1, so v = 1/(1 − φ²).",
            share=0.01,
            at={"view": "process", "theta": 0.0},
            answer=lambda q: q.variance,
            words={"phi": lambda phi: f"{phi[0]:g}".replace("-", "−")},
        ),
        Task(
            "xₜ = φ₁ xₜ₋₁ + φ₂ xₜ₋₂ + a shock, with (φ₁, φ₂) = {phi}. What is the correlation of neighbouring values?",
            {"phi": ((0.5, 0.3), (1.0, -0.5), (0.6, -0.5), (1.2, -0.6), (-0.4, 0.2))},
            "ρ₁ = φ₁ + φ₂ρ₁, as ρ₋₁ = ρ₁: φ₁/(1 − φ₂).",
            share=0.01,
            at={"view": "process", "theta": 0.0},
            answer="rho_one",
        ),
    ),
    "causal_inference": (
        Task(
            "X adds {b} to Y and {a} to Z, Y adds {c} to Z, all noises have variance 1. What is the slope of Y on X "
            "at one fixed Z?",
            {"a": (-1.0, 0.5, 1.0, 2.0), "b": (-0.5, 0.0, 0.5, 1.0), "c": (0.5, 1.0, 2.0, -1.0)},
            "(b − ac)/(1 + c²): Z is a collider.",
            near=0.02,
            prediction=1,
        ),
        Task(
            "Group 1 cures 90% of 100 easy and 30% of 900 hard cases, group 2 80% of 900 easy and 20% of 100 hard "
            "ones. What share would group 1 cure of the mix of all cases, in %?",
            {},
            "Half of all 2000 cases are easy: (90 + 30)/2, not 36.",
            near=1.0,
            unit="%",
        ),
        Task(
            "Z adds {a} to X and {c} to Y, X adds {b} to Y, all noises (and Z) have variance 1. What is the slope of Y "
            "on X if Z is not looked at?",
            {"a": (-1.0, 0.5, 1.0, 2.0), "b": (0.0, 0.5, 1.0), "c": (-1.0, 1.0, 2.0)},
            "b + ac/(1 + a²): Z is a confounder, and what flows over it is added to the effect b.",
            near=0.02,
            at={"view": "graph", "structure": "fork"},
            answer=lambda q: q.naive,
        ),
    ),
}
