"""Exercises on tests, from one p-value to whole experiments."""

from explorer.lesson.tasks import Task


def two(upper: tuple[float, ...], lower: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Points of the lesson on ranks: the first group above, the second below."""
    return (*((x, 7.0) for x in upper), *((x, 3.0) for x in lower))


def groups(points: tuple[tuple[float, float], ...]) -> str:
    """The values of both groups."""
    told = [", ".join(f"{x:g}" for x, y in points if (y > 5) is above) for above in (True, False)]
    return f"Group A has {told[0]}; group B has {told[1]}"


def sizes(points: tuple[tuple[float, float], ...]) -> str:
    """The sizes of both groups."""
    upper = sum(y > 5 for _, y in points)
    return f"{upper} and {len(points) - upper}"


def counts(points: tuple[tuple[float, float], ...]) -> str:
    """How many values each group has."""
    return f"{sizes(points)} values, all different,"


EXERCISES = {
    "hypothesis_testing": (
        Task(
            "An effect of {effect} deviations is real, and two labs test it with {n} in each group at α = 0.05. With "
            "which chance do both find it?",
            {"effect": (0.3, 0.4, 0.5, 0.6, 0.8), "n": (40, 50, 64, 80, 100)},
            "The power, squared; the power is about P(Z > 1.96 − d√(n/2)).",
            near=0.03,
            guess=False,  # the prediction gives the power
        ),
        Task(
            "Of two groups the counts of yes and no are {counts}. What is χ² of no link between group and answer?",
            {
                "counts": (
                    ((12.0, 8.0), (6.0, 14.0)),
                    ((30.0, 20.0), (20.0, 30.0)),
                    ((15.0, 5.0), (10.0, 20.0)),
                    ((9.0, 21.0), (16.0, 14.0)),
                    ((40.0, 10.0), (60.0, 40.0)),
                )
            },
            "Σ (seen − expected)²/expected, with row · column/all as what is expected.",
            share=0.01,
            at={"view": "table"},
            answer="chi2",
        ),
        Task(
            "{real} of the tested hypotheses have an effect, of 2.8 standard errors: power 80% at α = 0.05. Of what is "
            "significant, which share has no effect, in %?",
            {"real": (0.02, 0.05, 0.1, 0.2, 0.5)},
            "α(1 − π)/(α(1 − π) + power · π), with π the share that has an effect.",
            near=0.5,
            unit="%",
            at={"view": "filter", "signal": 2.8},
            answer=lambda q: 100 * q.false,
            words={"real": lambda real: f"{100 * real:g}%"},
        ),
    ),
    "anova": (
        Task(
            "{groups} groups are all alike, and all pairs are tested at 5%. What is the chance of a false alarm, in %?",
            {"groups": (3, 4, 5, 6, 8, 10)},
            "The range of the means decides; fewer than 1 − 0.95^(number of pairs), since the pairs share groups.",
            share=0.12,
            unit="%",
        ),
        Task(
            "Three groups of {size} values have the means {means}, in units of the deviation within the groups. What "
            "is F?",
            {
                "means": ((0.5, 0.0, -0.5), (0.6, -0.3, -0.3), (0.8, 0.2, -0.1), (0.4, 0.3, -0.7)),
                "size": (8, 10, 20),
            },
            "n times the variance of the means (divisor 2), over the variance within, here 1.",
            share=0.01,
            at={"view": "plane"},
            answer=lambda q: q.f_means,
            words={"means": lambda means: ", ".join(f"{x:g}".replace("-", "−") for x in means)},
        ),
        Task(
            "The cell means of a 2 × 2 table are {cells}. By how much more does the second column exceed the first in "
            "row 1 than in row 2? (Less: less than 0.)",
            {"cells": ((1.5, 3.0, 2.5, 6.5), (2.0, 5.0, 3.0, 4.0), (4.0, 2.0, 3.0, 3.5), (1.0, 4.0, 2.0, 3.5))},
            "The difference of differences is the interaction: it is 0 if rows and columns add up.",
            near=0.05,
            at={"view": "factors"},
            answer="twist",
            words={"cells": lambda cells: "[{:g} {:g}; {:g} {:g}]".format(*cells)},
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
        Task(
            "The values {points} are resampled with replacement again and again. What is the standard deviation of the "
            "mean, about?",
            {
                "points": tuple(
                    tuple((x, float(at)) for at, x in enumerate(values, 2))
                    for values in ((1.0, 2.0, 3.0, 4.0, 5.0), (2.0, 2.0, 5.0, 8.0, 8.0), (1.0, 1.0, 1.0, 1.0, 9.0))
                )
            },
            "√(Σ(x − x̄)²/n)/√n: the resamples are draws of a world in which the sample is all, so the divisor is n.",
            share=0.04,
            at={"view": "bootstrap"},
            answer=lambda q: q.boot.standard_error,
            words={"points": lambda points: ", ".join(f"{x:g}" for x, _ in points)},
        ),
        Task(
            "{points} do not overlap: all of one lie above all of the other. What is the exact "
            "p, twice the smaller tail, of their difference of means, by shuffling labels?",
            {
                "points": tuple(
                    (*((8.0 - 0.3 * k, 7.0) for k in range(m)), *((2.0 + 0.3 * k, 3.0) for k in range(n)))
                    for m, n in ((3, 3), (3, 4), (4, 4), (5, 4), (5, 5))
                )
            },
            "Of all equally likely labellings one alone is as far on this side: 2/(m + n choose m).",
            share=0.03,
            at={"view": "permutation"},
            answer="p_exact",
            words={"points": lambda points: f"Groups of {sizes(points)} values"},
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
        Task(
            "{points}. How far apart are their distribution functions at most (Kolmogorov and Smirnov's D)?",
            {
                "points": (
                    two((1.0, 4.0, 6.0, 9.0), (2.0, 3.0, 5.0, 7.0)),
                    two((5.0, 6.0, 7.0, 9.0), (1.0, 2.0, 4.0, 8.0)),
                    two((3.0, 5.0, 8.0, 9.0, 11.0), (1.0, 2.0, 4.0, 6.0)),
                    two((1.0, 2.0, 3.0, 12.0), (4.0, 5.0, 6.0, 7.0, 8.0)),
                )
            },
            "At each value, the part of A that is at most it, less that of B; D is the largest of these in size.",
            near=0.02,
            at={"view": "pairs"},
            answer="ks",
            words={"points": groups},
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
        Task(
            "Two features have the deviation 1 and the correlation {rho} within both groups, and the means differ by "
            "{shift}. What is the squared Mahalanobis distance of the means?",
            {"rho": (-0.6, 0.5, 0.8), "shift": ((0.4, -0.4), (0.6, 0.3), (1.0, 0.5))},
            "(d₁² + d₂² − 2ρ d₁d₂)/(1 − ρ²).",
            share=0.01,
            at={"view": "directions"},
            answer="d_squared",
        ),
        Task(
            "Two normal groups of equal size have the deviation 1 and the correlation {rho} within, and means that "
            "differ by {shift}. Which share does the best classifier get wrong, in %?",
            {"rho": (0.0, 0.6, 0.8), "shift": ((1.0, 0.0), (0.0, 1.2), (0.6, -0.6))},
            "Φ(−D/2) with D² = (d₁² + d₂² − 2ρ d₁d₂)/(1 − ρ²).",
            near=0.5,
            unit="%",
            at={"view": "jointly"},
            answer=lambda q: 100 * q.design.error,
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
        Task(
            "Two models were tried on the same items: {counts} items does only the first, or only the second, get "
            "right. What is the exact two-sided p of McNemar's test?",
            {
                "counts": tuple(
                    ((100.0, a), (b, 50.0)) for a, b in ((6.0, 0.0), (7.0, 1.0), (9.0, 1.0), (2.0, 8.0), (1.0, 5.0))
                )
            },
            "Without a difference each of these items is a fair toss: twice the tail of Binomial(n, ½).",
            share=0.03,
            at={"view": "items", "answers": "counts"},
            answer="table_p",
            words={"counts": lambda m: f"{m[0][1]:g} and {m[1][0]:g}"},
        ),
        Task(
            "Five tests gave p = {ps}. How many does the rule of Benjamini and Hochberg reject at 5%?",
            {
                "ps": (
                    (0.001, 0.012, 0.028, 0.035, 0.5),
                    (0.004, 0.018, 0.04, 0.06, 0.3),
                    (0.009, 0.021, 0.032, 0.045, 0.7),
                    (0.002, 0.03, 0.029, 0.2, 0.9),
                    (0.01, 0.02, 0.03, 0.04, 0.05),
                )
            },
            "The largest k with p₍ₖ₎ ≤ k · 0.05/5: it and all smaller ones are rejected.",
            near=0.4,
            at={"view": "many"},
            answer="bh_count",
            words={"ps": lambda ps: ", ".join(f"{p:g}" for p in ps)},
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
        Task(
            "Two arms have the rates {rate_a} and {rate_b}, and 5,000 users are split evenly. How many successes does "
            "that cost, against sending all to the better arm?",
            {"rate_a": (0.05, 0.1, 0.15), "rate_b": (0.08, 0.12, 0.2)},
            "Half of the users miss the difference of the rates.",
            share=0.02,
            at={"view": "bandit"},
            answer="fixed_regret",
        ),
        Task(
            "About how many users does a test need in each arm, to tell a rate of {rate_a} from one of {rate_b} with a "
            "power of 80% at a two-sided 5%?",
            {"rate_a": (0.05, 0.1, 0.15), "rate_b": (0.08, 0.12, 0.2)},
            "(1.96 + 0.84)² (p₁(1 − p₁) + p₂(1 − p₂))/(p₁ − p₂)².",
            share=0.05,
            at={"view": "bandit"},
            answer=lambda q: q.needed,
        ),
    ),
}
