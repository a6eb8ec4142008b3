"""Exercises of statistics, by lesson: the laws of the predictions, with numbers that a seed draws."""

from explorer.lesson.tasks import Task


def signs(plus: int) -> tuple[float, ...]:
    """24 values, of which so many are +1 and the others −1."""
    return (1.0,) * plus + (-1.0,) * (24 - plus)


def two(upper: tuple[float, ...], lower: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Points of the lesson on ranks: the first group above, the second below."""
    return (*((x, 7.0) for x in upper), *((x, 3.0) for x in lower))


def groups(points: tuple[tuple[float, float], ...]) -> str:
    """The values of both groups."""
    told = [", ".join(f"{x:g}" for x, y in points if (y > 5) is above) for above in (True, False)]
    return f"Group A has {told[0]}; group B has {told[1]}"


def counts(points: tuple[tuple[float, float], ...]) -> str:
    """How many values each group has."""
    upper = sum(y > 5 for _, y in points)
    return f"{upper} and {len(points) - upper} values, all different,"


EXERCISES = {
    "data_summaries": (
        Task(
            "Which place c has the least greatest distance from the values {points}?",
            {"points": ((1, 2, 3, 4, 10), (0, 1, 1, 2, 8), (2, 3, 7, 8, 9), (0, 5, 6, 7, 7), (1, 1, 2, 3, 6))},
            "The midrange, half the sum of the smallest and the largest.",
            near=0.05,
        ),
        Task(
            "Data near 10,000 have a standard deviation of 0.1. How many digits of it does the one-pass formula (mean "
            "of the squares less the square of the mean) get right, in double precision, with 16 digits?",
            {},
            "About 16 − 2 · log₁₀(10⁴/0.1): one pass loses twice as many digits as the mean over the deviation has.",
            near=1.0,
            prediction=1,
        ),
    ),
    "distributions_in_practice": (
        Task(
            "A model is wrong on {share} of items, independently. It sees {n}. What is the chance of no error?",
            {"n": (10, 20, 30, 50, 100), "share": (0.01, 0.02, 0.03, 0.05, 0.1)},
            "(1 − p)ⁿ.",
            near=0.005,
            words={"share": lambda share: f"{100 * share:g}%"},
        ),
    ),
    "correlation_data": (
        Task(
            "X correlates by {r_xy} with Y, and by {r_xz} with Z. What is the least that r of Y and Z can be?",
            {"r_xy": (0.6, 0.7, 0.8, 0.9), "r_xz": (0.5, 0.6, 0.8, 0.9, 0.95)},
            "The angles add up: cos(α + β) = r₁r₂ − √((1 − r₁²)(1 − r₂²)).",
            near=0.02,
            at={"view": "trio", "r_yz": 0.9},
        ),
    ),
    "sampling_distributions": (
        Task(
            "{percent}% of {people} people answer, with a data defect correlation of {defect}. How many random "
            "answers err as much?",
            {"percent": (2.5, 6.0, 12.0, 25.0), "people": (1e6, 1e7, 1e8), "defect": (0.01, 0.012, 0.02)},
            "f/(1 − f)/ρ².",
            share=0.05,
            words={"people": lambda people: f"{people / 1e6:g} million"},
        ),
    ),
    "confidence_intervals": (
        Task(
            "Of normal draws, σ known, which share of the {confidence}% intervals holds the mean of the next n draws, "
            "in %?",
            {"confidence": (80, 90, 95, 99)},
            "Both means err, so the interval reaches z/√2 of the errors of their difference.",
            near=1.0,
            unit="%",
        ),
    ),
    "hypothesis_testing": (
        Task(
            "An effect of {effect} deviations is real, and two labs test it with {n} in each group at α = 0.05. With "
            "which chance do both find it?",
            {"effect": (0.3, 0.4, 0.5, 0.6, 0.8), "n": (25, 40, 64, 80, 100)},
            "The power, squared; the power is about P(Z > 1.96 − d√(n/2)).",
            near=0.03,
            guess=False,  # the prediction gives the power
        ),
    ),
    "anova": (
        Task(
            "{groups} groups are all alike, and all pairs are tested at 5%. What is the chance of a false alarm, in %?",
            {"groups": (3, 4, 5, 6, 8, 10)},
            "The range of the means decides; fewer than 1 − 0.95^(number of pairs), since the pairs share groups.",
            near=4.0,
            unit="%",
        ),
    ),
    "resampling": (
        Task(
            "A score of 442 patients has mean 152 and deviation 77. How wide is the {confidence}% interval of the "
            "mean?",
            {"confidence": (80.0, 90.0, 95.0, 99.0)},
            "2z · 77/√442.",
            share=0.06,
        ),
    ),
    "mle_vs_moments": (
        Task(
            "Of {n} uniform draws, how many times larger is the mean squared error of 2 × mean than that of the "
            "largest?",
            {"n": (4, 5, 10, 20, 30, 50)},
            "(n + 1)(n + 2)/(6n).",
            share=0.03,
        ),
    ),
    "bayesian_statistics": (
        Task(
            "Eight schools gained {effects} and 8, −3, 7, −1, 1, 18, 12 points, with standard errors of 15 and 10, "
            "16, 11, 9, 11, 10, 18. Their true gains are N(μ, τ²), with flat priors on μ and on τ > 0. What is the "
            "posterior mean of the first school's gain?",
            {
                "effects": tuple(
                    (each, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0) for each in (10.0, 20.0, 35.0, 40.0, 50.0)
                )
            },
            "A weighted mean of the school's own effect and of all; the farther it lies, the larger τ and its own "
            "weight.",
            near=2.0,
            unit="points",
            words={"effects": lambda effects: f"{effects[0]:g}"},
        ),
    ),
    "bias_variance": (
        Task(
            "n = 30, noise of deviation {sigma}. What is the variance of the mean of the {neighbours} nearest "
            "neighbours?",
            {"sigma": (0.1, 0.2, 0.3, 0.4, 0.5), "neighbours": (2, 4, 5, 8, 10)},
            "σ²/k.",
            share=0.02,
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
    ),
    "ml_significance": (
        Task(
            "Accuracy varies normally by 0.5 points (one deviation) over seeds, and the best of {tries} is reported. "
            "How many points are gained on average?",
            {"tries": (2, 3, 5, 10, 20, 50)},
            "0.5 times the mean of the largest of k normal draws.",
            near=0.04,
            unit="points",
        ),
    ),
    "nonparametric": (
        Task(
            "{points}. How many of the pairs does A win, ties counted as half?",
            {
                "points": (
                    two((9.0, 3.0, 5.0, 7.0), (1.0, 4.0, 6.0)),
                    two((18.0, 2.0, 4.0, 6.0), (1.0, 3.0, 5.0, 7.0)),
                    two((3.0, 5.0, 5.0, 8.0), (2.0, 5.0, 6.0, 9.0)),
                    two((12.0, 13.0, 1.0, 2.0, 3.0), (10.0, 11.0, 4.0)),
                    two((6.0, 6.0, 7.0), (2.0, 6.0, 7.0, 8.0)),
                )
            },
            "U = R − m(m + 1)/2, with R the sum of the ranks of A among all values.",
            near=0.2,
            at={"view": "ranks"},
            answer=lambda q: q.c.u,
            words={"points": groups},
        ),
        Task(
            "{points} are compared by ranks. What is the least p that the two-sided test can have?",
            {
                "points": (
                    two((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)),
                    two((1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0)),
                    two((1.0, 2.0, 3.0), (4.0, 5.0, 6.0, 7.0)),
                    two((1.0, 2.0, 3.0, 4.0, 5.0), (6.0, 7.0, 8.0, 9.0)),
                    two((1.0, 2.0, 3.0, 4.0, 5.0), (6.0, 7.0, 8.0, 9.0, 10.0)),
                )
            },
            "Two of the equally likely labellings part the groups: 2/(m + n choose m).",
            share=0.03,
            at={"view": "ranks"},
            answer=lambda q: q.c.law.least,
            words={"points": counts},
        ),
    ),
    "manova": (
        Task(
            "Two features with correlation {rho}, {size} in each group, and means that differ by {shift} deviations. "
            "What is Hotelling's T²?",
            {"rho": (-0.6, 0.0, 0.6, 0.8, 0.9), "shift": ((0.4, 0.0), (0.6, 0.0), (0.0, 0.8)), "size": (20, 25, 40)},
            "For a shift d in one feature alone T² = (n/2) d²/(1 − ρ²).",
            share=0.05,
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
    ),
    "ab_testing": (
        Task(
            "θ is the mean of z at the end, and here {effect}. A test looks five times at equal distances, by "
            "Pocock's bound at a two-sided 5%. What is the mean estimate of θ of the tests that end significant?",
            {"effect": (0.5, 1.0, 1.5, 2.0, 3.0)},
            "A test of a small effect reaches its bound only where chance helped, and stops just there.",
            near=0.35,
        ),
    ),
}
